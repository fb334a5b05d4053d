"""Guarantee circles (互保): members answer for each other's loans out of their cash."""

from ...ground.compiled import compiled, kernel
from ...ground.units import whole_fen
from ...state.bank_columns import OWN_CASH
from ...state.counts import CIRCLE_PAYMENTS
from ...state.economy import Economy
from ...state.enterprise_columns import ALIVE, BANK, CASH, CIRCLE, HURT_BY_CIRCLE, MARK, OUTCOME, STATE
from ...state.ledger import PAYEE, PAYER, RECOVERY_DEBTOR
from ...state.loan_columns import BALANCE, CLAIM, LENDER, LOAN_ID, LOSS, RECOVERABLE, RECOVERED
from ..demography.entry_exit import FAILED


@compiled
def call_for(row: int, circle: int, economy: Economy) -> None:
    """The circle is called this month for the loan in `row`, unless it is for one with a lower key."""
    loan, calls = economy.loan, economy.circle_calls
    called = calls[circle]
    if called < 0 or loan.whole[LOAN_ID, row] < loan.whole[LOAN_ID, called]:
        calls[circle] = row


@kernel
def call_circles(economy: Economy) -> None:
    """Members of circles that are called pay their part of the fallen member's loan; then no circle is called."""
    firm = economy.firm
    for i in range(firm.rows):
        circle = firm.index[CIRCLE, i]
        if circle < 0 or firm.tag[STATE, i] != ALIVE or firm.tag[OUTCOME, i] >= FAILED:
            continue
        row = economy.circle_calls[circle]
        if row >= 0:
            pay_as_member(i, row, economy)
    economy.circle_calls[:] = -1


@compiled
def pay_as_member(i: int, row: int, economy: Economy) -> None:
    """The firm in row `i` pays its part of the loan in `row`, as far as its cash goes."""
    firm, loan, claim, flows = economy.firm, economy.loan, economy.claim, economy.flows
    record, members = loan.index[CLAIM, row], economy.numbers.recovery.circle_members
    part = whole_fen(claim.whole[LOSS, record] / (members + 1.0))
    paid = min(part, firm.whole[CASH, i], loan.whole[BALANCE, row])
    if paid <= 0:
        return
    b = loan.tag[LENDER, row]
    firm.whole[CASH, i] -= paid
    firm.tag[MARK, i] |= HURT_BY_CIRCLE
    loan.whole[BALANCE, row] -= paid
    loan.whole[RECOVERABLE, row] = min(loan.whole[RECOVERABLE, row], loan.whole[BALANCE, row])
    claim.whole[RECOVERED, record] += paid
    economy.bank.whole[OWN_CASH, b] += paid
    flows[RECOVERY_DEBTOR, PAYER, firm.tag[BANK, i]] += paid
    flows[RECOVERY_DEBTOR, PAYEE, b] += paid
    economy.counts[CIRCLE_PAYMENTS] += paid
