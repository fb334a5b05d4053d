"""Who enters, the entrants that a programme adds, and the ways in which firms leave."""

from __future__ import annotations

import numpy as np

from ...ground.compiled import kernel
from ...state.counts import ENTRANTS
from ...state.economy import Economy
from ...state.register import ENTRY_BITS
from ..support.eligibility import reaches
from .birth import fill_traits, give_birth
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
    candidates = np.arange(stop, dtype=np.int64)
    ordinals = [candidates[_found(economy, (entry << ENTRY_BITS) + candidates, NO_PROGRAMME)]]
    for programme, share in economy.more_entry.items():
        start, stop = stop, stop + int(expected * (1.0 + share) + luck) - int(expected + luck)
        candidates = np.arange(start, stop, dtype=np.int64)
        ordinals.append(candidates[_found(economy, (entry << ENTRY_BITS) + candidates, programme)])
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


def _found(economy: Economy, keys: np.ndarray, programme: int) -> np.ndarray:
    """Which candidates of these keys found their firm: of those that the `programme` (row) brings, only whom it
    reaches.
    """
    if not len(keys):
        return np.zeros(0, np.bool_)
    rows = economy.candidates.allocate(len(keys))
    fill_traits(economy, economy.candidate, rows, keys, False)
    found = np.zeros(len(keys), np.bool_)
    decide_to_found(economy, rows, programme, found)
    economy.candidates.release(rows)
    return found


@kernel
def decide_to_found(economy: Economy, rows: np.ndarray, programme: int, found: np.ndarray) -> None:
    """Fill `found` with whether each candidate in `rows` founds a firm, and row `programme` of the programmes
    reaches it.
    """
    for k in range(len(rows)):
        found[k] = founds(economy, economy.candidate, rows[k])
        if programme != NO_PROGRAMME and found[k]:
            found[k] = reaches(programme, rows[k], economy.candidate, economy.programme, economy.month)
