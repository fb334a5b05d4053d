"""Growth and turnover: investment, closure, entry."""

from __future__ import annotations

from functools import partial

import numpy as np

from ..behaviour.demography import entry_exit, month_of_growth
from ..behaviour.demography.closing import repay_on_closing
from ..ground.randomness import ENTRY, uniforms
from ..state.economy import Economy
from .leaving import leave


def grow_and_renew(economy: Economy) -> None:
    """Firms invest, hire and pay their owners; some close; entrants arrive."""
    economy.more_entry.clear()
    economy.schedule.call("before_growth", economy)
    leaving = sum(found for _, found in economy.over_firms(partial(month_of_growth.grow, economy)))
    if leaving:
        freed = np.empty(economy.loans.rows, np.int32)
        closed = repay_on_closing(economy, freed)
        economy.release_loans(freed[:closed])
        leave(economy, entry_exit.CLOSED_DOWN, entry_exit.CLOSED_DOWN)
        leave(economy, entry_exit.OUTGREW, entry_exit.OUTGREW)
    missing = max(economy.firms_at_start - economy.small_and_medium, 0)
    expected = entry_exit.expected_entrants(
        economy.numbers.population, economy.firms_at_start, missing, economy.felt_gap
    )
    luck, _, _, _ = uniforms(economy.seed, 0, economy.month, ENTRY)
    entry_exit.enter(economy, expected, luck)
