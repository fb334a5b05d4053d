"""What drives an outcome: Morris screening and Sobol indices, each a sampler and its analyser bound in one object.

The computations are those of SALib (Herman and Usher 2017, Journal of Open Source Software 2(9)). Morris: elementary
effects, mean of their absolute values (Campolongo, Cariboni and Saltelli 2007, Environmental Modelling & Software 22).
Sobol: first-order and total indices (Saltelli et al. 2010, Computer Physics Communications 181) from a scrambled Sobol
sequence, intervals by bootstrap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ...simulation.ground.errors import RequestError, Sentence
from .intervals import CONFIDENCE, Array

if TYPE_CHECKING:
    from types import ModuleType

MORRIS, SOBOL = "morris", "sobol"
#: Levels of the grid on which Morris moves.
_LEVELS = 4
#: Smallest useful samples: trajectories of Morris, base points of Sobol (a power of two).
FEWEST = {MORRIS: 4, SOBOL: 8}


@dataclass(frozen=True)
class Index:
    """A measure of one factor with half the width of its 95% interval; `sign` is Morris's mean effect, signed."""

    factor: str
    value: float
    error: float
    first_order: float | None = None
    first_order_error: float | None = None
    sign: float | None = None

    @property
    def low(self) -> float:
        """Lower end of the interval."""
        return self.value - self.error

    @property
    def high(self) -> float:
        """Upper end of the interval."""
        return self.value + self.error


@dataclass(frozen=True)
class Indices:
    """The factors from the one that matters most to the one that matters least.

    Of Morris `value` is the mean absolute effect of the factor's whole range, in the unit of the outcome; of Sobol it
    is the total index, the part of the outcome's variance that is left where all other factors stand still.
    """

    method: str
    factors: tuple[Index, ...]

    @property
    def not_ranked(self) -> tuple[tuple[str, str], ...]:
        """Neighbours in the ranking whose intervals overlap, so that their order is not known."""
        pairs = zip(self.factors, self.factors[1:], strict=False)
        return tuple((one.factor, other.factor) for one, other in pairs if other.high > one.low)


@dataclass
class Sensitivity:
    """A method with its factors: `points()` says where to look, `indices()` what is found there. One cannot be mixed
    up with another's, because the sample is kept."""

    method: str
    names: Sequence[str]
    size: int
    seed: int = 1
    _points: Array | None = field(default=None, repr=False)

    @property
    def _problem(self) -> dict[str, Any]:
        return {"num_vars": len(self.names), "names": [*self.names], "bounds": [[0.0, 1.0]] * len(self.names)}

    def points(self) -> Array:
        """Points in the unit cube, one a row. Raises RequestError where SALib is not installed."""
        if self._points is None:
            if self.method == MORRIS:
                found = _salib("sample.morris").sample(self._problem, self.size, num_levels=_LEVELS, seed=self.seed)
            else:
                found = _salib("sample.sobol").sample(self._problem, self.size, calc_second_order=False, seed=self.seed)
            self._points = np.asarray(found, float)
        return self._points

    def indices(self, outcomes: Array) -> Indices:
        """The indices, given the outcome at each of the points, in their order."""
        points = self.points()
        if len(outcomes) != len(points):
            raise ValueError(f"{len(outcomes)} outcomes for {len(points)} points")
        if self.method == MORRIS:
            analyse = _salib("analyze.morris").analyze
            found = analyse(self._problem, points, outcomes, conf_level=CONFIDENCE, num_levels=_LEVELS, seed=self.seed)
            rows = zip(self.names, found["mu_star"], found["mu_star_conf"], found["mu"], strict=True)
            factors = [Index(name, float(value), float(error), sign=float(mu)) for name, value, error, mu in rows]
        else:
            analyse = _salib("analyze.sobol").analyze
            found = analyse(self._problem, outcomes, calc_second_order=False, conf_level=CONFIDENCE, seed=self.seed)
            columns = (found["ST"], found["ST_conf"], found["S1"], found["S1_conf"])
            shares = np.array(columns, float).T
            factors = [Index(name, *map(float, row)) for name, row in zip(self.names, shares, strict=True)]
        return Indices(self.method, tuple(sorted(factors, key=lambda each: -each.value)))


def needed_points(method: str, factors: int, size: int) -> int:
    """How many points a sample has."""
    return size * (factors + (1 if method == MORRIS else 2))


def _salib(name: str) -> ModuleType:
    from importlib import import_module

    try:
        return import_module(f"SALib.{name}")
    except ImportError:
        raise RequestError(
            Sentence(
                "sensitivity needs SALib; install smecredit[analysis].",
                "敏感性分析需要 SALib；请安装 smecredit[analysis]。",
            )
        ) from None
