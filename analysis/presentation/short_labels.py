"""Titles on the few short lines that a figure has room for, cut so that they can still be told apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from ..experiments.titles import distinct

if TYPE_CHECKING:
    from ..experiments.paired_runs import PairedRuns

_CHINESE = r"[\u2e80-\uffef]"
# A last line is short below this part of the width.
_SHORT = 2.0 / 3.0
# Where what differs in a title may begin, the clearest place first: a setting, the end of a key, a key in a table, a
# value.
_BEGINNINGS = (r"(?<=, )|(?<=，)", r"(?<=[.])(?=[A-Za-z])", r"(?<=[,{ ])(?=[A-Za-z])", r"(?<=[=,{\[ ])", "")


def labels(comparison: PairedRuns, language: str, width: int, lines: int) -> list[str]:
    """The titles of a comparison on at most `lines` lines of `width` columns each, no two alike."""
    return told_apart([comparison.title(name, language) for name in comparison.names], width, lines)


def told_apart(titles: Sequence[str], width: int, lines: int) -> list[str]:
    """Titles made short; of those that would be cut to the same words, what differs is shown behind three dots."""
    shown = [shorten(title, width, lines) for title in titles]
    found = list(shown)
    for place, label in enumerate(shown):
        alike = [other for other, same in zip(titles, shown, strict=True) if same == label]
        if len(alike) > 1:
            found[place] = shorten(f"…{titles[place][_start_of_difference(alike, width, lines) :]}", width, lines)
    return list(distinct(found))


def _start_of_difference(titles: Sequence[str], width: int, lines: int) -> int:
    """The last place common to all from where on they are told apart, at the clearest beginning there is."""
    # What the first and the last in order of letters share is shared by all.
    pairs = zip(min(titles), max(titles), strict=False)
    common = "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    start = 0
    for beginning in _BEGINNINGS:
        start = max((found.end() for found in re.finditer(beginning, common)), default=start)
        if len({shorten(f"…{title[start:]}", width, lines) for title in titles}) == len(titles):
            return start
    return start


def shorten(title: str, width: int = 18, lines: int = 2) -> str:
    """A title on at most two short lines of `width` columns; a Chinese character takes two.

    A word longer than a line is broken behind a sign. Chinese whose last line would be short is broken into lines about
    as long as each other, so that no character stands alone.
    """
    parts = _broken(title, width)
    if len(parts) > lines:
        parts = [*parts[: lines - 1], parts[lines - 1].rstrip() + "…"]
    elif re.search(_CHINESE, title) and _columns(parts[-1]) < _SHORT * width:
        even = (_broken(title, columns) for columns in range(-(-_columns(title) // len(parts)), width))
        parts = next((each for each in even if len(each) == len(parts)), parts)
    return "\n".join(part.strip() for part in parts)


def _broken(title: str, width: int) -> list[str]:
    """A title on as many lines of `width` columns as it needs."""
    words = re.findall(rf"{_CHINESE}|[^\s\u2e80-\uffef]+\s*|\s+", title)
    parts = [""]
    for word in words:
        for piece in [word] if _columns(word.rstrip()) <= width else re.findall(r"[^._=,{]*[._=,{]|[^._=,{]+", word):
            if parts[-1] and _columns(parts[-1] + piece.rstrip()) > width:
                parts.append("")
            parts[-1] += piece
    return parts


def _columns(string: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in string)
