"""What is made ready before anybody asks for it, and the pictures that the documentation shows."""

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from smecredit.analysis.web import lab as module
from smecredit.analysis.web.desk import Desk
from smecredit.analysis.web.lab import AHEAD, Lab, Limits
from smecredit.analysis.web.offered import LEVELS

DOCS = Path(__file__).parents[3] / "docs"
CATALOGUE = {
    "schemes": [{"name": "one_plus_n", "coverage": 80}, {"name": "baseline", "coverage": 80}],
    "economies": [{"name": "normal"}, {"name": "severe_recession"}],
}


def asked_for(workers: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The jobs that a lab does when it is opened and nobody comes, in order."""
    done: list[str] = []

    def note(name: str):
        def work(settings, *given) -> bytes:
            done.append(f"{name} {settings[-1].text}" if isinstance(settings, tuple) else f"{name} {settings.text}")
            return b"{}"

        return work

    for name in ("quick", "warm"):
        monkeypatch.setattr(module.jobs, name, note(name))
    monkeypatch.setattr(module.jobs, "choices", lambda: json.dumps(CATALOGUE).encode())

    async def run() -> None:
        opened = Lab(Limits(), workers)
        opened.desk = Desk(lambda: ThreadPoolExecutor(1), workers)
        await opened.open()
        while opened._warming or opened._ahead:
            await asyncio.sleep(0.005)
        opened.close()

    with ThreadPoolExecutor(1) as thread:  # the browser of other tests keeps a loop running in this one
        thread.submit(asyncio.run, run()).result(30)
    return done


def test_workers_are_ready_and_the_opening_slider_is_run_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    done = asked_for(2, monkeypatch)
    assert done[:2] == ["warm baseline"] * 2
    coverages = [80 if text == "quick one_plus_n" else int(text.partition("=")[2]) for text in done[2:]]
    assert sorted(coverages) == list(range(0, 101, 5))
    near = [80 + step for step in AHEAD if 80 + step <= 100]
    assert coverages[: len(near)] == near
    assert set(LEVELS) <= set(coverages[: len(near) + len(LEVELS)])


def test_a_lone_worker_waits_for_visitors(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked_for(1, monkeypatch) == ["warm baseline"]


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
