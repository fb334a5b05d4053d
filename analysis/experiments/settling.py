"""Before runs begin: the economies that their books are drawn from live their long past, in several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from ...simulation.ground.errors import RequestError
from ...simulation.ground.plugins import for_other_processes
from .runs import available_workers, run_jobs

if TYPE_CHECKING:
    from ...simulation.scenario import Scenario
    from ...simulation.settled.pool import Pool


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
    if workers > 1:
        try:
            for_other_processes()
        except RequestError:  # what is declared in a notebook itself is known to this process alone
            workers = 1
    return lambda live, numbers: run_jobs(live, list(numbers), workers)
