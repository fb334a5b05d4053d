"""An experiment on a fact: one class in one file below `trials`, found by the id of its fact."""

from __future__ import annotations

import importlib
import math
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from ..statistics.intervals import Estimate
from .calibration import FAIL, NEAR, PASS, judge
from .facts import Fact, facts

#: Numerator and denominator of a figure in one seed: over seeds the figure is the ratio of the two means.
Part = tuple[float, float]


#: Part of the bound nearer to zero that an effect must reach to be near.
NO_EFFECT = 0.5


@dataclass(frozen=True)
class Figure:
    """A number by which a fact is judged: what it is, and the bounds of the accepted band, None where it is open.

    One without any bound is shown beside the others and not judged: the fact gives no band for it.
    """

    key: str
    label: Mapping[str, str]
    unit: str
    low: float | None
    high: float | None
    #: A trend also passes where it cannot be told from none.
    passes_at_zero: bool = False
    #: An effect passes only where it can be told from none.
    clear: bool = False

    def _no_effect(self, value: float | None) -> bool:
        """Whether a band lies on one side of zero and a value does not reach half of its nearer bound.

        A wide band must not make an effect that is not there, or has the other sign, one that is near.
        """
        nearer = max(self.low or 0.0, 0.0) or min(self.high or 0.0, 0.0)
        return value is not None and nearer != 0.0 and value / nearer < NO_EFFECT

    def verdict(self, estimate: Estimate) -> str | None:
        """Pass, near or fail of an estimate over seeds; None where there is no band."""
        if self.low is None and self.high is None:
            return None
        found = judge(estimate.value, self.low, self.high)
        known = estimate.low is not None and estimate.high is not None
        if self.passes_at_zero and found != PASS and known and not estimate.clear:
            return PASS
        if found == NEAR and self._no_effect(estimate.value):
            return FAIL
        if self.clear and found == PASS and known and not estimate.clear:
            return NEAR
        return found


def figure(
    key: str,
    en: str,
    zh: str,
    unit: str,
    low: float | None = None,
    high: float | None = None,
    clear: bool = False,
) -> Figure:
    """A figure with its two labels; see there."""
    return Figure(key, {"en": en, "zh": zh}, unit, low, high, clear=clear)


class Experiment:
    """What is done to measure a fact, as its authors did it, and the figures by which it is judged."""

    #: Id of the fact in the scorecard.
    fact: ClassVar[str]
    title: ClassVar[Mapping[str, str]]
    figures: ClassVar[tuple[Figure, ...]]
    #: Where it departs from what the scorecard says is switched on or measured, and why.
    note: ClassVar[Mapping[str, str]] = {}
    #: Enterprises simulated where nobody says otherwise.
    firms: ClassVar[int] = 10_000

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Each figure in one seed, by its key."""
        raise NotImplementedError(self.fact)

    @property
    def about(self) -> Fact:
        """The fact as the scorecard has it."""
        return facts()[self.fact]


@cache
def experiments() -> dict[str, Experiment]:
    """Every experiment by the id of its fact, in the order of the scorecard."""
    package = importlib.import_module(f"{__package__}.trials")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    found = {each.fact: each() for each in _below(Experiment)}
    return {fact: found[fact] for fact in facts() if fact in found}


def _below(base: type[Experiment]) -> Iterator[type[Experiment]]:
    """Every class below this one that is on a fact."""
    for each in base.__subclasses__():
        yield from _below(each)
        if "fact" in vars(each):
            yield each


def untried() -> list[str]:
    """Facts of the scorecard on which there is no experiment yet."""
    return [fact for fact in facts() if fact not in experiments()]


def share(top: float, bottom: float) -> Part:
    """A ratio in one seed that stands for itself, whatever its size."""
    return (top / bottom if bottom else math.nan), 1.0
