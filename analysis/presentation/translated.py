"""Chinese for the notes and units of parameters, which are declared in English beside the behaviour that uses them.

A note is known by its parameter and by a digest of its English words: one that has changed since is shown in English
rather than in words that may no longer be true.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
_DIGITS = 8


def note_of_parameter(row: Mapping[str, Any], language: str) -> str:
    """The note of a parameter's source, in Chinese where it has one."""
    source, path = row["source"], str(row["path"])
    english = str(source["note"])
    if language != "zh":
        return english
    return str(source.get("zh") or _notes().get((path, digest(english))) or english)


def unit_in(unit: str, language: str) -> str:
    """A parameter's unit, in Chinese where it has a name."""
    return _units().get(unit, unit) if language == "zh" else unit


def digest(english: str) -> str:
    """What tells one wording of a note from another."""
    return hashlib.sha256(english.encode()).hexdigest()[:_DIGITS]


@lru_cache(maxsize=1)
def _notes() -> dict[tuple[str, str], str]:
    return {(path, known): chinese for path, known, chinese in _lines("notes_zh.tsv")}


@lru_cache(maxsize=1)
def _units() -> dict[str, str]:
    return {line[0]: line[1] for line in _lines("units_zh.tsv")}


def _lines(name: str) -> Iterator[list[str]]:
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
