"""Running scenarios over seeds: one task is one seed, for all scenarios, in one process.

The same seed gives the same luck under every scenario, so a result depends neither on the number of worker
processes nor on the order in which they finish.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import threading
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from ...simulation.ground.errors import RequestError, RunError, Sentence, listed
from ...simulation.ground.plugins import Plugin, for_other_processes, load_again
from ..statistics.attribution import History, attribution, history_of
from ..statistics.run_result import RunResult
from .run_files import write_run

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


def run_seed_to_files(folders: Mapping[int, Path], scenarios: Sequence[Scenario], seed: int) -> tuple[RunResult, ...]:
    """Run one scenario with one seed, keep its history, and write its files into `folders[seed]`."""
    (scenario,) = scenarios
    market = run_market(scenario, seed, tape=True)
    write_run(folders[seed], scenario, seed, market)
    return (result_of(scenario, seed, market),)


def available_workers() -> int:
    """Number of processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
    joined = for_other_processes() if workers > 1 else []
    # Were nothing compiled yet, every worker would compile the same kernels at once: the first job does.
    alone = len(jobs) if workers == 1 else 0 if _compiled_already() else 1
    results = []
    for job in jobs[:alone]:
        results.append(work(job))
        tell(job, results[-1])
    if alone < len(jobs):
        results.extend(_run_in_pool(work, jobs[alone:], workers, tell, joined))
    return results


def _compiled_already() -> bool:
    from ...simulation.ground.compiled import COMPILED
    from ...simulation.ground.compiled_cache import cache_is_warm

    return not COMPILED or cache_is_warm()


def _run_in_pool(
    work: Callable[[Job], Found],
    jobs: Sequence[Job],
    workers: int,
    tell: Callable[[Job, Found], None],
    joined: Sequence[Plugin],
) -> list[Found]:
    # A fresh interpreter for each worker: a forked copy of a process that holds threads may hang.
    executor = ProcessPoolExecutor(
        max_workers=workers,
        mp_context=get_context("spawn"),
        initializer=_begin_worker,
        initargs=(joined, _indicators_known()),
    )
    try:
        with _quiet_start():
            futures = {executor.submit(_work_in_worker, work, job): job for job in jobs}
        for future in as_completed(futures):
            tell(futures[future], future.result())
        return [future.result() for future in futures]
    except BrokenProcessPool as error:
        raise RunError(
            Sentence(
                "a worker process ended unexpectedly, perhaps for lack of memory; try fewer than {workers} workers "
                "or fewer firms",
                "一个工作进程提前终止，可能是内存不足；请使用少于 {workers} 个进程或减少企业数",
                workers=workers,
            )
        ) from error
    except BaseException:
        # On Ctrl-C, or when one seed failed, nobody should wait for the runs in hand.
        _stop(executor)
        raise
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


#: Where indicators are declared; work that measures nothing has not imported it.
_INDICATORS = f"{__name__.partition('.analysis.')[0]}.simulation.observe.indicator"
#: In a worker: why it can do no work, None where it can.
_fault: Exception | None = None


def _indicators_known() -> tuple[str, ...]:
    """Keys of all indicators, if this process has to do with any."""
    return tuple(sys.modules[_INDICATORS].indicators()) if _INDICATORS in sys.modules else ()


def _begin_worker(joined: Sequence[Plugin], known: Sequence[str]) -> None:
    """In a worker: whatever joined the process that started it joins here too, and it knows the same indicators."""
    global _fault
    end_with_parent()
    try:
        load_again(joined)
        if known:
            importlib.import_module(_INDICATORS)
        if lacking := sorted(set(known).difference(_indicators_known())):
            raise RequestError(
                Sentence(
                    "the indicators {names} are declared where worker processes do not find them; declare each in a "
                    "file with functions of that file, or use one process: workers=1.",
                    "工作进程找不到指标 {names} 的声明；请在文件中用该文件内的函数声明，或只用一个进程：workers=1。",
                    names=listed(lacking),
                )
            )
    except Exception as error:
        _fault = error  # told with the first job: an error here would only break the pool


def _work_in_worker(work: Callable[[Job], Found], job: Job) -> Found:
    if _fault is not None:
        raise _fault
    return work(job)


def end_with_parent() -> None:
    """In a worker: end at once when the process that started it is gone, even killed without a word.

    A worker holds both ends of the queue it waits on, so it would otherwise wait for ever.
    """
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _stop(executor: ProcessPoolExecutor) -> None:
    """End the worker processes of a pool at once, so that its shutdown does not wait for them.

    A worker that dies while it sends a result leaves half a message, for whose end the pool would wait for
    ever as long as this process holds the sending side of that pipe: it lets go of it.
    """
    for process in list((getattr(executor, "_processes", None) or {}).values()):
        process.kill()
        process.join()
    results = getattr(executor, "_result_queue", None)
    if results is not None:
        with suppress(OSError):
            results._writer.close()


@contextmanager
def _quiet_start() -> Iterator[None]:
    """Start worker processes that ignore Ctrl-C and do not run the user's script again.

    A new interpreter imports the script that started it, so that an unguarded script or notebook would call
    `compare` again without end; our task needs nothing from there. A process started while Ctrl-C is held
    back never hears it, and the parent, which hears it afterwards, ends its workers itself.
    """
    script = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    hold = getattr(signal, "pthread_sigmask", None)  # not on Windows
    before = hold(signal.SIG_BLOCK, {signal.SIGINT}) if hold else None
    try:
        yield
    finally:
        sys.modules["__main__"] = script
        if hold:
            hold(signal.SIG_SETMASK, before)
