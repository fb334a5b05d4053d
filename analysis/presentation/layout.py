"""Layouts for a screen of any width: tables that become lines where they do not fit, prose that breaks no number.

A figure is never cut: where its table is wider than the screen, each value stands on a line of its own behind its
heading. A Chinese character takes two cells, and a line of them may be broken anywhere but inside a number or
before a closing mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from .strings import text

_BETWEEN_COLUMNS = 2
#: Narrower than this, a screen breaks our lines itself.
NARROWEST = 20
_WIDE = "\u2e80-\uffef\u201c\u201d"
# A word with the unit behind it; one Chinese character; or blanks.
_PIECES = re.compile(rf"[^\s{_WIDE}]+(?: (?:tn|bn|m|k|pts)\b)?[万亿元]*|（每1元[^）]*）|[{_WIDE}]|\s+")
_CLOSING = "，。；：、！？）》”"
_OPENING = "（《“"


def wrapped(words: str, width: int) -> list[str]:
    """A text on lines of at most `width` cells, broken at blanks and between Chinese characters.

    A word longer than a line is broken after a dot or an underscore, and only where it has none anywhere.
    """
    lines = [""]
    for piece in _pieces(words):
        if cell_len(lines[-1] + piece.rstrip()) <= width:
            lines[-1] += piece
        elif cell_len(piece) <= width:
            lines.append(piece.lstrip())
        else:
            for part in _parts(piece, width):
                fits = cell_len(lines[-1] + part) <= width
                lines[-1:] = [lines[-1] + part] if fits else [lines[-1], part]
    return [line.rstrip() for line in lines if line.strip()] or [""]


def _pieces(words: str) -> list[str]:
    """What may not be broken, with the marks that cling to it."""
    found: list[str] = []
    for piece in _PIECES.findall(words):
        if found and (piece in _CLOSING or found[-1][-1:] in _OPENING):
            found[-1] += piece
        else:
            found.append(piece)
    return found


def _parts(word: str, width: int) -> Iterator[str]:
    for part in re.findall(r"[^._/]*[._/]|[^._/]+", word):
        while cell_len(part) > width:
            end = next(place for place in range(len(part), 0, -1) if cell_len(part[:place]) <= width or place == 1)
            yield part[:end]
            part = part[end:]
        yield part


class Prose:
    """A paragraph, its lines after the first moved in by `hanging` cells."""

    def __init__(self, words: str, style: str = "", indent: int = 0, hanging: int = 0) -> None:
        self._words, self._style, self._indent, self._hanging = words, style, indent, hanging

    def __rich_console__(self, screen: Console, options: ConsoleOptions) -> Iterable[Text]:
        margin = self._indent + self._hanging
        lines = wrapped(self._words, max(options.max_width - margin, NARROWEST // 2))
        for place, line in enumerate(lines):
            yield Text(" " * (margin if place else self._indent) + line, self._style, no_wrap=True, overflow="ignore")


class Items:
    """Short texts side by side, a line broken between them only; one that is longer than a line is broken itself."""

    def __init__(self, items: Sequence[str], style: str = "", between: int = 3) -> None:
        self._items, self._style, self._between = items, style, between

    def __rich_console__(self, screen: Console, options: ConsoleOptions) -> Iterable[Text]:
        lines: list[str] = []
        for item in self._items:
            beside = f"{lines[-1]}{' ' * self._between}{item}" if lines else item
            if lines and cell_len(beside) <= options.max_width:
                lines[-1] = beside
            else:
                lines += wrapped(item, options.max_width)
        for line in lines:
            yield Text(line, self._style, no_wrap=True, overflow="ignore")


class Paragraph:
    """A paragraph behind a word that says what it is; its lines stand below one another."""

    def __init__(self, label: str, style: str, words: str, margin: int) -> None:
        self._label, self._style, self._words, self._margin = label, style, words, margin

    def __rich_console__(self, screen: Console, options: ConsoleOptions) -> Iterable[Text]:
        margin = self._margin if options.max_width >= 2 * self._margin + NARROWEST else 0
        if not margin:
            yield Text(self._label, self._style)
        for place, line in enumerate(wrapped(self._words, max(options.max_width - margin, NARROWEST // 2))):
            label = self._label if margin and not place else ""
            blank = " " * (margin - cell_len(label))
            yield Text.assemble((label, self._style), blank + line, no_wrap=True, overflow="ignore")


class Labelled:
    """A value behind its heading: on one line where there is room, else below it."""

    def __init__(self, heading: str, value: Text, indent: int, language: str) -> None:
        self._heading = text("label.before_value", language, heading=heading) if heading else ""
        self._value, self._indent = value, indent

    def __rich_console__(self, screen: Console, options: ConsoleOptions) -> Iterable[Any]:
        plain = " ".join(self._value.plain.split())
        if self._indent + cell_len(self._heading + plain) <= options.max_width:
            yield Text.assemble(" " * self._indent + self._heading, (plain, self._value.style))
            return
        if self._heading:
            yield Prose(self._heading.rstrip(), indent=self._indent)
        yield Prose(plain, str(self._value.style), indent=self._indent + (2 if self._heading else 0))


class OneLine:
    """Parts side by side; one that does not fit the line begins the next, moved in."""

    def __init__(self, *parts: Text, indent: int = 4) -> None:
        self._parts, self._indent = [part for part in parts if part.plain.strip()], indent

    def __rich_console__(self, screen: Console, options: ConsoleOptions) -> Iterable[Any]:
        line = Text()
        for part in self._parts:
            if line.cell_len + part.cell_len <= options.max_width:
                line = Text.assemble(line, part)
                continue
            if line.plain:
                yield line
            indent = self._indent if part is not self._parts[0] else 0
            line = Text.assemble(" " * indent, Text(part.plain.strip(), part.style))
            if line.cell_len > options.max_width:
                yield Prose(part.plain.strip(), str(part.style), indent=indent, hanging=2)
                line = Text()
        if line.plain:
            yield line


@dataclass(frozen=True)
class Column:
    """A heading and how its cells stand; cells may be broken down to `least` cells, or not at all.

    A heading may have several lines; where each value has a line of its own, it stands behind `on_a_line`.
    """

    heading: str
    justify: str = "left"
    least: int | None = None
    on_a_line: str = ""


class Grid:
    """Rows under headings in groups: a table where it fits the screen, else a line a value."""

    def __init__(self, language: str, *columns: Column, name_label: bool = False) -> None:
        self._language, self._columns = language, columns
        self._name_label = name_label  # the label is a value too, and needs its heading
        self._rows: list[tuple[Text, tuple[Text, ...], int] | str] = []

    def section(self, title: str) -> None:
        """A group of rows begins."""
        self._rows.append(title)

    def row(self, label: str | Text, *values: str | Text, indent: int = 2) -> None:
        """A row; values left out at its end are empty."""
        cells = tuple(Text(value) if isinstance(value, str) else value for value in values)
        self._rows.append((Text(label) if isinstance(label, str) else label, cells, indent))

    def __rich_console__(self, screen: Console, options: ConsoleOptions) -> Iterable[Any]:
        if self._least_width() <= options.max_width:
            yield self._table(options.max_width)
        else:
            yield from self._lines()

    def _least_width(self) -> int:
        headings = [_widest(Text(column.heading)) for column in self._columns]
        widths = [
            0 if column.least is not None else heading for column, heading in zip(self._columns, headings, strict=True)
        ]
        for row in self._rows:
            label, values, indent = (Text(row), (), 0) if isinstance(row, str) else row
            for place, cell in enumerate((label, *values)):
                widths[place] = max(widths[place], _widest(cell) + (indent if place == 0 else 0))
        widths = [
            width if column.least is None else min(max(width, heading), column.least)
            for column, width, heading in zip(self._columns, widths, headings, strict=True)
        ]
        return sum(widths) + _BETWEEN_COLUMNS * (len(widths) - 1)

    def _prose_column(self, width: int) -> tuple[int, int] | None:
        """The one column whose cells may be broken, 0 for the labels, and its width; None where not just one."""
        places = [place for place, column in enumerate(self._columns) if column.least is not None]
        if len(places) != 1:
            return None
        taken = 0
        for place, column in enumerate(self._columns):
            if place != places[0]:
                cells = [
                    _widest(row[0]) + row[2] if place == 0 else _widest(row[1][place - 1])
                    for row in self._rows
                    if not isinstance(row, str) and place <= len(row[1])
                ]
                taken += max([_widest(Text(column.heading)), *cells]) + _BETWEEN_COLUMNS
        return places[0], max(width - taken, self._columns[places[0]].least or 1)

    def _table(self, width: int) -> Table:
        prose = self._prose_column(width)
        table = Table(
            box=None,
            pad_edge=False,
            padding=(0, _BETWEEN_COLUMNS, 0, 0),
            show_edge=False,
            header_style="bold",
            show_header=any(column.heading for column in self._columns),
        )
        for column in self._columns:
            table.add_column(
                column.heading, justify=column.justify, no_wrap=column.least is None, min_width=column.least,  # type: ignore[arg-type]
                overflow="fold",
            )  # fmt: skip
        for place, row in enumerate(self._rows):
            if isinstance(row, str):
                if place:
                    table.add_row()
                table.add_row(Text(row, style="bold"))
            else:
                label, values, indent = row
                cells = [
                    _broken(cell, prose[1] - (0 if place else indent))
                    if prose is not None and place == prose[0]
                    else cell
                    for place, cell in enumerate((label, *values))
                ]
                table.add_row(Padding(cells[0], (0, 0, 0, indent)), *cells[1:])
        return table

    def _lines(self) -> Iterator[Any]:
        first, *others = self._columns
        if first.heading and not self._name_label:
            yield Prose(first.heading, "bold")
        for place, row in enumerate(self._rows):
            if isinstance(row, str):
                if place:
                    yield Text()
                yield Prose(row, "bold")
                continue
            label, values, indent = row
            if self._name_label:
                yield Labelled(first.heading, label, indent, self._language)
            else:
                yield Prose(label.plain, str(label.style), indent=indent, hanging=2)
            for column, value in zip(others, values, strict=False):
                if value.plain.strip():
                    yield Labelled(column.on_a_line or column.heading, value, indent + 2, self._language)


def _broken(cell: Text, width: int) -> Text:
    """A cell on lines of at most `width` cells; no number in it is broken, and no name but at a dot or underscore."""
    if _widest(cell) <= width:
        return cell
    lines = [part for line in cell.plain.split("\n") for part in wrapped(line, width)]
    return Text("\n".join(lines), cell.style)


def _widest(cell: Text) -> int:
    return max(map(cell_len, cell.plain.split("\n")), default=0)
