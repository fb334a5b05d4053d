"""Figures of a comparison: indicators month by month with bands, and losses by payer.

A panel has two parts: the levels of every scenario above, and below, on its own axis, the paired difference
from the reference. The bands of the levels are wide, because seeds differ; only the lower part shows whether
a policy made a difference. Lines are told apart by style and by a label at their end, never by colour alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING, Any

import numpy as np

from ..statistics.indicators import MONTH, RUN, flows_by_month, shown_unit, unit_of
from .formatting import amount, scale_of, scaled, unit_label, yuan_of_loss
from .headlines import PANELS, SPANS, label_of
from .short_labels import labels, shorten
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
#: With more scenarios than this, lines carry markers, only the reference's level has its band, and the names stand in
#: a legend too.
FEW = 4
_MARKER_SIZE = 4.5
# Columns and lines of a title at the end of a line, where the titles of the library fit; columns in the legend, in the
# heading, over the bars of a phone, and columns and lines beside those of a page.
_END_LABEL, _END_LABEL_OF_MANY = (18, 3), (24, 1)
_LEGEND_LABEL, _HEADING, _PHONE_LABEL, _BAR_LABEL = 44, 70, 34, (22, 3)
# Points, where a figure of the page is drawn 350 wide: as large as the text around it on a phone.
_PAGE_FONT = 12.0
_LEGEND_COLUMNS = 4

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


def comparison_figure(comparison: PairedRuns, language: str = "en") -> Figure:
    """Small multiples of the headline indicators and losses by payer, on one matplotlib figure."""
    from matplotlib.figure import Figure

    keys = panel_keys(comparison)
    columns = 3
    rows = -(-len(keys) // columns)
    # Inches from the top: heading, panels, losses. Explicit, because automatic layout takes seconds.
    many = len(comparison.names) > FEW
    legend = 0.3 + 0.22 * -(-len(comparison.names) // _LEGEND_COLUMNS) if many else 0.0
    heading, panel, bars = 0.7 + legend, 3.5, 1.3 + 0.5 * len(comparison.names)
    height = heading + panel * rows + bars
    with style():
        figure = Figure(figsize=(15.5, height))
        reference = shorten(comparison.title(comparison.reference, language), _HEADING, 1)
        under = comparison.under[language] if comparison.under is not None else ""
        if under:
            title = text("figure.title_under", language, reference=reference, under=under)
        else:
            title = text("figure.title", language, reference=reference)
        figure.text(0.03, 1.0 - 0.25 / height, title, fontsize=13, va="top")
        if many:
            _draw_legend(figure, comparison, language, _LEGEND_COLUMNS, (0.03, 1.0 - 0.55 / height))
        if keys:
            grid = figure.add_gridspec(
                rows, columns, left=0.045, right=0.885, top=1.0 - (heading + 0.45) / height,
                bottom=(bars + 0.55) / height, hspace=0.36, wspace=0.68 if many else 0.58,
            )  # fmt: skip
        for position, key in enumerate(keys):
            cell = grid[position // columns, position % columns].subgridspec(2, 1, height_ratios=[2, 1], hspace=0.3)
            level = figure.add_subplot(cell[0])
            change = figure.add_subplot(cell[1], sharex=level)
            level.set_title(panel_title(key, language), loc="left", fontsize=11, pad=19)
            draw_panel(level, change, comparison, key, language)
        axis = figure.add_axes((0.135, 0.55 / height, 0.755, (bars - 1.1) / height))
        axis.set_title(text("losses.title", language), loc="left", fontsize=11, pad=8)
        draw_losses(axis, comparison, language)
        return figure


def panel_svg(comparison: PairedRuns, key: str, language: str) -> str:
    """One panel as SVG for the page, where its title, headlines and the names of its lines stand in text."""
    from matplotlib.figure import Figure

    with style(_PAGE_FONT):
        figure = Figure(figsize=(4.9, 3.5))
        level, change = figure.subplots(2, 1, sharex=True, height_ratios=[2, 1])
        figure.subplots_adjust(left=0.14, right=0.97, top=0.91, bottom=0.14, hspace=0.4)
        draw_panel(level, change, comparison, key, language, names=False)
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
        line = _handle(place, len(comparison.names) > FEW)
        line.set_data([0.02, 0.5, 0.98], [0.0, 0.0, 0.0])
        line.set_markevery([1])
        axis.add_line(line)
        return _svg(figure, name, f"{prefix}-{place}-")


def _draw_legend(
    figure: Figure, comparison: PairedRuns, language: str, columns: int, corner: tuple[float, float]
) -> None:
    handles = []
    for place, label in enumerate(labels(comparison, language, _LEGEND_LABEL, 1)):
        handles.append(_handle(place, marked=True))
        handles[-1].set_label(label)
    figure.legend(
        handles=handles, ncols=columns, frameon=False, loc="upper left", bbox_to_anchor=corner,
        borderaxespad=0.0, handlelength=4.5, columnspacing=2.0,
    )  # fmt: skip


def _handle(place: int, marked: bool) -> Line2D:
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


def draw_panel(level: Axes, change: Axes, comparison: PairedRuns, key: str, language: str, names: bool = True) -> None:
    """Draw the levels of an indicator on one axis and the differences from the reference on another.

    With `names`, every line of the levels has its scenario's at its end.
    """
    unit = unit_of(key) if SPANS.get(key) == RUN else shown_unit(key)
    months = np.arange(1, comparison.months + 1)
    ends = _draw_lines(level, comparison, key, unit, language, months, change=False)
    if names:
        _label_ends(level, ends)
    _draw_lines(change, comparison, key, unit, language, months, change=True)
    level.tick_params(labelbottom=False, bottom=False)
    change.axhline(0.0, color=GREY, linewidth=0.8)
    change.set_xlim(1, comparison.months)
    change.set_xlabel(text("axis.month", language), loc="right", labelpad=1)


def _draw_lines(
    axis: Axes, comparison: PairedRuns, key: str, unit: str, language: str, months: Any, change: bool
) -> list[tuple[float, str, str, str]]:
    """Draw a line a scenario with its interval; return for each where it ends, its name, colour and marker."""
    names = comparison.others if change else comparison.names
    span = SPANS.get(key, MONTH)
    found = {name: comparison.series(name, key, change, span) for name in names}
    factor = 12.0 if flows_by_month(key) and span != RUN else 1.0  # a month's flow as a rate a year
    drawn = {name: tuple(part * factor for part in series) for name, series in found.items() if series is not None}
    extremes = [float(end) for series in drawn.values() for part in series for end in _range(part)]
    scale = scale_of(extremes, unit, language)
    ends = []
    many = len(comparison.names) > FEW
    titles = labels(comparison, language, *(_END_LABEL_OF_MANY if many else _END_LABEL))
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
        finite = np.flatnonzero(np.isfinite(value))
        if len(finite):
            ends.append((float(value[finite[-1]]), titles[place], colour, marker if many else ""))
    axis.margins(y=0.08)
    axis.locator_params(axis="y", nbins=3 if change else 5)
    label = unit_label(unit, language, scale)
    if change:
        label = text("axis.difference", language, unit=unit_label(unit, language, scale, difference=True))
    axis.text(
        0.0, 1.04, label, transform=axis.transAxes, ha="left", va="bottom", color=GREY,
        fontsize=_small(),
    )  # fmt: skip
    return ends


def scaled_array(values: Any, unit: str, scale: int) -> Any:
    """An array as `formatting.scaled` shows a number."""
    return values * scaled(1.0, unit, scale)


def _small() -> float:
    import matplotlib as mpl

    return float(mpl.rcParams["font.size"]) - 0.5


def _range(values: Any) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)


def _label_ends(axis: Axes, ends: Sequence[tuple[float, str, str, str]]) -> None:
    """Name each line at its right end, with its marker if it has one, moved apart no further than two labels need."""
    bottom, top = axis.get_ylim()
    labels = sorted(((value - bottom) / (top - bottom), label, colour, marker) for value, label, colour, marker in ends)
    heights = [0.085 * (1 + label.count("\n")) + 0.035 for _, label, _, _ in labels]
    positions = spread([wanted for wanted, _, _, _ in labels], heights)
    for (_, label, colour, marker), position in zip(labels, positions, strict=True):
        if marker:
            axis.plot(
                [1.03], [position], transform=axis.transAxes, color=colour, marker=marker, markersize=_MARKER_SIZE,
                clip_on=False,
            )  # fmt: skip
        axis.text(
            1.06 if marker else 1.02, position, label, transform=axis.transAxes, color=colour, va="center", ha="left",
            fontsize=_small(), linespacing=1.05, clip_on=False,
        )  # fmt: skip


def spread(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Centres of stacked labels, as near as can be to the `wanted` ones (ascending) without overlapping.

    Least squares under an order constraint, by pooling neighbours that would overlap: isotonic regression
    (Barlow, Bartholomew, Bremner and Brunk, 1972).
    """
    offsets = [sum(heights[:index]) + height / 2 for index, height in enumerate(heights)]
    pools: list[list[float]] = []
    for centre, offset in zip(wanted, offsets, strict=True):
        pools.append([centre - offset])
        while len(pools) > 1 and np.mean(pools[-2]) > np.mean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    starts = [float(np.mean(pool)) for pool in pools for _ in pool]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


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
