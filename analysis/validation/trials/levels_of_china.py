"""Levels of the untouched baseline against what is published of China: debt, accounts, prices, payment terms."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from ..experiment import Experiment, Figure, Part
from ..worlds import own_past, value

if TYPE_CHECKING:
    from ....simulation import CreditMarket

MONTHS, FIRST = 120, 13
SHORT_TERM = 12
DAYS_A_YEAR = 365.0


@lru_cache(maxsize=1)
def baseline(seed: int, firms: int) -> CreditMarket:
    """The untouched baseline after ten years; the last one asked for is kept, because several facts read it."""
    from ....scenarios import load
    from ....simulation import CreditMarket

    market = CreditMarket(load("baseline", set=own_past(seed), firms=firms, months=MONTHS), seed=seed, tape=True)
    market.run()
    return market


def window(market: CreditMarket, key: str) -> Part:
    """Sums of an indicator's numerator and denominator from month 13 on."""
    return float(market.numerators[key].loc[FIRST:].sum()), float(market.denominators[key].loc[FIRST:].sum())


class Level(Experiment):
    """A fact that is read in the untouched baseline as it stands, so that it can be read in any market."""

    def read(self, market: CreditMarket) -> dict[str, Part]:
        """Each figure in a market after its last month, by its key."""
        raise NotImplementedError(self.fact)

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """The same in the baseline after ten years."""
        return self.read(baseline(seed, firms))


class NonperformingAndPrice(Level):
    """Nonperforming loans, and how much dearer small firms' loans are than those of large firms."""

    fact = "B2"
    title: ClassVar = {"en": "Nonperforming loans and prices of small-firm credit", "zh": "普惠小微不良率与利率水平"}
    figures = (
        Figure("npl_ratio", {"en": "Nonperforming loan ratio", "zh": "不良贷款率"}, "share", 0.015, 0.035),
        Figure("spread", {"en": "Spread over large firms", "zh": "与大企业利差"}, "share per year", 0.003, 0.025),
    )

    def read(self, market: CreditMarket) -> dict[str, Part]:
        """Both over months from the 13th on."""
        return {"npl_ratio": window(market, "npl_ratio"), "spread": window(market, "spread_over_large_firms")}


class DebtOverSales(Level):
    """Bank debt of small firms over their yearly sales, and the part of it that runs for a year at most."""

    fact = "P2"
    title: ClassVar = {"en": "Bank debt over sales", "zh": "银行债务与销售额之比"}
    figures = (
        Figure("debt", {"en": "Loans over yearly sales", "zh": "贷款/年销售额"}, "ratio", 0.15, 0.35),
        Figure("short", {"en": "Of which of up to a year", "zh": "其中一年期以内"}, "ratio", 0.06, 0.14),
    )

    def read(self, market: CreditMarket) -> dict[str, Part]:
        """Debt over months from the 13th on; its terms at the end."""
        loans = market.loans
        short = loans.loc[loans["tenor"] <= SHORT_TERM, "balance_fen"].sum() / loans["balance_fen"].sum()
        debt, sales = window(market, "loans_to_sales")
        return {"debt": (debt, sales), "short": (float(short) * debt, sales)}


class Accounts(Level):
    """How many firms have credit, how much each, and how much of it stands on no security."""

    fact = "P3"
    title: ClassVar = {"en": "Accounts, mean balance and unsecured share", "zh": "贷款户数、户均余额与信用贷款占比"}
    figures = (
        Figure("borrowers", {"en": "Firms with bank credit", "zh": "有贷企业占比"}, "share", 0.20, 0.45),
        Figure("mean", {"en": "Mean balance of a borrower", "zh": "户均余额"}, "yuan", 0.3e6, 0.9e6),
        Figure("unsecured", {"en": "Unsecured share of loans", "zh": "信用贷款占比"}, "share", 0.22, 0.32),
    )

    def read(self, market: CreditMarket) -> dict[str, Part]:
        """All over months from the 13th on."""
        borrowers, _ = window(market, "borrower_share")
        credit, _ = window(market, "credit_outstanding")
        return {
            "borrowers": window(market, "borrower_share"),
            "mean": (credit, borrowers * market.economy.weight),
            "unsecured": window(market, "unsecured_share"),
        }


class RatesBySize(Level):
    """Rates fall with size, and stand over the policy rate and beside those of large firms as reported."""

    fact = "N6"
    title: ClassVar = {"en": "Loan rates by size and over the policy rate", "zh": "按规模的贷款利率及与政策利率之差"}
    figures = (
        Figure("micro_medium", {"en": "Micro less medium firms", "zh": "微型减中型"}, "share per year", 0.003, 0.02),
        Figure("sme_large", {"en": "Small less large firms", "zh": "中小减大型"}, "share per year", -0.0025, 0.01),
        Figure("over_policy", {"en": "Small over policy rate", "zh": "小微减政策利率"}, "share per year", 0.008, 0.025),
    )

    def read(self, market: CreditMarket) -> dict[str, Part]:
        """New loans of months from the 13th on."""
        rates = {size: window(market, f"mean_loan_rate.size.{size}") for size in ("micro", "small", "medium")}
        micro, medium = value(rates["micro"]), value(rates["medium"])
        paid, lent = (rates["micro"][part] + rates["small"][part] for part in (0, 1))
        large = market.recorder.raw()["large_rate"].loc[FIRST:].mean()
        policy = float(large) - market.conditions.group("loan_pricing").large_firm_spread
        return {
            "micro_medium": (micro - medium, 1.0),
            "sme_large": window(market, "spread_over_large_firms"),
            "over_policy": (value((paid, lent)) - policy, 1.0),
        }


class PaymentTerms(Experiment):
    """Days of sales that stand out as receivables."""

    fact = "O4"
    title: ClassVar = {"en": "Days until customers pay", "zh": "应收账款周转天数"}
    figures = (Figure("days", {"en": "Receivables in days of sales", "zh": "应收账款天数"}, "days", 45.0, 90.0),)

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Receivables at the end over the sales of the last year."""
        market = baseline(seed, firms)
        small = market.enterprises["size"] < 3
        owed, sales = (float(market.enterprises[name][small].sum()) for name in ("receivables", "year_sales"))
        return {"days": (DAYS_A_YEAR * owed, sales)}
