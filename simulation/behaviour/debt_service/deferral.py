"""Putting principal off: a loan's owner pays interest alone for some months and the loan matures that much later."""

from typing import Any

from ...ground.compiled import compiled, kernel
from ...ground.units import whole_fen
from ...state.enterprise_columns import CASH, OUTCOME, YEAR_SALES
from ...state.loan_columns import (
    AMOUNT,
    BALANCE,
    DEFERRED,
    FIRM,
    INSTALMENT,
    MATURITY,
    OPENED,
    PERFORMING,
    PRODUCT,
    RENEWALS,
    STATUS,
)
from ...state.structure import FACTORING, LETTER_OF_CREDIT
from ..support.eligibility import eligible


@compiled
def short_of_cash_for(principal: int, cash: int, year_sales: int, cash_months: float) -> bool:
    """Whether paying `principal` fen would leave the firm less cash than `cash_months` months of sales."""
    return cash - principal < whole_fen(cash_months * year_sales / 12.0)


@compiled
def put_off(row: int, first: int, months: int, loan: Any) -> None:
    """No principal of the loan in `row` falls due in `months` months from `first` on; it matures that much later.

    One that has matured and is overdue matures again at the end of them.
    """
    loan.index[DEFERRED, row] = first + months - 1
    loan.index[MATURITY, row] = max(loan.index[MATURITY, row], first) + months


@compiled
def scheduled_principal(row: int, first: int, last: int, loan: Any) -> int:
    """Fen of principal that the contract makes due in months `first` to `last`; all that is left at maturity."""
    balance = loan.whole[BALANCE, row]
    if loan.index[MATURITY, row] <= last:
        return balance
    return min(loan.whole[INSTALMENT, row] * (last - first + 1), balance)


@compiled
def taken_by(r: int, row: int, firm: Any, loan: Any, programme: Any, month: int) -> bool:
    """Whether programme `r` would take the live loan in `row`; one that was renewed counts as a loan of a year."""
    tenor = 12 if loan.tag[RENEWALS, row] > 0 else loan.index[MATURITY, row] - loan.index[OPENED, row]
    return eligible(
        r, loan.index[FIRM, row], loan.whole[AMOUNT, row], loan.tag[PRODUCT, row], tenor, firm, programme, month
    )


@kernel
def defer_principal(loans: int, r: int, firm: Any, loan: Any, programme: Any, month: int, cash_months: float) -> int:
    """Put off the month's principal for firms of programme `r` short of cash; returns fen put off for the first time.

    Interest is still due. Letters of credit and advances on invoices run on: others have to be paid, or pay them.
    """
    deferred = 0
    for row in range(loans):
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
        if taken_by(r, row, firm, loan, programme, month):
            if loan.index[DEFERRED, row] < month - 1:
                deferred += principal
            put_off(row, month, 1, loan)
    return deferred
