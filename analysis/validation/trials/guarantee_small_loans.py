"""Small loans covered in full in a crisis: who takes them when, and how large they are (C17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ..experiment import Experiment, Part, figure
from ..loan_logs import LoanLog
from ..worlds import Cohort, Values, live_to, mean_of, worlds

if TYPE_CHECKING:
    from ....simulation import CreditMarket

#: Last month before the scheme; takers are looked at over its first year.
CALM_UNTIL, YEAR, QUARTER = 24, 12, 3
LARGE = 3
#: The largest loan it takes, in fen; a loan within 2% of it lies at the cap.
CAP_FEN, AT_CAP = 20_000_000, 0.98
#: Part of its yearly sales that every firm is judged on.
ASKED = 0.1


class SmallLoansCovered(Experiment):
    """Bunching at the largest loan that is covered, take-up over the first year, risk of early and late takers."""

    fact = "C17"
    firms = 20_000
    title: ClassVar = {"en": "Small loans covered in full", "zh": "小额贷款全额担保"}
    note: ClassVar = {
        "en": "Risk: what the house bank saw in each firm before the crisis, log. Bunching: against a world without.",
        "zh": "风险：危机前主办行所见违约概率（对数）。聚集：相对无该担保的世界。",
    }
    figures = (
        figure("bunching", "Loans at the cap, of smaller ones", "上限处贷款占比", "share", 0.0, None, clear=True),
        figure("early", "Taken in the first quarter, less 1/4", "首季参与占比减1/4", "share", 0.0, None, clear=True),
        figure("weaker", "Risk, first quarter less later", "风险：首季减其后", "index", 0.0, None, clear=True),
        figure("taken", "Took it in the first quarter", "首季参与占比", "share"),
        figure("taken_year", "Took it in the first year", "首年参与占比", "share"),
    )  # fmt: skip

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """The first loan of each firm under the scheme."""
        market, without = worlds(seed, firms, CALM_UNTIL + YEAR, "small_loans_covered", "baseline+severe_recession")
        live_to(CALM_UNTIL, market, without)
        logs = [LoanLog(CALM_UNTIL + 1) for _ in range(2)]
        for each, log in zip((market, without), logs, strict=True):
            each.observe(log)
        everyone = Cohort(market)
        risk = risk_seen(market, everyone)
        eligible = everyone.read(market, "size") < LARGE
        live_to(CALM_UNTIL + YEAR, market, without)
        loans, others = (log.table() for log in logs)
        names = market.economy.schedule.agreement_names
        under = np.array([names.get(number) == "covered" for number in loans["agreement"].tolist()], np.bool_)
        month = np.full(len(everyone), 0)
        keys, first = np.unique(loans["firm"][under], return_index=True)
        _, place, of_loan = np.intersect1d(everyone.keys, keys, return_indices=True)
        month[place] = loans["opened"][under][first][of_loan] - CALM_UNTIL
        took, early = month > 0, (month > 0) & (month <= QUARTER)
        small = [each["amount"][each["amount"] <= CAP_FEN] for each in (loans, others)]
        at_cap = [float((each >= AT_CAP * CAP_FEN).mean()) if len(each) else float("nan") for each in small]
        return {
            "bunching": (at_cap[0] - at_cap[1], 1.0),
            "early": (float(early.sum()) / float(took.sum()) - QUARTER / YEAR if took.any() else float("nan"), 1.0),
            "weaker": (mean_of(risk, early) - mean_of(risk, took & ~early), 1.0),
            "taken": (float(early.sum()), float(eligible.sum())),
            "taken_year": (float(took.sum()), float(eligible.sum())),
        }


def risk_seen(market: CreditMarket, cohort: Cohort) -> Values:
    """Log of the probability of default that the house bank would see in each firm, asked for a tenth of its sales."""
    from ....simulation.behaviour.lending.ways_to_lend import first_estimates

    rows, seen = cohort.rows(market).astype(np.int32), np.zeros(len(cohort))
    asked = np.maximum(ASKED * cohort.read(market, "year_sales"), 1.0).astype(np.int64)
    first_estimates(market.economy, rows, asked, seen)
    return np.log(seen)
