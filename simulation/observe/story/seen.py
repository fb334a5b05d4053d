"""What is seen of one firm at a moment: its cells, its loans and the claims on them, in plain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple, TypeVar

import numpy as np

from ...ground.columns import Store
from ...state import enterprise_columns as ec
from ...state import loan_columns as lc
from ...state.economy import Economy
from ...state.structure import PARTIES


@dataclass
class Firm:
    """Cells of the firm's row, by column."""

    cash: int
    linked_receivables: int
    fixed_assets: int
    owner_wealth: int
    informal_debt: int
    bank_debt: int
    year_sales: int
    line_room: int
    employees: float
    margin: float
    buffer_target: float
    conduct: float
    entry_month: int
    size: int
    sector: int
    region: int
    bank: int
    ladder: int
    missed: int
    mark: int
    outcome: int


@dataclass
class Loan:
    """Cells of a loan's row, by column."""

    id: int
    amount: int
    balance: int
    instalment: int
    rate: float
    fee_rate: float
    estimated_pd: float
    opened: int
    maturity: int
    programmes: int
    bank: int
    product: int
    security: int
    guarantor: int
    agreement: int
    status: int
    renewals: int
    supported: int


@dataclass
class Claim:
    """A claim: money in fen, by party what was paid and recovered; `bits` are the programmes behind its loan."""

    state: int
    month: int
    due: int
    bank: int
    agreement: int
    loss: int
    owed_later: int
    owed_later_by: str
    owed_later_due: int
    bits: int
    paid: Mapping[str, int]
    recovered: Mapping[str, int]
    #: The loan as it was when the claim was first told.
    loan: Loan | None


class Seen(NamedTuple):
    """All that is seen of the firm: its row, None while it does not live; loans and claims by the loan's key."""

    firm: Firm | None
    loans: dict[int, Loan]
    claims: dict[int, Claim]


class FirmReader:
    """Reads the tables for the firm with this key, wherever its row lies."""

    def __init__(self, key: int) -> None:
        self.key = key
        #: Where it lay when last seen alive, -1 before that.
        self.last_row = -1

    def row(self, economy: Economy) -> int:
        """The firm's row while it lives, -1 at other times."""
        ids, states = economy.firms.column("id"), economy.firms.column("state")
        row = self.last_row
        if not (0 <= row < len(ids) and ids[row] == self.key and states[row] == ec.ALIVE):
            found = np.flatnonzero((ids == self.key) & (states == ec.ALIVE))
            if not len(found):
                return -1
            self.last_row = row = int(found[0])
        return row

    def firm(self, economy: Economy) -> Firm | None:
        """The firm's cells, None while it does not live."""
        row = self.row(economy)
        return None if row < 0 else _cells(Firm, economy.firms, row)

    def loan_rows(self, economy: Economy) -> list[int]:
        """Rows of its open loans."""
        book = economy.loans
        mine = (book.column("id") >> lc.KEY_BITS == self.key) & (book.column("status") > 0)
        rows: list[int] = np.flatnonzero(mine).tolist()
        return rows

    def loans(self, economy: Economy) -> dict[int, Loan]:
        """Its open loans by key."""
        found = (_cells(Loan, economy.loans, row) for row in self.loan_rows(economy))
        return {loan.id: loan for loan in found}

    def claims(self, economy: Economy, loans: Mapping[int, Loan], known: Mapping[int, Claim]) -> dict[int, Claim]:
        """The claims on its loans, by the loan's key; `loans` and claims `known` tell the programmes behind them."""
        claims = economy.claims
        mine = (claims.column("enterprise") == self.key) & (claims.column("state") > 0)
        found = (_claim(claims, row, loans, known) for row in np.flatnonzero(mine).tolist())
        return dict(found)


def _claim(claims: Store, row: int, loans: Mapping[int, Loan], known: Mapping[int, Claim]) -> tuple[int, Claim]:
    def cell(name: str) -> int:
        return int(claims.column(name)[row])

    key = cell("loan")
    loan, earlier = loans.get(key), known.get(key)
    return key, Claim(
        state=cell("state"),
        month=cell("month"),
        due=cell("due"),
        bank=cell("bank"),
        agreement=cell("agreement"),
        loss=cell("loss_fen"),
        owed_later=cell("owed_later_fen"),
        owed_later_by=PARTIES[cell("owed_later_by")],
        owed_later_due=cell("owed_later_due"),
        bits=loan.programmes if loan is not None else earlier.bits if earlier is not None else 0,
        paid={party: cell(f"paid_{party}_fen") for party in PARTIES},
        recovered={party: cell(f"recovered_{party}_fen") for party in PARTIES},
        loan=earlier.loan if earlier is not None else None,
    )


Cells = TypeVar("Cells", Firm, Loan)


def _cells(kind: type[Cells], store: Store, row: int) -> Cells:
    return kind(**{each.name: store.column(each.name)[row].item() for each in fields(kind)})
