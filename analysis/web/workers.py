"""Worker processes of the page: each does one job at a time, can be asked to pause, and is replaced where it died."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from typing import Protocol, TypeAlias

from ...simulation.ground.errors import RunError, Sentence
from ..experiments.processes import quiet_start

#: What a worker does: a function that it can import, which answers in bytes.
Work = Callable[..., bytes]


class Pause(Protocol):
    """A switch that a worker looks at between the months of a run; it lies in memory that both processes see."""

    value: bool


class Paused(Exception):
    """What a worker raises once it has put a job aside; asked for again, it goes on where it stopped."""


#: Starts a worker: what does its jobs, one after the other, and the switch that it looks at.
Start: TypeAlias = Callable[[], tuple[Executor, Pause]]


class Worker:
    """One worker process. All methods run on one event loop."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._executor, self._pause = start()
        self._closed = False

    async def do(self, work: Work, given: Sequence[object]) -> bytes:
        """Do a job; where the process has died, once more in a new one. Raises Paused, and what the job raises."""
        loop = asyncio.get_running_loop()
        for _ in range(2):
            self._pause.value = False
            try:
                # Its process starts with its first job: Ctrl-C, sent to all processes of a terminal, is for this one.
                with quiet_start():
                    answer = loop.run_in_executor(self._executor, work, *given)
                return await answer
            except BrokenProcessPool:
                if not self._closed:
                    self._executor, self._pause = self._start()
        raise RunError(
            Sentence(
                "a worker process ended unexpectedly, perhaps for lack of memory; ask again",
                "一个工作进程意外终止，可能是内存不足；请重试",
            )
        )

    def pause(self) -> None:
        """Have the job in hand put aside at the end of the month that it lives."""
        self._pause.value = True

    def close(self) -> None:
        """Take no more jobs and have the process end; `ended` waits for it."""
        self._closed = True
        self._processes = list((getattr(self._executor, "_processes", None) or {}).values())
        self._executor.shutdown(wait=False, cancel_futures=True)
        for process in self._processes:
            process.terminate()

    def ended(self, seconds: float) -> None:
        """Wait until the process of a closed worker has ended, but no longer than this."""
        for process in self._processes:
            process.join(seconds)
