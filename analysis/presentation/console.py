"""Tables for the terminal. Every verdict is a symbol or a word: nothing rests on colour."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.segment import Segment
from rich.text import Text

from ...simulation.ground.printable import harmless
from ..experiments.titles import short_title
from .changes import ADDED, REMOVED, Change, shown_value
from .layout import NARROWEST, Column, Grid, OneLine, Paragraph, Prose
from .settings import leaves
from .strings import text

if TYPE_CHECKING:
    from ...simulation.observe.story.story import Story
    from ...simulation.observe.story.story_text import Offers
    from ...simulation.scenario import Scenario
    from ..experiments.paired_runs import PairedRuns
    from ..statistics.intervals import Estimate
    from ..validation.calibration import Judgement

# In a pipe there is no width to ask for, and 80 columns would break the tables.
WIDTH_IN_A_PIPE = 110
# Cells at least for a label, a title and a sentence in a table; on a narrower screen there is no table.
_LABEL, _TITLE, _SENTENCE = 16, 16, 34
# How far offers of a bank are moved in.
_OFFERS_IN = 2


class _Screen(Console):
    def render(self, renderable: Any, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The parts of what is printed, none of which acts on the terminal but the screen's own colours."""
        for part in super().render(renderable, options):
            yield part if part.control else Segment(harmless(part.text), part.style)

    def on_broken_pipe(self) -> None:
        # Rich would exit with status 1.
        raise BrokenPipeError


def console() -> Console:
    """Standard output: colours on a terminal only, texts never read as markup."""
    # Both sizes are given: of a terminal that calls itself dumb rich would believe that it is 80 wide.
    width, height = get_terminal_size((WIDTH_IN_A_PIPE, 25))
    return _Screen(
        width=max(width, NARROWEST), height=height, markup=False, highlight=False, emoji=False, soft_wrap=False
    )


def run_tables(runs: PairedRuns, language: str) -> Iterable[Any]:
    """What `run` prints: headline figures, losses by payer and, over several seeds, the calibration table."""
    from ..statistics.indicators import DIFFERENCE_ONLY, effect_or_none, shown_unit
    from ..validation.calibration import judgements
    from . import tables
    from .formatting import amount, interval_of_level, yuan_of_loss
    from .headlines import headline_keys, label_of
    from .wording import heading, idle_policies, lead, standing_alone

    name, several = runs.reference, len(runs.seeds) > 1

    def interval(estimate: Estimate, unit: str) -> list[str]:
        return [interval_of_level(estimate, unit, language)] if several else []

    yield Prose(heading(runs, language), "bold")
    yield Prose(lead(runs, language), "dim")
    for caveat in (*standing_alone(runs, language), *idle_policies(runs, language)):
        yield Prose(f"! {caveat}", hanging=2)
    yield Text()
    table = Grid(
        language, Column(""), Column(text("column.value", language), "right"),
        *([Column(text("column.interval", language), "right")] if several else []),
    )  # fmt: skip
    levels = (key for key in runs.measured if effect_or_none(key) is None and key not in DIFFERENCE_ONLY)
    asked = headline_keys(levels)
    shown, zeros = tables.without_zeros(runs, (key for keys in asked.values() for key in keys))
    for question, keys in asked.items():
        if not any(key in shown for key in keys):
            continue
        table.section(text(f"question.{question}", language))
        for key in [key for key in keys if key in shown]:
            (mean, _), unit = runs.shown(name, key), shown_unit(key)
            table.row(label_of(key, language), amount(mean.value, unit, language), *interval(mean, unit))
    table.section(text("losses.title", language))
    for party, paid in runs.losses(name).items():
        if paid.value:
            share = yuan_of_loss(runs.loss_shares(name)[party].value, language)
            a_year = paid.times(1.0 / runs.years)
            value = f"{share} · {amount(a_year.value, tables.LOSS_UNIT, language)}"
            table.row(text(f"party.{party}", language), value, *interval(a_year, tables.LOSS_UNIT))
    total = runs.total_loss(name)[0].times(1.0 / runs.years)
    table.row(
        text("party.total", language), amount(total.value, tables.LOSS_UNIT, language),
        *interval(total, tables.LOSS_UNIT),
    )  # fmt: skip
    yield table
    if zeros is not None:
        yield Prose(zeros.of(language), "dim")
    if several:
        yield Text()
        yield _calibration_table(judgements(runs), language)
        yield Prose(text("calibration.note", language), "dim")


def story_tables(story: Story, language: str) -> Iterable[Any]:
    """What `run --follow` prints after the headline figures: the firm's story and its figures year by year."""
    from ...simulation.observe.story.story_words import word

    yield Text()
    yield Prose(story.title(language), "bold")
    yield Text()
    months = story.with_offers(language)
    margin = max((cell_len(month) for month, *_ in months), default=0) + 2
    for month, sentences, offers in months:
        yield Paragraph(month, "", sentences, margin)
        for of_bank in offers:
            yield Text()
            yield from _offers_of_a_bank(of_bank, language)
        if offers:
            yield Text()
    headings, body = story.year_table(language)
    if body:
        yield Text()
        yield Prose(word("year_by_year", language), "bold")
        sides = ["left" if place == 1 else "right" for place in range(len(headings))]
        table = Grid(language, *map(Column, headings, sides), name_label=True)
        for cells in body:
            table.row(*cells, indent=0)
        yield table


def _offers_of_a_bank(offers: Offers, language: str) -> Iterable[Any]:
    """The table of what one bank made of a request, under its name; as wide as the screen, which sentences are not."""
    first, *middle, last = offers.headings
    # A heading of two words on two lines: what is taken then fits 80 columns.
    narrow = (Column(heading.replace(" ", "\n"), "right", on_a_line=heading) for heading in middle)
    table = Grid(language, Column(" " * _OFFERS_IN + first, on_a_line=first), *narrow, Column(last))
    for way, *cells in offers.lines:
        table.row(way, *cells, indent=_OFFERS_IN)
    yield Prose(offers.bank, "bold", indent=_OFFERS_IN)
    yield table


def _calibration_table(lines: Sequence[Judgement], language: str) -> Grid:
    from ..validation.calibration import FAIL, NEAR, PASS
    from .formatting import amount, band, interval_of_level

    names = {"band": "right", "value": "right", "interval": "right", "verdict": "left"}
    table = Grid(
        language,
        Column(text("column.calibration", language), least=_LABEL),
        *(Column(text(f"column.{name}", language), side) for name, side in names.items()),
    )
    tones = {PASS: "green", NEAR: "yellow", FAIL: "red"}
    for line in lines:
        unit = line.band.unit
        table.row(
            line.band.label[language],
            band(line.band.low, line.band.high, unit, language),
            amount(line.estimate.value, unit, language),
            interval_of_level(line.estimate, unit, language),
            Text(text(f"verdict.{line.verdict}", language), style=tones[line.verdict]),
        )
    return table


def scenario_table(rows: Sequence[Mapping[str, Any]], language: str) -> Iterable[Any]:
    """What `scenarios` prints: the library, policies first, then stresses, each with what it changes."""
    name, title, changed = (text(f"column.{name}", language) for name in ("name", "title", "changes"))
    table = Grid(language, Column(name), Column(title, least=_TITLE), Column(changed, least=_SENTENCE))
    for group in ("policy", "stress"):
        # The root first: the others are told against it.
        chosen = sorted((row for row in rows if row["group"] == group), key=lambda row: row["base"] is not None)
        if chosen:
            table.section(text(f"scenarios.{group}", language))
            for row in chosen:
                table.row(row["name"], short_title(row["title"], language), row["changes"][language])
    yield table
    yield Text()
    yield Prose(text("scenarios.under", language), "dim")


def scenario_page(scenario: Scenario, plain: Scenario, base: Scenario | None, language: str) -> Iterable[Any]:
    """What `scenarios NAME` prints: one scenario, merged, and marked what differs from its base.

    `plain` is the scenario without stress and options, whose overrides are marked too; `base` is None for the root.
    """
    from .changes import one_line
    from .settings import note_of, settings

    yield Prose(f"{scenario.name} · {scenario.title[language]}", "bold")
    yield Prose(scenario.summary[language])
    kind = text(f"source.{scenario.source.kind}", language)
    yield Prose(text("report.source", language, kind=kind, note=note_of(scenario.source, language)), "dim")
    if base is not None:
        changed = one_line(plain, base, language)
        yield Prose(text("scenarios.against", language, base=base.name, changes=changed))
    if scenario.alone:
        yield Prose(text("scenarios.alone", language, title=short_title(scenario.title, language)))
    yield Text()
    marks = _Marks(scenario, plain, base)
    told = ""
    for setting in settings(scenario, language):
        if setting.source and setting.source != told:
            yield indented(setting.source)
        told = setting.source
        mark, was, overridden = marks.of(setting.path)
        layer = f"{setting.layer} *" if overridden else setting.layer
        value = f" = {shown_value(setting.value)}"
        if was is not None:
            value += f"  ({text('change.was', language, value=shown_value(was.before))})"
        path = Text(f"{mark} {setting.path}", "bold" if mark.strip() else "")
        yield OneLine(path, Text(value), Text(f"  {layer}", "dim"))
    for change in marks.gone:
        was_value = text("change.was", language, value=shown_value(change.before))
        yield OneLine(Text(f"− {change.path}", "bold"), Text(f"  ({was_value})"))
    if base is not None:
        yield Prose(text("scenarios.marks", language, base=base.name), "dim")
    if scenario.hash != plain.hash:
        yield Prose(text("scenarios.overridden", language), "dim")
    yield Prose(f"SHA-256 {scenario.hash}", "dim")


class _Marks:
    """What marks each value of a scenario: + in a policy or stress that its base lacks, ~ another value than there."""

    def __init__(self, scenario: Scenario, plain: Scenario, base: Scenario | None) -> None:
        from .changes import changes

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


def bench_table(document: Mapping[str, Any], language: str) -> Iterable[Any]:
    """What `bench` prints."""
    yield Prose(document["machine"], "dim")
    yield Text()
    names = ("measure", "value", "target", "unit")
    sides = ("left", "right", "right", "left")
    table = Grid(
        language, *(Column(text(f"column.{name}", language), side) for name, side in zip(names, sides, strict=True))
    )
    for item in document["items"]:
        value, target = item["value"], item["target"]
        met = "" if target is None or value is None else " ✓" if value <= target else " ✗"
        table.row(
            text(f"bench.{item['key']}", language), f"{_three_digits(value)}{met}", value_text(target),
            text(f"bench.unit.{item['unit']}", language), indent=0,
        )  # fmt: skip
    yield table


def indented(words: str) -> Prose:
    """A paragraph that belongs to the line above it."""
    return Prose(words, "dim", indent=4)


def value_text(value: Any) -> str:
    """A value in few digits; none is nothing."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, (tuple, list)):
        return ", ".join(value_text(part) for part in value)
    return str(value)


def _three_digits(value: float | None) -> str:
    if value is None or value <= 0.0:
        return value_text(value)
    return f"{value:,.{max(0, 2 - math.floor(math.log10(value)))}f}"
