"""Demand for credit."""

from __future__ import annotations

import numpy as np

from ..behaviour.lending import credit_demand
from ..state.economy import Economy, Scratch


def ask_for_credit(economy: Economy) -> None:
    """Owners who need credit ask for it, or do not dare."""
    p, simple = economy.numbers.credit_demand, economy.numbers.simple_loan

    def one_range(start: int, stop: int, scratch: Scratch) -> int:
        return credit_demand.ask_for_credit(
            start,
            stop,
            economy.firm,
            economy.listed[start:stop],
            economy.asked[start:stop],
            scratch.counters,
            economy.seed,
            economy.month,
            economy.borrowing_cost,
            economy.programme,
            economy.programmes.rows,
            p,
            simple,
        )

    economy.observer.firms_ask(economy, one_range)
    ranges = economy.over_firms(one_range)
    economy.keep("in_need discouraged unmet_fen", economy.firm_counters)
    economy.applicant_rows = np.concatenate([economy.listed[start : start + found] for start, found in ranges])
    economy.applicant_amounts = np.concatenate([economy.asked[start : start + found] for start, found in ranges])
    for start, found in ranges:
        economy.asked[start : start + found] = 0
