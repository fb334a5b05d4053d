"""What an indicator is, and the list of all: declared in the files of `indicators`, or in a user's own.

A value is numerator over denominator; over months both are aggregated as declared, over seeds both are averaged, so
that a ratio is always a ratio of means. Money is in model fen here and grossed up by the recorder. A declaration:

    IndicatorGroup("wages").declare(
        "wages_per_worker",
        Measure("yuan", "mean", +1, grossed=False),
        Words("Wage", "工资", "Wages of a month over workers", "月工资与从业人数之比"),
        lambda counts: counts.flow_wages / 100.0,
        lambda counts: counts.employees_milli / 1000.0,
    )
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import numpy as np

from ..ground.errors import suggestion
from ..ground.plugins import declared_in, module_of
from ..ground.registry import discover
from ..state.economy import Economy
from ..state.structure import CAUSES, LABELS, PARTIES, PRODUCTS, REGIONS, RUNGS, SECTORS, SIZES
from .month_counts import MonthCounts, Row, Series

Unit = Literal["share", "share per year", "yuan", "count", "workers", "months", "ratio", "index"]
Gross = Literal["money", "number", "none"]
Label = Mapping[str, str]

#: Groups in the order in which they are shown; a user's own come after them.
GROUPS = ("credit", "loss", "guarantee", "banks", "economy", "public_purse", "behaviour")
#: Values of the dimensions by which an indicator may be broken down.
DIMENSIONS: Mapping[str, Sequence[str]] = {
    "size": SIZES[:3],
    "sector": SECTORS,
    "region": REGIONS,
    "cause": CAUSES,
    "payer": PARTIES,
    "product": PRODUCTS,
    "ladder": RUNGS[1:],
}
_NATURAL: dict[Unit, Gross] = {"yuan": "money", "count": "number", "workers": "number"}


def over_a_year(values: Series) -> Series:
    """Sums over the last twelve months, or as many as there have been; exact for whole numbers."""
    sums = np.cumsum(values)
    return np.concatenate([sums[:12], sums[12:] - sums[:-12]])


def of_a_year(values: Series) -> Series:
    """Twelve over the months that `over_a_year` sums: what makes a year of the first months; 1 from the twelfth on."""
    return 12.0 / np.minimum(np.arange(1, len(values) + 1), 12)


def year_mean(values: Series) -> Series:
    """Means over the last twelve months, or as many as there have been."""
    return over_a_year(values) / np.minimum(np.arange(1, len(values) + 1), 12)


def _as_it_is(series: Series) -> Series:
    return series


@dataclass(frozen=True)
class Measure:
    """Unit, aggregation over months, direction (+1: more is better, -1: less is, 0: neither).

    Yuan, counts and workers are grossed up to the population unless `grossed` is False. The summary is over its
    window, with `whole_run` over all months.
    """

    unit: Unit
    aggregate: Literal["mean", "sum", "last"]
    direction: int
    grossed: bool = True
    whole_run: bool = False

    @property
    def gross(self) -> Gross:
        """How model figures become those of the population: as money, as a number, or not at all."""
        return _NATURAL.get(self.unit, "none") if self.grossed else "none"


@dataclass(frozen=True)
class Words:
    """Label and definition in both languages."""

    en: str
    zh: str
    definition_en: str
    definition_zh: str

    @property
    def label(self) -> Label:
        """Label by language."""
        return {"en": self.en, "zh": self.zh}

    @property
    def definition(self) -> Label:
        """Definition by language."""
        return {"en": self.definition_en, "zh": self.definition_zh}

    def of_part(self, name: Label) -> Words:
        """The words of a part of the whole."""
        return replace(self, en=f"{self.en}: {name['en']}", zh=f"{self.zh}：{name['zh']}")


@dataclass(frozen=True)
class Split:
    """How an indicator breaks down by a dimension: counts are named `<numerator>_<value of the dimension>`.

    `over` and `denominator_over` are done with these series, such as summing twelve months. Where only a run shows
    which values there are, `always` lists those that every run has and `name` gives the label of a value.
    """

    numerator: str
    denominator: str | None = None
    over: Callable[[Series], Series] = _as_it_is
    denominator_over: Callable[[Series], Series] = _as_it_is
    always: tuple[str, ...] = ()
    name: Callable[[str], Label] | None = None

    def values(self, dimension: str, counted: frozenset[str] = frozenset()) -> Sequence[str]:
        """Values of the dimension, `counted` being the names of all that a run has counted."""
        if self.name is None:
            return DIMENSIONS[dimension]
        start = f"{self.numerator}_"
        seen = {each.removeprefix(start) for each in counted if each.startswith(start)}
        return tuple(sorted(seen.union(self.always)))


@dataclass(frozen=True)
class Indicator:
    """What is measured."""

    key: str
    group: str
    measure: Measure
    words: Words
    numerator: Callable[[MonthCounts], Series]
    denominator: Callable[[MonthCounts], Series] | None = None
    by: Mapping[str, Split] = field(default_factory=dict)

    @property
    def unit(self) -> Unit:
        """Unit of the value."""
        return self.measure.unit

    @property
    def aggregate(self) -> Literal["mean", "sum", "last"]:
        """How months are put together."""
        return self.measure.aggregate

    @property
    def direction(self) -> int:
        """+1 where more is better, -1 where less is, 0 where neither."""
        return self.measure.direction

    @property
    def gross(self) -> Gross:
        """How model figures become those of the population."""
        return self.measure.gross

    @property
    def label(self) -> Label:
        """Label by language."""
        return self.words.label

    @property
    def definition(self) -> Label:
        """Definition by language."""
        return self.words.definition

    @property
    def ratio(self) -> bool:
        """Whether the value is a quotient of two sums."""
        return self.denominator is not None

    def part(self, dimension: str, value: str) -> Indicator:
        """The indicator of one part of a breakdown. Raises KeyError where it has no such part."""
        split = self.by[dimension]
        if not value or (split.name is None and value not in DIMENSIONS[dimension]):
            raise KeyError(value)
        name = LABELS[value] if split.name is None else split.name(value)
        top, bottom = f"{split.numerator}_{value}", f"{split.denominator}_{value}"
        return replace(
            self,
            key=f"{self.key}.{dimension}.{value}",
            words=self.words.of_part(name),
            numerator=lambda counts: split.over(counts[top]),
            denominator=None if split.denominator is None else lambda counts: split.denominator_over(counts[bottom]),
            by={},
        )


class _Registry:
    """All that is declared, by key; the lists are put in order when asked for."""

    def __init__(self) -> None:
        self.declared: dict[str, Indicator] = {}
        self.reads: dict[str, Callable[[Economy], float]] = {}
        self.readers: dict[str, str] = {}
        self.in_order: dict[str, Indicator] = {}
        self.parts: dict[str, Indicator] = {}

    def add(self, made: Indicator, reads: Mapping[str, Callable[[Economy], float]]) -> None:
        self.declared[made.key] = made
        self.reads |= reads
        self.readers |= dict.fromkeys(reads, made.key)
        self.in_order, self.parts = {}, {}

    def all(self) -> dict[str, Indicator]:
        discover(_DECLARATIONS)
        if not self.in_order:
            rank = {group: place for place, group in enumerate(GROUPS)}
            ordered = sorted(self.declared.values(), key=lambda each: rank.get(each.group, len(rank)))
            self.in_order = {each.key: each for each in ordered}
        return self.in_order


_REGISTRY = _Registry()
#: The package whose files declare the indicators of the model.
_DECLARATIONS = f"{__package__}.indicators"


def _is_own(declared: Callable[..., Series]) -> bool:
    return declared.__module__.startswith(f"{_DECLARATIONS}.")


def _same_source(one: Callable[..., Series], other: Callable[..., Series]) -> bool:
    """Whether two declarations are one, run again: the cell of a notebook, or a file that was edited."""
    files = [getattr(getattr(each, "__code__", None), "co_filename", "") for each in (one, other)]
    return files[0] == files[1] or one.__module__ == other.__module__ == "__main__"


class IndicatorGroup:
    """Indicators about one subject. The groups of the package are `GROUPS`; another name makes a new one."""

    def __init__(self, name: str) -> None:
        self.name = name

    def declare(
        self,
        key: str,
        measure: Measure,
        words: Words,
        numerator: Callable[[MonthCounts], Series],
        denominator: Callable[[MonthCounts], Series] | None = None,
        by: Mapping[str, Split] | None = None,
        reads: Mapping[str, Callable[[Economy], float]] | None = None,
    ) -> Indicator:
        """Declare an indicator and return it.

        Numerator and denominator are made of the months' counts. `by` breaks it down by dimension. `reads` are
        numbers read from the economy as each month closes, known to numerator and denominator under their names;
        NaN for months lived before the declaration. Raises TypeError for a key, unit, dimension or name that
        cannot be.
        """
        if not _is_own(numerator):
            discover(_DECLARATIONS)  # a key of the package's own is known as taken, and its own come first
        known = _REGISTRY.declared
        if key in known and not _same_source(known[key].numerator, numerator):
            raise TypeError(f"indicator {key} is declared twice")
        if not key.isidentifier():
            raise TypeError(f"indicator {key!r}: a key is made of letters, digits and _")
        if measure.unit not in get_args(Unit):
            raise TypeError(f"indicator {key}: unit {measure.unit!r}; {suggestion(measure.unit, get_args(Unit))}")
        for dimension, split in (by or {}).items():
            if split.name is None and dimension not in DIMENSIONS:
                raise TypeError(f"indicator {key}: dimension {dimension!r}; {suggestion(dimension, DIMENSIONS)}")
        for name in reads or {}:
            if _REGISTRY.readers.get(name, key) != key:
                raise TypeError(f"indicator {key}: {name} is read by {_REGISTRY.readers[name]}")
        made = Indicator(key, self.name, measure, words, numerator, denominator, by or {})
        _REGISTRY.add(made, reads or {})
        declared_in(module_of((numerator, denominator, *(reads or {}).values())))
        return made


def indicators() -> Mapping[str, Indicator]:
    """Every indicator by key, without breakdowns, by group in the order of declaration."""
    return _REGISTRY.all()


def indicator(key: str) -> Indicator:
    """The indicator of a key, breakdowns included. Raises KeyError."""
    found = indicators().get(key) or _REGISTRY.parts.get(key)
    if found is None:
        whole, dimension, value = key.split(".") if key.count(".") == 2 else (key, "", "")
        found = _REGISTRY.parts[key] = indicators()[whole].part(dimension, value)
    return found


def keys_of(counted: frozenset[str]) -> Iterator[str]:
    """Keys of all indicators and breakdowns of a run, `counted` being the names of all that it has counted."""
    declared = indicators()
    yield from declared
    for open_ended in (False, True):
        for each in declared.values():
            for dimension, split in each.by.items():
                if (split.name is not None) == open_ended:
                    yield from (f"{each.key}.{dimension}.{value}" for value in split.values(dimension, counted))


def read_by_indicators(economy: Economy) -> Row:
    """What indicators read from the economy as a month closes."""
    indicators()
    return {name: float(read(economy)) for name, read in _REGISTRY.reads.items()}


def lacking(name: str) -> float | None:
    """What stands for a number that a month lacks: 0 in a breakdown of whatever occurs, NaN for what is read.

    None for any other.
    """
    if name in _REGISTRY.reads:
        return math.nan
    splits = (split for each in indicators().values() for split in each.by.values() if split.name is not None)
    return 0 if any(name.startswith(f"{split.numerator}_") for split in splits) else None
