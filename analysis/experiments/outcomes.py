"""What came out at every point of a plan: sensitivity and search ask alike."""

from __future__ import annotations

import numpy as np

from ...simulation.ground.errors import RunError, Sentence
from ..statistics.intervals import Array
from .query import Query
from .sweep_plan import Plan


def outcomes_of(query: Query, planned: Plan, key: str) -> Array:
    """The outcome at every point, means over seeds as ratios of means; of two scenarios the difference."""
    rows = query.answer(
        "SELECT r.scenario_hash, sum(numerator) / sum(denominator) * any_value(to_a_year) FROM outcomes o "
        "JOIN runs r ON r.run = o.run WHERE indicator = ? AND r.seed BETWEEN ? AND ? GROUP BY 1",
        key,
        planned.seeds.start,
        planned.seeds.stop - 1,
    )
    value = {str(name): float("nan") if each is None else float(each) for name, each in rows}
    points = range(planned.points)
    columns = [
        np.array([value.get(planned.at[name, point], float("nan")) for point in points])
        for name in planned.asked.scenarios
    ]
    found = columns[0] if len(columns) == 1 else columns[1] - columns[0]
    if not np.isfinite(found).all():
        raise RunError(
            Sentence(
                "{key} is not defined at every point; choose another indicator",
                "{key} 并非在每个点都有定义；请另选指标",
                key=key,
            )
        )
    return found
