"""Under which conditions something goes wrong: boxes found by the patient rule induction method (PRIM).

A box is a set of limits on some conditions. Its coverage is the part of all cases that go wrong which lie in it, its
density the part of the cases in it that go wrong. PRIM peels a little off one side of the box after another, wherever
density gains most, and at the end pastes back what did no good (Friedman and Fisher 1999, Statistics and Computing 9;
for scenario discovery Bryant and Lempert 2010, Technological Forecasting and Social Change 77). Every step is a box of
its own, smaller and denser than the one before; which of them is of use is a choice between coverage and density. A
limit's quasi-p value is the chance of as many cases that go wrong in the box if that limit did nothing: a one-sided
binomial test (Bryant and Lempert 2010, section 3.3). Conditions all of whose limits may be there by chance are
dropped from the box that is chosen, the most doubtful first, as long as it stays dense enough.

The computations are those of the EMA Workbench (Kwakkel 2017, Environmental Modelling & Software 96).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from ...simulation.ground.errors import RequestError, Sentence
from .intervals import Array

if TYPE_CHECKING:
    from types import ModuleType

    import pandas as pd

#: A limit with a quasi-p value above this may be there by chance.
CHANCE = 0.05
#: Fewest cases, and fewest that go wrong and that do not, from which anything can be learned; callers see to it.
FEWEST_CASES, FEWEST_OF_A_KIND = 20, 5
#: The part of the cases in a box that one step peels off or pastes back, and the smallest box, as a part of all cases.
_STEP, _SMALLEST = 0.05, 0.05


@dataclass(frozen=True)
class Limit:
    """What a box says of one condition: from `low` to `high`, None where it does not limit, or one of `members`.

    `low_chance` and `high_chance` are the quasi-p values of both ends; that of `members` is `low_chance`.
    """

    condition: str
    low: float | None
    high: float | None
    low_chance: float | None
    high_chance: float | None
    members: tuple[str, ...] = ()

    def within(self, values: pd.Series) -> Limit:
        """The same with ends that the condition can have, where it has whole numbers alone: not 5.5 but 5 months."""
        if self.members or not (values == values.round()).all():
            return self
        low, high = (
            None if end is None else near(end) for end, near in ((self.low, math.ceil), (self.high, math.floor))
        )
        return replace(self, low=low, high=high)

    @property
    def chance(self) -> float:
        """The larger quasi-p value of its ends."""
        return max(each for each in (self.low_chance, self.high_chance, 0.0) if each is not None)


@dataclass(frozen=True)
class Step:
    """A box on the way: coverage, density, how many cases are in it, and how many conditions it limits."""

    coverage: float
    density: float
    cases: int
    conditions: int


@dataclass(frozen=True)
class Box:
    """The box that was chosen of those on the way; `inside` marks its cases, `wrong` counts those that go wrong."""

    limits: tuple[Limit, ...]
    steps: tuple[Step, ...]
    chosen: int
    inside: Array
    wrong: int

    @property
    def step(self) -> Step:
        """Coverage, density and size of the box itself."""
        return self.steps[self.chosen]


def boxes(conditions: pd.DataFrame, wrong: Array, density: float, most: int = 1) -> tuple[Box, ...]:
    """Up to `most` boxes in which at least the part `density` of cases go wrong, the best first; none where none is.

    `conditions` has a row a case and a column a condition, numbers or texts; `wrong` says of each case whether it went
    wrong. Of the boxes on the way the one is chosen that covers most of those dense enough. The second box is looked
    for among the cases outside the first; its coverage too is of all that go wrong. Where no first box is dense
    enough, it is the densest there is. Raises RequestError where the EMA Workbench is not installed.
    """
    # A condition that never varies explains nothing.
    varying = conditions.loc[:, [conditions[name].nunique() > 1 for name in conditions.columns]].reset_index(drop=True)
    found: list[Box] = []
    if not len(varying.columns):
        return ()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts of the workbench that are not used here
        prim = _prim()
        # Every step counts, so the workbench's own threshold is as good as none. Its own measure of a peel stops as
        # soon as no single peel gains; Friedman and Fisher's goes on, which finds what two conditions do together.
        finder = prim.Prim(
            varying,
            wrong.astype(np.int64),
            threshold=1e-6,
            obj_function=prim.PRIMObjectiveFunctions.ORIGINAL,
            peel_alpha=_STEP,
            paste_alpha=_STEP,
            mass_min=_SMALLEST,
        )
        while len(found) < most and (not found or found[-1].limits):
            box = _next_box(finder, varying, wrong, density)
            if box is None or (found and box.step.density < density):
                break
            found.append(box)
    return tuple(found)


def _next_box(finder: Any, varying: pd.DataFrame, wrong: Array, density: float) -> Box | None:
    """A box among the cases that are left, which are then fewer by it; None where none of them goes wrong."""
    left = np.ones(len(wrong), bool)
    for earlier in finder._boxes:
        left[earlier.yi] = False
    if not wrong[left].any():
        return None
    box = finder.find_box()
    chosen = choose(_steps(box), density)
    while (name := _chance_alone(box.qp[chosen])) is not None:
        box.drop_restriction(name, chosen)
        last = len(box.box_lims) - 1
        if box.density < density <= _steps(box)[chosen].density:
            break
        chosen = last
    steps = _steps(box)
    box.select(chosen)
    inside = np.zeros(len(wrong), bool)
    inside[box.yi] = True
    whole = finder.box_init
    limits = [
        _limit(name, [*box.box_lims[chosen][name]], [*whole[name]], chances).within(varying[name])
        for name, chances in box.qp[chosen].items()
    ]
    # The most certain first.
    ordered = sorted(limits, key=lambda each: (each.chance, [*varying.columns].index(each.condition)))
    return Box(tuple(ordered), steps, chosen, inside, int(np.count_nonzero(wrong & inside)))


def _steps(box: Any) -> tuple[Step, ...]:
    rows = box.peeling_trajectory.itertuples()
    return tuple(Step(float(row.coverage), float(row.density), int(row.n), int(row.res_dim)) for row in rows)


def _chance_alone(chances: Mapping[str, Sequence[float]]) -> str | None:
    """The condition whose limits are all likeliest to be there by chance, None where each has one that is not."""
    least = {name: min(each for each in of_ends if each >= 0.0) for name, of_ends in chances.items()}
    doubtful = {name: chance for name, chance in least.items() if chance > CHANCE}
    return max(doubtful, key=lambda name: doubtful[name]) if doubtful else None


def choose(steps: Sequence[Step], density: float) -> int:
    """The place of the box that covers most of those at least so dense, of several alike the one with fewer limits.

    Where none is dense enough, the densest, of several alike the one that covers most.
    """
    dense = [place for place, step in enumerate(steps) if step.density >= density]
    if dense:
        return max(dense, key=lambda place: (steps[place].coverage, -steps[place].conditions, steps[place].density))
    return max(range(len(steps)), key=lambda place: (steps[place].density, steps[place].coverage))


def _limit(name: str, own: Sequence[Any], whole: Sequence[Any], chances: Sequence[float]) -> Limit:
    """What a box says of a condition; an end where it goes as far as the cases do is no limit."""
    if isinstance(own[0], set):
        return Limit(name, None, None, _chance(chances[0]), None, tuple(sorted(map(str, own[0]))))
    ends = [None if each == most else float(each) for each, most in zip(own, whole, strict=True)]
    return Limit(name, ends[0], ends[1], _chance(chances[0]), _chance(chances[1]))


def _chance(quasi_p: float) -> float | None:
    """A quasi-p value; the workbench writes -1 where there is no limit."""
    return None if quasi_p < 0.0 or math.isnan(quasi_p) else float(quasi_p)


def _prim() -> ModuleType:
    try:
        return import_module("ema_workbench.analysis.prim")
    except ImportError:
        raise RequestError(
            Sentence(
                "scenario discovery needs the EMA Workbench; install smecredit[analysis].",
                "情景发现需要 EMA Workbench；请安装 smecredit[analysis]。",
            )
        ) from None
