"""Differences over points: a point of the reference is the same but for what has no meaning for it."""

import pytest

from smecredit.analysis.experiments.differences import _compare

RATE, SHARE = "cycle.policy_rate", "policy.one_plus_n.share.compensation_fund"


def test_an_uncertainty_of_the_policy_alone_is_not_looked_for_in_the_reference() -> None:
    own = {
        (((RATE, rate), (SHARE, share)), seed): (100.0 * rate + share + seed, 1.0)
        for rate in (0.02, 0.03)
        for share in (0.2, 0.4)
        for seed in (1, 2)
    }
    other = {(((RATE, rate),), seed): (100.0 * rate + seed, 1.0) for rate in (0.02, 0.03) for seed in (1, 2)}
    points, seeds, found = _compare(own, other)
    assert (points, seeds) == (4, 2)
    assert found is not None and found.value == pytest.approx(0.3)
    assert found.luck == pytest.approx((0.3, 0.3))
    assert found.parameters is not None and found.parameters[0] < 0.3 < found.parameters[1]


def test_a_point_that_the_reference_lacks_does_not_count() -> None:
    own = {(((RATE, rate),), 1): (1.0, 1.0) for rate in (0.02, 0.03)}
    other = {(((RATE, 0.02),), 1): (0.5, 1.0)}
    points, _, found = _compare(own, other)
    assert points == 1 and found is not None and found.value == pytest.approx(0.5)
