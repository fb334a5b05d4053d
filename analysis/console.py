"""Tables for the terminal. Every verdict is a symbol or a word: nothing rests on colour."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

from rich.console import Console, ConsoleOptions
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from analysis.changes import ADDED, REMOVED, Change, shown_value
from analysis.settings import leaves
from analysis.strings import short_title, text

if TYPE_CHECKING:
    from analysis.calibration import Judgement
    from analysis.comparison import Comparison
    from analysis.tables import Cell, Row
    from simulation.scenario import Scenario
    from simulation.story import Story

# In a pipe there is no width to ask for, and 80 columns would break the tables.
WIDTH_IN_A_PIPE = 110
# A longer reason why there is no interval is broken; an interval itself is shorter.
_REASON_WIDTH = 22
_TONES = {1: "green", -1: "red", 0: ""}


class _Screen(Console):
    def on_broken_pipe(self) -> None:
        # Rich would exit with status 1.
        raise BrokenPipeError


def console() -> Console:
    """Standard output: colours on a terminal only, texts never read as markup."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDTH_IN_A_PIPE
    return _Screen(width=width, markup=False, highlight=False, emoji=False, soft_wrap=False)


def comparison_tables(comparison: Comparison, language: str) -> Iterable[Any]:
    """What `compare` prints."""
    from analysis import tables
    from analysis.wording import caveats, heading

    yield Text(heading(comparison, language), style="bold")
    yield Text(_lead(comparison, language), style="dim")
    for caveat in caveats(comparison, language):
        yield Text(f"! {caveat}")
    yield Text()
    headlines = {
        text(f"question.{question}", language): rows for question, rows in tables.questions(comparison).items()
    }
    yield _result_table(comparison, headlines, language)
    yield Text()
    yield _result_table(comparison, {text("losses.title", language): tables.payers(comparison)}, language)
    yield Text()
    yield Text(text("report.findings_note", language), style="dim")
    if "additionality" in comparison.measured:
        yield Text(text("console.anyway", language), style="dim")


def run_tables(runs: Comparison, language: str) -> Iterable[Any]:
    """What `run` prints: headline figures, losses by payer and, over several seeds, the calibration table."""
    from analysis.calibration import judgements
    from analysis.formatting import amount, interval_of_level, yuan_of_loss
    from analysis.indicators import effect_or_none, headline_keys, label_of, shown_unit
    from analysis.wording import heading

    name, several = runs.reference, len(runs.seeds) > 1
    yield Text(heading(runs, language), style="bold")
    yield Text(_lead(runs, language), style="dim")
    yield Text()
    table = _plain_table([("", "left"), (text("column.value", language), "right")])
    if several:
        table.add_column(text("column.interval", language), justify="right")
    for question, keys in headline_keys(key for key in runs.measured if effect_or_none(key) is None).items():
        _section(table, text(f"question.{question}", language))
        for key in keys:
            (mean, _), unit = runs.shown(name, key), shown_unit(key)
            cells = [f"  {label_of(key, language)}", amount(mean.value, unit, language)]
            table.add_row(*cells, *([interval_of_level(mean, unit, language)] if several else []))
    _section(table, text("losses.title", language))
    for party, paid in runs.losses(name).items():
        if paid.value:
            share = yuan_of_loss(runs.loss_shares(name)[party].value, language)
            cells = [
                f"  {text(f'party.{party}', language)}",
                f"{share} · {amount(paid.value, 'yuan', language)}",
            ]
            table.add_row(*cells, *([interval_of_level(paid, "yuan", language)] if several else []))
    total, _ = runs.total_loss(name)
    cells = [f"  {text('party.total', language)}", amount(total.value, "yuan", language)]
    table.add_row(*cells, *([interval_of_level(total, "yuan", language)] if several else []))
    yield table
    if several:
        yield Text()
        yield _calibration_table(judgements(runs), runs, language)
        yield Text(text("calibration.note", language), style="dim")


def story_tables(story: Story, language: str) -> Iterable[Any]:
    """What `run --follow` prints after the headline figures: the firm's story and its figures year by year."""
    from simulation.story_text import word

    yield Text()
    yield Text(story.title(language), style="bold")
    yield Text()
    told = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False)
    told.add_column(no_wrap=True)
    told.add_column(overflow="fold")
    for month, sentences in story.paragraphs(language):
        told.add_row(month, sentences)
    yield told
    headings, body = story.year_table(language)
    if body:
        yield Text()
        yield Text(word("year_by_year", language), style="bold")
        table = _plain_table([(heading, "left" if place == 1 else "right") for place, heading in enumerate(headings)])
        for cells in body:
            table.add_row(*cells)
        yield table


def _calibration_table(lines: Sequence[Judgement], runs: Comparison, language: str) -> Table:
    from analysis.calibration import FAIL, NEAR, PASS
    from analysis.formatting import amount, band, interval_of_level

    names = ("calibration", "band", "value", "interval", "verdict")
    table = _plain_table(
        [
            (text(f"column.{name}", language), "left" if name in ("calibration", "verdict") else "right")
            for name in names
        ]
    )
    tones = {PASS: "green", NEAR: "yellow", FAIL: "red"}
    for line in lines:
        unit = line.band.unit
        table.add_row(
            f"  {line.band.label[language]}",
            band(line.band.low, line.band.high, unit, language),
            amount(line.estimate.value, unit, language),
            interval_of_level(line.estimate, unit, language),
            Text(text(f"verdict.{line.verdict}", language), style=tones[line.verdict]),
        )
    return table


def scenario_table(rows: Sequence[Mapping[str, Any]], language: str) -> Iterable[Any]:
    """What `scenarios` prints: the library, policies first, then stresses, each with what it changes."""
    table = _plain_table([(text(f"column.{name}", language), "left") for name in ("name", "title", "changes")])
    for group in ("policy", "stress"):
        # The root first: the others are told against it.
        chosen = sorted((row for row in rows if row["group"] == group), key=lambda row: row["base"] is not None)
        if chosen:
            _section(table, text(f"scenarios.{group}", language))
            for row in chosen:
                table.add_row(Text(f"  {row['name']}"), short_title(row["title"], language), row["changes"][language])
    yield table
    yield Text()
    yield Text(text("scenarios.under", language), style="dim")


def scenario_page(scenario: Scenario, plain: Scenario, base: Scenario | None, language: str) -> Iterable[Any]:
    """What `scenarios NAME` prints: one scenario, merged, and marked what differs from its base.

    `plain` is the scenario without stress and options, whose overrides are marked too; `base` is None for the root.
    """
    from analysis.changes import one_line
    from analysis.settings import note_of, settings

    yield Text(f"{scenario.name} · {scenario.title[language]}", style="bold")
    yield Text(scenario.summary[language])
    kind = text(f"source.{scenario.source.kind}", language)
    yield Text(text("report.source", language, kind=kind, note=note_of(scenario.source, language)), style="dim")
    if base is not None:
        changed = one_line(plain, base, language)
        yield Text(text("scenarios.against", language, base=base.name, changes=changed))
    yield Text()
    marks = _Marks(scenario, plain, base)
    told = ""
    for setting in settings(scenario, language):
        if setting.source and setting.source != told:
            yield _indented(setting.source)
        told = setting.source
        mark, was, overridden = marks.of(setting.path)
        layer = f"{setting.layer} *" if overridden else setting.layer
        value = f" = {shown_value(setting.value)}"
        if was is not None:
            value += f"  ({text('change.was', language, value=shown_value(was.before))})"
        yield Text.assemble(f"{mark} ", (setting.path, "bold" if mark.strip() else ""), value, (f"  {layer}", "dim"))
    for change in marks.gone:
        was_value = text("change.was", language, value=shown_value(change.before))
        yield Text.assemble("− ", (change.path, "bold"), f"  ({was_value})")
    if base is not None:
        yield Text(text("scenarios.marks", language, base=base.name), style="dim")
    if scenario.hash != plain.hash:
        yield Text(text("scenarios.overridden", language), style="dim")
    yield Text(f"SHA-256 {scenario.hash}", style="dim")


class _Marks:
    """What marks each value of a scenario: + in a policy or stress that its base lacks, ~ another value than there."""

    def __init__(self, scenario: Scenario, plain: Scenario, base: Scenario | None) -> None:
        from analysis.changes import changes

        self._from_base = {each.path: each for each in changes(scenario, base or plain)}
        self._overridden = {each.path: each for each in changes(scenario, plain)}
        shown = set(dict(leaves(scenario.document)))
        everything = {**self._from_base, **self._overridden}
        self.gone = [each for each in everything.values() if each.what == REMOVED or not _within(each.path, shown)]

    def of(self, path: str) -> tuple[str, Change | None, bool]:
        """The mark of a value, the change that tells what it was, and whether a stress or an option set it."""
        whole = ".".join(path.split(".")[:2])
        override = self._overridden.get(path)
        added = self._from_base.get(whole)
        if added is not None and added.what == ADDED:
            return "+", override, override is not None or whole in self._overridden
        change = override or self._from_base.get(path)
        return ("~" if change is not None else " "), change, override is not None


def _within(path: str, shown: set[str]) -> bool:
    return any(each == path or each.startswith(f"{path}.") for each in shown)


def parameter_list(rows: Sequence[Mapping[str, Any]], language: str) -> Iterable[Any]:
    """What `parameters` prints: a line of value, unit and bounds, then meaning and source."""
    group = None
    for row in rows:
        if row["group"] != group:
            group = row["group"]
            yield Text(f"\n{group[language]}", style="bold")
        bounds = f"  [{_bound(row['low'])} … {_bound(row['high'])}]"
        choices = f"  [{', '.join(row['choices'])}]" if row["choices"] else ""
        yield Text.assemble(
            (row["path"], "bold"),
            f" = {_value_text(row['value'])}  {row['unit']}",
            choices or (bounds if row["low"] is not None or row["high"] is not None else ""),
        )
        source = row["source"]
        note = (source.get("zh") if language == "zh" else "") or source["note"]
        yield _indented(row["meaning"][language])
        yield _indented(f"{text('source.' + source['kind'], language)}: {note}")


def bench_table(document: Mapping[str, Any], language: str) -> Iterable[Any]:
    """What `bench` prints."""
    yield Text(document["machine"], style="dim")
    yield Text()
    names = ("measure", "value", "target", "unit")
    table = _plain_table(
        [(text(f"column.{name}", language), "left" if name in ("measure", "unit") else "right") for name in names]
    )
    for item in document["items"]:
        value, target = item["value"], item["target"]
        met = "" if target is None or value is None else " ✓" if value <= target else " ✗"
        table.add_row(
            text(f"bench.{item['key']}", language), f"{_three_digits(value)}{met}", _value_text(target),
            text(f"bench.unit.{item['unit']}", language),
        )  # fmt: skip
    yield table


def _lead(comparison: Comparison, language: str) -> str:
    return text(
        "console.lead", language,
        firms=f"{comparison.firms:,}", months=comparison.months, seeds=len(comparison.seeds),
        first=comparison.report_from, first_seed=comparison.seeds[0], last_seed=comparison.seeds[-1],
    )  # fmt: skip


class _Fitting:
    """The first of several layouts that fits the width it is printed in, else the last."""

    def __init__(self, *layouts: Callable[[], Table]) -> None:
        self._layouts = layouts

    def __rich_console__(self, screen: Console, options: ConsoleOptions) -> Iterable[Table]:
        *wider, narrowest = self._layouts
        for layout in wider:
            table = layout()
            if screen.measure(table, options=options.update(width=10_000)).maximum <= options.max_width:
                yield table
                return
        yield narrowest()


def _result_table(comparison: Comparison, groups: Mapping[str, Sequence[Row]], language: str) -> _Fitting:
    """Levels and differences: a column a scenario where there is room, else a line a scenario."""
    in_columns = _in_one_line if len(comparison.names) == 2 else _in_columns
    return _Fitting(
        lambda: in_columns(comparison, groups, language),
        lambda: _in_lines(comparison, groups, language),
    )


def _in_one_line(comparison: Comparison, groups: Mapping[str, Sequence[Row]], language: str) -> Table:
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


def _in_columns(comparison: Comparison, groups: Mapping[str, Sequence[Row]], language: str) -> Table:
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


def _in_lines(comparison: Comparison, groups: Mapping[str, Sequence[Row]], language: str) -> Table:
    """A line a scenario below each indicator, whose own line has the reference; labels give way to a narrow screen."""
    reference = comparison.title(comparison.reference, language)
    table = _plain_table([])
    table.add_column(text("column.reference_first", language, reference=reference), justify="left")
    for name in ("level", "difference", "interval"):
        table.add_column(text(f"column.{name}", language), justify="right", no_wrap=True)
    for group, rows in groups.items():
        _section(table, group)
        for row in rows:
            table.add_row(Padding(Text(row.label.of(language)), (0, 0, 0, 2)), Text(row.cells[0].level.of(language)))
            for name, cell in zip(comparison.others, row.cells[1:], strict=True):
                title = Padding(Text(comparison.title(name, language)), (0, 0, 0, 4))
                table.add_row(title, *_parts(cell, language))
    return table


def _parts(cell: Cell, language: str) -> tuple[Text, Text, Text]:
    change = f"{cell.difference.of(language)} {cell.symbol}".strip()
    return (
        Text(cell.level.of(language)),
        Text(change, style=_TONES[cell.good]),
        Text(fill(cell.interval.of(language), _REASON_WIDTH), style="dim"),
    )


def _plain_table(columns: Sequence[tuple[str, str]]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False, header_style="bold")
    for name, justify in columns:
        # An empty heading stands over labels and section titles, which are not broken.
        table.add_column(name, justify=justify, no_wrap=not name, overflow="fold")  # type: ignore[arg-type]
    return table


def _indented(words: str) -> Padding:
    return Padding(Text(words, style="dim"), (0, 0, 0, 4))


def _section(table: Table, title: str) -> None:
    if table.row_count:
        table.add_row()
    table.add_row(Text(title, style="bold"))


def _value_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, (tuple, list)):
        return ", ".join(_value_text(part) for part in value)
    return str(value)


def _three_digits(value: float | None) -> str:
    if value is None or value <= 0.0:
        return _value_text(value)
    return f"{value:,.{max(0, 2 - math.floor(math.log10(value)))}f}"


def _bound(bound: float | None) -> str:
    return "" if bound is None else _value_text(float(bound))
