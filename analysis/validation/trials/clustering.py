"""Defaults that cluster beyond what accounts and the cycle explain, with links between firms and without (B3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ....simulation.state.observer import Observer
from ..experiment import Experiment, Figure, Part, figure
from ..worlds import BEFORE, TWIN, Values, live_to, worlds

if TYPE_CHECKING:
    from ....simulation.state.economy import Economy

LARGE, YOUNG = 3, 36
#: Defaults expected in a bin of the test; months that are looked at.
BIN, MONTHS = 8.0, 120
#: Coefficients that are the same for all firms of a month, fitted to the very defaults that are tried: the constant,
#: the gap, the gap a year ago. As many degrees are lost.
FITTED = 3
#: What accounts show is cut off at these, in multiples of yearly sales, shares of them and months of costs.
MOST_DEBT, MOST_MARGIN, MOST_CASH = 2.0, 0.5, 12.0


class Accounts(Observer):
    """Each month's borrowers as their accounts and the cycle show them, and who of them has defaulted a month later."""

    def __init__(self, first: int) -> None:
        self.first = first
        self._seen: list[np.ndarray] = []
        self._failed: list[np.ndarray] = []
        self._keys: np.ndarray | None = None
        self._gone: list[np.ndarray] = []
        self._gaps: list[float] = []

    def firms_leave(self, economy: Economy, rows: np.ndarray, ways: np.ndarray, causes: np.ndarray) -> None:
        """Note who has defaulted on a bank."""
        bad = (ways == 2) | (ways == 3)
        self._gone.append(economy.firms.column("id")[rows[bad]].copy())

    def books_closed(self, economy: Economy) -> None:
        """Who of last month's borrowers has defaulted, and how those of this month stand."""
        self._gaps.append(float(economy.cycle.gap))
        if economy.month < self.first:
            self._gone = []
            return
        if self._keys is not None:
            gone = np.concatenate(self._gone) if self._gone else np.zeros(0, np.int64)
            self._failed.append(np.isin(self._keys, gone))
        self._gone = []
        firms = economy.firms
        there = (firms.column("state") == 1) & (firms.column("bank_debt") > 0) & (firms.column("size") < LARGE)
        rows = np.flatnonzero(there)
        read = {
            name: firms.column(name)[rows].astype(float)
            for name in ("bank_debt", "informal_debt", "year_sales", "margin", "cash", "entry_month", "size", "sector")
        }
        sales = np.maximum(read["year_sales"], 1.0)
        debt = np.minimum((read["bank_debt"] + read["informal_debt"]) / sales, MOST_DEBT)
        margin = np.clip(read["margin"], -MOST_MARGIN, MOST_MARGIN)
        cash = np.clip(12.0 * read["cash"] / sales, 0.0, MOST_CASH)
        age = economy.month - read["entry_month"]
        year_ago = self._gaps[max(len(self._gaps) - 13, 0)]
        columns = [
            np.ones(len(rows)), debt, margin, margin * margin, cash, np.sqrt(cash), age < YOUNG,
            np.full(len(rows), self._gaps[-1]), np.full(len(rows), year_ago),
            *(read["size"] == size for size in (1, 2)), *(read["sector"] == sector for sector in range(1, 8)),
        ]  # fmt: skip
        self._seen.append(np.column_stack(columns).astype(np.float32))
        self._keys = firms.column("id")[rows].copy()

    def months(self) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """Accounts of each month but the last, and defaults in the month after."""
        return self._seen[: len(self._failed)], self._failed


def logit(causes: Values, happened: Values) -> Values:
    """Coefficients of a logistic regression by Newton's method, with a trace of a ridge so that it always ends."""
    found = np.zeros(causes.shape[1])
    ridge = 1e-6 * len(causes) * np.eye(causes.shape[1])
    for _ in range(25):
        chance = 1.0 / (1.0 + np.exp(-np.clip(causes @ found, -30.0, 30.0)))
        slope = causes.T @ (happened - chance) - ridge @ found
        bend = (causes * (chance * (1.0 - chance))[:, None]).T @ causes + ridge
        step = np.linalg.solve(bend, slope)
        found = found + step
        if np.abs(step).max() < 1e-8:
            break
    return found


def dispersion(expected: Values, variance: Values, defaults: Values) -> tuple[float, int]:
    """Sum over bins of (defaults - expected)^2 / variance, and how many bins, on the clock of expected defaults.

    In continuous time each bin's defaults are under the null Poisson with the mean of its size, and the sum is
    chi-squared with as many degrees as bins (Das, Duffie, Kapadia and Saita 2007, Journal of Finance 62, section II).
    Here a firm defaults once in a month or not: what is independent of others varies by p (1 - p), less than a Poisson
    count of mean p. A bin ends with the month in which its size is reached; what is left over at the end makes none.
    """
    total, bins, wanted, spread, came = 0.0, 0, 0.0, 0.0, 0.0
    for month, varies, defaulted in zip(expected.tolist(), variance.tolist(), defaults.tolist(), strict=True):
        wanted, spread, came = wanted + month, spread + varies, came + defaulted
        if wanted >= BIN:
            total, bins = total + (came - wanted) ** 2 / spread, bins + 1
            wanted, spread, came = 0.0, 0.0, 0.0
    return total, bins


class Clustering(Experiment):
    """Excess of the dispersion of defaults over that of independent ones whose hazard is what accounts show."""

    fact = "B3"
    #: What moves many firms at once shows the more the more defaults a month has.
    firms = 20_000
    title: ClassVar = {"en": "Defaults cluster beyond common factors", "zh": "违约聚集超出共同因素"}
    note: ClassVar = {
        "en": (
            "Monthly hazard by debt, margin, cash, age, size, sector, the output gap and that of a year ago; bins of "
            "whole months with at least eight expected defaults; 0 is independent defaults, each once a month at most."
        ),
        "zh": (
            "月度违约强度由负债、利润率、现金、年龄、规模、行业、当期与上年产出缺口解释；"
            "每组为预期违约至少8起的整月；0表示各企业违约相互独立（每月至多一次）。"
        ),
    }
    figures = (
        figure("linked", "Excess dispersion with links", "有关联时的超额离散", "ratio", 0.0, None, clear=True),
        Figure("alone", {"en": "Without links", "zh": "无关联"}, "ratio", -0.1, 0.1, passes_at_zero=True),
        figure("rejected", "Rejected at 5%, with links", "有关联时在5%水平拒绝", "share"),
        figure("rejected_alone", "Rejected at 5%, without", "无关联时在5%水平拒绝", "share"),
        figure("bins", "Bins", "组数", "index"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Ten years over the cycle from month 13."""
        from scipy.stats import chi2

        markets = worlds(seed, firms, BEFORE + MONTHS, TWIN, "links_off", calm=False)
        found = []
        for market in markets:
            log = Accounts(BEFORE)
            market.observe(log)
            live_to(BEFORE + MONTHS, market)
            seen, failed = log.months()
            weights = logit(np.concatenate(seen).astype(float), np.concatenate(failed).astype(float))
            hazards = [1.0 / (1.0 + np.exp(-(each @ weights))) for each in seen]
            expected = np.array([each.sum() for each in hazards])
            variance = np.array([(each * (1.0 - each)).sum() for each in hazards])
            total, bins = dispersion(expected, variance, np.array([float(each.sum()) for each in failed]))
            found.append((total, max(bins - FITTED, 0)))
        rejected = [float(total > chi2.ppf(0.95, bins)) if bins else float("nan") for total, bins in found]
        return {
            **{key: (total - bins, float(bins)) for key, (total, bins) in zip(("linked", "alone"), found, strict=True)},
            "rejected": (rejected[0], 1.0),
            "rejected_alone": (rejected[1], 1.0),
            "bins": (float(found[0][1]), 1.0),
        }
