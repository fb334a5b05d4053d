"""From names and options to a scenario: files and options are merged in order, the later wins.

The order is base, scenario, stress (`under`), options. Every mistake is a RequestError whose one sentence
names the file or option, the path of the key, what is allowed and the nearest valid name.
"""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from scenarios.files import ScenarioFile, library, quarterly_series, read_chain, series_keys, stresses
from simulation.errors import RequestError, refusal, suggestion
from simulation.registry import parameter_groups
from simulation.scenario import NAMED, Draft, Scenario, read_policies


def load(
    scenario: str | Path,
    under: str | Path | None = None,
    set: Mapping[str, Any] | Iterable[str] | None = None,
    firms: int | None = None,
    months: int | None = None,
) -> Scenario:
    """The scenario of this library name or TOML path, merged and resolved.

    `under` names a stress laid over it: its changes apply, its base does not. `set` gives values by path, as
    a mapping, or as texts `"path=value"` with the value in TOML (bare text where it is not TOML). `firms` and
    `months` are short for `economy.firms` and `economy.months`. Raises RequestError.
    """
    chain = read_chain(scenario)
    draft = Draft()
    _merge(draft, chain[0])
    burn_in_policies = read_policies(draft)
    for file in chain[1:]:
        _merge(draft, file)
    for file in _stress_files(under):
        _merge(draft, file)
    for key, number in (("firms", firms), ("months", months)):
        if number is not None:
            draft.set(f"economy.{key}", number, f"--{key}")
    for path, value in _assignments(set or {}):
        draft.set(*_numbers_for_series(path, value, "--set"), layer="--set")
    own = chain[-1]
    title, summary = own.title.model_dump(), own.summary.model_dump()
    return Scenario.build(draft, own.name, title, summary, own.source, burn_in_policies)


def _stress_files(under: str | Path | None) -> list[ScenarioFile]:
    """The files to lay over a scenario: the stress, without the root it changes when it runs alone."""
    if under is None:
        return []
    if isinstance(under, str) and under.isidentifier() and under not in library():
        raise RequestError(f"--under: no stress is named {under!r}; {suggestion(under, stresses())}")
    chain = read_chain(under)
    files = chain[1:] or chain
    for file in files:
        for key, stated in (("policy", "policy" in file.named), ("remove", bool(file.removed))):
            if stated:
                words = "must not stand in a stress (--under): it leaves policies alone"
                raise refusal(file.label, key, f"{words}; those of the library are {', '.join(stresses())}.")
    return files


def _merge(draft: Draft, file: ScenarioFile) -> None:
    """Lay a file over what the draft says so far."""
    for name in file.removed:
        draft.require("policy", name, "remove", file.label)
        draft.remove("policy", name)
    for section in NAMED:
        _merge_named(draft, file, section)
    for group, table in file.groups.items():
        for key, stated in table.items():
            path, value = _numbers_for_series(f"{group}.{key}", stated, file.label)
            draft.assign(path.split(".", 1), value, file.label)


def _merge_named(draft: Draft, file: ScenarioFile, section: str) -> None:
    """Add new policies or stresses; replace the fields of those that are there, each as a whole."""
    stated: set[str] = set()
    for position, table in enumerate(file.named.get(section, [])):
        kind = table.get("kind")
        name = table.get("name", kind)
        if not isinstance(name, str):
            path = f"{section}.{position}"
            if name is not None:
                word = "name" if "name" in table else "kind"
                raise refusal(file.label, f"{path}.{word}", f"is {name!r}; it must be a text.")
            raise refusal(file.label, path, "has no kind; it must give one, or the name of one in its base.")
        if name in stated:
            raise refusal(file.label, f"{section}.{name}", "is stated twice; a name must be given once.")
        stated.add(name)
        known = draft.tree.get(section, {})
        if kind is None and name not in known:
            complaint = f"has no kind, and the base has no {section} of that name; {suggestion(name, known)}"
            raise refusal(file.label, f"{section}.{name}", complaint)
        inherited = known.get(name, {}).get("kind")
        if inherited is not None and kind not in (None, inherited):
            complaint = f"is {kind!r} but {inherited!r} in the base; remove that one or choose another name."
            raise refusal(file.label, f"{section}.{name}.kind", complaint)
        for key, value in table.items():
            if key != "name":
                draft.assign([section, name, key], value, file.label)


def _assignments(options: Mapping[str, Any] | Iterable[str]) -> Iterable[tuple[str, Any]]:
    if isinstance(options, Mapping):
        yield from options.items()
        return
    for option in options:
        path, equals, value = option.partition("=")
        if not equals or not path.strip():
            raise RequestError(f"--set: {option!r} must read path=value, such as economy.firms=2000.")
        yield path.strip(), _toml_value(value.strip())


def _toml_value(text: str) -> Any:
    """The TOML value written in `text`, else the text itself."""
    try:
        table = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    return table["value"] if list(table) == ["value"] else text


def _numbers_for_series(path: str, value: Any, label: str) -> tuple[str, Any]:
    """Path and numbers meant where a key names a series: `cycle.path_series` gives those of `cycle.path`."""
    group, _, key = path.partition(".")
    model = parameter_groups().get(group)
    field = series_keys(model).get(key) if model is not None else None
    if field is None:
        return path, value
    series = quarterly_series()
    if value not in list(series):
        raise refusal(label, path, f"is {value!r}; {suggestion(str(value), series)}")
    return f"{group}.{field}", series[value]
