"""What does bank credit buy? All loans to small firms run off from month 13; the twin world keeps them (G11)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ..experiment import Experiment, Figure, Part

if TYPE_CHECKING:
    from ....simulation import CreditMarket

MONTHS, FIRST, LAST = 60, 36, 60
SCENARIO = Path(__file__).with_name("credit_switched_off.toml")


class CreditSwitchedOff(Experiment):
    """Months 36 to 60 against the twin: sales, firms, fixed assets, workers, entrants' size, private lending."""

    fact = "G11"
    title: ClassVar = {"en": "All bank credit to small firms switched off", "zh": "中小企业银行信贷全部停止"}
    figures = (
        Figure("loans", {"en": "Loans of banks", "zh": "银行贷款"}, "share", None, None),
        Figure("sales", {"en": "Sales", "zh": "销售额"}, "share", -0.20, -0.05),
        Figure("firms", {"en": "Active firms", "zh": "存续企业数"}, "share", -0.15, -0.02),
        Figure("fixed_assets", {"en": "Fixed assets", "zh": "固定资产"}, "share", -0.40, -0.08),
        Figure("workers", {"en": "Workers", "zh": "就业人数"}, "share", None, None),
        Figure("entrants", {"en": "Workers of a firm founded since", "zh": "新设企业人数"}, "share", -0.30, -0.05),
        Figure("private_lending", {"en": "Private lending", "zh": "民间借贷"}, "share", 0.0, None),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Each figure as a share of the twin's, in one seed."""
        from ....scenarios import load
        from ....simulation import CreditMarket

        twin = CreditMarket(load("baseline", firms=firms, months=MONTHS), seed=seed, tape=False)
        twin.live_burn_in()
        without = twin.branch(load(str(SCENARIO), firms=firms, months=MONTHS))
        here, there = lived(without), lived(twin)
        return {each.key: (here[each.key] - there[each.key], there[each.key]) for each in self.figures}


def lived(market: CreditMarket) -> dict[str, float]:
    """Means over months 36 to 60, once these are lived; fixed assets and entrants as they are at the end."""
    market.run()
    window = market.numerators.loc[FIRST:LAST]
    counts = market.recorder.raw().loc[FIRST:LAST]
    firms = market.enterprises
    small, founded = firms["size"] < 3, firms["entry_month"] > 12
    return {
        "loans": float(window["credit_outstanding"].mean()),
        "sales": float(counts["sme_sales"].mean()),
        "firms": float(counts["sme"].mean()),
        "workers": float(window["employment"].mean()),
        "private_lending": float(window["informal_credit"].mean()),
        "fixed_assets": float(firms["fixed_assets"][small].sum()),
        "entrants": float(np.mean(firms["employees"][founded])) if founded.any() else 0.0,
    }
