"""Who is served first, who is dropped, and what is remembered."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import SimpleNamespace
from typing import Any

import pytest

from smecredit.analysis.web.desk import Busy, Desk, Rank, Superseded
from smecredit.analysis.web.workers import Paused
from smecredit.simulation.ground.errors import RequestError, RunError, Sentence


class Bench:
    """Work that waits until it is let go, and notes what was begun and what was put aside."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.aside: list[str] = []
        self.gate = threading.Event()
        self.here = threading.local()

    def thread(self) -> tuple[ThreadPoolExecutor, SimpleNamespace]:
        """A worker that is a thread, and the switch that asks it to pause."""
        pause = SimpleNamespace(value=False)
        return ThreadPoolExecutor(1, initializer=self.enter, initargs=(pause,)), pause

    def enter(self, pause: SimpleNamespace) -> None:
        self.here.pause = pause

    def long(self, name: str) -> bytes:
        """Work that looks now and then whether it is wanted elsewhere."""
        self.begun.append(name)
        while not self.gate.wait(0.001):
            if self.here.pause.value:
                self.aside.append(f"{name} by {threading.get_ident()}")
                raise Paused
        return f"{name} by {threading.get_ident()}".encode()

    def slow(self, name: str) -> bytes:
        self.begun.append(name)
        assert self.gate.wait(10)
        return name.encode()

    def fast(self, name: str) -> bytes:
        self.begun.append(name)
        return name.encode()


def desk(workers: int = 1, bench: Bench | None = None, **limits: int) -> Desk:
    return Desk((bench or Bench()).thread, workers, **limits)


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


def test_what_cannot_be_put_aside_leaves_one_worker_to_quick_lines() -> None:
    async def run() -> None:
        bench, own = Bench(), desk(workers=2)
        asked = [(Rank.LATER, "l0"), (Rank.LATER, "l1"), (Rank.STORY, "s0")]
        slow = [asyncio.ensure_future(own.ask(rank, name, bench.slow, name)) for rank, name in asked]
        await settle()
        assert bench.begun == ["l0"]
        assert await own.ask(Rank.QUICK, "q", bench.fast, "q") == b"q"
        bench.gate.set()
        await asyncio.gather(*slow)
        assert bench.begun == ["l0", "q", "s0", "l1"]
        own.close()

    in_a_loop_of_its_own(run())


def test_long_runs_take_every_worker_and_one_makes_room_for_a_quick_line() -> None:
    async def run() -> None:
        bench = Bench()
        own = desk(2, bench)
        full = [asyncio.ensure_future(own.ask(Rank.FULL, f"f{n}", bench.long, f"f{n}")) for n in range(3)]
        await settle()
        assert bench.begun == ["f0", "f1"] and not bench.aside
        assert await own.ask(Rank.QUICK, "q", bench.fast, "q") == b"q"
        assert [each.split()[0] for each in bench.aside] == ["f1"]  # of equals the one that came last
        await settle()
        assert bench.begun == ["f0", "f1", "q", "f1"]  # before f2, which came later
        bench.gate.set()
        done = await asyncio.gather(*full)
        assert done[1].decode() == bench.aside[0]  # by the worker that had put it aside
        own.close()

    in_a_loop_of_its_own(run())


def test_what_is_done_ahead_makes_room_for_full_runs_but_not_the_other_way_round() -> None:
    async def run() -> None:
        bench = Bench()
        own = desk(1, bench)
        ahead = asyncio.ensure_future(own.ask(Rank.AHEAD, "a", bench.long, "a"))
        await settle()
        full = asyncio.ensure_future(own.ask(Rank.FULL, "f", bench.long, "f"))
        await settle()
        more = asyncio.ensure_future(own.ask(Rank.AHEAD, "b", bench.long, "b"))
        await settle()
        assert bench.begun == ["a", "f"] and len(bench.aside) == 1
        bench.gate.set()
        await asyncio.gather(ahead, full, more)
        assert bench.begun == ["a", "f", "a", "b"]
        own.close()

    in_a_loop_of_its_own(run())


def test_a_line_that_is_run_ahead_is_not_put_aside_once_somebody_asks_for_it() -> None:
    async def run() -> None:
        bench = Bench()
        own = desk(1, bench)
        ahead = asyncio.ensure_future(own.ask(Rank.AHEAD, "a", bench.long, "a"))
        await settle()
        wanted = asyncio.ensure_future(own.ask(Rank.QUICK, "a", bench.long, "a"))
        other = asyncio.ensure_future(own.ask(Rank.QUICK, "b", bench.fast, "b"))
        await settle()
        assert bench.begun == ["a"] and not bench.aside
        bench.gate.set()
        assert await wanted == await ahead and await other == b"b"
        own.close()

    in_a_loop_of_its_own(run())


def test_a_full_run_that_nobody_waits_for_ends() -> None:
    async def run() -> None:
        bench = Bench()
        own = desk(1, bench)
        old = asyncio.ensure_future(own.ask(Rank.FULL, "old", bench.long, "old", mark=own.newest("visitor")))
        await settle()
        own.newest("visitor")
        with pytest.raises(Superseded):
            await old
        await settle()
        assert len(bench.aside) == 1 and own.waiting(Rank.AHEAD) == 0
        bench.gate.set()
        assert (await own.ask(Rank.FULL, "old", bench.long, "old")).startswith(b"old")
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


def test_full_runs_that_wait_keep_no_quick_line_out() -> None:
    async def run() -> None:
        bench = Bench()
        own = desk(1, bench, most_waiting=2)
        full = [asyncio.ensure_future(own.ask(Rank.FULL, f"f{n}", bench.long, f"f{n}")) for n in range(3)]
        await settle()
        with pytest.raises(Busy):
            await own.ask(Rank.FULL, "f3", bench.long, "f3")
        assert await own.ask(Rank.QUICK, "q", bench.fast, "q") == b"q"
        bench.gate.set()
        await asyncio.gather(*full)
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

    def start() -> tuple[ThreadPoolExecutor, SimpleNamespace]:
        pools.append(ThreadPoolExecutor(1))
        return pools[-1], SimpleNamespace(value=False)

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
