"""The desk: who is served first, by which worker process, and what is remembered.

Jobs have a rank. A quick line goes before everything; stories and downloads follow, then what a game can do without
for a while, then the seeds of full runs; what nobody has asked for yet comes last. The seeds of full runs and what is
done ahead may take every worker: as soon as something more urgent comes, one of them is put aside at the end of its
month, and goes on later in the same worker. The same job asked for twice is done once. Who asks for something new no
longer wants what it asked for before: the latest move wins, and a job that nobody waits for is dropped.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

from .workers import Paused, Start, Work, Worker


class Rank(IntEnum):
    """What is done first."""

    QUICK = 0
    STORY = 1
    LATER = 2
    FULL = 3
    AHEAD = 4


#: Jobs that can be put aside for those of a lower number.
_CAN_PAUSE = frozenset({Rank.FULL, Rank.AHEAD})
#: Jobs that cannot, and take long: they leave one worker to quick lines.
_CANNOT_PAUSE = frozenset({Rank.STORY, Rank.LATER})


class Busy(Exception):
    """Too many wait already; `place` is where one would stand in line."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


class Superseded(Exception):
    """The same visitor has asked for something newer."""


@dataclass(order=True)
class _Job:
    """A job; those of one rank are done in the order in which they came. No two have the same number."""

    rank: Rank
    number: int
    key: str = field(compare=False)
    work: Work = field(compare=False)
    given: Sequence[object] = field(compare=False)
    answer: asyncio.Future[bytes] = field(compare=False)
    #: How many wait for it.
    waiting: int = field(default=0, compare=False)
    #: The worker that has put it aside, where it goes on soonest.
    home: Worker | None = field(default=None, compare=False)
    #: Whether its worker has been asked to put it aside.
    pausing: bool = field(default=False, compare=False)


class Desk:
    """Hands jobs to worker processes. `workers` of them are there at most; all methods run on one event loop."""

    def __init__(self, start: Start, workers: int, most_waiting: int = 200, most_bytes: int = 40_000_000) -> None:
        self._workers = [Worker(start) for _ in range(workers)]
        self.most_waiting = most_waiting
        self.most_bytes = most_bytes
        self._jobs: dict[str, _Job] = {}
        self._queue: list[_Job] = []
        self._doing: dict[Worker, _Job] = {}
        self._numbers = itertools.count()
        self._latest: dict[str, asyncio.Event] = {}
        self._answers: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self._closed = False

    @property
    def workers(self) -> int:
        """How many worker processes there are."""
        return len(self._workers)

    def waiting(self, rank: Rank) -> int:
        """Jobs that wait for a worker and go before a new one of this rank."""
        return sum(1 for job in self._queue if job.rank <= rank)

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
            before = self.waiting(rank)
            if rank != Rank.AHEAD and before >= self.most_waiting:
                raise Busy(before + 1)
            answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
            job = self._jobs[key] = _Job(rank, next(self._numbers), key, work, given, answer)
            self._queue.append(job)
        elif rank < job.rank:
            job.rank = rank
        job.waiting += 1
        self._begin_jobs()
        try:
            return await self._answer(job, mark)
        finally:
            job.waiting -= 1
            if not job.waiting:
                self._leave(job)

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

    def _leave(self, job: _Job) -> None:
        """Nobody waits for a job any more: one in the queue is dropped, and a long one that runs put aside."""
        if job in self._queue:
            self._drop(job)
        elif job.rank == Rank.FULL:
            for worker, doing in self._doing.items():
                if doing is job:
                    self._put_aside(worker)

    def _drop(self, job: _Job) -> None:
        self._queue = [each for each in self._queue if each is not job]
        if self._jobs.get(job.key) is job:
            del self._jobs[job.key]
        job.answer.cancel()

    # Who does what --------------------------------------------------------------------------------------------------

    def _begin_jobs(self) -> None:
        """Begin as many jobs as may run now, and have room made for the more urgent of the rest."""
        if self._closed:
            return
        for job in sorted(self._queue):
            worker = self._worker_for(job)
            if worker is not None:
                self._begin(job, worker)
        self._make_room()

    def _worker_for(self, job: _Job) -> Worker | None:
        """The worker that may do a job now, None where it must wait."""
        if self._leaves_no_worker(job):
            return None
        free = [worker for worker in self._workers if worker not in self._doing]
        if job.home in free:
            return job.home
        return free[0] if free and self._goes_on_anywhere(job) else None

    def _leaves_no_worker(self, job: _Job) -> bool:
        """Whether a job that cannot be put aside has to wait, so that one worker is left for quick lines."""
        stubborn = sum(1 for doing in self._doing.values() if doing.rank in _CANNOT_PAUSE)
        return job.rank in _CANNOT_PAUSE and stubborn >= max(self.workers - 1, 1)

    @staticmethod
    def _goes_on_anywhere(job: _Job) -> bool:
        """Whether any worker will do: one that was put aside would be begun anew elsewhere."""
        return job.home is None or job.rank == Rank.QUICK

    def _make_room(self) -> None:
        """Have less urgent jobs put aside for those that wait for a worker, one for each."""
        soon_free = [worker for worker, doing in self._doing.items() if doing.pausing]
        for job in sorted(self._queue):
            if self._leaves_no_worker(job):
                continue
            would_do = [worker for worker in self._doing if worker is job.home or self._goes_on_anywhere(job)]
            found = next((worker for worker in soon_free if worker in would_do), None)
            if found is not None:
                soon_free.remove(found)
                continue
            less_urgent = [worker for worker in would_do if self._may_wait(self._doing[worker], job)]
            if less_urgent:
                self._put_aside(max(less_urgent, key=self._doing.__getitem__))

    @staticmethod
    def _may_wait(doing: _Job, job: _Job) -> bool:
        """Whether a job in hand can be put aside for another."""
        return doing.rank in _CAN_PAUSE and doing.rank > job.rank and not doing.pausing

    def _put_aside(self, worker: Worker) -> None:
        self._doing[worker].pausing = True
        worker.pause()

    def _begin(self, job: _Job, worker: Worker) -> None:
        self._queue.remove(job)
        self._doing[worker] = job
        task = asyncio.ensure_future(self._do(job, worker))
        task.add_done_callback(_told_elsewhere)

    async def _do(self, job: _Job, worker: Worker) -> None:
        try:
            answer = await worker.do(job.work, job.given)
        except Paused:
            job.home = worker
            self._queue.append(job)
            if not job.waiting:
                self._drop(job)
        except BaseException as error:
            self._jobs.pop(job.key, None)
            if not job.answer.done():
                job.answer.set_exception(error)
                job.answer.exception()  # looked at: nobody may be waiting any more
        else:
            self._jobs.pop(job.key, None)
            self._remember(job.key, answer)
            if not job.answer.done():
                job.answer.set_result(answer)
        finally:
            job.pausing = False
            del self._doing[worker]
            self._begin_jobs()

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
        for worker in self._workers:
            worker.close()
        for worker in self._workers:
            worker.ended(5)


def _told_elsewhere(task: asyncio.Task[None]) -> None:
    """A job tells its errors to those who wait for it."""
    if not task.cancelled():
        task.exception()
