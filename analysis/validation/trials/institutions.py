"""The terms of Anhui's 4:3:2:1 and of the national plan against what the rules say (C20)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ..experiment import Experiment, Part, figure
from ..worlds import worlds

if TYPE_CHECKING:
    from ....simulation import CreditMarket

MONTHS = 60
MEDIUM = 2
#: Rounding of each payment and the last claims of a year leave a share this far from what was agreed.
NEARLY = 0.005


class TermsOfInstitutions(Experiment):
    """Who paid each yuan of loss under Anhui's scheme, whom it served at what fee; shares and fees by the rules."""

    fact = "C20"
    title: ClassVar = {"en": "Terms of guarantee institutions", "zh": "担保机构条款"}
    note: ClassVar = {
        "en": (
            "These are terms, not outcomes. Of Anhui's scheme: shares as paid over five years, fee and clients as its "
            "book stands, fees between guarantors as charged; of the national plan: as its scenario states them."
        ),
        "zh": "本项为条款而非结果。安徽模式：五年内实际分担比例、费率与客户结构；国家计划及再担保费率：按情景设定。",
    }
    figures = (
        figure("guarantor", "Guarantor, of losses paid", "担保机构分担", "share", 0.4 - NEARLY, 0.4 + NEARLY),
        figure("reguarantor", "Re-guarantor", "再担保机构分担", "share", 0.3 - NEARLY, 0.3 + NEARLY),
        figure("bank", "Bank", "银行分担", "share", 0.2 - NEARLY, 0.2 + NEARLY),
        figure("government", "Government", "政府分担", "share", 0.1 - NEARLY, 0.1 + NEARLY),
        figure("served", "Micro and small firms' part of the book", "小微业务占比", "share", 0.8, None),
        figure("fee", "Mean fee", "平均担保费率", "share per year", None, 0.01),
        figure(
            "small_fee", "Re-guarantee fee, up to 5 million", "再担保费率，500万元以下", "share per year", None, 0.003
        ),
        figure("large_fee", "Re-guarantee fee, above", "再担保费率，500万元以上", "share per year", None, 0.005),
        figure("fund", "National fund's least share in the plan", "国家计划中国家基金最低份额", "share", 0.2, None),
        figure("stake", "Bank's least share in the plan", "国家计划中银行最低份额", "share", 0.2, None),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Anhui's scheme over five years, and what the national plan says."""
        from ....simulation.policy.risk_sharing import RiskSharing

        anhui, plan = worlds(seed, firms, MONTHS, "anhui_4321", "national_plan_2026")
        while anhui.month < MONTHS:
            anhui.step()
        stated = plan.conditions.policies
        schemes = [each for each in stated if isinstance(each, RiskSharing) and each.name.startswith("plan")]
        shares = [each.basis_points() for each in schemes]
        return {
            **paid_by(anhui, "anhui_4321"),
            **book_of(anhui, "anhui_4321"),
            **fees_between(anhui),
            "fund": (min(each["national_fund"] for each in shares) / 10_000.0, 1.0),
            "stake": (min(each["bank"] for each in shares) / 10_000.0, 1.0),
        }


def fees_between(market: CreditMarket) -> dict[str, Part]:
    """What provincial re-guarantors charge on small and on larger loans: by a policy of theirs, else in general."""
    from ....simulation.policy.reguarantee import Reguarantee

    small = large = market.economy.numbers.guarantors.reguarantee_fee
    for policy in market.conditions.policies:
        if (
            isinstance(policy, Reguarantee)
            and policy.party == "provincial_reguarantor"
            and policy.fee_annual is not None
        ):
            large = policy.fee_annual
            small = large if policy.small_loan_fee_annual is None else policy.small_loan_fee_annual
    return {"small_fee": (float(small), 1.0), "large_fee": (float(large), 1.0)}


def number_of(market: CreditMarket, name: str) -> int:
    """Number of the agreement of this name."""
    return next(number for number, known in market.economy.schedule.agreement_names.items() if known == name)


def paid_by(market: CreditMarket, name: str) -> dict[str, Part]:
    """What each party paid of the losses settled under an agreement, over all of them."""
    claims = market.economy.claims
    settled = (claims.column("state") >= 2) & (claims.column("agreement") == number_of(market, name))
    loss = float(claims.column("loss_fen")[settled].sum())
    parties = {
        "guarantor": "guarantor",
        "reguarantor": "provincial_reguarantor",
        "bank": "bank",
        "government": "local_government",
    }
    return {key: (float(claims.column(f"paid_{party}_fen")[settled].sum()), loss) for key, party in parties.items()}


def book_of(market: CreditMarket, name: str) -> dict[str, Part]:
    """Whom an agreement serves and for what fee, weighted by what is owed."""
    loans = market.economy.loans
    ours = (loans.column("status") == 1) & (loans.column("agreement") == number_of(market, name))
    owed = loans.column("balance")[ours].astype(float)
    size = market.economy.firms.column("size")[loans.column("firm")[ours]]
    fees = loans.column("fee_rate")[ours]
    book = float(owed.sum())
    return {"served": (float(owed[size < MEDIUM].sum()), book), "fee": (float(np.dot(owed, fees)), book)}
