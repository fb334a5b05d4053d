"""Fronts and regrets of candidates that can be checked by hand."""

import numpy as np

from smecredit.analysis.statistics.pareto import not_dominated, worst_regret


def test_the_front_is_what_none_dominates() -> None:
    values = np.array([[1.0, 3.0], [2.0, 2.0], [3.0, 1.0], [1.0, 2.0], [2.0, 2.0], [0.0, 0.0]])
    assert list(not_dominated(values)) == [True, True, True, False, True, False]


def test_in_a_cloud_every_dominated_point_has_one_of_the_front_above_it() -> None:
    values = np.random.default_rng(1).standard_normal((200, 3))
    front = not_dominated(values)
    for point in values[~front]:
        assert ((values[front] >= point).all(axis=1) & (values[front] > point).any(axis=1)).any()
    for point in values[front]:
        assert not ((values >= point).all(axis=1) & (values > point).any(axis=1)).any()


def test_regret_is_the_worst_shortfall_in_any_world() -> None:
    # Three candidates, two worlds, one goal.
    values = np.array([[[10.0], [0.0]], [[8.0], [4.0]], [[0.0], [5.0]]])
    assert list(worst_regret(values)) == [1.0, 0.2, 1.0]
    assert list(worst_regret(np.ones((3, 2, 2)))) == [0.0, 0.0, 0.0]
