"""Interest subsidy: what the state pays of interest, from which rate on, for how long, and what owners see of it."""

from typing import Any

import pytest

from smecredit.simulation.behaviour.support.loan_support import (
    interest_paid_by,
    interest_paid_in_months,
    paid_for_borrower,
)
from smecredit.simulation.ground.columns import Store
from smecredit.simulation.state.programme_columns import (
    FEE_SUPPORT,
    PROGRAMMES,
    RATE_SUBSIDY,
    RATE_SUBSIDY_FROM,
    SUBSIDY_MONTHS,
)

SUBSIDY = """
[[policy]]
kind = "interest_subsidy"
name = "interest"
points = 0.02
subsidy_months = 24
"""
FROM_A_RATE = SUBSIDY + "interest_from = 0.01\n"
#: Every bank renews, and no fees are paid to anybody for it.
RENEWED = {
    "repayment.renewal_loss_limit": 1.0,
    "partial_renewal.back_at_minimum": 0.0,
    "loan_pricing.fees_at_grant": 0.0,
}


def programmes(**columns: float) -> Any:
    """One programme that pays two points for two years, and whatever else is stated."""
    store = Store(PROGRAMMES, 4)
    store.allocate(1)
    store.blocks.index[SUBSIDY_MONTHS, 0] = 24
    stated = {"points": 0.02, "start": -1.0, "fee": 0.0, **columns}
    for place, name in ((RATE_SUBSIDY, "points"), (RATE_SUBSIDY_FROM, "start"), (FEE_SUPPORT, "fee")):
        store.blocks.real[place, 0] = stated[name]
    return store.blocks


class TestRules:
    def test_dearer_loans_get_more_above_a_rate(self) -> None:
        """From 3.1 + 1 = 4.1% on: nothing at 4%, 0.9 points at 5%, and the two points at most at 8%."""
        blocks = programmes(start=0.01)
        found = [interest_paid_by(0, rate, 0.031, 0, blocks) for rate in (0.04, 0.05, 0.08)]
        assert found == pytest.approx([0.0, 0.009, 0.02])

    @pytest.mark.parametrize(
        ("since", "months", "points"), [(0, 12, 0.02), (0, 48, 0.01), (12, 12, 0.02), (18, 12, 0.01), (24, 12, 0.0)]
    )
    def test_of_a_later_term_it_pays_what_is_left_of_its_months(self, since: int, months: int, points: float) -> None:
        assert interest_paid_in_months(1, 0.05, 0.031, since, months, programmes()) == pytest.approx(points)

    def test_fee_and_interest_are_paid_together(self) -> None:
        """Of 5% and a fee of 1% two points and 0.6, 0.6 when the subsidy has ended, nothing without a programme."""
        blocks = programmes(fee=0.006)
        found = [
            paid_for_borrower(bits, 0.05, 0.01, 0.031, since, 12, blocks) for bits, since in ((1, 0), (1, 24), (0, 0))
        ]
        assert found == pytest.approx([0.026, 0.006, 0.0])


class TestAtRenewal:
    @pytest.mark.parametrize(("age", "points"), [(12, 0.02), (18, 0.01), (36, 0.0)])
    def test_owners_reckon_with_what_is_still_paid(self, small_market, age: int, points: float) -> None:
        market = small_market(SUBSIDY, **RENEWED)
        firm, loan = market.maturing()
        loan.set(opened=market.market.month + 1 - age)
        market.live("serve_debt")
        assert loan["renewals"] == 1
        assert firm["finance_cost"] == pytest.approx(loan["rate"] - points, rel=1e-5)

    def test_a_loan_cheaper_than_the_rate_gets_nothing(self, small_market) -> None:
        market = small_market(FROM_A_RATE, **RENEWED, **{"loan_pricing.highest_rate": 0.03})
        firm, loan = market.maturing()
        loan.set(opened=market.market.month + 1)
        market.live("serve_debt")
        assert loan["renewals"] == 1
        assert firm["finance_cost"] == pytest.approx(loan["rate"], rel=1e-5)
