"""The loans of the opening books: granted at one moment, dated back over their lives."""

import numpy as np

from ...ground.compiled import kernel
from ...ground.randomness import LOAN_TERMS, uniforms
from ...state.economy import Economy
from ...state.enterprise_columns import BANK_DEBT, ID, PUNCTUAL_SINCE
from ...state.loan_columns import BALANCE, FIRM, MATURITY, OPENED
from .instalment import scheduled_principal


@kernel
def date_back(economy: Economy, rows: np.ndarray) -> None:
    """Each loan of `rows` began earlier in its life than this month, by luck; what was repaid since is off the books.

    A loan of the opening books is as old as one drawn at random from those alive: uniform over its tenor.
    """
    firm, loan, month = economy.firm, economy.loan, economy.month
    for row in rows:
        i = loan.index[FIRM, row]
        _, luck, _, _ = uniforms(economy.seed, firm.whole[ID, i], month, LOAN_TERMS)
        tenor = loan.index[MATURITY, row] - month
        elapsed = min(int(luck * tenor), tenor - 1)
        loan.index[OPENED, row] -= elapsed
        loan.index[MATURITY, row] -= elapsed
        firm.index[PUNCTUAL_SINCE, i] = min(firm.index[PUNCTUAL_SINCE, i], loan.index[OPENED, row])
        repaid = scheduled_principal(row, loan.index[OPENED, row] + 1, month, loan)
        loan.whole[BALANCE, row] -= repaid
        firm.whole[BANK_DEBT, i] -= repaid
