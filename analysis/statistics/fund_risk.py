"""What may become of a fund: its chance to run dry, the capital and the fee that hold it.

All of it over seeds, each with its own cycle and its own luck. Quantiles over seeds are order statistics with intervals
free of any assumption about the distribution (David and Nagaraja 2003, Order Statistics, section 7.1); chances have the
exact interval of Clopper and Pearson (1934, Biometrika 26).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np

from .intervals import CONFIDENCE, Array

#: How surely capital and fee are to hold.
LEVELS = (0.95, 0.99)
#: Quantiles of a year's payouts.
SHOWN = (0.05, 0.5, 0.95, 0.99)
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Ranged:
    """A number with its 95% interval; an end that so few seeds cannot give is None."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class FundPaths:
    """What the runs tell of a fund, a row a seed and a column a month, in yuan of the population.

    `balance` is what it holds as the scenario states it, with `stated` paid in. The others are of a fund so ample that
    it pays whatever is asked of it: `ample` what that holds; `payouts` its shares of claims and `recoveries` what it
    gets back; `guaranteed` the balance of guaranteed loans.
    """

    stated: float
    balance: Array
    ample: Array
    payouts: Array
    recoveries: Array
    guaranteed: Array

    @property
    def outflow(self) -> Array:
        """What has left the fund up to each month: payouts less recoveries, without interest or money added."""
        return np.cumsum(self.payouts - self.recoveries, axis=1)

    @property
    def usual_month(self) -> float:
        """What is asked in a month, on average. A fund that holds less is dry: an empty one never holds nothing,
        because recoveries and interest trickle in until the next claim."""
        return float(self.payouts.mean())


@dataclass(frozen=True)
class YearOfFund:
    """A year: the chance that the fund has run dry by its end, and what is asked of it in the year (yuan)."""

    year: int
    dry: Ranged
    mean: float
    quantiles: Mapping[float, float]


@dataclass(frozen=True)
class FundRisk:
    """The answers. `capital` and `fee` are by how surely they hold; a fee is a share of guaranteed loans a year.

    `premium` is the fee that pays for the mean loss. `censored` counts seeds in which even the ample fund ran dry: then
    capital and fee are too low.
    """

    seeds: int
    stated: float
    years: tuple[YearOfFund, ...]
    capital: Mapping[float, Ranged]
    fee: Mapping[float, Ranged]
    premium: float
    needed: Array
    censored: int


def fund_risk(paths: FundPaths) -> FundRisk:
    """The answers to what may become of a fund."""
    outflow = paths.outflow
    needed = np.maximum(outflow, 0.0).max(axis=1)
    exposure = np.cumsum(paths.guaranteed, axis=1) / MONTHS_A_YEAR
    fees = (np.maximum(outflow - paths.stated, 0.0) / np.where(exposure > 0.0, exposure, np.inf)).max(axis=1)
    dry = np.logical_or.accumulate(paths.balance < paths.usual_month, axis=1)
    years = []
    for year in range(1, paths.balance.shape[1] // MONTHS_A_YEAR + 1):
        end = year * MONTHS_A_YEAR
        asked = paths.payouts[:, end - MONTHS_A_YEAR : end].sum(axis=1)
        quantiles = {level: quantile(asked, level).value for level in SHOWN}
        years.append(YearOfFund(year, chance(dry[:, end - 1]), float(asked.mean()), quantiles))
    return FundRisk(
        seeds=len(needed),
        stated=paths.stated,
        years=tuple(years),
        capital={level: quantile(needed, level) for level in LEVELS},
        fee={level: quantile(fees, level) for level in LEVELS},
        premium=float(outflow[:, -1].mean() / exposure[:, -1].mean()) if exposure[:, -1].any() else 0.0,
        needed=np.sort(needed),
        censored=int((paths.ample < paths.usual_month).any(axis=1).sum()),
    )


def quantile(values: Array, level: float) -> Ranged:
    """The smallest value that a part `level` of all do not exceed, with its interval over seeds."""
    from scipy.stats import binom

    ordered, count = np.sort(values), len(values)
    tail = (1.0 - CONFIDENCE) / 2.0
    low, high = int(binom.ppf(tail, count, level)), int(binom.ppf(1.0 - tail, count, level)) + 1
    return Ranged(
        value=float(ordered[min(max(ceil(count * level - 1e-9), 1), count) - 1]),
        low=float(ordered[low - 1]) if low >= 1 else None,
        high=float(ordered[high - 1]) if high <= count else None,
    )


def chance(happened: Array) -> Ranged:
    """The share of seeds in which something happened, with its exact interval."""
    from scipy.stats import binomtest

    count = int(np.count_nonzero(happened))
    interval = binomtest(count, len(happened)).proportion_ci(CONFIDENCE, method="exact")
    return Ranged(count / len(happened), float(interval.low), float(interval.high))
