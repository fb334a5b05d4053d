"""The recorder of one firm's history. A market that follows nobody has none, and it changes no bit of a run.

It compares the firm's row, its loans and its claims before and after each phase. Where a phase does several things at
once, the phase tells it in between: `before_renewal`, `falls_due`, `before_asking`, `hears_decision`,
`before_release`, `watch_policy`.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from ...behaviour.debt_service.renewal import renew
from ...behaviour.demography.entry_exit import ABSCONDED, CLOSED_DOWN, FAILED
from ...behaviour.distress.departure import cause_of_failure
from ...behaviour.lending import credit_demand
from ...behaviour.lending.credit_rationing import explain
from ...behaviour.lending.credit_scoring import default_probability
from ...ground.columns import blocks_of
from ...ground.errors import NoSuchFirmError, RequestError, Sentence
from ...ground.units import whole_fen
from ...state import bank_columns as bc
from ...state import enterprise_columns as ec
from ...state import loan_columns as lc
from ...state import menu_columns as mc
from ...state import offer_columns as oc
from ...state import programme_columns as pc
from ...state.counts import (
    BRIDGE_FAILED,
    EVERGREENED,
    IN_NEED,
    NOT_RENEWED,
    RENEWED,
    RENEWED_WITHOUT_REPAYMENT,
    UNMET_FEN,
)
from ...state.economy import Economy
from ...state.key_order import ENTRY_BITS
from ...state.ledger import INTEREST_INFORMAL, PAYER, PRINCIPAL_REPAID
from ...state.observer import Observer
from ...state.structure import LETTER_OF_CREDIT, PARTIES, PRODUCTS, REGIONS, REVOLVING_LINE, RUNGS, SECTORS, SIZES
from .firm_reader import (
    FirmReader,
    bank_named,
    copy_of,
    guarantor_named,
    loan_named,
    paying_programmes,
    policy_named,
    set_bits,
    shares_of,
    some,
)
from .story import Event, Story
from .story_text import OUTCOMES

#: Riskier conduct is told from this rise on.
CONDUCT_THAT_MATTERS = 0.05


def checked_key(economy: Economy, wanted: Any, lived: bool = True) -> int:
    """The key of a firm; with `lived`, of one that has entered by now.

    Raises RequestError, naming the keys allowed, where it is no key, and NoSuchFirmError where there never was such a
    firm.
    """
    try:
        if isinstance(wanted, bool):
            raise TypeError
        key = operator.index(wanted)
    except TypeError:
        raise RequestError(
            Sentence(
                "enterprise {wanted!r} is no key; {allowed}",
                "{wanted!r} 不是企业编号；{allowed}",
                wanted=wanted,
                allowed=_allowed(economy),
            )
        ) from None
    entry, ordinal = key >> ENTRY_BITS, key & ((1 << ENTRY_BITS) - 1)
    if not lived and 1 <= entry <= economy.burn_in + economy.months:
        return key
    if key < 0 or ordinal >= economy.births.get(entry, 0) or key in economy.never_founded:
        said = Sentence(
            "enterprise {key} never existed in this run; {allowed}",
            "本次运行中从未有过企业 {key}；{allowed}",
            key=key,
            allowed=_allowed(economy),
        )
        raise NoSuchFirmError(said, _nearest(economy, key))
    return key


def _allowed(economy: Economy) -> Sentence:
    last, later = economy.births[0] - 1, max(economy.births)
    if later == 0:
        return Sentence(
            "allowed are 0 to {last:,}, the firms of the start.", "可用的有 0 至 {last:,}，即期初的企业。", last=last
        )
    return Sentence(
        "allowed are 0 to {last:,}, the firms of the start, and for entrant k = 0, 1, ... of month m the key "
        "(m + {burn_in}) * 2^{bits} + k, up to {latest}.",
        "可用的有 0 至 {last:,}，即期初的企业；第 m 个月新设的第 k（k = 0, 1, ...）户企业编号为 "
        "(m + {burn_in}) * 2^{bits} + k，最大为 {latest}。",
        last=last,
        burn_in=economy.burn_in,
        bits=ENTRY_BITS,
        latest=(later << ENTRY_BITS) + economy.births[later] - 1,
    )


def _nearest(economy: Economy, key: int) -> int:
    """The key of a firm that has entered by now nearest to one that no firm has; of two as near, the smaller."""

    def of_month(entry: int) -> int:
        first, count = entry << ENTRY_BITS, economy.births[entry]
        start = min(max(key, first), first + count - 1)
        around = (start + step for distance in range(count) for step in (-distance, distance))
        return next(each for each in around if first <= each < first + count and each not in economy.never_founded)

    return min(map(of_month, economy.births), key=lambda each: (abs(each - key), each))


class Follower(Observer):
    """Follows the firm with this key and keeps its events and monthly figures."""

    def __init__(self, economy: Economy, key: int) -> None:
        self.key = checked_key(economy, key, lived=False)
        self.events: list[Event] = []
        self.rows: list[dict[str, Any]] = []
        self.month = economy.month
        self.reader = FirmReader(self.key)
        self.firm: dict[str, Any] | None = None
        self.loans: dict[int, dict[str, Any]] = {}
        self.claims: dict[int, dict[str, Any]] = {}
        self.lines_drawn: set[int] = set()
        self.informal_rate = economy.numbers.informal_finance.rate
        # As last recorded: rung of the innovation ladder, debt to private lenders.
        self.rung: int | None = None
        self.private_debt = 0
        # What is known within a month: how renewals will end, what falls due, cash at certain moments, the decision.
        self.renewals: dict[int, dict[str, Any]] = {}
        self.closing: dict[int, dict[str, Any]] = {}
        self.due, self.cash_before_payment, self.settled_cash = 0, 0, 0
        #: Fen that programmes paid of the month's interest.
        self.subsidy = 0
        self.decision: dict[str, Any] | None = None
        self.before_policy: tuple[dict[str, Any] | None, dict[int, dict[str, Any]]] = (None, {})
        self._look(economy)
        if self.firm is not None:
            self._introduce(economy, "start")
            for loan in self.loans.values():
                self._tell(
                    "old_loan" if loan["balance"] else "old_limit",
                    lender=bank_named(economy, loan["bank"]),
                    balance_fen=loan["balance"],
                    amount_fen=loan["amount"],
                    loan=loan_named(loan),
                    security=loan["security"],
                    rate=loan["rate"],
                )
        if economy.month == 0:
            self._keep_row()

    # What the market tells it --------------------------------------------------------------------------------

    def phase_over(self, economy: Economy, phase: str) -> None:
        """A phase is over: compare with what was."""
        self.month = economy.month
        before, loans, claims = self.firm, self.loans, self.claims
        self._look(economy)
        compare = _HANDLERS.get(phase)
        if compare is not None:
            compare(self, economy, before, loans, claims)
        self.settled_cash = 0

    def policy_acts(self, economy: Economy, policy: Any) -> None:
        """What the firm and its loans are before a policy acts."""
        self.before_policy = self.reader.firm(economy), self.reader.loans(economy)

    def policy_acted(self, economy: Economy, policy: Any) -> None:
        """Note what a policy has paid the firm, and whether it has deferred a loan."""
        before, loans = self.before_policy
        after = self.reader.firm(economy)
        if before is None or after is None:
            return
        self.month = economy.month
        # Money that is put into machines at once has been paid too.
        paid = sum(after[name] - before[name] for name in ("cash", "fixed_assets"))
        if paid:
            self._tell("support" if paid > 0 else "charged", programme=policy_named(policy), amount_fen=abs(paid))
        self.settled_cash += after["cash"] - before["cash"]
        self._deferrals(economy, loans, self.reader.loans(economy))
        if self.firm is not None:
            for name in ("owner_wealth", "informal_debt"):
                self.firm[name] += after[name] - before[name]
        for key, loan in self.reader.loans(economy).items():
            if key in self.loans:
                self.loans[key]["maturity"] = loan["maturity"]

    def loans_mature(self, economy: Economy) -> None:
        """Rehearse the renewal of each of the firm's maturing loans on copies, to learn how each will end."""
        self.renewals = {}
        row = self.reader.row(economy)
        if row < 0:
            return
        firm = copy_of(economy.firms, np.array([row]))
        for key, loan in sorted(self.reader.loans(economy).items()):
            if loan["maturity"] != economy.month or loan["status"] != lc.PERFORMING or loan["instalment"] > 0:
                continue
            copy = copy_of(economy.loans, np.array([loan["row"]]))
            copy.index[lc.FIRM, 0] = 0
            counts, flows = np.zeros_like(economy.counts), np.zeros_like(economy.flows)
            renew(rehearsal(economy, firm=firm, loan=copy, flows=flows, counts=counts))
            self.renewals[key] = {
                "renewed": int(counts[RENEWED]) > 0,
                "refused": int(counts[NOT_RENEWED]) > 0,
                "bridge_failed": int(counts[BRIDGE_FAILED]) > 0,
                "without_repaying": int(counts[RENEWED_WITHOUT_REPAYMENT]) > 0,
                "evergreened": int(counts[EVERGREENED]) > 0,
                "repaid": int(flows[PRINCIPAL_REPAID, PAYER].sum()),
                "bridge_fee": int(flows[INTEREST_INFORMAL, PAYER].sum()),
            }

    def debt_falls_due(self, economy: Economy) -> None:
        """Interest and principal of the month are known."""
        row = self.reader.row(economy)
        if row >= 0:
            self.due = max(int(economy.due[row]) - 1, 0)
            self.cash_before_payment = int(economy.firm.whole[ec.CASH, row])

    def interest_is_subsidised(self, economy: Economy) -> None:
        """Programmes are about to pay part of the month's interest."""
        row = self.reader.row(economy)
        self.subsidy = -int(economy.firm.whole[ec.CASH, row]) if row >= 0 else 0

    def interest_was_subsidised(self, economy: Economy) -> None:
        """What the firm got shows in its cash, before it pays."""
        row = self.reader.row(economy)
        self.subsidy += int(economy.firm.whole[ec.CASH, row]) if row >= 0 else 0

    def loans_end(self, economy: Economy, rows: np.ndarray) -> None:
        """Loans are over; without a tape the claims on them are forgotten at once."""
        for key, claim in self.reader.claims(economy, self.loans, self.claims).items():
            if claim["state"] == lc.CLOSED and key in self.claims:
                self.closing[key] = {**claim, "named": self.claims[key]["named"]}

    def firms_ask(self, economy: Economy, ask: Callable[[int, int, Any], int]) -> None:
        """Ask the firm alone, as the phase will ask all: whether it needs credit and dares to ask for it."""
        row = self.reader.row(economy)
        if row < 0:
            return
        self.month = economy.month
        scratch = economy.scratch().apart()
        asks = ask(row, row + 1, scratch) > 0
        amount = int(economy.asked[row]) if asks else int(scratch.counts[UNMET_FEN])
        economy.asked[row] = 0
        if not scratch.counts[IN_NEED]:
            return
        firm = self.reader.firm(economy)
        assert firm is not None
        need = _pure(credit_demand.liquidity_need)(
            firm["cash"] + firm["line_room"],
            firm["year_sales"],
            firm["buffer_target"],
            firm["margin"],
            economy.numbers.cash_flow.cost_share,
            economy.numbers.credit_demand,
        )
        self._tell("need_urgent" if need > 0.0 else "need_growth", amount_fen=amount)
        if asks:
            self._tell("applies", bank=bank_named(economy, firm["bank"]), asked_fen=amount)
        else:
            self._tell("discouraged", amount_fen=amount)

    def banks_decided(self, economy: Economy, offers: np.ndarray, terms: np.ndarray) -> None:
        """Banks have decided and not yet paid out: how each way to lend fared, and the answer."""
        row = self.reader.row(economy)
        found = np.flatnonzero((offers[:, oc.O_ROW] == row) & (row >= 0))
        if not len(found):
            return
        self.month, self.settled_cash = economy.month, 0
        offer, real = offers[found[0]], terms[found[0]]
        asked = int(offer[oc.O_ASKED])
        looked, weighed, _ = explain(economy, row, asked)
        chosen = int(offer[oc.O_OFFER]) if offer[oc.O_STATUS] != oc.REFUSED else -1
        lender = int(offer[oc.O_BANK])
        for bank, ways in zip(looked, weighed, strict=True):
            if bank >= 0:
                taken = chosen if bank == lender else -1
                self._weigh(economy, row, int(bank), ways, taken, int(offer[oc.O_GUARANTOR]))
        if offer[oc.O_STATUS] == oc.REFUSED:
            self._tell("refused", asked_fen=asked)
            return
        numbers = {
            "bank": bank_named(economy, lender),
            "amount_fen": int(offer[oc.O_AMOUNT]),
            "rate": float(real[oc.O_RATE]),
        }
        if offer[oc.O_STATUS] == oc.RATIONED:
            self._tell("rationed", asked_fen=asked, **numbers)
            return
        firm = self.reader.firm(economy)
        assert firm is not None
        self.decision = {
            "asked": asked,
            "tenor": int(offer[oc.O_TENOR]),
            "cash": firm["cash"],
            "conduct": firm["conduct"],
            "without_support": explain(economy, row, asked, supported=False)[2],
        }

    # Comparing -----------------------------------------------------------------------------------------------

    def _after_trade(self, economy: Economy, before: Any, loans: Any, claims: Any) -> None:
        now = self.firm
        if before is None or now is None:
            return
        if now["mark"] & ec.LOST_BUYER and before["linked_receivables"] > 0:
            self._tell("buyer_failed", amount_fen=before["linked_receivables"])
        self._money_found("after_bills", before, now, with_line=True)
        if now["outcome"] == FAILED and before["outcome"] < FAILED:
            self._tell("bills_unpaid")

    def _after_service(self, economy: Economy, before: Any, loans: Any, claims: Any) -> None:
        now = self.firm
        if before is None or now is None:
            return
        for key, loan in sorted(loans.items()):
            after = self.loans.get(key)
            if after is not None and after["balance"] > 0 and loan["balance"] == 0 and key not in self.lines_drawn:
                self.lines_drawn.add(key)
                letter = loan["product"] == LETTER_OF_CREDIT
                self._tell(
                    "letter_drawn" if letter else "line_drawn",
                    lender=bank_named(economy, loan["bank"]),
                    amount_fen=after["balance"],
                    loan=loan_named(loan),
                )
            if key in self.renewals:
                self._renewal(economy, loan, after, self.renewals[key])
        self.renewals = {}
        if now["outcome"] == ABSCONDED:
            self._tell("absconds", amount_fen=self.cash_before_payment)
            return
        self._money_found("after_due", before, now)
        if now["missed"] > before["missed"]:
            self._tell("arrears", amount_fen=self.due, months_overdue=now["missed"])
        elif now["missed"] < before["missed"]:
            self._tell("cured")
        for key, loan in sorted(loans.items()):
            if key not in self.loans and loan["status"] == lc.PERFORMING:
                line = loan["product"] == REVOLVING_LINE
                amount = loan["balance"]
                self._tell(
                    "line_closed" if line else "repaid",
                    loan=loan_named(loan),
                    lender=bank_named(economy, loan["bank"]),
                    amount_fen=amount,
                )
        self._deferrals(economy, loans, self.loans)
        if self.subsidy > 0:
            self._tell(
                "support",
                programme=paying_programmes(economy, pc.RATE_SUBSIDY, self._programme_bits()),
                amount_fen=self.subsidy,
            )

    def _renewal(self, economy: Economy, loan: Any, after: Any, ends: Any) -> None:
        lender = bank_named(economy, loan["bank"])
        common = {"loan": loan_named(loan), "lender": lender, "amount_fen": loan["balance"]}
        if ends["refused"]:
            self._tell("renewal_refused" if loan["balance"] else "limit_refused", **common)
        elif ends["bridge_failed"]:
            self._tell("bridge_failed", **common)
        elif ends["renewed"] and after is not None:
            # A line may have been used in the month before it came up.
            common["amount_fen"] = ends["repaid"] or loan["balance"]
            common |= {"rate": after["rate"], "bridge_fee_fen": ends["bridge_fee"]}
            kind = (
                "evergreened"
                if ends["evergreened"]
                else "renewed_undrawn"
                if not common["amount_fen"]
                else "renewed_without_repaying"
                if ends["without_repaying"]
                else "renewed_by_bridge"
                if ends["bridge_fee"]
                else "renewed_after_repaying"
            )
            self._tell(kind, **common)
            self._tell("view_at_renewal", lender=lender, loan=loan_named(loan), estimated_risk=after["estimated_pd"])
            if loan["guarantor"] >= 0 and after["guarantor"] < 0:
                self._tell("guarantee_lapses", loan=loan_named(loan))
            elif after["guarantor"] >= 0 and after["agreement"] != loan["agreement"]:
                self._guarantee(economy, after, None)

    def _after_distress(self, economy: Economy, before: Any, loans: Any, claims: Any) -> None:
        left = before is not None and self.firm is None
        if left:
            outcome = int(economy.firm.tag[ec.OUTCOME, self.reader.last_row])
            cause = int(_pure(cause_of_failure)(outcome, before["mark"]))
            if before["bank_debt"] > 0:
                self._tell("default", balance_fen=before["bank_debt"], cause=cause)
            else:
                self._tell("fails", cause=cause)
        elif before is not None and self.firm is not None:
            called = before["cash"] + self.settled_cash - self.firm["cash"]
            if called > 0 and self.firm["mark"] & ec.HURT_BY_CIRCLE:
                self._tell("circle_called", amount_fen=called)
        for key, claim in sorted({**self.closing, **self.claims}.items()):
            earlier = claims.get(key)
            if earlier is None:
                self._claim(economy, claim, loans[key], left)
                earlier = {**claim, "state": lc.WAITING, "owed_later": 0, "recovered": dict.fromkeys(PARTIES, 0)}
            self._follow_claim(economy, claim, earlier)
        self.closing = {}

    def _claim(self, economy: Economy, claim: Any, loan: Any, left: bool) -> None:
        numbers = {"loan": loan_named(loan), "lender": bank_named(economy, claim["bank"]), "loss_fen": claim["loss"]}
        claim["named"] = numbers["loan"]
        if left:
            taken = loan["balance"] - claim["loss"]
            self._tell("claim" if taken else "claim_on_nothing", from_account_fen=taken, **numbers)
        else:
            self._tell("factor_loses", **numbers)
        by_circle = claim["recovered"]["bank"]
        if by_circle:
            self._tell("circle_pays", loan=numbers["loan"], amount_fen=by_circle)
        if claim["due"] > economy.month:
            self._tell("claim_waits", due=claim["due"], **numbers)

    def _follow_claim(self, economy: Economy, claim: Any, earlier: Any) -> None:
        loan, lender = claim["named"], bank_named(economy, claim["bank"])
        paid, recovered = claim["paid"], claim["recovered"]
        if earlier["state"] == lc.WAITING and claim["state"] > lc.WAITING:
            numbers = {"loan": loan, "lender": lender, "loss_fen": claim["loss"], "paid_fen": some(paid)}
            alone = paid["bank"] == claim["loss"]
            self._tell("claim_alone" if alone else "claim_paid", **numbers)
            points, residual = shares_of(economy, claim["agreement"])
            for party, part in points.items():
                promised = claim["loss"] * part // 10_000
                if claim["owed_later"] and party == claim["owed_later_by"]:
                    promised -= claim["owed_later"]
                if party not in ("bank", residual) and paid[party] < promised:
                    self._tell("claim_short", loan=loan, party=party, paid_part_fen=paid[party], promised_fen=promised)
            if claim["bits"]:
                programme = paying_programmes(economy, pc.LOSS_COMPENSATION, claim["bits"])
                if programme is not None:
                    share = sum(
                        float(economy.programme.real[pc.LOSS_COMPENSATION, row]) for row in set_bits(claim["bits"])
                    )
                    amount = whole_fen(paid["bank"] * share)
                    self._tell("compensated", loan=loan, programme=programme, amount_fen=min(amount, paid["bank"]))
            if claim["owed_later"]:
                party, due = claim["owed_later_by"], claim["owed_later_due"]
                self._tell("claim_in_stages", loan=loan, party=party, amount_fen=claim["owed_later"], due=due)
        elif earlier["owed_later"] and not claim["owed_later"]:
            party = earlier["owed_later_by"]
            amount = paid[party] - earlier["paid"][party]
            self._tell(
                "second_stage" if amount == earlier["owed_later"] else "second_stage_short",
                loan=loan,
                party=party,
                amount_fen=amount,
                promised_fen=earlier["owed_later"],
                bank_part_fen=paid["bank"],
            )
        if claim["month"] < economy.month:
            came = {party: recovered[party] - earlier["recovered"][party] for party in PARTIES}
            if any(came.values()):
                self._tell("recovery", loan=loan, amount_fen=sum(came.values()), recovered_fen=some(came))
        if earlier["state"] != lc.CLOSED and claim["state"] == lc.CLOSED:
            written_off = paid["bank"] - recovered["bank"]
            got = sum(recovered.values())
            numbers = {"loan": loan, "lender": lender, "written_off_fen": written_off}
            if got:
                kind = "worked_out_alone" if recovered["bank"] == got else "worked_out"
                self._tell(kind, amount_fen=got, recovered_fen=some(recovered), **numbers)
            else:
                self._tell("worked_out_for_nothing", **numbers)
            borne = {party: paid[party] - recovered[party] for party in PARTIES}
            kind = "final_loss" if any(borne[party] for party in PARTIES if party != "bank") else "final_loss_alone"
            self._tell(kind, loan=loan, amount_fen=sum(borne.values()), borne_fen=some(borne))

    def _after_underwriting(self, economy: Economy, before: Any, loans: Any, claims: Any) -> None:
        now = self.firm
        if before is None or now is None:
            return
        for key, loan in self.loans.items():
            if key not in loans:
                self._grant(economy, loan, now)
        self.decision = None
        self._money_found("after_refusal", before, now)

    def _grant(self, economy: Economy, loan: Any, now: Any) -> None:
        decision = self.decision
        if decision is None:
            return
        product = loan["product"]
        kind = {REVOLVING_LINE: "granted_line", LETTER_OF_CREDIT: "granted_letter"}.get(product, "granted")
        self._tell(
            kind,
            lender=bank_named(economy, loan["bank"]),
            loan=loan_named(loan),
            asked_fen=decision["asked"],
            amount_fen=loan["amount"],
            part=loan["amount"] / decision["asked"],
            product=PRODUCTS[product],
            security=loan["security"],
            tenor=decision["tenor"],
            rate=loan["rate"],
            estimated_risk=loan["estimated_pd"],
        )
        if loan["security"] == lc.GUARANTEED:
            drawn = 0 if product == REVOLVING_LINE else loan["amount"]
            paid = decision["cash"] + drawn + self.settled_cash - now["cash"]
            self._guarantee(economy, loan, paid)
            full = whole_fen(loan["amount"] * loan["fee_rate"] * decision["tenor"] / 12.0)
            programme = paying_programmes(economy, pc.FEE_SUPPORT, loan["programmes"])
            if programme is not None and paid < full:
                self._tell("fee_support", loan=loan_named(loan), programme=programme, amount_fen=full - paid)
        if loan["supported"]:
            anyway = 2 * decision["without_support"] >= loan["amount"]
            self._tell(
                "deadweight" if anyway else "additional",
                loan=loan_named(loan),
                without_support_fen=decision["without_support"],
            )
        if now["conduct"] > decision["conduct"] + CONDUCT_THAT_MATTERS:
            self._tell("conduct", conduct=now["conduct"])

    def _guarantee(self, economy: Economy, loan: Any, fee_paid: int | None) -> None:
        points, _ = shares_of(economy, loan["agreement"])
        numbers = {
            "loan": loan_named(loan),
            "agreement": economy.schedule.agreement_names[loan["agreement"]],
            "shares": {party: part / 10_000.0 for party, part in points.items()},
        }
        uses = economy.agreement.tag[bc.USES_GUARANTOR, loan["agreement"]]
        if uses and fee_paid is not None:
            guarantor = guarantor_named(economy, loan["guarantor"])
            self._tell("guarantee", guarantor=guarantor, fee_rate=loan["fee_rate"], fee_paid_fen=fee_paid, **numbers)
        else:
            self._tell("shared_risk", **numbers)

    def _after_growth(self, economy: Economy, before: Any, loans: Any, claims: Any) -> None:
        now = self.firm
        if before is None:
            if now is not None:
                self._introduce(economy, "born")
            return
        if now is None:
            blocks = economy.firm
            if blocks.tag[ec.OUTCOME, self.reader.last_row] == CLOSED_DOWN:
                own = before["owner_wealth"] - int(blocks.whole[ec.OWNER_WEALTH, self.reader.last_row])
                self._tell("closes_with_own_money" if own > 0 else "closes", own_fen=max(own, 0))
                for _, loan in sorted(loans.items()):
                    line = loan["product"] == REVOLVING_LINE
                    self._tell(
                        "line_closed" if line else "repaid",
                        loan=loan_named(loan),
                        lender=bank_named(economy, loan["bank"]),
                        amount_fen=loan["balance"],
                    )
            return
        if now["outcome"] == FAILED and before["outcome"] < FAILED:
            self._tell("gives_up")
        if self.private_debt > 0 and now["informal_debt"] == 0:
            self._tell("private_repaid")
        if now["size"] != before["size"]:
            self._tell("size", size=SIZES[now["size"]])

    def _after_record(self, economy: Economy, before: Any, loans: Any, claims: Any) -> None:
        now = self.firm
        if now is not None:
            if self.rung is not None and now["ladder"] > self.rung:
                self._tell("rung", rung=RUNGS[now["ladder"]])
            self.rung, self.private_debt = now["ladder"], now["informal_debt"]
        if economy.month >= 0:
            self._keep_row()
        self._forget_month()

    # The story -----------------------------------------------------------------------------------------------

    def story(self, economy: Economy) -> Story:
        """What has happened so far. Raises RequestError where no firm has had this key."""
        checked_key(economy, self.key)
        closing: list[Event] = []
        for _, claim in sorted(self.claims.items()):
            if claim["state"] == lc.SETTLED and claim["named"] is not None:
                got = sum(claim["recovered"].values())
                if got:
                    numbers = {"loan": claim["named"], "amount_fen": got, "recovered_fen": some(claim["recovered"])}
                    closing.append(Event(economy.month, "recovered_so_far", numbers))
        if self.firm is not None:
            numbers = {
                "workers": round(self.firm["employees"]),
                "sales_fen": self.firm["year_sales"],
                "cash_fen": self.firm["cash"],
                "bank_debt_fen": self.firm["bank_debt"],
                "private_fen": self.firm["informal_debt"],
            }
            closing.append(Event(economy.month, "alive", numbers))
        return Story(self.key, economy.month, [*self.events, *closing], self.rows)

    def _tell(self, kind: str, **numbers: Any) -> None:
        self.events.append(Event(self.month, kind, numbers))

    def _introduce(self, economy: Economy, kind: str) -> None:
        firm = self.firm
        assert firm is not None
        self.rung = firm["ladder"]
        self._tell(
            kind,
            size=SIZES[firm["size"]],
            sector=SECTORS[firm["sector"]],
            region=REGIONS[firm["region"]],
            age_months=max(economy.month - firm["entry_month"], 0),
            workers=round(firm["employees"]),
            sales_fen=firm["year_sales"],
            cash_fen=firm["cash"],
            bank=bank_named(economy, firm["bank"]),
        )

    def _money_found(self, kind: str, before: Any, now: Any, with_line: bool = False) -> None:
        """Money the owner found since `before`, outside the firm or on its line."""
        own = max(before["owner_wealth"] - now["owner_wealth"], 0)
        private = max(now["informal_debt"] - before["informal_debt"], 0)
        line = max(before["line_room"] - now["line_room"], 0) if with_line else 0
        if own or private or line:
            found = {"own_fen": own, "private_fen": private, "line_fen": line, "rate": self.informal_rate}
            self._tell(kind, found=found)

    def _deferrals(self, economy: Economy, before: Any, after: Any) -> None:
        for key, loan in sorted(after.items()):
            earlier = before.get(key)
            if earlier is not None and loan["renewals"] == earlier["renewals"]:
                months = loan["maturity"] - earlier["maturity"]
                if months > 0:
                    self._tell(
                        "deferred", loan=loan_named(loan), lender=bank_named(economy, loan["bank"]), months=months
                    )

    def _weigh(self, economy: Economy, row: int, bank: int, weighed: np.ndarray, chosen: int, guarantor: int) -> None:
        """What one bank made of each way to lend; `chosen` is the way taken, -1 for none, `guarantor` its guarantor."""
        ways: list[dict[str, Any]] = []
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
        named = bank_named(economy, bank)
        if not ways:
            self._tell("no_way", bank=named)
            return
        self._tell("weighs", bank=named, ways=ways)
        scored = [way for way in ways if way["estimated_risk"] > 0.0]
        if scored:
            shown = next((way for way in scored if way["taken"]), None)
            shown = shown or min(scored, key=lambda way: way["expected_loss_rate"])
            seen = {name: shown[name] for name in ("estimated_risk", "true_risk", "effort")}
            self._tell("signal" if seen["effort"] >= 0.05 else "signal_without_effort", bank=named, **seen)
            if shown["taken"] and guarantor >= 0 and shown["guarantor_risk"] > 0.0:
                view = shown["guarantor_risk"]
                self._tell("guarantor_view", guarantor=guarantor_named(economy, guarantor), guarantor_risk=view)

    def _look(self, economy: Economy) -> None:
        self.firm = self.reader.firm(economy)
        self.loans = self.reader.loans(economy)
        known = self.claims
        self.claims = self.reader.claims(economy, self.loans, known)
        for key, claim in self.claims.items():
            claim["named"] = known[key]["named"] if key in known else None

    def _programme_bits(self) -> int:
        bits = 0
        for loan in self.loans.values():
            bits |= loan["programmes"]
        return bits

    def _keep_row(self) -> None:
        firm = self.firm
        if firm is None:
            return
        live = [loan for loan in self.loans.values() if loan["status"] == lc.PERFORMING]
        owed = sum(loan["balance"] for loan in live)
        self.rows.append(
            {
                "month": self.month,
                "size": SIZES[firm["size"]],
                "workers": firm["employees"],
                "year_sales_yuan": firm["year_sales"] / 100.0,
                "margin": firm["margin"],
                "cash_yuan": firm["cash"] / 100.0,
                "owner_wealth_yuan": firm["owner_wealth"] / 100.0,
                "bank_debt_yuan": firm["bank_debt"] / 100.0,
                "undrawn_limit_yuan": firm["line_room"] / 100.0,
                "informal_debt_yuan": firm["informal_debt"] / 100.0,
                "loans": len(live),
                "products": " ".join(sorted({PRODUCTS[loan["product"]] for loan in live}, key=PRODUCTS.index)),
                "loan_rate": sum(loan["balance"] * loan["rate"] for loan in live) / owed if owed else math.nan,
                "missed_months": firm["missed"],
                "conduct": firm["conduct"],
            }
        )

    def _forget_month(self) -> None:
        self.renewals = {}
        self.due, self.cash_before_payment, self.settled_cash = 0, 0, 0
        self.subsidy, self.decision = 0, None


#: What is compared after which phase.
_HANDLERS: dict[str, Callable[..., None]] = {
    "trade": Follower._after_trade,
    "serve_debt": Follower._after_service,
    "settle_distress": Follower._after_distress,
    "underwrite": Follower._after_underwriting,
    "grow_and_renew": Follower._after_growth,
    "record": Follower._after_record,
}


def rehearsal(economy: Economy, **others: Any) -> Economy:
    """The economy with other tables or flows, and with banks, institutions, programmes and accounts copied."""
    own = {
        name: blocks_of((block.copy() for block in getattr(economy, name)[:-1]), getattr(economy, name).rows)
        for name in ("bank", "institution", "programme")
    }
    return economy.with_fields(accounts=economy.accounts.copy(), **own, **others)


def _pure(rule: Any) -> Any:
    """A compiled rule as plain Python: not worth compiling for one firm."""
    return getattr(rule, "py_func", rule)
