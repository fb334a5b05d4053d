"""The runs of a store that count now: those of the same code and plug-ins as this process.

A store outlives changes of the code. What other code made stays there and can be reproduced, but it is another answer
to the same scenario and seed: a mean over both would be neither's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...simulation.ground.errors import RequestError, Sentence, listed
from ...simulation.ground.printable import printable
from .choices import check_choice, shown
from .identity import code_version, plugins_version
from .question import quoted
from .store import INDEX, Store

#: Hexadecimal digits of the hashes by which a code, and the plug-ins beside it, are named.
NAME_DIGITS, PLUGIN_DIGITS = 12, 6


class MadeBy(NamedTuple):
    """The code and the plug-ins that made a run, as the index states them."""

    code: str
    plugins: str

    @property
    def name(self) -> str:
        """The beginning of the code's hash; with plug-ins, behind a plus sign, of theirs."""
        if not self.plugins:
            return self.code[:NAME_DIGITS]
        return f"{self.code[:NAME_DIGITS]}+{hashlib.sha256(self.plugins.encode()).hexdigest()[:PLUGIN_DIGITS]}"


class Current(NamedTuple):
    """The runs that count with the file that each lies in, what made them, and how many runs each other code has."""

    runs: Mapping[str, str]
    made_by: MadeBy
    by_others: Mapping[str, int]

    @property
    def others(self) -> int:
        """How many runs are left out."""
        return sum(self.by_others.values())

    @property
    def condition(self) -> str:
        """What an SQL question asks of the rows of the index, so that they are of the code and plug-ins that count."""
        return f"code = {quoted(self.made_by.code)} AND plugins = {quoted(self.made_by.plugins)}"


def current_runs(store: Store, code: str | None = None, option: str = "code") -> Current:
    """The runs that count; of one that two sweeps have stored, the file that comes first by name.

    By default those of this process's code and plug-ins, else those of the `code` of that name, given as `option`.
    Raises RequestError for a code of which no run is stored, and where a file of the index is damaged.
    """
    found: dict[MadeBy, dict[str, str]] = {}
    store.check(INDEX)
    for path in store.paths(INDEX):
        table = store.read(path)
        rows = (table.column(name).to_pylist() for name in ("run", "file", "code", "plugins"))
        for run, file, *made_by in zip(*rows, strict=True):
            files = found.setdefault(MadeBy(*made_by), {})
            files[run] = min(file, files.get(run, file))
    chosen = MadeBy(code_version(), plugins_version())
    if code is not None:
        chosen = _named(code, [*found], option)
    others = {each.name: len(runs) for each, runs in found.items() if each != chosen}
    return Current(found.get(chosen, {}), chosen, others)


def _named(code: str, stored: Sequence[MadeBy], option: str) -> MadeBy:
    """The code of this name, given as `option`. Raises RequestError for one of which no run is stored."""
    by_name = {each.name: each for each in stored}
    said = Sentence("no stored run is of {name}", "已存的运行中没有 {name} 版本的", name=shown(code))
    check_choice(option, code, by_name, said)
    return by_name[code]


def none_of_this_code(store: Store, current: Current) -> RequestError:
    """That a store has runs, but none of this code."""
    return RequestError(
        Sentence(
            "{folder}: all {count:,} stored runs are of another version of the code or of other plug-ins ({names}); "
            "give the sweep again to make them with these, or ask for a version by name: results --code, "
            "sc.Query(code=...).",
            "{folder}：已存的 {count:,} 次运行均由其他版本的代码或其他插件生成（{names}）；"
            "请重新执行扫描，以当前版本补做，或按名称查询其中一个版本：results --code、sc.Query(code=...)。",
            folder=printable(str(store.folder)),
            count=current.others,
            names=listed([*current.by_others]),
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
