"""What a firm does with its cash: private debt, investment, drawings, staff."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.demography.growth import wanted_investment

#: One yuan, in fen.
Y = 100


class TestInvestment:
    def test_worked_by_hand(self) -> None:
        """Wear of 8% and 0.9 x (12.5% - 10.5%) = 1.8% of growth: 9.8% a year of 1,200,000 is 9,800 a month."""
        assert wanted_investment(1_200_000, 0.125, 0.08, 0.9, 0.105, 0.06) == pytest.approx(9_800.0)

    @pytest.mark.parametrize(("margin", "share"), [(0.105, 0.08 / 12.0), (-0.5, 0.0), (5.0, 0.06)])
    def test_wear_at_the_hurdle_nothing_at_a_loss_and_never_too_much(self, margin: float, share: float) -> None:
        assert wanted_investment(1_200_000, margin, 0.08, 0.9, 0.105, 0.06) == pytest.approx(share * 1_200_000)

    @given(st.integers(0, 10**12), st.floats(-1.0, 1.0), st.floats(0.0, 0.5))
    def test_rises_with_the_margin(self, capital: int, margin: float, more: float) -> None:
        low, high = (wanted_investment(capital, m, 0.08, 0.9, 0.105, 0.06) for m in (margin, margin + more))
        assert 0.0 <= low <= high <= 0.06 * capital + 1e-6


@pytest.fixture
def market(small_market):
    """Nothing is reinvested or drawn unless a test says so."""
    return small_market(**{"growth.reinvested": 0.0, "growth.drawn": 0.0, "growth.investment_response": 0.0})


def firm_of(market, **columns):
    """A firm without loans, buffer or wear, with 1,000,000 yuan of cash."""
    firm, loan = market.borrower()
    loan["status"] = 0
    firm.set(
        loans=0, bank_debt=0, held=0, cash=1_000_000 * Y, fixed_assets=0, buffer_target=0.0, margin=0.12,
        employees=10.0, entry_month=market.market.month,
    )  # fmt: skip
    return firm.set(**columns)


def grow(market):
    return market.live("grow_and_renew")


class TestPrivateDebt:
    def test_private_interest_comes_first(self, market) -> None:
        """16% on 600,000 yuan: 8,000 a month; a buffer that holds all cash leaves the debt as it is."""
        firm = firm_of(market, informal_debt=600_000 * Y, buffer_target=12.0)
        grow(market)
        assert (firm["cash"], firm["informal_debt"]) == (992_000 * Y, 600_000 * Y)

    def test_cash_above_the_buffer_repays_private_lenders(self, market) -> None:
        """A buffer of a month's costs, 92% of sales of 6 million: 460,000 stay, 532,000 are repaid."""
        firm = firm_of(market, informal_debt=600_000 * Y, buffer_target=1.0, year_sales=6_000_000 * Y)
        grow(market)
        assert (firm["cash"], firm["informal_debt"]) == (460_000 * Y, 68_000 * Y)

    def test_private_lenders_come_before_investment(self, market) -> None:
        firm = firm_of(market, informal_debt=2_000_000 * Y, fixed_assets=12_000_000 * Y)
        grow(market)
        assert (firm["cash"], firm["fixed_assets"]) == (0, 12_000_000 * Y)

    def test_interest_is_never_more_than_the_cash(self, market) -> None:
        firm = firm_of(market, informal_debt=600_000 * Y, cash=5_000 * Y)
        grow(market)
        assert (firm["cash"], firm["informal_debt"]) == (0, 600_000 * Y)


class TestUseOfCash:
    def test_wear_is_replaced_out_of_spare_cash(self, market) -> None:
        wear = market.market.economy.numbers.cash_flow.depreciation
        firm = firm_of(market, fixed_assets=12_000_000 * Y)
        grow(market)
        assert firm["fixed_assets"] == pytest.approx((1.0 + wear / 12.0) * 12_000_000 * Y, abs=1)
        assert firm["cash"] + firm["fixed_assets"] == 13_000_000 * Y

    def test_without_spare_cash_nothing_is_replaced(self, market) -> None:
        firm = firm_of(market, fixed_assets=12_000_000 * Y, buffer_target=12.0)
        grow(market)
        assert (firm["cash"], firm["fixed_assets"]) == (1_000_000 * Y, 12_000_000 * Y)

    @pytest.mark.parametrize(("margin", "invested"), [(0.11, 250_000), (0.10, 0)])
    def test_part_of_spare_cash_is_reinvested_by_firms_that_earn_enough(
        self, market, margin: float, invested: int
    ) -> None:
        market.market.economy.numbers.restate("growth.reinvested", 0.25)
        firm = firm_of(market, margin=margin)
        grow(market)
        assert firm["fixed_assets"] == invested * Y

    def test_owners_draw_part_of_what_is_left_and_save_some_of_it(self, market) -> None:
        """A quarter reinvested; of the other 750,000 a fifth drawn; of this 30% saved."""
        for name, share in (("reinvested", 0.25), ("drawn", 0.2), ("saved", 0.3)):
            market.market.economy.numbers.restate(f"growth.{name}", share)
        firm = firm_of(market, owner_wealth=0)
        grow(market)
        assert (firm["cash"], firm["owner_wealth"]) == (600_000 * Y, 45_000 * Y)

    def test_staff_closes_a_twelfth_part_of_the_gap(self, market) -> None:
        """One worker for 100,000 yuan of sales: of 12 million 120 wanted, 8% of the way from 20."""
        firm = firm_of(market, employees=20.0, labour=1e-5)
        grow(market)
        assert firm["employees"] == pytest.approx(28.0)

    def test_a_firm_keeps_one_worker(self, market) -> None:
        firm = firm_of(market, employees=1.0, year_sales=0)
        grow(market)
        assert firm["employees"] == 1.0

    @pytest.mark.parametrize(("loans", "conduct"), [(0, 1.98), (1, 2.0)])
    def test_conduct_returns_to_the_safe_way_only_without_debt(self, market, loans: int, conduct: float) -> None:
        firm = firm_of(market, conduct=2.0, loans=loans)
        grow(market)
        assert firm["conduct"] == pytest.approx(conduct)

    @pytest.mark.parametrize(("age", "looked_at"), [(12, True), (24, True), (13, False)])
    def test_size_and_troubles_are_looked_at_once_a_year(self, market, age: int, looked_at: bool) -> None:
        firm = firm_of(market, size=0, sector=4, employees=50.0, labour=1e-5, mark=7)
        firm.set(year_sales=5_000_000 * Y, entry_month=market.market.month + 1 - age)
        grow(market)
        assert (firm["size"], firm["mark"]) == ((1, 0) if looked_at else (0, 7))
