"""What invoices behind an advance yield, and who bears a buyer's failure."""

from typing import Any

from ...ground.compiled import compiled, kernel
from ...ground.units import whole_fen
from ...state.enterprise_columns import BANK_DEBT, HELD, LINKED, LOANS, LOST_BUYER, MARK, OUTCOME, RECEIVABLES
from ...state.loan_columns import FIRM, PERFORMING, RECEIVABLES_SOLD, SECURITY, STATUS
from ...state.structure import FACTORING


@compiled
def yield_of_invoices(security: int, i: int, balance: int, firm: Any, p: Any) -> float:
    """Share of the balance that the invoices behind a factoring advance of the firm in row `i` will yield."""
    if security == RECEIVABLES_SOLD:
        if firm.tag[MARK, i] & LOST_BUYER:
            return p.buyer_dividend
        return min(whole_fen(0.95 * firm.whole[LINKED, i]) / balance, 1.0)
    return min(whole_fen(p.collected_after_failure * firm.whole[RECEIVABLES, i]) / balance, 1.0)


@kernel
def find_sold_to_failed_buyers(loans: int, firm: Any, loan: Any, found: Any) -> int:
    """Rows of advances on sold invoices whose buyer has just failed while the firm lives on; returns how many."""
    count = 0
    for row in range(loans):
        if loan.tag[STATUS, row] != PERFORMING or loan.tag[SECURITY, row] != RECEIVABLES_SOLD:
            continue
        i = loan.index[FIRM, row]
        if firm.tag[MARK, i] & LOST_BUYER and firm.tag[OUTCOME, i] <= 1:
            found[count] = row
            count += 1
    return count


@compiled
def free_of_recourse(i: int, balance: int, firm: Any) -> None:
    """The firm in row `i` owes nothing more on an advance of `balance` fen on invoices that it sold."""
    firm.whole[BANK_DEBT, i] -= balance
    firm.tag[LOANS, i] -= 1
    firm.tag[HELD, i] &= ~(1 << FACTORING)


@kernel
def forget_lost_buyers(firms: int, firm: Any) -> None:
    """The news of the month that a buyer failed has been acted on."""
    for i in range(firms):
        firm.tag[MARK, i] &= ~LOST_BUYER
