"""From names and options to a scenario: files and options are merged in order, the later wins.

The order is base, scenario, stress (`under`), options, the own settings of the scenario. Every mistake is a
RequestError whose one sentence names the file or option, the path of the key, what is allowed and the nearest valid
name.
"""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..simulation.ground.errors import RequestError, Sentence, listed, refusal, suggestion
from ..simulation.ground.given import written
from ..simulation.ground.registry import parameter_groups
from ..simulation.scenario import NAMED, Draft, Scenario, read_burn_in_policies
from .argument import read_argument
from .files import (
    DEEPEST_LEVEL,
    ScenarioFile,
    deeper_than,
    file_meant,
    library,
    quarterly_series,
    read_chain,
    series_keys,
    stresses,
)
from .syntax import mistake


def load(
    scenario: str | Path,
    under: str | Path | None = None,
    set: Mapping[str, Any] | Iterable[str] | None = None,
    firms: int | None = None,
    months: int | None = None,
) -> Scenario:
    """The scenario of this library name or TOML path, merged and resolved.

    A name or path may carry settings of its own, "baseline,cycle.policy_rate=0.05", which are laid over all else and
    stand in the name and the title. `under` names a stress laid over it: its changes apply, its base does not. `set`
    gives values by path, as a mapping, or as texts `"path=value"` with the value in TOML (bare text where it is not
    TOML). `firms` and `months` are short for `economy.firms` and `economy.months`. Raises RequestError.
    """
    asked = read_argument(scenario)
    chain = read_chain(asked.name)
    draft = Draft()
    _merge(draft, chain[0])
    burn_in_policies = read_burn_in_policies(draft)
    for file in chain[1:]:
        _merge(draft, file)
    for file in _stress_files(under):
        _merge(draft, file)
    for key, number in (("firms", firms), ("months", months)):
        if number is not None:
            draft.set(f"economy.{key}", number, f"--{key}")
    size = {f"economy.{key}": number for key, number in (("firms", firms), ("months", months)) if number is not None}
    for layer, options in (("--set", set or {}), (asked.label, asked.settings)):
        for path, value in _assignments(options, layer):
            _check_size(size, path, value, layer)
            draft.set(*_numbers_for_series(path, value, layer), layer=layer)
    own, alone = chain[-1], not chain[0].in_library
    title, summary = asked.titled(own.title.model_dump()), own.summary.model_dump()
    return Scenario.build(draft, own.name + asked.suffix, title, summary, own.source, burn_in_policies, alone)


def varied(scenario: Scenario, values: Mapping[str, Any], layer: str) -> Scenario:
    """The scenario with some values changed, by path as behind `--set`, on behalf of `layer`. Raises RequestError."""
    draft = scenario.draft.copy()
    for path, value in _assignments(values, layer):
        draft.set(*_numbers_for_series(path, value, layer), layer=layer)
    return Scenario.build(
        draft,
        scenario.name,
        scenario.title,
        scenario.summary,
        scenario.source,
        scenario.burn_in_policies,
        scenario.alone,
    )


def _check_size(size: Mapping[str, int], path: str, value: Any, layer: str) -> None:
    """Refuse a value of `layer` for what `--firms` or `--months` states otherwise."""
    if path in size and size[path] != value:
        said = Sentence(
            "is {value}, but --{key} says {number}; they mean the same: give one of them.",
            "为 {value}，而 --{key} 为 {number}；二者含义相同，只须给出一个。",
            value=written(value),
            key=path.partition(".")[2],
            number=written(size[path]),
        )
        raise refusal(layer, path, said)


def _stress_files(under: str | Path | None) -> list[ScenarioFile]:
    """The files to lay over a scenario: the stress, without the root it changes when it runs alone."""
    if under is None:
        return []
    if isinstance(under, str) and (under.isidentifier() or not under.strip()) and under not in library():
        raise RequestError(
            Sentence(
                "--under: no stress is named {under}; {hint}",
                "--under：没有名为 {under} 的压力情景；{hint}",
                under=written(under),
                hint=file_meant(under) or suggestion(under, stresses()),
            )
        )
    chain = read_chain(under)
    files = chain[1:] or chain
    for file in files:
        for key, stated in (("policy", "policy" in file.named), ("remove", bool(file.removed))):
            if stated:
                raise refusal(
                    file.label,
                    key,
                    Sentence(
                        "must not stand in a stress (--under): it leaves policies alone; those of the library are "
                        "{names}.",
                        "不得出现在压力情景（--under）中：它不改动政策；情景库中有 {names}。",
                        names=listed(stresses()),
                    ),
                )
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
                raise refusal(
                    file.label,
                    f"{path}.{word}",
                    Sentence("is {name}; it must be a text.", "为 {name}；必须是文字。", name=written(name)),
                )
            raise refusal(
                file.label,
                path,
                Sentence(
                    "has no kind; it must give one, or the name of one in its base.",
                    "没有 kind；必须给出 kind，或其 base 中某一项的 name。",
                ),
            )
        if name in stated:
            raise refusal(
                file.label,
                f"{section}.{name}",
                Sentence("is stated twice; a name must be given once.", "出现了两次；同一名称只能给出一次。"),
            )
        stated.add(name)
        known = draft.tree.get(section, {})
        if kind is None and name not in known:
            said = Sentence(
                "has no kind, and the base has no {section} of that name; {hint}",
                "没有 kind，而 base 中没有这个名称的 {section}；{hint}",
                section=section,
                hint=suggestion(name, known),
            )
            raise refusal(file.label, f"{section}.{name}", said)
        inherited = known.get(name, {}).get("kind")
        if inherited is not None and kind not in (None, inherited):
            said = Sentence(
                "is {kind} but {inherited} in the base; remove that one or choose another name.",
                "为 {kind}，而在 base 中为 {inherited}；请移除那一项或改用其他名称。",
                kind=written(kind),
                inherited=written(inherited),
            )
            raise refusal(file.label, f"{section}.{name}.kind", said)
        for key, value in table.items():
            if key != "name":
                draft.assign([section, name, key], value, file.label)


def _assignments(options: Mapping[str, Any] | Iterable[str], layer: str) -> Iterable[tuple[str, Any]]:
    """Paths and values of the options of a layer, refused where nested too deeply; one text is one option."""
    if isinstance(options, str):
        options = [options]
    if not isinstance(options, Iterable):
        raise _unreadable(options, layer)
    stated = options.items() if isinstance(options, Mapping) else (_assignment(option, layer) for option in options)
    for path, value in stated:
        if not isinstance(path, str) or not path.strip():
            raise _unreadable(path, layer)
        path = path.strip()
        levels = DEEPEST_LEVEL - path.count(".")
        if levels < 0 or deeper_than(levels, value):
            raise _too_deep(path, layer)
        yield path, value


def _assignment(option: Any, layer: str) -> tuple[str, Any]:
    path, equals, value = option.partition("=") if isinstance(option, str) else ("", "", "")
    if not equals or not path.strip():
        raise _unreadable(option, layer)
    return path, _toml_value(path.strip(), value.strip(), layer)


def _too_deep(path: str, layer: str) -> RequestError:
    shown = path if len(path) <= 60 else f"{path[:57]}..."
    said = Sentence("is nested deeper than {most} levels.", "的嵌套超过 {most} 层。", most=DEEPEST_LEVEL)
    return refusal(layer, shown, said)


def _unreadable(option: Any, layer: str) -> RequestError:
    return RequestError(
        Sentence(
            "{layer}: {option} must read path=value, such as economy.firms=2000.",
            "{layer}：{option} 须写作 路径=值，例如 economy.firms=2000。",
            layer=layer,
            option=written(option),
        )
    )


def _toml_value(path: str, text: str, layer: str) -> Any:
    """The TOML value written in `text`, else the text itself."""
    try:
        table = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text
    except ValueError as error:  # more digits than Python reads
        raise refusal(layer, path, Sentence("is no value: {why}.", "不是值：{why}。", why=mistake(error))) from None
    except RecursionError:
        raise _too_deep(path, layer) from None
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
        raise refusal(
            label,
            path,
            Sentence(
                "is {value}; {hint}", "为 {value}；{hint}", value=written(value), hint=suggestion(str(value), series)
            ),
        )
    return f"{group}.{field}", series[value]
