"""Who is served first, who is dropped, and what is remembered."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import pytest

from smecredit.analysis.web.desk import Busy, Desk, Rank, Superseded
from smecredit.simulation.ground.errors import RequestError, RunError, Sentence


class Bench:
    """Work that waits until it is let go, and notes what was begun."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.gate = threading.Event()

    def slow(self, name: str) -> bytes:
        self.begun.append(name)
        assert self.gate.wait(10)
        return name.encode()

    def fast(self, name: str) -> bytes:
        self.begun.append(name)
        return name.encode()


def desk(workers: int = 1, **limits: int) -> Desk:
    return Desk(lambda: ThreadPoolExecutor(workers), workers, **limits)


def in_a_loop_of_its_own(main: Coroutine[Any, Any, None]) -> None:
    """Run to the end in another thread: the browser of other tests keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, main).result()


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0.005)


def test_the_same_job_is_done_once_and_remembered() -> None:
    async def run() -> None:
        bench, own = Bench(), desk()
        bench.gate.set()
        asked = [own.ask(Rank.QUICK, "a", bench.slow, "a") for _ in range(3)]
        assert await asyncio.gather(*asked) == [b"a"] * 3
        assert await own.ask(Rank.FULL, "a", bench.slow, "a") == b"a"
        assert bench.begun == ["a"]
        own.close()

    in_a_loop_of_its_own(run())


def test_quick_lines_go_first_and_one_worker_is_theirs() -> None:
    async def run() -> None:
        bench, own = Bench(), desk(workers=2)
        full = [asyncio.ensure_future(own.ask(Rank.FULL, f"f{n}", bench.slow, f"f{n}")) for n in range(3)]
        ahead = asyncio.ensure_future(own.ask(Rank.AHEAD, "ahead", bench.fast, "ahead"))
        await settle()
        assert bench.begun == ["f0"]  # the other worker waits for a quick line
        assert await own.ask(Rank.QUICK, "q", bench.fast, "q") == b"q"
        bench.gate.set()
        await asyncio.gather(*full, ahead)
        assert bench.begun == ["f0", "q", "f1", "f2", "ahead"]
        own.close()

    in_a_loop_of_its_own(run())


def test_the_latest_move_wins_and_what_nobody_waits_for_is_not_begun() -> None:
    async def run() -> None:
        bench, own = Bench(), desk()
        running = asyncio.ensure_future(own.ask(Rank.QUICK, "now", bench.slow, "now"))
        await settle()
        old = asyncio.ensure_future(own.ask(Rank.QUICK, "old", bench.slow, "old", mark=own.newest("visitor")))
        shared = asyncio.ensure_future(own.ask(Rank.QUICK, "shared", bench.slow, "shared", mark=own.newest("other")))
        also = asyncio.ensure_future(own.ask(Rank.QUICK, "shared", bench.slow, "shared"))
        await settle()
        new = asyncio.ensure_future(own.ask(Rank.QUICK, "new", bench.slow, "new", mark=own.newest("visitor")))
        own.newest("other")
        with pytest.raises(Superseded):
            await old
        with pytest.raises(Superseded):
            await shared
        bench.gate.set()
        assert await asyncio.gather(running, also, new) == [b"now", b"shared", b"new"]
        assert bench.begun == ["now", "shared", "new"]  # another visitor still waits for what one has dropped
        own.close()

    in_a_loop_of_its_own(run())


def test_a_full_queue_says_that_it_is_busy() -> None:
    async def run() -> None:
        bench, own = Bench(), desk(most_waiting=2)
        asked = [asyncio.ensure_future(own.ask(Rank.QUICK, str(n), bench.slow, str(n))) for n in range(3)]
        await settle()
        with pytest.raises(Busy) as busy:
            await own.ask(Rank.QUICK, "4", bench.slow, "4")
        assert busy.value.place == 3
        bench.gate.set()
        await asyncio.gather(*asked)
        own.close()

    in_a_loop_of_its_own(run())


def test_errors_reach_whoever_asks_and_are_not_remembered() -> None:
    def refuse() -> bytes:
        raise RequestError(Sentence("No.", "否。"))

    async def run() -> None:
        own = desk()
        for _ in range(2):
            with pytest.raises(RequestError):
                await own.ask(Rank.QUICK, "no", refuse)
        own.close()

    in_a_loop_of_its_own(run())


def test_a_worker_that_dies_is_replaced_once() -> None:
    pools = []

    def start() -> ThreadPoolExecutor:
        pools.append(ThreadPoolExecutor(1))
        return pools[-1]

    def dies_first() -> bytes:
        if len(pools) == 1:
            raise BrokenProcessPool
        return b"alive"

    def dies() -> bytes:
        raise BrokenProcessPool

    async def run() -> None:
        own = Desk(start, 1)
        assert await own.ask(Rank.QUICK, "first", dies_first) == b"alive"
        with pytest.raises(RunError):
            await own.ask(Rank.QUICK, "always", dies)
        own.close()

    in_a_loop_of_its_own(run())


def test_what_was_used_longest_ago_is_forgotten_first() -> None:
    async def run() -> None:
        bench, own = Bench(), desk(most_bytes=5)
        for name in ("aa", "bb", "aa", "cc"):
            await own.ask(Rank.QUICK, name, bench.fast, name)
        assert own.remembered("aa") and own.remembered("cc") and own.remembered("bb") is None
        own.close()

    in_a_loop_of_its_own(run())
