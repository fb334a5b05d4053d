"""Colours of the scorecard, the brief and the page, by role; every text has a contrast of 4.5 or more on white.

Better and worse are blue-green and vermilion, which differ for red-green blindness too, and never stand without a mark.
A payer has a colour and a pattern.
"""

from __future__ import annotations

from typing import NamedTuple

INK, SECOND, THIRD = "#14212E", "#435160", "#5A6775"
RULE, EDGE = "#D8DEE4", "#76838F"
BETTER, WORSE, CAVEAT, CAVEAT_GROUND = "#00695F", "#A83A05", "#9A6B00", "#FFF4DC"
NOW = "#0B5FB0"
#: Ground of a page and of a card.
PAGE, CARD = "#FFFFFF", "#FFFFFF"


class Fill(NamedTuple):
    """How a payer's part is filled: ground, colour of its pattern, and the pattern."""

    ground: str
    lines: str
    pattern: str


#: Patterns: plain, two stripes, cross-hatched, dotted, lined across and down.
PAYERS: dict[str, Fill] = {
    "bank": Fill("#2B64A0", "", "plain"),
    "guarantor": Fill("#C9701A", "#F3C48F", "rising"),
    "provincial_reguarantor": Fill("#E7C766", "#7A5B00", "falling"),
    "national_fund": Fill("#B79BCB", "#5C3B78", "crossed"),
    "compensation_fund": Fill("#1E7F6A", "#D8F0E8", "dotted"),
    "local_fund": Fill("#9BD3B8", "#1C6B4A", "across"),
    "local_government": Fill("#BDB3DD", "#4B3C86", "down"),
    "insurer": Fill("#C5CCD3", "#4A5560", "plus"),
}
