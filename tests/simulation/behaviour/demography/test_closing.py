"""Owners who close: how likely they think of it, how they sell up, whom they repay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.demography.closing import closing_hazard, proceeds_of_closing
from smecredit.simulation.behaviour.demography.entry_exit import CLOSED_DOWN, FAILED, OUTGREW
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

    @pytest.mark.parametrize(("claim", "closes"), [(277_778, True), (277_700, False)])
    def test_so_is_the_claim_on_the_main_buyer(self, market, claim: int, closes: bool) -> None:
        """Of 1,600,000 owed 800,000 are cash and 550,000 the assets: nine tenths of the claim make up the rest."""
        firm, _, _ = self.closing(market, cash=800_000 * Y, informal_debt=400_000 * Y, linked_receivables=claim * Y)
        assert (firm["outcome"] == CLOSED_DOWN) == closes

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


class TestOutgrown:
    """A large firm of a sector whose large firms have 200 workers and sell 400 million yuan a year, on its birthday.

    Twice as much is no longer followed: others pay off what it owes.
    """

    @staticmethod
    def grown(market, workers: float, sales_million: float, beyond: float = 2.0, age: int = 12, **columns):
        for name, value in (("growth.outgrown", beyond), ("growth.labour_adjustment", 0.0)):
            market.market.economy.numbers.restate(name, value)
        firm, loan = market.borrower(guarantor=1, agreement=1, security=2)
        market.alone(firm)
        sector = firm["sector"]
        market.market.economy.size_workers[sector] = (5.0, 20.0, 200.0)
        market.market.economy.size_sales[sector] = (5e6, 50e6, 400e6)
        firm.set(
            size=3, employees=workers, year_sales=int(sales_million * 1e6) * Y,
            entry_month=market.market.month + 1 - age, cash=0, fixed_assets=0, market=0.0, inventory=0, receivables=0,
            linked_receivables=0, sells_to_firms=0,
        )  # fmt: skip
        firm.set(**columns)
        return firm, loan

    @pytest.mark.parametrize(
        ("workers", "sales_million", "beyond", "age", "leaves"),
        [
            (400.0, 800.0, 2.0, 12, True),
            (399.0, 8_000.0, 2.0, 12, False),
            (4_000.0, 799.0, 2.0, 12, False),
            (400.0, 800.0, 2.0, 13, False),
            (400.0, 800.0, 3.0, 12, False),
            (600.0, 1_200.0, 3.0, 24, True),
            (1e5, 1e5, 1e6, 12, False),
        ],
    )
    def test_who_leaves(
        self, market, workers: float, sales_million: float, beyond: float, age: int, leaves: bool
    ) -> None:
        """Both tests of size, once a year; with a large number of times nobody."""
        firm, loan = self.grown(market, workers, sales_million, beyond, age)
        market.live("grow_and_renew")
        assert (firm["outcome"], firm["state"]) == ((OUTGREW, 2) if leaves else (0, 1))
        assert loan["status"] == (0 if leaves else 1)

    def test_a_firm_that_is_not_large_stays_however_far_the_cut_offs_are_exceeded_by_one_test(self, market) -> None:
        firm, _ = self.grown(market, 10.0, 8_000.0)
        market.live("grow_and_renew")
        assert (firm["outcome"], firm["size"]) == (0, 1)

    def test_banks_guarantors_private_lenders_and_suppliers_are_paid(self, market) -> None:
        """1,200,000 + 300,000 + 100,000 yuan are owed and 500,000 are there: others bring 1,100,000."""
        firm, loan = self.grown(
            market, 400.0, 800.0, informal_debt=300_000 * Y, late_bills=100_000 * Y, cash=500_000 * Y
        )
        market.market.economy.numbers.restate("informal_finance.rate", 0.0)
        firm["buffer_target"] = 12.0
        house, guarantor = market.bank(firm["bank"]), market.guarantor(1)
        loan["bank"] = firm["bank"]
        released = guarantor["released"]
        before = {route: market.flow(*route) for route in self.ROUTES}
        # Nobody enters, whose capital would come from the same purse.
        market.market.economy.numbers.restate("population.entry_rate", 0.0)
        market.market.economy.numbers.restate("population.entry_refill", 0.0)
        without = market.copy()
        without.market.economy.numbers.restate("growth.outgrown", 1e6)
        without.live("grow_and_renew")
        market.live("grow_and_renew")
        assert [market.flow(*route) - before[route] for route in self.ROUTES] == [
            1_100_000 * Y, 1_200_000 * Y, 300_000 * Y, 100_000 * Y, 0, 0
        ]  # fmt: skip
        assert (firm["cash"], firm["bank_debt"], firm["informal_debt"], firm["late_bills"]) == (0, 0, 0, 0)
        assert (loan["balance"], loan["status"]) == (0, 0)
        # The bank's loan is paid out of deposits: 1,100,000 of others', of which 400,000 come back to them.
        assert without.bank(house.row)["rest_deposits"] - house["rest_deposits"] == 700_000 * Y
        assert guarantor["released"] - released == 1_200_000 * Y

    ROUTES = (
        ("owner_capital", "rest_of_economy", "enterprise"),
        ("principal_repaid", "enterprise", "bank"),
        ("informal_repayment", "enterprise", "rest_of_economy"),
        ("late_bills_paid", "enterprise", "rest_of_economy"),
        ("write_off", "rest_of_economy", "enterprise"),
        ("write_off", "bank", "enterprise"),
    )

    def test_a_firm_that_could_pay_takes_no_money_and_its_owner_the_rest(self, market) -> None:
        firm, _ = self.grown(market, 400.0, 800.0, cash=5_000_000 * Y, buffer_target=12.0)
        for name in ("entry_rate", "entry_refill"):
            market.market.economy.numbers.restate(f"population.{name}", 0.0)
        route = ("owner_drawing", "enterprise", "rest_of_economy")
        before, paid_in = market.flow(*route), market.flow(*self.ROUTES[0])
        market.live("grow_and_renew")
        assert market.flow(*self.ROUTES[0]) == paid_in
        assert market.flow(*route) - before == 3_800_000 * Y
        assert firm["cash"] == 0

    def test_it_is_counted_apart_and_is_no_default(self, market) -> None:
        self.grown(market, 400.0, 800.0)
        month = market.live("grow_and_renew").recorded()
        assert (month["outgrown"], month["closed"]) == (1, 0)
        assert (month["failed_in_default"], month["failed_without_debt"]) == (0, 0)
