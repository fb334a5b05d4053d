"""Failures that spread along trade credit and in a guarantee circle, against clearing worked by hand.

Eisenberg and Noe (2001), Management Science 47, with nothing recovered of a trade claim on a failed buyer (Rogers and
Veraart 2013, Management Science 59), date by date: at each, buyers that stand pay half of what they still owe, claims
on those that have failed are lost, bills fall due, and who is short of cash fails. Amounts are in thousands of yuan.
"""

from typing import Any

import numpy as np
import pytest

from smecredit.simulation.behaviour.trade.bills import meet_bills
from smecredit.simulation.behaviour.trade.contagion import settle_trade_credit

#: A thousand yuan, in fen.
K = 100_000
ALIVE = 1
IN_CIRCLE = 3


class Network:
    """Firms without sales, wealth or debt, in a market where nobody else owes anything."""

    def __init__(self, market: Any, **cash: int) -> None:
        self.market, self.economy = market, market.market.economy
        self.economy.felt_gap = 0.0
        firms, firm = self.economy.firms, market.borrower()[0]
        self.economy.loans.column("status")[:] = 0
        firms.column("buyer")[:] = -1
        firms.column("circle")[:] = -1
        sound = [row for row in range(firms.rows) if firms.column("outcome")[row] == 0 and row != firm.row]
        self.firms = {}
        for row, (name, held) in zip(sound, cash.items(), strict=False):
            self.firms[name] = market.firm(row).set(
                cash=held * K, owner_wealth=0, home=0, informal_debt=0, year_sales=0, inventory=0, line=-1, line_room=0,
                late_bills=0, linked_receivables=0, receivables=0, bank_debt=0, loans=0, mark=0, margin=0.1,
            )  # fmt: skip

    def owes(self, buyer: str, supplier: str, claim: int) -> None:
        self.firms[supplier].set(buyer=self.firms[buyer].row, linked_receivables=claim * K)

    def date(self, **bills: int) -> tuple[set[str], int, int]:
        """Live through one date: who fails, what suppliers in the network lose, what those outside it do."""
        standing = self.standing()
        for name, bill in bills.items():
            self.firms[name]["cash"] -= bill * K
        before = [self.economy.counted(count) for count in ("lost_on_buyers", "unpaid_bills")]
        settle_trade_credit(self.economy)
        short = [self.firms[name].row for name in standing if self.firms[name]["cash"] < 0]
        self.economy.listed[: len(short)] = np.array(short, np.int32)
        meet_bills(self.economy, 0, len(short))
        lost = [
            self.economy.counted(count) - was
            for count, was in zip(("lost_on_buyers", "unpaid_bills"), before, strict=True)
        ]
        self.market.live("settle_distress")
        return standing - self.standing(), lost[0], lost[1]

    def standing(self) -> set[str]:
        return {name for name, firm in self.firms.items() if firm["state"] == ALIVE}

    def cash(self) -> dict[str, int]:
        """Fen of those that stand."""
        return {name: self.firms[name]["cash"] for name in sorted(self.standing())}


@pytest.fixture
def halves(small_market: Any) -> Any:
    """A market where half of a claim is collected at a date."""
    return small_market(**{"cash_flow.collection_months": 2.0, "cash_flow.uncollected_share": 0.0})


class TestChain:
    """C buys from B, B from A; each claim is 100. A has 50 too little at first, B 50, until they are paid."""

    def network(self, market: Any, cash_of_c: int) -> Network:
        chain = Network(market, A=-50, B=0, C=cash_of_c)
        chain.owes("C", "B", 100)
        chain.owes("B", "A", 100)
        return chain

    def test_a_failure_at_the_end_goes_up_the_chain(self, halves: Any) -> None:
        """C pays B 50 and lacks 10 for its bill of 10. The other 50 are lost to B, which has paid A 50 and then 25 on
        nothing, and so on: A is left with a claim of 25 that nobody pays."""
        chain = self.network(halves, cash_of_c=50)
        assert chain.date(C=10) == ({"C"}, 0, 10 * K)
        assert chain.cash() == {"A": 0, "B": 0}
        assert chain.date(A=20) == ({"B"}, 50 * K, 25 * K)
        assert chain.cash() == {"A": 5 * K}
        assert chain.date(A=10) == ({"A"}, 25 * K, 5 * K)

    def test_nobody_fails_where_the_last_buyer_can_pay(self, halves: Any) -> None:
        """The same bills, and 100 more in the hands of C: A ends with 50 + 25 + 12.5 - 50 - 30."""
        chain = self.network(halves, cash_of_c=150)
        none = (set(), 0, 0)
        assert [chain.date(C=10), chain.date(A=20), chain.date(A=10)] == [none] * 3
        assert chain.cash() == {"A": 750_000, "B": 0, "C": 52.5 * K}


def test_a_star_loses_the_suppliers_that_live_from_hand_to_mouth(halves: Any) -> None:
    """A hub owes three suppliers 100 each, has paid half when it fails for 160, and takes the other halves with it.

    Bills of 20 then fell the two that have nothing, and not the third, which has 40.
    """
    star = Network(halves, hub=0, first=-50, second=-50, third=-10)
    for supplier in ("first", "second", "third"):
        star.owes("hub", supplier, 100)
    assert star.date(hub=10) == ({"hub"}, 0, 160 * K)
    assert star.cash() == {"first": 0, "second": 0, "third": 40 * K}
    assert star.date(first=20, second=20, third=20) == ({"first", "second"}, 150 * K, 40 * K)
    assert star.cash() == {"third": 20 * K}


def test_a_ring_breaks_at_the_firm_whose_creditor_has_failed(halves: Any) -> None:
    """A buys from B, B from C, C from A, 100 each. A fails for 30; B loses 50, pays C 25 and fails for 25; C loses 25
    on B, but owes A nothing any more, and stands with nothing left."""
    ring = Network(halves, A=0, B=10, C=20)
    ring.owes("A", "B", 100)
    ring.owes("B", "C", 100)
    ring.owes("C", "A", 100)
    assert ring.date(A=30) == ({"A"}, 0, 30 * K)
    assert ring.cash() == {"B": 10 * K, "C": 20 * K}
    assert ring.date(B=10) == ({"B"}, 50 * K, 25 * K)
    assert ring.cash() == {"C": 45 * K}
    assert ring.date(C=45) == (set(), 25 * K, 0)
    assert ring.cash() == {"C": 0}


def test_a_guarantee_circle_of_three_falls_one_after_the_other(small_market: Any) -> None:
    """Each owes 120 and answers for a third of the others' loans. A fails: B pays its last 40, C 40 of 100. B cannot
    pay a bill of 10 and fails: C pays another 40. C cannot pay 30 out of 20 and fails, with nobody left to call on.

    The bank is left with 40 of the first loan, 80 of the second and all 120 of the third; suppliers with 10 twice.
    """
    market = small_market(**{"recovery.circle_members": 2.0})
    circle = Network(market, A=0, B=40, C=100)
    circle.economy.lgd_by_security[IN_CIRCLE] = 1.0  # nothing comes in but from the circle
    loans = {}
    for name, firm in circle.firms.items():
        first = market.loan(int(circle.economy.loans.allocate(1)[0]))
        terms = {"balance": 120 * K, "amount": 120 * K, "security": IN_CIRCLE, "status": 1, "guarantor": -1}
        loans[name] = first.set(id=10**9 + firm.row, firm=firm.row, bank=firm["bank"], maturity=10**4, **terms)
        firm.set(bank_debt=120 * K, loans=1, circle=2)

    def left() -> list[int]:
        return [loan["balance"] for loan in loans.values()]

    assert circle.date(A=10) == ({"A"}, 0, 10 * K)
    assert (circle.cash(), left()) == ({"B": 0, "C": 60 * K}, [40 * K, 120 * K, 120 * K])
    assert circle.date(B=10) == ({"B"}, 0, 10 * K)
    assert (circle.cash(), left()) == ({"C": 20 * K}, [40 * K, 80 * K, 120 * K])
    assert circle.date(C=30) == ({"C"}, 0, 10 * K)
    assert left() == [40 * K, 80 * K, 120 * K]
