"""Of more requests than can be answered at once, those beyond are told so in both languages."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from smecredit.analysis.web import app as module
from smecredit.analysis.web.lab import Limits
from smecredit.analysis.web.visitors import Reach


def statuses(monkeypatch: pytest.MonkeyPatch, most: int, asked: int) -> list[httpx.Response]:
    """Answers to so many requests at once, none of which ends before all have come, and to one more afterwards."""
    monkeypatch.setattr(module, "MOST_AT_ONCE", most)
    served = module.build(Limits(), 1, ("*",), Reach(alone=True))

    async def run() -> list[httpx.Response]:
        all_here = asyncio.Event()

        @served.get("/waits")
        async def waits() -> str:
            await all_here.wait()
            return "here"

        async with httpx.AsyncClient(transport=httpx.ASGITransport(served), base_url="http://lab") as client:
            tasks = [asyncio.ensure_future(client.get("/waits")) for _ in range(asked)]
            await asyncio.sleep(0.2)
            all_here.set()
            return [*await asyncio.gather(*tasks), await client.get("/waits")]

    with ThreadPoolExecutor(1) as thread:  # the browser of other tests keeps a loop running in this one
        return thread.submit(asyncio.run, run()).result(30)


def test_those_beyond_the_limit_are_told_so_and_room_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = statuses(monkeypatch, most=3, asked=5)
    assert [each.status_code for each in answers] == [200, 200, 200, 503, 503, 200]
    told = answers[3].json()["error"]
    assert told["en"].startswith("Too many requests") and "请求过多" in told["zh"]
    assert answers[3].headers["X-Content-Type-Options"] == "nosniff"
