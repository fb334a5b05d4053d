"""Firms leave: what the phases share when they do."""

from __future__ import annotations

import numpy as np

from ..behaviour.distress import departure
from ..state.economy import Economy


def leave(economy: Economy, first: int, last: int) -> None:
    """Take out the firms with an outcome from `first` to `last`."""
    rows = economy.firms.rows
    gone, ways, causes = np.empty(rows, np.int32), np.empty(rows, np.int8), np.empty(rows, np.int8)
    count = departure.leave(economy, first, last, gone, ways, causes)
    economy.observer.firms_leave(economy, gone[:count], ways[:count], causes[:count])
    economy.gone = np.concatenate([economy.gone, gone[:count]])
