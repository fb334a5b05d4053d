"""The page of scenarios: what each is, what it changes against its base, its sources, its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from ...scenarios.files import LIBRARY, library
from ...scenarios.load import load
from ...simulation.ground.parameters import Source
from ...simulation.scenario import NAMED, Scenario
from ..presentation.changes import ADDED, CHANGED, Change, base_of, changes, is_stress, shown_value
from ..presentation.settings import note_of
from ..presentation.strings import text
from .markdown import code, heading, link, plain, table
from .marks import linked
from .words import say


@lru_cache(maxsize=1)
def all_scenarios() -> dict[str, Scenario]:
    """Every scenario of the library, by name."""
    return {name: load(name) for name in library()}


def scenarios_page(language: str, up: str = "") -> Iterator[str]:
    """Lines of the page; `up` leads to the folder of the pages of sources and facts."""
    known = all_scenarios()
    found = {name: _changed(known, name) for name in known}
    stresses = [name for name, scenario in known.items() if is_stress(scenario, found[name])]
    yield f"# {say('scenarios.title', language)}"
    yield ""
    yield say("scenarios.intro", language)
    for section, names in (("policies", [name for name in known if name not in stresses]), ("stresses", stresses)):
        yield ""
        yield heading(2, say(f"scenarios.{section}", language), f"library_{section}")
        for name in names:
            yield from _entry(known[name], found[name], language, up)


def _changed(known: Mapping[str, Scenario], name: str) -> list[Change]:
    above = base_of(name)
    return [] if above is None else changes(known[name], known[above])


def _entry(scenario: Scenario, found: list[Change], language: str, up: str) -> Iterator[str]:
    base = base_of(scenario.name)
    yield ""
    yield heading(3, f"{code(scenario.name)} {plain(scenario.title[language])}", scenario.name)
    yield ""
    yield plain(scenario.summary[language])
    yield ""
    yield f"**{say('source', language)}** {_told(scenario.source, language, up)}"
    yield ""
    if base is not None:
        yield f"**{say('base', language)}** {link(code(base), '', base)}"
        yield ""
        yield from table(
            [say("path", language), say("before", language), say("after", language)],
            (_row(change, language) for change in found),
        )
    stated = list(_sources(scenario, found, base is None, language, up))
    if stated:
        yield f"**{say('sources_of', language)}**"
        yield ""
        yield from stated
        yield ""
    yield f'??? note "{say("file", language)}"'
    yield ""
    yield "    ```toml"
    yield from (f"    {line}".rstrip() for line in _file(scenario.name).read_text(encoding="utf-8").splitlines())
    yield "    ```"


def _file(name: str) -> Path:
    return LIBRARY / f"{name}.toml"


def _row(change: Change, language: str) -> tuple[str, str, str]:
    if change.what == CHANGED:
        return _linked_path(change.path), code(shown_value(change.before)), code(shown_value(change.after))
    kind = change.after if change.what == ADDED else change.before
    page = "policies.md" if change.path.startswith("policy.") else "stresses.md"
    what = say("added" if change.what == ADDED else "removed", language)
    named = say("named", language, name=what, words=link(code(kind), page, str(kind)))
    return (code(change.path), "", named) if change.what == ADDED else (code(change.path), named, "")


def _linked_path(path: str) -> str:
    """A parameter leads to its entry; a value of a policy has none of its own."""
    group, _, rest = path.partition(".")
    return code(path) if group in NAMED else link(code(path), "parameters.md", f"{group}.{rest.partition('.')[0]}")


def _sources(scenario: Scenario, found: list[Change], whole: bool, language: str, up: str) -> Iterator[str]:
    """What the scenario itself says of where the values of its policies and stresses come from."""
    touched = {".".join(change.path.split(".")[:2]) for change in found}
    for section, items in (("policy", scenario.policies), ("stress", scenario.stresses)):
        for item in items:
            if not whole and f"{section}.{item.name}" not in touched:
                continue
            for field, source in item.source.items():
                yield f"- {code(f'{item.name}.{field}')} {_told(source, language, up)}"


def _told(source: Source, language: str, up: str) -> str:
    """Kind and note of a source, its marks as links."""
    kind = text(f"source.{source.kind}", language)
    return say("named", language, name=kind, words=linked(note_of(source, language), up))


def notes_of(scenario: Scenario) -> Iterator[str]:
    """Every note of a source that the scenario states: its own, and those of its policies and stresses."""
    yield scenario.source.note
    for item in (*scenario.policies, *scenario.stresses):
        yield from (source.note for source in item.source.values())
