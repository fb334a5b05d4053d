"""What an indicator is made of in every run of a store, by scenario and seed, and how sure luck leaves its mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..statistics.two_sources import Parts as Sums
from ..statistics.two_sources import Sample, two_sources
from .query import Query
from .sweep_plan import Plan

#: Of one scenario: numerator, as a yearly flow where it is one, and denominator, by seed.
Parts = Mapping[int, tuple[float, float]]


def parts_by_seed(query: Query, key: str) -> dict[str, Parts]:
    """What an indicator is made of, by the hash of the scenario and by seed."""
    rows = query.answer(
        "SELECT r.scenario_hash, r.seed, numerator * to_a_year, denominator FROM outcomes o "
        "JOIN runs r ON r.run = o.run WHERE indicator = ? ORDER BY 1, 2",
        key,
    )
    found: dict[str, dict[int, tuple[float, float]]] = {}
    for name, seed, top, bottom in rows:
        found.setdefault(str(name), {})[int(seed)] = (float(top), float(bottom))
    return {**found}


def intervals_by_luck(
    query: Query, planned: Plan, key: str, groups: Sequence[range]
) -> list[tuple[float, float] | None]:
    """95% intervals, by luck, of the mean over each group of points; of two scenarios that of their difference.

    None with one seed, and where the indicator has no value at a point.
    """
    parts = parts_by_seed(query, key)
    names = planned.asked.scenarios

    def table(name: str, points: range, part: int) -> np.ndarray:
        return np.array([[parts[planned.at[name, point]][seed][part] for seed in planned.seeds] for point in points])

    found = []
    for points in groups:
        own, other = (Sums(table(name, points, 0), table(name, points, 1)) for name in (names[-1], names[0]))
        sample = Sample(own, other if len(names) == 2 else None)
        told = two_sources(sample)
        found.append(None if told is None else told.luck)
    return found
