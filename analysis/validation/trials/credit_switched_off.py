"""What does bank credit buy? All loans to small firms run off from month 13; the twin world keeps them (G11)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ..experiment import Experiment, Part, figure
from ..worlds import own_past

if TYPE_CHECKING:
    from ....simulation import CreditMarket

MONTHS, FIRST, LAST = 60, 36, 60
YEAR = 12
SCENARIO = Path(__file__).with_name("credit_switched_off.toml")
PRIVATE_LENDING_SHUT = Path(__file__).with_name("private_lending_shut.toml")


class CreditSwitchedOff(Experiment):
    """Months 36 to 60 against the twin: sales, firms, fixed assets, workers, entrants' size, private lending."""

    fact = "G11"
    title: ClassVar = {"en": "All bank credit to small firms switched off", "zh": "中小企业银行信贷全部停止"}
    figures = (
        figure("loans", "Loans of banks", "银行贷款", "share"),
        figure("sales", "Sales", "销售额", "share", -0.20, -0.05),
        figure("firms", "Active firms", "存续企业数", "share", -0.15, -0.02),
        figure("fixed_assets", "Fixed assets", "固定资产", "share", -0.40, -0.08),
        figure("workers", "Workers", "就业人数", "share"),
        figure("entrants", "Workers of a firm in its first year", "成立首年企业人数", "share", -0.30, -0.05),
        figure("private_lending", "Private lending", "民间借贷", "share", 0.0, None),
        *(
            figure(f"{key}_alone", f"{en}: no private lending", f"{zh}：无民间借贷时的差额", "share", None, 0.0)
            for key, en, zh in (("sales", "Sales", "销售额"), ("firms", "Active firms", "存续企业数"))
        ),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Each figure as a share of the twin's, in one seed."""
        from ....scenarios import load
        from ....simulation import CreditMarket

        twin = CreditMarket(load("baseline", set=own_past(seed), firms=firms, months=MONTHS), seed=seed, tape=False)
        twin.live_burn_in()
        without, alone = (
            twin.branch(load(str(SCENARIO), under=under, set=own_past(seed), firms=firms, months=MONTHS))
            for under in (None, str(PRIVATE_LENDING_SHUT))
        )
        here, worse, there = lived(without), lived(alone), lived(twin)
        found = {key: (here[key] - there[key], there[key]) for key in here}
        return {**found, **{f"{key}_alone": (worse[key] - here[key], there[key]) for key in ("sales", "firms")}}


def lived(market: CreditMarket) -> dict[str, float]:
    """Means over months 36 to 60; fixed assets at the end, entrants at the end of their first year."""
    sizes: list[np.ndarray] = []
    while market.month < LAST:
        market.step()
        if market.month >= FIRST:
            firms = market.enterprises
            sizes.append(firms["employees"][market.month - firms["entry_month"] == YEAR])
    window = market.numerators.loc[FIRST:LAST]
    counts = market.recorder.raw().loc[FIRST:LAST]
    firms = market.enterprises
    small = firms["size"] < 3
    return {
        "loans": float(window["credit_outstanding"].mean()),
        "sales": float(counts["sme_sales"].mean()),
        "firms": float(counts["sme"].mean()),
        "workers": float(window["employment"].mean()),
        "private_lending": float(window["informal_credit"].mean()),
        "fixed_assets": float(firms["fixed_assets"][small].sum()),
        "entrants": float(np.concatenate(sizes).mean()),
    }
