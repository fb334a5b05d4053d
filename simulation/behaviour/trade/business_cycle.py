"""The business cycle: a Markov chain of regimes with a persistent output gap, a real path, or a drawn one.

Hamilton (1989) regimes; three of them for China (Chen and others, provincial panel 1989-2009, F119). Growth read
year on year is first turned into a level: +18.3% in 2021Q1 is a recovery from a fall, not a boom.
"""

from typing import Literal, Protocol

import numpy as np

from ...ground.compiled import compiled
from ...ground.mathematics import logarithm, normal_quantile
from ...ground.parameters import ParameterGroup, assumption, calibrated, parameter, secondary
from ...ground.randomness import CYCLE, uniforms
from ...state.economy import Economy
from ...state.structure import REGIONS, SECTORS, PerRegion, PerSector

RECESSION, NORMAL, BOOM = range(3)
QUARTERS_A_YEAR, MONTHS_A_QUARTER = 4.0, 3.0


class Cycle(ParameterGroup, key="cycle", title={"en": "Business cycle", "zh": "经济周期"}):
    """Regimes, persistence of the output gap, sensitivities of sectors and regions, the policy rate."""

    mode: Literal["markov", "gdp_path", "gap_path"] = parameter(
        "markov",
        unit="choice",
        meaning="Markov regimes; a path of year-on-year growth; or a drawn path of the output gap",
        zh="马尔可夫区制；同比增长路径；或自绘的产出缺口路径",
        source=assumption("each is one of the design's three ways to state a cycle"),
    )
    path: tuple[float, ...] = parameter(
        (),
        opening_only=True,
        unit="share; quarterly growth year on year, or monthly output gap",
        low=-0.6,
        high=0.6,
        meaning="The given path, from month 1; afterwards the Markov chain goes on",
        zh="给定路径（自第1月起），之后接续马尔可夫链",
        source=assumption("empty unless a scenario names a series"),
    )
    trend_growth: float = parameter(
        0.064,
        opening_only=True,
        unit="per year",
        low=-0.1,
        high=0.2,
        meaning="Trend against which a growth path is measured",
        zh="衡量增长路径的趋势增速",
        source=secondary("NBS 2018-19 mean", "GDP year on year 2018-19 mean 6.4, sd 0.3 (D from K-m)"),
    )
    recession_stays: float = parameter(
        0.9105,
        unit="probability a month",
        low=0.0,
        high=1.0,
        meaning="Probability that a recession lasts another month",
        zh="衰退再持续一个月的概率",
        source=assumption("quarterly q 0.70-0.80 for China (A, after Hamilton 1989): 0.743 a quarter"),
    )
    normal_stays: float = parameter(
        0.967,
        unit="probability a month",
        low=0.0,
        high=1.0,
        meaning="Probability that a normal phase lasts another month",
        zh="正常阶段再持续一个月的概率",
        source=assumption("quarterly p 0.90-0.95 for China (A, after Hamilton 1989): 0.924 a quarter"),
    )
    boom_stays: float = parameter(
        0.9400,
        unit="probability a month",
        low=0.0,
        high=1.0,
        meaning="Probability that a rapid phase lasts another month",
        zh="高速阶段再持续一个月的概率",
        source=assumption("durations of the three Chinese regimes were not found; between the two others"),
    )
    recession_gap: float = parameter(
        -0.09,
        unit="log points",
        low=-0.5,
        high=0.0,
        meaning="Level the output gap is drawn to in a recession",
        zh="衰退期产出缺口的趋向水平",
        source=calibrated("sd of growth 2022-24 is 1.5 points (D from K-m): with persistence, a trough near -3%"),
    )
    boom_gap: float = parameter(
        0.035,
        unit="log points",
        low=0.0,
        high=0.5,
        meaning="Level the output gap is drawn to in a rapid phase",
        zh="高速期产出缺口的趋向水平",
        source=calibrated("keeps the mean gap near zero with the recession level"),
    )
    gap_persistence: float = parameter(
        0.92,
        unit="a month",
        low=0.0,
        high=0.999,
        meaning="Share of the distance to the regime's level that is left after a month",
        zh="产出缺口的月度持续性",
        source=assumption("quarterly persistence near 0.78"),
    )
    gap_noise: float = parameter(
        0.005,
        unit="log points",
        low=0.0,
        high=0.1,
        meaning="Standard deviation of the monthly surprise in the gap",
        zh="产出缺口月度扰动的标准差",
        source=secondary("NBS 2018-19 sd", "sd of quarterly growth 0.3 points in calm years"),
    )
    sector_sensitivity: PerSector = parameter(
        (2.0, 1.5, 0.8, 1.1, 1.0, 1.0, 1.1, 1.2),
        unit="per log point of gap",
        low=0.0,
        high=5.0,
        meaning="Sensitivity of each sector's demand to the gap",
        zh="各行业需求对缺口的敏感度",
        source=assumption("betas suggested from the order of the SMEDI sub-indices 2020Q4 (F124)"),
    )
    region_loading: PerRegion = parameter(
        (0.95, 1.0, 1.05, 1.2),
        unit="ratio",
        low=0.0,
        high=5.0,
        meaning="Each region's own loading on the cycle",
        zh="各地区对周期的敏感度",
        source=assumption("no regional loadings were found; the northeast swings most"),
    )
    sme_amplification: float = parameter(
        2.3,
        unit="ratio",
        low=0.0,
        high=5.0,
        meaning="Swing of small firms' demand per point of the economy's gap",
        zh="中小企业需求相对总缺口的放大倍数",
        source=calibrated("Feb 2020 surveys: half or more of firms expected sales down 20-50% (F24) with GDP at -6.8"),
    )
    feedback: float = parameter(
        0.10,
        unit="ratio",
        low=0.0,
        high=0.8,
        meaning="Share of the deviation of SME wages and credit from their slow averages that returns as demand",
        zh="中小企业工资与信贷偏离慢均值后反馈为需求的比例",
        source=assumption("small: most demand comes from elsewhere"),
    )
    feedback_weight: float = parameter(
        0.03,
        unit="share a month",
        low=0.0,
        high=1.0,
        meaning="Weight of the last month in the slow average of SME wages and credit",
        zh="中小企业工资与信贷慢均值中最近一月的权重",
        source=assumption("an average over some three years, the length of a cycle"),
    )
    feedback_bound: float = parameter(
        0.2,
        unit="share of the slow average",
        low=0.0,
        high=5.0,
        meaning="Largest deviation from the slow average that returns as demand",
        zh="计入需求反馈的最大偏离幅度",
        source=assumption("beyond it the loop would drive the cycle, which the gap alone is to do"),
    )
    lowest_demand: float = parameter(
        0.05,
        unit="share of normal demand",
        low=0.0,
        high=1.0,
        meaning="Demand of a sector and region does not fall below it",
        zh="行业与地区需求的下限",
        source=assumption("some customers stay even where a trade is shut down"),
    )
    least_swing: float = parameter(
        0.1,
        unit="ratio",
        low=0.001,
        high=5.0,
        meaning="Least amplification by which a fall of demand by a stress is turned into a felt gap",
        zh="将压力导致的需求下降折算为感受缺口时的最小放大倍数",
        source=assumption("keeps the felt gap finite where small firms hardly swing with the economy"),
    )
    policy_rate: float = parameter(
        0.0335,
        unit="per year",
        low=0.0,
        high=0.3,
        meaning="One-year loan prime rate at a zero gap",
        zh="缺口为零时的一年期LPR",
        source=secondary("F150", "3.35% from 2024-07 (D)"),
    )
    policy_rate_reaction: float = parameter(
        0.15,
        unit="per log point of gap",
        low=0.0,
        high=2.0,
        meaning="Points of policy rate per point of output gap",
        zh="政策利率对缺口的反应",
        source=secondary(
            "F147-F148", "LPR from 4.15 to 3.85 between January and April 2020 at a gap of several points"
        ),
    )
    lowest_policy_rate: float = parameter(
        0.001,
        unit="per year",
        low=0.0,
        high=0.3,
        meaning="The policy rate does not fall below it",
        zh="政策利率下限",
        source=assumption("close to zero, where central banks have stopped"),
    )


class DemandChange(Protocol):
    """A dated change of demand in some sectors and regions."""

    sector: tuple[str, ...]
    region: tuple[str, ...]

    def change(self, month: int) -> float:
        """Change of demand in `month`, a fraction."""


@compiled
def next_regime(regime: int, recession_stays: float, normal_stays: float, boom_stays: float, uniform: float) -> int:
    """Regime of the next month; leaving recession or boom leads to normal, leaving normal to either alike."""
    if regime == RECESSION:
        return RECESSION if uniform < recession_stays else NORMAL
    if regime == BOOM:
        return BOOM if uniform < boom_stays else NORMAL
    if uniform < normal_stays:
        return NORMAL
    return RECESSION if uniform < normal_stays + 0.5 * (1.0 - normal_stays) else BOOM


def mean_level(cycle: Cycle) -> float:
    """Level of the gap in the long run (log points): the levels of the regimes, by the time that the chain spends in
    each.

    Half of those who leave the normal phase go to recession, half to boom, and both come back to normal: the chain's
    stationary law follows from balance of the flows (Hamilton 1989, Econometrica 57).
    """
    leaves_normal = 0.5 * (1.0 - cycle.normal_stays)
    recession, boom = 1.0 - cycle.recession_stays, 1.0 - cycle.boom_stays
    if recession == 0.0 or boom == 0.0:
        # A phase that never ends is where the chain stays: its level is no deviation from a mean.
        return 0.0
    in_recession, in_boom = leaves_normal / recession, leaves_normal / boom
    return (in_recession * cycle.recession_gap + in_boom * cycle.boom_gap) / (1.0 + in_recession + in_boom)


def mirrored(u_regime: float, u_gap: float, regime: int, normal_stays: float) -> tuple[float, float]:
    """Draws of a month that lead the other way: a boom where these bring a recession, a shock of the other sign.

    Antithetic draws (Hammersley and Morton 1956, Proceedings of the Cambridge Philosophical Society 52): each of two
    economies has the law of the cycle, and the mean of both varies less.
    """
    leaves = regime == NORMAL and u_regime >= normal_stays
    return (normal_stays + 1.0 - u_regime if leaves else u_regime), 1.0 - u_gap


@compiled
def next_gap(gap: float, level: float, persistence: float, noise: float, uniform: float) -> float:
    """First-order autoregression of the output gap towards its regime's level."""
    return level + persistence * (gap - level) + noise * normal_quantile(uniform)


def gaps_of_growth(growth: tuple[float, ...], trend: float) -> list[float]:
    """Monthly output gaps (log points) from quarterly growth year on year.

    The four quarters before the path lie on the trend; each quarter's level is last year's times one plus growth;
    the gap is the log deviation from the trend line, interpolated to months from one mid-quarter to the next.
    """
    quarterly_trend = logarithm(1.0 + trend) / QUARTERS_A_YEAR
    levels = [quarter * quarterly_trend for quarter in (-4, -3, -2, -1)]
    for rate in growth:
        levels.append(levels[-4] + logarithm(1.0 + rate))
    gaps = [0.0] + [level - quarter * quarterly_trend for quarter, level in enumerate(levels[4:])]
    months = []
    for month in range(3 * len(growth)):
        position = month / MONTHS_A_QUARTER + 2.0 / MONTHS_A_QUARTER
        left = min(int(position), len(gaps) - 1)
        right = min(left + 1, len(gaps) - 1)
        months.append(gaps[left] + (position - left) * (gaps[right] - gaps[left]))
    return months


class BusinessCycle:
    """State of the cycle: the regime, the output gap, and what returns of small firms' wages and credit."""

    def __init__(self, stated: Cycle, shocks: tuple[DemandChange, ...]) -> None:
        self.shocks = shocks
        self.regime, self.gap = NORMAL, 0.0
        self.demand_feedback = 0.0
        self.slow_activity = 0.0
        self.mirrored: int | None = None
        if stated.mode == "gdp_path":
            self.path = gaps_of_growth(stated.path, stated.trend_growth)
        else:
            self.path = list(stated.path) if stated.mode == "gap_path" else []

    def step(self, economy: Economy) -> None:
        """Move the gap to this month, and demand, the policy rate and the gap that is felt with it.

        `felt_gap` is what triggers and lenders read: a fall of demand by a stress is a slump like any other, divided
        by how much more small firms swing than the economy.
        """
        cycle, month = economy.numbers.cycle, economy.month
        self.move_gap(cycle, economy.seed, month)
        self._feed_back(cycle, economy.activity)
        economy.policy_rate = max(cycle.policy_rate + cycle.policy_rate_reaction * self.gap, cycle.lowest_policy_rate)
        swing = cycle.sme_amplification * np.outer(cycle.sector_sensitivity, cycle.region_loading)
        before = demand = (1.0 + swing * self.gap + self.demand_feedback) * economy.crowding
        for shock in self.shocks:
            change = shock.change(month)
            if change != 0.0:
                hit = np.outer([name in shock.sector for name in SECTORS], [name in shock.region for name in REGIONS])
                demand = np.where(hit, demand * (1.0 + change), demand)
        population = economy.numbers.population
        weights = np.outer(population.sector_mix, population.region_mix)
        left = logarithm(share_left(weights, before, demand))
        economy.felt_gap = self.gap + left / max(cycle.sme_amplification, cycle.least_swing)
        economy.demand = np.maximum(demand, cycle.lowest_demand)

    def live_before(self, cycle: Cycle, seed: int, first: int, months: int) -> None:
        """Let the cycle have run for so many months, from normal times, before month `first`.

        A path of growth is stated from where the economy lies on its trend: its past is left there.
        """
        self.regime, self.gap = NORMAL, 0.0
        if not self.path:
            for month in range(first - months, first):
                self.move_gap(cycle, seed, month)

    def move_gap(self, cycle: Cycle, seed: int, month: int) -> None:
        """Move the regime and the gap to this month, which nothing in the economy changes."""
        u_regime, u_gap, _, _ = uniforms(seed if self.mirrored is None else self.mirrored, 0, month, CYCLE)
        if self.mirrored is not None:
            u_regime, u_gap = mirrored(u_regime, u_gap, self.regime, cycle.normal_stays)
        self.regime = next_regime(self.regime, cycle.recession_stays, cycle.normal_stays, cycle.boom_stays, u_regime)
        level = (cycle.recession_gap, 0.0, cycle.boom_gap)[self.regime] - mean_level(cycle)
        self.gap = next_gap(self.gap, level, cycle.gap_persistence, cycle.gap_noise, u_gap)
        if 1 <= month <= len(self.path):
            self.gap = self.path[month - 1]

    def _feed_back(self, cycle: Cycle, activity: float) -> None:
        """Wages and loans above their slow average return as demand."""
        if activity <= 0.0:
            return
        new = cycle.feedback_weight
        self.slow_activity = (
            activity if self.slow_activity == 0.0 else (1.0 - new) * self.slow_activity + new * activity
        )
        deviation = activity / self.slow_activity - 1.0
        bound = cycle.feedback_bound
        self.demand_feedback = cycle.feedback * min(max(deviation, -bound), bound)


def share_left(weights: np.ndarray, before: np.ndarray, after: np.ndarray) -> float:
    """Demand after the shocks over demand before them, weighted by sectors and regions; summed in a fixed order."""
    total, left = 0.0, 0.0
    for weight, old, new in zip(weights.ravel().tolist(), before.ravel().tolist(), after.ravel().tolist(), strict=True):
        total += weight * old
        left += weight * new
    return left / total if left != total and total > 0.0 else 1.0
