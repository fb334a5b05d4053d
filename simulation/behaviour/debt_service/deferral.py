"""Putting principal off: a loan's owner pays interest alone for some months and the loan matures that much later."""

from ...ground.columns import Blocks
from ...ground.compiled import compiled, kernel
from ...ground.units import whole_fen
from ...state.counts import DEFERRED_FEN
from ...state.economy import Economy
from ...state.enterprise_columns import CASH, OUTCOME, YEAR_SALES
from ...state.loan_columns import (
    AMOUNT,
    DEFERRED,
    FIRM,
    LENDER,
    MATURITY,
    PAID_EVERY,
    PERFORMING,
    PRODUCT,
    STATUS,
    TERM,
)
from ...state.structure import FACTORING, LETTER_OF_CREDIT
from ..lending.instalment import scheduled_principal, steps_in
from ..support.eligibility import asked_of, eligible


@compiled
def short_of_cash_for(principal: int, cash: int, year_sales: int, cash_months: float) -> bool:
    """Whether paying `principal` fen would leave the firm less cash than `cash_months` months of sales."""
    return cash - principal < whole_fen(cash_months * year_sales / 12.0)


@compiled
def put_off(row: int, first: int, months: int, loan: Blocks) -> None:
    """No principal of the loan in `row` falls due in `months` months from `first` on; it matures that much later.

    One that has matured and is overdue matures again at the end of them. The months of payment stay what they are: a
    loan that is not paid monthly matures later by whole steps.
    """
    maturity, step = int(loan.index[MATURITY, row]), int(loan.tag[PAID_EVERY, row])
    loan.index[DEFERRED, row] = first + months - 1
    loan.index[MATURITY, row] = maturity + step * steps_in(max(maturity, first) + months - maturity, step)


@compiled
def taken_by(r: int, row: int, economy: Economy) -> bool:
    """Whether programme `r` would take the live loan in `row`, with the term of its last renewal."""
    loan, tenor = economy.loan, economy.loan.index[TERM, row]
    asked = asked_of(economy, loan.tag[LENDER, row], loan.whole[AMOUNT, row], loan.tag[PRODUCT, row], tenor)
    return eligible(r, loan.index[FIRM, row], asked, economy.firm, economy.programme, economy.month)


@kernel
def defer_principal(economy: Economy, r: int, cash_months: float) -> None:
    """Put off the month's principal for firms of programme `r` with cash for less than `cash_months` of sales.

    Interest is still due. Letters of credit and advances on invoices run on: others have to be paid, or pay them.
    Counts fen put off for the first time.
    """
    firm, loan, month = economy.firm, economy.loan, economy.month
    for row in range(loan.rows):
        if loan.tag[STATUS, row] != PERFORMING or loan.index[DEFERRED, row] >= month:
            continue
        if loan.tag[PRODUCT, row] == LETTER_OF_CREDIT or loan.tag[PRODUCT, row] == FACTORING:
            continue
        principal = scheduled_principal(row, month, month, loan)
        i = loan.index[FIRM, row]
        if principal == 0 or firm.tag[OUTCOME, i] > 0:
            continue
        if not short_of_cash_for(0, firm.whole[CASH, i], firm.whole[YEAR_SALES, i], cash_months):
            continue
        if taken_by(r, row, economy):
            if loan.index[DEFERRED, row] < month - 1:
                economy.counts[DEFERRED_FEN] += principal
            put_off(row, month, 1, loan)
