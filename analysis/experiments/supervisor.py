"""One supervisor for whatever is run many times: sweeps, comparisons, validation.

It keeps a bounded number of jobs in the hands of an executor. Where a worker dies, whatever was in flight with it is
done again part by part, one at a time in a pool of one, until the part that kills its worker is found: its neighbours
are not blamed, and everything else goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from typing import Generic, Protocol, TypeVar

from .engines import Engine

Job = TypeVar("Job")
Found = TypeVar("Found")
_Told = TypeVar("_Told", contravariant=True)

#: A part is to blame when it has lost its worker so often, alone: once may be anybody's doing.
DEATHS_TO_BLAME = 2
#: Jobs in flight for each worker: one in hand and one that waits, so that no worker idles.
IN_FLIGHT = 2


class Source(Protocol[Job, _Told]):
    """Where jobs come from, and who is told what became of them."""

    def next_job(self) -> Job | None:
        """The next job; None where there is none for now, or no more."""

    def parts(self, job: Job) -> Sequence[Job]:
        """The job in the smallest pieces that can be done by themselves."""

    def done(self, job: Job, found: _Told) -> None:
        """A job is done."""

    def failed(self, job: Job, error: BaseException) -> None:
        """A job went wrong; what is raised here ends everything."""

    def killed(self, job: Job) -> None:
        """A part loses every worker that does it."""


class Supervisor(Generic[Job, Found]):
    """Has the jobs of a source done by an engine."""

    def __init__(self, engine: Engine, work: Callable[[Job], Found], source: Source[Job, Found]) -> None:
        self._engine, self._work, self._source = engine, work, source
        self._executor: Executor | None = None
        self._in_flight: dict[Future[Found], Job] = {}

    def run(self) -> None:
        """Do all jobs. Whatever ends it early, an error or Ctrl-C, ends the workers at once."""
        try:
            while self._fill():
                finished, _ = wait(self._in_flight, return_when=FIRST_COMPLETED)
                suspects = self._take(finished)
                if suspects and self._engine.falls_together:
                    suspects += self._take(wait(self._in_flight).done)
                    self._let_go()
                for job in suspects:
                    self._alone(job)
            executor, self._executor = self._executor, None
            if executor is not None:
                executor.shutdown(wait=True)
        finally:
            self._let_go()

    def _fill(self) -> bool:
        """Hand out jobs until enough are in flight; False where nothing is left to wait for."""
        most = IN_FLIGHT * self._engine.workers
        while len(self._in_flight) < most:
            job = self._source.next_job()
            if job is None:
                break
            self._hand_out(job)
        return bool(self._in_flight)

    def _hand_out(self, job: Job) -> None:
        if self._executor is None:
            self._executor = self._engine.open(self._engine.workers)
        try:
            future = self._engine.submit(self._executor, self._work, job)
        except BrokenExecutor as error:  # a worker died a moment ago: this job shares the fate of those in flight
            future = Future()
            future.set_exception(error)
        self._in_flight[future] = job

    def _take(self, finished: set[Future[Found]]) -> list[Job]:
        """Tell the source of what has finished; returns the jobs whose worker is gone."""
        lost = []
        for future in [each for each in self._in_flight if each in finished]:
            job = self._in_flight.pop(future)
            if self._is_lost(future):
                lost.append(job)
            else:
                self._tell(job, future)
        return lost

    def _is_lost(self, future: Future[Found]) -> bool:
        if future.cancelled():
            return True
        error = future.exception()
        return error is not None and self._engine.died(error)

    def _tell(self, job: Job, future: Future[Found]) -> None:
        error = future.exception()
        if error is None:
            self._source.done(job, future.result())
        else:
            self._source.failed(job, error)

    def _alone(self, job: Job) -> None:
        """Do a job part by part, with nothing else in the pool."""
        waiting = [(part, 0) for part in self._source.parts(job)]
        executor: Executor | None = None
        try:
            while waiting:
                part, deaths = waiting.pop(0)
                executor = executor or self._engine.open(1)
                future = self._engine.submit(executor, self._work, part)
                wait([future])
                if not self._is_lost(future):
                    self._tell(part, future)
                    continue
                self._engine.stop(executor)
                executor = None
                if deaths + 1 == DEATHS_TO_BLAME:
                    self._source.killed(part)
                else:
                    waiting.insert(0, (part, deaths + 1))
        finally:
            if executor is not None:
                self._engine.stop(executor)

    def _let_go(self) -> None:
        executor, self._executor = self._executor, None
        self._in_flight.clear()
        if executor is not None:
            self._engine.stop(executor)
