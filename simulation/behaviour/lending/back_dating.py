"""The loans of the opening books: granted at one moment, dated back over their lives."""

from typing import Any

from ...ground.compiled import kernel
from ...ground.randomness import LOAN_TERMS, uniforms
from ...state.enterprise_columns import BANK_DEBT, ID
from ...state.loan_columns import BALANCE, FIRM, INSTALMENT, MATURITY, OPENED


@kernel
def date_back(rows: Any, loan: Any, firm: Any, seed: int, month: int) -> None:
    """Each loan of `rows` began earlier in its life than `month`, by luck; what has been repaid since is off the books.

    A loan of the opening books is as old as one drawn at random from those alive: uniform over its tenor.
    """
    for row in rows:
        i = loan.index[FIRM, row]
        _, luck, _, _ = uniforms(seed, firm.whole[ID, i], month, LOAN_TERMS)
        tenor = loan.index[MATURITY, row] - month
        elapsed = min(int(luck * tenor), tenor - 1)
        loan.index[OPENED, row] -= elapsed
        loan.index[MATURITY, row] -= elapsed
        repaid = min(loan.whole[INSTALMENT, row] * elapsed, loan.whole[BALANCE, row])
        loan.whole[BALANCE, row] -= repaid
        firm.whole[BANK_DEBT, i] -= repaid
