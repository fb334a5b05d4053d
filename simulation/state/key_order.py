"""Firms in the order of their keys, which no order of rows moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .enterprise_columns import ALIVE, ID, STATE

if TYPE_CHECKING:
    from ..market import CreditMarket

#: The ordinal of an entrant is the low part of its key, the entry month (from the start of the burn-in) the high one.
ENTRY_BITS = 32


def rows_by_key(m: CreditMarket) -> np.ndarray:
    """Rows of the living firms in the order of their keys, int32."""
    firm, rows = m.firm_store.blocks, m.firm_store.rows
    living = np.flatnonzero(firm.tag[STATE, :rows] == ALIVE).astype(np.int32)
    return living[np.argsort(firm.whole[ID, living])]
