"""Does the untouched economy stand still? Twenty years of the baseline, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ..experiment import Experiment, Figure, Part, share
from ..worlds import own_past

if TYPE_CHECKING:
    from ....simulation import CreditMarket

YEARS = 20
#: Years in which a policy's change works through.
WORKED_THROUGH = 5
#: Largest trend, in shares of the mean a year, and largest distance of year 1 from the mean of the later years.
MOST_SLOPE, MOST_START = 0.003, 0.05

INDICATORS = {
    "credit_outstanding": ("credit", "贷款余额"),
    "loans_to_sales": ("loans over sales", "贷款/销售额"),
    "npl_ratio": ("nonperforming loan ratio", "不良贷款率"),
    "default_rate": ("default rate", "违约率"),
    "loss_given_default": ("loss given default", "违约损失率"),
    "guaranteed_share": ("guaranteed share of loans", "担保贷款占比"),
    "mean_loan_rate": ("rate of new loans", "新发贷款利率"),
    "bank_capital_ratio": ("capital ratio of banks", "银行资本充足率"),
    "firms_alive": ("firms", "企业数"),
    "employment": ("employment", "就业"),
}
SIZES = {
    "share_micro": ("micro firms' part of all", "微型企业占比"),
    "share_small": ("small firms' part of all", "小型企业占比"),
    "share_medium": ("medium firms' part of all", "中型企业占比"),
}
SNAPSHOTS = {
    "share_with_buyer": ("firms with a main buyer", "有主要买方的企业占比"),
    "guarantor_deposits": ("deposits of guarantors", "担保机构存款"),
    "rest_deposits": ("deposits of the rest of the economy", "其他部门存款"),
}
SERIES = {**INDICATORS, **SIZES, **SNAPSHOTS}


def _slope(key: str) -> Figure:
    en, zh = SERIES[key]
    trend = {"en": f"{en}: trend", "zh": f"{zh}：趋势"}
    return Figure(f"slope.{key}", trend, "share per year", -MOST_SLOPE, MOST_SLOPE, passes_at_zero=True)


def _start(key: str) -> Figure:
    en, zh = SERIES[key]
    start = {"en": f"{en}: year 1 over years 2 to 20", "zh": f"{zh}：第1年与第2至20年均值之差"}
    return Figure(f"start.{key}", start, "share", -MOST_START, MOST_START)


class StandingStill(Experiment):
    """The slope of yearly figures over years 2 to 20, and how far year 1 lies from them."""

    fact = "stands_still"
    title: ClassVar = {"en": "The untouched economy stands still", "zh": "无干预的经济保持平稳"}
    note: ClassVar = {
        "en": (
            "Each seed is the mean of two economies whose cycles mirror each other: where one has a boom, the other "
            "has a recession."
        ),
        "zh": "每个种子取两个周期互为镜像的经济体的均值：一个繁荣时另一个衰退。",
    }
    figures = tuple(figure for key in SERIES for figure in (_slope(key), _start(key)))

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Slopes and starts in one seed: means of two economies whose cycles mirror each other.

        A recession that happens to come early weighs more in the first year than any transient.
        """
        one, other = (twenty_years("baseline", seed, firms, mirrored) for mirrored in (False, True))
        return drifts({key: (one[key] + other[key]) / 2.0 for key in one})


class _StandingStillUnder(Experiment):
    """The slope of yearly figures under a policy, once what it changes has worked through."""

    policy: ClassVar[str]
    figures = tuple(_slope(key) for key in SERIES)

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Slopes in one seed."""
        later = {key: values[WORKED_THROUGH - 1 :] for key, values in twenty_years(self.policy, seed, firms).items()}
        return {key: part for key, part in drifts(later).items() if key.startswith("slope.")}


class StandingStillSharing(_StandingStillUnder):
    """Under a compensation fund and its partners."""

    fact = "stands_still_one_plus_n"
    policy = "one_plus_n"
    title: ClassVar = {"en": "The economy under 1+N stands still", "zh": "“1+N”下经济保持平稳"}


class StandingStillAlone(_StandingStillUnder):
    """Without public support."""

    fact = "stands_still_no_support"
    policy = "no_support"
    title: ClassVar = {"en": "The economy without support stands still", "zh": "无政策支持下经济保持平稳"}


def twenty_years(policy: str, seed: int, firms: int, mirrored: bool = False) -> dict[str, np.ndarray]:
    """Figures of each year under a scenario of the library, shape (years,); `mirrored`, under the mirrored cycle."""
    from ....scenarios import load
    from ....simulation import CreditMarket
    from ....simulation.settled.start import begin_cycle

    market = CreditMarket(load(policy, set=own_past(seed), firms=firms, months=12 * YEARS), seed=seed, tape=False)
    if mirrored:
        market.economy.cycle.mirrored = seed
        begin_cycle(market.economy)
    taken: dict[str, list[float]] = {key: [] for key in SNAPSHOTS}
    for _ in range(YEARS):
        for _ in range(12):
            market.step()
        for key, value in zip(taken, snapshot(market), strict=True):
            taken[key].append(value)
    return yearly(market) | {key: np.array(values) for key, values in taken.items()}


def snapshot(market: CreditMarket) -> tuple[float, float, float]:
    """Share of firms with a main buyer; deposits of guarantors and of the rest of the economy, in yuan."""
    firms, deposits = market.enterprises, market.balance_sheet().loc["deposits"]
    guarantor, rest = deposits[["guarantor", "rest_of_economy"]].to_numpy(float)
    return float(np.mean(firms["buyer"] >= 0)), float(guarantor), float(rest)


def yearly(market: CreditMarket) -> dict[str, np.ndarray]:
    """Figures of each year, shape (years,): ratios of the year's sums."""
    year = (market.numerators.index.to_numpy() - 1) // 12
    tops, bottoms = (frame[[*INDICATORS]].groupby(year).sum() for frame in (market.numerators, market.denominators))
    found = {key: (tops[key] / bottoms[key]).to_numpy() for key in INDICATORS}
    counts = market.recorder.raw().loc[1:].groupby(year).sum()
    sizes = [f"firms_size_{key.removeprefix('share_')}" for key in SIZES]
    every = counts[sizes].sum(axis=1)
    return found | {key: (counts[size] / every).to_numpy() for key, size in zip(SIZES, sizes, strict=True)}


def drifts(series: dict[str, np.ndarray]) -> dict[str, Part]:
    """Slope by least squares over the years after the first, and the first year's distance, over the later mean."""
    found: dict[str, Part] = {}
    for key, values in series.items():
        later = values[1:]
        time = np.arange(len(later)) - (len(later) - 1) / 2.0
        slope = float((time * later).sum() / (time * time).sum())
        found[f"slope.{key}"] = share(slope, float(later.mean()))
        found[f"start.{key}"] = share(float(values[0] - later.mean()), float(later.mean()))
    return found
