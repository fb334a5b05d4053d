"""Luck and parameters told apart where both are known."""

import numpy as np
import pytest

from smecredit.analysis.statistics.two_sources import Parts, Sample, two_sources


def drawn(points: int, seeds: int, of_parameters: float, of_luck: float, seed: int = 1, mean: float = 5.0) -> Sample:
    luck = np.random.default_rng(seed)
    common = 100.0 * luck.standard_normal(seeds)  # the same luck on both sides, at every point
    effect = mean + of_parameters * luck.standard_normal((points, 1)) + of_luck * luck.standard_normal((points, seeds))
    ones = np.ones((points, seeds))
    return Sample(Parts(common + effect, ones), Parts(common + 0.0 * effect, ones))


def test_the_range_over_parameters_is_that_of_the_parameters() -> None:
    found = two_sources(drawn(400, 10, of_parameters=2.0, of_luck=3.0))
    low, high = found.parameters
    assert (high - low) == pytest.approx(2 * 1.645 * 2.0, rel=0.1)
    assert found.share_of_parameters == pytest.approx(4.0 / 13.0, abs=0.05)
    assert found.luck[0] < found.value < found.luck[1]


def test_where_only_luck_acts_parameters_explain_nothing() -> None:
    found = two_sources(drawn(200, 20, of_parameters=0.0, of_luck=3.0))
    assert found.share_of_parameters < 0.02
    assert found.parameters[1] - found.parameters[0] < 0.5


def test_where_only_parameters_act_luck_is_nothing() -> None:
    found = two_sources(drawn(50, 8, of_parameters=2.0, of_luck=0.0))
    assert found.luck[1] - found.luck[0] < 1e-9
    assert found.share_of_parameters == pytest.approx(1.0)


def test_the_interval_by_luck_covers_the_mean_over_these_points() -> None:
    inside = 0
    for seed in range(100):
        sample = drawn(5, 10, of_parameters=0.0, of_luck=1.0, seed=seed)
        found = two_sources(sample)
        inside += found.luck[0] <= 5.0 <= found.luck[1]
    assert 0.88 <= inside / 100 <= 1.0


def test_one_point_or_one_seed_says_less() -> None:
    one_point = two_sources(drawn(1, 10, 1.0, 1.0))
    assert one_point.parameters is None and one_point.luck is not None
    one_seed = two_sources(drawn(10, 1, 1.0, 1.0))
    assert one_seed.luck is None and one_seed.share_of_parameters is None and one_seed.parameters is not None
    undefined = drawn(3, 3, 1.0, 1.0)._replace(own=Parts(np.ones((3, 3)), np.zeros((3, 3))))
    assert two_sources(undefined) is None


def test_a_reference_of_zero_is_a_reference_and_no_reference_is_a_level() -> None:
    own = Parts(5.0 + np.random.default_rng(1).standard_normal((3, 6)), np.ones((3, 6)))
    level = two_sources(Sample(own, None))
    difference = two_sources(Sample(own, Parts(np.zeros((3, 6)), np.ones((3, 6)))))
    assert difference.value == pytest.approx(level.value)
    # The interval of a difference is no narrower than Student's; that of a level is the bootstrap's own.
    error = own.top.mean(axis=0).std(ddof=1) / 6**0.5
    assert difference.luck[0] <= difference.value - 2.4 * error and difference.luck[1] >= difference.value + 2.4 * error
    assert level.luck[1] - level.luck[0] < difference.luck[1] - difference.luck[0]
