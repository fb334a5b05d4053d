"""Loss sharing between a bank and its partners: who pays what part of a defaulted loan's principal.

The 1+N scheme, Anhui's 4:3:2:1 and the national 4:2:2:2 are all instances.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from pydantic import ValidationInfo, field_validator, model_validator

from ..ground.columns import Row
from ..ground.compiled import compiled
from ..ground.complaints import complaint
from ..ground.errors import Sentence, listed
from ..ground.given import written
from ..ground.mathematics import exponential
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..ground.units import fen
from ..state.bank_columns import (
    CLAIMS_YEAR,
    COVERED_BALANCE,
    LAYERS,
    LIVE_COVERED,
    PAID_YEAR,
)
from ..state.economy import Economy
from ..state.eligibility_columns import write_eligibility
from ..state.structure import PARTIES
from .instrument import BASIS_POINTS, ELIGIBILITY_LISTS, LARGEST_YUAN, Instrument, LoanEligibility
from .loss_shares import Cap, Layer, Party, Share, has_guarantor, payable_points, points_of
from .size_terms import ALL_SIZES, SizeTerms, check_table, with_cover


class RiskSharing(Instrument):
    """An agreement on loan losses: shares of the principal outstanding at the claim, without interest.

    Layers are cut out of the part of the `"balance"` party, in the order given. What caps, exhausted funds
    and rounding leave unpaid falls on `residual`. A loan has one agreement: the first it is eligible for.
    """

    kind: ClassVar[str] = "risk_sharing"
    label: ClassVar[dict[str, str]] = {"en": "risk sharing", "zh": "风险分担"}
    example: ClassVar[Stated] = {
        "share": {"guarantor": 0.3, "provincial_reguarantor": 0.3, "bank": 0.4},
        "priority": 1,
    }
    nulls: ClassVar[Nulls] = (
        {"share": {"bank": "balance"}, "layer": (), "cap": {}},
        {"share": {"bank": 1.0, "guarantor": 0.0}, "layer": (), "cap": {}, "fee_annual": 0.0},
        {"quota_yuan": 0.0},
    )

    share: dict[Party, Share] = parameter(
        unit="share of the loss",
        meaning='Share of each party; one may be "balance": 1 less the others',
        zh="各方分担比例，其中一方可取余额",
    )
    layer: tuple[Layer, ...] = parameter((), unit="list", meaning="Layers, in order", zh="分层承担")
    cap: dict[Party, Cap] = parameter({}, unit="table", meaning="Limit of each party's payments", zh="各方赔付上限")
    residual: Party = parameter("bank", unit="name", meaning="Who bears what is left unpaid", zh="剩余损失承担方")
    delay_months: int = parameter(0, unit="months", low=0, high=36, meaning="From claim to payment", zh="代偿支付时滞")
    fee_annual: float | None = parameter(
        None,
        unit="share of the amount a year",
        low=0.0,
        high=0.2,
        meaning="Guarantee fee; none: the guarantor's own",
        zh="担保费率，空为担保机构自定",
    )
    consent: bool = parameter(
        True, unit="flag", meaning="The guarantor underwrites each loan itself", zh="担保机构逐笔审保"
    )

    eligible: LoanEligibility = parameter(
        LoanEligibility(), unit="table", meaning="Which loans it takes", zh="适用贷款"
    )
    quota_yuan: float | None = parameter(
        None,
        unit="yuan of the population",
        low=0.0,
        high=LARGEST_YUAN,
        meaning="Principal of new loans it takes in its whole life; none: no limit",
        zh="累计可纳入的新发放贷款本金，空为不限",
    )

    terms_by_size: tuple[SizeTerms, ...] = parameter(
        (),
        unit="list",
        meaning="Cover and fee by size of the loan, smallest first; each size has a covered balance of its own",
        zh="按贷款金额分档的分担比例与费率，由小到大；各档担保余额分别计算",
    )

    @field_validator("share")
    @classmethod
    def _whole_loss_is_shared(cls, share: dict[str, Any]) -> dict[str, Any]:
        balances = [party for party, part in share.items() if part == "balance"]
        stated = sum(round(part * BASIS_POINTS) for part in share.values() if part != "balance")
        total = stated / BASIS_POINTS
        if len(balances) > 1:
            raise complaint(
                Sentence(
                    'gives "balance" to {parties}; only one party may have it.',
                    '把 "balance" 给了 {parties}；只能给一方。',
                    parties=listed(balances, " and "),
                )
            )
        if balances and stated > BASIS_POINTS:
            raise complaint(
                Sentence(
                    'sums to {total}; beside "balance" the shares must sum to at most 1.',
                    '合计为 {total}；除 "balance" 外，各方份额之和不得超过 1。',
                    total=total,
                )
            )
        if not balances and stated != BASIS_POINTS:
            raise complaint(
                Sentence(
                    'sums to {total}; the shares must sum to 1, or one of them be "balance".',
                    '合计为 {total}；各方份额之和必须为 1，或其中一方为 "balance"。',
                    total=total,
                )
            )
        return share

    @field_validator("fee_annual")
    @classmethod
    def _fee_is_earned(cls, fee: float | None, info: ValidationInfo) -> float | None:
        """A fee goes to the guarantor: where none bears any of the loss, nobody is there to earn it."""
        terms = info.data
        if fee and {"share", "layer", "cap", "residual"} <= set(terms):
            points = payable_points(terms["share"], terms["cap"], terms["residual"])
            if not has_guarantor(points, terms["layer"], terms["residual"]):
                raise complaint(
                    Sentence(
                        "is {fee}, but no guarantor bears any loss; leave the fee out or give guarantor a share.",
                        "为 {fee}，但没有担保机构承担损失；请去掉费率，或给 guarantor 一个份额。",
                        fee=written(fee),
                    )
                )
        return fee

    @model_validator(mode="after")
    def _limits_fit_the_parties(self) -> RiskSharing:
        layered = [layer.party for layer in self.layer]
        if layered and "balance" not in self.share.values():
            raise complaint(
                Sentence(
                    'has layers; one share must be "balance", from which they are cut.',
                    '设有分层；必须有一方的份额为 "balance"，分层从中划出。',
                )
            )
        if len(layered) > LAYERS:
            raise complaint(
                Sentence(
                    "has {count} layers; at most {most} are allowed.",
                    "有 {count} 个分层；至多可有 {most} 个。",
                    count=len(layered),
                    most=LAYERS,
                )
            )
        if layered and self.share.get(self.residual) != "balance":
            raise complaint(
                Sentence(
                    'has layers and residual {party}; the residual party must be the one with "balance".',
                    '设有分层，而 residual 为 {party}；剩余承担方必须是份额为 "balance" 的一方。',
                    party=self.residual,
                )
            )
        for party in layered:
            if party in self.share:
                raise complaint(
                    Sentence(
                        "gives {party} both a share and a layer; it must have one of them.",
                        "让 {party} 既有份额又有分层；只能有其中之一。",
                        party=party,
                    )
                )
        for party in self.cap:
            if party == self.residual:
                raise complaint(
                    Sentence(
                        "caps {party}, which is residual and bears what caps leave unpaid.",
                        "为 {party} 设了上限，而它是剩余承担方，须承担上限以外的部分。",
                        party=party,
                    )
                )
            if party not in layered and party not in self.share:
                raise complaint(
                    Sentence(
                        "caps {party}, which has neither share nor layer.",
                        "为 {party} 设了上限，而它既无份额也无分层。",
                        party=party,
                    )
                )
        return self

    @model_validator(mode="after")
    def _sizes_fit_the_rest(self) -> RiskSharing:
        """Limits over the whole life hold for one balance: with one for each size they would have no meaning."""
        check_table(self.terms_by_size)
        if not self.terms_by_size:
            return self
        limits = {
            "layer": self.layer,
            "quota_yuan": self.quota_yuan is not None,
            "budget_yuan": self.budget_yuan is not None,
            "pool_yuan": any(cap.pool_yuan is not None for cap in self.cap.values()),
        }
        for key, stated in limits.items():
            if stated:
                raise complaint(
                    Sentence(
                        "has terms_by_size and {key}; beside it only caps a_year and a_loan_yuan are allowed.",
                        "同时写有 terms_by_size 与 {key}；与 terms_by_size 并用的只能是 a_year 与 a_loan_yuan 上限。",
                        key=key,
                    )
                )
        if any(row.fee_annual for row in self.terms_by_size):
            if not has_guarantor(self.effective_points(), self.layer, self.residual):
                raise complaint(
                    Sentence(
                        "has terms_by_size with fee_annual, but no guarantor bears any loss; leave the fee out.",
                        "的 terms_by_size 写有 fee_annual，但没有担保机构承担损失；请去掉费率。",
                    )
                )
        if self.effective_points()["bank"] == BASIS_POINTS and any(row.cover for row in self.terms_by_size):
            raise complaint(
                Sentence(
                    "has terms_by_size with cover, but share names no partner of the bank to bear it.",
                    "的 terms_by_size 写有 cover，但 share 中没有银行以外的承担方。",
                )
            )
        return self

    def sizes(self) -> tuple[SizeTerms, ...]:
        """The rows of terms by size; one for all loans where there is no table."""
        table = self.terms_by_size or (ALL_SIZES,)
        return table if table[-1].up_to_yuan is None else (*table, ALL_SIZES)

    @property
    def rows_it_takes(self) -> int:
        """One for each size of the table of terms."""
        return len(self.sizes())

    def points_at(self, terms: SizeTerms) -> dict[str, int]:
        """Shares in basis points of a loan that comes under these terms."""
        return with_cover(self.effective_points(), terms.cover)

    def basis_points(self) -> dict[str, int]:
        """Share of every party in whole basis points; they sum to 10,000."""
        return points_of(self.share)

    def effective_points(self) -> dict[str, int]:
        """Shares in basis points as they can be paid: what a cap of zero forbids is the residual party's."""
        return payable_points(self.share, self.cap, self.residual)

    @cached_property
    def does_nothing(self) -> bool:
        """Whether it takes no loan, or leaves the bank all of every loss, which it bears without an agreement too."""
        all_the_banks = not self.layer and all(self.points_at(row)["bank"] == BASIS_POINTS for row in self.sizes())
        return super().does_nothing or all_the_banks

    def acting_terms(self) -> dict[str, Any]:
        """The split in basis points, however it is written; caps only of parties that pay something."""
        points = self.effective_points()
        paying = {party for party, part in points.items() if part} | {layer.party for layer in self.layer}
        stated = super().acting_terms()
        caps = {party: cap for party, cap in stated["cap"].items() if party in paying}
        return {**stated, "share": points, "cap": caps}

    def open(self, economy: Economy) -> None:
        """Give the agreement its row, or one for each size; once opened they go on for the loans made under them."""
        if economy.schedule.agreement_row(self) is None:
            above = 0.0
            for place, terms in enumerate(self.sizes()):
                economy.schedule.adopt_agreement(self, _write_agreement(self, terms, above, economy), place)
                above = terms.up_to_yuan or 0.0
        for agreement in self._agreements(economy):
            agreement.in_force = True

    def close(self, economy: Economy) -> None:
        """Take no new loans."""
        for agreement in self._agreements(economy):
            agreement.in_force = False

    def idle(self, economy: Economy) -> None:
        """Take no new loans while the trigger does not hold."""
        self.close(economy)

    def begin_month(self, economy: Economy) -> None:
        """A policy year begins, after the scheme's end too: what was paid is forgotten, the balance read anew."""
        if (economy.month - self.start) % 12 == 0:
            whole = economy.agreement.whole
            for agreement in self._agreements(economy):
                row = agreement.number
                whole[COVERED_BALANCE, row] = whole[LIVE_COVERED, row]
                whole[CLAIMS_YEAR, row] = 0
                whole[PAID_YEAR : PAID_YEAR + len(PARTIES), row] = 0

    def before_trade(self, economy: Economy) -> None:
        """Take loans while the quota lasts."""
        for terms, agreement in zip(self.sizes(), self._agreements(economy), strict=True):
            agreement.in_force = self.quota_yuan is None or agreement.taken < economy.fen_of_model(self.quota_yuan)
            agreement.rank = economy.schedule.rank_of(self)
            agreement.relief = relief_promised(self, economy.numbers.guarantors.claims_a_year, terms)

    def after_underwriting(self, economy: Economy) -> None:
        """Principal released this month joins the covered balance of the year."""
        for agreement in self._agreements(economy):
            granted = int(economy.granted_by_agreement[agreement.number])
            agreement.covered_balance += granted
            agreement.taken += granted

    def _agreements(self, economy: Economy) -> list[Row]:
        """Its rows of the table of agreements, one for each size."""
        rows = (economy.schedule.agreement_row(self, place) for place in range(len(self.sizes())))
        return [economy.agreements.row(row) for row in rows]


def _write_agreement(policy: RiskSharing, terms: SizeTerms, above: float, economy: Economy) -> int:
    """Write the terms of loans of more than `above` yuan into the next row of the agreement table; returns it."""
    agreement = economy.agreements.row(economy.agreements.allocate(1)[0])
    points = policy.points_at(terms)
    for party in PARTIES:
        setattr(agreement, f"share_{party}", points[party])
    for party, cap in policy.cap.items():
        if cap.a_year is not None:
            setattr(agreement, f"cap_year_{party}", cap.a_year)
        if cap.a_loan_yuan is not None:
            setattr(agreement, f"cap_loan_{party}", fen(cap.a_loan_yuan))
        if cap.pool_yuan is not None:
            setattr(agreement, f"cap_pool_{party}", economy.fen_of_model(cap.pool_yuan))
    if policy.budget_yuan is not None:
        # What budgets pay directly is the local government's part; funds and guarantors have money of their own.
        budget = economy.fen_of_model(policy.budget_yuan)
        agreement.cap_pool_local_government = min(agreement.cap_pool_local_government, budget)
    for position, layer in enumerate(policy.layer):
        setattr(agreement, f"layer_party_{position}", PARTIES.index(layer.party))
        setattr(agreement, f"layer_from_{position}", layer.from_)
        setattr(agreement, f"layer_to_{position}", layer.to)
    write_eligibility(policy.eligible, economy.agreement, agreement.number, ELIGIBILITY_LISTS)
    agreement.least_estimate, agreement.most_estimate = policy.eligible.min_estimate, policy.eligible.max_estimate
    agreement.delay = policy.delay_months
    if terms.up_to_yuan is not None:
        agreement.max_loan = min(agreement.max_loan, fen(terms.up_to_yuan))
    if above > 0.0:
        agreement.min_loan = max(agreement.min_loan, fen(above) + 1)
    fee = policy.fee_annual if terms.fee_annual is None else terms.fee_annual
    agreement.fee = -1.0 if fee is None else fee
    agreement.relief = relief_promised(policy, economy.numbers.guarantors.claims_a_year, terms)
    agreement.consent = policy.consent
    agreement.residual = PARTIES.index(policy.residual)
    agreement.public = True
    agreement.uses_guarantor = has_guarantor(points, policy.layer, policy.residual)
    return agreement.number


def relief_promised(policy: RiskSharing, claims_a_year: float, terms: SizeTerms = ALL_SIZES) -> float:
    """Share of a loss, under the terms of its size, that others take off the bank if every party pays in full.

    Layers cut from the bank's part count with what a year's claims are expected to leave in them.
    """
    banks = policy.points_at(terms)["bank"] / BASIS_POINTS
    relief = 1.0 - banks
    if policy.residual == "bank":
        relief += banks * sum(part_in_layer(layer.from_, layer.to, claims_a_year) for layer in policy.layer)
    return min(relief, 1.0)


@compiled
def part_in_layer(bottom: float, top: float, expected: float) -> float:
    """Expected part of a year's losses between `bottom` and `top`, where losses are exponential with mean `expected`.

    The limited expected values E[min(X, top)] - E[min(X, bottom)], over the mean (Klugman, Panjer and Willmot, Loss
    Models, section 8.2).
    """
    return exponential(-bottom / expected) - exponential(-top / expected)
