"""Seeds fixed by a pilot, and intervals that cover as they say on skewed outcomes."""

import numpy as np
import pytest
from scipy import stats

from smecredit.analysis.statistics import bootstrap_t as own
from smecredit.analysis.statistics.bootstrap_t import PairedRatios, bootstrap_t, seeds_needed


def paired(values: np.ndarray) -> PairedRatios:
    """Differences of something that is no ratio."""
    ones = np.ones(len(values))
    return PairedRatios(values, ones, np.zeros(len(values)), ones)


def test_the_number_of_seeds_is_that_of_stein() -> None:
    values = np.random.default_rng(1).standard_normal(50)
    quantile, deviation = stats.t.ppf(0.975, 49), values.std(ddof=1)
    assert seeds_needed(paired(values), 0.2) == int(np.ceil((2 * quantile * deviation / 0.2) ** 2))
    assert seeds_needed(paired(values), 100.0) == 50


def test_on_normal_outcomes_it_is_close_to_student() -> None:
    values = np.random.default_rng(2).normal(3.0, 1.0, 80)
    found = bootstrap_t(paired(values))
    low, high = stats.t.interval(0.95, 79, values.mean(), stats.sem(values))
    assert found.value == pytest.approx(values.mean())
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.05 * (high - low))


def test_the_error_of_a_ratio_is_that_of_the_linearised_one() -> None:
    luck = np.random.default_rng(3)
    bottom = luck.uniform(1.0, 2.0, 60)
    top = 0.3 * bottom + 0.02 * luck.standard_normal(60)
    weights = np.full((1, 60), 1.0 / 60)
    _, error = own._difference(weights, PairedRatios(top, bottom, 0.0 * top, bottom))
    ratio = top.mean() / bottom.mean()
    residuals = (top - ratio * bottom) / bottom.mean()
    assert error[0] == pytest.approx(residuals.std(ddof=1) / 60**0.5)


def test_same_luck_makes_it_narrow() -> None:
    luck = np.random.default_rng(4)
    common = luck.exponential(1.0, 60)
    shifted = PairedRatios(common + 0.01, np.ones(60), common, np.ones(60))
    assert bootstrap_t(shifted).low == pytest.approx(0.01) == bootstrap_t(shifted).high


def test_what_is_undefined_is_none() -> None:
    zero = np.zeros(50)
    assert bootstrap_t(PairedRatios(zero, zero, zero, zero)).value is None


def test_the_interval_covers_as_it_says_where_watching_it_does_not(monkeypatch) -> None:
    """A repeated experiment on skewed outcomes (log-normal, skewness 6): pilot, the seeds it asks for, the interval."""
    monkeypatch.setattr(own, "RESAMPLES", 600)
    luck, truth, width = np.random.default_rng(5), np.exp(0.5), 0.9
    covered, naive, tries = 0, 0, 700
    for _ in range(tries):
        values = luck.lognormal(0.0, 1.0, 4000)
        needed = min(seeds_needed(paired(values[:50]), width), 4000)
        found = bootstrap_t(paired(values[:needed]))
        covered += found.low <= truth <= found.high
        for seeds in range(10, 4000):  # stop as soon as it looks narrow
            error = values[:seeds].std(ddof=1) / seeds**0.5
            if 2 * 1.96 * error < width:
                break
        naive += abs(values[:seeds].mean() - truth) < 1.96 * error
    assert 0.93 <= covered / tries <= 0.97
    assert naive / tries < 0.90


def test_it_covers_as_it_says_where_most_differences_are_small_and_a_few_large(monkeypatch) -> None:
    """What the same luck leaves of two policies: little in most seeds, much in one of ten, either way."""
    monkeypatch.setattr(own, "RESAMPLES", 400)
    luck, tries, seeds = np.random.default_rng(6), 700, 60
    covered, student = 0, 0
    for _ in range(tries):
        sizes = np.where(luck.uniform(size=seeds) < 0.1, 4.0, 1.0)
        values = sizes * luck.normal(size=seeds)
        found = bootstrap_t(paired(values))
        covered += found.low <= 0.0 <= found.high
        low, high = stats.t.interval(0.95, seeds - 1, values.mean(), stats.sem(values))
        student += found.low <= low + 1e-9 and found.high >= high - 1e-9
    assert 0.93 <= covered / tries <= 0.97
    assert student == tries  # no end is nearer than Student's
