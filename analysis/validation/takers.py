"""Firms that get a guarantee, in a world with a scheme and in one without it, and the same firms near a cut-off."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ...simulation.state.observer import Observer
from .loan_logs import LoanLog, guaranteed_publicly, owed
from .worlds import BEFORE, Cohort, Investment, Mask, Values, grown, live_to, log_ratio, worlds

if TYPE_CHECKING:
    from ...simulation import CreditMarket
    from ...simulation.state.economy import Economy

YEAR = 12
#: A loan that runs longer is long-term.
SHORT_TERM = 12
LARGE = 3


class Takers(NamedTuple):
    """Firms that got a loan under the scheme in its first year, and are there in both worlds at that year's end."""

    before: int  # last month before the scheme

    market: CreditMarket  # with the scheme, at the end of that year
    without: CreditMarket
    log: LoanLog  # of the market
    log_without: LoanLog
    cohort: Cohort
    loans: dict[str, np.ndarray]  # the first guaranteed loan of each, in the order of the cohort
    debt: Values  # owed to banks before, fen
    sales: Values
    workers: Values
    assets: Values  # fixed, before
    invested: tuple[Investment, Investment]

    def live_to(self, month: int) -> None:
        """Live on in both worlds."""
        for each in self.invested:
            each.live_to(month)

    def there(self) -> Mask:
        """Which of them live in both worlds."""
        return self.cohort.lives(self.market) & self.cohort.lives(self.without)

    def change(self, column: str) -> Values:
        """Log ratio of a column to that of the same firm without the scheme, NaN for those that are gone."""
        return log_ratio(*(self.cohort.read(each, column) for each in (self.market, self.without)))

    def debts(self) -> tuple[Values, Values]:
        """What they owe banks in both worlds, fen; 0 for those that are gone."""
        return self.cohort.debt(self.market), self.cohort.debt(self.without)

    def growth_of_debt(self) -> Values:
        """Growth of bank debt since then, with less without; NaN for those that have left either."""
        there, here = (grown(self.debt, each) for each in self.debts())
        return np.where(self.there(), there - here, np.nan)

    def in_default(self, months: int) -> Values:
        """1.0 for who defaulted on a bank within so many months of the scheme, with less without."""
        found = [bad_within(each, self.cohort, self.before + months) for each in (self.log, self.log_without)]
        return found[0] - found[1]


class Tried(NamedTuple):
    """The two worlds of an experiment with a scheme, by their scenarios, and when the scheme opens."""

    scheme: str
    none: str = "no_scheme"
    calm: bool = True
    before: int = BEFORE  # last month before
    agreement: str | None = None  # only loans under the agreement of this name count


def takers_of(seed: int, firms: int, last: int, tried: Tried) -> Takers:
    """Live the year after a scheme has opened, with it and without, and find who took it."""
    market, without = worlds(seed, firms, last, tried.scheme, tried.none, calm=tried.calm)
    logs = [LoanLog(tried.before + 1), LoanLog(tried.before + 1)]
    live_to(tried.before, market, without)
    for each, log in zip((market, without), logs, strict=True):
        each.observe(log)
    everyone = Cohort(market)
    before = {name: everyone.read(market, name) for name in ("year_sales", "employees", "fixed_assets", "size")}
    debt = everyone.debt(market)
    sums = [Investment(each, everyone) for each in (market, without)]
    for one in sums:
        one.live_to(tried.before + YEAR)
    made = logs[0].table()
    if tried.agreement is not None:
        names = market.economy.schedule.agreement_names
        under = np.array([names.get(number) == tried.agreement for number in made["agreement"].tolist()], np.bool_)
        made = {name: column[under] for name, column in made.items()}
    loans = first_guaranteed(made)
    took = np.isin(everyone.keys, loans["firm"]) & everyone.lives(market) & everyone.lives(without)
    took &= before["size"] < LARGE
    cohort = everyone.chosen(took)
    place = np.searchsorted(loans["firm"], cohort.keys)
    return Takers(
        tried.before,
        market,
        without,
        logs[0],
        logs[1],
        cohort,
        {name: column[place] for name, column in loans.items()},
        debt[took],
        before["year_sales"][took],
        before["employees"][took],
        before["fixed_assets"][took],
        (sums[0].chosen(took), sums[1].chosen(took)),
    )


def first_guaranteed(loans: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The first loan under a public guarantee of each firm, by the firms' keys."""
    chosen = np.flatnonzero(guaranteed_publicly(loans))
    chosen = chosen[np.argsort(loans["opened"][chosen], kind="stable")]
    _, first = np.unique(loans["firm"][chosen], return_index=True)
    return {name: column[chosen[first]] for name, column in loans.items()}


def bad_within(log: LoanLog, cohort: Cohort, month: int) -> Values:
    """1.0 for each firm of a cohort that defaulted on a loan by the end of a month, old loans included."""
    return np.isin(cohort.keys, log.defaulters(month)).astype(float)


def long_share(cohort: Cohort, market: CreditMarket) -> Values:
    """Share of each firm's bank debt in loans granted for more than a year; NaN without debt."""
    loans = market.economy.loans
    every = np.ones(loans.rows, np.bool_)
    debt = owed(cohort, market.economy, every)
    long = owed(cohort, market.economy, loans.column("term") > SHORT_TERM)
    return np.divide(long, debt, out=np.full(len(debt), np.nan), where=debt > 0.0)


class FirstApplications(NamedTuple):
    """The first application of firms: keys, the risk seen, per year, and the month."""

    keys: np.ndarray
    seen: Values
    month: np.ndarray


class Applications(Observer):
    """Who asked in which month, and the risk that the house bank saw before it screened."""

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last
        self._keys: list[np.ndarray] = []
        self._seen: list[Values] = []
        self._months: list[int] = []

    def banks_decided(self, economy: Economy, offers: np.ndarray, terms: np.ndarray) -> None:
        """Ask the banks for what they saw."""
        from ...simulation.behaviour.lending.ways_to_lend import first_estimates
        from ...simulation.state import offer_columns as oc

        if not self.first <= economy.month <= self.last or not len(offers):
            return
        rows, asked = offers[:, oc.O_ROW].astype(np.int32), offers[:, oc.O_ASKED].copy()
        seen = np.zeros(len(rows))
        first_estimates(economy, rows, asked, seen)
        self._keys.append(economy.firms.column("id")[rows])
        self._seen.append(seen)
        self._months.append(economy.month)

    def first_of_each(self) -> FirstApplications:
        """The first application of each firm that asked, by rising keys."""
        if not self._keys:
            return FirstApplications(np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64))
        keys, first = np.unique(np.concatenate(self._keys), return_index=True)
        months = np.repeat(self._months, [len(each) for each in self._keys])
        return FirstApplications(keys, np.concatenate(self._seen)[first], months[first])


def jump(outcome: Values, running: Values, bandwidth: float) -> float:
    """Jump of an outcome where a running variable passes zero, local linear on either side, triangular weights."""
    near = np.isfinite(outcome) & (np.abs(running) < bandwidth)
    above = (running >= 0.0).astype(float)
    if min(int((near & (above == side)).sum()) for side in (0.0, 1.0)) < 3:
        return float("nan")
    weight = np.sqrt(1.0 - np.abs(running[near]) / bandwidth)
    columns = np.column_stack([np.ones(near.sum()), above[near], running[near], running[near] * above[near]])
    found = np.linalg.lstsq(columns * weight[:, None], outcome[near] * weight, rcond=None)[0]
    return float(found[1])
