"""The opening books of a run, drawn from a pool of economies that have run for long."""

from __future__ import annotations

import numpy as np

from ..behaviour.banking.totals import sum_firms, sum_loans
from ..behaviour.demography.buyers import enter_in_register
from ..opening import begin_ledger, set_up
from ..phases.move_cycle import compose_numbers
from ..state import bank_columns as bc
from ..state.economy import Economy
from ..state.programme_columns import SPENT
from ..state.register import open_register
from .balances import settle_balances
from .draw import draw
from .kept import pool_for


def open_settled(economy: Economy) -> None:
    """Fill the market with firms, loans and balances of an economy that has run for long; the first audit starts here.

    Two scenarios with the same past and seed open with the same books. Raises RunError where the economies of the pool
    cannot live as long as they are to.
    """
    pool = pool_for(economy.scenario)
    set_up(economy)
    economy.past_months = economy.scenario.group("opening").pool_months
    begin_cycle(economy)
    economy.schedule.open_and_close(economy, there_before={*pool.agreement_terms, *pool.programme_terms})
    compose_numbers(economy)
    open_register(economy)
    draw(economy, pool)
    enter_in_register(economy, np.arange(economy.originals))
    economy.room_for(economy.firms.capacity)
    sum_firms(economy)
    sum_loans(economy)
    # What policies paid when they opened is long part of the balances.
    economy.bank.whole[bc.OWN_CASH] = 0
    economy.programme.whole[SPENT] = 0
    settle_balances(economy, pool)
    sum_loans(economy)
    begin_ledger(economy)


def begin_cycle(economy: Economy) -> None:
    """The cycle has run for some time before the books open, so that a run may open in any of its phases."""
    scenario = economy.scenario
    months = scenario.group("opening").cycle_months
    economy.cycle.live_before(scenario.group("cycle"), economy.seed, economy.month + 1, months)
