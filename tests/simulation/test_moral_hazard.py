"""Absconding: only the dishonest, more with debt, less with something to lose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.debt_service.moral_hazard import absconding_hazard

FEN = st.integers(1, 10**12)


def test_worked_by_hand() -> None:
    """Honesty 0.18 of 0.45: 60% of 10% a year; debt of 300 with 100 to lose: 1.5 x 0.75 = 1.125. Twice at a loss."""
    assert absconding_hazard(0.18, 300, 100, 0.05, 0.45, 0.10, 1.5) == pytest.approx(0.06 * 1.125)
    assert absconding_hazard(0.18, 300, 100, -0.01, 0.45, 0.10, 1.5) == pytest.approx(0.12 * 1.125)


@pytest.mark.parametrize(
    ("honesty", "debt"),
    [(0.45, 10**9), (1.0, 10**9), (0.0, 0), (0.0, -5)],
    ids=["at threshold", "honest", "no debt", "-"],
)
def test_who_never_runs(honesty: float, debt: int) -> None:
    assert absconding_hazard(honesty, debt, 0, -0.5, 0.45, 0.10, 1.5) == 0.0


@given(st.floats(0.0, 0.44), FEN, st.integers(0, 10**12), st.floats(-0.3, 0.3), FEN)
def test_what_tempts_and_what_holds(honesty: float, debt: int, stake: int, margin: float, more: int) -> None:
    hazard = absconding_hazard(honesty, debt, stake, margin, 0.45, 0.10, 1.5)
    assert 0.0 <= hazard <= 0.10 * 1.5 * 2.0
    assert absconding_hazard(honesty, debt + more, stake, margin, 0.45, 0.10, 1.5) >= hazard * (1.0 - 1e-12)
    assert absconding_hazard(honesty, debt, stake + more, margin, 0.45, 0.10, 1.5) <= hazard * (1.0 + 1e-12)
    assert absconding_hazard(honesty + 0.005, debt, stake, margin, 0.45, 0.10, 1.5) < hazard
