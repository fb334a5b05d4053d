"""The loan book laid out anew: loans lie in the order of their borrowers, and nothing else changes."""

import numpy as np

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.state.loan_columns import CLAIM_STATE
from smecredit.simulation.state.loan_order import sort_loans


def lived(months: int) -> CreditMarket:
    market = CreditMarket(load("baseline", firms=300, months=months, set={"economy.burn_in": 6}), seed=2)
    return market.run()


def test_loans_lie_in_the_order_of_their_borrowers_without_gaps(fingerprints) -> None:
    market = lived(7)
    before = fingerprints.state(market)
    sort_loans(market.economy)
    loans = market.economy.loans
    assert (loans.column("status") > 0).all()
    assert (np.diff(loans.column("firm")) >= 0).all()
    assert int(loans.free_count[0]) == 0
    after = fingerprints.state(market)
    assert before.keys() == after.keys()
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_pointers_follow(fingerprints) -> None:
    market = lived(7)
    economy = market.economy
    keys = economy.loans.column("id")
    living = np.flatnonzero(economy.firms.column("state") == 1)

    def lines() -> dict[int, int]:
        rows = economy.firms.column("line")
        return {row: int(keys[rows[row]]) for row in living.tolist() if rows[row] >= 0}

    lines_before = lines()
    open_claims = np.flatnonzero(
        (economy.claim.tag[CLAIM_STATE, : economy.claims.rows] > 0)
        & (economy.claim.tag[CLAIM_STATE, : economy.claims.rows] < 3)
    )
    assert lines_before
    assert len(open_claims)
    sort_loans(economy)
    keys = economy.loans.column("id")
    assert lines() == lines_before
    rows = economy.claims.column("loan_row")[open_claims]
    assert (keys[rows] == economy.claims.column("loan")[open_claims]).all()


def test_rows_forgotten_are_as_fresh_as_new_ones() -> None:
    market = lived(3)
    loans = market.economy.loans
    rows_before = loans.rows
    sort_loans(market.economy)
    fresh = loans.allocate(rows_before - loans.rows + 5)
    for name, column in loans.table.columns.items():
        assert (loans.column(name)[fresh] == np.float32(column.default)).all(), name
