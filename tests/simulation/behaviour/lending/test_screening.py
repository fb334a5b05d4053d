"""Screening effort solves the bank's problem, and coverage weakens it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from smecredit.simulation.behaviour.lending.screening import Screening, screening_effort

AMOUNTS = st.floats(10_000.0, 50_000_000.0)
SHARES = st.floats(0.0, 1.0)
COSTS = st.floats(100.0, 10_000.0)


def payoff(effort: float, stake: float, cost: float) -> float:
    """Loss avoided less cost of effort; `stake` is the bank's own avoidable expected loss in yuan."""
    return stake * effort / (1.0 + effort) - cost * effort


@given(AMOUNTS, SHARES, st.floats(0.1, 1.0), st.floats(0.001, 0.1), COSTS)
def test_no_other_effort_pays_more(amount: float, own: float, lgd: float, avoidable: float, cost: float) -> None:
    effort = screening_effort(amount, own, lgd, avoidable, cost, 4.0)
    stake = own * amount * lgd * avoidable
    best = minimize_scalar(
        lambda e: -payoff(e, stake, cost), bounds=(0.0, 4.0), method="bounded", options={"xatol": 1e-9}
    )
    assert payoff(effort, stake, cost) >= -best.fun - 1e-9 * (stake + cost)
    assert effort == pytest.approx(best.x, abs=2e-4)


@given(AMOUNTS, st.floats(0.1, 1.0), st.floats(0.001, 0.1), COSTS)
def test_the_first_order_condition_holds_inside(amount: float, lgd: float, avoidable: float, cost: float) -> None:
    effort = screening_effort(amount, 1.0, lgd, avoidable, cost, 1e9)
    stake = amount * lgd * avoidable
    if effort > 0.0:
        assert stake / (1.0 + effort) ** 2 == pytest.approx(cost, rel=1e-9)
    else:
        assert stake <= cost * (1.0 + 1e-12)


def test_worked_by_hand() -> None:
    """One million yuan, a fifth at own risk, 50% lost, 1.6% avoidable: a stake of 1,600; at 100 a visit, 4 - 1."""
    assert screening_effort(1e6, 0.2, 0.5, 0.016, 100.0, 10.0) == pytest.approx(3.0)
    assert screening_effort(1e6, 0.2, 0.5, 0.016, 100.0, 2.5) == 2.5
    # At 1,600 a visit or more the first visit does not pay.
    assert screening_effort(1e6, 0.2, 0.5, 0.016, 1_600.0, 10.0) == pytest.approx(0.0, abs=1e-12)
    assert screening_effort(1e6, 0.2, 0.5, 0.016, 1_700.0, 10.0) == 0.0


@given(AMOUNTS, SHARES, SHARES, COSTS)
def test_coverage_weakens_screening(amount: float, one: float, other: float, cost: float) -> None:
    low, high = sorted((one, other))
    less, more = (screening_effort(amount, own, 0.55, 0.016, cost, 4.0) for own in (low, high))
    assert less <= more


def test_full_coverage_ends_it() -> None:
    assert screening_effort(5e7, 0.0, 0.85, 0.1, 0.01, 4.0) == 0.0


def test_it_bites_at_the_declared_values() -> None:
    """A loan of two million yuan is screened at full own risk and hardly at a fifth of it."""
    p = Screening().numbers()
    full, fifth = (
        screening_effort(2e6, own, 0.55, p.avoidable_loss, p.effort_cost, p.most_effort) for own in (1.0, 0.2)
    )
    assert full > 1.0
    assert fifth < 0.5 * full
