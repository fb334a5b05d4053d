"""Candidates under several goals: which are dominated by none, and what each may be regretted for in some world."""

from __future__ import annotations

import numpy as np

from .intervals import Array


def not_dominated(values: Array) -> np.ndarray:
    """True for the candidates (rows) that no other is at least as good as in every goal and better in one.

    More is better in every column.
    """
    as_good = (values[:, None, :] >= values[None, :, :]).all(axis=2)
    better = (values[:, None, :] > values[None, :, :]).any(axis=2)
    return np.asarray(~(as_good & better).any(axis=0))


def worst_regret(values: Array) -> Array:
    """Of each candidate the largest shortfall, over worlds and goals, from the best candidate in that world.

    `values` has shape (candidates, worlds, goals), more is better. A shortfall is a part of the range of the goal over
    all candidates in that world: 0 where a candidate is the best everywhere, 1 where it is the worst somewhere. Source:
    Savage (1951), "The Theory of Statistical Decision", Journal of the American Statistical Association 46.
    """
    best, worst = values.max(axis=0), values.min(axis=0)
    width = np.where(best > worst, best - worst, 1.0)
    return np.asarray(((best - values) / width).max(axis=(1, 2)))
