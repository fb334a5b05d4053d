"""What kernels that threads share among them add to."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Scratch(NamedTuple):
    """What one thread adds to: whole numbers alone, so that the split among threads leaves no trace."""

    flows: np.ndarray  # fen, by route, side and bank
    rest: np.ndarray  # deposits of the rest of the economy, by bank
    own: np.ndarray  # banks' own money
    accounts: np.ndarray  # of government: the centre, then each region
    counts: np.ndarray  # of the month, by the places declared in `state/counts.py`

    def apart(self) -> Scratch:
        """One like it that starts from zero, to be added to it later."""
        return Scratch(*(np.zeros_like(array) for array in self))

    def clear(self) -> None:
        """Start from zero again."""
        for array in self:
            array[:] = 0

    def add(self, other: Scratch) -> None:
        """Add what another thread added to its own."""
        for own, others in zip(self, other, strict=True):
            own += others
