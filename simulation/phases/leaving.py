"""Firms leave: what the phases share when they do."""

from __future__ import annotations

import numpy as np

from ..behaviour.distress import default
from ..state.economy import Economy


def leave(economy: Economy, first: int, last: int) -> None:
    """Take out the firms with an outcome from `first` to `last`."""
    counters = np.zeros(default.EXIT_COUNTERS, np.int64)
    rows = economy.firms.rows
    gone, ways, causes = np.empty(rows, np.int32), np.empty(rows, np.int8), np.empty(rows, np.int8)
    count = default.leave(
        rows,
        first,
        last,
        economy.firm,
        economy.bank,
        economy.flows,
        economy.defaulting,
        gone,
        ways,
        causes,
        economy.month,
        counters,
    )
    economy.observer.firms_leave(economy, gone[:count], ways[:count], causes[:count])
    economy.gone = np.concatenate([economy.gone, gone[:count]])
    economy.exits += counters
