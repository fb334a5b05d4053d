"""Intervals over seeds: the ratio of means and its paired bootstrap.

Every indicator is a ratio `numerator / denominator` (denominator 1 where it is not a ratio). Over seeds it
is the ratio of the two means, so that a seed in which few firms borrowed counts for less, and a difference
between scenarios is taken seed by seed, because both scenarios had the same luck.

All scenarios and all indicators are resampled with the *same* draws of seeds: that is what makes the
differences paired. The draws are fixed, so the same runs always give the same interval.

No end of the interval of a difference is nearer than that of Student's: with the same luck on both sides most seeds
differ little and a few much, in either direction, and of such the percentile interval alone holds the truth too seldom
(benchmarks/interval_coverage.py). A level has no such tails, and its interval must not leave what is possible.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

CONFIDENCE = 0.95
RESAMPLES = 4000
BAND_RESAMPLES = 1000  # of a band that is drawn, month by month
_BOOTSTRAP_SEED = 20260101
_ROUNDING = 1e-13  # of the level
# A divisor whose interval reaches below this part of it is near zero: the ratio might be more than twice what is shown.
_NEAR_ZERO = 0.5

# Why an estimate is missing; the sentences are `reason.<name>` in presentation/strings.py.
ONE_SEED = "one_seed"
DENOMINATOR_ZERO = "denominator_zero"
DENOMINATOR_COVERS_ZERO = "denominator_covers_zero"
DENOMINATOR_NEAR_ZERO = "denominator_near_zero"
DENOMINATOR_SMALL = "denominator_small"
UNDEFINED = "undefined"
REFERENCE = "reference"
OTHER_REFERENCE = "other_reference"
NO_LOANS = "no_loans"
FEW_LOANS = "few_loans"
DIFFERENCE_ONLY = "difference_only"
NOT_BOTH_POSITIVE = "not_both_positive"


@dataclass(frozen=True)
class Estimate:
    """One number with its 95% interval. `None` stands for undefined; `reason` then names why.

    A ratio that would mislead is undefined and has its two `parts` instead, each with its name.
    """

    value: float | None
    low: float | None
    high: float | None
    reason: str | None = None
    parts: tuple[Part, ...] = ()

    @property
    def clear(self) -> bool:
        """True where the interval lies wholly on one side of zero."""
        return self.low is not None and self.high is not None and (self.low > 0.0 or self.high < 0.0)

    @property
    def nothing(self) -> bool:
        """True where it is zero in every seed."""
        return self.value == self.low == self.high == 0.0

    @property
    def positive(self) -> bool:
        """True where the interval lies wholly above zero."""
        return self.clear and (self.low or 0.0) > 0.0

    @property
    def divides(self) -> bool:
        """True where a price by this is told: it is positive, and its interval does not come near zero."""
        return self.positive and (self.low or 0.0) >= _NEAR_ZERO * (self.value or 0.0)

    def times(self, factor: float) -> Estimate:
        """The same estimate in another unit."""
        value, low, high = (None if part is None else part * factor for part in (self.value, self.low, self.high))
        return Estimate(value, low, high, self.reason, self.parts)


@dataclass(frozen=True)
class Part:
    """Numerator or denominator of a ratio that is not given: what it is, in which unit, and how much."""

    name: str
    unit: str
    estimate: Estimate


NOTHING = Estimate(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Resampled:
    """The ratio of means of several columns: as observed and in every bootstrap draw.

    `value` has shape (columns,), `draws` shape (resamples, columns); `reasons` names, for each column,
    why it is undefined, or is None.
    """

    value: Array
    draws: Array
    reasons: tuple[str | None, ...]
    seeds: int


@lru_cache(maxsize=8)
def resample_counts(seeds: int, resamples: int = RESAMPLES) -> Array:
    """How often each of `seeds` seeds occurs in each of `resamples` draws with replacement.

    Returns an array of shape (resamples, seeds) whose rows sum to `seeds`. The generator is fixed: equal
    arguments give equal draws.
    """
    draws = np.random.default_rng(_BOOTSTRAP_SEED).integers(0, seeds, size=(resamples, seeds))
    counts = np.zeros((resamples, seeds))
    np.add.at(counts, (np.arange(resamples)[:, None], draws), 1.0)
    counts.setflags(write=False)
    return counts


def tail_probability(seeds: int, confidence: float = CONFIDENCE) -> float:
    """Probability left in each tail of the bootstrap distribution of `seeds` seeds.

    A percentile interval of few seeds is too narrow: the bootstrap variance is (n-1)/n of the unbiased one
    and its tails are normal rather than Student's. The tail is made thinner, so that for the mean of normal
    data the interval is close to Student's. Source: Hesterberg (2015), "What Teachers Should Know About the
    Bootstrap", The American Statistician 69(4), expanded percentile interval.
    """
    from scipy.special import ndtr, stdtrit

    quantile = stdtrit(seeds - 1, 0.5 + confidence / 2.0)
    return float(ndtr(-np.sqrt(seeds / (seeds - 1.0)) * quantile))


def bounds(draws: Array, seeds: int) -> tuple[Array, Array]:
    """Lower and upper end of the 95% interval of each column of bootstrap draws."""
    tail = tail_probability(seeds)
    low, high = np.quantile(draws, (tail, 1.0 - tail), axis=0)
    return low, high


def bounds_of_difference(value: Array, draws: Array, seeds: int) -> tuple[Array, Array]:
    """The same of differences between scenarios with the same luck: each end at least as far as that of Student's."""
    from scipy.special import stdtrit

    low, high = bounds(draws, seeds)
    with np.errstate(invalid="ignore"):  # a stray draw may have no number: then the quantiles alone count
        error = draws.std(axis=0) * np.sqrt(seeds / (seeds - 1.0))
    margin = float(stdtrit(seeds - 1, 0.5 + CONFIDENCE / 2.0)) * error
    return np.fmin(low, value - margin), np.fmax(high, value + margin)


def resampled(numerators: Array, denominators: Array, resamples: int = RESAMPLES) -> Resampled:
    """Ratio of the means over seeds, column by column, with its bootstrap draws.

    `numerators` and `denominators` have shape (seeds, columns). A column is undefined where a seed has no
    number, where every denominator is zero, or where the interval of the mean denominator covers zero.
    """
    seeds = len(numerators)
    finite = (np.isfinite(numerators) & np.isfinite(denominators)).all(axis=0)
    numerators = np.where(finite, numerators, 0.0)
    denominators = np.where(finite, denominators, 0.0)
    counts = resample_counts(seeds, resamples) if seeds > 1 else np.ones((1, 1))
    bottom = counts @ denominators
    reasons: list[str | None] = [None] * numerators.shape[1]
    bottom_low, bottom_high = bounds(bottom, seeds) if seeds > 1 else (bottom[0], bottom[0])
    for column in np.flatnonzero((bottom_low <= 0.0) & (bottom_high >= 0.0)):
        all_zero = not denominators[:, column].any()
        reasons[column] = DENOMINATOR_ZERO if all_zero else DENOMINATOR_COVERS_ZERO
    for column in np.flatnonzero(~finite):
        reasons[column] = UNDEFINED
    defined = np.array([reason is None for reason in reasons])
    # An undefined column gets a harmless 0/1; within a defined one a stray draw may still divide by zero.
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(defined, numerators.sum(axis=0), 0.0) / np.where(defined, denominators.sum(axis=0), 1.0)
        draws = np.where(defined, counts @ numerators, 0.0) / np.where(defined, bottom, 1.0)
    return Resampled(value, draws, tuple(reasons), seeds)


def estimates(sample: Resampled) -> list[Estimate]:
    """The value of every column with its interval."""
    sides = bounds(sample.draws, sample.seeds) if sample.seeds > 1 else (sample.value, sample.value)
    return _summarise(sample.value, sides, sample.reasons, sample.seeds)


def differences(sample: Resampled, reference: Resampled) -> list[Estimate]:
    """The paired difference of every column from the same column of `reference`, with its interval."""
    reasons = tuple(a or b for a, b in zip(sample.reasons, reference.reasons, strict=True))
    # Sums of the same money in another order differ in the last bits: that is not a difference.
    rounding = _ROUNDING * np.maximum(np.abs(sample.value), np.abs(reference.value))
    value, draws = sample.value - reference.value, sample.draws - reference.draws
    value[np.abs(value) <= rounding] = 0.0
    draws[np.abs(draws) <= rounding] = 0.0
    sides = bounds_of_difference(value, draws, sample.seeds) if sample.seeds > 1 else (value, value)
    return _summarise(value, sides, reasons, sample.seeds)


def monthly_interval(sample: Resampled, reference: Resampled | None) -> tuple[Array, Array, Array]:
    """Value and interval of every column, or of its difference from `reference`; NaN where undefined."""
    value, draws = sample.value.copy(), sample.draws
    undefined = np.array([reason is not None for reason in sample.reasons])
    if reference is not None:
        value, draws = value - reference.value, draws - reference.draws
        undefined |= np.array([reason is not None for reason in reference.reasons])
    if sample.seeds == 1:
        low, high = value.copy(), value.copy()
    else:
        low, high = (
            bounds(draws, sample.seeds) if reference is None else bounds_of_difference(value, draws, sample.seeds)
        )
    for part in (value, low, high):
        part[undefined] = np.nan
    return value, low, high


def ratio(numerators: Array, denominators: Array) -> Estimate:
    """Ratio of two means over seeds, such as a difference in lending over a difference in outlay."""
    return estimates(resampled(numerators[:, None], denominators[:, None]))[0]


def mean_change(values: Array) -> Estimate:
    """Mean over seeds of what differs between two scenarios with the same luck, one number a seed."""
    ones = np.ones((len(values), 1))
    return differences(resampled(values[:, None], ones), resampled(0.0 * ones, ones))[0]


def ratio_of_gains(top: Part, bottom: Part, numerators: Array, denominators: Array) -> Estimate:
    """Ratio of two means where both are clearly positive, the second far from zero, else none, with the two parts."""
    if top.estimate.positive and bottom.estimate.divides:
        return ratio(numerators, denominators)
    both = top.estimate.positive and bottom.estimate.positive
    reason = ONE_SEED if len(numerators) == 1 else DENOMINATOR_NEAR_ZERO if both else NOT_BOTH_POSITIVE
    return Estimate(None, None, None, reason, (top, bottom))


def _summarise(value: Array, sides: tuple[Array, Array], reasons: tuple[str | None, ...], seeds: int) -> list[Estimate]:
    result = []
    low, high = sides
    for column, reason in enumerate(reasons):
        if reason is not None:
            result.append(Estimate(None, None, None, reason))
        elif seeds == 1:
            result.append(Estimate(float(value[column]), None, None, ONE_SEED))
        else:
            result.append(Estimate(float(value[column]), float(low[column]), float(high[column])))
    return result
