"""A candidate of a search as a scenario file: all in which it differs from the scenario of the library it builds on.

So the file can be loaded from anywhere: what a user's own file, the stress of the sweep, its `set` and the levers state
is all in it. How many enterprises are simulated and for how long is left to whoever runs it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ...simulation.scenario import Scenario

#: Layers that state a size of the run, not the scenario.
_SIZES = ("--firms", "--months")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
#: Where the values of levers come from.
_SOURCE = {"kind": "assumption", "note": "found by smecredit search"}


def library_base(given: str) -> str | None:
    """The scenario of the library that a name or TOML file, settings of its own or not, builds on; None for none."""
    from ...scenarios.argument import read_argument
    from ...scenarios.files import read_chain

    chain = read_chain(read_argument(given).name)
    return next((file.name for file in reversed(chain) if file.in_library), None)


def scenario_text(scenario: Scenario, builds_on: str | None, levers: Sequence[str], number: int) -> str:
    """A scenario file of a candidate, which loads as `scenario`; `levers` are the paths that the search chose."""
    from ...scenarios.load import load

    parent = load(builds_on).draft.tree if builds_on is not None else {}
    titles = scenario.title
    lines = [
        "title = " + _toml({"en": f"{titles['en']}, candidate {number}", "zh": f"{titles['zh']}，候选 {number}"}),
        f"source = {_toml(_SOURCE)}",
    ]
    if builds_on is not None:
        lines.append(f"base = {_toml(builds_on)}")
    own = scenario.draft.tree
    again = [name for name, table in parent.get("policy", {}).items() if not _extends(own["policy"].get(name), table)]
    if again:
        lines.append(f"remove = {_toml(again)}")
    for section, tables in own.items():
        if section in ("policy", "stress"):
            for name, table in tables.items():
                before = {} if name in again else parent.get(section, {}).get(name, {})
                changed = _with_sources(dict(_changed(table, before)), table, name, levers)
                if changed:
                    lines += ["", f"[[{section}]]", f"name = {_toml(name)}", *_lines(changed)]
        else:
            changed = dict(_changed(tables, parent.get(section, {})))
            for key in [key for key in changed if scenario.origins.get(f"{section}.{key}") in _SIZES]:
                del changed[key]
            if changed:
                lines += ["", f"[{section}]", *_lines(changed)]
    return "\n".join(lines) + "\n"


def _extends(table: Mapping[str, Any] | None, parent: Mapping[str, Any]) -> bool:
    """Whether a policy is that of the parent with fields changed or added, rather than gone or another one."""
    return table is not None and parent.keys() <= table.keys() and table.get("kind") == parent.get("kind")


def _changed(table: Mapping[str, Any], parent: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if key not in parent or parent[key] != value or type(parent[key]) is not type(value):
            yield key, value


def _with_sources(
    changed: dict[str, Any], table: Mapping[str, Any], name: str, levers: Sequence[str]
) -> dict[str, Any]:
    """The same, where the search chose a field with its source."""
    chosen = {path.split(".")[2] for path in levers if path.startswith(f"policy.{name}.")} & changed.keys()
    stated = table.get("source", {})
    if chosen and isinstance(stated, Mapping):
        changed["source"] = {**stated, **dict.fromkeys(sorted(chosen), _SOURCE)}
    return changed


def _lines(table: Mapping[str, Any]) -> list[str]:
    return [f"{_key(key)} = {_toml(value)}" for key, value in table.items()]


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _toml(key)


def _toml(value: object) -> str:
    """A value as TOML writes it, on one line."""
    if isinstance(value, Mapping):
        parts = [f"{_key(str(key))} = {_toml(part)}" for key, part in value.items() if part is not None]
        return "{ " + ", ".join(parts) + " }" if parts else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(part) for part in value) + "]"
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
