"""Where jobs are done: the standard library's process pool on this machine, or a Dask cluster.

Both hand out executors of the standard interface, `concurrent.futures.Executor`; the supervisor knows no other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from typing import Protocol, TypeVar, cast

from ...simulation.ground.errors import RequestError, RunError, Sentence
from ...simulation.ground.plugins import Plugin, for_other_processes
from .processes import available_workers, indicators_known, know, open_pool, stop_pool, submit

Job = TypeVar("Job")
Found = TypeVar("Found")

LOCAL, DASK = "local", "dask"
#: Seconds until a scheduler must have answered.
_PATIENCE = 20


class Engine(Protocol):
    """Hands out executors, each of which does jobs in processes of its own."""

    #: Whether the death of one worker takes with it whatever the others have in hand.
    falls_together: bool

    @property
    def workers(self) -> int:
        """Jobs that are done at once, now."""

    def open(self, workers: int) -> Executor:
        """An executor with so many workers."""

    def submit(self, executor: Executor, work: Callable[[Job], Found], job: Job) -> Future[Found]:
        """Hand a job to an executor."""

    def died(self, error: BaseException) -> bool:
        """Whether an error says that the worker is gone, not that the job went wrong."""

    def stop(self, executor: Executor) -> None:
        """Give an executor up at once, and what it has in hand."""

    def close(self) -> None:
        """Let go of everything."""


class LocalEngine:
    """Processes of this machine. Raises RequestError where they would not know what was declared in this one."""

    falls_together = True

    def __init__(self, workers: int | None = None, joined: Sequence[Plugin] | None = None) -> None:
        self.workers = workers or available_workers()
        self._joined = for_other_processes() if joined is None else joined

    def open(self, workers: int) -> Executor:
        """A pool of processes."""
        return open_pool(workers, self._joined)

    def submit(self, executor: Executor, work: Callable[[Job], Found], job: Job) -> Future[Found]:
        """Hand a job to a pool."""
        return submit(cast(ProcessPoolExecutor, executor), work, job)

    def died(self, error: BaseException) -> bool:
        """A pool breaks whole where one of its workers is gone."""
        return isinstance(error, BrokenExecutor | CancelledError)

    def stop(self, executor: Executor) -> None:
        """End its processes."""
        stop_pool(cast(ProcessPoolExecutor, executor))

    def close(self) -> None:
        """Nothing is left open."""


class DaskEngine:
    """A Dask cluster: the scheduler at `address`, or one of this machine with `workers` processes.

    Dask itself gives the job of a lost worker to another; a job that outlives no worker comes back as such. The store
    must be a folder that every worker reaches under the same name. Raises RequestError where Dask is not installed,
    RunError where no scheduler answers.
    """

    falls_together = False

    def __init__(self, address: str | None = None, workers: int | None = None) -> None:
        try:
            import distributed
        except ImportError:
            raise RequestError(
                Sentence(
                    "--engine dask: Dask is not installed; install smecredit[cluster].",
                    "--engine dask：未安装 Dask；请安装 smecredit[cluster]。",
                )
            ) from None
        self._joined, self._known = for_other_processes(), indicators_known()
        self._lost = (distributed.scheduler.KilledWorker, CancelledError)
        self._cluster: distributed.LocalCluster | None = None
        if address is None:
            self._cluster = distributed.LocalCluster(
                n_workers=workers or available_workers(), threads_per_worker=1, dashboard_address=None
            )
        try:
            self._client = distributed.Client(self._cluster or address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise RunError(
                Sentence(
                    "no Dask scheduler answers at {address}", "{address} 处没有 Dask 调度器应答", address=str(address)
                )
            ) from error

    @property
    def workers(self) -> int:
        """Threads of the cluster's workers: jobs of a batch system begin one by one, and end before the sweep does."""
        return max(sum(self._client.nthreads().values()), 1)

    def open(self, workers: int) -> Executor:
        """The cluster as an executor; how many workers it has is its own affair."""
        return cast(Executor, self._client.get_executor(pure=False))

    def submit(self, executor: Executor, work: Callable[[Job], Found], job: Job) -> Future[Found]:
        """Hand a job to the cluster."""
        return executor.submit(_on_cluster, self._joined, self._known, work, job)

    def died(self, error: BaseException) -> bool:
        """Dask has given the job to several workers, and lost each of them."""
        return isinstance(error, self._lost)

    def stop(self, executor: Executor) -> None:
        """Cancel what is in hand."""
        executor.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """Leave the cluster; one of our own ends."""
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()


def _on_cluster(joined: Sequence[Plugin], known: Sequence[str], work: Callable[[Job], Found], job: Job) -> Found:
    know(joined, known)
    return work(job)


def engine_named(name: str, workers: int | None, scheduler: str | None = None) -> Engine:
    """The engine of this name. Raises RequestError for a scheduler where there is none to name."""
    if name == DASK:
        return DaskEngine(scheduler, workers)
    if scheduler is not None:
        raise RequestError(
            Sentence(
                "--scheduler names a Dask scheduler; give --engine dask with it.",
                "--scheduler 指定 Dask 调度器；请同时给出 --engine dask。",
            )
        )
    return LocalEngine(workers)
