"""Owners who close: how likely they think of it, how they sell up, whom they repay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.demography.closing import closing_hazard, proceeds_of_closing
from smecredit.simulation.behaviour.demography.entry_exit import CLOSED_DOWN, FAILED
from smecredit.simulation.behaviour.demography.population import Population

#: One yuan, in fen.
Y = 100
WISHES_TO_CLOSE = 1


@pytest.fixture
def market(small_market):
    """Nothing is built or drawn; wear is replaced."""
    return small_market(**{"scale.building": 0.0, "growth.drawn": 0.0, "growth.living": 0.0})


def test_proceeds_of_closing_worked_by_hand() -> None:
    """55% of 1,001 fen, 75% of 202, 90% of 305: 550.55 + 151.5 + 274.5, each rounded halves up: 551 + 152 + 275."""
    assert proceeds_of_closing(1_001, 202, 305, 0.55, 0.75, 0.90) == 978
    assert proceeds_of_closing(0, 0, 0, 0.55, 0.75, 0.90) == 0


class TestHazard:
    POPULATION = Population(
        closure_base=0.015,
        closure_young=0.23,
        closure_maturing=80.0,
        closure_weak=0.8,
        closure_margin=0.02,
        closure_shortfall=0.3,
    ).numbers()

    def test_worked_by_hand(self) -> None:
        """At birth 1.5% + 23%; at 80 months 1.5% + 23% / 4; five points below the margin 0.8 x 5% more."""
        assert closing_hazard(0, 0.10, self.POPULATION) == pytest.approx(0.245)
        assert closing_hazard(80, 0.10, self.POPULATION) == pytest.approx(0.0725)
        assert closing_hazard(80, -0.03, self.POPULATION) == pytest.approx(0.0725 + 0.04)
        # No more than thirty points of shortfall count.
        assert closing_hazard(80, -9.0, self.POPULATION) == pytest.approx(0.0725 + 0.24)

    @given(st.integers(0, 600), st.integers(0, 600), st.floats(-1.0, 1.0))
    def test_the_hazard_never_rises_with_age(self, one: int, other: int, margin: float) -> None:
        young, old = sorted((one, other))
        assert closing_hazard(old, margin, self.POPULATION) <= closing_hazard(young, margin, self.POPULATION)


class TestClosing:
    """An owner who wishes to close sells 1,000,000 yuan of assets for 550,000."""

    @staticmethod
    def closing(market, **columns):
        firm, loan = market.borrower()
        market.alone(firm)
        firm.set(
            cash=0, fixed_assets=1_000_000 * Y, inventory=0, receivables=0, linked_receivables=0, margin=0.05,
            outcome=WISHES_TO_CLOSE, owner_wealth=0,
        )  # fmt: skip
        firm.set(**columns)
        house = market.bank(firm["bank"])
        before = house["rest_deposits"]
        market.live("grow_and_renew")
        return firm, loan, house["rest_deposits"] - before

    @pytest.mark.parametrize(("private", "closes"), [(150_000, True), (150_001, False)])
    def test_bank_and_private_debt_must_be_repaid_from_cash_and_sale(self, market, private: int, closes: bool) -> None:
        firm, loan, _ = self.closing(market, cash=800_000 * Y, informal_debt=private * Y)
        assert (firm["outcome"], firm["state"]) == ((CLOSED_DOWN, 2) if closes else (0, 1))
        assert loan["status"] == (0 if closes else 1)

    def test_goods_and_claims_are_sold_too(self, market) -> None:
        """75% of 400,000 and 90% of 500,000 with the 550,000 are 100,000 more than is owed."""
        firm, loan, _ = self.closing(market, inventory=400_000 * Y, receivables=500_000 * Y)
        assert (firm["outcome"], loan["status"]) == (CLOSED_DOWN, 0)

    @pytest.mark.parametrize(("wealth", "closes"), [(1_300_000, True), (1_299_999, False)])
    def test_an_owner_adds_half_the_wealth_at_most(self, market, wealth: int, closes: bool) -> None:
        """650,000 are missing; that it is half is stated."""
        market.market.economy.numbers.restate("growth.wealth_at_closing", 0.5)
        firm, loan, _ = self.closing(market, owner_wealth=wealth * Y)
        assert (firm["outcome"], loan["status"]) == ((CLOSED_DOWN, 0) if closes else (0, 1))

    @pytest.mark.parametrize(("margin", "outcome"), [(-0.01, FAILED), (0.01, 0)])
    def test_a_borrower_that_cannot_repay_gives_up_if_it_loses_money(self, market, margin: float, outcome: int) -> None:
        firm, loan, _ = self.closing(market, margin=margin)
        assert firm["outcome"] == outcome
        assert (firm["fixed_assets"], loan["status"]) == (1_000_000 * Y, 1) or outcome == 0

    def test_a_guarantee_of_a_loan_repaid_at_closing_is_released(self, market) -> None:
        firm, _ = market.borrower(guarantor=1, agreement=1, security=2, balance=200_000 * Y)
        market.alone(firm)
        firm.set(cash=1_000_000 * Y, outcome=WISHES_TO_CLOSE)
        before = market.guarantor(1)["released"]
        market.live("grow_and_renew")
        assert market.guarantor(1)["released"] - before == 1_200_000 * Y

    def test_closing_is_no_default(self, market) -> None:
        firm, loan = market.borrower()
        market.alone(firm)
        firm.set(cash=5_000_000 * Y, outcome=WISHES_TO_CLOSE)
        month = market.live("grow_and_renew").recorded()
        assert (month["closed"], month["failed_in_default"], month["failed_without_debt"]) == (1, 0, 0)
        assert loan["status"] == 0
