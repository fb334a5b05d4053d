"""Worlds of an experiment: one past, from which a twin and what is tried branch off, and the firms followed in them.

The same seed gives the same firms the same luck in each. What an author can only compare between firms is therefore
compared here between the same firm in two worlds first: the estimate is that of the author, without most of its noise.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .experiment import Part

if TYPE_CHECKING:
    from ...simulation import CreditMarket

Values = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: Last month before what is tried begins.
BEFORE = 12
#: Where the scenarios of experiments lie.
TRIALS = Path(__file__).parent / "trials"
#: Normal times: without recessions and booms, as in most experiments.
CALM: dict[str, object] = {"cycle.recession_stays": 0.0, "cycle.normal_stays": 1.0, "cycle.boom_stays": 0.0}
#: The twin in which nothing is tried.
TWIN = "baseline"
#: Numbers that `opening.pool_seed` may have, from 0.
POOLS = 1_000_001


def own_past(seed: int) -> dict[str, object]:
    """Settings by which a seed opens from economies of its own: the interval over seeds holds their luck too.

    Seed 1 has those that every run opens from. There are more seeds than pools: far away two seeds share one.
    """
    return {"opening.pool_seed": (seed - 1) % POOLS}


def worlds(seed: int, firms: int, months: int, *names: str, calm: bool = True) -> list[CreditMarket]:
    """Markets of one past, each before its month 1 under a scenario: a file of `trials`, or of the library.

    "a+b" is scenario a under the stress b of the library. Times are normal where they are to be `calm`.
    """
    from ...scenarios import load
    from ...simulation import CreditMarket

    told = []
    for name in names:
        base, _, under = name.partition("+")
        file = TRIALS / f"{base}.toml"
        found = str(file) if file.exists() else base
        stated = own_past(seed) | (CALM if calm else {})
        told.append(load(found, under=under or None, set=stated, firms=firms, months=months))
    past = CreditMarket(told[0], seed=seed, tape=False)
    past.live_burn_in()
    return [past, *(past.branch(each) for each in told[1:])]


def live_to(month: int, *markets: CreditMarket) -> None:
    """Live the months up to the end of this one."""
    for market in markets:
        while market.month < month:
            market.step()


class Cohort:
    """The living firms of a market as it stands, in the order of their keys, to be followed in it and its twins."""

    def __init__(self, market: CreditMarket) -> None:
        self.keys = np.sort(market.enterprises["id"])

    def chosen(self, which: Mask) -> Cohort:
        """Some of them."""
        some = object.__new__(Cohort)
        some.keys = self.keys[which]
        return some

    def __len__(self) -> int:
        return len(self.keys)

    def read(self, market: CreditMarket, column: str) -> Values:
        """A column of theirs as it stands in a market, NaN for those that are not, or no longer, there."""
        there, keys = market.enterprises[column], market.enterprises["id"]
        order = np.argsort(keys, kind="stable")
        place = np.minimum(np.searchsorted(keys, self.keys, sorter=order), len(keys) - 1)
        found = there[order[place]].astype(np.float64)
        found[keys[order[place]] != self.keys] = np.nan
        return found

    def lives(self, market: CreditMarket) -> Mask:
        """Which of them are there."""
        return np.isin(self.keys, market.enterprises["id"])

    def rows(self, market: CreditMarket) -> NDArray[np.int64]:
        """Their rows in a market in which all of them live."""
        keys = market.economy.firms.column("id")
        order = np.argsort(keys, kind="stable")
        return order[np.searchsorted(keys, self.keys, sorter=order)]

    def debt(self, market: CreditMarket, banks: Mask | None = None) -> Values:
        """What they owe banks, or these banks, in fen; 0 for those that are gone."""
        from ...simulation.state.loan_columns import KEY_BITS

        if not len(self):
            return np.zeros(0)
        loans = market.economy.loans
        live = loans.column("status") > 0
        if banks is not None:
            live &= banks[loans.column("bank")]
        owed, owners = loans.column("balance")[live].astype(np.float64), loans.column("id")[live] >> KEY_BITS
        place = np.minimum(np.searchsorted(self.keys, owners), len(self.keys) - 1)
        ours = self.keys[place] == owners
        return np.bincount(place[ours], owed[ours], len(self.keys)).astype(np.float64)


class Investment:
    """What each firm of a cohort has invested since, in fen: what its fixed assets grew by, wear made good."""

    def __init__(self, market: CreditMarket, cohort: Cohort) -> None:
        self._market, self._cohort = market, cohort
        self._assets = cohort.read(market, "fixed_assets")
        self.total: Values = np.zeros(len(cohort))

    def chosen(self, which: Mask) -> Investment:
        """The same of some of the firms, with what they have invested so far."""
        some = object.__new__(Investment)
        some._market, some._cohort = self._market, self._cohort.chosen(which)
        some._assets, some.total = self._assets[which], self.total[which]
        return some

    def live_to(self, month: int) -> None:
        """Live on and add up; a firm that leaves invests no more."""
        while self._market.month < month:
            self._market.step()
            now = self._cohort.read(self._market, "fixed_assets")
            kept = 1.0 - self._market.economy.numbers.cash_flow.depreciation / 12.0
            self.total += np.nan_to_num(now - kept * self._assets)
            self._assets = now


def grown(before: Values, after: Values) -> Values:
    """Growth from before to after over the mean of the two, -2 to 2: near the log difference, and known at zero."""
    middle = 0.5 * (before + after)
    return np.divide(after - before, middle, out=np.zeros_like(middle), where=middle > 0.0)


def log_ratio(there: Values, here: Values) -> Values:
    """log(there / here), NaN where either is not positive."""
    known = (there > 0.0) & (here > 0.0)
    return np.log(np.divide(there, here, out=np.full_like(there, np.nan), where=known))


def instrumented(effect: Values, cause: Values, instrument: Values, among: Mask | None = None) -> Part:
    """Effect per unit of the cause by one instrument, least squares in two stages with a constant.

    Rows in which any of the three is NaN are left out.
    """
    known = np.isfinite(effect) & np.isfinite(cause) & np.isfinite(instrument)
    if among is not None:
        known &= among
    if not known.any():
        return np.nan, np.nan
    moved = instrument[known] - instrument[known].mean()
    count = int(known.sum())
    return float((moved * effect[known]).sum()) / count, float((moved * cause[known]).sum()) / count


def slope(effect: Values, cause: Values, among: Mask | None = None) -> Part:
    """Effect per unit of the cause by least squares with a constant."""
    return instrumented(effect, cause, cause, among)


def value(part: Part) -> float:
    """The ratio that a part stands for, NaN where it has none."""
    top, bottom = part
    return top / bottom if bottom else float("nan")


def regressed(effect: Values, *causes: Values) -> Values:
    """Coefficients of the causes, least squares with a constant, over rows in which all are known."""
    known = np.isfinite(effect)
    for cause in causes:
        known &= np.isfinite(cause)
    if known.sum() <= len(causes) + 1:
        return np.full(len(causes), np.nan)
    columns = np.column_stack([np.ones(known.sum()), *(cause[known] for cause in causes)])
    found: Values = np.linalg.lstsq(columns, effect[known], rcond=None)[0][1:]
    return found


def mean_of(values: Values, among: Mask) -> float:
    """Mean of those that are known among some."""
    known = values[among & np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def total(values: Iterable[float] | Values) -> float:
    """Sum of those that are known."""
    return float(np.nansum(np.asarray(values, np.float64)))
