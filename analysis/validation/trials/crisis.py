"""How much of a crisis is the credit crunch: the same recession with banks' capital restored (G8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..experiment import Experiment, Part, figure
from ..worlds import TWIN, Cohort, Investment, live_to, worlds

if TYPE_CHECKING:
    from ....simulation import CreditMarket

STARTS, MONTHS = 24, 24
MEDIUM = 2


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
