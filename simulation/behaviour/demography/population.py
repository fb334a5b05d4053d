"""Who enters: the entrants of the month, and those that a programme adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...state.bank_columns import REST_DEPOSITS
from ...state.key_order import ENTRY_BITS
from . import entry_exit

if TYPE_CHECKING:
    from ...ground.columns import Blocks
    from ...market import CreditMarket


def enter(m: CreditMarket, expected: float, luck: float) -> None:
    """Entrants of the month, `expected` of them; `luck`, 0 to 1, decides whether a broken number is rounded up.

    Entrant k of a month has the same key, type and luck under every policy. Where programmes ease starts
    (`market.more_entry`), the candidates they bring come after those who would have come anyway, and only those that
    the programme reaches found a firm: in expectation its share of additional entrants among those it reaches, and
    none elsewhere. The keys of the other candidates are never used.
    """
    entry = m.month + m.burn_in
    stop = int(expected + luck)
    ordinals = [np.arange(stop, dtype=np.int64)]
    for programme, share in m.more_entry.items():
        start, stop = stop, stop + int(expected * (1.0 + share) + luck) - int(expected + luck)
        candidates = np.arange(start, stop, dtype=np.int64)
        ordinals.append(candidates[_are_reached(m, (entry << ENTRY_BITS) + candidates, programme)])
    founded = np.concatenate(ordinals)
    if not len(founded):
        return
    keys = (entry << ENTRY_BITS) + founded
    rows = m.firm_store.allocate(len(keys))
    m.room_for(m.firm_store.capacity)
    give_birth(m, rows, keys, at_start=False)
    m.count["entrants"] = len(keys)
    m.births[entry] = int(founded[-1]) + 1
    if m.births[entry] > len(founded):
        unused = np.setdiff1d(np.arange(founded[-1]), founded)
        m.never_founded.update(((entry << ENTRY_BITS) + unused).tolist())


def give_birth(m: CreditMarket, rows: np.ndarray, keys: np.ndarray, at_start: bool) -> None:
    """Fill rows with the firms of these keys."""
    _fill(m, rows, keys, at_start, m.firm_store.blocks, m.ledger.flows, m.banks.blocks.whole[REST_DEPOSITS])
    ordinals = int(keys.max() & ((1 << ENTRY_BITS) - 1)) + 1
    m.circles += (ordinals + 4) // 5
    if len(m.circle_calls) < m.circles:
        m.circle_calls = np.full(m.circles + m.circles // 2, -1, np.int32)


def _are_reached(m: CreditMarket, keys: np.ndarray, programme: int) -> np.ndarray:
    """Which of the firms of these keys a programme (row) would reach if they were founded this month."""
    rows = m.candidates.allocate(len(keys))
    firm = m.candidates.blocks
    _fill(m, rows, keys, False, firm, np.zeros_like(m.ledger.flows), np.zeros(m.banks.rows, np.int64))
    reached = np.zeros(len(keys), np.bool_)
    entry_exit.are_reached(rows, firm, programme, m.programmes.blocks, m.month, reached)
    m.candidates.release(rows)
    return reached


def _fill(
    m: CreditMarket,
    rows: np.ndarray,
    keys: np.ndarray,
    at_start: bool,
    firm: Blocks,
    flows: np.ndarray,
    rest_deposits: np.ndarray,
) -> None:
    wage, sales_per_worker, turnover, development, borrower_types, no_collateral_share = m.birth_tables
    entry_exit.give_birth(
        rows,
        keys,
        m.month,
        at_start,
        firm,
        flows,
        rest_deposits,
        m.seed,
        m.numbers("population"),
        m.mixes,
        m.house_banks,
        m.size_workers,
        m.size_sales,
        m.sector_table[1],
        m.sector_table[0],
        wage,
        sales_per_worker,
        turnover,
        development,
        borrower_types,
        no_collateral_share,
        m.group("cash_flow").collection_months,
        m.circles,
        m.originals if firm is m.firm_store.blocks else 0,
    )
