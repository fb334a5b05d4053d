"""One thing that happened to a firm, as its story keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from . import story_text
from .story_text import Told


@dataclass(frozen=True)
class Event:
    """Something that happened to the firm: the month (1 is the first), its kind, and the numbers of its sentence.

    Kinds are those of `sentences.SENTENCES`; names of numbers ending in `_fen` hold whole fen.
    """

    month: int
    kind: str
    numbers: Mapping[str, Told]

    def told(self, language: str) -> str:
        """The event in words."""
        return story_text.sentence(self.kind, self.numbers, language)
