"""Keeps the month's counts and turns them into indicator series, summaries, balance sheets and calibration figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

import mesa
import numpy as np
import pandas as pd

from ..behaviour.banking import totals
from ..behaviour.banking.sums import deposits_of_institutions
from ..behaviour.support.public_purse import counts_of_the_month
from ..state.counts import COUNTS
from ..state.economy import Economy
from ..state.ledger import ROUTES, STOCK, SUBSIDY_BANK, SUBSIDY_GUARANTOR, TAX_BANK
from ..state.observer import Observer
from ..state.structure import PARTIES, PRODUCTS, REGIONS, SECTORS, SIZES
from .indicators import BREAKDOWNS, INDICATORS, PROGRAMMES, Indicator, indicator, over_a_year

__all__ = ["BANDS", "INDICATORS", "Band", "Indicator", "Recorder", "RecorderCollector", "indicator"]


@dataclass(frozen=True)
class Band:
    """The accepted range of a calibration figure, with its source."""

    low: float
    high: float
    source: str
    label: dict[str, str]
    unit: str


def _band(low: float, high: float, source: str, en: str, zh: str, unit: str = "share") -> Band:
    return Band(low, high, source, {"en": en, "zh": zh}, unit)


#: What the untouched baseline must show, over the summary window.
BANDS: dict[str, Band] = {
    "npl_ratio": _band(0.015, 0.035, "F50, F65, F141, F145", "Nonperforming loan ratio", "不良贷款率"),
    "default_rate": _band(
        0.015, 0.05, "A, anchored on NPL and payout series", "Default rate of borrowers", "借款企业违约率"
    ),
    "guarantee_payout_rate": _band(0.018, 0.04, "F67, F80", "Guarantee payout rate", "担保代偿率"),
    "mean_loan_rate": _band(0.04, 0.06, "F136, F139", "Rate of new loans", "新发贷款利率"),
    "spread_over_large_firms": _band(0.003, 0.025, "F135, F136, F153", "Spread over large firms", "与大企业利差"),
    "borrower_share": _band(
        0.20, 0.45, "World Bank Enterprise Survey (K-m), F2", "Firms with a bank loan", "有贷企业占比"
    ),
    "rejection_rate_normal": _band(0.04, 0.20, "SAFE (B6), F32", "Rejection rate in normal times", "正常时期拒贷率"),
    "loans_to_sales": _band(0.30, 0.50, "F4 over 188.2tn (K-h)", "Loans over yearly sales", "贷款/年销售额"),
    "guaranteed_share": _band(0.20, 0.45, "F43", "Guaranteed share of loans", "担保贷款占比"),
    "guarantor_leverage": _band(1.0, 6.0, "F75, F76", "Guarantor leverage", "担保放大倍数", "ratio"),
    "bank_capital_ratio": _band(0.105, 0.17, "F53, F54", "Bank capital ratio", "银行资本充足率"),
    "cash_buffer_months": _band(1.0, 3.0, "F18, F24, F25", "Median cash buffer", "现金缓冲中位数", "months"),
    "net_margin": _band(0.04, 0.065, "F1, F18, F19", "Net margin", "净利润率"),
    "entrant_survival_4y": _band(
        0.36, 0.52, "Knaup 2005 (A4)", "Entrants alive after four years", "新设企业四年存活率"
    ),
    "entrant_hazard_slope": _band(
        -1.0,
        0.0,
        "Knaup 2005 (A4): hazard does not rise with age",
        "Exit hazard of year 4 less year 1",
        "第四年与第一年退出率之差",
        "share per year",
    ),
    "npl_output_correlation": _band(
        -1.0,
        -0.3,
        "Klein 2013 (B1)",
        "Correlation of yearly NPL change with yearly output growth",
        "不良率年变动与年产出增速的相关系数",
        "index",
    ),
}

_ENTERPRISE_PURPOSES = ("wages", "tax", "charge", "subsidy", "grant")


def _routes_read() -> dict[str, list[int]]:
    """Routes that the indicators read, by count: what enterprises pay or get under a purpose, and others."""
    between = {
        f"flow_{purpose}": [
            k
            for k, route in enumerate(ROUTES)
            if route.purpose == purpose and "enterprise" in (route.payer, route.payee)
        ]
        for purpose in _ENTERPRISE_PURPOSES
    }
    return {**between, "flow_to_lenders": [SUBSIDY_BANK, SUBSIDY_GUARANTOR], "flow_tax_bank": [TAX_BANK]}


_ROUTES_READ = _routes_read()
#: The same as zeros and ones, a row a count and a column a route.
_READS_ROUTE = np.array([[int(k in routes) for k in range(len(ROUTES))] for routes in _ROUTES_READ.values()])


def _by(names: Iterable[Any], *counts: str) -> tuple[str, ...]:
    """Names of counts that break totals down, one total after the other."""
    return tuple(f"{count}_{name}" for count in counts for name in names)


def _in_places(length: int, **places: int) -> tuple[str, ...]:
    """Names of the numbers of an array by their places; blank for one that is not kept."""
    names = [""] * length
    for name, place in places.items():
        names[place] = name
    return tuple(names)


#: Names of what `_counted` lines up.
_LINED_UP = (
    *_in_places(
        totals.FIRM_COUNTERS, alive=totals.N_ALIVE, borrowers=totals.N_BORROWERS,
        employees_milli=totals.N_EMPLOYEES_MILLI, sme=totals.N_SME,
    ),
    *_in_places(
        totals.LOAN_COUNTERS, loan_balance=totals.L_BALANCE, bad=totals.L_BAD, guaranteed=totals.L_GUARANTEED,
        unsecured=totals.L_UNSECURED, supported=totals.L_SUPPORTED, evergreened_fen=totals.L_EVERGREENED,
        public_liability=totals.L_PUBLIC_LIABILITY, liability=totals.L_LIABILITY, old_weak_fen=totals.L_OLD_WEAK,
    ),
    *_by(SIZES, "firms_size", "borrowers_size", "debt_size"),
    *_by(SECTORS, "firms_sector", "borrowers_sector", "debt_sector"),
    *_by(REGIONS, "firms_region", "borrowers_region", "debt_region"),
    *_by(
        SIZES, "applications_size", "refused_size", "granted_fen_size", "rate_fen_size", "supported_fen_size",
        "rationed_size",
    ),
    *_by(PRODUCTS, "granted_fen_product"),
    *_by(range(totals.AGES), "age"),
    "informal_debt",
    *COUNTS.names,
    *_ROUTES_READ,
)  # fmt: skip
_PLACE = {name: place for place, name in enumerate(_LINED_UP) if name}


def _counted(economy: Economy, by_route: np.ndarray) -> np.ndarray:
    """What is counted in every month, in whole numbers: as `_LINED_UP` names them."""
    return np.concatenate(
        [
            economy.observed,
            economy.loan_counters,
            *economy.by_size[:3],
            *economy.by_sector[:3],
            *economy.by_region[:3],
            *economy.by_size_credit,
            economy.granted_by_product,
            economy.ages,
            [economy.firm_stocks[totals.S_INFORMAL].sum()],
            economy.counts,
            _READS_ROUTE @ by_route,
        ]
    )


#: Counts that follow from others.
_DERIVED: dict[str, Callable[[Counts], np.ndarray]] = {
    "performing": lambda counts: counts.loan_balance - counts.bad,
    "defaulters": lambda counts: _sum_of(counts, _by(SIZES[:3], "defaulters_size")),
    "exits": lambda counts: counts.closed + counts.failed_without_debt + counts.failed_in_default,
    "payouts": lambda counts: _sum_of(counts, _by(PARTIES[1:], "paid")),
    "partner_recoveries": lambda counts: _sum_of(counts, _by(PARTIES[1:], "recovered")),
}


def _sum_of(counts: Counts, names: Iterable[str]) -> np.ndarray:
    return np.sum([counts[name] for name in names], axis=0)  # type: ignore[no-any-return]


class Counts:
    """What was counted month by month: `counts.bad`, or `counts["bad"]`, is an array, int64 where all are whole.

    A count that a month lacks is 0. Raises KeyError, as an attribute AttributeError, for what no month has.
    """

    def __init__(self, rows: list[dict[str, float]], lined_up: list[np.ndarray]) -> None:
        self._rows = rows[:]
        self._lined_up = np.array(lined_up, np.int64).reshape(len(rows), len(_LINED_UP)).T.copy()
        self._columns: dict[str, np.ndarray] = {}

    def __getitem__(self, name: str) -> np.ndarray:
        if name in _PLACE:
            return self._lined_up[_PLACE[name]]
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = self._found(name)
        return column

    def _found(self, name: str) -> np.ndarray:
        if name in _DERIVED:
            return _DERIVED[name](self)
        optional = name.startswith("outlay_")
        if not optional and not any(name in row for row in self._rows):
            raise KeyError(name)
        return np.array([row.get(name, 0) for row in self._rows])

    def __getattr__(self, name: str) -> np.ndarray:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Recorder(Observer):
    """What was counted each month; everything shown is made from it when asked for.

    What every month counts is an array, lined up as `_LINED_UP` names it; what a month may lack, and the few numbers
    that are not whole, are a dictionary in `rows`.
    """

    def __init__(self) -> None:
        self.rows: list[dict[str, float]] = []
        self.lined_up: list[np.ndarray] = []
        self.sheets: list[tuple[int, np.ndarray, np.ndarray]] = []
        self._cache: tuple[int, Counts] | None = None
        self._series: tuple[tuple[int, float], dict[str, tuple[np.ndarray, np.ndarray]]] | None = None

    def __deepcopy__(self, memo: dict[int, Any]) -> Recorder:
        # What is kept of a month never changes afterwards: only the lists grow.
        twin = Recorder()
        twin.rows, twin.lined_up, twin.sheets = list(self.rows), list(self.lined_up), list(self.sheets)
        return twin

    def books_closed(self, economy: Economy) -> None:
        """Read the counts of the month."""
        by_route = economy.ledger.totals()
        self.lined_up.append(_counted(economy, by_route))
        self.rows.append(
            {
                "month": economy.month,
                **{f"outlay_{kind}": fen for kind, fen in economy.outlays.items()},
                **counts_of_the_month(economy),
                "regime": economy.cycle.regime,
                "output_gap": economy.felt_gap,
                "large_rate": economy.policy_rate + economy.numbers.loan_pricing.large_firm_spread,
                "cash_buffer": _median_of(economy.buffers.tolist()),
            }
        )
        institutions = deposits_of_institutions(economy).sum(axis=1)
        self.sheets.append((economy.month, economy.ledger.opening.sum(axis=1), institutions))

    def raw(self) -> pd.DataFrame:
        """Every count of every month, burn-in included; index month, absent counts 0."""
        counts = self.counts()
        names = dict.fromkeys([*(name for row in self.rows for name in row), *_PLACE, *_DERIVED])
        names.pop("month", None)
        columns = {name: counts[name] for name in names}
        return pd.DataFrame(columns, pd.Index(counts["month"], name="month"))

    def counts(self) -> Counts:
        """The same as columns of numbers, one a month."""
        if self._cache is None or self._cache[0] != len(self.rows):
            self._cache = (len(self.rows), Counts(self.rows, self.lined_up))
        return self._cache[1]

    def series(self, economy: Economy) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Numerator and denominator of every indicator for months 1..M, grossed up; to be read, not changed."""
        if self._series is not None and self._series[0] == (len(self.rows), economy.weight):
            return self._series[1]
        counts = self.counts()
        months = counts["month"]
        window, ones = months >= 1, np.ones(len(months))
        gross = {"money": economy.weight / 100.0, "number": economy.weight, "none": 1.0}
        spent = {name.removeprefix("outlay_") for name in {*chain(*self.rows)} if name.startswith("outlay_")}
        programmes = sorted(spent | set(PROGRAMMES))
        found = {}
        for key in (*INDICATORS, *BREAKDOWNS, *(f"fiscal_outlay.programme.{name}" for name in programmes)):
            declared = indicator(key)
            top = declared.numerator(counts) * gross[declared.gross]
            bottom = declared.denominator(counts) if declared.denominator else ones
            found[key] = top[window], bottom[window]
        self._series = (len(self.rows), economy.weight), found
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
        """Numerator, denominator and value of every indicator over the summary window."""
        series = self.series(economy)
        first = min(economy.scenario.report_from, len(series["output_gap"][0])) - 1
        rows = {}
        for key, (tops, bottoms) in series.items():
            declared = indicator(key)
            start = 0 if key.startswith(("losses_by_payer", "recoveries_by_payer")) else first
            top, bottom = tops[start:], bottoms[start:]
            if declared.aggregate == "last":
                rows[key] = (top[-1], bottom[-1])
            elif declared.ratio or declared.aggregate == "mean":
                rows[key] = (top.mean(), bottom.mean())
            else:
                rows[key] = (top.sum(), 1.0)
        rows |= self._calibration_only(first + 1)
        index = pd.Index(rows, name="key")
        table = pd.DataFrame(np.array(list(rows.values())), index, columns=["numerator", "denominator"])
        table["value"] = table["numerator"] / table["denominator"].where(table["denominator"] != 0.0)
        return table

    def _calibration_only(self, start: int) -> dict[str, tuple[float, float]]:
        counts = self.counts()
        window = counts["month"] >= start
        normal = window & (counts["output_gap"] > -0.02)
        rows = {"rejection_rate_normal": (counts["refused"][normal].sum(), counts["applications"][normal].sum())}
        hazards = []
        for age in range(6):
            at_risk, left = counts[f"age_{age}"][window].sum(), counts[f"exit_age_{age}"][window].sum()
            hazards.append(left / at_risk if at_risk else 0.0)
        survival = 1.0
        for hazard in hazards[:4]:
            survival *= (1.0 - hazard) ** 12
        rows["entrant_survival_4y"] = (survival, 1.0)
        rows["entrant_hazard_slope"] = (12.0 * (hazards[3] - hazards[0]), 1.0)
        # Output growth as annual accounts have it: sales of twelve months over those of the twelve before.
        balance = counts["loan_balance"]
        share = np.divide(counts["bad"], balance, out=np.zeros(len(balance)), where=balance > 0)
        year = np.log(over_a_year(counts["sme_sales"]))
        # The first full year of sales ends with the twelfth month: a year on it can be compared.
        later = np.flatnonzero(window[23:]) + 23 if len(window) > 23 else np.zeros(0, np.int64)
        change, growth = share[later] - share[later - 12], year[later] - year[later - 12]
        together = np.cov(change, growth) if len(later) > 2 else np.zeros((2, 2))
        spread = float(np.sqrt(together[0, 0] * together[1, 1]))
        rows["npl_output_correlation"] = (float(together[0, 1]), spread) if spread > 0.0 else (0.0, 0.0)
        return rows

    def by_party(self, economy: Economy, kind: str) -> dict[str, float]:
        """Yuan of the population by party over months 1..M: `kind` is "paid" or "recovered"."""
        counts = self.counts()
        inside = counts["month"] >= 1
        sums = {party: int(counts[f"{kind}_{party}"][inside].sum()) for party in PARTIES}
        return {party: float(fen) * economy.weight / 100.0 for party, fen in sums.items()}

    def balance_sheets(self) -> pd.DataFrame:
        """Model fen by month (1..M), sector and item."""
        rows = []
        for month, stocks, institutions in self.sheets:
            if month >= 1:
                rows += [(month, sector, item, int(fen)) for sector, item, fen in _sheet(stocks, institutions)]
        return pd.DataFrame(rows, columns=["month", "sector", "item", "fen"])


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


def _sheet(stocks: np.ndarray, institutions: np.ndarray) -> list[tuple[str, str, int]]:
    """Sector, item, fen: assets positive, debts negative; the net worth of each sector closes its column."""
    s = {name: int(stocks[position]) for name, position in STOCK.items()}
    guarantors, reguarantors, funds = (int(value) for value in institutions)
    total_deposits = s["deposits_enterprise"] + s["deposits_rest_of_economy"] + guarantors + reguarantors + funds
    items: dict[str, dict[str, int]] = {
        "deposits": {
            "enterprise": s["deposits_enterprise"], "rest_of_economy": s["deposits_rest_of_economy"],
            "guarantor": guarantors,
            "reguarantor": reguarantors, "fund": funds, "bank": -total_deposits,
        },
        "loans": {
            "bank": s["loans_enterprise"] + s["loans_large_firms"], "enterprise": -s["loans_enterprise"],
            "rest_of_economy": -s["loans_large_firms"],
        },
        "reserves": {"bank": s["reserves"], "central_bank": -s["reserves"]},
        "bonds": {"bank": s["bonds"], "government": -s["bonds"]},
        "advances": {"central_bank": s["advances"], "bank": -s["advances"]},
        "relending": {"central_bank": s["relending"], "bank": -s["relending"]},
        "government_account": {"government": s["government_account"], "central_bank": -s["government_account"]},
        "trade_credit": {"enterprise": s["receivables"], "rest_of_economy": -s["receivables"]},
        "private_loans": {"rest_of_economy": s["informal_debt"], "enterprise": -s["informal_debt"]},
        "inventory": {"enterprise": s["inventory"]},
        "fixed_assets": {"enterprise": s["fixed_assets"]},
    }  # fmt: skip
    rows = [(sector, item, fen) for item, by_sector in items.items() for sector, fen in by_sector.items()]
    # Allowances lower what banks hold to be theirs; they are no claim on anyone and belong to net worth.
    for sector in (
        "enterprise",
        "bank",
        "guarantor",
        "reguarantor",
        "fund",
        "government",
        "central_bank",
        "rest_of_economy",
    ):
        rows.append((sector, "net_worth", -sum(fen for owner, _, fen in rows if owner == sector)))
    return rows


class RecorderCollector(mesa.DataCollector):
    """`model.datacollector` by default: shows the recorder's series to Mesa and stores nothing twice."""

    def __init__(self, model: Any) -> None:
        # Mesa's own __init__ would assign model_vars, which is a property here.
        self._model = model
        self.model_reporters = {key: key for key in INDICATORS}
        self.agent_reporters: dict = {}
        self.agenttype_reporters: dict = {}
        self.tables: dict = {}
        self._agent_records: dict = {}
        self._agenttype_records: dict = {}
        self._validated = True

    @property
    def model_vars(self) -> dict[str, list[Any]]:
        """Base indicators by key, one value a month."""
        frame = self._model.indicators
        return {key: frame[key].tolist() for key in INDICATORS}

    @property
    def _collection_steps(self) -> list[int]:
        return list(range(1, max(self._model.month, 0) + 1))

    def collect(self, model: mesa.Model) -> None:
        """Nothing to do: the recorder has already written the month."""

    def get_model_vars_dataframe(self) -> pd.DataFrame:
        """Base indicators, one row a month."""
        return pd.DataFrame(self.model_vars)
