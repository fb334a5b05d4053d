"""Intervals against examples worked by hand, against scipy, and for what must always hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from smecredit.analysis.statistics import intervals
from smecredit.analysis.statistics.intervals import (
    Estimate,
    Part,
    differences,
    estimates,
    mean_change,
    ratio,
    ratio_of_gains,
    resampled,
)

finite = st.floats(-1e6, 1e6, allow_subnormal=False)
seeds_of = st.integers(2, 12)


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)[:, None]


def ones_like(values: np.ndarray) -> np.ndarray:
    return np.ones_like(values)


def test_resamples_draw_whole_seeds_and_never_change() -> None:
    counts = intervals.resample_counts(7)
    assert counts.shape == (intervals.RESAMPLES, 7)
    assert intervals.RESAMPLES >= 2000
    assert (counts.sum(axis=1) == 7).all()
    assert counts.mean() == pytest.approx(1.0)
    intervals.resample_counts.cache_clear()
    assert np.array_equal(counts, intervals.resample_counts(7))


def test_a_ratio_is_the_ratio_of_the_means() -> None:
    # Worked by hand: (1 + 9) / (10 + 30) = 0.25, not the mean of 0.1 and 0.3.
    (found,) = estimates(resampled(column(1, 9), column(10, 30)))
    assert found.value == 0.25


def test_the_bootstrap_of_two_seeds_is_known() -> None:
    # Draws of the seeds {1, 3}: means 1, 2, 2, 3. The expanded tail of two seeds reaches both ends.
    (found,) = estimates(resampled(column(1, 3), np.ones((2, 1))))
    assert (found.value, found.low, found.high) == (2.0, 1.0, 3.0)


def test_differences_are_paired_by_seed() -> None:
    # The seeds differ by thousands, the policy by exactly 5: paired, the interval is a point.
    base = column(1000, 5000, 9000, 13000)
    (found,) = differences(resampled(base + 5, ones_like(base)), resampled(base, ones_like(base)))
    assert found == Estimate(5.0, 5.0, 5.0)
    assert found.clear


def test_the_interval_of_a_mean_is_close_to_students() -> None:
    values = np.random.default_rng(3).normal(10.0, 2.0, size=(10, 200))
    found = estimates(resampled(values, ones_like(values)))
    halves = np.array([(each.high - each.low) / 2 for each in found])
    student = stats.sem(values) * stats.t.ppf(0.975, 9)
    # Narrower than Student's by no more than sampling of draws explains, and wider than the plain bootstrap.
    assert np.median(halves / student) == pytest.approx(1.0, abs=0.05)


def test_the_interval_of_many_seeds_is_the_percentile_interval_of_scipy() -> None:
    generator = np.random.default_rng(5)
    bottom = generator.uniform(50, 150, size=200)
    top = bottom * generator.normal(0.3, 0.1, size=200)
    (found,) = estimates(resampled(top[:, None], bottom[:, None]))
    expected = stats.bootstrap(
        (top, bottom),
        lambda top, bottom, axis: top.mean(axis=axis) / bottom.mean(axis=axis),
        paired=True,
        vectorized=True,
        n_resamples=4000,
        method="percentile",
        rng=np.random.default_rng(1),
    ).confidence_interval
    width = expected.high - expected.low
    assert found.low == pytest.approx(expected.low, abs=0.06 * width)
    assert found.high == pytest.approx(expected.high, abs=0.06 * width)


def test_intervals_cover_the_truth_about_as_often_as_they_say() -> None:
    generator = np.random.default_rng(11)
    experiments = generator.normal(0.0, 1.0, size=(10, 2000))
    found = estimates(resampled(experiments, ones_like(experiments)))
    covered = np.mean([each.low <= 0.0 <= each.high for each in found])
    assert 0.935 <= covered <= 0.97


def test_intervals_of_differences_cover_as_they_say_where_most_are_small_and_a_few_large() -> None:
    """What the same luck leaves of two policies: little in most seeds, much in one of ten, either way."""
    generator, seeds = np.random.default_rng(12), 30
    common = generator.normal(100.0, 5.0, size=(seeds, 2000))
    sizes = np.where(generator.uniform(size=common.shape) < 0.1, 4.0, 1.0)
    changed = common + sizes * generator.normal(size=common.shape)
    ones = ones_like(common)
    found = differences(resampled(changed, ones), resampled(common, ones))
    assert 0.93 <= np.mean([each.low <= 0.0 <= each.high for each in found]) <= 0.97
    low, high = stats.t.interval(0.95, seeds - 1, (changed - common).mean(0), stats.sem(changed - common))
    width = high - low
    assert (np.array([each.low for each in found]) <= low + 0.05 * width).all()
    assert (np.array([each.high for each in found]) >= high - 0.05 * width).all()


def test_the_tail_grows_to_that_of_the_plain_percentile_interval() -> None:
    tails = [intervals.tail_probability(seeds) for seeds in (2, 5, 10, 30, 1000)]
    assert tails == sorted(tails)
    assert tails[2] == pytest.approx(stats.norm.cdf(-np.sqrt(10 / 9) * 2.262157), rel=1e-4)
    assert tails[-1] == pytest.approx(0.025, rel=0.01)


def test_a_denominator_that_may_be_zero_gives_no_number_but_a_reason() -> None:
    sign_unknown = ratio(np.array([3.0, 4, 5, 6, 7]), np.array([-2.0, 1, 3, -1, 0.5]))
    assert (sign_unknown.value, sign_unknown.low, sign_unknown.high) == (None, None, None)
    assert sign_unknown.reason == intervals.DENOMINATOR_COVERS_ZERO
    assert ratio(np.ones(4), np.zeros(4)).reason == intervals.DENOMINATOR_ZERO
    assert ratio(np.array([1.0, np.nan, 2.0]), np.ones(3)).reason == intervals.UNDEFINED
    assert ratio(np.ones(3), -np.ones(3)).value == -1.0


def test_an_undefined_reference_leaves_the_difference_undefined() -> None:
    good, bad = resampled(column(1, 2), column(1, 1)), resampled(column(1, 2), column(0, 0))
    assert differences(good, bad)[0].reason == intervals.DENOMINATOR_ZERO


def test_one_seed_has_a_value_and_no_interval() -> None:
    (found,) = estimates(resampled(column(4), column(8)))
    assert found == Estimate(0.5, None, None, intervals.ONE_SEED)
    assert not found.clear


def test_rounding_of_sums_is_no_difference() -> None:
    base = column(*[0.1 + 0.2] * 5) * 1e12
    other = column(*[0.3] * 5) * 1e12
    assert not np.array_equal(base, other)
    (found,) = differences(resampled(other, ones_like(base)), resampled(base, ones_like(base)))
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


@given(seeds_of.flatmap(lambda n: arrays(float, (n, 3), elements=finite)))
def test_intervals_hold_the_value_and_stay_within_the_seeds(values: np.ndarray) -> None:
    for found, seeds in zip(estimates(resampled(values, ones_like(values))), values.T, strict=True):
        slack = 1e-9 * (1.0 + np.abs(seeds).max())
        assert found.low - slack <= found.value <= found.high + slack
        assert seeds.min() - slack <= found.low
        assert found.high <= seeds.max() + slack


@given(seeds_of.flatmap(lambda n: arrays(float, (n, 2), elements=finite)), st.floats(0.5, 2e6))
def test_money_in_another_unit_gives_the_same_interval(values: np.ndarray, factor: float) -> None:
    plain = estimates(resampled(values, ones_like(values)))
    scaled = estimates(resampled(values * factor, ones_like(values)))
    for one, other in zip(plain, scaled, strict=True):
        bound = 1e-9 * (1.0 + np.abs(values).max()) * factor
        assert other.low == pytest.approx(one.low * factor, abs=bound)
        assert other.high == pytest.approx(one.high * factor, abs=bound)


@given(seeds_of.flatmap(lambda n: st.tuples(*[arrays(float, (n, 1), elements=finite)] * 2)))
def test_the_difference_turned_round_is_its_negative(pair: tuple[np.ndarray, np.ndarray]) -> None:
    first, second = (resampled(values, ones_like(values)) for values in pair)
    (there,), (back,) = differences(first, second), differences(second, first)
    slack = 1e-9 * (1.0 + max(np.abs(values).max() for values in pair))
    assert there.value == -back.value
    assert there.low == pytest.approx(-back.high, abs=slack)


def test_an_estimate_in_another_unit() -> None:
    assert Estimate(1.0, 0.5, None, "why").times(2.0) == Estimate(2.0, 1.0, None, "why")


def test_a_price_is_told_only_where_its_divisor_is_far_from_zero() -> None:
    top = column(9, 10, 11, 10)[:, 0]
    for bottom, reason in (
        (column(4, 5, 6, 5), None),
        (column(3, 5, 8, 2), intervals.DENOMINATOR_NEAR_ZERO),
        (column(-3, 5, 8, -2), intervals.NOT_BOTH_POSITIVE),
    ):
        parts = [Part(name, "yuan", mean_change(each)) for name, each in (("lending", top), ("cost", bottom[:, 0]))]
        found = ratio_of_gains(*parts, top, bottom[:, 0])
        assert found.reason == reason
        assert (found.value is None, bool(found.parts)) == (reason is not None,) * 2
        if reason == intervals.DENOMINATOR_NEAR_ZERO:
            assert parts[1].estimate.positive
