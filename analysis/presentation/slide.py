"""The figure of a comparison, to be shown as one slide: the verdict, six indicators month by month, who pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .opening import opening_title
from .plots import GREY, draw_losses, draw_panel, handle, panel_keys, panel_title, style
from .short_labels import labels, shorten
from .strings import text
from .verdict import headline_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..experiments.paired_runs import PairedRuns

#: What a slide has room for, in this order; the report has every panel.
SLIDE_KEYS = ("credit_outstanding", "mean_loan_rate", "default_rate", "employment", "public_cost", "borrower_share")
_WIDTH, _HEIGHT = 16.0, 9.0
_FONT = 11.5
_COLUMNS = 3
_LEGEND_COLUMNS, _LEGEND_LABEL = 4, 40
_HEADLINE, _SUBTITLE = 104, 150
#: With more scenarios than this the slide grows by the height of their bars.
_BARS_OF_A_SLIDE = 5


def slide_keys(comparison: PairedRuns) -> list[str]:
    """The indicators drawn: those of a slide that the runs record, else the first that they do."""
    drawable = panel_keys(comparison)
    chosen = [key for key in SLIDE_KEYS if key in drawable]
    return (chosen + [key for key in drawable if key not in chosen])[: len(SLIDE_KEYS)]


def comparison_figure(comparison: PairedRuns, language: str = "en") -> Figure:
    """Headline, legend, small multiples of levels and differences, and losses by payer, on one matplotlib figure."""
    from matplotlib.figure import Figure

    keys = slide_keys(comparison)
    count = len(comparison.names)
    rows = -(-len(keys) // _COLUMNS)
    # Inches from the top: heading, panels, bars. Explicit, because automatic layout takes seconds.
    legend = 0.27 * -(-count // _LEGEND_COLUMNS)
    headline = shorten(headline_of(comparison, comparison.scorecard(), language), _HEADLINE, 2)
    lower = 0.3 * headline.count("\n")
    heading, bars = 1.0 + lower + legend, 1.15 + 0.26 * count
    height = _HEIGHT + 0.26 * max(0, count - _BARS_OF_A_SLIDE) + 0.27 * max(0, -(-count // _LEGEND_COLUMNS) - 2)
    with style(_FONT):
        figure = Figure(figsize=(_WIDTH, height), dpi=120)
        figure.text(0.03, 1.0 - 0.22 / height, headline, fontsize=18, va="top", linespacing=1.15)
        said = shorten(text("figure.subtitle", language, title=opening_title(comparison, language)), _SUBTITLE, 1)
        figure.text(0.03, 1.0 - (0.62 + lower) / height, said, fontsize=_FONT, color=GREY, va="top")
        _draw_legend(figure, comparison, language, (0.03, 1.0 - (0.93 + lower) / height))
        if keys:
            grid = figure.add_gridspec(
                rows, _COLUMNS, left=0.05, right=0.985, top=1.0 - (heading + 0.5) / height,
                bottom=(bars + 0.6) / height, hspace=0.5, wspace=0.2,
            )  # fmt: skip
        for position, key in enumerate(keys):
            cell = grid[position // _COLUMNS, position % _COLUMNS].subgridspec(
                2, 1, height_ratios=[1.2, 1], hspace=0.42
            )
            level = figure.add_subplot(cell[0])
            change = figure.add_subplot(cell[1], sharex=level)
            level.set_title(panel_title(key, language), loc="left", fontsize=13, pad=20)
            draw_panel(level, change, comparison, key, language)
        axis = figure.add_axes((0.15, 0.62 / height, 0.72, (bars - 1.0) / height))
        axis.set_title(text("losses.title", language), loc="left", fontsize=13, pad=6)
        draw_losses(axis, comparison, language)
        return figure


def _draw_legend(figure: Figure, comparison: PairedRuns, language: str, corner: tuple[float, float]) -> None:
    handles = []
    for place, label in enumerate(labels(comparison, language, _LEGEND_LABEL, 1)):
        handles.append(handle(place, marked=True))
        handles[-1].set_label(label)
    figure.legend(
        handles=handles, ncols=_LEGEND_COLUMNS, frameon=False, loc="upper left", bbox_to_anchor=corner,
        borderaxespad=0.0, handlelength=4.0, columnspacing=2.0,
    )  # fmt: skip
