"""How sure the found values are: what other seeds would have found.

Near the found values each level is taken as linear in the parameters, by least squares over the evaluations nearest to
them. Seeds are drawn with replacement, which moves the levels; the values that then fit best are sought in that linear
picture. The 95% interval of these values is the spread. It says what the choice of seeds does, not what is true.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...statistics.intervals import bounds, resample_counts
from .distance import residuals
from .moments import ratios

if TYPE_CHECKING:
    from .moments import Moment

#: Draws of seeds. An interval to two digits needs no more.
DRAWS = 200
#: Evaluations a line is laid through, for each number of the line.
POINTS_A_NUMBER = 2


@dataclass(frozen=True)
class Point:
    """An evaluation: its place in the ranges, 0 to 1, and every target in every seed, shape (seeds, targets, 2)."""

    place: np.ndarray
    parts: np.ndarray


def spread(best: Point, points: Sequence[Point], moments: Sequence[Moment]) -> tuple[np.ndarray, np.ndarray] | None:
    """Lower and upper end of the interval of each found place; None for one seed or too few evaluations."""
    seeds = len(best.parts)
    if seeds < 2 or len(points) < len(best.place) + 2:
        return None
    values = ratios(best.parts)
    known = np.isfinite(values)
    kept = [each for each, there in zip(moments, known, strict=True) if there]
    slopes = _slopes(best, points)[known]

    def fitted(levels: np.ndarray) -> np.ndarray:
        return _fitted(levels, slopes, best.place, kept)

    centre = fitted(values[known])
    counts = resample_counts(seeds, DRAWS)
    moved = np.array([fitted(ratios(count[:, None, None] * best.parts)[known]) - centre for count in counts])
    low, high = bounds(moved, seeds)
    return np.clip(best.place + low, 0.0, 1.0), np.clip(best.place + high, 0.0, 1.0)


def _slopes(best: Point, points: Sequence[Point]) -> np.ndarray:
    """Change of each target per unit of each place near the best, shape (targets, parameters)."""
    near = sorted(points, key=lambda each: float(((each.place - best.place) ** 2).sum()))
    near = near[: POINTS_A_NUMBER * (len(best.place) + 1)]
    steps = np.array([each.place - best.place for each in near])
    changes = np.nan_to_num(np.array([ratios(each.parts) - ratios(best.parts) for each in near]))
    found: np.ndarray = np.linalg.lstsq(steps, changes, rcond=None)[0].T
    return found


def _fitted(levels: np.ndarray, slopes: np.ndarray, place: np.ndarray, moments: Sequence[Moment]) -> np.ndarray:
    """The best places in the linear picture, where the targets are `levels` at `place`."""
    from scipy.optimize import least_squares

    def of(there: np.ndarray) -> np.ndarray:
        return residuals(levels + slopes @ (there - place), moments)

    inside = np.clip(place, 1e-6, 1.0 - 1e-6)
    found: np.ndarray = least_squares(of, inside, bounds=(0.0, 1.0), method="trf").x
    return found
