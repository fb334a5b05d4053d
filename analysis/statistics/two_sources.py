"""Differences that have two causes of doubt, told apart: luck, over seeds, and what nobody knows, over points.

At every point of the uncertainties a policy is compared with the reference of the same seed. The interval by luck says
how well the mean over the points is known, the seeds drawn again and again for all points at once, because every point
has met the same luck. The range over parameters says how the effect itself differs from point to point; what luck adds
to it is taken out, by the analysis of variance (Searle, Casella and McCulloch 1992, Variance Components, section 3.6).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .intervals import Array, bounds, bounds_of_difference, resample_counts

#: Of the range over parameters: nine points of ten lie in it.
RANGE = (0.05, 0.95)


class Parts(NamedTuple):
    """Numerators and denominators of an indicator, a row a point and a column a seed."""

    top: Array
    bottom: Array


class Sample(NamedTuple):
    """What an indicator is made of, and the same of the reference; None where it is a level, compared with nothing."""

    own: Parts
    reference: Parts | None


class TwoSources(NamedTuple):
    """The mean difference, its 95% interval by luck (None with one seed), and the range over parameters (None with one
    point). `share_of_parameters` is the part of the variance of a single run's difference that parameters explain."""

    value: float
    luck: tuple[float, float] | None
    parameters: tuple[float, float] | None
    share_of_parameters: float | None


def two_sources(sample: Sample) -> TwoSources | None:
    """Tell the two apart, of a difference or of a level; None where a ratio is not defined at every point."""
    points, seeds = sample.own.top.shape
    ones = np.ones((1, seeds))
    with np.errstate(divide="ignore", invalid="ignore"):
        at_points = _differences(ones, sample)[0]
        if not np.isfinite(at_points).all():
            return None
        value = float(at_points.mean())
        luck = None
        error = np.zeros(points)
        if seeds > 1:
            drawn = _differences(resample_counts(seeds, 1000), sample)
            defined = drawn[np.isfinite(drawn).all(axis=1)]
            means = defined.mean(axis=1)[:, None]
            low, high = (
                bounds(means, seeds)
                if sample.reference is None
                else bounds_of_difference(at_points.mean(keepdims=True), means, seeds)
            )
            luck = (float(low[0]), float(high[0]))
            error = defined.var(axis=0) * seeds / (seeds - 1)
    if points == 1:
        return TwoSources(value, luck, None, None)
    total = float(at_points.var(ddof=1))
    own = max(total - float(error.mean()), 0.0)
    shrunk = value + (at_points - value) * (own / total if total > 0.0 else 0.0) ** 0.5
    low_end, high_end = np.quantile(shrunk, RANGE)
    of_a_run = own + float(error.mean()) * seeds
    share = own / of_a_run if of_a_run > 0.0 and seeds > 1 else None
    return TwoSources(value, luck, (float(low_end), float(high_end)), share)


def _differences(weights: Array, sample: Sample) -> Array:
    """Difference of the ratios of sums over seeds at each point (columns), for each row of weights of the seeds."""

    def ratio(parts: Parts) -> Array:
        return (weights @ parts.top.T) / (weights @ parts.bottom.T)

    return ratio(sample.own) if sample.reference is None else ratio(sample.own) - ratio(sample.reference)
