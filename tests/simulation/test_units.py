"""Money in fen and rates: rounding halves up, negative amounts included."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.ground.units import fen, monthly, whole_fen, yuan


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [(0.0, 0), (0.49, 0), (0.5, 1), (1.5, 2), (2.5, 3), (2.4999, 2), (-0.5, 0), (-0.51, -1), (-1.5, -1), (-2.5, -2),
     (-2.51, -3), (1e15, 10**15), (-1e15, -(10**15))],
)  # fmt: skip
def test_halves_round_up(amount: float, rounded: int) -> None:
    assert whole_fen(amount) == rounded


@given(st.floats(-(2.0**52), 2.0**52))
def test_never_more_than_half_a_fen_away(amount: float) -> None:
    # The sum amount + 1/2 may itself be rounded once.
    assert abs(Fraction(whole_fen(amount)) - Fraction(amount)) <= Fraction(1, 2) + Fraction(math.ulp(amount))


@given(st.integers(-(2**52), 2**52))
def test_whole_amounts_stay(amount: int) -> None:
    assert whole_fen(float(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "in_fen"),
    [(0, 0), (1, 100), (0.01, 1), (0.005, 1), (0.004, 0), (-0.005, 0), (-0.006, -1), (-1, -100), (10_000_000, 10**9)],
)
def test_yuan_to_fen(amount: float, in_fen: int) -> None:
    assert fen(amount) == in_fen


@given(st.integers(-(10**12), 10**12))
def test_there_and_back(amount: int) -> None:
    assert fen(yuan(amount)) == amount


def test_a_monthly_rate_is_a_twelfth() -> None:
    assert monthly(0.12) == pytest.approx(0.01)
    assert monthly(-0.06) == pytest.approx(-0.005)
