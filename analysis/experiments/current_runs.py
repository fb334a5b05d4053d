"""The runs of a store that count now: those of the same code and plug-ins as this process.

A store outlives changes of the code. What other code made stays there and can be reproduced, but it is another answer
to the same scenario and seed: a mean over both would be neither's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ...simulation.ground.errors import RequestError, Sentence
from ...simulation.ground.printable import printable
from .identity import code_version, plugins_version
from .question import quoted
from .store import INDEX, Store


class Current(NamedTuple):
    """The runs of this code and these plug-ins with the file that each lies in, and how many others there are."""

    runs: Mapping[str, str]
    others: int


def of_this_code() -> str:
    """What an SQL question asks of the rows of the index, so that they are of this code and these plug-ins."""
    return f"code = {quoted(code_version())} AND plugins = {quoted(plugins_version())}"


def current_runs(store: Store) -> Current:
    """The runs that count; of one that two sweeps have stored, the file that comes first by name.

    Raises RequestError where a file of the index is damaged.
    """
    own, found, others = (code_version(), plugins_version()), dict[str, str](), set[str]()
    store.check(INDEX)
    for path in store.paths(INDEX):
        table = store.read(path)
        rows = (table.column(name).to_pylist() for name in ("run", "file", "code", "plugins"))
        for run, file, *made_by in zip(*rows, strict=True):
            if tuple(made_by) != own:
                others.add(run)
            elif run not in found or file < found[run]:
                found[run] = file
    return Current(found, len(others))


def none_of_this_code(store: Store, others: int) -> RequestError:
    """That a store has runs, but none of this code."""
    return RequestError(
        Sentence(
            "{folder}: all {count:,} stored runs are of another version of the code or of other plug-ins; give the "
            "sweep again to make them with these.",
            "{folder}：已存的 {count:,} 次运行均由其他版本的代码或其他插件生成；请重新执行扫描，以当前版本补做。",
            folder=printable(str(store.folder)),
            count=others,
        )
    )


def nothing_stored(store: Store) -> RequestError:
    """That a store has no run."""
    return RequestError(
        Sentence(
            "{folder}: no run is stored there yet.",
            "{folder}：尚未保存任何运行。",
            folder=printable(str(store.folder)),
        )
    )
