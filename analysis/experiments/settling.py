"""Before runs begin: the economies that their books are drawn from live their long past, in several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from ...simulation.ground.errors import RequestError
from ...simulation.ground.plugins import for_other_processes
from .processes import available_workers
from .runs import run_jobs

if TYPE_CHECKING:
    from ...simulation.scenario import Scenario
    from ...simulation.settled.pool import Pool


#: With fewer processes one alone is as fast: each takes seconds to start.
FEWEST_PROCESSES = 4


def settle(scenarios: Sequence[Scenario], workers: int | None = None) -> None:
    """Make what the runs of these scenarios open from, where it is not kept yet, and keep it for their processes.

    `workers` is the number of processes, by default one a processor. Raises RunError where an economy cannot live so
    long.
    """
    from ...simulation.settled.kept import can_be_kept, is_kept, pool_for

    for scenario in scenarios:
        if scenario.group("opening").settled and can_be_kept() and not is_kept(scenario):
            pool_for(scenario, _mapper(workers or available_workers()))


def _mapper(workers: int) -> Callable[[Callable[[int], list[Pool]], Iterable[int]], Iterable[list[Pool]]]:
    processes = workers if workers >= FEWEST_PROCESSES and _others_know_all() else 1
    return lambda live, numbers: run_jobs(live, list(numbers), processes)


def _others_know_all() -> bool:
    """Whether nothing is declared in a script or notebook itself, which no other process sees."""
    try:
        for_other_processes()
    except RequestError:
        return False
    return True
