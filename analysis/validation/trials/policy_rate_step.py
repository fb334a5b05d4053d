"""How much of a cut of the policy rate reaches small firms' loans, and how soon (K1)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ..experiment import Experiment, Figure, Part
from ..worlds import own_past

if TYPE_CHECKING:
    from ....simulation import CreditMarket

STEP_MONTH, STEP, MONTHS = 13, 0.01, 30
SCENARIO = Path(__file__).with_name("policy_rate_cut.toml")


class PassThrough(Experiment):
    """The part of a step of one point by which rates of new loans, and of loans outstanding, have fallen."""

    fact = "K1"
    title: ClassVar = {"en": "Pass-through of the policy rate", "zh": "政策利率向贷款利率的传导"}
    figures = (
        Figure("new_1", {"en": "New loans, after a month", "zh": "新发贷款，1个月后"}, "share", 0.1, 0.7),
        Figure("new_3", {"en": "New loans, after 3 months", "zh": "新发贷款，3个月后"}, "share", None, None),
        Figure("new_12", {"en": "New loans, after 12 months", "zh": "新发贷款，12个月后"}, "share", 0.7, 1.1),
        Figure("stock_15", {"en": "All loans, after 15 months", "zh": "存量贷款，15个月后"}, "share", 0.5, 1.0),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Fall of the rate against the twin without the step, over the step."""
        from ....scenarios import load
        from ....simulation import CreditMarket

        usual = CreditMarket(load("baseline", set=own_past(seed), firms=firms, months=MONTHS), seed=seed, tape=False)
        usual.live_burn_in()
        cut = usual.branch(load(str(SCENARIO), set=own_past(seed), firms=firms, months=MONTHS))
        stocks = [stock_rate(market) for market in (usual, cut)]
        new = [market.numerators["mean_loan_rate"] / market.denominators["mean_loan_rate"] for market in (usual, cut)]
        fall = new[0] - new[1]
        found = {f"new_{after}": (float(fall.loc[STEP_MONTH + after - 1]), STEP) for after in (1, 3, 12)}
        return {**found, "stock_15": (stocks[0] - stocks[1], STEP)}


def stock_rate(market: CreditMarket) -> float:
    """Mean rate of performing loans fifteen months after the step, weighted by balance; the market then runs on."""
    while market.month < STEP_MONTH + 15 - 1:
        market.step()
    loans = market.economy.loans
    live = loans.column("status") == 1
    balance, rate = loans.column("balance")[live], loans.column("rate")[live].astype(np.float64)
    market.run()
    return float((balance * rate).sum() / balance.sum())
