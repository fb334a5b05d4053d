"""What guarantees do to short and long debt and to returns of Chinese firms that get them (C19)."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ..experiment import Experiment, Figure, Part, figure
from ..loan_logs import owed
from ..takers import SHORT_TERM, YEAR, Tried, takers_of
from ..worlds import BEFORE, mean_of
from .guarantee_crisis import assets, margin_on_assets


class MaturityAndReturns(Experiment):
    """Short and long bank debt over assets and the return on them, two years after guarantees can be had."""

    fact = "C19"
    firms = 20_000
    title: ClassVar = {"en": "Guarantees, maturity and returns", "zh": "担保、期限结构与回报"}
    note: ClassVar = {
        "en": (
            "Firms that took it in the first year, against the same firms without it. Returns are after interest, as "
            "in the accounts that the authors read. The model has no research."
        ),
        "zh": "首年参与企业相对无担保世界中的同一企业。回报率扣除利息，与作者所用财务报表一致。模型无研发支出。",
    }
    figures = (
        figure("long", "Debt beyond a year over assets", "一年以上债务/资产", "share", 0.0, None, clear=True),
        Figure("short", {"en": "Short debt", "zh": "短期债务/资产"}, "share", -0.01, 0.01, passes_at_zero=True),
        figure("returns", "Return on assets", "资产回报率", "share", None, 0.0, clear=True),
        figure("assets", "Assets, log", "资产（对数）", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Each firm that lives in both worlds."""
        takers = takers_of(seed, firms, BEFORE + 2 * YEAR, Tried("cover_80"))
        takers.live_to(BEFORE + 2 * YEAR)
        cohort, there, found = takers.cohort, takers.there(), {}
        both = (takers.market, takers.without)
        has = [assets(cohort, each) for each in both]
        for key, long in (("long", True), ("short", False)):
            debts = [
                owed(cohort, each.economy, (each.economy.loans.column("term") > SHORT_TERM) == long) for each in both
            ]
            found[key] = (mean_of(debts[0] / has[0] - debts[1] / has[1], there), 1.0)
        every = np.ones(1, np.bool_)
        returns = [
            margin_on_assets(cohort, each)
            - owed(cohort, each.economy, every, each.economy.loans.column("rate")) / assets(cohort, each)
            for each in both
        ]
        found["returns"] = (mean_of(returns[0] - returns[1], there), 1.0)
        found["assets"] = (mean_of(np.log(has[0] / has[1]), there), 1.0)
        return found
