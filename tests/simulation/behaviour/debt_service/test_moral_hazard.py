"""Absconding: only the dishonest, more with debt, less with something to lose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.debt_service.moral_hazard import MoralHazard, absconding_hazard

FEN = st.integers(1, 10**12)
#: Threshold 0.45, 10% a year, weight 1.5.
P = MoralHazard(threshold=0.45, hazard=0.10, stake_weight=1.5).numbers()


def test_worked_by_hand() -> None:
    """Honesty 0.18 of 0.45: 60% of 10% a year; debt of 300 with 100 to lose: 1.5 x 0.75 = 1.125. Twice at a loss."""
    assert absconding_hazard(0.18, 300, 100, 0.05, P) == pytest.approx(0.06 * 1.125)
    assert absconding_hazard(0.18, 300, 100, -0.01, P) == pytest.approx(0.12 * 1.125)


def test_how_much_temptation_and_loss_count_is_stated() -> None:
    stated = MoralHazard(threshold=0.45, hazard=0.10, stake_weight=1.5, most_temptation=1.0, loss_factor=3.0).numbers()
    assert absconding_hazard(0.18, 300, 100, 0.05, stated) == pytest.approx(0.06)
    assert absconding_hazard(0.18, 300, 100, -0.01, stated) == pytest.approx(0.18)


@pytest.mark.parametrize(
    ("honesty", "debt"),
    [(0.45, 10**9), (1.0, 10**9), (0.0, 0), (0.0, -5)],
    ids=["at threshold", "honest", "no debt", "-"],
)
def test_who_never_runs(honesty: float, debt: int) -> None:
    assert absconding_hazard(honesty, debt, 0, -0.5, P) == 0.0


@given(st.floats(0.0, 0.44), FEN, st.integers(0, 10**12), st.floats(-0.3, 0.3), FEN)
def test_what_tempts_and_what_holds(honesty: float, debt: int, stake: int, margin: float, more: int) -> None:
    hazard = absconding_hazard(honesty, debt, stake, margin, P)
    assert 0.0 <= hazard <= 0.10 * 1.5 * 2.0
    assert absconding_hazard(honesty, debt + more, stake, margin, P) >= hazard * (1.0 - 1e-12)
    assert absconding_hazard(honesty, debt, stake + more, margin, P) <= hazard * (1.0 + 1e-12)
    assert absconding_hazard(honesty + 0.005, debt, stake, margin, P) < hazard
