"""The desk: who is served first, by which worker process, and what is remembered.

Jobs have a rank. A quick line goes before everything; the seeds of full runs follow; what nobody has asked for yet
comes last, and never takes the last idle worker. The same job asked for twice is done once. Who asks for something new
no longer wants what it asked for before: the latest move wins, and a job that nobody waits for is dropped unless it has
begun.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

from ...simulation.ground.errors import RunError, Sentence


class Rank(IntEnum):
    """What is done first."""

    QUICK = 0
    STORY = 1
    FULL = 2
    AHEAD = 3


class Busy(Exception):
    """Too many wait already; `place` is where one would stand in line."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


class Superseded(Exception):
    """The same visitor has asked for something newer."""


Work = Callable[..., bytes]


@dataclass(order=True)
class _Job:
    """A job in the queue; jobs of one rank are done in the order in which they came."""

    rank: int
    number: int
    key: str = field(compare=False)
    work: Work = field(compare=False)
    given: Sequence[object] = field(compare=False)
    answer: asyncio.Future[bytes] = field(compare=False)
    waiting: int = field(default=0, compare=False)
    begun: bool = field(default=False, compare=False)


class Desk:
    """Hands jobs to worker processes. `workers` of them are there at most; all methods run on one event loop."""

    def __init__(
        self,
        start_pool: Callable[[], Executor],
        workers: int,
        most_waiting: int = 200,
        most_bytes: int = 40_000_000,
    ) -> None:
        self._start_pool = start_pool
        self._pool = start_pool()
        self.workers = workers
        self.most_waiting = most_waiting
        self.most_bytes = most_bytes
        self._queue: list[_Job] = []
        self._jobs: dict[str, _Job] = {}
        self._running: dict[str, int] = {}
        self._numbers = itertools.count()
        self._latest: dict[str, asyncio.Event] = {}
        self._answers: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self._closed = False

    @property
    def waiting(self) -> int:
        """Jobs that have not begun."""
        return sum(1 for job in self._queue if not job.begun and job.key in self._jobs)

    def remembered(self, key: str) -> bytes | None:
        """The answer to a job done before, if it is still remembered."""
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def newest(self, visitor: str) -> asyncio.Event:
        """Begin a new request of a visitor: what it waited for before is superseded. Returns the mark of this one."""
        before = self._latest.pop(visitor, None)
        if before is not None:
            before.set()
        mark = self._latest[visitor] = asyncio.Event()
        if len(self._latest) > 5000:
            self._latest.pop(next(iter(self._latest)))
        return mark

    async def ask(self, rank: Rank, key: str, work: Work, *given: object, mark: asyncio.Event | None = None) -> bytes:
        """The answer of a job, remembered or done now.

        Raises Busy where too many wait, Superseded once `mark` is set, and whatever the job raises.
        """
        known = self.remembered(key)
        if known is not None:
            return known
        job = self._jobs.get(key)
        if job is None:
            if rank != Rank.AHEAD and self.waiting >= self.most_waiting:
                raise Busy(self.waiting + 1)
            answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
            job = _Job(rank, next(self._numbers), key, work, given, answer)
            self._jobs[key] = job
            heapq.heappush(self._queue, job)
        elif rank < job.rank and not job.begun:
            job.rank = rank
            heapq.heapify(self._queue)
        job.waiting += 1
        self._begin_jobs()
        try:
            return await self._answer(job, mark)
        finally:
            job.waiting -= 1
            if not job.waiting and not job.begun:
                self._jobs.pop(key, None)
                job.answer.cancel()

    async def _answer(self, job: _Job, mark: asyncio.Event | None) -> bytes:
        if mark is None:
            return await asyncio.shield(job.answer)
        superseded = asyncio.ensure_future(mark.wait())
        either: set[asyncio.Future[bytes] | asyncio.Future[Literal[True]]] = {job.answer, superseded}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            superseded.cancel()
        if job.answer.done():
            return job.answer.result()
        raise Superseded

    def _begin_jobs(self) -> None:
        """Begin as many jobs as may run now."""
        while self._queue and not self._closed:
            job = self._queue[0]
            if job.begun or self._jobs.get(job.key) is not job:  # dropped
                heapq.heappop(self._queue)
                continue
            if not self._may_run(job.rank):
                return
            heapq.heappop(self._queue)
            job.begun = True
            self._running[job.key] = job.rank
            task = asyncio.ensure_future(self._do(job))
            task.add_done_callback(_told_elsewhere)

    def _may_run(self, rank: int) -> bool:
        """One worker is kept for quick lines, and nothing is done ahead while a visitor waits for a full run."""
        busy = len(self._running)
        if rank == Rank.QUICK:
            return busy < self.workers
        slow = sum(1 for each in self._running.values() if each != Rank.QUICK)
        if rank == Rank.AHEAD and busy:
            return False
        return busy < self.workers and slow < max(self.workers - 1, 1)

    async def _do(self, job: _Job) -> None:
        try:
            answer = await self._in_worker(job)
        except BaseException as error:
            if not job.answer.done():
                job.answer.set_exception(error)
                job.answer.exception()  # looked at: nobody may be waiting any more
        else:
            self._remember(job.key, answer)
            if not job.answer.done():
                job.answer.set_result(answer)
        finally:
            self._running.pop(job.key, None)
            self._jobs.pop(job.key, None)
            self._begin_jobs()

    async def _in_worker(self, job: _Job) -> bytes:
        """Do a job; where a worker has died, once more with new ones."""
        loop = asyncio.get_running_loop()
        for attempt in range(2):
            pool = self._pool
            try:
                return await loop.run_in_executor(pool, job.work, *job.given)
            except BrokenProcessPool:
                if self._pool is pool and not self._closed:
                    self._pool = self._start_pool()
                if attempt:
                    break
        raise RunError(
            Sentence(
                "a worker process ended unexpectedly, perhaps for lack of memory; ask again",
                "一个工作进程意外终止，可能是内存不足；请重试",
            )
        )

    def _remember(self, key: str, answer: bytes) -> None:
        self._answers[key] = answer
        self._bytes += len(answer)
        while self._bytes > self.most_bytes:
            _, old = self._answers.popitem(last=False)
            self._bytes -= len(old)

    def close(self) -> None:
        """Take no more jobs and end the workers."""
        self._closed = True
        for job in self._jobs.values():
            if not job.answer.done():
                job.answer.cancel()
        processes = list((getattr(self._pool, "_processes", None) or {}).values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(5)


def _told_elsewhere(task: asyncio.Task[None]) -> None:
    """A job tells its errors to those who wait for it."""
    if not task.cancelled():
        task.exception()
