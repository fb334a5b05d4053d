"""Loss sharing between a bank and its partners: who pays what part of a defaulted loan's principal.

The 1+N scheme, Anhui's 4:3:2:1 and the national 4:2:2:2 are all instances.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, ValidationInfo, field_validator, model_validator

from ..ground.columns import Row
from ..ground.compiled import compiled
from ..ground.complaints import complaint
from ..ground.errors import Sentence, listed
from ..ground.given import written
from ..ground.mathematics import exponential
from ..ground.parameters import StrictModel, one_of, parameter
from ..ground.registry import Nulls, Stated
from ..ground.units import fen
from ..state.bank_columns import (
    CLAIMS_YEAR,
    COVERED_BALANCE,
    LIVE_COVERED,
    PAID_YEAR,
)
from ..state.economy import Economy
from ..state.eligibility_columns import write_eligibility
from ..state.structure import PARTIES
from .instrument import BASIS_POINTS, ELIGIBILITY_LISTS, LARGEST_YUAN, Instrument, LoanEligibility, whole_basis_points

#: Layers an agreement has room for.
MOST_LAYERS = 4

Party = Annotated[str, one_of(PARTIES)]


def _share(value: object) -> Any:
    """A share of the loss: "balance", or a whole number of basis points from 0 to 1."""
    if isinstance(value, str) and value == "balance":
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise complaint(
            Sentence(
                'is {value}; it must be a number from 0 to 1 or "balance".',
                '为 {value}；必须是 0 至 1 之间的数或 "balance"。',
                value=written(value),
            )
        )
    if not 0 <= value <= 1:
        said = Sentence("is {value}; it must be from 0 to 1.", "为 {value}；须在 0 至 1 之间。", value=written(value))
        raise complaint(said)
    return whole_basis_points(float(value))


Share = Annotated[float | Literal["balance"], BeforeValidator(_share)]


class Layer(StrictModel):
    """A slice of the year's losses of the covered pool, carried by one party."""

    party: Party = parameter(unit="name", meaning="Who carries the layer", zh="承担方")
    from_: float = parameter(
        alias="from",
        unit="share of the covered balance",
        low=0.0,
        high=1.0,
        meaning="Losses of the year at which the layer begins",
        zh="分层起点",
    )
    to: float = parameter(
        unit="share of the covered balance",
        low=0.0,
        high=1.0,
        meaning="Losses of the year at which the layer ends",
        zh="分层终点",
    )
    of: Literal["covered_balance"] = parameter(
        "covered_balance", unit="name", meaning="What the limits are shares of", zh="计量基数"
    )

    @model_validator(mode="after")
    def _has_depth(self) -> Layer:
        if self.to <= self.from_:
            raise complaint(
                Sentence(
                    "has to = {top}; it must be above from = {bottom}.",
                    "的 to = {top}；必须大于 from = {bottom}。",
                    top=self.to,
                    bottom=self.from_,
                )
            )
        return self


class Cap(StrictModel):
    """The most a party pays; every limit that is given holds."""

    of: Literal["covered_balance"] = parameter(
        "covered_balance", unit="name", meaning="What a_year is a share of", zh="计量基数"
    )
    a_year: float | None = parameter(
        None,
        unit="share of the covered balance",
        low=0.0,
        high=1.0,
        meaning="Payments in one policy year",
        zh="每政策年度赔付上限",
    )
    a_loan_yuan: float | None = parameter(
        None, unit="yuan", low=0.0, high=LARGEST_YUAN, meaning="Payment on one loan", zh="单笔赔付上限"
    )
    pool_yuan: float | None = parameter(
        None,
        unit="yuan of the population",
        low=0.0,
        high=LARGEST_YUAN,
        meaning="Payments in the policy's whole life",
        zh="累计赔付上限",
    )

    @model_validator(mode="after")
    def _some_limit(self) -> Cap:
        if self.a_year is None and self.a_loan_yuan is None and self.pool_yuan is None:
            raise complaint(
                Sentence(
                    "limits nothing; allowed: a_year, a_loan_yuan, pool_yuan.",
                    "没有限定任何数额；可用的有：a_year、a_loan_yuan、pool_yuan。",
                )
            )
        return self


def points_of(share: Mapping[str, Any]) -> dict[str, int]:
    """Share of every party in whole basis points, the balance worked out; they sum to 10,000."""
    points = dict.fromkeys(PARTIES, 0)
    for party, part in share.items():
        if part != "balance":
            points[party] = round(part * BASIS_POINTS)
    rest = BASIS_POINTS - sum(points.values())
    return {party: rest if share.get(party) == "balance" else points[party] for party in PARTIES}


def payable_points(share: Mapping[str, Any], cap: Mapping[str, Cap], residual: str) -> dict[str, int]:
    """Shares in basis points as they can be paid: what a cap of zero forbids is the residual party's."""
    points = points_of(share)
    for party, limit in cap.items():
        if 0 in (limit.a_year, limit.a_loan_yuan, limit.pool_yuan):
            points[residual] += points[party]
            points[party] = 0
    return points


def has_guarantor(points: Mapping[str, int], layers: Sequence[Layer], residual: str) -> bool:
    """Whether a guarantor bears any of a loss: a share, a layer, or what others leave unpaid."""
    return points["guarantor"] > 0 or residual == "guarantor" or any(layer.party == "guarantor" for layer in layers)


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
        if len(layered) > MOST_LAYERS:
            raise complaint(
                Sentence(
                    "has {count} layers; at most {most} are allowed.",
                    "有 {count} 个分层；至多可有 {most} 个。",
                    count=len(layered),
                    most=MOST_LAYERS,
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

    def basis_points(self) -> dict[str, int]:
        """Share of every party in whole basis points; they sum to 10,000."""
        return points_of(self.share)

    def effective_points(self) -> dict[str, int]:
        """Shares in basis points as they can be paid: what a cap of zero forbids is the residual party's."""
        return payable_points(self.share, self.cap, self.residual)

    @cached_property
    def does_nothing(self) -> bool:
        """Whether it takes no loan, or leaves the bank all of every loss, which it bears without an agreement too."""
        all_the_banks = self.effective_points()["bank"] == BASIS_POINTS and not self.layer
        return super().does_nothing or all_the_banks

    def acting_terms(self) -> dict[str, Any]:
        """The split in basis points, however it is written; caps only of parties that pay something."""
        points = self.effective_points()
        paying = {party for party, part in points.items() if part} | {layer.party for layer in self.layer}
        stated = super().acting_terms()
        caps = {party: cap for party, cap in stated["cap"].items() if party in paying}
        return {**stated, "share": points, "cap": caps}

    def open(self, economy: Economy) -> None:
        """Give the agreement its row; a row once opened goes on for the loans made under it."""
        if economy.schedule.agreement_row(self) is None:
            economy.schedule.adopt_agreement(self, _write_agreement(self, economy))
        self._agreement(economy).in_force = True

    def close(self, economy: Economy) -> None:
        """Take no new loans."""
        self._agreement(economy).in_force = False

    def idle(self, economy: Economy) -> None:
        """Take no new loans while the trigger does not hold."""
        self.close(economy)

    def begin_month(self, economy: Economy) -> None:
        """A policy year begins, after the scheme's end too: what was paid is forgotten, the balance read anew."""
        if (economy.month - self.start) % 12 == 0:
            row, whole = economy.schedule.agreement_row(self), economy.agreement.whole
            whole[COVERED_BALANCE, row] = whole[LIVE_COVERED, row]
            whole[CLAIMS_YEAR, row] = 0
            whole[PAID_YEAR : PAID_YEAR + len(PARTIES), row] = 0

    def before_trade(self, economy: Economy) -> None:
        """Take loans while the quota lasts."""
        agreement = self._agreement(economy)
        agreement.in_force = self.quota_yuan is None or agreement.taken < economy.fen_of_model(self.quota_yuan)
        agreement.rank = economy.schedule.rank_of(self)
        agreement.relief = relief_promised(self, economy.numbers.guarantors.claims_a_year)

    def after_underwriting(self, economy: Economy) -> None:
        """Principal released this month joins the covered balance of the year."""
        agreement = self._agreement(economy)
        granted = int(economy.granted_by_agreement[agreement.number])
        agreement.covered_balance += granted
        agreement.taken += granted

    def _agreement(self, economy: Economy) -> Row:
        return economy.agreements.row(economy.schedule.agreement_row(self))


def _write_agreement(policy: RiskSharing, economy: Economy) -> int:
    """Write the terms into the next row of the agreement table; returns it."""
    agreement = economy.agreements.row(economy.agreements.allocate(1)[0])
    points = policy.effective_points()
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
    agreement.fee = -1.0 if policy.fee_annual is None else policy.fee_annual
    agreement.relief = relief_promised(policy, economy.numbers.guarantors.claims_a_year)
    agreement.consent = policy.consent
    agreement.residual = PARTIES.index(policy.residual)
    agreement.public = True
    agreement.uses_guarantor = has_guarantor(points, policy.layer, policy.residual)
    return agreement.number


def relief_promised(policy: RiskSharing, claims_a_year: float) -> float:
    """Share of a loss that others take off the bank if every party pays in full.

    Layers cut from the bank's part count with what a year's claims are expected to leave in them.
    """
    banks = policy.effective_points()["bank"] / BASIS_POINTS
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
