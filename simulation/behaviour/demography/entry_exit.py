"""Who enters, the entrants that a programme adds, and the ways in which firms leave."""

from __future__ import annotations

import numpy as np

from ...ground.columns import copy_rows
from ...ground.compiled import kernel
from ...state.counts import ENTRANTS
from ...state.economy import Economy
from ...state.register import ENTRY_BITS
from ..support.eligibility import reaches
from .birth import fill_traits, join_market
from .founders import founds
from .population import Population

#: Candidates that no programme brings.
NO_PROGRAMME = -1

# How a firm left (column `outcome`). 1 is a wish to close that the turnover phase has yet to act on.
WISHES_TO_CLOSE, CLOSED_DOWN, FAILED, DEFAULTED_OUT, ABSCONDED, OUTGREW = 1, 2, 3, 4, 5, 6


def expected_entrants(population: Population, firms_at_start: int, missing: int, gap: float) -> float:
    """Entrants expected in a month: a rate over the firms of the start that rises with the gap, and free niches."""
    usual = population.entry_rate * firms_at_start * max(1.0 + population.entry_sensitivity * gap, 0.0)
    return (usual + population.entry_refill * missing) / 12.0


def enter(economy: Economy, expected: float, luck: float) -> None:
    """Entrants of the month, `expected` of them; `luck`, 0 to 1, decides whether a broken number is rounded up.

    Entrant k of a month has the same key, type and luck under every policy. Where programmes ease starts
    (`economy.more_entry`), the candidates they bring come after those who would have come anyway, and only those that
    the programme reaches found a firm: in expectation its share of additional entrants among those it reaches, and
    none elsewhere. The keys of the other candidates are never used.
    """
    entry = economy.month + economy.burn_in
    stop = int(expected + luck)
    groups = [(NO_PROGRAMME, 0, stop)]
    for programme, share in economy.more_entry.items():
        start, stop = stop, stop + int(expected * (1.0 + share) + luck) - int(expected + luck)
        groups.append((programme, start, stop))
    if not stop:
        return
    ordinals = np.arange(stop, dtype=np.int64)
    candidates = economy.candidates.allocate(stop)
    fill_traits(economy, economy.candidate, candidates, (entry << ENTRY_BITS) + ordinals, False)
    found = np.zeros(stop, np.bool_)
    for programme, start, end in groups:
        decide_to_found(economy, candidates[start:end], programme, found[start:end])
    founded = ordinals[found]
    if len(founded):
        keys = (entry << ENTRY_BITS) + founded
        rows = economy.firms.take(len(keys))
        economy.room_for(economy.firms.capacity)
        copy_rows(economy.candidate, candidates[found], economy.firm, rows)
        join_market(economy, rows, keys, at_start=False)
        economy.counts[ENTRANTS] = len(keys)
        economy.births[entry] = int(founded[-1]) + 1
        if economy.births[entry] > len(founded):
            unused = np.setdiff1d(np.arange(founded[-1]), founded)
            economy.never_founded.update(((entry << ENTRY_BITS) + unused).tolist())
    economy.candidates.release(candidates)


@kernel
def decide_to_found(economy: Economy, rows: np.ndarray, programme: int, found: np.ndarray) -> None:
    """Fill `found` with whether each candidate in `rows` founds a firm, and row `programme` of the programmes
    reaches it.
    """
    for k in range(len(rows)):
        found[k] = founds(economy, economy.candidate, rows[k])
        if programme != NO_PROGRAMME and found[k]:
            found[k] = reaches(programme, rows[k], economy.candidate, economy.programme, economy.month)
