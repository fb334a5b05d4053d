"""Interest paid by the state for those who invest: how much of their investment it buys, by size (F1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ....simulation.state.observer import Observer
from ..experiment import Experiment, Part, figure
from ..worlds import BEFORE, TWIN, Cohort, Investment, live_to, log_ratio, mean_of, total, worlds

if TYPE_CHECKING:
    from ....simulation.state.economy import Economy

TWO_YEARS = 24
MICRO, SMALL, MEDIUM, LARGE = range(4)


class Subsidised(Observer):
    """Whose loans came under a programme when they were made."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.keys: set[int] = set()

    def loans_granted(self, economy: Economy, rows: np.ndarray) -> None:
        """Note the borrowers."""
        from ....simulation.state.loan_columns import KEY_BITS

        programmes = economy.schedule.programme_policies.items()
        bits = sum(1 << row for row, policy in programmes if policy.name == self.name)
        ours = rows[(economy.loans.column("programmes")[rows] & bits) != 0]
        self.keys |= set((economy.loans.column("id")[ours] >> KEY_BITS).tolist())


class FundingForGrowth(Experiment):
    """Part of the investment of firms with subsidised loans that they would not have made without, by size."""

    fact = "F1"
    firms = 200_000
    title: ClassVar = {"en": "An interest subsidy and investment", "zh": "贷款贴息与投资"}
    note: ClassVar = {
        "en": "Investment over two years of firms that got such a loan, against the same firms without the scheme.",
        "zh": "获贴息贷款企业两年内的投资，相对无该计划时的同一企业。",
    }
    figures = (
        figure("bought", "Of participants' investment", "占参与企业投资", "share", 0.10, 0.60),
        figure("by_size", "Micro and small less medium firms", "小微减中型", "share", 0.0, None, clear=True),
        figure("micro", "Micro firms", "微型企业", "share"),
        figure("small", "Small firms", "小型企业", "share"),
        figure("medium", "Medium firms", "中型企业", "share"),
        figure("jobs", "Workers of participants", "参与企业就业", "share"),
        figure("taken", "Firms that took part", "参与占比", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Gross investment with the scheme less without, over that with it."""
        market, without = worlds(seed, firms, BEFORE + TWO_YEARS, "funding_for_growth", TWIN)
        live_to(BEFORE, market, without)
        everyone, log = Cohort(market), Subsidised("funding_for_growth")
        market.observe(log)
        size = everyone.read(market, "size")
        sums = [Investment(each, everyone) for each in (market, without)]
        for each in sums:
            each.live_to(BEFORE + TWO_YEARS)
        took = np.isin(everyone.keys, np.fromiter(log.keys, np.int64, len(log.keys)))
        more, invested = sums[0].total - sums[1].total, sums[0].total
        parts = {
            name: (total(more[took & among]), total(invested[took & among]))
            for name, among in (
                ("bought", size < LARGE), ("lesser", size <= SMALL), ("micro", size == MICRO), ("small", size == SMALL),
                ("medium", size == MEDIUM),
            )
        }  # fmt: skip
        lesser = parts.pop("lesser")
        shares = [top / bottom if bottom else float("nan") for top, bottom in (lesser, parts["medium"])]
        workers = log_ratio(*(everyone.read(each, "employees") for each in (market, without)))
        return {
            **parts,
            "by_size": (shares[0] - shares[1], 1.0),
            "jobs": (mean_of(workers, took), 1.0),
            "taken": (float(took.sum()), float((size < LARGE).sum())),
        }
