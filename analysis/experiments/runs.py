"""Running scenarios over seeds: one task is one seed, for all scenarios, in one process.

The same seed gives the same luck under every scenario, so a result depends neither on the number of worker
processes nor on the order in which they finish.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from ...simulation.ground.errors import RunError, Sentence
from ..statistics.attribution import History, attribution, history_of
from ..statistics.run_result import RunResult
from .engines import LocalEngine
from .processes import available_workers
from .run_files import write_run
from .supervisor import Supervisor

if TYPE_CHECKING:
    from ...simulation import CreditMarket
    from ...simulation.scenario import Scenario

Task = Callable[[Sequence["Scenario"], int], tuple[RunResult, ...]]
Job = TypeVar("Job")
Found = TypeVar("Found")


def run_market(scenario: Scenario, seed: int, *, tape: bool = False) -> CreditMarket:
    """Run one market to its last month. Raises `RunError` where the books do not close."""
    from ...simulation import CreditMarket

    market = CreditMarket(scenario, seed=seed, threads=1, tape=tape)
    market.run()
    return market


def result_of(scenario: Scenario, seed: int, market: CreditMarket) -> RunResult:
    """The compact result of a finished run."""
    from ...simulation.observe.indicator import indicators

    summary = market.summary
    series = market.recorder.series(market.economy)
    tops, bottoms = (np.array([series[key][part] for key in indicators()], float).T for part in (0, 1))
    return RunResult(
        scenario=scenario.name,
        seed=seed,
        keys=tuple(str(key) for key in summary.index),
        numerators=summary["numerator"].to_numpy(dtype=float),
        denominators=summary["denominator"].to_numpy(dtype=float),
        series_keys=tuple(indicators()),
        series_numerators=tops,
        series_denominators=bottoms,
        losses_by_payer={party: float(yuan) for party, yuan in market.losses_by_payer.items()},
    )


def run_seed(scenarios: Sequence[Scenario], seed: int) -> tuple[RunResult, ...]:
    """Run every scenario with one seed: the task a worker process does. The first is the reference.

    Scenarios that differ only in what acts from month 1 share their burn-in: it is run once, and each goes on with
    a copy.
    """
    if len(scenarios) == 1:
        return (result_of(scenarios[0], seed, run_market(scenarios[0], seed)),)
    from ...simulation import CreditMarket
    from ...simulation.observe.grants import DepartureLog, GrantLog

    results: list[RunResult] = []
    reference: History | None = None
    past: CreditMarket | None = None
    for scenario in scenarios:
        if past is None or not past.conditions.same_past(scenario):
            past = CreditMarket(scenario, seed=seed, threads=1, tape=False)
            past.observe(GrantLog())
            past.observe(DepartureLog())
            past.live_burn_in()
        result, history = _result_and_history(scenario, seed, past.branch(scenario))
        added = None if reference is None else attribution(history, reference)
        reference = reference or history
        results.append(replace(result, attribution=added))
    return tuple(results)


def _result_and_history(scenario: Scenario, seed: int, market: CreditMarket) -> tuple[RunResult, History]:
    """What is kept of a run; the market itself is let go before the next one starts."""
    market.run()
    return result_of(scenario, seed, market), history_of(market)


def run_seed_to_files(folders: Mapping[int, Path], scenario: Scenario, seed: int) -> tuple[RunResult, OSError | None]:
    """Run one scenario with one seed, keep its history, and write its files into `folders[seed]`.

    Returns what is kept of the run, and why its files could not be written, if so: what was run is an answer all the
    same.
    """
    market = run_market(scenario, seed, tape=True)
    try:
        write_run(folders[seed], scenario, seed, market)
    except OSError as error:
        return result_of(scenario, seed, market), error
    return result_of(scenario, seed, market), None


def run_seeds(
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    workers: int | None = None,
    progress: Callable[[], Any] | None = None,
    task: Task = run_seed,
) -> list[tuple[RunResult, ...]]:
    """Run every scenario with every seed; the result follows the order of `seeds`.

    `workers` is the number of processes (default: one a processor, no more than there are seeds); with one,
    everything happens in this process. `progress` is called after each finished seed. `task` is what is done
    for a seed. Raises `RunError` where a run fails or a worker process dies.
    """
    return run_jobs(partial(task, tuple(scenarios)), seeds, workers, progress)


def run_jobs(
    work: Callable[[Job], Found],
    jobs: Sequence[Job],
    workers: int | None = None,
    progress: Callable[[], Any] | None = None,
    keep: Callable[[Job, Found], Any] | None = None,
) -> list[Found]:
    """Do `work` on every job, in processes of its own; what comes of it follows the order of `jobs`.

    `workers` is the number of processes (default: one a processor, no more than there are jobs); with one,
    everything happens in this process. `progress` is called after each finished job, `keep` with the job and what
    came of it, in the order in which they finish. Raises `RunError` where a run fails or a worker process dies.
    """
    if not jobs:
        return []

    def tell(job: Job, found: Found) -> None:
        if keep is not None:
            keep(job, found)
        if progress is not None:
            progress()

    workers = min(workers or available_workers(), len(jobs))
    engine = LocalEngine(workers) if workers > 1 else None
    # Were nothing compiled yet, every worker would compile the same kernels at once: the first job does.
    alone = len(jobs) if engine is None else 0 if compiled_already() else 1
    results = {}
    for place, job in enumerate(jobs[:alone]):
        results[place] = work(job)
        tell(job, results[place])
    if engine is not None and alone < len(jobs):
        todo = _InOrder(jobs, alone, tell, results, workers)
        Supervisor(engine, partial(_at_place, work), todo).run()
    return [results[place] for place in range(len(jobs))]


def compiled_already() -> bool:
    """Whether the kernels lie compiled in the cache, or nothing is compiled at all."""
    from ...simulation.ground.compiled import COMPILED
    from ...simulation.ground.compiled_cache import cache_is_warm

    return not COMPILED or cache_is_warm()


def _at_place(work: Callable[[Job], Found], placed: tuple[int, Job]) -> Found:
    return work(placed[1])


class _InOrder(Generic[Job, Found]):
    """Jobs by their place; the first that goes wrong ends everything."""

    def __init__(
        self,
        jobs: Sequence[Job],
        begin: int,
        tell: Callable[[Job, Found], None],
        results: dict[int, Found],
        workers: int,
    ) -> None:
        self._todo = iter([*enumerate(jobs)][begin:])
        self._told, self._results, self._workers = tell, results, workers

    def next_job(self) -> tuple[int, Job] | None:
        """The next of the list."""
        return next(self._todo, None)

    def parts(self, job: tuple[int, Job]) -> Sequence[tuple[int, Job]]:
        """A job is one piece."""
        return [job]

    def done(self, job: tuple[int, Job], found: Found) -> None:
        """Keep what was found."""
        self._results[job[0]] = found
        self._told(job[1], found)

    def failed(self, job: tuple[int, Job], error: BaseException) -> None:
        """End with the error."""
        raise error

    def killed(self, job: tuple[int, Job]) -> None:
        """End with the word that a worker is gone."""
        raise RunError(
            Sentence(
                "a worker process ended unexpectedly, perhaps for lack of memory; try fewer than {workers} workers "
                "or fewer firms",
                "一个工作进程提前终止，可能是内存不足；请使用少于 {workers} 个进程或减少企业数",
                workers=self._workers,
            )
        )
