"""A page that is ended before it is open: no traceback, no process left, and the status of one that was open."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import uvicorn

from smecredit.analysis.web.server import Server


@pytest.mark.skipif(sys.platform == "win32", reason="groups of processes")
@pytest.mark.parametrize("seconds", [0.2, 0.8, 1.6])
def test_ctrl_c_to_all_processes_while_the_page_opens(short_folder: Path, seconds: float) -> None:
    """A terminal sends it to the whole group, the process from which workers are copied and the workers too."""
    command = [sys.executable, "-m", "smecredit", "web", "--port", "0", "--workers", "2", "--firms", "200"]
    started = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(short_folder)},
        start_new_session=True,
    )
    assert started.stdout is not None
    assert started.stdout.readline().startswith("Starting the page")
    time.sleep(seconds)
    os.killpg(started.pid, signal.SIGINT)
    # The pipes end only with the last process that was started.
    said, wrong = started.communicate(timeout=120)
    assert (started.returncode, wrong) == (0, "")
    assert not list(short_folder.glob("smecredit-web-*"))
    # Where it was already open the address has been said; an address that nobody reaches is not.
    assert said == "" or "http://" in said


def start(after_signal: bool) -> tuple[Server, SystemExit | None]:
    """A server whose start fails, after it was asked to end or without that."""

    async def app(scope: object, receive: object, send: object) -> None:
        server.should_exit = after_signal
        raise EOFError("the worker is gone")

    server = Server(uvicorn.Config(app, lifespan="on", log_config=None))

    async def run() -> SystemExit | None:
        server.config.load()
        server.lifespan = server.config.lifespan_class(server.config)
        try:
            await server.startup()
        except SystemExit as stop:
            return stop
        return None

    with ThreadPoolExecutor(1) as thread:  # the browser of other tests keeps a loop running in this one
        return server, thread.submit(asyncio.run, run()).result(30)


def test_a_start_that_fails_after_a_signal_only_ends(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "uvicorn.error"):
        server, stop = start(after_signal=True)
    assert (stop, server.started, caplog.records) == (None, False, [])


def test_a_start_that_fails_by_itself_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "uvicorn.error"):
        _, stop = start(after_signal=False)
    assert stop is not None and "the worker is gone" in caplog.text
