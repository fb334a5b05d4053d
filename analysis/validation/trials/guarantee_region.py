"""What a region's partial guarantee changes for those that take it: debt, its terms and price, default (C10)."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ..experiment import Experiment, Figure, Part, figure
from ..loan_logs import rates_paid
from ..takers import YEAR, Tried, long_share, takers_of
from ..worlds import BEFORE, mean_of


class RegionalGuarantee(Experiment):
    """Debt, its maturity and price, default and investment of firms with a region's guarantee, two years on."""

    fact = "C10"
    firms = 20_000
    title: ClassVar = {"en": "A region's partial guarantee", "zh": "地区性部分担保"}
    note: ClassVar = {
        "en": (
            "Firms that owed banks and took it in the first year, against the same firms without the scheme, two years "
            "after it opened."
        ),
        "zh": "首年参与且原有贷款的企业，方案开放两年后，相对无担保世界中的同一企业。",
    }
    figures = (
        Figure("debt", {"en": "Bank debt", "zh": "银行债务"}, "share", -0.05, 0.05, passes_at_zero=True),
        figure("long", "Share of debt beyond a year", "一年以上债务占比", "share", 0.0, None, clear=True),
        figure("rate", "Rate paid", "贷款利率", "share per year", None, 0.0, clear=True),
        figure("bad", "In default", "违约", "share", 0.0, None),
        Figure("invested", {"en": "Investment", "zh": "投资/固定资产"}, "share", -0.02, 0.02, passes_at_zero=True),
        figure("long_usual", "Share beyond a year, without", "无担保时一年以上占比", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Each firm in both worlds."""
        takers = takers_of(seed, firms, BEFORE + 2 * YEAR, Tried("tuscany"))
        takers.live_to(BEFORE + 2 * YEAR)
        borrowers, worlds_of_both = takers.debt > 0.0, (takers.market, takers.without)
        long = [long_share(takers.cohort, each) for each in worlds_of_both]
        rates = [rates_paid(takers.cohort, each.economy) for each in worlds_of_both]
        invested = (takers.invested[0].total - takers.invested[1].total) / np.maximum(takers.assets, 1.0)
        effects = {
            "debt": takers.growth_of_debt(),
            "long": long[0] - long[1],
            "rate": rates[0] - rates[1],
            "bad": takers.in_default(2 * YEAR),
            "invested": invested,
            "long_usual": long[1],
        }
        return {key: (mean_of(effect, borrowers), 1.0) for key, effect in effects.items()}
