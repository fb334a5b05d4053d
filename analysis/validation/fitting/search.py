"""Looking for the best values within a budget of evaluations, by established optimisers of SciPy.

An evaluation costs minutes and has no derivative, and with common random numbers it is the same number each time. Near
the stated values: COBYQA, a trust-region method on quadratic models (Ragonneau and Zhang 2022). Over the whole range:
differential evolution (Storn and Price 1997).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

NEAR, WIDE = "near", "wide"
SEARCHES = (NEAR, WIDE)

#: Reach of the first steps of a search nearby and of its last, as shares of the range. The first is about what levels
#: clearly answer to; below the last, their luck answers louder.
FIRST_STEP, LAST_STEP = 0.15, 0.04
#: Members of a generation for each parameter that is sought widely; the usual 15 would use a modest budget at once.
MEMBERS = 4
#: The draws of differential evolution are of the search, not of any economy.
DRAWS = 20260101

Objective = Callable[[np.ndarray], float]


class _Spent(Exception):
    """The budget is used up."""


def search(objective: Objective, start: np.ndarray, evaluations: int, how: str = NEAR) -> None:
    """Evaluate the objective at so many places between 0 and 1 at most, the first at `start`, the better the later.

    The caller remembers what it was asked for and makes its answer of all places, whatever a method ends with.
    """
    left = evaluations
    best, least = start, np.inf

    def counted(place: np.ndarray) -> float:
        nonlocal left, best, least
        if left == 0:
            raise _Spent
        left -= 1
        inside = np.clip(np.asarray(place, float), 0.0, 1.0)
        found = objective(inside)
        if found < least:
            best, least = inside, found
        return found

    try:
        if how == WIDE:
            _widely(counted, start, evaluations)
        else:
            _nearby(counted, start)
            _around(counted, best, left)
    except _Spent:
        return


def _nearby(objective: Objective, start: np.ndarray) -> None:
    from scipy.optimize import minimize

    options = {"initial_tr_radius": FIRST_STEP, "final_tr_radius": LAST_STEP}
    minimize(objective, start, method="COBYQA", bounds=[(0.0, 1.0)] * len(start), options=options)


def _around(objective: Objective, centre: np.ndarray, evaluations: int) -> None:
    """Spend what is left evenly within a first step of the best place: it tells answers of levels from their luck."""
    from scipy.stats import qmc

    evenly = qmc.Sobol(len(centre), rng=DRAWS)
    for _ in range(evaluations):
        objective(centre + FIRST_STEP * (2.0 * evenly.random(1)[0] - 1.0))


def _widely(objective: Objective, start: np.ndarray, evaluations: int) -> None:
    from scipy.optimize import differential_evolution

    objective(start)
    bounds = [(0.0, 1.0)] * len(start)
    differential_evolution(
        objective,
        bounds,
        maxiter=evaluations,
        popsize=MEMBERS,
        tol=0.0,
        polish=False,
        x0=start,
        init="sobol",
        rng=DRAWS,
    )
