"""The values that fit best once the luck of single evaluations is smoothed away, and how sure they are.

Even with common random numbers a run answers to the smallest change of a value with another history of its few large
loans, so that levels jump about as they do from seed to seed. The best of many evaluations is then mostly the luckiest.
Here each level is laid as a plane through all evaluations, those near the best counting most, and the values that fit
best on these planes are the answer (a response surface: Box and Wilson 1951). Drawing the seeds with replacement and
doing the same again gives the spread: what other seeds would have found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...statistics.intervals import bounds, resample_counts
from .distance import misfit, residuals
from .moments import ratios

if TYPE_CHECKING:
    from .moments import Moment

#: Draws of seeds. An interval to two digits needs no more.
DRAWS = 200
#: Distance, as a share of the ranges, at which an evaluation counts 0.6 of one at the best place; the values are sought
#: no further from there. Planes are fair to levels that bend over so much of a range, and a single step of the search
#: (a tenth) is too little to tell an answer of a level from its luck.
REACH = 0.2


@dataclass(frozen=True)
class Point:
    """An evaluation: its place in the ranges, 0 to 1, and every target in every seed, shape (seeds, targets, 2)."""

    place: np.ndarray
    parts: np.ndarray


def best(points: Sequence[Point], moments: Sequence[Moment]) -> Point:
    """The evaluation with the least misfit, the first of equals."""
    return min(points, key=lambda each: misfit(ratios(each.parts), moments))


def smoothed(points: Sequence[Point], moments: Sequence[Moment]) -> np.ndarray:
    """The place that fits best on the planes; the best that was tried where there are too few to lay planes."""
    centre = best(points, moments).place
    if not _suffice(points):
        return centre
    return _on_planes(points, moments, centre, np.ones(len(points[0].parts)))


def spread(points: Sequence[Point], moments: Sequence[Moment]) -> tuple[np.ndarray, np.ndarray] | None:
    """Lower and upper end of the 95% interval of the smoothed place; None for one seed or too few evaluations."""
    seeds = len(points[0].parts)
    if seeds < 2 or not _suffice(points):
        return None
    centre = best(points, moments).place
    found = np.array([_on_planes(points, moments, centre, count) for count in resample_counts(seeds, DRAWS)])
    return bounds(found, seeds)


def _suffice(points: Sequence[Point]) -> bool:
    return len(points) >= len(points[0].place) + 2


def _on_planes(
    points: Sequence[Point], moments: Sequence[Moment], centre: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """The place that fits best on planes through the levels, each seed counting so often."""
    from scipy.optimize import least_squares

    values = np.array([ratios(counts[:, None, None] * each.parts) for each in points])
    known = np.isfinite(values).all(axis=0)
    kept = [each for each, there in zip(moments, known, strict=True) if there]
    steps = np.array([each.place - centre for each in points])
    trust = np.exp(-0.25 * (steps**2).sum(axis=1) / REACH**2)[:, None]
    rows = np.hstack([np.ones((len(points), 1)), steps])
    planes = np.linalg.lstsq(trust * rows, trust * values[:, known], rcond=None)[0]
    low, high = np.maximum(centre - REACH, 0.0), np.minimum(centre + REACH, 1.0)

    def of(place: np.ndarray) -> np.ndarray:
        return residuals(planes[0] + (place - centre) @ planes[1:], kept)

    inside = np.clip(centre, low + 1e-6, high - 1e-6)
    found: np.ndarray = least_squares(of, inside, bounds=(low, high), method="trf").x
    return found
