"""How many seeds an interval of a given width needs, and the interval that holds on skewed outcomes.

The number of seeds is fixed after a pilot, once, by Stein's two-stage rule (Stein 1945, Annals of Mathematical
Statistics 16): an interval that is watched until it happens to be narrow covers too seldom, because it stops where the
variance is underestimated. The interval is the bootstrap-t (Efron and Tibshirani 1993, An Introduction to the
Bootstrap, section 12.5), whose ends follow the skewness of crises, with standard errors by linearisation. No end is
nearer than that of Student's interval: with the same luck on both sides most differences are small and a few are large,
in either direction, and of such the bootstrap-t alone holds the truth too seldom (benchmarks/interval_coverage.py).
"""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

import numpy as np

from .intervals import CONFIDENCE, UNDEFINED, Array, Estimate

#: Seeds of a pilot at least: with fewer, a variance of skewed outcomes is guesswork.
FEWEST_PILOTS = 50
RESAMPLES = 4000
#: Root of a number of seeds beyond any that can be run.
MOST_ROOT = 1e6
_SLICE = 100  # resamples at a time
_SEED = 20260211


class PairedRatios(NamedTuple):
    """Numerators and denominators of an indicator in a scenario and in the reference, one a seed; 1 where no ratio."""

    top: Array
    bottom: Array
    reference_top: Array
    reference_bottom: Array

    @property
    def defined(self) -> bool:
        """Whether every seed has its numbers, and the means of the denominators are not zero."""
        finite = all(bool(np.isfinite(part).all()) for part in self)
        return finite and bool(self.bottom.mean() != 0.0 and self.reference_bottom.mean() != 0.0)


def seeds_needed(ratios: PairedRatios, width: float) -> int:
    """Seeds after which the interval of the paired difference is about so wide, by what a pilot of these seeds says."""
    seeds = len(ratios.top)
    _, error = _observed(ratios)
    deviation = error * seeds**0.5
    quantile = _student(seeds)
    # More than can be run is more than can be run, however many: the square must stay a number.
    return max(seeds, ceil(min(2.0 * quantile * deviation / width, MOST_ROOT) ** 2))


def bootstrap_t(ratios: PairedRatios) -> Estimate:
    """The paired difference of ratios of means with its bootstrap-t interval, Student's at least; draws are fixed."""
    if not ratios.defined:
        return Estimate(None, None, None, UNDEFINED)
    seeds = len(ratios.top)
    value, error = _observed(ratios)
    if error == 0.0:
        return Estimate(value, value, value)
    luck = np.random.default_rng(_SEED)
    found = []
    for _ in range(0, RESAMPLES, _SLICE):
        counts = luck.multinomial(seeds, np.full(seeds, 1.0 / seeds), size=_SLICE)
        with np.errstate(divide="ignore", invalid="ignore"):
            values, errors = _difference(counts / seeds, ratios)
            found.append((values - value) / errors)
    pivots = np.concatenate(found)
    pivots = pivots[np.isfinite(pivots)]
    tail = (1.0 - CONFIDENCE) / 2.0
    low, high = np.quantile(pivots, (tail, 1.0 - tail))
    quantile = _student(seeds)
    return Estimate(value, value - max(float(high), quantile) * error, value + max(-float(low), quantile) * error)


def _student(seeds: int) -> float:
    """How many standard errors Student's interval reaches to either side."""
    from scipy.special import stdtrit

    return float(stdtrit(seeds - 1, 0.5 + CONFIDENCE / 2.0))


def _observed(ratios: PairedRatios) -> tuple[float, float]:
    """The difference of the ratios of means and its standard error, from residuals: where both sides move as one, sums
    of squares would leave their rounding."""
    own, other = ratios.top.mean() / ratios.bottom.mean(), ratios.reference_top.mean() / ratios.reference_bottom.mean()
    residuals = (ratios.top - own * ratios.bottom) / ratios.bottom.mean()
    residuals = residuals - (ratios.reference_top - other * ratios.reference_bottom) / ratios.reference_bottom.mean()
    return float(own - other), float(np.sqrt(np.mean(residuals**2) / (len(residuals) - 1)))


def _difference(weights: Array, ratios: PairedRatios) -> tuple[Array, Array]:
    """Difference of the ratios of means and its standard error, for each row of weights over seeds."""
    seeds = weights.shape[1]
    scale = np.array([max(float(np.abs(part).max()), 1e-300) for part in ratios])
    columns = np.stack(ratios, axis=1) / scale
    means = weights @ columns
    products = weights @ np.einsum("si,sj->sij", columns, columns).reshape(seeds, 16)
    units = scale[0] / scale[1], scale[2] / scale[3]
    own, other = means[:, 0] / means[:, 1] * units[0], means[:, 2] / means[:, 3] * units[1]
    # The difference is linear in the four means near where they are: its variance is that of these residuals.
    slopes = np.stack(
        [units[0] / means[:, 1], -own / means[:, 1], -units[1] / means[:, 3], other / means[:, 3]], axis=1
    )
    variance = np.einsum("ri,rij,rj->r", slopes, products.reshape(-1, 4, 4), slopes)
    return own - other, np.sqrt(np.maximum(variance, 0.0) / (seeds - 1))
