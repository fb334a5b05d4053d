"""Regularities of the untouched baseline: bad loans and refusals over the cycle, recoveries, how long entrants live."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ....simulation.behaviour.trade.business_cycle import NORMAL, RECESSION
from ..experiment import Experiment, Figure, Part
from .levels_of_china import FIRST, baseline

if TYPE_CHECKING:
    from ....simulation import CreditMarket


def summarised(market: CreditMarket, key: str) -> Part:
    """A figure of the summary window as numerator and denominator."""
    top, bottom = market.summary.loc[[key], ["numerator", "denominator"]].to_numpy(float)[0]
    return float(top), float(bottom)


class SurvivalOfEntrants(Experiment):
    """How many entrants live four years on, and whether the hazard of leaving falls with age."""

    fact = "A4"
    title: ClassVar = {"en": "Survival of entrants", "zh": "新设企业存活"}
    figures = (
        Figure("four_years", {"en": "Alive after four years", "zh": "四年后存活"}, "share", 0.36, 0.52),
        Figure(
            "slope", {"en": "Hazard of year 4 less year 1", "zh": "第4年与第1年退出率之差"}, "share per year", None, 0.0
        ),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Entrants of months 13 to 120."""
        market = baseline(seed, firms)
        four, slope = (summarised(market, key) for key in ("entrant_survival_4y", "entrant_hazard_slope"))
        return {"four_years": four, "slope": slope}


class BadLoansOverTheCycle(Experiment):
    """Nonperforming loans rise as output falls."""

    fact = "B1"
    firms = 80_000
    title: ClassVar = {"en": "Nonperforming loans over the cycle", "zh": "不良贷款与经济周期"}
    note: ClassVar = {
        "en": "With 80,000 firms: few default in a year of a small economy, and chance weakens a correlation.",
        "zh": "采用8万家企业：小规模经济中一年的违约为数不多，偶然因素会削弱相关性。",
    }
    figures = (
        Figure(
            "correlation",
            {"en": "Yearly change against output growth", "zh": "年变动与产出增速的相关"},
            "index",
            -1.0,
            -0.3,
        ),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Covariance and the product of standard deviations, over years."""
        return {"correlation": summarised(baseline(seed, firms), "npl_output_correlation")}


class RecoveriesAndDefaults(Experiment):
    """Losses given default are larger in years of many defaults."""

    fact = "B5"
    firms = 80_000
    title: ClassVar = {"en": "Recoveries fall when defaults rise", "zh": "违约增多时回收下降"}
    note: ClassVar = {
        "en": (
            "With 80,000 firms: few default in a year of a small economy, the loss on them hangs on the largest, and "
            "chance weakens a correlation."
        ),
        "zh": "采用8万家企业：小规模经济中一年的违约为数不多，损失取决于其中最大的几笔，偶然因素会削弱相关性。",
    }
    figures = (
        Figure(
            "correlation",
            {"en": "Loss given default against default rate", "zh": "违约损失率与违约率的相关"},
            "index",
            0.3,
            1.0,
        ),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Covariance and the product of standard deviations, over years 2 to 10."""
        market = baseline(seed, firms)
        tops, bottoms = (frame.loc[FIRST:] for frame in (market.numerators, market.denominators))
        year = (tops.index.to_numpy() - 1) // 12
        lost, defaulted = (
            (tops[key].groupby(year).sum() / bottoms[key].groupby(year).sum()).to_numpy()
            for key in ("loss_given_default", "default_rate")
        )
        known = np.isfinite(lost) & np.isfinite(defaulted)
        together = np.cov(lost[known], defaulted[known], ddof=0)
        return {"correlation": (float(together[0, 1]), float(np.sqrt(together[0, 0] * together[1, 1])))}


class Refusals(Experiment):
    """Applications refused in normal times, and how many more in a recession."""

    fact = "B6"
    title: ClassVar = {"en": "Applications refused", "zh": "贷款申请被拒"}
    figures = (
        Figure("normal", {"en": "Refused in normal times", "zh": "正常时期拒贷率"}, "share", 0.04, 0.20),
        Figure("rise", {"en": "Recession less normal times", "zh": "衰退期与正常时期之差"}, "share", 0.0, None),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Months 13 to 120 by regime; in a seed without a recession there is no rise to tell."""
        counts = baseline(seed, firms).recorder.raw().loc[FIRST:]
        regime, of = counts["regime"].to_numpy(), counts[["refused", "applications"]].to_numpy(float)
        (refused, asked), (refused_then, asked_then) = (of[regime == each].sum(axis=0) for each in (NORMAL, RECESSION))
        told = asked > 0.0 and asked_then > 0.0
        return {
            "normal": (float(refused), float(asked)),
            "rise": (float(refused_then / asked_then - refused / asked), 1.0) if told else (0.0, 0.0),
        }
