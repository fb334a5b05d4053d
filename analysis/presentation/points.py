"""Points of a design in words that a table has room for: paths by as much of their ends as tells them apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ...simulation.ground.given import written
from ...simulation.ground.printable import printable


def short_names(paths: Sequence[str]) -> dict[str, str]:
    """The end of each path, as much of it as no other path ends in."""
    found = {}
    for path in paths:
        parts = path.split(".")
        ends = [".".join(parts[place:]) for place in range(len(parts) - 1, -1, -1)]
        alone = [end for end in ends if not any(other.endswith(f".{end}") for other in paths if other != path)]
        found[path] = (alone or [path])[0]
    return found


def values_said(values: Iterable[tuple[str, object]], names: Mapping[str, str] | None = None) -> str:
    """Values by their paths; or by the `names` that these have, with no blank at which a line could end in between."""
    if not names:
        return printable(", ".join(f"{path} = {value_said(value)}" for path, value in values))
    return printable(", ".join(f"{names[path]}={value_said(value)}" for path, value in values))


def value_said(value: object) -> str:
    """The value of a lever or uncertainty, its number no longer than it deserves."""
    return f"{value:.6g}" if isinstance(value, float) else value if isinstance(value, str) else written(value)
