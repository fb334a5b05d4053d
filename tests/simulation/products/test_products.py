"""The loan products in a market: each does what its name says."""

from typing import Any

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.banking.totals import sum_loans
from smecredit.simulation.behaviour.demography.entry_exit import FAILED
from smecredit.simulation.behaviour.lending.controlled_goods import own_part
from smecredit.simulation.behaviour.lending.credit_rationing import explain, offers_to
from smecredit.simulation.behaviour.lending.instalment import instalment
from smecredit.simulation.behaviour.lending.invoice_finance import yield_of_invoices
from smecredit.simulation.behaviour.lending.tax_record import recorded_tax
from smecredit.simulation.ground.columns import Store
from smecredit.simulation.ground.units import whole_fen
from smecredit.simulation.products.domestic_letter_of_credit import present_documents
from smecredit.simulation.products.revolving_line import use_lines
from smecredit.simulation.state.economy import Economy
from smecredit.simulation.state.enterprise_columns import ENTERPRISE, LINKED, LOST_BUYER, MARK, RECEIVABLES
from smecredit.simulation.state.loan_columns import (
    GUARANTEED,
    NONPERFORMING,
    ON_DOCUMENTS,
    ON_GOODS,
    ON_RECEIVABLES,
    PERFORMING,
    RECEIVABLES_SOLD,
    STATUS,
    UNSECURED,
)
from smecredit.simulation.state.offer_columns import (
    O_BANK,
    O_OFFER,
    O_STATUS,
    OFFERED,
    POSSIBLE,
    W_AMOUNT,
    W_COST,
    W_OUTCOME,
)
from smecredit.simulation.state.structure import (
    FACTORING,
    LETTER_OF_CREDIT,
    PRODUCTS,
    REVOLVING_LINE,
    STARTUP_LOAN,
    TAX_CREDIT_LOAN,
    WAREHOUSE_FINANCE,
)


def menu_market(firms: int = 1_000, months: int = 24, seed: int = 1, **sets: Any) -> CreditMarket:
    """A market where every product is widely offered, before its first month."""
    return CreditMarket(load("product_menu", firms=firms, months=months, set={"economy.burn_in": 3, **sets}), seed=seed)


def live(market: CreditMarket, **conditions: int) -> np.ndarray:
    """Rows of performing loans whose columns have these values."""
    loans = market.economy.loans
    chosen = loans.column("status") == PERFORMING
    for name, value in conditions.items():
        chosen = chosen & (loans.column(name) == value)
    return np.flatnonzero(chosen)


def step_until(market: CreditMarket, **conditions: int) -> np.ndarray:
    """Step month by month until there are such loans; returns their rows."""
    while market.running:
        market.step()
        rows = live(market, **conditions)
        if len(rows):
            return rows
    raise AssertionError(f"no loan with {conditions}")


@pytest.fixture(scope="module")
def opening() -> CreditMarket:
    """A market with its menu, before its first month."""
    return menu_market(firms=200, months=1)


@pytest.fixture(scope="module")
def with_letter() -> CreditMarket:
    """A market in a month in which a letter of credit was issued."""
    market = menu_market(firms=2_000, months=24)
    while not len(live(market, product=LETTER_OF_CREDIT, opened=market.month)):
        market.step()
    return market


@pytest.fixture(scope="module")
def with_goods() -> CreditMarket:
    """A market with loans on controlled goods."""
    market = menu_market(firms=2_000, months=24)
    market.step()
    step_until(market, product=WAREHOUSE_FINANCE)
    return market


def test_every_product_is_used_where_it_is_offered() -> None:
    market = menu_market(firms=2_000, months=24).run()
    summary = market.summary["value"]
    lent = {product: summary[f"new_lending.product.{product}"] for product in PRODUCTS}
    assert all(amount > 0.0 for amount in lent.values()), lent
    assert sum(lent.values()) == pytest.approx(summary["new_lending"], rel=1e-9)
    assert set(market.loans["product"]) == set(PRODUCTS)


#: Every firm sells most of what it sells on credit to one other, and factors ask nothing for their trouble.
LINKED_FIRMS = {
    "factoring.offered_share": 1.0,
    "factoring.fee": 0.0,
    "factoring.trouble": 0.0,
    "contagion.link_share": 0.9,
    "population.linked_share": 0.9,
}


class TestFactoring:
    @staticmethod
    def firm(receivables: int, linked: int, mark: int) -> Any:
        store = Store(ENTERPRISE, 1)
        store.allocate(1)
        store.blocks.whole[RECEIVABLES, 0], store.blocks.whole[LINKED, 0] = receivables, linked
        store.blocks.tag[MARK, 0] = mark
        return store.blocks

    @pytest.mark.parametrize(
        ("security", "receivables", "linked", "mark", "share"),
        [
            (ON_RECEIVABLES, 1_000, 0, 0, 0.375), (ON_RECEIVABLES, 9_000, 0, 0, 1.0),
            (ON_RECEIVABLES, 0, 9_000, 0, 0.0),
            (RECEIVABLES_SOLD, 0, 1_000, 0, 0.475), (RECEIVABLES_SOLD, 9_000, 9_000, LOST_BUYER, 0.15),
        ],
    )  # fmt: skip
    def test_what_invoices_yield_worked_by_hand(
        self, security: int, receivables: int, linked: int, mark: int, share: float, opened_economy: Economy
    ) -> None:
        """A balance of 2,000: 75% of pledged invoices, 95% of those on a buyer that lives, 15% when it has failed."""
        economy = opened_economy.with_fields(firm=self.firm(receivables, linked, mark))
        found = yield_of_invoices(economy, security, 0, 2_000)
        assert found == pytest.approx(share)

    def test_a_failed_buyer_is_the_factor_s_loss_and_the_firm_lives_on_owing_nothing(self) -> None:
        market = menu_market(firms=2_000, months=36, **LINKED_FIRMS)
        firms, loans = market.economy.firms, market.economy.loans
        while True:
            step_until(market, security=RECEIVABLES_SOLD)
            rows = [
                row
                for row in live(market, security=RECEIVABLES_SOLD)
                if firms.column("linked_receivables")[loans.column("firm")[row]] > 0
                and loans.column("maturity")[row] > market.month + 2
            ]
            if rows:
                break
        row = rows[0]
        i, key = int(loans.column("firm")[row]), int(loans.column("id")[row])
        name, lender = int(firms.column("id")[i]), int(loans.column("bank")[row])
        firms.column("outcome")[firms.column("buyer")[i]] = FAILED
        market.step()
        owed, others = int(loans.column("balance")[row]), int(firms.column("bank_debt")[i])
        assert loans.column("status")[row] == PERFORMING
        market.step()
        assert loans.column("status")[row] == NONPERFORMING and loans.column("id")[row] == key
        assert firms.column("id")[i] == name and firms.column("state")[i] == 1 and firms.column("outcome")[i] == 0
        assert firms.column("held")[i] >> FACTORING & 1 == 0
        # Of the claim the bank gets a dividend; the firm's debt is what its other loans say.
        claim = int(loans.column("claim")[row])
        loss = int(market.economy.claims.column("loss_fen")[claim])
        assert market.economy.claims.column("bank")[claim] == lender
        assert market.economy.claims.column("paid_bank_fen")[claim] == loss
        assert 0.5 * owed <= loss <= owed
        assert loans.column("recoverable")[row] == whole_fen(loss * 0.15)
        mine = (loans.column("firm") == i) & (loans.column("status") == PERFORMING)
        assert firms.column("bank_debt")[i] == loans.column("balance")[mine].sum()
        assert firms.column("loans")[i] == mine.sum()
        assert others >= owed

    def test_pledged_invoices_pay_when_the_firm_fails(self) -> None:
        """The loan and the default are the firm's; invoices that yield half as much bring half as much back.

        So little that it is less than the loan: no lender gets back more than it has lent.
        """
        recoverable = []
        for yielded in (0.02, 0.01):
            market = menu_market(
                firms=2_000, **{"factoring.offered_share": 1.0, "factoring.collected_after_failure": yielded}
            )
            row = int(step_until(market, security=ON_RECEIVABLES)[0])
            firms, loans = market.economy.firms, market.economy.loans
            firms.column("outcome")[loans.column("firm")[row]] = FAILED
            market.step()
            assert loans.column("status")[row] == NONPERFORMING
            recoverable.append(int(loans.column("recoverable")[row]))
        assert recoverable[0] == pytest.approx(2 * recoverable[1], abs=2)
        assert recoverable[1] > 0

    def test_it_is_repaid_in_step_with_invoices(self) -> None:
        market = menu_market(firms=2_000, months=36, **LINKED_FIRMS)
        row = int(step_until(market, product=FACTORING)[0])
        loans = market.economy.loans
        assert loans.column("instalment")[row] == instalment(int(loans.column("amount")[row]), 4, 1, 12)
        assert loans.column("maturity")[row] - loans.column("opened")[row] == 4


class TestLetterOfCredit:
    def test_nothing_is_drawn_at_issue_and_the_supplier_is_paid_a_month_later(self, with_letter: CreditMarket) -> None:
        market = with_letter
        loans, firms, banks = market.economy.loans, market.economy.firms, market.economy.banks
        rows = live(market, product=LETTER_OF_CREDIT, opened=market.month)
        assert (loans.column("security")[rows] == ON_DOCUMENTS).all()
        assert not loans.column("balance")[rows].any()
        assert (loans.column("amount")[rows] > 0).all()
        row = int(rows[0])
        i, amount = int(loans.column("firm")[row]), int(loans.column("amount")[row])
        before = {name: int(firms.column(name)[i]) for name in ("cash", "inventory", "bank_debt")}
        house, lender = int(firms.column("bank")[i]), int(loans.column("bank")[row])
        paid, lent = int(banks.column("rest_deposits")[house]), int(banks.column("own_cash")[lender])
        later = _alone(market.economy, row, month=market.month + 1)
        present_documents(later)
        drawn = later.counted("letters_drawn")
        value = amount + min(own_part(amount, 0.2), max(before["cash"], 0))
        assert drawn == loans.column("balance")[row] == amount
        assert firms.column("inventory")[i] == before["inventory"] + value
        assert firms.column("cash")[i] == before["cash"] + amount - value
        assert firms.column("bank_debt")[i] == before["bank_debt"] + amount
        assert banks.column("rest_deposits")[house] == paid + value
        assert banks.column("own_cash")[lender] == lent - amount

    def test_margin_worked_by_hand(self) -> None:
        """Goods of 100,000 with a margin of 20%: the bank pays 80,000, the firm 20,000."""
        assert own_part(8_000_000, 0.20) == 2_000_000

    def test_it_ties_up_a_fifth_of_the_capital_until_it_is_drawn(self) -> None:
        market = menu_market(firms=2_000, months=24, seed=2)
        while not len(live(market, product=LETTER_OF_CREDIT, opened=market.month)):
            market.step()
        loans = market.economy.loans
        row = int(live(market, product=LETTER_OF_CREDIT, opened=market.month)[0])
        lender, amount = int(loans.column("bank")[row]), int(loans.column("amount")[row])

        def weighted() -> int:
            sum_loans(market.economy)
            return int(market.economy.banks.column("risk_weighted_sme")[lender])

        undrawn = weighted()
        loans.column("amount")[row] = 0
        without = weighted()
        loans.column("amount")[row], loans.column("balance")[row] = amount, amount
        drawn = weighted()
        assert undrawn > without
        assert (undrawn - without) == pytest.approx(0.2 * (drawn - without), abs=2)

    def test_it_is_paid_at_maturity_and_never_renewed(self) -> None:
        market = menu_market(firms=3_000, months=18).run()
        letters = market.loans[market.loans["product"] == "domestic_letter_of_credit"]
        assert len(letters) > 2
        assert (letters["tenor"] == 4).all() and (letters["renewals"] == 0).all()
        assert (letters["status"] == "repaid").any()


def _alone(economy: Economy, row: int, **others: Any) -> Economy:
    """The economy with every other loan marked as closed, and flows and counts of its own, sharing all else."""
    tag = economy.loan.tag.copy()
    tag[STATUS] = 0
    tag[STATUS, row] = PERFORMING
    return economy.with_fields(
        loan=economy.loan._replace(tag=tag),
        flows=np.zeros_like(economy.flows),
        counts=np.zeros_like(economy.counts),
        **others,
    )


class TestWarehouse:
    def test_the_firm_pays_a_quarter_of_the_goods(self) -> None:
        """Goods of 400,000: the bank pays 300,000, the firm 100,000."""
        assert own_part(30_000_000, 0.25) == 10_000_000
        market = menu_market(firms=2_000, months=24)
        market.step()
        rows = live(market, product=WAREHOUSE_FINANCE, opened=market.month)
        loans = market.economy.loans
        assert len(rows)
        assert (loans.column("security")[rows] == ON_GOODS).all()
        amount, goods = loans.column("amount")[rows], loans.column("goods")[rows]
        assert (goods == [amount_ + own_part(int(amount_), 0.25) for amount_ in amount]).mean() > 0.9
        assert (goods >= amount).all()

    def test_goods_are_released_in_step_with_repayment(self, with_goods: CreditMarket) -> None:
        market = with_goods
        loans = market.economy.loans
        before = {
            int(loans.column("id")[row]): (int(loans.column("balance")[row]), int(loans.column("goods")[row]))
            for row in live(market, product=WAREHOUSE_FINANCE)
        }
        market.step()
        repaid = 0
        for row in live(market, product=WAREHOUSE_FINANCE):
            balance, goods = before.get(int(loans.column("id")[row]), (0, 0))
            left = int(loans.column("balance")[row])
            if 0 < left < balance:
                repaid += 1
                assert loans.column("goods")[row] == pytest.approx(goods * left / balance, abs=1)
        assert repaid > 0

    def test_goods_are_sold_when_the_firm_fails(self) -> None:
        market = menu_market(firms=2_000, months=24, **{"recovery.fire_sale": 0.0})
        market.step()
        row = int(step_until(market, product=WAREHOUSE_FINANCE)[0])
        firms, loans = market.economy.firms, market.economy.loans
        goods = int(loans.column("goods")[row])
        firms.column("outcome")[loans.column("firm")[row]] = FAILED
        market.step()
        loss = int(market.economy.claims.column("loss_fen")[loans.column("claim")[row]])
        assert loans.column("goods")[row] == 0
        assert loans.column("recoverable")[row] == whole_fen(loss * min(0.75 * goods / loss, 0.98))


class TestTaxLoan:
    def test_the_limit_is_ten_times_the_tax_at_the_best_grade(self) -> None:
        market = menu_market(firms=2_000, months=12, **{"tax_credit_loan.offered_share": 1.0})
        cash_flow = market.economy.numbers.cash_flow
        checked = 0
        while market.running and checked < 5:
            market.step()
            firms, loans = market.economy.firms, market.economy.loans
            for row in live(market, product=TAX_CREDIT_LOAN, opened=market.month):
                i = int(loans.column("firm")[row])
                grade = int(firms.column("tax_record")[i])
                tax = recorded_tax(
                    int(firms.column("year_sales")[i]),
                    float(firms.column("margin")[i]),
                    float(firms.column("honesty")[i]),
                    cash_flow,
                )
                assert loans.column("security")[row] == UNSECURED
                assert grade >= 2
                assert loans.column("amount")[row] <= min(10.0 * tax * grade / 4.0 * 1.01, 300_000_000)
                checked += 1
        assert checked >= 5

    def test_two_thirds_of_a_weak_record_is_no_record(self) -> None:
        market = menu_market(firms=1_000, months=6, **{"tax_credit_loan.least_grade": 4}).run()
        rows = live(market, product=TAX_CREDIT_LOAN)
        assert (market.economy.firms.column("tax_record")[market.economy.loans.column("firm")[rows]] == 4).all()


class TestStartupLoan:
    def test_it_is_closed_unless_opened(self) -> None:
        closed = menu_market(**{"startup_loan.always_open": False}).run()
        assert "startup_loan" not in set(closed.loans["product"])
        opened = menu_market().run()
        assert "startup_loan" in set(opened.loans["product"])

    @pytest.mark.parametrize(("longest_bullet", "in_parts"), [(36, False), (24, False), (12, True)])
    def test_only_the_young_have_it_with_a_guarantee(self, longest_bullet: int, in_parts: bool) -> None:
        """Its 24 months are repaid at their end, or in parts where bullets run for a year at most."""
        market = menu_market(firms=2_000, months=12, **{"simple_loan.bullet_months": longest_bullet}).run()
        rows = live(market, product=STARTUP_LOAN)
        loans, firms = market.economy.loans, market.economy.firms
        assert len(rows) > 3
        age = loans.column("opened")[rows] - firms.column("entry_month")[loans.column("firm")[rows]]
        assert (age <= 36).all()
        since = loans.column("renewals")[rows] == 0
        assert (loans.column("security")[rows][since] == GUARANTEED).all()
        # What was not renewed is taken back over other months.
        as_granted = rows[since & (loans.column("maturity")[rows] - loans.column("opened")[rows] == 24)]
        assert len(as_granted) > 3
        parts = loans.column("amount")[as_granted] // 24
        assert (loans.column("instalment")[as_granted] == (parts if in_parts else 0)).all()
        assert (loans.column("amount")[rows] <= 300_000_000).all()


class TestLine:
    def test_it_is_drawn_and_repaid_at_will(self) -> None:
        market = menu_market(months=3).run()
        firms, loans = market.economy.firms, market.economy.loans
        row = int(live(market, product=REVOLVING_LINE)[0])
        i, limit = int(loans.column("firm")[row]), int(loans.column("amount")[row])
        # It has nothing to build.
        firms.column("fixed_assets")[i] = firms.column("wanted_capital")[i] = 0
        wanted = whole_fen(float(firms.column("buffer_target")[i]) * 0.92 * int(firms.column("year_sales")[i]) / 12.0)

        def use(cash: int, balance: int) -> tuple[int, int, int]:
            firms.column("cash")[i] = cash
            loans.column("balance")[row], firms.column("line_room")[i] = balance, limit - balance
            use_lines(_alone(market.economy, row))
            return int(firms.column("cash")[i]), int(loans.column("balance")[row]), int(firms.column("line_room")[i])

        drawn = min(limit, wanted)
        assert use(0, 0) == (drawn, drawn, limit - drawn)
        # Half of what lies above the buffer goes back, as far as anything is drawn.
        assert use(wanted + 1_000, limit) == (wanted + 500, limit - 500, 500)
        assert use(wanted + 10 * limit, 800) == (wanted + 10 * limit - 800, 0, limit)
        # Between half the buffer and all of it nothing moves.
        assert use(wanted - wanted // 4, limit // 2) == (wanted - wanted // 4, limit // 2, limit - limit // 2)
        # Cash for what is still to be built stays: of 1,000 above the buffer, 600 of them for a machine, 200 go back.
        firms.column("wanted_capital")[i] = 600.0
        assert use(wanted + 1_000, limit) == (wanted + 800, limit - 200, 200)
        assert use(wanted + 600, limit) == (wanted + 600, limit, 0)

    def test_the_whole_limit_never_counts_as_debt_and_room_adds_up(self) -> None:
        market = menu_market(months=6).run()
        firms, loans = market.economy.firms, market.economy.loans
        for row in live(market, product=REVOLVING_LINE):
            i = loans.column("firm")[row]
            assert firms.column("line")[i] == row
            assert firms.column("line_room")[i] == loans.column("amount")[row] - loans.column("balance")[row]


def test_a_firm_takes_the_cheapest_that_serves() -> None:
    """Of all ways that carry most of what it asks, the one with the lowest cost and trouble; else the largest."""
    market = menu_market(months=3, **{"guarantors.sent_by_banks": 0.0}).run()
    firms, menu = market.economy.firms, market.economy.ways_to_lend
    serves = market.economy.numbers.underwriting.partial_that_serves
    taken = set()
    for i in np.flatnonzero(firms.column("state") == 1):
        asked, bank = int(firms.column("year_sales")[i]) // 12, int(firms.column("bank")[i])
        looked, weighed, _ = explain(market.economy, int(i), asked)
        assert looked[0] == bank
        ways = weighed[0]
        possible = np.flatnonzero(ways[:, W_OUTCOME] == POSSIBLE)
        offers, _ = offers_to(market.economy, np.array([i], np.int32), np.array([asked]))
        found = offers[0, O_STATUS] == OFFERED and offers[0, O_BANK] == bank
        assert found == bool(len(possible))
        if not found:
            continue
        chosen = int(offers[0, O_OFFER])
        total = ways[:, W_COST] + menu.column("trouble")
        enough = [o for o in possible if ways[o, W_AMOUNT] * 100.0 >= serves * asked]
        best = min(enough, key=lambda o: total[o]) if enough else max(possible, key=lambda o: ways[o, W_AMOUNT])
        assert chosen == best
        taken.add(int(menu.column("product")[chosen]))
    assert len(taken) >= 4
