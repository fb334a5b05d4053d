"""How small firms are financed in the untouched baseline: terms and use of loans, guarantors, banks, deposits."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..experiment import Experiment, Figure, Part
from .levels_of_china import FIRST, SHORT_TERM, Level, baseline, window

if TYPE_CHECKING:
    from ....simulation import CreditMarket

LIVE = "performing"
GUARANTOR, OTHERS = "guarantor", ("circle", "persons")


class TermsAndUse(Level):
    """How much runs for a year at most, how much of open limits is drawn, what fees come on top of interest."""

    fact = "N3"
    title: ClassVar = {"en": "Terms, use and fees of loans", "zh": "贷款期限、用信与费用"}
    figures = (
        Figure("short", {"en": "Loans of up to a year", "zh": "一年期以内贷款占比"}, "share", 0.35, 0.60),
        Figure("used", {"en": "Limits that are drawn", "zh": "授信使用率"}, "share", 0.75, 0.92),
        Figure("fees", {"en": "Fees over loans, a year", "zh": "年费用/贷款余额"}, "share", 0.003, 0.02),
    )

    def read(self, market: CreditMarket) -> dict[str, Part]:
        """Terms and use at the end; fees of the months from the 13th on, of guarantees and others."""
        live = market.loans[market.loans["status"] == LIVE]
        # As the OECD Scoreboard has it: loans used over loans authorised, whatever their kind.
        owed, undrawn = float(live["balance_fen"].sum()), float(market.enterprises["line_room"].sum())
        flows = market.flows
        paid = flows.loc[flows["purpose"].isin(("guarantee_fee", "fee")) & (flows["month"] >= FIRST), "fen"].sum()
        years = (market.month - FIRST + 1) / 12.0
        credit, months = window(market, "credit_outstanding")
        fees = float(paid) * market.economy.weight / 100.0 / years
        return {
            "short": (
                float(live.loc[live["tenor"] <= SHORT_TERM, "balance_fen"].sum()),
                float(live["balance_fen"].sum()),
            ),
            "used": (owed, owed + undrawn),
            "fees": (fees, credit / months),
        }


class LicensedGuarantors(Level):
    """Licensed guarantee companies stand behind a small part of loans; most guarantees are by others."""

    fact = "P1"
    title: ClassVar = {"en": "Licensed guarantors among guarantees", "zh": "持牌担保机构占比"}
    figures = (
        Figure("licensed", {"en": "Loans that they guarantee", "zh": "持牌机构担保贷款占比"}, "share", 0.04, 0.09),
        Figure(
            "others", {"en": "Guaranteed loans without them", "zh": "无持牌机构的担保贷款占比"}, "share", 0.65, 0.90
        ),
    )

    def read(self, market: CreditMarket) -> dict[str, Part]:
        """Performing loans at the end."""
        live = market.loans[market.loans["status"] == LIVE]
        licensed = float(live.loc[live["security"] == GUARANTOR, "balance_fen"].sum())
        others = float(live.loc[live["security"].isin(OTHERS), "balance_fen"].sum())
        return {
            "licensed": (licensed, float(live["balance_fen"].sum())),
            "others": (others, licensed + others),
        }


class BanksAndDeposits(Experiment):
    """From how many banks a borrower has loans, by size, and what firms hold on deposit."""

    fact = "P5"
    title: ClassVar = {"en": "Lending banks and deposits", "zh": "贷款银行数与存款"}
    figures = (
        Figure(
            "banks", {"en": "Banks of a micro or small borrower", "zh": "小微借款企业的贷款银行数"}, "count", 1.0, 2.0
        ),
        Figure("more", {"en": "Medium less micro borrowers", "zh": "中型与微型之差"}, "count", 0.0, None),
        Figure("deposits", {"en": "Deposits over yearly sales", "zh": "存款/年销售额"}, "ratio", 0.10, 0.25),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Loans outstanding and deposits at the end."""
        market = baseline(seed, firms)
        living = market.enterprises.frame()
        loans = market.loans[market.loans["balance_fen"] > 0]
        banks = loans.groupby("enterprise")["bank"].nunique()
        size = living["size"].reindex(banks.index)
        small, medium, micro = (
            banks[chosen] for chosen in (size.isin(["micro", "small"]), size == "medium", size == "micro")
        )
        sme = living[living["size"] != "large"]
        return {
            "banks": (float(small.sum()), float(len(small))),
            "more": (float(medium.mean() - micro.mean()) if len(medium) and len(micro) else 0.0, 1.0),
            "deposits": (float(sme["cash"].sum()), float(sme["year_sales"].sum())),
        }
