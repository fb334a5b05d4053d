"""The marks in notes of sources (F66, K-m, D, A; P3 and the like for facts): what each means, and links to entries."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ..validation.facts import facts
from .markdown import plain

_SOURCES = Path(__file__).with_name("sources.tsv")

#: Marks of what is quoted from memory, with high, medium and low confidence.
FROM_MEMORY = ("K-h", "K-m", "K-l")
#: D and A stand alone only in these places; elsewhere the letters are letters.
_MARK = re.compile(
    r"(?<![A-Za-z0-9])(?:(F\d{1,3}|K-[hml]|[A-Z]\d{1,2})(?![A-Za-z0-9])"
    r"|(?<=[(（])([DA])(?=[);,）；，])|(?<=[,，、] )([DA])(?=[)）])|(D)(?= (?:from|of) ))"
)


class Reference(NamedTuple):
    """A secondary source: its mark, where it was read, whether that is a copy or a weak site, what it says."""

    mark: str
    where: str
    copy: bool
    says: str


@lru_cache(maxsize=1)
def secondary_sources() -> dict[str, Reference]:
    """Every secondary source, by its mark, in the order of their numbers."""
    lines = [line for line in _SOURCES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    rows = [line.split("\t") for line in lines]
    return {mark: Reference(mark, where, copy == "copy", says) for mark, where, copy, says in rows}


def marks_in(note: str) -> list[str]:
    """The marks that stand in a note, each once, in their order: sources, confidences, D, A and facts."""
    found = (next(group for group in match.groups() if group) for match in _MARK.finditer(note))
    return list(dict.fromkeys(mark for mark in found if _page_of(mark)))


def linked(note: str, up: str = "") -> str:
    """A note as Markdown, each mark a link to its entry; `up` leads from the page to the folder of the entries."""
    parts, place = [], 0
    for match in _MARK.finditer(note):
        mark = next(group for group in match.groups() if group)
        page = _page_of(mark)
        if page:
            parts += [plain(note[place : match.start()]), f"[{mark}]({up}{page}#{mark})"]
            place = match.end()
    return "".join([*parts, plain(note[place:])])


def _page_of(mark: str) -> str:
    """The page on which a mark has its entry; empty for letters that are no mark."""
    if mark in secondary_sources() or mark in FROM_MEMORY or mark in ("D", "A"):
        return "sources.md"
    return "facts.md" if mark in facts() else ""
