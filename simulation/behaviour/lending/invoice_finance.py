"""What invoices behind an advance yield, and who bears a buyer's failure."""

import numpy as np

from ...ground.columns import Blocks
from ...ground.compiled import compiled, kernel
from ...ground.units import whole_fen
from ...state.economy import Economy
from ...state.enterprise_columns import BANK_DEBT, HELD, LINKED, LOANS, LOST_BUYER, MARK, OUTCOME, RECEIVABLES
from ...state.loan_columns import FIRM, PERFORMING, RECEIVABLES_SOLD, SECURITY, STATUS
from ...state.structure import FACTORING


@compiled
def yield_of_invoices(economy: Economy, security: int, i: int, balance: int) -> float:
    """Share of the balance that the invoices behind a factoring advance of the firm in row `i` will yield."""
    firm, p = economy.firm, economy.numbers.factoring
    if security == RECEIVABLES_SOLD:
        if firm.tag[MARK, i] & LOST_BUYER:
            return p.buyer_dividend
        return min(whole_fen(p.collected_from_living * firm.whole[LINKED, i]) / balance, 1.0)
    return min(whole_fen(p.collected_after_failure * firm.whole[RECEIVABLES, i]) / balance, 1.0)


@kernel
def find_sold_to_failed_buyers(economy: Economy, found: np.ndarray) -> int:
    """Rows of advances on sold invoices whose buyer has just failed while the firm lives on; returns how many."""
    firm, loan, count = economy.firm, economy.loan, 0
    for row in range(loan.rows):
        if loan.tag[STATUS, row] != PERFORMING or loan.tag[SECURITY, row] != RECEIVABLES_SOLD:
            continue
        i = loan.index[FIRM, row]
        if firm.tag[MARK, i] & LOST_BUYER and firm.tag[OUTCOME, i] <= 1:
            found[count] = row
            count += 1
    return count


@compiled
def free_of_recourse(i: int, balance: int, firm: Blocks) -> None:
    """The firm in row `i` owes nothing more on an advance of `balance` fen on invoices that it sold."""
    firm.whole[BANK_DEBT, i] -= balance
    firm.tag[LOANS, i] -= 1
    firm.index[HELD, i] &= ~(1 << FACTORING)


@kernel
def forget_lost_buyers(economy: Economy) -> None:
    """The news of the month that a buyer failed has been acted on."""
    firm = economy.firm
    for i in range(firm.rows):
        firm.tag[MARK, i] &= ~LOST_BUYER
