"""The first run ever compiles on two processors: a second process compiles what the first will need later.

A learner in plain Python (`learner`) lives a small economy through a few months and notes which kernels are called
with which types, in order of first call. The second process compiles them from the end of that list while the first,
which runs the model, meets them from its beginning; what either has compiled lies in the cache for both. Where they
meet, all is compiled. Nothing depends on it: a kernel that nobody has prepared is compiled when it is called.
"""

from __future__ import annotations

import atexit
import importlib
import os
import pickle
import subprocess
import sys
import threading
from contextlib import suppress
from multiprocessing import parent_process
from typing import TYPE_CHECKING, Any, BinaryIO

from .ground.compiled import COMPILED, called_from_python
from .ground.compiled_cache import PACKAGE, cache_is_warm, can_be_kept

if TYPE_CHECKING:
    from .scenario import Scenario

#: A kernel by module and name, and the types it is called with.
Signature = tuple[str, str, tuple[Any, ...]]
#: The module that learns; it stands above the market and is started, never imported.
LEARNER = f"{PACKAGE}.learner"
#: Asked once a process: a market is no place to look through the cache again.
_asked = False


def start(scenario: Scenario) -> None:
    """Start compiling for `scenario` in another process, once, if nothing is compiled yet and a processor is free.

    `SMECREDIT_COMPILE_AHEAD=0` switches it off. That process ends with its work or with this one.
    """
    global _asked
    if _asked:
        return
    _asked = True
    if not _useful():
        return
    try:
        helper = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        atexit.register(_end, helper)
        # The pipe stays open: its end tells the other process that this one is gone.
        assert helper.stdin is not None
        pickle.dump(scenario, helper.stdin)
        helper.stdin.flush()
    except OSError:
        # It could not start; this process compiles alone.
        return


def _useful() -> bool:
    if not COMPILED or os.environ.get("SMECREDIT_COMPILE_AHEAD", "1") == "0" or parent_process() is not None:
        return False
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return processors > 1 and bool(sys.executable) and can_be_kept() and not cache_is_warm()


def _end(helper: subprocess.Popen[bytes]) -> None:
    """It ends when its pipe does, and ends its learner with it; killed if it does not hear."""
    with suppress(OSError):
        helper.stdin.close()  # type: ignore[union-attr]
    try:
        helper.wait(5.0)
    except subprocess.TimeoutExpired:
        helper.kill()
        helper.wait()


def compile_all(signatures: list[Signature]) -> None:
    """Compile kernels for the types given, in this order, into the cache."""
    for module, name, types in signatures:
        called_from_python(getattr(importlib.import_module(module), name)).compile(types)


def _helper() -> None:
    scenario = pickle.load(sys.stdin.buffer)
    learner = subprocess.Popen(
        [sys.executable, "-m", LEARNER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "SMECREDIT_NOJIT": "1"},
    )
    threading.Thread(target=_end_with, args=(sys.stdin.buffer, learner), daemon=True).start()
    learned, _ = learner.communicate(pickle.dumps(scenario))
    compile_all(pickle.loads(learned)[::-1])
    os._exit(0)


def _end_with(pipe: BinaryIO, learner: subprocess.Popen[bytes]) -> None:
    pipe.read()
    learner.kill()
    os._exit(1)


if __name__ == "__main__":
    _helper()
