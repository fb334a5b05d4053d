"""Who bears a gap in a bank's capital."""

import pytest
from hypothesis import given
from hypothesis.strategies import floats

from smecredit.simulation.behaviour.banking.large_firms import burden_of_small_firms


@pytest.mark.parametrize(
    ("small_first", "small_return", "burden"),
    [
        # Of assets a quarter: 0.25 x 2 / (0.25 x 2 + 0.75).
        (2.0, 0.10, 0.4),
        (1.0, 0.10, 0.25),
        (0.0, 0.10, 0.0),
        # What small firms earn beyond large ones spares them nothing.
        (2.0, 0.20, 0.4),
        # A quarter less than large ones earn: half as much again at a crowding out of 2.
        (2.0, 0.075, 0.6),
        (2.0, -9.0, 1.0),
    ],
)
def test_burden_worked_by_hand(small_first: float, small_return: float, burden: float) -> None:
    assert burden_of_small_firms(0.25, small_return, 0.10, small_first, 2.0, 0.01) == pytest.approx(burden)


@given(share=floats(0.0, 1.0), first=floats(0.0, 20.0), small=floats(-0.5, 0.5), large=floats(0.01, 0.5))
def test_each_yuan_is_cut_at_least_as_much_harder_as_stated(
    share: float, first: float, small: float, large: float
) -> None:
    """Or all of the gap is theirs; with a number of at least 1 they never bear less than their share."""
    burden = burden_of_small_firms(share, small, large, first, 2.0, 0.01)
    assert 0.0 <= burden <= 1.0
    assert burden >= share * (1.0 - 1e-12) or first < 1.0
    assert burden == 1.0 or burden * (1.0 - share) >= first * share * (1.0 - burden) * (1.0 - 1e-9) - 1e-15
