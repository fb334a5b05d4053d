"""What a firm's story tells of a request for a loan: need, courage, how banks weigh it, the loan and its support."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...behaviour.lending import credit_demand
from ...behaviour.lending.credit_rationing import explain
from ...behaviour.lending.credit_scoring import default_probability
from ...ground.units import whole_fen
from ...state import bank_columns as bc
from ...state import enterprise_columns as ec
from ...state import loan_columns as lc
from ...state import menu_columns as mc
from ...state import offer_columns as oc
from ...state import programme_columns as pc
from ...state.counts import IN_NEED, UNMET_FEN
from ...state.economy import Economy
from ...state.scratch import Scratch
from ...state.structure import LETTER_OF_CREDIT, PRODUCTS, REVOLVING_LINE
from .names import bank_named, guarantor_named, loan_named, paying_programmes, shares_of
from .notes import Decision, Notes
from .rehearsal import pure
from .seen import Firm, Loan, Seen
from .story_text import Told
from .story_words import OUTCOMES

#: Riskier conduct is told from this rise on; a bank's view as its own finding from this effort on.
CONDUCT_THAT_MATTERS, EFFORT_THAT_MATTERS = 0.05, 0.05


def asks(notes: Notes, economy: Economy, ask: Callable[[int, int, Scratch], int]) -> None:
    """Ask the firm alone, as the phase will ask all: whether it needs credit and dares to ask for it."""
    row = notes.reader.row(economy)
    if row < 0:
        return
    notes.month = economy.month
    scratch = economy.scratch().apart()
    dares = ask(row, row + 1, scratch) > 0
    amount = int(economy.asked[row]) if dares else int(scratch.counts[UNMET_FEN])
    economy.asked[row] = 0
    if not scratch.counts[IN_NEED]:
        return
    firm = notes.reader.firm(economy)
    assert firm is not None
    demand = economy.numbers.credit_demand
    need = pure(credit_demand.liquidity_need)(
        firm.cash + firm.line_room,
        firm.year_sales,
        firm.buffer_target,
        firm.margin,
        economy.numbers.cash_flow.cost_share,
        pure(credit_demand.urgently_short_below)(economy, row),
        demand.foresight,
    )
    notes.tell("need_urgent" if need > 0.0 else "need_growth", amount_fen=amount)
    if dares:
        notes.tell("applies", bank=bank_named(economy, firm.bank), asked_fen=amount)
    else:
        notes.tell("discouraged", amount_fen=amount)


def hears_decision(notes: Notes, economy: Economy, offer: np.ndarray, terms: np.ndarray) -> None:
    """Banks have decided on the firm's request and not yet paid out: how each way to lend fared, and the answer."""
    row = notes.reader.row(economy)
    notes.month, notes.settled_cash = economy.month, 0
    asked, lender = int(offer[oc.O_ASKED]), int(offer[oc.O_BANK])
    _tell_banks(notes, economy, row, offer, elsewhere=False)
    if offer[oc.O_STATUS] == oc.REFUSED:
        notes.tell("refused", asked_fen=asked)
        return
    if offer[oc.O_STATUS] == oc.RATIONED:
        notes.tell(
            "rationed",
            asked_fen=asked,
            bank=bank_named(economy, lender),
            amount_fen=int(offer[oc.O_AMOUNT]),
            rate=float(terms[oc.O_RATE]),
        )
        return
    firm = notes.reader.firm(economy)
    assert firm is not None
    notes.decision = Decision(
        asked=asked,
        tenor=int(offer[oc.O_TENOR]),
        cash=firm.cash,
        conduct=firm.conduct,
        without_support=explain(economy, row, asked, supported=False)[2],
    )


def _tell_banks(notes: Notes, economy: Economy, row: int, offer: np.ndarray, elsewhere: bool) -> None:
    """What each bank that looked made of the request; one without capital left sends the firm `elsewhere`."""
    lender = int(offer[oc.O_BANK])
    looked, weighed, best = explain(economy, row, int(offer[oc.O_ASKED]), elsewhere=elsewhere)
    chosen = int(offer[oc.O_OFFER]) if offer[oc.O_STATUS] != oc.REFUSED else -1
    for bank, told in zip(looked.tolist(), weighed, strict=True):
        if bank >= 0:
            ways = _ways(economy, row, told, chosen if bank == lender else -1)
            _tell_ways(notes, economy, bank, ways, int(offer[oc.O_GUARANTOR]))
    if best and lender not in looked and not elsewhere:
        notes.tell("turns_elsewhere", bank=bank_named(economy, int(economy.firm.tag[ec.BANK, row])))
        _tell_banks(notes, economy, row, offer, elsewhere=True)


def _ways(economy: Economy, row: int, weighed: np.ndarray, chosen: int) -> list[dict[str, Told]]:
    """What a bank made of each way to lend that is open; `chosen` is the way taken, -1 for none."""
    ways = []
    tag = economy.menu.tag
    for offer, told in enumerate(weighed):
        outcome = OUTCOMES[int(told[oc.W_OUTCOME])]
        if outcome == "not_open":
            continue
        amount, risk_seen = max(whole_fen(100.0 * float(told[oc.W_AMOUNT])), 0), float(told[oc.W_PD])
        ways.append(
            {
                "product": PRODUCTS[int(tag[mc.MENU_PRODUCT, offer])],
                "security": int(tag[mc.MENU_SECURITY, offer]),
                "route": int(tag[mc.ROUTE, offer]),
                "outcome": outcome,
                "amount_fen": amount,
                "tenor": int(told[oc.W_TENOR]),
                "rate": float(told[oc.W_RATE]),
                "fee_rate": float(told[oc.W_FEE]),
                "cost_rate": float(told[oc.W_COST]),
                "cost_in_all_rate": float(told[oc.W_IN_ALL]),
                "estimated_risk": risk_seen,
                "true_risk": default_probability(economy, row, amount) if risk_seen else 0.0,
                "guarantor_risk": float(told[oc.W_GUARANTOR_PD]),
                "effort": float(told[oc.W_EFFORT]),
                "others_share": float(told[oc.W_RELIEF]),
                "expected_loss_rate": float(told[oc.W_EXPECTED_LOSS]),
                "taken": offer == chosen,
            }
        )
    return ways


def _tell_ways(notes: Notes, economy: Economy, bank: int, ways: list[dict[str, Told]], guarantor: int) -> None:
    named = bank_named(economy, bank)
    if not ways:
        notes.tell("no_way", bank=named)
        return
    notes.tell("weighs", bank=named, ways=ways)
    scored = [way for way in ways if way["estimated_risk"] > 0.0]
    if not scored:
        return
    shown = next((way for way in scored if way["taken"]), None)
    shown = shown or min(scored, key=lambda way: float(way["expected_loss_rate"]))
    seen = {name: shown[name] for name in ("estimated_risk", "true_risk", "effort")}
    notes.tell("signal" if seen["effort"] >= EFFORT_THAT_MATTERS else "signal_without_effort", bank=named, **seen)
    view = shown["guarantor_risk"]
    if shown["taken"] and guarantor >= 0 and view > 0.0:
        notes.tell("guarantor_view", guarantor=guarantor_named(economy, guarantor), guarantor_risk=view)


def after_underwriting(notes: Notes, economy: Economy, before: Seen) -> None:
    """New loans, old ones that the bank has repaid out of them, and how the owner makes up for a refusal."""
    then, now = before.firm, notes.firm
    if then is None or now is None:
        return
    repaid = {
        key: fen for key, loan in before.loans.items() if (fen := loan.balance - _balance(notes.loans.get(key))) > 0
    }
    for key, loan in notes.loans.items():
        if key not in before.loans and notes.decision is not None:
            _grant(notes, economy, loan, now, notes.decision, sum(repaid.values()))
    for key, fen in sorted(repaid.items()):
        loan = before.loans[key]
        kind = "old_loan_repaid" if key in notes.loans else "old_loan_ended"
        notes.tell(kind, lender=bank_named(economy, loan.bank), loan=loan_named(loan), amount_fen=fen)
    notes.decision = None
    notes.money_found("after_refusal", then, now)


def _balance(loan: Loan | None) -> int:
    return 0 if loan is None else loan.balance


def _grant(notes: Notes, economy: Economy, loan: Loan, now: Firm, decision: Decision, repaid: int) -> None:
    """The loan, what stands behind it and what it costs; `repaid` fen of older loans went out of it at once."""
    kind = {REVOLVING_LINE: "granted_line", LETTER_OF_CREDIT: "granted_letter"}.get(loan.product, "granted")
    notes.tell(
        kind,
        lender=bank_named(economy, loan.bank),
        loan=loan_named(loan),
        asked_fen=decision.asked,
        amount_fen=loan.amount,
        part=loan.amount / decision.asked,
        product=PRODUCTS[loan.product],
        security=loan.security,
        tenor=decision.tenor,
        rate=loan.rate,
        estimated_risk=loan.estimated_pd,
    )
    if loan.security == lc.GUARANTEED:
        drawn = 0 if loan.product == REVOLVING_LINE else loan.amount
        other_fees = whole_fen(economy.numbers.loan_pricing.fees_at_grant * loan.amount)
        paid = max(decision.cash + drawn + notes.settled_cash - now.cash - other_fees - repaid, 0)
        tell_guarantee(notes, economy, loan, paid)
        full = whole_fen(loan.amount * loan.fee_rate * decision.tenor / 12.0)
        programme = paying_programmes(economy, pc.FEE_SUPPORT, loan.programmes)
        if programme is not None and paid < full:
            notes.tell("fee_support", loan=loan_named(loan), programme=programme, amount_fen=full - paid)
    if loan.supported:
        anyway = 2 * decision.without_support >= loan.amount
        notes.tell(
            "deadweight" if anyway else "additional",
            loan=loan_named(loan),
            without_support_fen=decision.without_support,
        )
    if now.conduct > decision.conduct + CONDUCT_THAT_MATTERS:
        notes.tell("conduct", conduct=now.conduct)


def tell_guarantee(notes: Notes, economy: Economy, loan: Loan, fee_paid: int | None) -> None:
    """Who shares the losses on a loan; with the fee in fen where one was paid now."""
    points, _ = shares_of(economy, loan.agreement)
    numbers = {
        "loan": loan_named(loan),
        "agreement": economy.schedule.agreement_names[loan.agreement],
        "shares": {party: part / 10_000.0 for party, part in points.items()},
    }
    uses = economy.agreement.tag[bc.USES_GUARANTOR, loan.agreement]
    if uses and fee_paid is not None:
        guarantor = guarantor_named(economy, loan.guarantor)
        notes.tell("guarantee", guarantor=guarantor, fee_rate=loan.fee_rate, fee_paid_fen=fee_paid, **numbers)
    else:
        notes.tell("shared_risk", **numbers)
