"""Firms in the order of their keys, which no order of rows moves."""

from __future__ import annotations

import numpy as np

from ..state.economy import Economy
from .enterprise_columns import ALIVE, ID, STATE

#: The ordinal of an entrant is the low part of its key, the entry month (from the start of the burn-in) the high one.
ENTRY_BITS = 32


def rows_by_key(economy: Economy) -> np.ndarray:
    """Rows of the living firms in the order of their keys, int32."""
    firm, rows = economy.firm, economy.firms.rows
    living = np.flatnonzero(firm.tag[STATE, :rows] == ALIVE).astype(np.int32)
    return living[np.argsort(firm.whole[ID, living])]
