"""Worker processes start whole, whatever comes in between."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

import pytest

from smecredit.analysis.experiments import processes


@pytest.mark.skipif(sys.platform == "win32", reason="no signals of threads")
def test_ctrl_c_waits_until_a_worker_has_started() -> None:
    """The system gives the signal to any thread that does not hold it back, as those of the linear algebra do not."""
    done = threading.Event()
    other = threading.Thread(target=done.wait, daemon=True)
    other.start()
    steps = []
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), processes._quiet_start():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.2)
            steps.append("started")
        assert steps == ["started"]
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        with processes._quiet_start():
            steps.append("again")
        assert steps == ["started", "again"]
    finally:
        done.set()
        signal.signal(signal.SIGINT, before)
