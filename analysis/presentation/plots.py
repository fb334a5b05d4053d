"""Figures of a comparison: indicators month by month with bands, and losses by payer.

A panel has two parts: the levels of every scenario above, and below, on its own axis, the paired difference
from the reference. The bands of the levels are wide, because seeds differ; only the lower part shows whether
a policy made a difference. Lines are told apart by style and marker, never by colour alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING, Any

import numpy as np

from ..statistics.indicators import MONTH, RUN, flows_by_month, shown_unit, unit_of
from .formatting import amount, scale_of, scaled, unit_label, yuan_of_loss
from .headlines import PANELS, SPANS, label_of
from .short_labels import labels
from .strings import text
from .typeface import families

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    from ..experiments.paired_runs import PairedRuns

INK, GREY, RULE = "#1d2329", "#5c6670", "#dfe3e8"

# Colour, dash, marker; the reference first. Colours of Okabe and Ito (2008), which the colour-blind tell apart; from
# the seventh on they come again, darker, and dash and marker tell them apart.
_LINES: tuple[tuple[str, Any, str], ...] = (
    ("#4d5761", (0, (4, 2)), "o"),
    ("#0072b2", "-", "s"),
    ("#c44e00", (0, (6, 1.5, 1, 1.5)), "^"),
    ("#00785a", (0, (1, 1.2)), "D"),
    ("#8a3d8f", (0, (8, 2)), "v"),
    ("#7a6200", (0, (3, 1, 1, 1, 1, 1)), "x"),
    ("#003f66", (0, (10, 1, 1, 1, 1, 1)), "+"),
    ("#8a2f00", (0, (2, 2)), "*"),
    ("#004d3a", (0, (5, 1)), "<"),
    ("#5c2060", (0, (1, 3)), ">"),
)
#: With more scenarios than this, lines carry markers, and only the reference's level has its band.
FEW = 4
_MARKER_SIZE = 4.5
# Columns of a title over the bars of a phone, and columns and lines beside those of a page.
_PHONE_LABEL, _BAR_LABEL = 34, (22, 3)
#: A policy whose difference is this many times the next largest would hide it on a plain axis.
_HIDES = 4.0
_TICKS_APART = 0.22
# Points, where a figure of the page is drawn 350 wide: as large as the text around it on a phone.
_PAGE_FONT = 12.0

# Party: fill, hatch.
_PARTIES: dict[str, tuple[str, str]] = {
    "bank": ("#9cc4e4", ""),
    "guarantor": ("#f3bf8f", "//"),
    "provincial_reguarantor": ("#f6dfae", "\\\\"),
    "national_fund": ("#e5a3a3", "xx"),
    "compensation_fund": ("#97d0b5", ".."),
    "local_fund": ("#d3e6b5", "--"),
    "local_government": ("#c9b6de", "||"),
    "insurer": ("#d2d6da", "++"),
}
_OTHER_PARTY = ("#ffffff", "oo")
_LABEL_BOX = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}


@contextmanager
def style(font_size: float = 9.0) -> Iterator[None]:
    """The look of every figure; text stays text in SVG, so that the reader's browser draws it."""
    import matplotlib as mpl

    settings: dict[Any, Any] = {
        "font.family": families(),
        "font.size": font_size,
        "text.parse_math": False,
        "text.color": INK,
        "axes.edgecolor": GREY,
        "axes.labelcolor": GREY,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "grid.color": RULE,
        "grid.linewidth": 0.7,
        "xtick.color": GREY,
        "ytick.color": GREY,
        "ytick.left": False,
        "xtick.labelsize": font_size - 1,
        "ytick.labelsize": font_size - 1,
        "hatch.linewidth": 0.6,
        "svg.fonttype": "none",
        "svg.hashsalt": "smecredit",
        "figure.dpi": 100,
        "savefig.dpi": 150,
    }
    with mpl.rc_context(settings):
        yield


def panel_keys(comparison: PairedRuns) -> list[str]:
    """The indicators worth a panel: recorded by month and defined in at least one scenario."""
    return [key for key in PANELS if _drawable(comparison, key)]


def panel_title(key: str, language: str) -> str:
    """What a panel shows."""
    label = label_of(key, language)
    return text(f"panel.{SPANS[key]}", language, label=label) if key in SPANS else label


def panel_svg(comparison: PairedRuns, key: str, language: str) -> str:
    """One panel as SVG for the page, where its title, headlines and the names of its lines stand in text."""
    from matplotlib.figure import Figure

    with style(_PAGE_FONT):
        figure = Figure(figsize=(4.9, 3.5))
        level, change = figure.subplots(2, 1, sharex=True, height_ratios=[2, 1])
        figure.subplots_adjust(left=0.14, right=0.97, top=0.91, bottom=0.14, hspace=0.4)
        draw_panel(level, change, comparison, key, language)
        return _svg(figure, panel_title(key, language), f"{key}-{language}-")


def swatch_svg(comparison: PairedRuns, name: str, prefix: str) -> str:
    """The look of one scenario's line, for the page to stand before its name; identifiers begin with `prefix`."""
    from matplotlib.figure import Figure

    place = comparison.names.index(name)
    with style(_PAGE_FONT):
        figure = Figure(figsize=(0.7, 0.17))
        axis = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axis.set_axis_off()
        axis.set(xlim=(0.0, 1.0), ylim=(-1.0, 1.0))
        line = handle(place, len(comparison.names) > FEW)
        line.set_data([0.02, 0.5, 0.98], [0.0, 0.0, 0.0])
        line.set_markevery([1])
        axis.add_line(line)
        return _svg(figure, name, f"{prefix}-{place}-")


def handle(place: int, marked: bool) -> Line2D:
    """A line as the scenario at this place has it in the panels."""
    from matplotlib.lines import Line2D

    colour, dash, marker = _LINES[place % len(_LINES)]
    return Line2D(
        [], [], color=colour, linestyle=dash, linewidth=1.6, marker=marker if marked else None,
        markersize=_MARKER_SIZE + 1,
    )  # fmt: skip


def losses_svg(comparison: PairedRuns, language: str, narrow: bool = False) -> str:
    """Losses by payer as SVG for the page, `narrow` for a phone."""
    from matplotlib.figure import Figure

    with style(_PAGE_FONT if narrow else 9.5):
        key = 0.25 * -(-len(_payers(comparison)) // 2) + 0.1 if narrow else 0.55
        height = (0.75 if narrow else 0.55) * len(comparison.names) + key + (0.4 if narrow else 0.25)
        figure = Figure(figsize=(4.9 if narrow else 11.5, height))
        axis = figure.subplots()
        draw_losses(axis, comparison, language, narrow)
        bottom = key / height
        figure.subplots_adjust(left=0.02 if narrow else 0.17, right=0.98 if narrow else 0.86, top=0.99, bottom=bottom)
        return _svg(figure, text("losses.title", language), f"losses-{language}-{'narrow' if narrow else 'wide'}-")


def draw_panel(level: Axes, change: Axes, comparison: PairedRuns, key: str, language: str) -> None:
    """Draw the levels of an indicator on one axis and the differences from the reference on another."""
    unit = unit_of(key) if SPANS.get(key) == RUN else shown_unit(key)
    months = np.arange(1, comparison.months + 1)
    _draw_lines(level, comparison, key, unit, language, months, change=False)
    _draw_lines(change, comparison, key, unit, language, months, change=True)
    level.tick_params(labelbottom=False, bottom=False)
    change.axhline(0.0, color=GREY, linewidth=0.8)
    change.set_xlim(1, comparison.months)
    change.set_xlabel(text("axis.month", language), loc="right", labelpad=1)


def _draw_lines(
    axis: Axes, comparison: PairedRuns, key: str, unit: str, language: str, months: Any, change: bool
) -> None:
    """Draw a line a scenario with its interval."""
    names = comparison.others if change else comparison.names
    span = SPANS.get(key, MONTH)
    found = {name: comparison.series(name, key, change, span) for name in names}
    factor = 12.0 if flows_by_month(key) and span != RUN else 1.0  # a month's flow as a rate a year
    drawn = {name: tuple(part * factor for part in series) for name, series in found.items() if series is not None}
    extremes = [float(end) for series in drawn.values() for part in series for end in _range(part)]
    scale = scale_of(extremes, unit, language)
    many = len(comparison.names) > FEW
    for name, series in drawn.items():
        place = comparison.names.index(name)
        colour, line, marker = _LINES[place % len(_LINES)]
        value, low, high = (scaled_array(part, unit, scale) for part in series)
        if not many or change or name == comparison.reference:
            axis.fill_between(months, low, high, color=colour, alpha=0.08 if many and change else 0.16, linewidth=0)
        # Markers of different lines stand at different months, so that none hides another.
        step = max(len(months) // 4, 1)
        every = (place * step // len(comparison.names), step)
        axis.plot(
            months, value, color=colour, linestyle=line, linewidth=1.3 if many else 1.6,
            marker=marker if many else None, markersize=_MARKER_SIZE, markevery=every,
        )  # fmt: skip
    axis.margins(y=0.08)
    axis.locator_params(axis="y", nbins=3 if change else 5)
    label = unit_label(unit, language, scale)
    if change:
        stretched = _stretch(axis, [scaled_array(np.abs(series[0]), unit, scale) for series in drawn.values()])
        label = text(
            "axis.difference_stretched" if stretched else "axis.difference", language,
            unit=unit_label(unit, language, scale, difference=True),
        )  # fmt: skip
    axis.text(
        0.0, 1.04, label, transform=axis.transAxes, ha="left", va="bottom", color=GREY,
        fontsize=_small(),
    )  # fmt: skip


def _stretch(axis: Axes, sizes: Sequence[Any]) -> bool:
    """Stretch an axis of differences near zero where one policy's would hide the others'; whether that was needed.

    The scale is the inverse hyperbolic sine: linear up to the second largest of the policies, logarithmic beyond.
    """
    peaks = sorted(peak for size in sizes if (peak := _range(size)[1]) > 0.0)
    if len(peaks) < 2 or peaks[-1] <= _HIDES * peaks[-2]:
        return False
    near, far = (_round_down(peak) for peak in (peaks[-2], peaks[-1]))
    axis.set_yscale("asinh", linear_width=peaks[-2])
    bottom, top = axis.get_ylim()
    height = math.asinh(top / peaks[-2]) - math.asinh(bottom / peaks[-2])
    ticks: list[float] = []
    for tick in (0.0, far, -far, near, -near):  # the first have precedence where there is no room for all
        apart = min((abs(math.asinh(tick / peaks[-2]) - math.asinh(other / peaks[-2])) for other in ticks), default=1e9)
        if bottom <= tick <= top and apart > _TICKS_APART * height:
            ticks.append(tick)
    axis.set_yticks(ticks, labels=[f"{tick:,g}".replace("-", "−") for tick in ticks])
    axis.set_yticks([], minor=True)
    return True


def _round_down(size: float) -> float:
    """One, two or five times a power of ten, not above a size."""
    power = 10.0 ** math.floor(math.log10(size))
    return next(factor * power for factor in (5.0, 2.0, 1.0) if factor * power <= size * (1.0 + 1e-12))


def scaled_array(values: Any, unit: str, scale: int) -> Any:
    """An array as `formatting.scaled` shows a number."""
    return values * scaled(1.0, unit, scale)


def _small() -> float:
    import matplotlib as mpl

    return float(mpl.rcParams["font.size"]) - 0.5


def _range(values: Any) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)


def _payers(comparison: PairedRuns) -> list[str]:
    return [
        party
        for party in comparison.parties
        if any((comparison.losses(name)[party].value or 0.0) > 0.0 for name in comparison.names)
    ]


def draw_losses(axis: Axes, comparison: PairedRuns, language: str, narrow: bool = False) -> None:
    """Draw who pays each yuan of loss: one bar a scenario, a hatch for each party, the total at its end."""
    from matplotlib.patches import Patch

    shown = _payers(comparison)
    positions = range(len(comparison.names))
    titles = labels(comparison, language, *((_PHONE_LABEL, 1) if narrow else _BAR_LABEL))
    height = 0.42 if narrow else 0.62
    for position, name in zip(positions, comparison.names, strict=True):
        left = 0.0
        for party in shown:
            share = comparison.loss_shares(name)[party].value or 0.0
            fill, hatch = _PARTIES.get(party, _OTHER_PARTY)
            axis.barh(position, share, height, left, color=fill, hatch=hatch, edgecolor=INK, linewidth=0.6)
            if share >= (0.13 if narrow else 0.05):
                label = yuan_of_loss(share, language)
                axis.text(left + share / 2, position, label, ha="center", va="center", bbox=_LABEL_BOX)
            left += share
        lost = amount(comparison.total_loss(name)[0].times(1.0 / comparison.years).value, "yuan per year", language)
        total = text("losses.total", language, total=lost)
        if narrow:
            axis.text(0.0, position - height / 2 - 0.08, f"{titles[position]} · {total}", va="bottom", ha="left")
        else:
            axis.text(1.01, position, total, va="center", ha="left", color=GREY)
    axis.set_xlim(0.0, 1.0)
    axis.set_ylim(len(comparison.names) - 0.45, -0.75 if narrow else -0.45)
    axis.grid(False)
    axis.set_xticks([])
    axis.spines["bottom"].set_visible(False)
    if narrow:
        axis.set_yticks([])
    else:
        axis.set_yticks(list(positions), labels=titles, color=INK)
    patches = [
        Patch(facecolor=fill, hatch=hatch, edgecolor=INK, linewidth=0.6, label=text(f"party.{party}", language))
        for party in shown
        for fill, hatch in [_PARTIES.get(party, _OTHER_PARTY)]
    ]
    if patches:
        axis.legend(
            handles=patches, ncols=2 if narrow else 4 if len(patches) > 5 else 5, frameon=False,
            loc="upper left", bbox_to_anchor=(0.0, 0.0),
            borderaxespad=0.3, handlelength=1.6, columnspacing=1.2,
        )  # fmt: skip


def _drawable(comparison: PairedRuns, key: str) -> bool:
    found = [comparison.series(name, key, False, SPANS.get(key, MONTH)) for name in comparison.names]
    return any(series is not None and np.isfinite(series[0]).any() for series in found)


def _rounded(attribute: re.Match[str]) -> str:
    """Coordinates to a tenth of a point: half the size of the page, and no eye can tell."""
    return re.sub(r"-?\d+\.\d+", lambda number: f"{float(number[0]):.1f}", attribute[0])


def _svg(figure: Figure, title: str, prefix: str) -> str:
    """The figure as an `<svg>` element to stand inside a page.

    Identifiers get `prefix`, because a page holds many figures and a hidden one must not answer for another.
    Addresses (of namespaces) and font names go; coordinates keep one decimal of a point.
    """
    from html import escape

    buffer = StringIO()
    figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    source = buffer.getvalue()
    source = source[source.index("<svg") :]
    view_box = re.search(r'viewBox="[^"]*"', source)
    opening = f'<svg {view_box.group(0) if view_box else ""} role="img" aria-label="{escape(title, quote=True)}">'
    for pattern, replacement in (
        (r"<metadata>.*?</metadata>|<!--.*?-->|<style.*?</style>", ""),
        (r"<svg[^>]*>", lambda _: opening),
        (r'<g id="[^"]*"', "<g"),
        (r'\bid="', f'id="{prefix}'),
        (r"url\(#", f"url(#{prefix}"),
        (r'xlink:href="#', f'href="#{prefix}'),
        (r"font: ([\d.]+)px [^;\"]*", r"font-size: \1px"),
        (r" font-family: [^;\"]*;", ""),
        (r' transform="rotate\(-0 [^"]*"', ""),
        (r' (d|x|y)="[^"]*"', _rounded),
        (r"\s*\n\s*", "\n"),
        (r"(?<=\d) \n(?=[LMCz])", ""),
        (r"\n(?=z)", ""),
    ):
        source = re.sub(pattern, replacement, source, flags=re.DOTALL)  # type: ignore[arg-type]
    return source.strip()
