"""The cycle: regime, gap, demand and policy rate; stresses, policies, and the numbers of the month."""

from __future__ import annotations

from collections.abc import Iterator

from ..behaviour.banking.bank_balance import own_targets
from ..behaviour.banking.bond_values import replace_matured_bonds
from ..behaviour.banking.funding import follow_policy_rate
from ..behaviour.banking.large_firms import reprice_large_loans
from ..state.economy import Economy
from ..state.numbers import Change, plus
from .tables_of_month import derive_tables, derive_terms_of_banks


def move_cycle(economy: Economy) -> None:
    """The regime, the output gap, sector demand and the policy rate move; policies open, close and set their terms."""
    # Stresses come first, so that the cycle feels them; then policies, whose triggers read the cycle.
    undergo_stresses(economy)
    compose_numbers(economy)
    economy.cycle.step(economy)
    economy.schedule.open_and_close(economy)
    compose_numbers(economy)
    banks_look_round(economy)
    change_some_banks(economy)
    economy.schedule.call("begin_month", economy)
    economy.schedule.call("before_trade", economy)


def banks_look_round(economy: Economy) -> None:
    """What money costs banks, what bonds and large loans were priced at, and wanted capital follow rates and growth."""
    follow_policy_rate(economy)
    replace_matured_bonds(economy)
    reprice_large_loans(economy)
    economy.usual_gap += (economy.felt_gap - economy.usual_gap) / economy.numbers.banking.growth_months
    own_targets(economy)


def undergo_stresses(economy: Economy) -> None:
    """Stresses strike, last and end."""
    stresses = economy.scenario.acting_stresses
    economy.unwanted_loans[:] = 0.0
    # What one has stopped goes on before another, which still lasts, stops it.
    for stress in stresses:
        if economy.month == stress.start + stress.months:
            stress.end(economy)
    for stress in stresses:
        if economy.month == stress.start:
            stress.strike(economy)
        if stress.acts_in(economy.month):
            stress.last(economy)


def compose_numbers(economy: Economy) -> None:
    """The numbers of the month: as stated, with what the stresses that last and the policies that act change."""
    if economy.numbers.compose(_changes(economy)):
        derive_tables(economy)


def change_some_banks(economy: Economy) -> None:
    """Rules and stresses about some banks change the terms of those alone; in the month after, all are as stated."""
    month = economy.month
    striking = [
        stress
        for stress in economy.scenario.acting_stresses
        if stress.meets("change_banks") and stress.start <= month <= stress.start + stress.months
    ]
    ruled = economy.schedule.meet("change_banks")
    if not (striking or ruled or economy.some_banks_differ):
        return
    derive_terms_of_banks(economy)
    economy.schedule.call("change_banks", economy)
    economy.some_banks_differ = ruled
    for stress in striking:
        if stress.acts_in(month):
            stress.change_banks(economy)


def _changes(economy: Economy) -> Iterator[Change]:
    for stress in economy.scenario.acting_stresses:
        if stress.acts_in(economy.month):
            yield from stress.changes(economy)
    yield from economy.schedule.changes(economy)
    yield plus("credit_scoring.suspicion", economy.suspicion)
