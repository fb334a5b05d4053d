"""Worker processes start whole, whatever comes in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from smecredit.analysis.experiments import processes


@pytest.mark.skipif(sys.platform == "win32", reason="no signals of threads")
def test_ctrl_c_waits_until_a_worker_has_started(ctrl_c_is_heard: None) -> None:
    """The system gives the signal to any thread that does not hold it back, as those of the linear algebra do not."""
    done = threading.Event()
    other = threading.Thread(target=done.wait, daemon=True)
    other.start()
    steps = []
    try:
        with pytest.raises(KeyboardInterrupt), processes.quiet_start():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.2)
            steps.append("started")
        assert steps == ["started"]
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        with processes.quiet_start():
            steps.append("again")
        assert steps == ["started", "again"]
    finally:
        done.set()


@pytest.mark.skipif(sys.platform == "win32", reason="a socket of Unix")
def test_a_long_folder_of_temporary_files_is_no_hindrance(tmp_path: Path) -> None:
    """The path of a socket must fit into 107 bytes: workers then start without a fork server."""
    folder = tmp_path / ("a_long_name_" * 10)
    folder.mkdir()
    size = ["--firms", "200", "--months", "3", "--seeds", "2", "--workers", "2", "--set", "opening.settled=false"]
    done = subprocess.run(
        [sys.executable, "-m", "smecredit", "compare", "baseline", "no_support", *size],
        env={**os.environ, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert not list(folder.iterdir())
