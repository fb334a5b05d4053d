"""The best of many, one after the other."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.behaviour.best_first import line_up, take_best
from simulation.compiled import kernel


@kernel
def taken(scores: np.ndarray, heap: np.ndarray, order: np.ndarray) -> None:
    """Take all candidates, best first."""
    line_up(heap, scores)
    for place in range(len(scores)):
        order[place] = take_best(heap, len(scores) - place, scores)


@given(st.lists(st.sampled_from([-1.5, 0.0, 0.25, 3.0]), max_size=40))
def test_the_best_come_first_and_of_equal_ones_the_one_listed_first(scores: list[float]) -> None:
    values, heap, order = np.array(scores), np.empty(len(scores), np.int32), np.empty(len(scores), np.int32)
    taken(values, heap, order)
    assert order.tolist() == np.argsort(-values, kind="stable").tolist()
