"""Calibration of the untouched baseline: the bands its figures must lie in, and those figures that only it needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .indicator import over_a_year
from .month_counts import MonthCounts


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
    "loans_to_sales": _band(
        0.15, 0.35, "P2: 33.5tn to 46.5tn over 188.2tn of sales (K-h, OECD)", "Loans over yearly sales", "贷款/年销售额"
    ),
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

#: Output gap, in log points, above which times are normal; years of age for which survival is followed.
NORMAL_GAP, YEARS_FOLLOWED = -0.02, 4


def figures(counts: MonthCounts, start: int) -> dict[str, tuple[float, float]]:
    """Numerator and denominator of the figures that only the calibration needs, from month `start` on."""
    window = counts["month"] >= start
    normal = window & (counts["output_gap"] > NORMAL_GAP)
    survival, slope = _survival_and_slope(counts, window)
    return {
        "rejection_rate_normal": (counts["refused"][normal].sum(), counts["applications"][normal].sum()),
        "entrant_survival_4y": (survival, 1.0),
        "entrant_hazard_slope": (slope, 1.0),
        "npl_output_correlation": _covariance_and_spread(counts, window),
    }


def _survival_and_slope(counts: MonthCounts, window: np.ndarray) -> tuple[float, float]:
    """Share of entrants alive after four years; hazard a year of the fourth year less that of the first."""
    hazards = []
    for age in range(YEARS_FOLLOWED):
        at_risk, left = counts[f"age_{age}"][window].sum(), counts[f"exit_age_{age}"][window].sum()
        hazards.append(left / at_risk if at_risk else 0.0)
    survival = 1.0
    for hazard in hazards:
        survival *= (1.0 - hazard) ** 12
    return survival, 12.0 * (hazards[-1] - hazards[0])


def _covariance_and_spread(counts: MonthCounts, window: np.ndarray) -> tuple[float, float]:
    """Covariance of yearly changes of the NPL ratio with yearly growth of sales, and product of their deviations.

    Growth as annual accounts have it: sales of twelve months over those of the twelve before.
    """
    balance = counts["loan_balance"]
    share = np.divide(counts["bad"], balance, out=np.zeros(len(balance)), where=balance > 0)
    year = np.log(over_a_year(counts["sme_sales"]))
    # The first full year of sales ends with the twelfth month: a year on it can be compared.
    later = np.flatnonzero(window[23:]) + 23 if len(window) > 23 else np.zeros(0, np.int64)
    change, growth = share[later] - share[later - 12], year[later] - year[later - 12]
    together = np.cov(change, growth) if len(later) > 2 else np.zeros((2, 2))
    spread = float(np.sqrt(together[0, 0] * together[1, 1]))
    return (float(together[0, 1]), spread) if spread > 0.0 else (0.0, 0.0)
