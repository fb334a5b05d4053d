"""Scenario files made of settings: the same file that a visitor can keep, and that the command line reads."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from ...scenarios import load
from ...simulation.policy.instrument import Instrument
from ...simulation.policy.risk_sharing import RiskSharing
from ...simulation.scenario import Scenario
from .levers import BY_KEY, Lever
from .setting import Setting
from .sizes import Size

#: Basis points in the whole of a loss: shares are whole basis points.
_WHOLE = 10_000

Value = float | int | str | tuple["Value", ...] | Mapping[str, "Value"]


@dataclass
class Change:
    """What is stated of one policy: its kind where it joins the scheme, and its fields."""

    kind: str | None = None
    fields: dict[str, Value] = field(default_factory=dict)


@lru_cache(maxsize=16)
def scenario_of(setting: Setting, economy: str | None, size: Size) -> Scenario:
    """The scenario that a setting means under a stress (None: normal times). Raises RequestError."""
    if not setting.changed:
        return load(setting.scheme, under=economy, firms=size.firms, months=size.months)
    path = Path(_folder().name) / file_name(setting)
    path.write_text(toml_of(setting), encoding="utf-8")
    try:
        return load(path, under=economy, firms=size.firms, months=size.months)
    finally:
        path.unlink()


@lru_cache(maxsize=1)
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Where this process puts a scenario file for a moment; to make and remove a folder each time takes long."""
    return tempfile.TemporaryDirectory(prefix="smecredit-web-")


@lru_cache(maxsize=64)
def published(scheme: str) -> Scenario:
    """A scheme of the library as it stands. Raises RequestError."""
    return load(scheme)


def file_name(setting: Setting) -> str:
    """Name of the file of a setting: its scheme and a mark of what is moved."""
    mark = hashlib.sha256(setting.text.encode()).hexdigest()[:8]
    return f"{setting.scheme}_{mark}.toml"


def command_of(setting: Setting) -> str:
    """How the command line names a setting: the scheme, or the file that holds it."""
    return file_name(setting) if setting.changed else setting.scheme


def coverage_of(scenario: Scenario) -> int | None:
    """Per cent of a loss that others than the bank bear in the agreements of a scheme; None without any.

    Where agreements differ, that of the first.
    """
    for policy in agreements(scenario):
        points = sum(number for party, number in policy.basis_points().items() if party != "bank")
        if points:
            return round(100 * points / _WHOLE)
    return None


def agreements(scenario: Scenario) -> list[RiskSharing]:
    """Agreements of a scheme in which the bank and others bear shares, by priority."""
    return [
        policy
        for policy in scenario.policies
        if isinstance(policy, RiskSharing) and not policy.layer and len(policy.share) > 1
    ]


def changes_of(setting: Setting) -> dict[str, Change]:
    """What a setting states differently from its scheme, by name of policy."""
    scheme = published(setting.scheme)
    changes: dict[str, Change] = {}
    if setting.coverage is not None:
        for agreement in agreements(scheme):
            changes.setdefault(agreement.name, Change()).fields["share"] = _scaled(agreement, setting.coverage)
    for key, value in setting.levers:
        lever = BY_KEY[key]
        for policy in moved_by(lever, scheme):
            change = changes.setdefault(policy.name, Change())
            if policy not in scheme.policies and change.kind is None:
                change.kind = policy.kind
                change.fields.update(stated_fields(policy))
            _put(change.fields, lever.field, _as_declared(policy, lever.field, value), policy)
    return changes


def moved_by(lever: Lever, scheme: Scenario) -> list[Instrument]:
    """The policies that a lever moves: those of the scheme, else the one that it brings; none where it is at rest."""
    own = [policy for policy in scheme.policies if _is_of(lever, policy)]
    if own or lever.brought_by is None:
        return own
    return [policy for policy in published(lever.brought_by).policies if _is_of(lever, policy)][:1]


def _is_of(lever: Lever, policy: Instrument) -> bool:
    return policy.kind == lever.kind and (lever.party is None or getattr(policy, "party", None) == lever.party)


def value_in(policy: Instrument, path: str) -> float | None:
    """The number at a dotted path of a policy's fields; None where nothing is stated."""
    found: object = policy
    for part in path.split("."):
        found = None if found is None else getattr(found, part)
    return float(found) if isinstance(found, int | float) else None


def _scaled(agreement: RiskSharing, coverage: int) -> dict[str, Value]:
    """The shares of all but the bank scaled together to a coverage in per cent; the bank bears the rest."""
    points = {party: number for party, number in agreement.basis_points().items() if party != "bank" and number}
    total, wanted = sum(points.values()), coverage * _WHOLE // 100
    scaled = {party: number * wanted // total for party, number in points.items()}
    largest = max(scaled, key=lambda party: (scaled[party], points[party]))
    scaled[largest] += wanted - sum(scaled.values())
    return {**{party: number / _WHOLE for party, number in scaled.items()}, "bank": "balance"}


def stated_fields(policy: Instrument) -> dict[str, Value]:
    """The fields that a policy of the library states, without its name, kind and sources."""
    left_out = {"name", "source"}
    stated = policy.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude=left_out, exclude_none=True)
    return {str(key): value for key, value in stated.items()}


def _as_declared(policy: Instrument, path: str, value: float) -> Value:
    """The number as the field is declared: whole, where it counts."""
    whole = isinstance(value_at_default(policy, path), int)
    return int(value) if whole else float(value)


def value_at_default(policy: Instrument, path: str) -> object:
    """What stands at a dotted path of a policy's fields."""
    found: object = policy
    for part in path.split("."):
        found = getattr(found, part)
    return found


def _put(fields: dict[str, Value], path: str, value: Value, policy: Instrument) -> None:
    """Set a field, or a key of a table of which the other keys stay."""
    name, _, key = path.partition(".")
    if not key:
        fields[name] = value
        return
    table = fields.get(name, stated_fields(policy).get(name, {}))
    fields[name] = {**(table if isinstance(table, Mapping) else {}), key: value}


def toml_of(setting: Setting) -> str:
    """The setting as a scenario file that builds on its scheme."""
    scheme = published(setting.scheme)
    titles = {language: _title(setting, scheme, language) for language in ("en", "zh")}
    note = "set on the page of smecredit web; everything else is as in the scheme it builds on"
    zh = "在 smecredit web 页面上设定；其余同所依据的方案"
    lines = [
        "# Made by the page of `smecredit web`.",
        f"title   = {inline(titles)}",
        f"summary = {inline(titles)}",
        f"source  = {inline({'kind': 'assumption', 'note': note, 'zh': zh})}",
        f'base    = "{setting.scheme}"',
    ]
    for name, change in changes_of(setting).items():
        lines += ["", "[[policy]]", f'name = "{name}"']
        if change.kind is not None:
            lines.append(f'kind = "{change.kind}"')
        lines += [f"{key} = {inline(value)}" for key, value in change.fields.items()]
        sources = {key: {"kind": "assumption", "note": "set on the page"} for key in change.fields}
        lines += ["", "  [policy.source]", *(f"  {key} = {inline(value)}" for key, value in sources.items())]
    return "\n".join(lines) + "\n"


def _title(setting: Setting, scheme: Scenario, language: str) -> str:
    short = scheme.title[language].split(": ")[0].split("：")[0]
    said = [f"{key} {value:g}" for key, value in setting.levers]
    if setting.coverage is not None:
        said.insert(0, f"coverage {setting.coverage}%" if language == "en" else f"担保覆盖比例{setting.coverage}%")
    return ", ".join([short, *said]) if language == "en" else "，".join([short, *said])


def inline(value: Value) -> str:
    """A value in TOML, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {inline(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(inline(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
