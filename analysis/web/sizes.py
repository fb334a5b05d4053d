"""How large a run is, and what holds for every run of an answer."""

from __future__ import annotations

from dataclasses import dataclass

FULL, QUICK = "full", "quick"


@dataclass(frozen=True)
class Size:
    """How many firms and months a run has; None is what the scenario states."""

    firms: int | None = None
    months: int | None = None


@dataclass(frozen=True)
class World:
    """The stress that is laid on every setting (None: normal times), the size, and whether runs are full or quick."""

    economy: str | None
    size: Size
    kind: str = QUICK
