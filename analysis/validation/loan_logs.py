"""What experiments on loans note while markets live: every loan as it was made, every default, and banks' books."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...simulation.state.observer import Observer
from .worlds import Cohort, Mask, Values

if TYPE_CHECKING:
    from ...simulation.observe.grants import DepartureLog
    from ...simulation.state.economy import Economy

#: What is noted of a loan as it is paid out, by the columns of the loan book.
NOTED = (
    "id",
    "amount",
    "rate",
    "fee_rate",
    "estimated_pd",
    "opened",
    "term",
    "bank",
    "guarantor",
    "agreement",
    "security",
)
#: Ways to leave in a log of departures, first and last, that are failures: in default, absconding, without bank debt.
FIRST_FAILURE, LAST_FAILURE = 1, 3


class LoanLog(Observer):
    """Every loan made while it listens, as it was made, and the month in which it defaulted, if it did."""

    def __init__(self, first: int = 1) -> None:
        self.first = first
        self._made: list[dict[str, np.ndarray]] = []
        self._defaults: list[tuple[np.ndarray, int]] = []

    def loans_granted(self, economy: Economy, rows: np.ndarray) -> None:
        """Note the loans just paid out and what is known of their borrowers."""
        if economy.month < self.first or not len(rows):
            return
        loans, firms = economy.loans, economy.firms
        made = {name: loans.column(name)[rows].copy() for name in NOTED}
        made["public"] = economy.agreements.column("public")[made["agreement"]]
        owners = loans.column("firm")[rows]
        for name in ("id", "size", "sector", "region", "entry_month", "year_sales", "bank_debt", "tax_record"):
            made["firm" if name == "id" else name] = firms.column(name)[owners].copy()
        self._made.append(made)

    def books_closed(self, economy: Economy) -> None:
        """Note which loans defaulted this month."""
        loans = economy.loans
        if economy.month >= self.first:
            now = (loans.column("status") == 2) & (loans.column("defaulted") == economy.month)
            self._defaults.append((loans.column("id")[now].copy(), economy.month))

    def defaulters(self, month: int) -> np.ndarray:
        """Keys of the firms that defaulted on a loan, made at any time, up to the end of a month."""
        from ...simulation.state.loan_columns import KEY_BITS

        keys = [each >> KEY_BITS for each, when in self._defaults if when <= month]
        return np.concatenate(keys) if keys else np.zeros(0, np.int64)

    def first_defaults(self, keys: np.ndarray) -> Values:
        """Month in which each of the firms with these keys first defaulted on a loan; inf: never."""
        from ...simulation.state.loan_columns import KEY_BITS

        found = np.full(len(keys), np.inf)
        for each, month in self._defaults:
            ours = np.isin(keys, each >> KEY_BITS)
            found[ours] = np.minimum(found[ours], month)
        return found

    def table(self) -> dict[str, np.ndarray]:
        """A column by name; `defaulted` is the month of default, or -1."""
        names = self._made[0].keys() if self._made else ()
        found = {name: np.concatenate([made[name] for made in self._made]) for name in names}
        if not found:
            return {name: np.zeros(0, np.int64) for name in (*NOTED, "public", "firm", "defaulted")}
        found["defaulted"] = np.full(len(found["id"]), -1, np.int64)
        order = np.argsort(found["id"], kind="stable")
        for keys, month in self._defaults:
            place = np.minimum(np.searchsorted(found["id"], keys, sorter=order), len(order) - 1)
            rows = order[place]
            found["defaulted"][rows[found["id"][rows] == keys]] = month
        return found


def defaults_within(loans: dict[str, np.ndarray], months: int) -> Values:
    """1.0 for a loan that defaulted within so many months of being made, else 0.0."""
    when = loans["defaulted"]
    return ((when >= 0) & (when - loans["opened"] <= months)).astype(float)


def guaranteed_publicly(loans: dict[str, np.ndarray]) -> Mask:
    """Which loans stand under a public guarantee scheme."""
    found: Mask = (loans["guarantor"] >= 0) & (loans["public"] == 1)
    return found


def dummies(*codes: np.ndarray) -> list[Values]:
    """A column of 0 and 1 for every value but the first of each list of codes: fixed effects of a regression."""
    found = []
    for each in codes:
        found += [(each == code).astype(float) for code in np.unique(each)[1:]]
    return found


def failures(log: DepartureLog) -> np.ndarray:
    """Keys of the firms that failed in any way, by a log of departures."""
    ways = log["outcome"]
    return log["enterprise"][(ways >= FIRST_FAILURE) & (ways <= LAST_FAILURE)]


def rates_paid(cohort: Cohort, economy: Economy) -> Values:
    """Mean rate of what each firm of a cohort owes banks, by balance; NaN for those that owe nothing."""
    loans = economy.loans
    every = np.ones(loans.rows, np.bool_)
    debt, paid = owed(cohort, economy, every), owed(cohort, economy, every, loans.column("rate"))
    return np.divide(paid, debt, out=np.full(len(debt), np.nan), where=debt > 0.0)


def rates_of_new(cohort: Cohort, loans: dict[str, np.ndarray]) -> Values:
    """Mean rate of the loans in a table made to each firm of a cohort, by amount; NaN for those that got none."""
    place = np.minimum(np.searchsorted(cohort.keys, loans["firm"]), max(len(cohort) - 1, 0))
    ours = np.isin(loans["firm"], cohort.keys)
    amounts, rates = loans["amount"][ours].astype(float), loans["rate"][ours].astype(float)
    lent = np.bincount(place[ours], amounts, len(cohort))
    paid = np.bincount(place[ours], amounts * rates, len(cohort))
    return np.divide(paid, lent, out=np.full(len(cohort), np.nan), where=lent > 0.0)


def owed(cohort: Cohort, economy: Economy, which: Mask, each: Values | float = 1.0) -> Values:
    """What firms of a cohort owe on live loans in these rows of the loan book, fen, times a number for each row."""
    from ...simulation.state.loan_columns import KEY_BITS

    if not len(cohort):
        return np.zeros(0)
    loans = economy.loans
    live = (loans.column("status") > 0) & which
    owners, amounts = loans.column("id")[live] >> KEY_BITS, (loans.column("balance") * each)[live].astype(float)
    place = np.minimum(np.searchsorted(cohort.keys, owners), len(cohort) - 1)
    ours = cohort.keys[place] == owners
    return np.bincount(place[ours], amounts[ours], len(cohort)).astype(float)
