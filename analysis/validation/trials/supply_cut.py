"""What a cut of credit supply does to firms: half of the banks, drawn by the seed, lend a fifth less (G1, G6)."""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar, NamedTuple

import numpy as np

from ..experiment import Experiment, Figure, Part, figure
from ..worlds import (
    BEFORE,
    TWIN,
    Cohort,
    Investment,
    Mask,
    Values,
    grown,
    instrumented,
    live_to,
    log_ratio,
    value,
    worlds,
)

YEAR, TWO_YEARS, FOUR_YEARS = 12, 24, 48
LARGE = 3


class Seen(NamedTuple):
    """The borrowers of month 12 some months on: the world with the cut less its twin, firm by firm."""

    workers: Values  # log ratio, NaN for those that have left either
    with_exits: Values  # growth of workers; one that leaves grows by -1
    debt: Values  # growth of bank debt
    sales: Values  # log ratio
    receivables: Values  # log ratio
    invested: Values  # since, over opening fixed assets


class Cut(NamedTuple):
    """What is known of the borrowers before the cut, and what has become of them after some months."""

    exposed: Values  # share of debt at the banks that cut
    levered: Mask  # debt over sales above the median
    larger: Mask  # small and medium, with fixed assets
    after: dict[int, Seen]


@lru_cache(maxsize=1)
def supply_cut(seed: int, firms: int) -> Cut:
    """The cut and its twin over four years; the last one asked for is kept, because two facts read it."""
    cut, twin = worlds(seed, firms, BEFORE + FOUR_YEARS, "supply_cut", TWIN)
    live_to(BEFORE, cut, twin)
    everyone = Cohort(twin)
    borrowers = everyone.chosen((everyone.debt(twin) > 0.0) & (everyone.read(twin, "size") < LARGE))
    debt, sales, size = borrowers.debt(twin), borrowers.read(twin, "year_sales"), borrowers.read(twin, "size")
    assets, opening = borrowers.read(twin, "fixed_assets"), borrowers.read(twin, "employees")
    (stress,) = cut.conditions.stresses
    exposed = borrowers.debt(twin, stress.banks.struck(cut.economy)) / debt  # type: ignore[attr-defined]
    leverage = debt / np.maximum(sales, 1.0)
    sums = [Investment(market, borrowers) for market in (cut, twin)]
    after = {}
    for months in (YEAR, TWO_YEARS, FOUR_YEARS):
        for each in sums:
            each.live_to(BEFORE + months)
        read = {
            name: [borrowers.read(market, name) for market in (cut, twin)]
            for name in ("employees", "year_sales", "receivables")
        }
        growth = [np.nan_to_num(workers / opening) - 1.0 for workers in read["employees"]]
        debts = [grown(debt, borrowers.debt(market)) for market in (cut, twin)]
        after[months] = Seen(
            workers=log_ratio(*read["employees"]),
            with_exits=growth[0] - growth[1],
            debt=debts[0] - debts[1],
            sales=log_ratio(*read["year_sales"]),
            receivables=log_ratio(*read["receivables"]),
            invested=(sums[0].total - sums[1].total) / np.maximum(assets, 1.0),
        )
    return Cut(exposed, leverage > np.median(leverage), (size >= 1) & (assets > 0.0), after)


class JobsAndSupply(Experiment):
    """Jobs lost per unit of bank debt lost, by the share of debt at the banks that cut."""

    fact = "G1"
    firms = 20_000
    title: ClassVar = {"en": "Jobs and the supply of credit", "zh": "信贷供给与就业"}
    figures = (
        figure("debt", "Debt at such banks, 24 months", "收缩银行的债务变动", "share"),
        figure("jobs_12", "Elasticity after 12 months", "12个月弹性", "ratio"),
        Figure("jobs_24", {"en": "Elasticity after 24 months", "zh": "24个月弹性"}, "ratio", 0.10, 0.50, clear=True),
        figure("exits_24", "The same, exits as -100%", "同上，退出计为-100%", "ratio"),
        figure("levered", "High less low leverage", "高杠杆减低杠杆", "ratio", 0.0, None, clear=True),
    )  # fmt: skip

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Effect on workers per unit of debt, both by two-stage least squares."""
        cut = supply_cut(seed, firms)
        year, later = cut.after[YEAR], cut.after[TWO_YEARS]
        high, low = (
            value(instrumented(later.with_exits, later.debt, cut.exposed, among))
            for among in (cut.levered, ~cut.levered)
        )
        return {
            "debt": instrumented(later.debt, cut.exposed, cut.exposed),
            "jobs_12": instrumented(year.workers, year.debt, cut.exposed),
            "jobs_24": instrumented(later.workers, later.debt, cut.exposed),
            "exits_24": instrumented(later.with_exits, later.debt, cut.exposed),
            "levered": (high - low, 1.0),
        }


class InvestmentAndSupply(Experiment):
    """Investment lost by small and medium firms per ten points of bank debt lost, over four years."""

    fact = "G6"
    firms = 20_000
    title: ClassVar = {"en": "Investment and the supply of credit", "zh": "信贷供给与投资"}
    figures = (
        figure("invested", "Investment per 10 points of debt", "债务减少10个百分点的投资变动", "share", -0.15, -0.03),
        figure("sales", "Sales, of exposed firms", "受影响企业销售额", "share", None, 0.0, clear=True),
        figure("workers", "Workers", "就业人数", "share", None, 0.0, clear=True),
        figure("receivables", "Trade credit given", "对外赊销", "share", None, 0.0, clear=True),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Cumulated investment over opening fixed assets, by two-stage least squares; signs by exposure."""
        cut = supply_cut(seed, firms)
        seen, among = cut.after[FOUR_YEARS], cut.larger
        top, bottom = instrumented(seen.invested, seen.debt, cut.exposed, among)
        found = {"invested": (-0.10 * top, bottom)}
        for key in ("sales", "workers", "receivables"):
            found[key] = instrumented(getattr(seen, key), cut.exposed, cut.exposed, among)
        return found
