"""The page of sources: what every mark means, where it was read, and which entries cite it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ...scenarios.files import LIBRARY
from ..validation.facts import facts
from .markdown import code, heading, link, plain
from .marks import FROM_MEMORY, marks_in, secondary_sources
from .parameters import baseline_parameters
from .scenarios import all_scenarios, notes_of

_INTRO = """\
# Sources

Every number names the kind of its source and says where it comes from. Most notes are words: author, year and journal
of a paper, number of a regulation. The short marks in them are these.

A secondary source (F and a number) was read as an excerpt, often in a mirror or a repost; **the official original was
not checked**. Where it was read is given as it was found, not as a link: some of these sites are weak, and marked so.
What it says is told in our words, for what the model uses of it.
"""

_LETTERS = {
    "K-h": "The published source that the note names, quoted from memory, with high confidence.",
    "K-m": "The published source that the note names, quoted from memory, with medium confidence.",
    "K-l": "The published source that the note names, quoted from memory, with low confidence.",
    "D": "Derived: worked out from the numbers that the note cites.",
    "A": "Assumption: no source was found. The note says why the number has its value.",
}


def sources_page() -> Iterator[str]:
    """Lines of the page."""
    cited = citations()
    yield from _INTRO.splitlines()
    yield ""
    yield heading(2, "Letters", "letters")
    for mark in (*FROM_MEMORY, "D", "A"):
        yield ""
        yield heading(3, mark, mark)
        yield ""
        yield _LETTERS[mark]
        yield from _cited_by(cited.get(mark, []), few=12)
    yield ""
    yield heading(2, "Secondary sources", "secondary")
    for source in secondary_sources().values():
        yield ""
        yield heading(3, source.mark, source.mark)
        yield ""
        yield plain(source.says)
        yield ""
        weak = " A mirror, a repost or a weak site." if source.copy else ""
        yield f"**Read at** {plain(source.where)}.{weak}"
        yield from _cited_by(cited.get(source.mark, []))


def _cited_by(entries: list[str], few: int = 10_000) -> Iterator[str]:
    if entries:
        more = f" and {len(entries) - few} more" if len(entries) > few else ""
        yield ""
        yield f"**Cited by** {', '.join(entries[:few])}{more}"


@lru_cache(maxsize=1)
def citations() -> dict[str, list[str]]:
    """By mark, links to the parameters, scenarios, series and facts whose sources name it."""
    cited: dict[str, list[str]] = {}

    def cite(note: str, entry: str) -> None:
        for mark in marks_in(note):
            if entry not in cited.setdefault(mark, []):
                cited[mark].append(entry)

    for row in baseline_parameters():
        cite(row["source"]["note"], link(code(row["path"]), "parameters.md", row["path"]))
    told = set(notes_of(all_scenarios()["baseline"]))
    for name, scenario in all_scenarios().items():
        for note in notes_of(scenario):
            if name == "baseline" or note not in told:
                cite(note, link(code(name), "scenarios.md", name))
    for path in sorted((LIBRARY / "series").glob("*.csv")):
        cite(path.read_text(encoding="utf-8"), code(f"series/{path.name}"))
    for fact in facts().values():
        cite(f"{fact.source} {fact.value}", link(fact.id, "facts.md", fact.id))
    return cited
