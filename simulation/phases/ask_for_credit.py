"""Demand for credit."""

from __future__ import annotations

from functools import partial

import numpy as np

from ..behaviour.lending import credit_demand
from ..state.economy import Economy


def ask_for_credit(economy: Economy) -> None:
    """Owners who need credit ask for it, or do not dare."""
    ask = partial(credit_demand.ask_for_credit, economy)
    economy.observer.firms_ask(economy, ask)
    list_applicants(economy, economy.over_firms(ask))


def list_applicants(economy: Economy, ranges: list[tuple[int, int]]) -> None:
    """The month's applicants and what they ask, from (first place, how many) of each range that was asked."""
    economy.applicant_rows = np.concatenate([economy.listed[start : start + found] for start, found in ranges])
    economy.applicant_amounts = np.concatenate([economy.asked[start : start + found] for start, found in ranges])
    for start, found in ranges:
        economy.asked[start : start + found] = 0
