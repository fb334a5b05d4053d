"""Tables of a comparison for the terminal: the opening, then what each group of indicators says.

Every verdict is a symbol or a word: nothing rests on colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.table import Table
from rich.text import Text

from . import tables
from .layout import Column, Grid, Prose, wrapped
from .opening import against_each_other, opening
from .readings import readings
from .strings import text

if TYPE_CHECKING:
    from ..experiments.paired_runs import PairedRuns
    from .tables import Cell, Row

#: What `--only` calls the table of losses by payer; the others are the keys of the headline questions.
PAYERS = "payers"
# Cells at least for a label.
_LABEL = 16
# A longer reason why there is no interval is broken; an interval itself is shorter.
_REASON_WIDTH = 22
_TONES = {1: "green", -1: "red", 0: ""}


def comparison_tables(comparison: PairedRuns, language: str, only: str | None = None) -> Iterable[Any]:
    """What `compare` prints: the opening, then the tables, one group of them where `only` names it."""
    yield from opening(comparison, comparison.scorecard(), language)
    yield Text()
    questions, zeros = tables.questions(comparison)
    groups = {text(f"question.{question}", language): rows for question, rows in questions.items()}
    keys = [*questions, PAYERS]
    asked = [key for key in keys if only in (None, key)]
    titles = {
        key: f"{keys.index(key) + 1}  {title}"
        for key, title in zip(keys, [*groups, text("losses.title", language)], strict=True)
    }
    yield from _more(language)
    yield _contents(keys, language)
    yield Text()
    chosen = {titles[key]: questions[key] for key in asked if key in questions}
    if chosen:
        yield _result_table(comparison, chosen, language)
    if zeros is not None and only is None:
        yield Text()
        yield Prose(zeros.of(language), "dim")
    if PAYERS in asked:
        yield Text()
        yield _result_table(comparison, {titles[PAYERS]: tables.payers(comparison)}, language)
    if only is None and len(comparison.names) > 2:
        yield Text()
        yield Prose(text("opening.pairs", language), "bold")
        yield Prose(text("opening.pairs_note", language), "dim")
        yield from against_each_other(comparison, language, ("credit", "jobs", "cost"))
    yield Text()
    # Only with the rows that they are about.
    notes = (
        tables.windows(comparison),
        tables.on_failures(comparison) if {"failures", "economy"} <= set(asked) else None,
        tables.on_balance(comparison) if "purse" in asked else None,
    )
    yield from (Prose(note.of(language), "dim") for note in notes if note is not None)
    yield Prose(text("report.findings_note", language), "dim")
    told = list(readings(comparison, language, with_tables="anyway" in asked))
    yield from (Prose(sentence, "dim") for sentence in told)
    if told:
        yield Prose(text("console.anyway", language), "dim")


def _more(language: str) -> Iterable[Any]:
    """What else the command does, in two lines where there is room."""
    options = {
        "--brief brief.pdf": "brief",
        "--reference NAME": "reference",
        "--out DIR": "out",
        "--only credit": "only",
    }
    grid = Grid(language, Column(""), *(Column("") for _ in range(4)))
    pairs = [(Text(typed, "dim"), Text(text(f"opening.{key}", language), "dim")) for typed, key in options.items()]
    for place, (one, other) in enumerate(zip(pairs[::2], pairs[1::2], strict=True)):
        grid.row(Text(text("opening.more", language) if not place else "", "dim"), *one, *other, indent=0)
    yield grid


def _contents(keys: Sequence[str], language: str) -> Prose:
    """The tables that follow, by number and by the word that `--only` takes."""
    listed = " ".join(f"{place} {key}" for place, key in enumerate(keys, 1))
    heading = text("opening.tables", language)
    return Prose(f"{heading} {listed}", "dim", hanging=cell_len(heading) + 1)


class _Fitting:
    """A table where it fits the screen, else another layout."""

    def __init__(self, table: Table, otherwise: Grid) -> None:
        self._table, self._otherwise = table, otherwise

    def __rich_console__(self, screen: Console, options: ConsoleOptions) -> Iterable[Table | Grid]:
        needed = screen.measure(self._table, options=options.update(width=10_000)).maximum
        yield self._table if needed <= options.max_width else self._otherwise


def _result_table(comparison: PairedRuns, groups: Mapping[str, Sequence[Row]], language: str) -> _Fitting:
    """Levels and differences: a column a scenario where there is room, else a line a scenario, else a line a value."""
    in_columns = _in_one_line if len(comparison.names) == 2 else _in_columns
    return _Fitting(in_columns(comparison, groups, language), _in_lines(comparison, groups, language))


def _in_one_line(comparison: PairedRuns, groups: Mapping[str, Sequence[Row]], language: str) -> Table:
    """Two scenarios: both levels, the difference and its interval side by side."""
    titles = [comparison.title(name, language) for name in comparison.names]
    titles += [text("column.difference", language), text("column.interval", language)]
    table = _plain_table([("", "left"), *((title, "right") for title in titles)])
    for group, rows in groups.items():
        _section(table, group)
        for row in rows:
            reference, cell = row.cells
            table.add_row(
                Text(f"  {row.label.of(language)}"), Text(reference.level.of(language)), *_parts(cell, language)
            )
    return table


def _in_columns(comparison: PairedRuns, groups: Mapping[str, Sequence[Row]], language: str) -> Table:
    """A column a scenario: level, difference and interval stacked in a cell."""
    table = _plain_table([("", "left"), *((comparison.title(name, language), "right") for name in comparison.names)])
    for group, rows in groups.items():
        _section(table, group)
        for row in rows:
            cells = [Text(row.cells[0].level.of(language))]
            for cell in row.cells[1:]:
                # Where there is no difference to state, its line is left out rather than left empty.
                cells.append(Text("\n").join(part for part in _parts(cell, language) if part.plain))
            table.add_row(Text(f"  {row.label.of(language)}"), *cells)
    return table


def _in_lines(comparison: PairedRuns, groups: Mapping[str, Sequence[Row]], language: str) -> Grid:
    """A line a scenario below each indicator, whose own line has the reference; labels give way to a narrow screen."""
    reference = comparison.title(comparison.reference, language)
    grid = Grid(
        language,
        Column(text("column.reference_first", language, reference=reference), least=_LABEL),
        *(Column(text(f"column.{name}", language), "right") for name in ("level", "difference", "interval")),
    )
    for group, rows in groups.items():
        grid.section(group)
        for row in rows:
            grid.row(row.label.of(language), row.cells[0].level.of(language))
            for name, cell in zip(comparison.others, row.cells[1:], strict=True):
                grid.row(comparison.title(name, language), *_parts(cell, language), indent=4)
    return grid


def _parts(cell: Cell, language: str) -> tuple[Text, Text, Text]:
    change = f"{cell.difference.of(language)} {cell.symbol}".strip()
    return (
        Text(cell.level.of(language)),
        Text(change, style=_TONES[cell.good]),
        Text("\n".join(wrapped(cell.interval.of(language), _REASON_WIDTH)), style="dim"),
    )


def _plain_table(columns: Sequence[tuple[str, str]]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False, header_style="bold")
    for name, justify in columns:
        # An empty heading stands over labels and section titles, which are not broken.
        table.add_column(name, justify=justify, no_wrap=not name, overflow="fold")  # type: ignore[arg-type]
    return table


def _section(table: Table, title: str) -> None:
    if table.row_count:
        table.add_row()
    table.add_row(Text(title, style="bold"))
