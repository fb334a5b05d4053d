"""What a firm's story tells of failure: why, who is called on, and what becomes of each claim."""

from __future__ import annotations

from dataclasses import replace

from ...behaviour.distress.departure import cause_of_failure
from ...ground.units import whole_fen
from ...state import enterprise_columns as ec
from ...state import loan_columns as lc
from ...state import programme_columns as pc
from ...state.economy import Economy
from ...state.structure import PARTIES
from .names import bank_named, loan_named, paying_programmes, set_bits, shares_of, some
from .notes import Notes
from .rehearsal import pure
from .seen import Claim, Loan, Seen


def after_distress(notes: Notes, economy: Economy, before: Seen) -> None:
    """Failure, calls of a guarantee circle, claims."""
    then, now = before.firm, notes.firm
    left = then is not None and now is None
    if then is not None and now is None:
        outcome = int(economy.firm.tag[ec.OUTCOME, notes.reader.last_row])
        cause = int(pure(cause_of_failure)(outcome, then.mark))
        if then.bank_debt > 0:
            notes.tell("default", balance_fen=then.bank_debt, cause=cause)
        else:
            notes.tell("fails", cause=cause)
    elif then is not None and now is not None:
        called = then.cash + notes.settled_cash - now.cash
        if called > 0 and now.mark & ec.HURT_BY_CIRCLE:
            notes.tell("circle_called", amount_fen=called)
    for key, claim in sorted({**notes.closing, **notes.claims}.items(), key=lambda each: each[0]):
        earlier = before.claims.get(key)
        if earlier is None:
            _first_told(notes, economy, claim, before.loans[key], left)
            earlier = replace(claim, state=lc.WAITING, owed_later=0, recovered=dict.fromkeys(PARTIES, 0))
        _follow(notes, economy, claim, earlier)
    notes.closing = {}


def so_far(claim: Claim) -> dict[str, object] | None:
    """The numbers of what has been recovered on a claim that is still being worked out; None where nothing has."""
    got = sum(claim.recovered.values())
    if claim.state != lc.SETTLED or claim.loan is None or not got:
        return None
    return {"loan": loan_named(claim.loan), "amount_fen": got, "recovered_fen": some(claim.recovered)}


def _first_told(notes: Notes, economy: Economy, claim: Claim, loan: Loan, left: bool) -> None:
    claim.loan = loan
    named = loan_named(loan)
    numbers = {"loan": named, "lender": bank_named(economy, claim.bank), "loss_fen": claim.loss}
    if left:
        taken = loan.balance - claim.loss
        notes.tell("claim" if taken else "claim_on_nothing", from_account_fen=taken, **numbers)
    else:
        notes.tell("factor_loses", **numbers)
    by_circle = claim.recovered["bank"]
    if by_circle:
        notes.tell("circle_pays", loan=named, amount_fen=by_circle)
    if claim.due > economy.month:
        notes.tell("claim_waits", due=claim.due, **numbers)


def _follow(notes: Notes, economy: Economy, claim: Claim, earlier: Claim) -> None:
    """What has happened to a claim since it was last looked at."""
    assert claim.loan is not None
    named, paid, recovered = loan_named(claim.loan), claim.paid, claim.recovered
    if earlier.state == lc.WAITING and claim.state > lc.WAITING:
        _settlement(notes, economy, claim, claim.loan)
    elif earlier.owed_later and not claim.owed_later:
        party = earlier.owed_later_by
        amount = paid[party] - earlier.paid[party]
        notes.tell(
            "second_stage" if amount == earlier.owed_later else "second_stage_short",
            loan=named,
            party=party,
            amount_fen=amount,
            promised_fen=earlier.owed_later,
            bank_part_fen=paid["bank"],
        )
    if claim.month < economy.month:
        came = {party: recovered[party] - earlier.recovered[party] for party in PARTIES}
        if any(came.values()):
            notes.tell("recovery", loan=named, amount_fen=sum(came.values()), recovered_fen=some(came))
    if earlier.state != lc.CLOSED and claim.state == lc.CLOSED:
        _end(notes, economy, claim, claim.loan)


def _settlement(notes: Notes, economy: Economy, claim: Claim, loan: Loan) -> None:
    """Who paid, who paid less than promised, what a programme compensates, what a fund still owes."""
    named, paid = loan_named(loan), claim.paid
    notes.tell(
        "claim_alone" if paid["bank"] == claim.loss else "claim_paid",
        loan=named,
        lender=bank_named(economy, claim.bank),
        loss_fen=claim.loss,
        paid_fen=some(paid),
    )
    points, residual = shares_of(economy, claim.agreement)
    for party, part in points.items():
        promised = claim.loss * part // 10_000
        if claim.owed_later and party == claim.owed_later_by:
            promised -= claim.owed_later
        if party not in ("bank", residual) and paid[party] < promised:
            notes.tell("claim_short", loan=named, party=party, paid_part_fen=paid[party], promised_fen=promised)
    programme = paying_programmes(economy, pc.LOSS_COMPENSATION, claim.bits)
    if programme is not None:
        share = sum(float(economy.programme.real[pc.LOSS_COMPENSATION, row]) for row in set_bits(claim.bits))
        amount = min(whole_fen(paid["bank"] * share), paid["bank"])
        notes.tell("compensated", loan=named, programme=programme, amount_fen=amount)
    if claim.owed_later:
        notes.tell(
            "claim_in_stages",
            loan=named,
            party=claim.owed_later_by,
            amount_fen=claim.owed_later,
            due=claim.owed_later_due,
        )


def _end(notes: Notes, economy: Economy, claim: Claim, loan: Loan) -> None:
    """The work-out is over: what came of it, and who has lost what in the end."""
    named, paid, recovered = loan_named(loan), claim.paid, claim.recovered
    got = sum(recovered.values())
    numbers = {
        "loan": named,
        "lender": bank_named(economy, claim.bank),
        "written_off_fen": paid["bank"] - recovered["bank"],
    }
    if got:
        kind = "worked_out_alone" if recovered["bank"] == got else "worked_out"
        notes.tell(kind, amount_fen=got, recovered_fen=some(recovered), **numbers)
    else:
        notes.tell("worked_out_for_nothing", **numbers)
    borne = {party: paid[party] - recovered[party] for party in PARTIES}
    kind = "final_loss" if any(borne[party] for party in PARTIES if party != "bank") else "final_loss_alone"
    notes.tell(kind, loan=named, amount_fen=sum(borne.values()), borne_fen=some(borne))
