"""The fallback of those without bank credit: the line, the owner's own money, private lenders, and the end."""

import pytest

from smecredit.simulation.behaviour.demography.entry_exit import FAILED
from smecredit.simulation.behaviour.trade.informal_finance import Informal, fall_back, private_loan_limit

#: One yuan, in fen.
Y = 100


#: Private lenders lend 0.8 times an owner's wealth, whatever the firm sells.
TO_WEALTH = {"informal_finance.wealth_multiple": 0.8, "informal_finance.sales_limit": 10.0}


@pytest.fixture
def market(small_market):
    return small_market(**TO_WEALTH)


@pytest.mark.parametrize(
    ("wealth", "debt", "limit"), [(1_000, 0, 800), (1_000, 300, 500), (1_000, 801, 0), (0, 0, 0), (3, 0, 2)]
)
def test_private_lenders_stop_at_the_owners_wealth(wealth: int, debt: int, limit: int) -> None:
    assert private_loan_limit(wealth, 10**9, debt, Informal(wealth_multiple=0.8).numbers()) == limit


@pytest.mark.parametrize(
    ("sales", "debt", "limit"), [(10_000, 0, 400), (10_000, 300, 100), (10_000, 401, 0), (-5, 0, 0), (30_000, 0, 800)]
)
def test_private_lenders_stop_at_a_part_of_a_years_sales(sales: int, debt: int, limit: int) -> None:
    """4% of sales, up to the 800 that an owner's 1,000 are good for."""
    informal = Informal(wealth_multiple=0.8, sales_limit=0.04).numbers()
    assert private_loan_limit(1_000, sales, debt, informal) == limit


class TestForDebtService:
    """A month's interest of 6,250 yuan and no cash."""

    @staticmethod
    def served(market, **firm) -> tuple[int, int, int]:
        """What is left of the owner's wealth, what is owed to private lenders (yuan), months missed."""
        its, _ = market.borrower()
        its.set(cash=0, **firm)
        market.live("serve_debt")
        return its["owner_wealth"] // Y, its["informal_debt"] // Y, its["missed"]

    def test_the_owners_money_comes_first(self, market) -> None:
        assert self.served(market, owner_wealth=10_000 * Y) == (3_750, 0, 0)

    def test_private_lenders_lend_the_rest(self, market) -> None:
        assert self.served(market, owner_wealth=5_000 * Y) == (0, 1_250, 0)

    def test_all_of_it_is_found_or_nothing(self, market) -> None:
        """3,000 of own money and 0.8 times as much borrowed are too little: nothing is touched."""
        assert self.served(market, owner_wealth=3_000 * Y) == (3_000, 0, 1)

    def test_a_home_is_lent_on_but_not_put_in(self, market) -> None:
        """0.8 times a home of 10,000: 6,250 are borrowed; of one of 7,812 they are not."""
        assert self.served(market.copy(), owner_wealth=0, home=10_000 * Y) == (0, 6_250, 0)
        assert self.served(market.copy(), owner_wealth=0, home=7_812 * Y) == (0, 0, 1)

    def test_an_owner_puts_in_a_stated_part_of_the_money_at_most(self, market) -> None:
        """A half of 10,000, and the other 1,250 are borrowed."""
        market.market.economy.numbers.restate("informal_finance.rescue_share", 0.5)
        assert self.served(market, owner_wealth=10_000 * Y) == (5_000, 1_250, 0)

    def test_private_lenders_stop_at_a_part_of_a_years_sales(self, market) -> None:
        """1% of 120,000 yuan of sales, less than the 1,250 that are missing, and of 125,000."""
        market.market.economy.numbers.restate("informal_finance.sales_limit", 0.01)
        assert self.served(market.copy(), owner_wealth=5_000 * Y, year_sales=120_000 * Y) == (5_000, 0, 1)
        assert self.served(market.copy(), owner_wealth=5_000 * Y, year_sales=125_000 * Y) == (0, 1_250, 0)

    def test_what_is_owed_to_private_lenders_counts(self, market) -> None:
        assert self.served(market.copy(), owner_wealth=5_000 * Y, informal_debt=2_750 * Y) == (0, 4_000, 0)
        assert self.served(market.copy(), owner_wealth=5_000 * Y, informal_debt=2_751 * Y) == (5_000, 2_751, 1)

    @pytest.mark.parametrize(("margin", "missed"), [(-0.11, 0), (-0.13, 1)])
    def test_an_owner_puts_nothing_into_a_hopeless_firm(self, market, margin: float, missed: int) -> None:
        wealth, debt, months = self.served(market, owner_wealth=10_000 * Y, margin=margin)
        assert (wealth, debt, months) == (10_000 - 6_250 * (1 - missed), 0, missed)

    def test_money_put_in_leaves_the_owners_account(self, market) -> None:
        firm, _ = market.borrower()
        market.alone(firm)
        firm.set(cash=0, owner_wealth=5_000 * Y)
        house = market.bank(firm["bank"])
        before = house["rest_deposits"]
        market.live("serve_debt")
        assert before - house["rest_deposits"] == 6_250 * Y


class TestBills:
    """A month's trade of a firm that is ten million yuan short of cash, all of whose bills are to be paid at once."""

    @pytest.fixture
    def market(self, small_market):
        return small_market(**TO_WEALTH, **{"bills.purchases_cut": 0.0, "bills.months_late": 0.0})

    @staticmethod
    def short(market, **firm):
        its, loan = market.borrower()
        its.set(cash=-10_000_000 * Y, outcome=0, **firm)
        market.live("trade")
        return its, loan

    def missing(self, market) -> int:
        """Fen that its bills exceed its cash by."""
        firm, _ = self.short(market.copy(), owner_wealth=10**9 * Y)
        return 10**9 * Y - firm["owner_wealth"] - firm["year_sales"] // 24

    def test_an_owner_puts_in_half_a_months_sales_more_than_is_missing(self, market) -> None:
        firm, _ = self.short(market, owner_wealth=10**9 * Y)
        assert firm["cash"] == firm["year_sales"] // 24 > 0
        assert firm["outcome"] <= 1

    def test_with_too_little_for_that_the_owner_pays_what_is_missing(self, market) -> None:
        market.market.economy.numbers.restate("informal_finance.wealth_multiple", 0.0)
        missing = self.missing(market)
        firm, _ = self.short(market, owner_wealth=missing + 1)
        assert (firm["cash"], firm["owner_wealth"]) == (0, 1)

    def test_with_less_the_firm_fails_and_its_bills_stay_unpaid(self, market) -> None:
        market.market.economy.numbers.restate("informal_finance.wealth_multiple", 0.0)
        missing = self.missing(market)
        paid = market.copy()
        self.short(paid, owner_wealth=missing + 1)
        firm, _ = self.short(market, owner_wealth=missing - 1)
        assert (firm["cash"], firm["owner_wealth"], firm["outcome"]) == (0, missing - 1, FAILED)
        others = paid.market.economy.counted("unpaid_bills")
        assert market.market.economy.counted("unpaid_bills") - others == missing

    def test_the_line_comes_first(self, market) -> None:
        def short(here, room: int):
            firm, loan = here.borrower()
            line = here.second_loan(loan, balance=0, amount=room, product=1)
            firm.set(cash=-10_000_000 * Y, owner_wealth=10**9 * Y, line=line.row, line_room=room)
            here.live("trade")
            return firm, line

        missing = self.missing(market)
        firm, line = short(market.copy(), 4_000_000 * Y)
        assert (line["balance"], firm["line_room"]) == (4_000_000 * Y, 0)
        assert 10**9 * Y - firm["owner_wealth"] == missing - 4_000_000 * Y + firm["year_sales"] // 24
        firm, line = short(market.copy(), 40_000_000 * Y)
        assert (firm["owner_wealth"], firm["cash"]) == (10**9 * Y, 0)
        assert line["balance"] == missing


class TestAfterRefusal:
    """A bank refuses 1,000,000 yuan: the owner wants to find 400,000 elsewhere."""

    @staticmethod
    def found(market, **firm) -> tuple[int, int, int]:
        """Yuan found, put in by the owner, borrowed."""
        its, _ = market.borrower()
        its.set(**{"owner_wealth": 10_000_000 * Y, "margin": 0.12, **firm})
        cash, wealth, debt = its["cash"], its["owner_wealth"], its["informal_debt"]
        amount = fall_back(market.market.economy, its.row, 1_000_000 * Y)
        assert its["cash"] - cash == amount
        return amount // Y, (wealth - its["owner_wealth"]) // Y, (its["informal_debt"] - debt) // Y

    def test_a_rich_owner_finds_it_at_home(self, market) -> None:
        assert self.found(market) == (400_000, 400_000, 0)

    def test_an_owner_puts_in_15_of_100_and_borrows_the_rest(self, market) -> None:
        assert self.found(market, owner_wealth=1_000_000 * Y) == (400_000, 150_000, 250_000)

    def test_private_lenders_stop_at_a_part_of_the_owners_wealth(self, market) -> None:
        """0.8 times 200,000, less what is owed."""
        rich = market.copy()
        assert self.found(rich, owner_wealth=200_000 * Y) == (190_000, 30_000, 160_000)
        assert self.found(market, owner_wealth=200_000 * Y, informal_debt=100_000 * Y) == (90_000, 30_000, 60_000)

    def test_a_third_of_the_margin_bears_private_interest_at_most(self, market) -> None:
        """4% of sales of 1.2 million, 48,000 a year: a third pays 16% on 100,000."""
        poor = {"owner_wealth": 1_000_000 * Y, "year_sales": 1_200_000 * Y, "margin": 0.04}
        assert self.found(market, **poor) == (250_000, 150_000, 100_000)
        assert self.found(market, **poor, informal_debt=60_000 * Y) == (190_000, 150_000, 40_000)

    def test_a_firm_that_earns_nothing_looks_for_nothing(self, market) -> None:
        assert self.found(market, margin=0.0) == (0, 0, 0)
