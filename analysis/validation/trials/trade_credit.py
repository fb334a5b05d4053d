"""Trade credit: failed buyers and their suppliers (B12), shorter payment terms (O1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ..experiment import Experiment, Part, figure
from ..worlds import BEFORE, TWIN, Cohort, Mask, Values, live_to, mean_of, worlds
from .offers import firms_offered, of_rows

if TYPE_CHECKING:
    from ....simulation import CreditMarket
    from ....simulation.observe.grants import DepartureLog

TWO_YEARS, FOUR_YEARS = 24, 48
TRANSPORT, LARGE = 1, 3
ENTRY_BITS = 32


def departures(market: CreditMarket) -> DepartureLog:
    """A log of who leaves a market from now on."""
    from ....simulation.observe.grants import DepartureLog

    log = DepartureLog()
    market.observe(log)
    return log


def failed(cohort: Cohort, log: DepartureLog) -> Values:
    """Which of them have failed by a log, 1 or 0."""
    return np.isin(cohort.keys, log["enterprise"][log["outcome"] > 0]).astype(float)


class FailedBuyers(Experiment):
    """Failures of suppliers whose main buyer failed, by what they lost."""

    fact = "B12"
    firms = 20_000
    title: ClassVar = {"en": "Failed buyers and their suppliers", "zh": "买方倒闭对供应商的影响"}
    figures = (
        figure("hurt", "Failures of suppliers, 24 months", "供应商倒闭率，24个月", "share", 0.02, 0.20),
        figure("rising", "Large loss less small loss", "损失大者减损失小者", "share", 0.0, None, clear=True),
        figure("sound", "Failures of the same without", "无冲击时倒闭率", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Suppliers of the firms drawn, each against its twin, by terciles of the claim lost over assets."""
        market, twin = worlds(seed, firms, BEFORE + TWO_YEARS, "buyers_fail", TWIN)
        live_to(BEFORE, market, twin)
        everyone = Cohort(market)
        drawn = of_rows(market, everyone, firms_offered(market).struck(market.economy))
        buyer = everyone.read(market, "buyer").astype(np.int64)
        keys = market.economy.firms.column("id")[np.maximum(buyer, 0)]
        hit = (buyer >= 0) & np.isin(keys, everyone.keys[drawn]) & ~drawn
        hit &= everyone.read(market, "size") < LARGE
        suppliers = everyone.chosen(hit)
        lost = suppliers.read(market, "linked_receivables")
        assets = sum(suppliers.read(market, name) for name in ("fixed_assets", "inventory", "receivables", "cash"))
        exposure = lost / np.maximum(np.asarray(assets, float), 1.0)
        logs = [departures(each) for each in (market, twin)]
        live_to(BEFORE + TWO_YEARS, market, twin)
        there, here = (failed(suppliers, log) for log in logs)
        if not len(suppliers):
            return dict.fromkeys(("hurt", "rising", "sound"), (float("nan"), 1.0))
        low, high = np.quantile(exposure, (1 / 3, 2 / 3))
        return {
            "hurt": (float((there - here).sum()), float(len(there))),
            "rising": (mean_of(there - here, exposure >= high) - mean_of(there - here, exposure <= low), 1.0),
            "sound": (float(here.sum()), float(len(here))),
        }


class ShorterTerms(Experiment):
    """Failures, entry and margins of a sector whose customers pay sooner, against its twin."""

    fact = "O1"
    firms = 20_000
    title: ClassVar = {"en": "Shorter payment terms", "zh": "缩短账期"}
    note: ClassVar = {
        "en": "The part of sales on credit is cut in transport, by which receivable days fall to 30.",
        "zh": "交通运输业赊销比例下调，应收账款天数降至30天。",
    }
    figures = (
        figure("failures", "Failures over four years", "四年倒闭数", "share", -0.40, -0.08),
        figure("cash", "Little cash less 1.5 x much cash", "低现金减1.5倍高现金", "share", None, 0.0, clear=True),
        figure("entry", "Firms founded", "新设企业", "share", 0.0, None),
        figure("margin", "Cash margin", "现金利润率", "share", -0.005, None),
        figure("elsewhere", "Failures in other sectors", "其他行业倒闭数", "share"),
    )

    #: Effect on firms with little cash over that on others, at least.
    times: ClassVar = 1.5

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Firms of month 12 by opening cash over sales; firms founded since."""
        market, twin = worlds(seed, firms, BEFORE + FOUR_YEARS, "shorter_terms", TWIN)
        live_to(BEFORE, market, twin)
        everyone = Cohort(market)
        ours = (everyone.read(market, "sector") == TRANSPORT) & (everyone.read(market, "size") < LARGE)
        cash = everyone.read(market, "cash") / np.maximum(everyone.read(market, "year_sales"), 1.0)
        poor = cash < np.median(cash[ours])
        logs = [departures(each) for each in (market, twin)]
        live_to(BEFORE + FOUR_YEARS, market, twin)
        there, here = (failed(everyone, log) for log in logs)

        def fewer(among: Mask) -> Part:
            return float((there - here)[among].sum()), float(here[among].sum())

        margins = everyone.read(market, "margin") - everyone.read(twin, "margin")
        new = [self._founded(each) for each in (market, twin)]
        low, high = ((there - here)[ours & among].mean() for among in (poor, ~poor))
        return {
            "failures": fewer(ours),
            "cash": (float(low - self.times * high), 1.0),
            "entry": (new[0] - new[1], new[1]),
            "margin": (mean_of(margins, ours), 1.0),
            "elsewhere": fewer(~ours),
        }

    def _founded(self, market: CreditMarket) -> float:
        """Firms of the sector founded since month 12 that are there."""
        firms = market.enterprises
        new = (firms["sector"] == TRANSPORT) & (firms["entry_month"] > BEFORE)
        return float(new.sum())
