"""Growth and turnover: investment, closure, entry."""

from __future__ import annotations

import numpy as np

from ..behaviour.demography import entry_exit, growth, population
from ..ground.randomness import ENTRY, uniforms
from ..state.economy import Economy, Scratch
from .leaving import leave


def grow_and_renew(economy: Economy) -> None:
    """Firms invest, hire and pay their owners; some close; entrants arrive."""
    economy.more_entry.clear()
    economy.schedule.call("before_growth", economy)
    p = economy.numbers.growth
    wear = economy.numbers.cash_flow.depreciation
    rate = economy.numbers.informal_finance.rate

    def one_range(start: int, stop: int, scratch: Scratch) -> int:
        return growth.grow(
            start,
            stop,
            economy.firm,
            scratch.flows,
            scratch.rest,
            economy.month,
            wear,
            rate,
            economy.size_workers,
            economy.size_sales,
            p,
        )

    closures = sum(found for _, found in economy.over_firms(one_range))
    if closures:
        freed = np.empty(economy.loans.rows, np.int32)
        closed = growth.repay_on_closing(
            economy.loans.rows,
            economy.firm,
            economy.loan,
            economy.bank,
            economy.institution,
            economy.flows,
            freed,
        )
        economy.release_loans(freed[:closed])
        leave(economy, entry_exit.CLOSED_DOWN, entry_exit.CLOSED_DOWN)
    entry = economy.numbers.population
    missing = max(economy.firms_at_start - economy.count_alive, 0)
    expected = (
        entry.entry_rate * economy.firms_at_start * max(1.0 + entry.entry_sensitivity * economy.felt_gap, 0.0)
        + entry.entry_refill * missing
    ) / 12.0
    luck, _, _, _ = uniforms(economy.seed, 0, economy.month, ENTRY)
    population.enter(economy, expected, luck)
