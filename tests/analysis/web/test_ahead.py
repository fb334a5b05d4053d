"""What is made ready before anybody asks for it, and the pictures that the documentation shows."""

import asyncio
import gc
import gzip
import json
import re
import time
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from smecredit.analysis.web import lab as module
from smecredit.analysis.web.desk import Desk
from smecredit.analysis.web.lab import STEPS, Lab, Limits
from smecredit.analysis.web.offered import LEVELS

DOCS = Path(__file__).parents[3] / "docs"
CATALOGUE = {
    "schemes": [
        {"name": "one_plus_n", "coverage": 80},
        {"name": "baseline", "coverage": 80},
        {"name": "no_support", "coverage": None},
    ],
    "economies": [{"name": "normal"}, {"name": "severe_recession"}],
}


def done_by(
    workers: int, monkeypatch: pytest.MonkeyPatch, visit: Callable[[Lab], Awaitable[object]] | None = None
) -> list[str]:
    """The jobs that a lab does when it is opened and nobody comes but this visitor, in the order in which they begin.

    A quick line is told by its economy and setting.
    """
    done: list[str] = []

    def quick(settings, world, seed) -> bytes:
        done.append(f"{world.economy or 'normal'} {settings[-1].text}")
        time.sleep(0.003)  # longer than the loop takes to hear of an answer
        return gzip.compress(b"{}")

    def warm(*given) -> bytes:
        done.append("warm")
        return b""

    monkeypatch.setattr(module.jobs, "quick", quick)
    monkeypatch.setattr(module.jobs, "warm", warm)
    monkeypatch.setattr(module.jobs, "choices", lambda: json.dumps(CATALOGUE).encode())

    async def run() -> None:
        opened = Lab(Limits(), workers)
        opened.desk.close()
        opened.desk = Desk(lambda: (ThreadPoolExecutor(1), SimpleNamespace(value=False)), workers)
        await opened.open()
        if visit is not None:
            await visit(opened)
        while opened._warming or opened._ahead:
            await asyncio.sleep(0.005)
        opened.close()

    with ThreadPoolExecutor(1) as thread:  # the browser of other tests keeps a loop running in this one
        thread.submit(asyncio.run, run()).result(30)
    return done


def stops(scheme: str, coverages: Iterable[int]) -> list[str]:
    return [scheme if each == 80 else f"{scheme},coverage={each}" for each in coverages]


def test_workers_are_ready_and_the_listed_schemes_are_run_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    done = done_by(2, monkeypatch)
    assert done[:2] == ["warm"] * 2
    begun = done[2:]  # of two that begin together either may be told first

    # First the page as it opens: what is near, and the named levels.
    opening = [f"severe_recession {each}" for each in stops("one_plus_n", (85, 75, 90, 70, 95, 65, *LEVELS))]
    near = {*opening[:6]}
    assert len(near & {*begun[:8]}) >= 5 and {*begun[:14]} >= {*opening} - {"severe_recession one_plus_n"}

    # Then all that a class can choose without a lever, once each; the coverages around those published go first.
    schemes = [*stops("one_plus_n", STEPS), *stops("baseline", STEPS), "no_support"]
    economies = [str(each["name"]) for each in CATALOGUE["economies"]]
    assert sorted(begun) == sorted(f"{economy} {each}" for economy in economies for each in schemes)
    for economy in economies:
        of_baseline = [each for each in begun if each.startswith(f"{economy} baseline")]
        assert {*of_baseline[:8]} >= {f"{economy} {each}" for each in stops("baseline", range(65, 96, 5))}
    far, other = (
        begun.index(each) for each in ("severe_recession baseline,coverage=40", "normal baseline,coverage=65")
    )
    assert other < far


def test_what_the_latest_visitor_may_want_next_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    async def visit(lab: Lab) -> None:
        asked = lab.read("normal", "no_support", ["baseline,coverage=33"])
        await lab.quick(asked, "visitor")

    begun = done_by(2, monkeypatch, visit)
    mine = begun.index("normal baseline,coverage=33")
    ahead = {f"normal {each}" for each in stops("baseline", (35, 30, 40, 25, 45, 20))}
    assert ahead <= {*begun[mine : mine + 14]}  # but for what is in hand when the answer is given


def test_a_lone_worker_waits_for_visitors(monkeypatch: pytest.MonkeyPatch) -> None:
    assert done_by(1, monkeypatch) == ["warm"]


def test_a_server_that_is_being_ended_says_nothing_of_workers_that_went_before_it() -> None:
    asked: list[str] = []
    told: list[object] = []

    async def gone(rank: object, key: str, *given: object, **more: object) -> bytes:
        asked.append(key)
        raise ConnectionRefusedError(111, "Connection refused")

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: told.append(context))
        opened = Lab(Limits(), 2)
        opened.catalogue = CATALOGUE
        opened.desk.close()
        opened.desk = SimpleNamespace(ask=gone, workers=2)  # type: ignore[assignment]
        for scheme in ("one_plus_n", "no_support"):
            wanted = opened.read("normal", "baseline", [scheme])
            opened._wanted[wanted.key] = wanted
        opened._go_ahead()
        while opened._ahead:
            await asyncio.sleep(0.001)
        gc.collect()  # a task that nobody has asked for its error tells it when it goes

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, run()).result(30)
    assert len(asked) == 2
    assert told == []


def test_the_gallery_shows_every_picture_of_the_page() -> None:
    shown = set(re.findall(r"images/((?:page|brief)_\w+\.png)", (DOCS / "page.md").read_text(encoding="utf-8")))
    kept = {path.name for pattern in ("page_*.png", "brief_*.png") for path in DOCS.glob(f"images/{pattern}")}
    assert shown == kept
    views = {"lab", "compare", "firm", "class", "student"}
    wanted = {
        f"page_{view}_{language}{theme}{size}.png"
        for view in views
        for language in ("en", "zh")
        for theme in ("", "_dark")
        for size in ("", "_phone")
    }
    assert wanted <= kept
    assert sum((DOCS / "images" / name).stat().st_size for name in kept) < 3_500_000
