"""What is kept of one run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .attribution import Attribution
from .intervals import Array


@dataclass(frozen=True, eq=False)
class RunResult:
    """What is kept of one run: small enough to send between processes by the thousand.

    `numerators` and `denominators` follow `keys` and hold the summary window; the `series_` arrays have one
    row a month and one column for each of `series_keys`, which leave the breakdowns out. Money is in yuan of
    the represented population. `attribution` is what the run adds to the reference run of its seed, None for that
    run itself.
    """

    scenario: str
    seed: int
    keys: tuple[str, ...]
    numerators: Array
    denominators: Array
    series_keys: tuple[str, ...]
    series_numerators: Array
    series_denominators: Array
    losses_by_payer: Mapping[str, float]
    attribution: Attribution | None = None

    def __repr__(self) -> str:
        months = len(self.series_numerators)
        return f"RunResult({self.scenario!r}, seed={self.seed}, months={months}, indicators={len(self.keys)})"

    def aligned(self, keys: Sequence[str]) -> tuple[Array, Array]:
        """Numerators and denominators in the order of `keys`; what this run does not have is nothing, 0/1."""
        place = {key: position for position, key in enumerate(self.keys)}
        found = [place.get(key) for key in keys]
        numerators = [0.0 if position is None else self.numerators[position] for position in found]
        denominators = [1.0 if position is None else self.denominators[position] for position in found]
        return np.array(numerators), np.array(denominators)

    def month_by_month(self, key: str) -> tuple[Array, Array]:
        """Numerators and denominators of one of `series_keys`, month by month."""
        column = self.series_keys.index(key)
        return self.series_numerators[:, column], self.series_denominators[:, column]

    def same_outcome(self, other: RunResult) -> bool:
        """True where every indicator, every month and every payer's loss is the same number."""
        return (
            self.keys == other.keys
            and np.array_equal(self.numerators, other.numerators, equal_nan=True)
            and np.array_equal(self.denominators, other.denominators, equal_nan=True)
            and np.array_equal(self.series_numerators, other.series_numerators, equal_nan=True)
            and np.array_equal(self.series_denominators, other.series_denominators, equal_nan=True)
            and dict(self.losses_by_payer) == dict(other.losses_by_payer)
        )
