"""Results as rows of cells, in both languages: what the terminal and the page show alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ...simulation.state import structure
from ..statistics.indicators import SIZES, effect_or_none, shown_unit
from .formatting import amount, change, common_scale, interval_of_level, yuan_of_loss
from .headlines import definition_of, headline_keys, label_of
from .strings import LANGUAGES, text
from .wording import SYMBOLS, good, verdict

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


def row(comparison: PairedRuns, key: str, label: Both | None = None) -> Row:
    """One indicator under every scenario."""
    differences = [comparison.shown(name, key)[1] for name in comparison.others]
    scales = _common_scales(differences, shown_unit(key))
    cells = [_cell(comparison, name, key, scales) for name in comparison.names]
    return Row(label or both(partial(label_of, key)), both(partial(definition_of, key)), cells)


def _common_scales(differences: Sequence[Estimate], unit: str) -> tuple[int, ...]:
    return tuple(common_scale(differences, unit, language) for language in LANGUAGES)


def _cell(comparison: PairedRuns, name: str, key: str, scales: Sequence[int]) -> Cell:
    (mean, difference), unit = comparison.shown(name, key), shown_unit(key)
    level = both(lambda each: amount(mean.value, unit, each))
    effect = effect_or_none(key)
    if effect is not None and effect.share_of_own and mean.value is not None:
        return Cell(level, Both("", ""), both(partial(interval_of_level, mean, unit)), "", 0)
    outcome = verdict(difference)
    number, interval = _change(difference, unit, scales)
    if difference.value is None:
        number, interval = Both("", ""), phrase(f"reason.{difference.reason}")
    return Cell(level, number, interval, SYMBOLS[outcome], good(key, outcome))


def _change(difference: Estimate, unit: str, scales: Sequence[int]) -> tuple[Both, Both]:
    shown = [change(difference, unit, language, scale) for language, scale in zip(LANGUAGES, scales, strict=True)]
    numbers, intervals = zip(*shown, strict=True)
    return Both(*numbers), Both(*intervals)


def broken_down(comparison: PairedRuns, dimension: str) -> list[tuple[Both, list[Row]]]:
    """Who gains and who loses: the indicators that are broken down by `dimension`, size, sector or product."""
    found = []
    for key in BROKEN_DOWN[dimension]:
        rows = [
            row(comparison, f"{key}.{dimension}.{value}", _value_label(dimension, value))
            for value in _VALUES[dimension]
            if f"{key}.{dimension}.{value}" in comparison.measured
        ]
        if rows:
            found.append((both(partial(label_of, key)), rows))
    return found


def _value_label(dimension: str, value: str) -> Both:
    if dimension == "size":
        return phrase(f"size.{value}")
    return Both(structure.LABELS[value]["en"], structure.LABELS[value]["zh"])


def programmes(comparison: PairedRuns) -> list[Row]:
    """What each programme costs the public purse."""
    return [row(comparison, key) for key in comparison.measured if key.startswith(PROGRAMMES)]


def questions(comparison: PairedRuns) -> dict[str, list[Row]]:
    """The headline indicators by the question they answer."""
    return {
        question: [row(comparison, key) for key in keys]
        for question, keys in headline_keys(comparison.measured).items()
    }


def payers(comparison: PairedRuns) -> list[Row]:
    """The table under the bars: what each party pays of one yuan, and in all, with the difference."""
    paying = [
        party for party in comparison.parties if any(comparison.losses(name)[party].value for name in comparison.names)
    ]
    rows = []
    for party in [*paying, "total"]:
        scales = _common_scales([_lost(comparison, name, party)[1] for name in comparison.others], "yuan")
        cells = [_paid(comparison, name, party, scales) for name in comparison.names]
        rows.append(Row(phrase(f"party.{party}"), Both("", ""), cells))
    return rows


def _lost(comparison: PairedRuns, name: str, party: str) -> tuple[Estimate, Estimate]:
    if party == "total":
        return comparison.total_loss(name)
    return comparison.losses(name)[party], comparison.loss_differences(name)[party]


def _paid(comparison: PairedRuns, name: str, party: str, scales: Sequence[int]) -> Cell:
    mean, difference = _lost(comparison, name, party)
    share = comparison.loss_shares(name)[party].value if party != "total" else 1.0 if mean.value else None
    number, interval = _change(difference, "yuan", scales)
    level = both(lambda each: f"{yuan_of_loss(share, each)} · {amount(mean.value, 'yuan', each)}")
    return Cell(level, number, interval, SYMBOLS[verdict(difference)], 0)
