"""Firms in the order of their keys, which no order of rows moves."""

from __future__ import annotations

import numpy as np

from ..ground.compiled import kernel
from ..state.economy import Economy
from .enterprise_columns import ALIVE, ID, STATE
from .register import ENTRY_BITS


def rows_by_key(economy: Economy) -> np.ndarray:
    """Rows of the living firms in the order of their keys, int32."""
    # Keys are few: those of one entry month follow one another, and each has a place of its own.
    entries, firms = np.array([*economy.births]), np.array([*economy.births.values()])
    ends = np.cumsum(firms)
    starts = np.zeros(entries[-1] + 1, np.int64)
    starts[entries] = ends - firms
    row_of = np.full(ends[-1], -1, np.int32)
    place_by_key(economy, starts, row_of)
    return row_of[row_of >= 0]


@kernel
def place_by_key(economy: Economy, starts: np.ndarray, row_of: np.ndarray) -> None:
    """Write the row of every living firm to the place of its key: where its entry month starts, plus its ordinal."""
    firm = economy.firm
    for row in range(firm.rows):
        if firm.tag[STATE, row] == ALIVE:
            key = firm.whole[ID, row]
            row_of[starts[key >> ENTRY_BITS] + (key & ((1 << ENTRY_BITS) - 1))] = row
