"""What a firm's story tells of its debt: draws, renewals, payments, arrears, flight, subsidised interest."""

from __future__ import annotations

from ...behaviour.demography.entry_exit import ABSCONDED
from ...state import loan_columns as lc
from ...state import programme_columns as pc
from ...state.economy import Economy
from ...state.structure import LETTER_OF_CREDIT
from .borrowing import tell_guarantee
from .life import tell_end
from .names import bank_named, loan_named, paying_programmes
from .notes import Notes
from .rehearsal import Renewal
from .seen import Loan, Seen


def after_service(notes: Notes, economy: Economy, before: Seen) -> None:
    """What became of each loan in the month's service of debt, and how the owner found the money."""
    then, now = before.firm, notes.firm
    if then is None or now is None:
        return
    for key, loan in sorted(before.loans.items()):
        after = notes.loans.get(key)
        if after is not None and after.balance > 0 and loan.balance == 0 and key not in notes.lines_drawn:
            notes.lines_drawn.add(key)
            notes.tell(
                "letter_drawn" if loan.product == LETTER_OF_CREDIT else "line_drawn",
                lender=bank_named(economy, loan.bank),
                amount_fen=after.balance,
                loan=loan_named(loan),
            )
        if key in notes.renewals:
            _renewal(notes, economy, loan, after, notes.renewals[key])
    notes.renewals = {}
    if now.outcome == ABSCONDED:
        notes.tell("absconds", amount_fen=notes.cash_before_payment)
        return
    notes.money_found("after_due", then, now)
    if now.missed > then.missed:
        notes.tell("arrears", amount_fen=notes.due, months_overdue=now.missed)
    elif now.missed < then.missed:
        notes.tell("cured")
    for key, loan in sorted(before.loans.items()):
        if key not in notes.loans and loan.status == lc.PERFORMING:
            tell_end(notes, economy, loan)
    notes.deferrals(economy, before.loans, notes.loans)
    if notes.subsidy > 0:
        bits = 0
        for loan in notes.loans.values():
            bits |= loan.programmes
        programme = paying_programmes(economy, pc.RATE_SUBSIDY, bits)
        notes.tell("support", programme=programme, amount_fen=notes.subsidy)


def _renewal(notes: Notes, economy: Economy, loan: Loan, after: Loan | None, ends: Renewal) -> None:
    """How the renewal of a loan that came up went; `after` is the loan now, if there still is one."""
    named, lender = loan_named(loan), bank_named(economy, loan.bank)
    if ends.refused:
        in_parts = after is not None and after.instalment > 0
        refused = "renewal_refused_in_parts" if in_parts else "renewal_refused"
        kind = refused if loan.balance else "limit_refused"
        notes.tell(kind, loan=named, lender=lender, amount_fen=loan.balance)
    elif ends.bridge_failed:
        notes.tell("bridge_failed", loan=named, lender=lender, amount_fen=loan.balance)
    elif ends.renewed and after is not None:
        # A line may have been used in the month before it came up.
        amount = ends.repaid or loan.balance
        notes.tell(
            _kind_of_renewal(ends, amount),
            loan=named,
            lender=lender,
            amount_fen=amount,
            rate=after.rate,
            bridge_fee_fen=ends.bridge_fee,
        )
        notes.tell("view_at_renewal", lender=lender, loan=named, estimated_risk=after.estimated_pd)
        if loan.guarantor >= 0 and after.guarantor < 0:
            notes.tell("guarantee_lapses", loan=named)
        elif after.guarantor >= 0 and after.agreement != loan.agreement:
            tell_guarantee(notes, economy, after, None)


def _kind_of_renewal(ends: Renewal, amount: int) -> str:
    if ends.evergreened:
        return "evergreened"
    if not amount:
        return "renewed_undrawn"
    if ends.without_repaying:
        return "renewed_without_repaying"
    return "renewed_by_bridge" if ends.bridge_fee else "renewed_after_repaying"
