"""What a scenario sets: every value that some layer set, with the layer and the source it gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...simulation.scenario import NAMED
from .strings import text

if TYPE_CHECKING:
    from ...simulation.scenario import Scenario


@dataclass(frozen=True)
class Setting:
    """One value of a resolved scenario: its path, the layer that set it, and its source as "kind: note"."""

    path: str
    value: Any
    layer: str
    source: str


def settings(scenario: Scenario, language: str) -> list[Setting]:
    """Every value of a scenario that a file or an option set, defaults left out, in order of path.

    Values of a policy carry the source that its file gives for that field; a policy's own source tables are
    not listed as values.
    """
    document, origins = scenario.document, scenario.origins
    found = []
    for path, value in leaves(document):
        parts = path.split(".")
        if len(parts) > 2 and parts[0] in NAMED and parts[2] == "source":
            continue
        layer = layer_of(path, origins)
        if layer is not None:
            found.append(Setting(path, value, layer, _source(parts, document, language)))
    return found


def leaves(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of nested tables with its dotted path; an empty table is a value."""
    for key, value in table.items():
        if isinstance(value, Mapping) and value:
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def layer_of(path: str, origins: Mapping[str, str]) -> str | None:
    """The layer that set a path, or set the whole table it stands in."""
    while path:
        if path in origins:
            return origins[path]
        path = path.rpartition(".")[0]
    return None


def note_of(source: Any, language: str) -> str:
    """The note of a source, in Chinese where it has one."""
    return str((source.zh if language == "zh" else "") or source.note)


def _source(parts: list[str], document: Mapping[str, Any], language: str) -> str:
    if parts[0] not in NAMED or len(parts) < 3:
        return ""
    stated = document[parts[0]][parts[1]].get("source") or {}
    source = stated.get(parts[2])
    if not source:
        return ""
    note = (source.get("zh") if language == "zh" else "") or source["note"]
    return text("label.before_value", language, heading=text("source." + source["kind"], language)) + note
