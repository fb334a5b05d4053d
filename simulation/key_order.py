"""Firms in the order of their keys, which no order of rows moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.compiled import kernel
from simulation.enterprise_columns import ALIVE, ID, STATE

if TYPE_CHECKING:
    from simulation.market import CreditMarket

#: The ordinal of an entrant is the low part of its key, the entry month (from the start of the burn-in) the high one.
ENTRY_BITS = 32


def rows_by_key(m: CreditMarket) -> np.ndarray:
    """Rows of the living firms in the order of their keys."""
    # Keys are few: those of one entry month follow one another, and each has a place of its own.
    ends = np.cumsum(list(m.births.values()))
    starts = np.zeros(m.month + m.burn_in + 1, np.int64)
    starts[list(m.births)[1:]] = ends[:-1]
    row_of = np.full(ends[-1], -1, np.int32)
    place_by_key(m.firm_store.rows, m.firm_store.blocks, starts, row_of)
    return row_of[row_of >= 0]


@kernel
def place_by_key(rows: int, firm: Any, starts: Any, row_of: Any) -> None:
    """Write the row of every living firm to the place of its key: where its entry month starts, plus its ordinal."""
    for row in range(rows):
        if firm.tag[STATE, row] == ALIVE:
            key = firm.whole[ID, row]
            row_of[starts[key >> ENTRY_BITS] + (key & ((1 << ENTRY_BITS) - 1))] = row
