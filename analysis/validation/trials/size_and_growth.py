"""Sizes of firms (A1), their growth (A2), and what banks' growth does to later losses (B11), over twenty years."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np

from ....simulation.state.observer import Observer
from ..experiment import Experiment, Part, figure
from ..worlds import TWIN, Cohort, Values, live_to, worlds

if TYPE_CHECKING:
    from ....simulation import CreditMarket
    from ....simulation.state.economy import Economy

YEAR, YEARS = 12, 20
#: Growth is read over so many years at the end; losses are followed so many years after the growth of a bank.
GROWTH_YEARS, LAGS = 5, 6
#: Losses that come late, in years.
LATE = (2, 3, 4, 5)


class BankYears(Observer):
    """By month and bank: loans to small firms, and what of them defaults."""

    def __init__(self) -> None:
        self._months: list[np.ndarray] = []

    def books_closed(self, economy: Economy) -> None:
        """Add up the month's books."""
        loans, banks = economy.loans, economy.banks.rows
        balance, bank = loans.column("balance").astype(float), loans.column("bank")
        good = loans.column("status") == 1
        now = (loans.column("status") == 2) & (loans.column("defaulted") == economy.month)
        self._months.append(np.array([np.bincount(bank[which], balance[which], banks) for which in (good, now)]))

    def years(self) -> tuple[Values, Values]:
        """Growth of loans over each year but the first and default rates of each year, shapes (years, banks)."""
        months = np.array(self._months)
        by_year = months[: len(months) // YEAR * YEAR].reshape(-1, YEAR, *months.shape[1:])
        stocks, lost = by_year[:, -1, 0], by_year[:, :, 1].sum(axis=1)
        there = (stocks > 0.0).all(axis=0)
        rates = lost[:, there] / by_year[:, :, 0].mean(axis=1)[:, there]
        return np.diff(np.log(stocks[:, there]), axis=0), rates[1:]


class TwentyYears(NamedTuple):
    """What is left after twenty years of the untouched baseline."""

    workers: Values  # of every firm, large ones too
    growth: Values  # yearly log growth of sales, of those that lived through each of the last years
    loans: Values  # yearly log growth of a bank's loans to small firms, shape (years, banks)
    losses: Values  # yearly default rate of them


@lru_cache(maxsize=1)
def twenty_years(seed: int, firms: int) -> TwentyYears:
    """The baseline over the cycle; the last one asked for is kept, because three facts read it."""
    (market,) = worlds(seed, firms, YEARS * YEAR, TWIN, calm=False)
    log = BankYears()
    market.observe(log)
    live_to((YEARS - GROWTH_YEARS - 1) * YEAR, market)
    growth = []
    before: tuple[np.ndarray, Values] | None = None
    for _ in range(GROWTH_YEARS + 1):
        after = sales_of_the_year(market)
        if before is not None:
            _, earlier, later = np.intersect1d(before[0], after[0], assume_unique=True, return_indices=True)
            first, second = before[1][earlier], after[1][later]
            known = (first > 0.0) & (second > 0.0)
            growth.append(np.log(second[known] / first[known]))
        before = after
    loans, losses = log.years()
    return TwentyYears(Cohort(market).read(market, "employees"), np.concatenate(growth), loans, losses)


def sales_of_the_year(market: CreditMarket) -> tuple[np.ndarray, Values]:
    """Keys of the firms of now, and what each sells over the twelve months to come, fen; nan where it does not live.

    The books keep a slow average of sales as a yearly rate, from which a twelfth leaves as a month's sales come in.
    """
    cohort = Cohort(market)
    average = cohort.read(market, "year_sales")
    sold = np.zeros(len(cohort))
    for _ in range(YEAR):
        live_to(market.month + 1, market)
        now = cohort.read(market, "year_sales")
        sold += now - average * (1.0 - 1.0 / YEAR)
        average = now
    return cohort.keys, sold


def hill(values: Values, share: float) -> float:
    """Exponent of the tail of a distribution, from the upper share of its values (Hill 1975)."""
    ordered = np.sort(values[values > 0.0])[::-1]
    count = int(share * len(ordered))
    if count < 2 or ordered[0] <= ordered[count]:
        return float("nan")
    return 1.0 / float(np.log(ordered[:count] / ordered[count]).mean())


def clauset(values: Values, most: float = 0.2, least: int = 50) -> float:
    """Exponent of the tail that lies nearest to a power law, by the distance of Kolmogorov and Smirnov.

    The start of the tail is chosen among the upper `most` of the values so that at least `least` lie in it (Clauset,
    Shalizi and Newman 2009, SIAM Review 51, section 3.3).
    """
    ordered = np.sort(values[values > 0.0])
    best, found = np.inf, float("nan")
    starts = np.unique(ordered[int((1.0 - most) * len(ordered)) : max(len(ordered) - least, 0)])
    for start in starts[:: max(len(starts) // 200, 1)]:
        tail = ordered[ordered >= start]
        above = np.log(tail / start).mean()
        if above <= 0.0:
            continue
        exponent = 1.0 / above
        seen = np.arange(1, len(tail) + 1) / len(tail)
        distance = float(np.abs(1.0 - (tail / start) ** -exponent - seen).max())
        if distance < best:
            best, found = distance, float(exponent)
    return found


def subbotin(values: Values) -> float:
    """Shape of the Subbotin distribution that fits best: 1 is Laplace, 2 is normal (Bottazzi and Secchi 2006)."""
    from scipy.optimize import minimize_scalar
    from scipy.special import gammaln

    spread = np.abs(values - np.median(values))
    spread = spread[spread > 0.0]

    def surprise(shape: float) -> float:
        scale = (shape * (spread**shape).mean()) ** (1.0 / shape)
        return float(np.log(2.0 * scale) + gammaln(1.0 + 1.0 / shape) + 1.0 / shape)

    return float(minimize_scalar(surprise, bounds=(0.2, 4.0), method="bounded").x)


def projections(growth: Values, losses: Values) -> Values:
    """Loss rates 0 to 6 years later on a bank's growth, banks and years taken out: a slope for each lag."""
    found = np.full(LAGS + 1, np.nan)
    for lag in range(LAGS + 1):
        cause, effect = growth[: len(growth) - lag], losses[lag:]
        if len(cause) < 3 or cause.shape[1] < 2:
            continue
        cause, effect = (each - each.mean(0) - each.mean(1, keepdims=True) + each.mean() for each in (cause, effect))
        square = float((cause * cause).sum())
        found[lag] = float((cause * effect).sum()) / square if square else np.nan
    return found


class SizesOfFirms(Experiment):
    """The upper tail of the distribution of firms by workers."""

    fact = "A1"
    firms = 20_000
    title: ClassVar = {"en": "Sizes of firms", "zh": "企业规模分布"}
    figures = (
        figure("top_1", "Exponent, top 1% by workers", "按就业前1%的指数", "index", 0.8, 1.4),
        figure("top_5", "Exponent, top 5%", "前5%的指数", "index", 0.8, 1.4),
        figure("nearest", "Exponent of the nearest power law", "最接近幂律的指数", "index", 0.8, 1.4),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """All firms after twenty years, those that have outgrown the small and are still there included."""
        workers = twenty_years(seed, firms).workers
        return {
            "top_1": (hill(workers, 0.01), 1.0),
            "top_5": (hill(workers, 0.05), 1.0),
            "nearest": (clauset(workers), 1.0),
        }


class GrowthOfFirms(Experiment):
    """The body and the tails of yearly growth."""

    fact = "A2"
    firms = 20_000
    title: ClassVar = {"en": "Growth of firms", "zh": "企业增长率分布"}
    figures = (
        figure("body", "Subbotin shape of yearly growth", "年增长率Subbotin形状参数", "index", 0.7, 1.4),
        figure("tail", "Tail exponent of its size, top 1%", "绝对值前1%尾部指数", "index", 2.0, 5.0),
        figure("spread", "Standard deviation", "标准差", "index"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Log growth of a year's sales over those of the year before, five times; all that lived through both."""
        growth = twenty_years(seed, firms).growth
        around = np.abs(growth - np.median(growth))
        return {
            "body": (subbotin(growth), 1.0),
            "tail": (hill(around, 0.01), 1.0),
            "spread": (float(growth.std()), 1.0),
        }


class BoomsAndLosses(Experiment):
    """Losses of a bank on its growth years before, against other banks in the same years."""

    fact = "B11"
    firms = 80_000
    title: ClassVar = {"en": "Credit booms and later losses", "zh": "信贷扩张与其后损失"}
    note: ClassVar = {
        "en": "Local projections: default rate of a bank's loans on their growth, banks' means and years taken out.",
        "zh": "局部投影：银行贷款违约率对其贷款增速，剔除银行均值与年度效应。",
    }
    figures = (
        figure("late", "Default rate 2 to 5 years on", "2至5年后违约率", "ratio", 0.0, None, clear=True),
        figure("peak", "2 to 5 years on, less sooner and later", "2至5年后减更早更晚", "ratio", 0.0, None, clear=True),
        *(figure(f"lag_{lag}", f"Lag in years: {lag}", f"滞后{lag}年", "ratio") for lag in range(LAGS + 1)),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Per unit of log growth, mean over the lags."""
        seen = twenty_years(seed, firms)
        slopes = projections(seen.loans, seen.losses)
        late, others = slopes[list(LATE)].mean(), np.delete(slopes, LATE).mean()
        return {
            "late": (float(late), 1.0),
            "peak": (float(late - others), 1.0),
            **{f"lag_{lag}": (float(slopes[lag]), 1.0) for lag in range(LAGS + 1)},
        }
