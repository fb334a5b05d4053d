"""The drawings of the brief as SVG: who pays, who gains and loses, public cost over time, and the marks.

Drawn for paper: widths are in units of which 782 fill the line, texts stay texts, so that they can be found and read
aloud, and nothing rests on colour alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10

from ...statistics.scorecard import Mark
from ..palette import BETTER, EDGE, INK, PAYERS, RULE, SECOND, THIRD, WORSE, Fill
from ..short_labels import shorten

WIDTH = 782
_FONTS = "Inter, 'SMECredit Sans SC', sans-serif"
_BAR_LEFT, _BAR_RIGHT, _BAR_HEIGHT, _BAR_STEP = 150, 672, 22, 29
_BAR_MIDDLE = 420
#: Where what banks do not pay is less than this, it is drawn once more, larger.
_SMALL_REST = 0.3
_BREADTH_OF_BANK, _BREADTH_OF_PLATE = 90.0, 38.0


@dataclass(frozen=True)
class Bar:
    """One policy's bar: its name, whether it is set in bold, what each party pays of a yuan, and the total in words."""

    name: str
    bold: bool
    shares: Mapping[str, float]
    total: str


@dataclass(frozen=True)
class Dot:
    """One line of a dot plot: its name, value, interval and the value in words; tone +1 better, -1 worse, 0 unclear."""

    name: str
    value: float
    low: float | None
    high: float | None
    said: str
    tone: int


@dataclass(frozen=True)
class Panel:
    """One policy's line over the months, with its interval and what stands over it."""

    name: str
    values: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    said: str


def svg(width: float, height: float, title: str, parts: Iterable[str], definitions: str = "") -> str:
    """A drawing whose name screen readers say."""
    name = escape(title, quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{name}" '
        f'font-family="{_FONTS}">{definitions}{"".join(parts)}</svg>'
    )


def label(x: float, y: float, words: str, size: float = 12.5, **look: str) -> str:
    """A text; `anchor`, `fill` and `weight` change its look."""
    anchor, fill, weight = look.get("anchor", "start"), look.get("fill", INK), look.get("weight", "400")
    bold, chinese = f' font-weight="{weight}"', re.search("[\u2e80-\uffef]", words) is not None
    if weight != "400" and chinese:
        bold = f' stroke="{fill}" stroke-width="0.35"'  # the Chinese font has one weight
    if chinese:
        x += _hanging(words, anchor) * size
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" fill="{fill}"{bold}>'
        f"{_with_quotes(words) if chinese else escape(words)}</text>"
    )


def _hanging(words: str, anchor: str) -> float:
    """By how much of its size a Chinese text is moved, so that the empty half of a quotation mark indents no line."""
    if anchor == "start" and words.startswith("“"):
        return -0.5
    return 0.5 if anchor == "end" and words.endswith("”") else 0.0


def _with_quotes(words: str) -> str:
    """A Chinese text escaped, its quotation marks in the Chinese font wherever it is drawn, as `_hanging` supposes."""
    return re.sub("[“”]", lambda found: f"<tspan font-family=\"'SMECredit Sans SC'\">{found[0]}</tspan>", escape(words))


def line(x1: float, y1: float, x2: float, y2: float, stroke: str = RULE, dash: str = "") -> str:
    """A straight line."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}"{dashed}/>'


def payers(
    bars: Sequence[Bar], words: Mapping[str, str], title: str, say: Callable[[float], str], enlarged: str
) -> str:
    """Who pays each yuan of loss, a bar a policy: colour and pattern say who, a plate how much.

    `words` has the name of every party that pays under some policy, in order; `say` writes a part of a yuan. Where
    banks pay most, what they do not pay is drawn once more, larger, under the words `enlarged`.
    """
    rest = max((1.0 - bar.shares.get("bank", 0.0) for bar in bars), default=0.0)
    twice = 0.0 < rest <= _SMALL_REST
    top = 18 if twice else 2
    whole = (_BAR_LEFT, _BAR_MIDDLE if twice else _BAR_RIGHT)
    parts: list[str] = []
    if twice:
        parts.append(label(_BAR_MIDDLE + 30, 11, enlarged, size=11, fill=SECOND))
    for place, bar in enumerate(bars):
        y = top + place * _BAR_STEP
        parts += _name_of_bar(bar, y + _BAR_HEIGHT / 2 + 4.5)
        parts += _bar(bar.shares, words, y, whole, 1.0, say)
        if twice:
            others = {party: share for party, share in bar.shares.items() if party != "bank"}
            parts += _bar(others, words, y, (_BAR_MIDDLE + 30, _BAR_RIGHT), rest, say)
        parts.append(label(WIDTH, y + _BAR_HEIGHT / 2 + 4.5, bar.total, anchor="end", fill=SECOND))
    keys, bottom = _keys(words, top + len(bars) * _BAR_STEP + 8)
    return svg(WIDTH, bottom, title, [*parts, *keys], f"<defs>{''.join(map(_pattern, PAYERS))}</defs>")


def _name_of_bar(bar: Bar, middle: float) -> list[str]:
    names = bar.name.split("\n")
    weight, size = ("700" if bar.bold else "400"), (12.5 if len(names) == 1 else 10.5)
    return [
        label(_BAR_LEFT - 9, middle + 11.0 * (row - (len(names) - 1) / 2), name, size, anchor="end", weight=weight)
        for row, name in enumerate(names)
    ]


def _bar(
    shares: Mapping[str, float], words: Mapping[str, str], y: float, ends: tuple[float, float], most: float,
    say: Callable[[float], str],
) -> list[str]:  # fmt: skip
    """One bar from end to end, which stand for nothing and `most` of a yuan."""
    parts, left = [], ends[0]
    middle = y + _BAR_HEIGHT / 2 + 4.5
    for party in words:
        width = shares.get(party, 0.0) / most * (ends[1] - ends[0])
        if width <= 0.0:
            continue
        parts.append(
            f'<rect x="{left:.1f}" y="{y}" width="{width:.1f}" height="{_BAR_HEIGHT}" fill="{_fill(party)}" '
            f'stroke="#FFFFFF" stroke-width="1"/>'
        )
        if party == "bank" and width >= _BREADTH_OF_BANK:
            parts.append(label(left + 8, middle, f"{words[party]} {say(shares[party])}", fill="#FFFFFF", weight="700"))
        elif width >= _BREADTH_OF_PLATE:
            parts.append(_plate(left + width / 2, middle, f"{shares[party]:.2f}"))
        left += width
    return parts


def _plate(x: float, y: float, words: str) -> str:
    half = len(words) * 3.6 + 3
    ground = f'<rect x="{x - half:.1f}" y="{y - 12:.1f}" width="{2 * half:.1f}" height="15.5" rx="2" fill="#FFFFFF"/>'
    return ground + label(x, y, words, anchor="middle", size=12)


def _keys(words: Mapping[str, str], top: float) -> tuple[list[str], float]:
    """The legend, broken over lines."""
    parts, x, y = [], 0.0, top
    for party, name in words.items():
        width = 38 + _breadth(name)
        if x + width > WIDTH:
            x, y = 0.0, y + 21
        parts.append(f'<rect x="{x:.1f}" y="{y}" width="16" height="12" fill="{_fill(party)}" stroke="{EDGE}"/>')
        parts.append(label(x + 22, y + 10.5, name, fill=SECOND, size=12))
        x += width
    return parts, y + 18


def _fill(party: str) -> str:
    fill = PAYERS.get(party)
    if fill is None:
        return "#FFFFFF"
    return fill.ground if fill.pattern == "plain" else f"url(#fill-{party})"


_PATTERNS = {
    "rising": "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4",
    "falling": "M-2,6 l4,4 M0,0 l8,8 M6,-2 l4,4",
    "crossed": "M0,8 l8,-8 M0,0 l8,8",
    "across": "M0,2 h8 M0,6 h8",
    "down": "M2,0 v8 M6,0 v8",
    "plus": "M4,1 v6 M1,4 h6",
}


def _pattern(party: str) -> str:
    fill: Fill = PAYERS[party]
    if fill.pattern == "plain":
        return ""
    drawn = (
        f'<circle cx="2" cy="2" r="1.1" fill="{fill.lines}"/><circle cx="6" cy="6" r="1.1" fill="{fill.lines}"/>'
        if fill.pattern == "dotted"
        else f'<path d="{_PATTERNS[fill.pattern]}" stroke="{fill.lines}" stroke-width="1.4" fill="none"/>'
    )
    return (
        f'<pattern id="fill-{party}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{fill.ground}"/>{drawn}</pattern>'
    )


def dots(groups: Sequence[tuple[str, Sequence[Dot]]], title: str, unit: str) -> str:
    """Who gains and who loses: a column a group, all on one axis; a hollow dot where nothing is clear."""
    every = [
        end for _, lines in groups for each in lines for end in (each.value, each.low, each.high) if end is not None
    ]
    low, high = min([*every, 0.0]), max([*every, 0.0])
    spread = (high - low) or 1.0
    low, high = low - 0.04 * spread, high + 0.04 * spread
    step = _round_step(high - low)
    between, names = 28.0, [max((_breadth(each.name) for each in lines), default=0.0) for _, lines in groups]
    room = (WIDTH - between * (len(groups) - 1) - sum(names)) / len(groups)
    left = 0.0
    parts: list[str] = []
    longest = max((len(lines) for _, lines in groups), default=0)
    for place, (name, lines) in enumerate(groups):
        width = names[place] + room
        start, end = left + names[place] + 12, left + width - 62
        bottom = 22 + 20 * len(lines)

        def at(value: float, start: float = start, end: float = end) -> float:
            return start + (value - low) / (high - low) * (end - start)

        parts.append(label(left, 11, name, weight="700", size=12))
        parts.append(line(at(0.0), 18, at(0.0), bottom, SECOND, "3 3"))
        for tick in (-step, step):
            if low <= tick <= high:
                parts.append(line(at(tick), 18, at(tick), bottom))
                parts.append(
                    label(at(tick), bottom + 13, f"{tick:+g}".replace("-", "−"), anchor="middle", size=11, fill=THIRD)
                )
        parts.append(label(at(0.0), bottom + 13, "0", anchor="middle", size=11, fill=THIRD))
        for row, each in enumerate(lines):
            parts += _dot(each, left, left + width, 33 + 20 * row, at)
        left += width + between
    return svg(WIDTH, 42 + 20 * longest, f"{title} ({unit})", parts)


def _breadth(words: str) -> float:
    """About how wide a text of size 12 is."""
    return sum(12.2 if ord(sign) > 0x2E80 else 6.6 for sign in words)


def _dot(each: Dot, left: float, right: float, y: float, at: Callable[[float], float]) -> list[str]:
    colour = {1: BETTER, -1: WORSE}.get(each.tone, THIRD)
    parts = [label(left, y + 4, each.name, size=12)]
    if each.low is not None and each.high is not None:
        parts.append(
            f'<line x1="{at(each.low):.1f}" y1="{y}" x2="{at(each.high):.1f}" y2="{y}" stroke="{colour}" '
            'stroke-width="2.5" stroke-opacity="0.5"/>'
        )
    hollow = f'fill="#FFFFFF" stroke="{colour}" stroke-width="1.6"' if not each.tone else f'fill="{colour}"'
    parts.append(f'<circle cx="{at(each.value):.1f}" cy="{y}" r="4.2" {hollow}/>')
    weight = "700" if each.tone else "400"
    if not each.tone:
        mark = _MARKS[Mark.INDISTINGUISHABLE]
        parts.append(f'<g transform="translate({right - 48:.1f} {y - 5.5}) scale(0.8)">{mark}</g>')
    parts.append(label(right, y + 4, each.said, anchor="end", size=12, fill=colour, weight=weight))
    return parts


def _round_step(span: float) -> float:
    """A round number about a third of a span."""
    power = 10.0 ** floor(log10(span / 3.0)) if span > 0.0 else 1.0
    return next((factor * power for factor in (5.0, 2.0) if factor * power <= span / 2.0), power)


def over_time(panels: Sequence[Panel], title: str, unit: str, month: str) -> str:
    """A line a policy, each in a panel of its own on one axis, the others behind it in grey."""
    columns = min(len(panels), 4)
    rows = -(-len(panels) // columns)
    left, between, top, height, step = 52.0, 18.0, 56.0, 104.0, 186.0
    drawn = max(columns, 3)  # one or two are no wider than three
    width = (WIDTH - left - between * (drawn - 1)) / drawn
    every = [end for panel in panels for ends in (panel.low, panel.high) for end in ends] or [0.0]
    low, high = min([*every, 0.0]), max([*every, 0.0])
    if high - low <= 0.0:
        high = low + 1.0
    months = max(len(panel.values) for panel in panels)
    tick = _round_step(high - low)
    parts: list[str] = []
    for place, panel in enumerate(panels):
        x0, y0 = left + (place % columns) * (width + between), top + (place // columns) * step

        def at(number: int, value: float, x0: float = x0, y0: float = y0) -> str:
            x = x0 + width * number / max(months - 1, 1)
            return f"{x:.1f},{y0 + height * (high - value) / (high - low):.1f}"

        def level(value: float, y0: float = y0) -> float:
            return y0 + height * (high - value) / (high - low)

        for words, offset, weight in zip(_two_lines(panel.name), (-40, -26), ("700", "700"), strict=False):
            parts.append(label(x0, y0 + offset, words, size=12, weight=weight))
        parts.append(label(x0, y0 - 10, panel.said, size=11, fill=SECOND))
        ticks = [number * tick for number in range(-6, 7) if low <= number * tick <= high]
        for value in ticks:
            parts.append(
                line(
                    x0,
                    level(value),
                    x0 + width,
                    level(value),
                    SECOND if value == 0.0 else RULE,
                    "3 3" if value == 0.0 else "",
                )
            )
            if place % columns == 0:
                said = f"{value:+,g}".replace("-", "−") if value else "0"
                parts.append(label(x0 - 7, level(value) + 4, said, anchor="end", size=11, fill=THIRD))
        for other in panels:
            if other is not panel:
                parts.append(_path([at(n, v) for n, v in enumerate(other.values)], "#AEB8C2", 0.8))
        band = [at(n, v) for n, v in enumerate(panel.high)] + [
            at(n, v) for n, v in reversed(list(enumerate(panel.low)))
        ]
        parts.append(f'<polygon points="{" ".join(band)}" fill="{INK}" fill-opacity="0.14"/>')
        parts.append(_path([at(n, v) for n, v in enumerate(panel.values)], INK, 1.8))
        parts.append(label(x0, y0 + height + 16, f"{month} 1", size=11, fill=THIRD))
        parts.append(label(x0 + width, y0 + height + 16, str(months), size=11, fill=THIRD, anchor="end"))
    return svg(WIDTH, top + step * (rows - 1) + height + 22, f"{title} ({unit})", parts)


def _two_lines(name: str) -> tuple[str, str]:
    first, _, second = shorten(name, 26, 2).partition("\n")
    return (first, second) if second else ("", first)


def _path(points: Sequence[str], stroke: str, width: float) -> str:
    return f'<polyline points="{" ".join(points)}" fill="none" stroke="{stroke}" stroke-width="{width:g}"/>'


_MARKS = {
    Mark.BETTER: f'<circle cx="7" cy="7" r="6.5" fill="{BETTER}"/><path d="M3.8,7.2 l2.3,2.4 l4.2,-4.8" '
    'stroke="#FFFFFF" stroke-width="1.7" fill="none"/>',
    Mark.WORSE: f'<rect x="0.5" y="0.5" width="13" height="13" rx="2" fill="{WORSE}"/><path d="M4,4 l6,6 M10,4 l-6,6" '
    'stroke="#FFFFFF" stroke-width="1.7" fill="none"/>',
    Mark.INDISTINGUISHABLE: f'<path d="M1.5,5.5 q2.7,-3 5.5,0 t5.5,0 M1.5,10 q2.7,-3 5.5,0 t5.5,0" stroke="{THIRD}" '
    'stroke-width="1.5" fill="none"/>',
    Mark.SHIFTED: f'<path d="M1,5 h10 M8.5,2.5 l2.5,2.5 l-2.5,2.5 M13,9.5 h-10 M5.5,7 l-2.5,2.5 l2.5,2.5" '
    f'stroke="{INK}" stroke-width="1.3" fill="none"/>',
    Mark.SHARE: f'<circle cx="7" cy="7" r="5.8" stroke="{SECOND}" stroke-width="1.4" fill="none"/>'
    f'<path d="M7,7 v-5.8 a5.8,5.8 0 0 1 5.8,5.8 z" fill="{SECOND}"/>',
    Mark.ONE_SEED: f'<circle cx="7" cy="7" r="5.8" stroke="{THIRD}" stroke-width="1.4" fill="none" '
    'stroke-dasharray="2 2"/>',
    Mark.NONE: f'<path d="M2,7 h10" stroke="{THIRD}" stroke-width="1.5"/>',
}


def mark_svg(mark: Mark, word: str) -> str:
    """The mark of an answer, told apart by shape."""
    return svg(14, 14, word, [_MARKS[mark]])
