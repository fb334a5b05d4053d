"""What a scenario changes against its base, from the two scenarios themselves: value by value, and in one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...simulation.scenario import NAMED
from .settings import layer_of, leaves
from .strings import text

if TYPE_CHECKING:
    from ...simulation.ground.registry import Registered
    from ...simulation.scenario import Scenario

ADDED, REMOVED, CHANGED = "added", "removed", "changed"

#: Prose, and what repeats the root's policies.
_NOT_COMPARED = ("name", "title", "summary", "source", "burn_in_policy")
#: Values named in a line before it says how many more there are.
_NAMED_IN_A_LINE = 4


@dataclass(frozen=True)
class Change:
    """One difference from another scenario.

    `path` is a value's, or that of a whole policy or stress that was added or removed; then `before` and `after`
    are its kind or None. `layer` is the file or option that set it, None for what was removed.
    """

    path: str
    what: str
    before: Any
    after: Any
    layer: str | None


def base_of(name: str | Path) -> str | None:
    """Name of the scenario that a library name or TOML path states as its base; None for the root."""
    from ...scenarios.argument import read_argument
    from ...scenarios.files import read_chain

    return read_chain(read_argument(name).name)[-1].base


def changes(scenario: Scenario, base: Scenario) -> list[Change]:
    """Everything in which a scenario differs from another, in order of path; names and sources aside."""
    own, theirs, origins = scenario.document, base.document, scenario.origins
    found = []
    for section in [key for key in own if key not in _NOT_COMPARED]:
        named = section in NAMED
        for name in dict.fromkeys([*theirs[section], *own[section]]):
            path = f"{section}.{name}"
            before, after = theirs[section].get(name), own[section].get(name)
            if named and (before is None or after is None):
                what = ADDED if before is None else REMOVED
                layer = None if after is None else layer_of(f"{path}.kind", origins)
                found.append(Change(path, what, before and before["kind"], after and after["kind"], layer))
            else:
                found += _changed_values(path, before, after, origins)
    return found


def _changed_values(path: str, before: Any, after: Any, origins: Mapping[str, str]) -> Iterator[Change]:
    own, theirs = ({key: leaf for key, leaf in leaves({path: value}) if leaf != {}} for value in (after, before))
    for key in dict.fromkeys([*own, *theirs]):
        parts = key.split(".")
        if (parts[0] in NAMED and parts[2:3] == ["source"]) or own.get(key) == theirs.get(key):
            continue
        yield Change(key, CHANGED, theirs.get(key), own.get(key), layer_of(key, origins))


def is_stress(scenario: Scenario, found: Sequence[Change]) -> bool:
    """Whether a scenario changes conditions and no policy: it may be laid over any other with --under."""
    return bool(scenario.stresses) and not any(change.path.startswith("policy.") for change in found)


def one_line(scenario: Scenario, base: Scenario | None, language: str) -> str:
    """What a scenario changes, in one line: policies added, removed and altered, stresses, other values."""
    if base is None:
        names = _with_labels(scenario.policies, language)
        return text("change.root", language, names=names)
    found = changes(scenario, base)
    stated: dict[str, Registered] = {f"policy.{item.name}": item for item in (*base.policies, *scenario.policies)}
    stated |= {f"stress.{item.name}": item for item in scenario.stresses}
    parts = []
    for section, what in (("policy", ADDED), ("policy", REMOVED), ("stress", ADDED)):
        items = [stated[each.path] for each in found if each.what == what and each.path.startswith(f"{section}.")]
        if items:
            names = _with_labels(items, language) if what == ADDED else _listed([i.name for i in items], language)
            parts.append(text(f"change.{section}.{what}", language, names=names))
    altered = [each for each in found if each.what == CHANGED]
    if altered:
        shown = [
            f"{each.path} {shown_value(each.before)} → {shown_value(each.after)}" for each in altered[:_NAMED_IN_A_LINE]
        ]
        more = len(altered) - len(shown)
        if more:
            shown.append(text("change.more", language, count=more))
        parts.append(text("change.values", language, values=_listed(shown, language)))
    return text("change.separator", language).join(parts) or text("change.nothing", language)


def shown_value(value: Any) -> str:
    """A value in few characters, as TOML would have it: six digits, large whole numbers in groups; a dash for none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:_.0f}" if value.is_integer() and abs(value) >= 1e5 else f"{value:.6g}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(shown_value(part) for part in value)}]"
    return str(value)


def _with_labels(items: Sequence[Registered], language: str) -> str:
    """Names with the label of their kind, those of one kind together."""
    by_kind: dict[str, list[str]] = {}
    for item in items:
        by_kind.setdefault(item.label[language], []).append(item.name)
    said = [
        text("change.of_kind", language, kind=kind, names=_listed(names, language)) for kind, names in by_kind.items()
    ]
    return _listed(said, language)


def _listed(items: Sequence[str], language: str) -> str:
    return text("list.enumerated", language).join(items)
