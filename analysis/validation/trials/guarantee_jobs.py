"""Jobs per yuan lent under guarantees: firms that got them against like firms (C5)."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ..experiment import Experiment, Part, figure
from ..takers import LARGE, YEAR, Tried, takers_of
from ..worlds import BEFORE, Cohort, Mask, Values, total

THREE_YEARS = 36
MONTHS_A_YEAR = 12.0


class JobsPerLoan(Experiment):
    """Workers of firms that got a guaranteed loan against like firms that did not, over the loan in yearly wages."""

    fact = "C5"
    firms = 20_000
    title: ClassVar = {"en": "Jobs per guaranteed loan", "zh": "担保贷款与就业"}
    note: ClassVar = {
        "en": (
            "Mean of the three years after the first year of the scheme. 3 to 3.5 jobs per million dollars are 0.16 "
            "jobs per yearly wage of 50 thousand dollars lent; the band is 0.3 to 3 times that. Matched: same size "
            "class, sector, age, quarter of workers and of past growth."
        ),
        "zh": (
            "方案首年之后三年均值。每百万美元3至3.5个岗位，约合每笔年薪（5万美元）贷款0.16个岗位，区间为其0.3至3倍。"
            "匹配：同规模、行业、年龄、就业及此前增速四分位。"
        ),
    }
    figures = (
        figure("matched", "Jobs per yearly wage lent", "每笔年薪贷款的岗位", "ratio", 0.05, 0.48, clear=True),
        figure("paired", "The same firm without the scheme", "同一企业无担保", "ratio"),
        figure("young", "Matched, young less old", "匹配，年轻减年长企业", "ratio"),
        figure("loan", "First loan in yearly wages of a worker", "首笔贷款/人均年薪", "ratio"),
    )  # fmt: skip

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Change of workers since month 12, a firm that leaves has none; loans over the yearly wage of the firm."""
        takers = takers_of(seed, firms, BEFORE + YEAR + THREE_YEARS, Tried("cover_80", calm=False))
        market, cohort = takers.market, takers.cohort
        everyone = Cohort(market)
        past = everyone.read(market, "employees")
        before = {name: everyone.read(market, name) for name in ("size", "sector", "entry_month")}
        cells = cells_of(
            before["size"],
            before["sector"],
            np.digitize(market.month - before["entry_month"], [60, 120]),
            quarters(past),
        )
        took, small = np.isin(everyone.keys, cohort.keys), before["size"] < LARGE
        wages = MONTHS_A_YEAR * 100.0 * cohort.read(market, "wage")
        lent = takers.loans["amount"] / wages
        changes: list[Values] = []
        paired: list[Values] = []
        for year in range(1, 4):
            takers.live_to(BEFORE + YEAR + 12 * year)
            changes.append(np.nan_to_num(everyone.read(market, "employees")) - past)
            there, here = (np.nan_to_num(cohort.read(each, "employees")) for each in (market, takers.without))
            paired.append(there - here)
        change = np.mean(changes, axis=0)
        matched = change[took] - usual_of(change, cells, ~took & small)[took]
        known, young = np.isfinite(matched), (takers.loans["opened"] - takers.loans["entry_month"]) <= 60
        by_age = [
            total(matched[known & among]) / total(lent[known & among]) if (known & among).any() else float("nan")
            for among in (young, ~young)
        ]
        return {
            "matched": (total(matched[known]), total(lent[known])),
            "paired": (total(np.mean(paired, axis=0)), total(lent)),
            "young": (by_age[0] - by_age[1], 1.0),
            "loan": (total(lent), float(len(lent))),
        }


def quarters(values: Values) -> np.ndarray:
    """Which quarter of all each value lies in, 0 to 3."""
    return np.digitize(values, np.nanquantile(values, [0.25, 0.5, 0.75]))


def cells_of(*codes: np.ndarray) -> np.ndarray:
    """A number for each combination of codes."""
    _, cells = np.unique(np.column_stack(codes), axis=0, return_inverse=True)
    return cells.ravel()


def usual_of(values: Values, cells: np.ndarray, among: Mask) -> Values:
    """Mean over some in the same cell, for each row; NaN for cells without any."""
    counts = np.bincount(cells[among], minlength=cells.max() + 1)
    sums = np.bincount(cells[among], values[among], minlength=cells.max() + 1)
    found: Values = np.divide(sums, counts, out=np.full(len(sums), np.nan), where=counts > 0)[cells]
    return found
