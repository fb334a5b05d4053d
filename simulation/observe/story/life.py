"""What a firm's story tells of its business: bills, buyers, growth, closure, rungs, private debt."""

from __future__ import annotations

from ...behaviour.demography.entry_exit import CLOSED_DOWN, FAILED, OUTGREW
from ...state import enterprise_columns as ec
from ...state.economy import Economy
from ...state.structure import REVOLVING_LINE, RUNGS, SIZES
from .names import bank_named, loan_named
from .notes import Notes
from .seen import Firm, Loan, Seen


def after_trade(notes: Notes, economy: Economy, before: Seen) -> None:
    """Buyers that failed, bills that were hard or impossible to pay."""
    then, now = before.firm, notes.firm
    if then is None or now is None:
        return
    if now.mark & ec.LOST_BUYER and then.linked_receivables > 0:
        notes.tell("buyer_failed", amount_fen=then.linked_receivables)
    notes.money_found("after_bills", then, now, with_line=True)
    if now.outcome == FAILED and then.outcome < FAILED:
        notes.tell("bills_unpaid")


def after_growth(notes: Notes, economy: Economy, before: Seen) -> None:
    """Birth, closure, giving up, a change of size, the end of private debt."""
    then, now = before.firm, notes.firm
    if then is None:
        if now is not None:
            notes.introduce(economy, "born")
        return
    if now is None:
        _closure(notes, economy, then, before.loans)
        return
    if now.outcome == FAILED and then.outcome < FAILED:
        notes.tell("gives_up")
    if notes.private_debt > 0 and now.informal_debt == 0:
        notes.tell("private_repaid")
    if now.size != then.size:
        notes.tell("size", size=SIZES[now.size])


def _closure(notes: Notes, economy: Economy, then: Firm, loans: dict[int, Loan]) -> None:
    blocks, row = economy.firm, notes.reader.last_row
    if blocks.tag[ec.OUTCOME, row] == OUTGREW:
        notes.tell("outgrows")
    elif blocks.tag[ec.OUTCOME, row] != CLOSED_DOWN:
        return
    own = then.owner_wealth - int(blocks.whole[ec.OWNER_WEALTH, row])
    if blocks.tag[ec.OUTCOME, row] == CLOSED_DOWN:
        notes.tell("closes_with_own_money" if own > 0 else "closes", own_fen=max(own, 0))
    for _, loan in sorted(loans.items()):
        tell_end(notes, economy, loan)


def tell_end(notes: Notes, economy: Economy, loan: Loan) -> None:
    """A loan is repaid, or a line closed."""
    notes.tell(
        "line_closed" if loan.product == REVOLVING_LINE else "repaid",
        loan=loan_named(loan),
        lender=bank_named(economy, loan.bank),
        amount_fen=loan.balance,
    )


def after_record(notes: Notes, economy: Economy, before: Seen) -> None:
    """A rise on the ladder; the month's figures."""
    now = notes.firm
    if now is not None:
        if notes.rung is not None and now.ladder > notes.rung:
            notes.tell("rung", rung=RUNGS[now.ladder])
        notes.rung, notes.private_debt = now.ladder, now.informal_debt
    if economy.month >= 0:
        notes.keep_row()
    notes.forget_month()
