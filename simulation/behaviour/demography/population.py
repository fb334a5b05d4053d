"""Who enters: the entrants of the month, and those that a programme adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...state.bank_columns import REST_DEPOSITS
from ...state.counts import ENTRANTS
from ...state.economy import Economy
from ...state.key_order import ENTRY_BITS
from . import entry_exit

if TYPE_CHECKING:
    from ...ground.columns import Blocks


def enter(economy: Economy, expected: float, luck: float) -> None:
    """Entrants of the month, `expected` of them; `luck`, 0 to 1, decides whether a broken number is rounded up.

    Entrant k of a month has the same key, type and luck under every policy. Where programmes ease starts
    (`economy.more_entry`), the candidates they bring come after those who would have come anyway, and only those that
    the programme reaches found a firm: in expectation its share of additional entrants among those it reaches, and
    none elsewhere. The keys of the other candidates are never used.
    """
    entry = economy.month + economy.burn_in
    stop = int(expected + luck)
    ordinals = [np.arange(stop, dtype=np.int64)]
    for programme, share in economy.more_entry.items():
        start, stop = stop, stop + int(expected * (1.0 + share) + luck) - int(expected + luck)
        candidates = np.arange(start, stop, dtype=np.int64)
        ordinals.append(candidates[_are_reached(economy, (entry << ENTRY_BITS) + candidates, programme)])
    founded = np.concatenate(ordinals)
    if not len(founded):
        return
    keys = (entry << ENTRY_BITS) + founded
    rows = economy.firms.allocate(len(keys))
    economy.room_for(economy.firms.capacity)
    give_birth(economy, rows, keys, at_start=False)
    economy.counts[ENTRANTS] = len(keys)
    economy.births[entry] = int(founded[-1]) + 1
    if economy.births[entry] > len(founded):
        unused = np.setdiff1d(np.arange(founded[-1]), founded)
        economy.never_founded.update(((entry << ENTRY_BITS) + unused).tolist())


def give_birth(economy: Economy, rows: np.ndarray, keys: np.ndarray, at_start: bool) -> None:
    """Fill rows with the firms of these keys."""
    _fill(economy, rows, keys, at_start, economy.firm, economy.flows, economy.bank.whole[REST_DEPOSITS])
    ordinals = int(keys.max() & ((1 << ENTRY_BITS) - 1)) + 1
    economy.circles += (ordinals + 4) // 5
    if len(economy.circle_calls) < economy.circles:
        economy.circle_calls = np.full(economy.circles + economy.circles // 2, -1, np.int32)


def _are_reached(economy: Economy, keys: np.ndarray, programme: int) -> np.ndarray:
    """Which of the firms of these keys a programme (row) would reach if they were founded this month."""
    rows = economy.candidates.allocate(len(keys))
    firm = economy.candidate
    _fill(economy, rows, keys, False, firm, np.zeros_like(economy.flows), np.zeros(economy.banks.rows, np.int64))
    reached = np.zeros(len(keys), np.bool_)
    entry_exit.are_reached(rows, firm, programme, economy.programme, economy.month, reached)
    economy.candidates.release(rows)
    return reached


def _fill(
    economy: Economy,
    rows: np.ndarray,
    keys: np.ndarray,
    at_start: bool,
    firm: Blocks,
    flows: np.ndarray,
    rest_deposits: np.ndarray,
) -> None:
    wage, sales_per_worker, turnover, development, borrower_types, no_collateral_share = economy.birth_tables
    entry_exit.give_birth(
        rows,
        keys,
        economy.month,
        at_start,
        firm,
        flows,
        rest_deposits,
        economy.seed,
        economy.numbers.population,
        (economy.sector_mix, economy.region_mix),
        economy.house_banks,
        economy.size_workers,
        economy.size_sales,
        economy.sector_table[1],
        economy.sector_table[0],
        wage,
        sales_per_worker,
        turnover,
        development,
        borrower_types,
        no_collateral_share,
        economy.numbers.cash_flow.collection_months,
        economy.circles,
        economy.originals if firm is economy.firm else 0,
    )
