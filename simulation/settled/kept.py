"""Where pools are kept between runs: in memory, and beside the compiled kernels, by the past and the code they follow.

A file appears whole or not at all and begins with a hash of its content: a damaged one is removed and made anew. Where
nothing can be kept, each process makes its own.
"""

from __future__ import annotations

import functools
import hashlib
import os
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from .. import compile_ahead
from ..ground import compiled_cache
from ..ground.plugins import plugins
from ..scenario import Scenario
from .economies import Mapper, pool_of
from .pool import Pool

#: Below the folder of the cache.
FOLDER = "settled"
#: Pools kept on disk, the one used last the longest, and in memory.
MOST_FILES, MOST_IN_MEMORY = 12, 2
#: What the economies follow: all the source below the package but for what only watches, shows and starts runs.
_FOLLOWED = ("ground", "state", "behaviour", "products", "policy", "phases", "stresses", "settled")
_FOLLOWED_FILES = ("scenario.py", "opening.py", "month.py")


class Making:
    """Whoever wants to hear that a pool is made, which takes seconds, says so here."""

    listener: Callable[[], None] | None = None


_in_memory: OrderedDict[str, Pool] = OrderedDict()


@functools.cache
def _code() -> str:
    """Hash of the source that economies follow."""
    root = Path(__file__).resolve().parents[1]
    files = [root / name for name in _FOLLOWED_FILES]
    files += [path for folder in _FOLLOWED for path in (root / folder).rglob("*.py")]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def key_of(scenario: Scenario) -> str:
    """What a pool is known by: the past of the scenario, the code, and what users have added to it."""
    digest = hashlib.sha256(scenario.long_past.encode())
    digest.update(_code().encode())
    for plugin in plugins():
        digest.update(f"{plugin.name} {plugin.sha256}".encode())
    return digest.hexdigest()[:32]


def is_kept(scenario: Scenario) -> bool:
    """Whether runs of this scenario find their pool made."""
    key = key_of(scenario)
    path = _path(key)
    return key in _in_memory or (path is not None and path.is_file())


def can_be_kept() -> bool:
    """Whether a pool that is made can be kept for other processes."""
    return compiled_cache.folder_for(FOLDER) is not None


def pool_for(scenario: Scenario, run: Mapper = map) -> Pool:
    """The pool from which runs of this scenario open, made if it is not there; `run` does the work on each economy."""
    key = key_of(scenario)
    pool = _in_memory.get(key) or _read(key)
    if pool is None:
        if Making.listener is not None:
            Making.listener()
        compile_ahead.start(scenario)
        pool = pool_of(scenario, run)
        _write(key, pool)
    _in_memory[key] = pool
    _in_memory.move_to_end(key)
    while len(_in_memory) > MOST_IN_MEMORY:
        _in_memory.popitem(last=False)
    return pool


def _path(key: str) -> Path | None:
    folder = compiled_cache.folder_for(FOLDER)
    return None if folder is None else folder / f"{key}.pool"


def _read(key: str) -> Pool | None:
    path = _path(key)
    content = None if path is None else compiled_cache.kept(path)
    if path is None or content is None:
        return None
    with suppress(OSError):
        os.utime(path)  # used just now
    return Pool.of_bytes(content)


def _write(key: str, pool: Pool) -> None:
    path = _path(key)
    if path is None:
        return
    with suppress(OSError):
        compiled_cache.keep(path, pool.to_bytes())
        others = sorted(path.parent.glob("*.pool"), key=lambda each: each.stat().st_mtime)
        for old in others[:-MOST_FILES]:
            old.unlink(missing_ok=True)
