"""The laboratory behind the page: what a visitor asks for, read, limited, and handed to the desk."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from ctypes import c_bool
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from multiprocessing.context import BaseContext

from ...simulation.ground.errors import RequestError, RunError, Sentence, suggestion
from ...simulation.ground.given import written
from ...simulation.ground.plugins import for_other_processes
from ..experiments.processes import has_fork_server
from . import jobs
from .desk import Desk, Rank, Superseded
from .offered import FIRST, LEVELS, NORMAL, OPENS_IN, OPENS_WITH, REFERENCE
from .setting import Setting, read_setting
from .sizes import FULL, Size, World
from .workers import Pause, Work

#: Most settings in one comparison, the reference not counted.
MOST_PINS = 4
#: Per cent by which the slider moves.
SLIDER_STEP = 5
#: The coverages at which the slider stops, in per cent.
STEPS = tuple(range(0, 101, SLIDER_STEP))
#: So many of them, those nearest to the coverage shown, are run ahead before any others.
NEAR = 6
#: How far from the coverage of a scheme most visitors stay at first, in per cent.
AROUND = 15
#: Most quick lines on the list of those to be run ahead.
MOST_AHEAD = 600


@dataclass(frozen=True)
class Limits:
    """How large runs are: firms of a quick line, and firms, months and economies of a full run."""

    quick_firms: int = 1_500
    firms: int = 10_000
    months: int = 120
    seeds: int = 10


@dataclass(frozen=True)
class Asked:
    """A request that has been read: the reference, the settings beside it, and the economy (None: normal times)."""

    settings: tuple[Setting, ...]
    economy: str | None

    @property
    def key(self) -> str:
        """What tells this request from others."""
        return "|".join([self.economy or NORMAL, *(setting.text for setting in self.settings)])


class Lab:
    """Answers requests by way of the desk. Made inside a running event loop; `close` ends its processes.

    Where it `looks_ahead`, quick lines that visitors may ask for are run before anybody comes.
    """

    def __init__(self, limits: Limits, workers: int, looks_ahead: bool = True) -> None:
        self.limits = limits
        self.looks_ahead = looks_ahead and workers > 1
        self.folder = tempfile.mkdtemp(prefix="smecredit-web-")
        self.desk = Desk(partial(start_worker, self.folder), workers)
        self.catalogue: Mapping[str, list[Mapping[str, object]]] = {}
        self._wanted: OrderedDict[str, Asked] = OrderedDict()
        self._ahead: set[asyncio.Task[None]] = set()
        self._warming: set[asyncio.Task[bytes]] = set()
        self._quick = World(None, Size(limits.quick_firms, limits.months))

    async def open(self) -> None:
        """Learn what there is to choose; the first worker starts with it, and all get ready for quick lines."""
        self.catalogue = json.loads(await self.desk.ask(Rank.QUICK, "choices", jobs.choices))
        if self.looks_ahead:
            self._want_the_list()
            self._want_next(Asked((Setting(REFERENCE), Setting(OPENS_WITH)), OPENS_IN))
        for number in range(self.desk.workers):
            given = (Setting(REFERENCE), self._quick, 1)
            task = asyncio.ensure_future(self.desk.ask(Rank.QUICK, f"warm|{number}", jobs.warm, *given))
            self._warming.add(task)
            task.add_done_callback(self._warmed)

    def close(self) -> None:
        """End the workers and remove what they kept."""
        for task in (*self._ahead, *self._warming):
            task.cancel()
        self.desk.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # Reading ------------------------------------------------------------------------------------------------------

    def read(self, economy: str, against: str, settings: Sequence[str]) -> Asked:
        """What a visitor asks for. Raises RequestError with the place, what is allowed and the nearest."""
        known = [str(each["name"]) for each in self.catalogue["economies"]]
        if economy not in known:
            raise RequestError(
                Sentence(
                    "economy: there is none named {given}; {hint}",
                    "economy：没有名为 {given} 的经济环境；{hint}",
                    given=written(economy[:60]),
                    hint=suggestion(economy[:60], known),
                )
            )
        if not 1 <= len(settings) <= MOST_PINS:
            raise RequestError(
                Sentence(
                    "setting: {count} are given; it must be from 1 to {most}.",
                    "setting：给出了 {count} 个；须为 1 至 {most} 个。",
                    count=len(settings),
                    most=MOST_PINS,
                )
            )
        read = tuple(self.setting(text) for text in (against, *settings))
        return Asked(read, None if economy == NORMAL else economy)

    def setting(self, text: str) -> Setting:
        """One setting. Raises RequestError."""
        return read_setting(text, list(self.coverages), self.coverages)

    @property
    def coverages(self) -> Mapping[str, int | None]:
        """Coverage in per cent that each scheme states."""
        stated = {str(each["name"]): each["coverage"] for each in self.catalogue["schemes"]}
        return {name: found if isinstance(found, int) else None for name, found in stated.items()}

    def full_world(self, asked: Asked) -> World:
        """The world of full runs."""
        return World(asked.economy, Size(self.limits.firms, self.limits.months), FULL)

    def quick_world(self, asked: Asked) -> World:
        """The world of quick lines."""
        return World(asked.economy, self._quick.size)

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds of a full run."""
        return tuple(range(1, self.limits.seeds + 1))

    # Answering ----------------------------------------------------------------------------------------------------

    async def quick(self, asked: Asked, visitor: str) -> bytes:
        """The quick line; what the visitor asked for before is dropped. Raises Busy and Superseded."""
        self.desk.newest(f"{visitor} full")
        mark = self.desk.newest(f"{visitor} quick")
        answer = await self.desk.ask(Rank.QUICK, *self.quick_job(asked), mark=mark)
        self._want_next(asked)
        self._go_ahead()
        return answer

    def quick_job(self, asked: Asked) -> tuple[str, Work, tuple[Setting, ...], World, int]:
        """The quick line as a job of the desk: its key, and the work with what it is given."""
        return f"quick|{asked.key}", jobs.quick, asked.settings, self.quick_world(asked), 1

    async def full(self, asked: Asked, visitor: str) -> AsyncIterator[bytes]:
        """Lines of JSON: how many of the economies are done, and at last the numbers. Raises Busy and Superseded."""
        key, world = f"full|{asked.key}", self.full_world(asked)
        known = self.desk.remembered(key)
        if known is not None:
            yield b'{"numbers":' + known + b"}\n"
            return
        mark = self.desk.newest(f"{visitor} full")
        async for done in self._economies(asked, world, mark):
            yield jobs.line({"done": done, "of": len(self.seeds)})
        answer = await self.desk.ask(Rank.STORY, key, jobs.full, asked.settings, world, self.seeds, mark=mark)
        yield b'{"numbers":' + answer + b"}\n"

    async def _economies(self, asked: Asked, world: World, mark: asyncio.Event | None) -> AsyncIterator[int]:
        """Run every economy of a full run; yields how many are done."""
        tasks = [
            asyncio.ensure_future(
                self.desk.ask(
                    Rank.FULL, f"seed|{seed}|{asked.key}", jobs.one_seed, asked.settings, world, seed, mark=mark
                )
            )
            for seed in self.seeds
        ]
        try:
            for done, finished in enumerate(asyncio.as_completed(tasks), start=1):
                await finished
                yield done
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def whole(self, asked: Asked, name: str, work: Work, *more: object) -> bytes:
        """What needs a full run: a document or a download. Raises Busy."""
        world = self.full_world(asked)
        key = "|".join([name, asked.key, *map(str, more)])
        if self.desk.remembered(key) is None:
            async for _ in self._economies(asked, world, None):
                pass
        return await self.desk.ask(Rank.STORY, key, work, asked.settings, world, self.seeds, *more)

    async def again(self, asked: Asked) -> bytes:
        """Scenario files and commands that give the numbers of a full run again. Raises Busy."""
        world = self.full_world(asked)
        return await self.desk.ask(Rank.STORY, f"again|{asked.key}", jobs.keep, asked.settings, world, self.seeds)

    async def firm(self, asked: Asked, firm: int, visitor: str) -> bytes:
        """One firm in both worlds of the quick line. Raises RequestError, Busy and Superseded."""
        mark = self.desk.newest(f"{visitor} firm")
        world = self.quick_world(asked)
        return await self.desk.ask(
            Rank.STORY, f"firm|{firm}|{asked.key}", jobs.firm, asked.settings, world, 1, firm, mark=mark
        )

    # Ahead of visitors ----------------------------------------------------------------------------------------------

    def _want_next(self, asked: Asked) -> None:
        """Put on the list the quick lines that the slider may ask for next, those of the latest visitor first.

        What is near and the named levels go before everything, the rest of the slider after what is on the list.
        """
        reference, setting = asked.settings
        own = self.coverages.get(setting.scheme)
        if own is None:
            return
        now = own if setting.coverage is None else setting.coverage
        stops = sorted((step for step in STEPS if step != now), key=lambda step: (abs(step - now), -step))
        near = dict.fromkeys([*stops[:NEAR], *LEVELS])
        for coverages, first in ((reversed(near), True), (stops, False)):
            # A lone worker stops at the named levels: it has the full runs to do as well.
            for each in coverages if first or self.desk.workers > 1 else ():
                moved = Setting(setting.scheme, None if each == own else each, setting.levers)
                wanted = Asked((reference, moved), asked.economy)
                self._wanted.setdefault(wanted.key, wanted)
                if first:
                    self._wanted.move_to_end(wanted.key, last=False)
        while len(self._wanted) > MOST_AHEAD:
            self._wanted.popitem()

    def _want_the_list(self) -> None:
        """Put on the list the schemes that the page lists, over the whole slider, in the order in which a class asks.

        Its pages open in one economy: the schemes there at the coverages around their own come first.
        """
        names = [str(each["name"]) for each in self.catalogue["economies"]]
        economies = sorted(names, key=lambda name: name != OPENS_IN)
        found = []
        for place, scheme in enumerate(each for each in FIRST if each in self.coverages):
            own = self.coverages[scheme]
            for coverage in (None,) if own is None else STEPS:
                far = 0 if own is None or coverage is None else abs(coverage - own)
                setting = Setting(scheme, None if coverage == own else coverage)
                for later, name in enumerate(economies):
                    asked = Asked((Setting(REFERENCE), setting), None if name == NORMAL else name)
                    found.append(((far > AROUND, later, far, place), asked))
        for _, asked in sorted(found, key=lambda each: each[0]):
            self._wanted.setdefault(asked.key, asked)

    def _go_ahead(self) -> None:
        """See to it that as many are at work as there are workers, while anything is to be done."""
        while self._wanted and len(self._ahead) < self.desk.workers:
            task = asyncio.ensure_future(self._one_by_one())
            self._ahead.add(task)
            task.add_done_callback(self._ahead.discard)

    async def _one_by_one(self) -> None:
        while self._wanted:
            _, asked = self._wanted.popitem(last=False)
            # Whoever asks for it is told. OSError: at the end of the server its processes may be gone before it is.
            with suppress(Superseded, RequestError, RunError, OSError):
                await self.desk.ask(Rank.AHEAD, *self.quick_job(asked))

    def _warmed(self, task: asyncio.Task[bytes]) -> None:
        """Once every worker is ready, begin with the list."""
        self._warming.discard(task)
        if not task.cancelled() and task.exception() is None and not self._warming:
            self._go_ahead()


def start_worker(folder: str) -> tuple[ProcessPoolExecutor, Pause]:
    """A worker process that keeps runs in a folder; it starts from one that has imported everything already.

    What joined this process, as by `--plugin`, joins it too.
    """
    context = _context()
    pause: Pause = context.RawValue(c_bool, False)
    given = (folder, tuple(for_other_processes()), pause)
    return ProcessPoolExecutor(max_workers=1, mp_context=context, initializer=jobs.begin, initargs=given), pause


def _context() -> BaseContext:
    if not has_fork_server():
        return get_context("spawn")
    context = get_context("forkserver")
    # What every worker needs lies once in memory: they are copies of one process that has imported it.
    package = __package__.partition(".analysis")[0]
    needed = (
        "analysis.web.work",
        "simulation.market",
        "analysis.presentation.report",
        "analysis.experiments.following",
        "analysis.web.ready",
    )
    context.set_forkserver_preload([f"{package}.{name}" for name in needed])
    return context
