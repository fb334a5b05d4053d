"""Loans in the order of their borrowers' rows: kernels that look a firm up for every loan then walk through memory.

Loans come and go, so that after some years neighbours in the loan book belong to firms far apart. New loans
therefore fill the gaps in the order of their borrowers, and once a year the book is laid out anew. Rows are storage:
nothing of the economy changes, not even a bit.
"""

from __future__ import annotations

import numpy as np

from .economy import Economy
from .enterprise_columns import LINE
from .loan_columns import CLAIM_ROW, FIRM, STATUS

MONTHS_BETWEEN = 12


def rows_for_loans(economy: Economy, borrowers: np.ndarray) -> np.ndarray:
    """Rows for a new loan of each of these firms, int32: the lower a borrower's row, the lower that of the loan."""
    rows = economy.loans.allocate(len(borrowers))
    rows.sort()
    placed = np.empty_like(rows)
    placed[np.argsort(borrowers, kind="stable")] = rows
    return placed


def keep_loans_in_order(economy: Economy) -> None:
    """Sort the loan book by borrower in every twelfth month; between months only."""
    if economy.month % MONTHS_BETWEEN == 0:
        sort_loans(economy)


def sort_loans(economy: Economy) -> None:
    """Lay the loan book out by the borrower's row, close its gaps, and let every pointer follow."""
    loan = economy.loan
    live = np.flatnonzero(loan.tag[STATUS, : loan.rows] > 0)
    order = live[np.argsort(loan.index[FIRM, live], kind="stable")]
    moved_to = np.append(economy.loans.reorder(order), np.int32(-1))
    for pointers in (
        economy.firm.index[LINE, : economy.firm.rows],
        economy.claim.index[CLAIM_ROW, : economy.claim.rows],
    ):
        pointers[:] = moved_to[pointers]  # -1, no row, stays -1
