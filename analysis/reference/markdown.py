"""Markdown of the reference pages: headings with anchors, tables, text that must be shown as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

#: What would otherwise be read as markup.
_MARKUP = re.compile(r"([\\`*_\[\]<>|~#{}])")


def plain(words: str) -> str:
    """Words as they are, on one line, with nothing read as markup."""
    return _MARKUP.sub(r"\\\1", re.sub(r"\s+", " ", words))


def code(words: object) -> str:
    """Words in the typeface of code; nothing where there are none."""
    said = " ".join(str(words).split()).replace("|", "\\|")
    return f"`{said}`" if said else ""


def heading(level: int, words: str, anchor: str) -> str:
    """A heading that can be opened at `#anchor`."""
    return f"{'#' * level} {words} {{#{anchor}}}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a table; none where it has no rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return []
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *lines, ""]


def link(words: str, page: str, anchor: str = "") -> str:
    """A link to a page or to one of its entries."""
    return f"[{words}]({page}{'#' + anchor if anchor else ''})"
