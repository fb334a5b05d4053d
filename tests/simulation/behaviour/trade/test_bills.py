"""Bills that exceed a firm's cash: the line, fewer purchases, late payment, the owner and private lenders, the end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.demography.entry_exit import FAILED
from smecredit.simulation.behaviour.trade.bills import Bills, goods_afforded, meet_bills
from smecredit.simulation.behaviour.trade.cash_flow import INPUT_SHARE

#: One yuan, in fen.
Y = 100
#: What the tests say about the chain, whatever its values are now.
CHAIN = {
    "bills.purchases_cut": 0.4, "bills.months_late": 1.0, "bills.spare_months": 0.5, "bills.careful_below": 0.5,
    "informal_finance.rescue_share": 1.0, "informal_finance.wealth_multiple": 0.8, "informal_finance.sales_limit": 0.0,
}  # fmt: skip
#: The counts and the flows that the chain moves: purpose, payer, payee.
COUNTS = ("purchases_cut", "late_bills", "unpaid_bills")
FLOWS = {
    "purchases": ("purchases", "enterprise", "rest_of_economy"),
    "inventory": ("inventory", "enterprise", "enterprise"),
    "owed": ("supplier_credit", "rest_of_economy", "enterprise"),
    "owner": ("owner_capital", "rest_of_economy", "enterprise"),
    "private": ("informal_loan", "rest_of_economy", "enterprise"),
}


class TestGoodsAfforded:
    """A firm that wants to hold 1,000,000, is careful below half of it and forgoes two fifths of its goods at most."""

    RULE = Bills(careful_below=0.5, purchases_cut=0.4).numbers()

    @pytest.mark.parametrize(
        ("cash", "goods"), [(1e6, 1.0), (5e5, 1.0), (2.5e5, 0.8), (1.25e5, 0.7), (0.0, 0.6), (-1e6, 0.6)]
    )
    def test_worked_by_hand(self, cash: float, goods: float) -> None:
        assert goods_afforded(cash, 1e6, self.RULE) == pytest.approx(goods)

    @given(st.floats(-1e9, 1e9), st.floats(0.0, 1e9), st.floats(0.0, 1e9))
    def test_rises_with_cash_within_its_bounds(self, cash: float, more: float, wanted: float) -> None:
        less, other = (goods_afforded(c, wanted, self.RULE) for c in (cash, cash + more))
        assert 0.6 - 1e-12 <= less <= other <= 1.0

    def test_off(self) -> None:
        """Never careful, or nothing to forgo."""
        never, nothing = Bills(careful_below=0.0).numbers(), Bills(purchases_cut=0.0).numbers()
        for cash in (-1e6, 0.0, 1e5):
            assert goods_afforded(cash, 1e6, never) == goods_afforded(cash, 1e6, nothing) == 1.0

    def test_who_wants_no_cash_is_never_careful(self) -> None:
        assert goods_afforded(0.0, 0.0, self.RULE) == 1.0


class Short:
    """A firm that sells 12,000,000 yuan a year and buys inputs for 500,000 a month, whose bills exceed its cash."""

    def __init__(self, market, yuan: int, room: int = 0, **columns) -> None:
        self.market = market
        economy = market.market.economy
        economy.sector_table[INPUT_SHARE] = 0.5
        self.firm, loan = market.borrower()
        self.line = market.second_loan(loan, balance=0, amount=room * Y, product=1)
        self.firm.set(line=self.line.row, line_room=room * Y, inventory=1_000_000 * Y, cash=-yuan * Y)
        self.firm.set(**columns)
        self.house = market.bank(self.firm["bank"])
        before = self._stands()
        economy.listed[0] = self.firm.row
        meet_bills(economy, 0, 1)
        self.moved = {name: value - before[name] for name, value in self._stands().items()}
        self._balances()

    def _stands(self) -> dict[str, int]:
        economy = self.market.market.economy
        stands = {"count_" + name: economy.counted(name) for name in COUNTS}
        stands |= {"flow_" + name: self.market.flow(*route) for name, route in FLOWS.items()}
        stands["rest"] = self.house["rest_deposits"]
        stands["drawn"] = self.line["balance"]
        columns = ("cash", "inventory", "late_bills", "owner_wealth", "informal_debt", "line_room")
        return stands | {name: self.firm[name] for name in columns}

    def _balances(self) -> None:
        """Whatever is done: each stock moves by its flow, and cash that no bank lent comes out of others' deposits."""
        moved = self.moved
        assert moved["cash"] - moved["drawn"] == -moved["rest"]
        brought = moved["drawn"] - moved["owner_wealth"] + moved["informal_debt"]
        assert moved["cash"] == brought - moved["flow_purchases"]
        assert moved["inventory"] == moved["flow_inventory"] == -moved["count_purchases_cut"]
        assert moved["late_bills"] == moved["flow_owed"]
        assert moved["owner_wealth"] == -moved["flow_owner"]
        assert moved["informal_debt"] == moved["flow_private"]
        assert moved["line_room"] == -moved["drawn"]

    def yuan(self) -> tuple[int, int, int, int, int]:
        """Drawn on the line, bought less, paid late, put in by the owner, borrowed privately."""
        moved = self.moved
        found = (moved[name] // Y for name in ("drawn", "count_purchases_cut", "count_late_bills"))
        return (*found, -moved["owner_wealth"] // Y, moved["informal_debt"] // Y)


@pytest.fixture
def market(small_market):
    return small_market(**CHAIN)


class TestChain:
    """Room of 100,000 yuan on a line, 200,000 of purchases to forgo, 500,000 that can wait, an owner of 700,000."""

    @pytest.mark.parametrize(
        ("short", "found", "cash"),
        [
            (60_000, (60_000, 0, 0, 0, 0), 0),
            (250_000, (100_000, 150_000, 0, 0, 0), 0),
            (700_000, (100_000, 200_000, 400_000, 0, 0), 0),
            # Half a month's sales is looked for on top of what is missing,
            (1_000_000, (100_000, 200_000, 500_000, 700_000, 0), 500_000),
            # or, where that is too much, what is missing.
            (1_400_000, (100_000, 200_000, 500_000, 600_000, 0), 0),
        ],
    )
    def test_one_after_the_other(self, market, short: int, found: tuple, cash: int) -> None:
        here = Short(market, short, room=100_000, owner_wealth=700_000 * Y)
        assert here.yuan() == found
        assert (here.firm["cash"], here.firm["outcome"]) == (cash * Y, 0)
        assert here.moved["count_unpaid_bills"] == 0

    def test_in_the_end_it_fails_and_its_suppliers_lose_the_rest(self, market) -> None:
        """Of 1,600,000 yuan 800,000 are missing, more than the owner has: nothing of that is touched."""
        here = Short(market, 1_600_000, room=100_000, owner_wealth=700_000 * Y)
        assert (here.firm["cash"], here.firm["outcome"], here.firm["owner_wealth"]) == (0, FAILED, 700_000 * Y)
        assert here.yuan() == (100_000, 200_000, 500_000, 0, 0)
        assert here.moved["count_unpaid_bills"] == 800_000 * Y
        assert here.firm["late_bills"] == 1_300_000 * Y

    def test_private_lenders_come_after_the_owner(self, market) -> None:
        """2% of sales of 12,000,000, 240,000 yuan, of which 100,000 are needed beside the owner's 700,000."""
        market.market.economy.numbers.restate("informal_finance.sales_limit", 0.02)
        here = Short(market, 1_600_000, room=100_000, owner_wealth=700_000 * Y)
        assert here.yuan() == (100_000, 200_000, 500_000, 700_000, 100_000)
        assert here.firm["outcome"] == 0

    def test_no_goods_are_given_back_that_are_not_there(self, market) -> None:
        here = Short(market, 250_000, inventory=50_000 * Y)
        assert here.yuan() == (0, 50_000, 200_000, 0, 0)

    def test_suppliers_that_wait_already_wait_for_no_more(self, market) -> None:
        here = Short(market, 600_000, late_bills=300_000 * Y, owner_wealth=10_000_000 * Y)
        assert here.yuan()[:3] == (0, 200_000, 200_000)

    def test_a_firm_that_sells_nothing_has_neither_purchases_nor_suppliers(self, market) -> None:
        here = Short(market, 100_000, year_sales=0, owner_wealth=10_000_000 * Y)
        assert here.yuan() == (0, 0, 0, 100_000, 0)

    @pytest.mark.parametrize(
        ("off", "found"),
        [
            ({"bills.purchases_cut": 0.0}, (100_000, 0, 500_000, 100_000, 0)),
            ({"bills.months_late": 0.0}, (100_000, 200_000, 0, 400_000, 0)),
            ({"bills.purchases_cut": 0.0, "bills.months_late": 0.0}, (100_000, 0, 0, 600_000, 0)),
        ],
    )
    def test_each_link_can_be_turned_off(self, market, off: dict, found: tuple) -> None:
        for name, value in {**off, "bills.spare_months": 0.0}.items():
            market.market.economy.numbers.restate(name, value)
        assert Short(market, 700_000, room=100_000, owner_wealth=700_000 * Y).yuan() == found


class TestNextMonth:
    @staticmethod
    def after(market, **columns):
        """A month's trade of a firm with customers' money on its way, so that it is not short."""
        here = market.copy()
        firm, _ = here.borrower()
        firm.set(**{"receivables": 50_000_000 * Y, "linked_receivables": 0, "inventory": 1_000_000 * Y, **columns})
        here.live("trade")
        return here, firm

    def test_late_bills_are_paid(self, market) -> None:
        plain, without = self.after(market)
        late, owing = self.after(market, late_bills=300_000 * Y)
        assert owing["late_bills"] == 0
        assert without["cash"] - owing["cash"] == 300_000 * Y
        route = ("late_bills_paid", "enterprise", "rest_of_economy")
        assert late.flow(*route) - plain.flow(*route) == 300_000 * Y
        assert late.bank(owing["bank"])["rest_deposits"] - plain.bank(owing["bank"])["rest_deposits"] == 300_000 * Y

    def test_goods_forgone_are_missing_when_customers_come(self, market) -> None:
        """Goods of a quarter of a month, where half a month's is enough to serve all: customers served fall by half.

        No more than purchases that can be forgone: with two fifths at most, three fifths are served.
        """
        for name, value in (("inventory_months", 1.0), ("goods_that_suffice", 0.5), ("shock_probability", 0.0)):
            market.market.economy.numbers.restate(f"cash_flow.{name}", value)
        market.market.economy.sector_table[INPUT_SHARE] = 0.5
        capital = {"fixed_assets": 10_000_000 * Y, "market": 10_000_000.0 * Y}
        sold = {}
        for cut, goods in ((0.9, 1_000_000), (0.9, 125_000), (0.4, 125_000), (0.0, 125_000)):
            market.market.economy.numbers.restate("bills.purchases_cut", cut)
            here = market.copy()
            firm, _ = here.borrower()
            firm.set(receivables=50_000_000 * Y, linked_receivables=0, inventory=goods * Y, **capital)
            here.live("trade")
            # A month's sales are a twelfth of the way of the slow average.
            sold[cut, goods] = firm["year_sales"] - 11_000_000 * Y
        usual = sold[0.9, 1_000_000]
        assert sold[0.9, 125_000] == pytest.approx(0.5 * usual, abs=2)
        assert sold[0.4, 125_000] == pytest.approx(0.6 * usual, abs=2)
        assert sold[0.0, 125_000] == usual

    def test_a_firm_short_of_cash_holds_fewer_goods(self, market) -> None:
        """Two fifths of wanted goods of 500,000 yuan fewer with no cash, of which a quarter is ordered in a month."""
        for name, value in (("inventory_months", 1.0), ("restocking", 0.25), ("shock_probability", 0.0)):
            market.market.economy.numbers.restate(f"cash_flow.{name}", value)
        market.market.economy.sector_table[INPUT_SHARE] = 0.5
        cash = {"cash": 0, "buffer_target": 1.0, "inventory": 500_000 * Y}
        rich = self.after(market, **{**cash, "cash": 10_000_000 * Y})[1]["inventory"]
        assert rich - self.after(market, **cash)[1]["inventory"] == 50_000 * Y
        market.market.economy.numbers.restate("bills.careful_below", 0.0)
        assert self.after(market, **cash)[1]["inventory"] == rich


def test_the_books_close_while_many_are_short(small_market) -> None:
    """Inputs a tenth dearer for half a year; every month is audited to the fen."""
    market = small_market(**{**CHAIN, "cash_flow.input_factor": 1.1, "informal_finance.sales_limit": 0.04})
    for _ in range(6):
        market.market.step()
    seen = market.market.recorder.raw().iloc[-6:][list(COUNTS)].sum()
    assert (seen > 0).all()
