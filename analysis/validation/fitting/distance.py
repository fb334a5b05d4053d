"""How far levels are from their bands, in half-widths of the band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .moments import Moment

#: How much the place inside its band counts beside the distance from it. Inside all bands every value is as good as
#: any other: a small pull to the middles chooses one of them, and never outweighs a miss of a tenth of a half-width.
PULL = 0.01
#: The distance of a level that is not defined, as where nobody borrows: further than any that was seen.
UNDEFINED = 10.0


def places(values: np.ndarray, moments: Sequence[Moment]) -> np.ndarray:
    """Where each level lies in its band: -1 its lower end, 0 the middle, 1 the upper end; beyond them outside."""
    middle = np.array([each.middle for each in moments])
    half = np.array([each.half_width for each in moments])
    found = (values - middle) / half
    return np.where(np.isfinite(found), found, 1.0 + UNDEFINED)


def distances(values: np.ndarray, moments: Sequence[Moment]) -> np.ndarray:
    """Distance of each level from its band in half-widths, 0 inside."""
    return np.maximum(np.abs(places(values, moments)) - 1.0, 0.0)


def residuals(values: np.ndarray, moments: Sequence[Moment]) -> np.ndarray:
    """What is squared and summed: weighted distances, then the weighted pulls to the middles."""
    weights = np.sqrt([each.weight for each in moments])
    outside = weights * distances(values, moments)
    return np.concatenate([outside, np.sqrt(PULL) * weights * places(values, moments)])


def misfit(values: np.ndarray, moments: Sequence[Moment]) -> float:
    """The number to be made small: weighted squares of the distances, and a small pull to the middles."""
    return float((residuals(values, moments) ** 2).sum())
