"""Trade credit between firms: what a main buyer pays, and what its failure takes with it."""

import pytest

#: One yuan, in fen.
Y = 100
GONE = 2
CLOSED_DOWN, FAILED, OUTGREW = 2, 3, 6
HURT_BY_BUYER, LOST_BUYER, WITHOUT_BUYER = 1, 8, 16


def linked_in(market):
    """A supplier with a claim of 300,000 yuan on its only buyer; what is due in a month is collected as usual."""
    supplier, loan = market.borrower()
    loan["status"] = 0
    firms = market.market.economy.firms
    firms.column("buyer")[:] = -1
    buyer = market.firm(next(r for r in range(firms.rows) if r != supplier.row and firms.column("outcome")[r] == 0))
    supplier.set(
        buyer=buyer.row, linked_receivables=300_000 * Y, receivables=0, fixed_assets=0, employees=0.0, inventory=0,
        year_sales=0, bank_debt=0, loans=0,
    )  # fmt: skip
    buyer.set(cash=10_000_000 * Y)
    return market, supplier, buyer


@pytest.fixture
def linked(small_market):
    return linked_in(small_market())


def traded(market, supplier, buyer, owed: int) -> tuple[int, int]:
    """Fen that the claim makes the supplier richer and the buyer poorer in a month of trade."""
    cash = []
    for amount in (owed, 0):
        here = market.copy()
        here.firm(supplier.row)["linked_receivables"] = amount
        here.live("trade")
        cash.append((here.firm(supplier.row)["cash"], here.firm(buyer.row)["cash"]))
    return cash[0][0] - cash[1][0], cash[0][1] - cash[1][1]


def test_a_buyer_pays_what_falls_due_once(linked) -> None:
    """Collected at the usual pace; for the buyer it is a part of the purchases that it makes anyway."""
    market, supplier, buyer = linked
    market.market.economy.felt_gap = 0.0
    months = market.market.economy.numbers.cash_flow.collection_months
    due = round(300_000 * Y / months)
    buyer.set(fixed_assets=10**8 * Y, cash=10**10 * Y)
    got, paid = traded(market, supplier, buyer, 300_000 * Y)
    # A month's interest on the deposit comes to it.
    assert got == pytest.approx(due, rel=1e-3)
    assert abs(paid) < 1e-3 * due


def test_what_is_not_due_stays_owed(linked) -> None:
    market, supplier, _ = linked
    market.market.economy.felt_gap = 0.0
    months = market.market.economy.numbers.cash_flow.collection_months
    market.live("trade")
    assert supplier["linked_receivables"] == pytest.approx(300_000 * Y * (1.0 - 1.0 / months), abs=1)


class TestBuyerGone:
    @pytest.mark.parametrize(("outcome", "marks"), [(CLOSED_DOWN, WITHOUT_BUYER), (OUTGREW, 0)])
    def test_who_closes_or_outgrows_pays_what_it_owes(self, linked, outcome: int, marks: int) -> None:
        """Its custom goes with the one, who pays at once, and stays with the other, who pays like other customers."""
        market, supplier, buyer = linked
        cash: list[int] = []
        claims: list[int] = []
        for owed in (0, 300_000 * Y):
            here = market.copy()
            here.firm(buyer.row).set(state=GONE, outcome=outcome)
            there = here.firm(supplier.row)
            there.set(linked_receivables=owed, mark=0)
            here.live("trade")
            cash.append(there["cash"])
            claims.append(there["receivables"])
            assert here.market.economy.counted("lost_on_buyers") == 0
            assert there["mark"] & (HURT_BY_BUYER | LOST_BUYER | WITHOUT_BUYER) == marks
            assert there["buyer"] == -1 and there["linked_receivables"] == 0
        # A month's interest on the deposit comes to it.
        assert cash[1] - cash[0] + claims[1] - claims[0] == pytest.approx(300_000 * Y, rel=1e-2)
        assert (claims[1] > claims[0]) == (outcome == OUTGREW)

    def test_a_claim_on_a_buyer_that_failed_is_lost(self, linked) -> None:
        market, supplier, buyer = linked
        buyer.set(state=GONE, outcome=FAILED)
        market.live("trade")
        assert supplier["linked_receivables"] == 0
        assert market.market.economy.counted("lost_on_buyers") == 300_000 * Y
        assert supplier["buyer"] == -1
        assert supplier["mark"] & WITHOUT_BUYER

    @pytest.mark.parametrize(("part", "sold"), [(0.0, 1.0), (0.5, 0.9), (1.0, 0.8)])
    def test_what_it_bought_is_sold_in_part(self, small_market, part: float, sold: float) -> None:
        """A main buyer took two fifths of what is sold on credit, half of all: a fifth of sales."""
        market, supplier, _ = linked_in(small_market(**{"contagion.custom_lost": part}))
        market.market.economy.sector_table[0, supplier["sector"]] = 0.5
        supplier.set(
            fixed_assets=10**6 * Y, market=1e8, inventory=10**6 * Y, employees=100.0, linked_receivables=0, buyer=-1
        )
        sales = []
        for mark in (0, WITHOUT_BUYER):
            here = market.copy()
            here.firm(supplier.row)["mark"] = mark
            here.live("trade")
            sales.append(here.firm(supplier.row)["year_sales"])
        assert sales[0] > 0
        assert sales[1] / sales[0] == pytest.approx(sold, abs=1e-3)

    def test_a_new_one_is_found_at_the_yearly_look(self, linked) -> None:
        """In the twelfth month after birth, and with it the custom comes back."""
        market, supplier, buyer = linked
        economy = market.market.economy
        supplier.set(
            sells_to_firms=1, year_sales=1 * Y, fixed_assets=10**5 * Y, market=1e7, entry_month=economy.month - 6
        )
        buyer["state"] = GONE
        market.live("trade")
        assert supplier["mark"] & WITHOUT_BUYER
        # Its owner, who has just earned nothing, does not close for that.
        supplier.set(entry_month=economy.month - 11, outcome=0)
        market.live("grow_and_renew")
        assert supplier["buyer"] >= 0
        assert not supplier["mark"] & WITHOUT_BUYER

    @pytest.mark.parametrize(("sales", "marked"), [(14_900_000, True), (15_100_000, False)])
    def test_a_loss_above_two_hundredths_of_sales_marks_the_supplier(
        self, small_market, sales: int, marked: bool
    ) -> None:
        market, supplier, buyer = linked_in(small_market(**{"contagion.custom_lost": 0.0}))
        supplier.set(year_sales=sales * Y, mark=0)
        buyer["state"] = GONE
        market.live("trade")
        assert bool(supplier["mark"] & HURT_BY_BUYER) == marked

    @pytest.mark.parametrize(("credit_share", "marked"), [(0.21, True), (0.19, False)])
    def test_so_does_lost_custom_until_a_new_buyer_is_found(
        self, small_market, credit_share: float, marked: bool
    ) -> None:
        """Half a year of half of two fifths of what is sold on credit, a fifth of all: two hundredths of sales."""
        market, supplier, buyer = linked_in(small_market(**{"contagion.custom_lost": 0.5}))
        market.market.economy.sector_table[0, supplier["sector"]] = credit_share
        supplier.set(year_sales=15_000_000 * Y, linked_receivables=0, mark=0)
        buyer.set(state=GONE, outcome=FAILED)
        market.live("trade")
        assert bool(supplier["mark"] & HURT_BY_BUYER) == marked
