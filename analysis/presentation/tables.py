"""Results as rows of cells, in both languages: what the terminal and the page show alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ...simulation.state import structure
from ..statistics.indicators import SIZES, effect_or_none, shown_unit
from ..statistics.intervals import (
    DENOMINATOR_COVERS_ZERO,
    DENOMINATOR_NEAR_ZERO,
    DENOMINATOR_SMALL,
    DENOMINATOR_ZERO,
    REFERENCE,
)
from .formatting import Look, amount, change, interval_of_level, look_of_row, yuan_of_loss
from .headlines import definition_of, headline_keys, label_of
from .short_labels import shorten
from .strings import LANGUAGES, text
from .wording import SYMBOLS, UNCHANGED, good, joined, parts_said, verdict

if TYPE_CHECKING:
    from ..experiments.paired_runs import PairedRuns
    from ..statistics.intervals import Estimate

#: Who gains and who loses: what is told by each dimension.
BROKEN_DOWN: Mapping[str, tuple[str, ...]] = {
    "size": (
        "credit_outstanding", "borrower_share", "new_lending", "rejection_rate", "default_rate",
        "additionality", "firms_saved",
    ),
    "sector": ("credit_outstanding", "borrower_share", "additionality"),
    "product": ("additionality",),
}  # fmt: skip
_VALUES = {"size": SIZES, "sector": structure.SECTORS, "product": structure.PRODUCTS}
PROGRAMMES = "fiscal_outlay.programme."
#: Why a ratio has no difference though it has a level.
_NO_SUCH_REFERENCE = (DENOMINATOR_ZERO, DENOMINATOR_COVERS_ZERO, DENOMINATOR_NEAR_ZERO, DENOMINATOR_SMALL)
#: In which losses by payer are told.
LOSS_UNIT = "yuan per year"
#: Columns that a label has for the name of the reference.
_REFERENCE_COLUMNS = 24


class Both(NamedTuple):
    """The same text in English and in Chinese."""

    en: str
    zh: str

    def of(self, language: str) -> str:
        """The text in one language."""
        return self.zh if language == "zh" else self.en


class Cell(NamedTuple):
    """One result in a table: level, difference, interval, verdict symbol, and whether that is good."""

    level: Both
    difference: Both
    interval: Both
    symbol: str
    good: int

    @property
    def unchanged(self) -> bool:
        """Whether the level is that of the reference in every seed: its symbol says so, without a number."""
        return self.symbol == SYMBOLS[UNCHANGED]


class Row(NamedTuple):
    """One line of a table: its label, its definition, and one cell a scenario, the reference first."""

    label: Both
    definition: Both
    cells: list[Cell]


def both(make: Callable[[str], Any]) -> Both:
    """What `make` returns for each language."""
    return Both(*(make(language) for language in LANGUAGES))


def phrase(key: str, **values: Any) -> Both:
    """A string of presentation/strings.py in both languages; a value may be a pair itself."""

    def one(language: str) -> str:
        chosen = {name: value.of(language) if isinstance(value, Both) else value for name, value in values.items()}
        return text(key, language, **chosen)

    return both(one)


def title(comparison: PairedRuns, name: str) -> Both:
    """Title of a scenario."""
    return both(partial(comparison.title, name))


def label(comparison: PairedRuns, key: str) -> Both:
    """Name of an indicator; that of an effect says against which scenario it is."""
    return both(lambda each: label_of(key, each, reference_named(comparison, each)))


def reference_named(comparison: PairedRuns, language: str) -> str:
    """The reference in few words."""
    return shorten(comparison.title(comparison.reference, language), _REFERENCE_COLUMNS, 1)


def row(comparison: PairedRuns, key: str, name: Both | None = None) -> Row:
    """One indicator under every scenario, in one unit and with one number of decimals."""
    shown = [comparison.shown(each, key) for each in comparison.names]
    looks = _looks([mean for mean, _ in shown], [difference for _, difference in shown[1:]], shown_unit(key))
    cells = [_cell(key, mean, difference, looks) for mean, difference in shown]
    return Row(name or label(comparison, key), both(partial(definition_of, key)), cells)


def _looks(means: Sequence[Estimate], differences: Sequence[Estimate], unit: str) -> list[Look]:
    levels = [mean.value for mean in means]
    return [look_of_row(levels, differences, unit, language) for language in LANGUAGES]


def _cell(key: str, mean: Estimate, difference: Estimate, looks: Sequence[Look]) -> Cell:
    unit = shown_unit(key)
    effect = effect_or_none(key)
    own = effect is not None and effect.share_of_own
    if mean.value is not None and (own or difference.reason in _NO_SUCH_REFERENCE):
        # There is nothing in the reference to differ from: the level has the interval.
        level = both(lambda each: amount(mean.value, unit, each))
        return Cell(level, Both("", ""), both(partial(interval_of_level, mean, unit)), "", 0)
    outcome = verdict(difference)
    if effect is not None and mean.value is not None and mean == difference and outcome != UNCHANGED:
        level = Both("", "")  # an effect is a difference: said once
    else:
        level = Both(*(amount(mean.value, unit, *pair) for pair in zip(LANGUAGES, looks, strict=True)))
    if outcome == UNCHANGED:
        return Cell(level, Both("", ""), Both("", ""), SYMBOLS[outcome], 0)
    number, interval = _change(difference, unit, looks)
    if difference.parts:
        number, interval = Both("", ""), both(partial(parts_said, difference))
    elif difference.value is None:
        number, interval = Both("", ""), phrase(f"reason.{difference.reason}")
    return Cell(level, number, interval, SYMBOLS[outcome], good(key, outcome))


def _change(difference: Estimate, unit: str, looks: Sequence[Look]) -> tuple[Both, Both]:
    shown = [change(difference, unit, language, look) for language, look in zip(LANGUAGES, looks, strict=True)]
    numbers, intervals = zip(*shown, strict=True)
    return Both(*numbers), Both(*intervals)


def is_zero(comparison: PairedRuns, key: str) -> bool:
    """Whether an indicator is zero under every scenario, in every seed; that the reference has none does not matter."""
    found = [estimate for name in comparison.names for estimate in comparison.shown(name, key)]
    return all(each.value == 0.0 and not each.low and not each.high for each in found if each.reason != REFERENCE)


def without_zeros(comparison: PairedRuns, keys: Iterable[str]) -> tuple[list[str], Both | None]:
    """The indicators that are not zero everywhere, and a word about those that are, None where there are none."""
    keys = list(keys)
    zeros = [key for key in keys if is_zero(comparison, key)]
    if not zeros:
        return keys, None
    said = both(lambda each: text("zero.note", each, labels=joined([label_of(key, each) for key in zeros], each)))
    return [key for key in keys if key not in zeros], said


def broken_down(comparison: PairedRuns, dimension: str) -> list[tuple[Both, list[Row]]]:
    """Who gains and who loses: the indicators that are broken down by `dimension`, size, sector or product."""
    found = []
    for key in BROKEN_DOWN[dimension]:
        rows = [
            row(comparison, f"{key}.{dimension}.{value}", _value_label(dimension, value))
            for value in _VALUES[dimension]
            if f"{key}.{dimension}.{value}" in comparison.measured
            and not is_zero(comparison, f"{key}.{dimension}.{value}")
        ]
        if rows:
            found.append((label(comparison, key), rows))
    return found


def _value_label(dimension: str, value: str) -> Both:
    if dimension == "size":
        return phrase(f"size.{value}")
    return Both(structure.LABELS[value]["en"], structure.LABELS[value]["zh"])


def on_failures(comparison: PairedRuns) -> Both | None:
    """How a policy can save firms and more fail, or the other way round; None where none does."""
    for name in comparison.others:
        if not {"firms_saved", "failures_by_cause"} <= set(comparison.measured):
            return None
        saved, failed = (comparison.difference(name, key) for key in ("firms_saved", "failures_by_cause"))
        if saved.clear and failed.value and (saved.value or 0.0) * failed.value > 0.0:
            return phrase("saved.note")
    return None


def on_balance(comparison: PairedRuns) -> Both | None:
    """Which way a balance and a cost are better, None where the two do not stand side by side."""
    return phrase("balance.note") if {"fiscal_balance", "public_cost"} <= set(comparison.measured) else None


def windows(comparison: PairedRuns) -> Both:
    """Of which months the figures are."""
    return phrase("window.note", first=comparison.report_from, last=comparison.months)


def programmes(comparison: PairedRuns) -> tuple[list[Row], Both | None]:
    """What each programme costs the public purse, and a word about those that cost nothing."""
    keys, zeros = without_zeros(comparison, (key for key in comparison.measured if key.startswith(PROGRAMMES)))
    return [row(comparison, key) for key in keys], zeros


def every_indicator(comparison: PairedRuns) -> tuple[list[Row], Both | None]:
    """All that is measured, breakdowns left out, and a word about what is zero everywhere."""
    keys, zeros = without_zeros(comparison, (key for key in comparison.measured if "." not in key))
    return [row(comparison, key) for key in keys], zeros


def questions(comparison: PairedRuns) -> tuple[dict[str, list[Row]], Both | None]:
    """The headline indicators by the question they answer, and a word about those that are zero everywhere."""
    asked = headline_keys(comparison.measured)
    keys, zeros = without_zeros(comparison, (key for keys in asked.values() for key in keys))
    found = {question: [row(comparison, key) for key in of_one if key in keys] for question, of_one in asked.items()}
    return {question: rows for question, rows in found.items() if rows}, zeros


def payers(comparison: PairedRuns) -> list[Row]:
    """The table under the bars: what each party pays of one yuan, and a year, with the difference."""
    paying = [
        party for party in comparison.parties if any(comparison.losses(name)[party].value for name in comparison.names)
    ]
    rows = []
    for party in [*paying, "total"]:
        lost = [_lost(comparison, name, party) for name in comparison.names]
        looks = _looks([mean for mean, _ in lost], [difference for _, difference in lost[1:]], LOSS_UNIT)
        cells = [_paid(comparison, name, party, looks) for name in comparison.names]
        rows.append(Row(phrase(f"party.{party}"), Both("", ""), cells))
    return rows


def _lost(comparison: PairedRuns, name: str, party: str) -> tuple[Estimate, Estimate]:
    """What a party pays a year, and the difference from the reference."""
    a_year = 1.0 / comparison.years
    if party == "total":
        mean, difference = comparison.total_loss(name)
    else:
        mean, difference = comparison.losses(name)[party], comparison.loss_differences(name)[party]
    return mean.times(a_year), difference.times(a_year)


def _paid(comparison: PairedRuns, name: str, party: str, looks: Sequence[Look]) -> Cell:
    mean, difference = _lost(comparison, name, party)
    share = comparison.loss_shares(name)[party].value if party != "total" else 1.0 if mean.value else None
    outcome = verdict(difference)
    number, interval = (Both("", ""),) * 2 if outcome == UNCHANGED else _change(difference, LOSS_UNIT, looks)
    level = Both(
        *(
            f"{yuan_of_loss(share, language)} · {amount(mean.value, LOSS_UNIT, language, look)}"
            for language, look in zip(LANGUAGES, looks, strict=True)
        )
    )
    return Cell(level, number, interval, SYMBOLS[outcome], 0)
