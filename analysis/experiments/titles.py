"""Names and titles of the scenarios of one result, each told apart from the others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence


def short_title(title: Mapping[str, str], language: str) -> str:
    """A title up to its colon: what fits over a column."""
    return re.split(r": |：", title[language])[0]


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Names made distinct: the second `baseline` of a comparison is `baseline (2)`."""
    found: list[str] = []
    for name in names:
        candidate, count = name, 1
        while candidate in found:
            count += 1
            candidate = f"{name} ({count})"
        found.append(candidate)
    return tuple(found)
