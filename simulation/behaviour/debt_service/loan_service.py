"""Money between borrower and lender: drawing on a line, repaying principal."""

from typing import Any

from ...ground.compiled import compiled
from ...state.bank_columns import OWN_CASH
from ...state.enterprise_columns import BANK, BANK_DEBT, CASH, LINE, LINE_ROOM
from ...state.ledger import PAYEE, PAYER, PRINCIPAL_DRAWN, PRINCIPAL_REPAID
from ...state.loan_columns import BALANCE, LENDER


@compiled
def draw_line(i: int, amount: int, firm: Any, loan: Any, bank: Any, flows: Any) -> None:
    """Draw `amount` fen, at most the room, on the firm's line."""
    row = firm.index[LINE, i]
    lender, house = loan.tag[LENDER, row], firm.tag[BANK, i]
    loan.whole[BALANCE, row] += amount
    firm.whole[LINE_ROOM, i] -= amount
    firm.whole[BANK_DEBT, i] += amount
    firm.whole[CASH, i] += amount
    bank.whole[OWN_CASH, lender] -= amount
    flows[PRINCIPAL_DRAWN, PAYER, lender] += amount
    flows[PRINCIPAL_DRAWN, PAYEE, house] += amount


@compiled
def repay(row: int, i: int, amount: int, firm: Any, loan: Any, bank: Any, flows: Any) -> None:
    """Principal of any loan, from the firm's deposit to the lending bank."""
    lender = loan.tag[LENDER, row]
    loan.whole[BALANCE, row] -= amount
    firm.whole[BANK_DEBT, i] -= amount
    firm.whole[CASH, i] -= amount
    bank.whole[OWN_CASH, lender] += amount
    flows[PRINCIPAL_REPAID, PAYER, firm.tag[BANK, i]] += amount
    flows[PRINCIPAL_REPAID, PAYEE, lender] += amount
