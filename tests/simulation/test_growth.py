"""What a firm does with its cash: private debt, investment, drawings, staff; how an owner sells up; who enters."""

import numpy as np
import pytest

from smecredit.simulation.behaviour.demography.entry_exit import CLOSED_DOWN, FAILED

#: One yuan, in fen.
Y = 100
WISHES_TO_CLOSE = 1


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
        market.market.change_numbers("growth", reinvested=0.25, drawn=0.2, saved=0.3)
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
        grow(market)
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
        """650,000 are missing."""
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
        grow(market)
        assert market.guarantor(1)["released"] - before == 1_200_000 * Y

    def test_closing_is_no_default(self, market) -> None:
        firm, loan = market.borrower()
        market.alone(firm)
        firm.set(cash=5_000_000 * Y, outcome=WISHES_TO_CLOSE)
        month = grow(market).recorded()
        assert (month["closed"], month["failed_in_default"], month["failed_without_debt"]) == (1, 0, 0)
        assert loan["status"] == 0


class TestEntry:
    """As if the market had 30,000 firms."""

    @staticmethod
    def entrants(market, gap: float = 0.0, missing: int = 0) -> int:
        market.market.economy.firms_at_start = 30_000
        market.market.economy.count_alive = 30_000 - missing
        market.market.economy.felt_gap = gap
        before = int((market.market.economy.firms.column("state") == 1).sum())
        grow(market)
        found = market.market.economy.counted("entrants")
        assert found >= int((market.market.economy.firms.column("state") == 1).sum()) - before
        return found

    def test_entry_in_normal_times(self, market) -> None:
        """11.5% a year of 30,000."""
        assert self.entrants(market) in (287, 288)

    def test_fewer_enter_in_a_slump(self, market) -> None:
        """Four points fewer of a hundred for each point of the gap: five below, 230 enter; thirty below, nobody."""
        assert self.entrants(market.copy(), gap=-0.05) == 230
        assert self.entrants(market.copy(), gap=-0.30) == 0

    def test_some_of_the_firms_that_are_missing_come_back(self, market) -> None:
        """15% a year of 8,000 that are missing: 100 a month more."""
        assert self.entrants(market, missing=8_000) in (387, 388)

    def test_owners_pay_in_what_entrants_start_with(self, market) -> None:
        m = market.market
        m.firms_at_start = m.count_alive = 3_000
        before = m.economy.firms.column("id").copy()
        paid_before = market.flow("owner_capital", "rest_of_economy", "enterprise")
        grow(market)
        new = ~np.isin(m.economy.firms.column("id"), before)
        assert new.sum() > 20
        for column in ("receivables", "linked_receivables", "informal_debt", "bank_debt"):
            assert not m.economy.firms.column(column)[new].any()
        assert (m.economy.firms.column("cash")[new] > 0).all()
        stocks = sum(int(m.economy.firms.column(name)[new].sum()) for name in ("cash", "inventory", "fixed_assets"))
        assert market.flow("owner_capital", "rest_of_economy", "enterprise") - paid_before >= stocks
        assert (m.economy.firms.column("entry_month")[new] == m.month).all()
        assert not m.economy.firms.column("borrowed")[new].any()
