"""Worker processes of this machine: how they start, what they are told, and how they end.

They come from a fork server, which has imported the model and holds no threads: a worker starts in a fraction of the
time that a fresh interpreter takes, and a forked copy of a process with threads may hang.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import tempfile
import threading
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import get_all_start_methods, get_context, parent_process
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from typing import TypeVar

from ...simulation.ground.errors import RequestError, Sentence, listed
from ...simulation.ground.plugins import Plugin, load_again

Job = TypeVar("Job")
Found = TypeVar("Found")

_PACKAGE = __name__.partition(".analysis.")[0]
#: Where indicators are declared; work that measures nothing has not imported it.
_INDICATORS = f"{_PACKAGE}.simulation.observe.indicator"
#: What the fork server imports: all that a run needs.
_PRELOADED = [f"{_PACKAGE}.{name}" for name in ("simulation.market", "scenarios.load", "analysis.experiments.chunks")]
#: What is read as the package is imported: a fork server that was started under another one is no use.
_READ_AT_IMPORT = ("SMECREDIT_", "NUMBA_", "PYTHON", "XDG_CACHE")
#: Bytes of a folder in which a socket of the fork server still has a path of at most 107, as Linux asks, with the names
#: that `multiprocessing` gives it; 103 on macOS.
LONGEST_FOLDER = 70
#: In a worker: why it can do no work, None where it can.
_fault: Exception | None = None
#: Under which environment and path the fork server of this process was started.
_served: tuple[object, ...] | None = None


def has_fork_server() -> bool:
    """Whether workers can come from a fork server: it is asked through a socket in the folder of temporary files, the
    path of which must fit."""
    return "forkserver" in get_all_start_methods() and len(os.fsencode(tempfile.gettempdir())) <= LONGEST_FOLDER


def available_workers() -> int:
    """Number of processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def indicators_known() -> tuple[str, ...]:
    """Keys of all indicators, if this process has to do with any."""
    return tuple(sys.modules[_INDICATORS].indicators()) if _INDICATORS in sys.modules else ()


def open_pool(workers: int, joined: Sequence[Plugin]) -> ProcessPoolExecutor:
    """A pool of worker processes that know the plugins that have `joined`, and the indicators of this process."""
    return ProcessPoolExecutor(
        max_workers=workers,
        mp_context=_context(),
        initializer=_begin_worker,
        initargs=(dict(os.environ), joined, indicators_known()),
    )


def submit(pool: ProcessPoolExecutor, work: Callable[[Job], Found], job: Job) -> Future[Found]:
    """Hand a job to a pool of `open_pool`."""
    with quiet_start():
        return pool.submit(_work_in_worker, work, job)


def stop_pool(pool: ProcessPoolExecutor) -> None:
    """End the worker processes of a pool at once, so that nobody waits for what they have in hand.

    A worker that dies while it sends a result leaves half a message, for whose end the pool would wait for
    ever as long as this process holds the sending side of that pipe: it lets go of it.
    """
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.kill()
        process.join()
    results = getattr(pool, "_result_queue", None)
    if results is not None:
        with suppress(OSError):
            results._writer.close()
    pool.shutdown(wait=True, cancel_futures=True)


def _context() -> BaseContext:
    """The fork server; a fresh interpreter for each worker where there is none, or the environment has changed."""
    global _served
    if not has_fork_server():
        return get_context("spawn")
    read = {name: value for name, value in os.environ.items() if name.startswith(_READ_AT_IMPORT)}
    now = (tuple(sorted(read.items())), tuple(sys.path))
    if _served is None:
        get_context("forkserver").set_forkserver_preload(_PRELOADED)
        _served = now
    return get_context("forkserver" if _served == now else "spawn")


def _begin_worker(environment: Mapping[str, str], joined: Sequence[Plugin], known: Sequence[str]) -> None:
    """In a worker: whatever joined the process that started it joins here too, and it knows the same indicators."""
    global _fault
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    try:
        os.environ.clear()
        os.environ.update(environment)
        know(joined, known)
    except Exception as error:
        _fault = error  # told with the first job: an error here would only break the pool


def know(joined: Sequence[Plugin], known: Sequence[str]) -> None:
    """Load what joined another process, and make sure of its indicators. Raises RequestError for what is not found."""
    load_again(joined)
    if known:
        importlib.import_module(_INDICATORS)
    if lacking := sorted(set(known).difference(indicators_known())):
        raise RequestError(
            Sentence(
                "the indicators {names} are declared where worker processes do not find them; declare each in a "
                "file with functions of that file, or use one process: workers=1.",
                "工作进程找不到指标 {names} 的声明；请在文件中用该文件内的函数声明，或只用一个进程：workers=1。",
                names=listed(lacking),
            )
        )


def _work_in_worker(work: Callable[[Job], Found], job: Job) -> Found:
    if _fault is not None:
        raise _fault
    return work(job)


def end_with_parent() -> None:
    """In a worker: end at once when the process that started it is gone, even killed without a word.

    A worker holds both ends of the queue it waits on, so it would otherwise wait for ever.
    """
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


@contextmanager
def quiet_start() -> Iterator[None]:
    """Start worker processes that ignore Ctrl-C and do not run the user's script again.

    A new interpreter imports the script that started it, so that an unguarded script or notebook would call
    `compare` again without end; our task needs nothing from there. A process started while Ctrl-C is held
    back never hears it. This process hears it afterwards, when each worker is known and can be ended: of one
    whose start was broken off nobody would know.
    """
    script = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    hold = getattr(signal, "pthread_sigmask", None)  # not on Windows
    before = hold(signal.SIG_BLOCK, {signal.SIGINT}) if hold else None
    heard: list[int] = []
    # Held back in this thread only: the system may give the signal to any other thread, and Python raises it in
    # the main one all the same.
    handler = signal.getsignal(signal.SIGINT)
    here = callable(handler) and threading.current_thread() is threading.main_thread()
    if here:
        signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        yield
    finally:
        sys.modules["__main__"] = script
        if here:
            signal.signal(signal.SIGINT, handler)
        if hold:
            hold(signal.SIG_SETMASK, before)
        if heard:
            signal.raise_signal(signal.SIGINT)
