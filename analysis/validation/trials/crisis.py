"""How much of a crisis is the credit crunch: banks' capital restored (G8), clients of strong and weak banks (G3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ..experiment import Experiment, Part, figure
from ..worlds import TWIN, Cohort, Investment, Mask, Values, live_to, mean_of, slope, value, worlds

if TYPE_CHECKING:
    from ....simulation import CreditMarket

STARTS, YEAR, MONTHS = 24, 12, 24
MEDIUM, LARGE = 2, 3


class ShareOfCrisis(Experiment):
    """Part of the fall of sales, jobs and investment that goes away where banks keep their capital."""

    fact = "G8"
    firms = 20_000
    title: ClassVar = {"en": "A crisis with and without a credit crunch", "zh": "有无信贷紧缩的危机"}
    figures = (
        figure("sales", "Of the fall of sales, small firms", "小微销售额跌幅占比", "share", 0.10, 0.60),
        figure("jobs", "Of the fall of jobs, small firms", "小微就业跌幅占比", "share", 0.10, 0.60),
        figure("invested", "Of the fall of investment, small firms", "小微投资跌幅占比", "share", 0.10, 0.60),
        figure("larger", "Of sales: small less medium firms", "销售额：小微减中型", "share", 0.0, None, clear=True),
        figure("fall", "Fall of small firms' sales", "小微销售额跌幅", "share"),
        figure("loans", "Fall of loans", "贷款跌幅", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """What restored banks add to the crisis, over what the crisis takes from the calm world."""
        markets = worlds(seed, firms, STARTS + MONTHS, "crisis", "crisis_restored", TWIN)
        live_to(STARTS, *markets)
        crisis, restored, calm = (lived(market) for market in markets)
        found = {key: (restored[key] - crisis[key], calm[key] - crisis[key]) for key in ("sales", "jobs", "invested")}
        small, medium = (
            (restored[key] - crisis[key]) / (calm[key] - crisis[key]) if calm[key] != crisis[key] else float("nan")
            for key in ("sales", "medium_sales")
        )
        return {
            **found,
            "larger": (small - medium, 1.0),
            "fall": (crisis["sales"] - calm["sales"], calm["sales"]),
            "loans": (crisis["loans"] - calm["loans"], calm["loans"]),
        }


def lived(market: CreditMarket) -> dict[str, float]:
    """Two years on: sales and jobs of micro and small firms, and what those of the start have invested since."""
    cohort = Cohort(market)
    small = cohort.chosen(cohort.read(market, "size") < MEDIUM)
    invested = Investment(market, small)
    invested.live_to(STARTS + MONTHS)
    firms = market.enterprises
    little, medium = firms["size"] < MEDIUM, firms["size"] == MEDIUM
    return {
        "sales": float(firms["year_sales"][little].sum()),
        "jobs": float(firms["employees"][little].astype(float).sum()),
        "invested": float(invested.total.sum()),
        "medium_sales": float(firms["year_sales"][medium].sum()),
        "loans": float(firms["bank_debt"].sum()),
    }


class HealthOfLenders(Experiment):
    """Jobs in the first year of a crisis at clients of banks that lost much of their equity, and little."""

    fact = "G3"
    firms = 20_000
    title: ClassVar = {"en": "Lenders' losses and jobs by size", "zh": "银行损失与不同规模企业就业"}
    figures = (
        figure("small", "Jobs, worst less best bank, small firms", "小微就业，最弱减最强银行", "share", -0.08, -0.02),
        figure("medium", "Medium firms less half of small", "中型减小微之半", "share", 0.0, None),
        figure("part", "Of the fall of jobs at small borrowers", "占小微借款企业就业跌幅", "share", 0.15, 0.55),
        figure("fall", "Fall of jobs at small borrowers", "小微借款企业就业跌幅", "share"),
    )
    #: Difference of the share of equity lost between the worst and the best decile of banks.
    spread: ClassVar = 0.45

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Growth of workers, exits as -1, against the calm twin, on the loss of equity at the firm's lenders."""
        from ....simulation.stresses.bank_losses import losses

        crisis, calm = worlds(seed, firms, STARTS + YEAR, "crisis", TWIN)
        live_to(STARTS, crisis, calm)
        everyone = Cohort(crisis)
        debt = everyone.debt(crisis)
        borrowers = everyone.chosen((debt > 0.0) & (everyone.read(crisis, "size") < LARGE))
        small, opening = borrowers.read(crisis, "size") < MEDIUM, borrowers.read(crisis, "employees")
        by_bank = losses(crisis.economy, 0.0, self._most(crisis))
        lost = self._exposure(borrowers, crisis, by_bank)
        live_to(STARTS + YEAR, crisis, calm)
        growth = [np.nan_to_num(borrowers.read(each, "employees") / opening) - 1.0 for each in (crisis, calm)]
        effect = growth[0] - growth[1]
        on_small, on_medium = (slope(effect, lost, among) for among in (small, ~small))
        fall = mean_of(effect, small)
        return {
            "small": (self.spread * on_small[0], on_small[1]),
            "medium": (self.spread * (value(on_medium) - 0.5 * value(on_small)), 1.0),
            "part": (value(on_small) * mean_of(lost, small), fall),
            "fall": (fall, 1.0),
        }

    def _most(self, market: CreditMarket) -> float:
        return next(float(stress.most) for stress in market.conditions.stresses if hasattr(stress, "most"))

    def _exposure(self, cohort: Cohort, market: CreditMarket, by_bank: dict[int, float]) -> Values:
        """Share of equity lost at each firm's lenders, weighted by what it owes them."""
        banks = market.economy.banks.rows
        owed: Values = np.zeros(len(cohort))
        for bank, share in by_bank.items():
            only: Mask = np.arange(banks) == bank
            owed += share * cohort.debt(market, only)
        return owed / cohort.debt(market)
