"""Interest subsidy: what the state pays of a loan's interest, for how long, and what owners reckon with at renewals."""

from typing import Any

import pytest

from smecredit.simulation.behaviour.support.loan_support import (
    bits_at_renewal,
    interest_paid_in_months,
    paid_for_borrower,
)
from smecredit.simulation.ground.columns import Store
from smecredit.simulation.state.programme_columns import FEE_SUPPORT, PROGRAMMES, RATE_SUBSIDY, SPENT_UP, SUBSIDY_MONTHS

SUBSIDY = """
[[policy]]
kind = "interest_subsidy"
name = "interest"
points = 0.02
subsidy_months = 24
"""
FEES = """
[[policy]]
kind = "guarantee_fee_subsidy"
name = "fees"
points = 0.006
"""
#: Every bank renews, and nobody is paid for looking at the loan again.
RENEWED = {
    "repayment.renewal_loss_limit": 1.0,
    "repayment.guarantor_patience": 1e6,
    "partial_renewal.back_at_minimum": 0.0,
    "loan_pricing.fees_at_grant": 0.0,
}


def programmes(fee: float = 0.0) -> Any:
    """Two programmes: one pays two points of interest for two years, the other so many of a guarantee fee."""
    store = Store(PROGRAMMES, 4)
    store.allocate(2)
    store.blocks.index[SUBSIDY_MONTHS, 0] = 24
    store.blocks.real[RATE_SUBSIDY, 0] = 0.02
    store.blocks.real[FEE_SUPPORT, 1] = fee
    return store.blocks


class TestRules:
    @pytest.mark.parametrize(
        ("since", "months", "points"), [(0, 12, 0.02), (0, 48, 0.01), (12, 12, 0.02), (18, 12, 0.01), (24, 12, 0.0)]
    )
    def test_of_a_later_term_it_pays_what_is_left_of_its_months(self, since: int, months: int, points: float) -> None:
        assert interest_paid_in_months(1, 0.05, 0.031, since, months, programmes()) == pytest.approx(points)

    def test_fee_and_interest_are_paid_together(self) -> None:
        """Of 5% and a fee of 1% two points and 0.6, 0.6 when the subsidy has ended, nothing without a programme."""
        blocks = programmes(fee=0.006)
        found = [
            paid_for_borrower(bits, 0.05, 0.01, 0.031, since, 12, blocks) for bits, since in ((3, 0), (3, 24), (0, 0))
        ]
        assert found == pytest.approx([0.026, 0.006, 0.0])

    @pytest.mark.parametrize(("granted", "now", "bits"), [(1, 3, 3), (0, 3, 2), (1, 0, 1), (2, 0, 0)])
    def test_a_renewal_keeps_interest_and_begins_fees(self, granted: int, now: int, bits: int) -> None:
        """Interest goes with the loan that was granted with it, whatever is open; of fees only what is open counts."""
        assert bits_at_renewal(granted, now, 12, programmes(fee=0.006)) == bits

    @pytest.mark.parametrize(("since", "spent_up", "bits"), [(24, 0, 1), (25, 0, 0), (12, 1, 0), (12, 2, 0)])
    def test_it_is_kept_while_months_and_money_are_left(self, since: int, spent_up: int, bits: int) -> None:
        blocks = programmes()
        blocks.tag[SPENT_UP, 0] = spent_up
        assert bits_at_renewal(1, 0, since, blocks) == bits


def bit_of(market, name: str) -> int:
    policies = market.market.economy.schedule.programme_policies
    return 1 << next(row for row, policy in policies.items() if policy.name == name)


class TestAtRenewal:
    @pytest.mark.parametrize(("age", "points"), [(12, 0.02), (18, 0.01), (36, 0.0)])
    def test_owners_reckon_with_what_is_still_paid(self, small_market, age: int, points: float) -> None:
        market = small_market(SUBSIDY, **RENEWED)
        firm, loan = market.maturing(opened=market.market.month + 1 - age, programmes=bit_of(market, "interest"))
        market.live("serve_debt")
        assert loan["renewals"] == 1
        assert firm["finance_cost"] == pytest.approx(loan["rate"] - points, rel=1e-5)

    @pytest.mark.parametrize(("age", "supported"), [(23, 1), (24, 0)])
    def test_it_counts_as_supported_while_months_are_left(self, small_market, age: int, supported: int) -> None:
        """The last month's interest of the subsidy falls due in the month of the renewal and is still paid."""
        market = small_market(SUBSIDY, **RENEWED)
        bit = bit_of(market, "interest")
        _, loan = market.maturing(opened=market.market.month + 1 - age, programmes=bit)
        market.live("serve_debt")
        assert (loan["programmes"] & bit, loan["supported"]) == (bit, supported)

    def test_an_older_loan_gets_none_of_it(self, small_market) -> None:
        market = small_market(SUBSIDY, **RENEWED)
        firm, loan = market.maturing(opened=market.market.month, programmes=0)
        market.live("serve_debt")
        assert (loan["renewals"], loan["programmes"] & bit_of(market, "interest")) == (1, 0)
        assert firm["finance_cost"] == pytest.approx(loan["rate"], rel=1e-5)

    def test_a_fee_that_is_paid_for_is_no_cost_either(self, small_market) -> None:
        market = small_market(FEES, **RENEWED)
        firm, loan = market.maturing(guarantor=1, agreement=1, security=2, fee_rate=0.02)
        market.live("serve_debt")
        assert (loan["renewals"], loan["guarantor"]) == (1, 1)
        assert firm["finance_cost"] == pytest.approx(loan["rate"] + 0.02 - 0.006, rel=1e-5)
