"""Declared counts: what a month counts has a name, a unit and a meaning, stated once, and a place in one array."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import NoColumnError, Sentence, lacking


@dataclass(frozen=True)
class Count:
    """One declared count."""

    name: str
    unit: str
    meaning: str


class Counts:
    """A list of counts; `declare` returns the place of each in the array that a month fills."""

    def __init__(self) -> None:
        self.declared: list[Count] = []
        self._places: dict[str, int] = {}

    def declare(self, name: str, unit: str, meaning: str) -> int:
        """Declare a count; returns its place. Raises TypeError for a name declared before."""
        if name in self._places:
            raise TypeError(f"count {name} is declared twice")
        self._places[name] = len(self.declared)
        self.declared.append(Count(name, unit, meaning))
        return self._places[name]

    def place(self, name: str) -> int:
        """Place of a count. Raises NoColumnError, a KeyError, for one that nobody declared."""
        if name not in self._places:
            raise NoColumnError(lacking(Sentence("the list of counts", "计数表"), name, self._places))
        return self._places[name]

    @property
    def names(self) -> list[str]:
        """Names in the order of their places."""
        return [count.name for count in self.declared]
