"""Keeps the month's counts and turns them into indicator series, summaries and balance sheets."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..behaviour.lending.loan_pricing import large_firm_rate
from ..behaviour.support.public_purse import counts_of_the_month
from ..state.economy import Economy
from ..state.observer import Observer
from ..state.structure import PARTIES
from . import books
from .bands import figures
from .indicator import indicator, keys_of, lacking, read_by_indicators
from .month_counts import Layout, MonthCounts, Row, Series, lined_up

#: Numerator and denominator of each indicator, one value a month.
AllSeries = dict[str, tuple[Series, Series]]


class Recorder(Observer):
    """What was counted each month; everything shown is made from it when asked for.

    What every month counts is an array, lined up as `month_counts` names it; what a month may lack, and the few
    numbers that are not whole, are a dictionary in `rows`.
    """

    def __init__(self) -> None:
        self.layout = Layout.now()
        self.rows: list[Row] = []
        self.arrays: list[np.ndarray] = []
        self.ends: list[books.Stocks] = []
        self._counts: tuple[int, MonthCounts] | None = None
        self._series: tuple[tuple[int, float, int], AllSeries] | None = None

    def __deepcopy__(self, memo: dict[int, object]) -> Recorder:
        # What is kept of a month never changes afterwards: only the lists grow.
        twin = Recorder()
        twin.layout = self.layout
        twin.rows, twin.arrays, twin.ends = list(self.rows), list(self.arrays), list(self.ends)
        return twin

    def __getstate__(self) -> dict[str, object]:
        return {**vars(self), "_counts": None, "_series": None}

    def books_closed(self, economy: Economy) -> None:
        """Read the counts of the month."""
        self.arrays.append(lined_up(economy, self.layout))
        self.rows.append(
            {
                "month": economy.month,
                **{f"outlay_{kind}": fen for kind, fen in economy.outlays.items()},
                **counts_of_the_month(economy),
                "regime": economy.cycle.regime,
                "output_gap": economy.felt_gap,
                "large_rate": large_firm_rate(economy.policy_rate, economy.numbers.loan_pricing.large_firm_spread),
                "cash_buffer": _median_of(economy.buffers.tolist()),
                **read_by_indicators(economy),
            }
        )
        self.ends.append(books.Stocks(economy.month, economy.ledger.opening.sum(axis=1)))

    def raw(self) -> pd.DataFrame:
        """Every count of every month, burn-in included; index month, absent counts 0."""
        counts = self.counts()
        columns = {name: counts[name] for name in counts.names if name != "month"}
        return pd.DataFrame(columns, pd.Index(counts["month"], name="month"))

    def counts(self) -> MonthCounts:
        """The same as columns of numbers, one a month."""
        if self._counts is None or self._counts[0] != len(self.rows):
            self._counts = (len(self.rows), MonthCounts(self.rows, self.arrays, self.layout, lacking))
        return self._counts[1]

    def series(self, economy: Economy) -> AllSeries:
        """Numerator and denominator of every indicator for months 1..M, grossed up; to be read, not changed."""
        counts = self.counts()
        keys = list(keys_of(frozenset(counts.names)))
        known_by = (len(self.rows), economy.weight, len(keys))
        if self._series is not None and self._series[0] == known_by:
            return self._series[1]
        months = counts["month"]
        window, ones = months >= 1, np.ones(len(months))
        gross = {"money": economy.weight / 100.0, "number": economy.weight, "none": 1.0}
        found: AllSeries = {}
        for key in keys:
            declared = indicator(key)
            top = declared.numerator(counts) * gross[declared.gross]
            bottom = declared.denominator(counts) if declared.denominator else ones
            found[key] = top[window], bottom[window]
        self._series = known_by, found
        return found

    def frames(self, economy: Economy) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Numerators and denominators of all indicators for months 1..M, grossed up; index month."""
        series, months = self.series(economy), self.counts()["month"]
        index = pd.Index(months[months >= 1], name="month")
        tops, bottoms = ({key: pair[part] for key, pair in series.items()} for part in (0, 1))
        return pd.DataFrame(tops, index), pd.DataFrame(bottoms, index)

    def frame(self, economy: Economy) -> pd.DataFrame:
        """Values of all indicators for months 1..M; NaN where undefined."""
        tops, bottoms = self.frames(economy)
        return tops / bottoms.where(bottoms != 0.0)

    def summary(self, economy: Economy) -> pd.DataFrame:
        """Numerator, denominator and value of every indicator over the summary window; no rows before month 1."""
        series = self.series(economy)
        months = len(series["output_gap"][0])
        first = min(economy.scenario.report_from, months) - 1
        rows = {key: _summed(key, *pair, first) for key, pair in series.items()} if months else {}
        if months:
            rows |= figures(self.counts(), first + 1)
        index = pd.Index(list(rows), name="key")
        values = np.array(list(rows.values()), float).reshape(len(rows), 2)
        table = pd.DataFrame(values, index, columns=["numerator", "denominator"])
        table["value"] = table["numerator"] / table["denominator"].where(table["denominator"] != 0.0)
        return table

    def by_party(self, economy: Economy, kind: str) -> dict[str, float]:
        """Yuan of the population by party over months 1..M: `kind` is "paid" or "recovered"."""
        counts = self.counts()
        inside = counts["month"] >= 1
        sums = {party: int(counts[f"{kind}_{party}"][inside].sum()) for party in PARTIES}
        return {party: float(fen) * economy.weight / 100.0 for party, fen in sums.items()}


def _summed(key: str, tops: Series, bottoms: Series, first: int) -> tuple[float, float]:
    """Numerator and denominator of an indicator over the months from place `first` on, or over the whole run."""
    declared = indicator(key)
    start = 0 if declared.measure.whole_run else first
    top, bottom = tops[start:], bottoms[start:]
    if declared.aggregate == "last":
        return top[-1], bottom[-1]
    if declared.ratio or declared.aggregate == "mean":
        return top.mean(), bottom.mean()
    return top.sum(), 1.0


def _median_of(histogram: list[int]) -> float:
    """Median of a histogram of tenths of a month, interpolated inside its bin; 0 for an empty one."""
    total = sum(histogram)
    if total == 0:
        return 0.0
    below = 0
    for position, count in enumerate(histogram):
        if 2 * (below + count) >= total:
            return (position + (total / 2.0 - below) / count) / 10.0
        below += count
    return len(histogram) / 10.0
