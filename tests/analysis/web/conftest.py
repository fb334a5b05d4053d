"""A server of its own for these tests, with tiny runs, and visits to it in a browser."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

FIRMS, MONTHS, SEEDS = 200, 30, 3


class Server:
    """A running `smecredit web` and its address."""

    def __init__(self, *more: str) -> None:
        # Of a short name, or no socket of a fork server would fit in it; gone with the server.
        self.folder = Path(tempfile.mkdtemp(prefix="web-"))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        size = ["--firms", str(FIRMS), "--months", str(MONTHS), "--seeds", str(SEEDS)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "smecredit", "web", "--port", "0", "--workers", "1", *size, *more],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "TMPDIR": str(self.folder)},
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            found = re.search(r"http://[^/ ]+:\d+", line)
            if found:
                self.address = found[0]
                return
        raise AssertionError(self.process.communicate()[1])

    def end(self) -> tuple[int, str]:
        """End it as Ctrl-C does; its status and what it said on standard error."""
        self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder for temporary files with a name in which the socket of a fork server fits, as few of `tmp_path` do."""
    with tempfile.TemporaryDirectory(prefix="web-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    started = Server()
    yield started
    if started.process.poll() is None:
        started.end()


class Visit:
    """A page with what went wrong in it and what it asked for elsewhere."""

    def __init__(self, browser, address: str, query: str, width: int = 1280, height: int = 720, **options) -> None:
        self.page = browser.new_page(viewport={"width": width, "height": height}, **options)
        self.wrong: list[str] = []
        self.outside: list[str] = []
        self.page.on("console", lambda message: self.wrong.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        home = address if address.startswith("http") else "file:"
        self.page.on("request", lambda request: self._asked(request.url, home))
        self.page.goto(f"{address}{query}")

    def _asked(self, url: str, home: str) -> None:
        if not url.startswith((home, "data:", "blob:")):
            self.outside.append(url)

    def ready(self) -> "Visit":
        words = re.compile("Full run ready|完整运行已就绪|Precomputed|预先运行")
        self.page.locator(".status").filter(has_text=words).wait_for(state="attached", timeout=60_000)
        return self

    def clean(self) -> None:
        assert self.wrong == []
        assert self.outside == []
        self.page.close()


@pytest.fixture
def visit(browser, server: Server):
    visits = []

    def go(query: str, **options) -> Visit:
        visits.append(Visit(browser, server.address, query, **options))
        return visits[-1]

    yield go
    for each in visits:
        each.page.close()
