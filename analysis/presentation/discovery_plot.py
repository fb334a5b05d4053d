"""The figure of scenario discovery: coverage against density of every box there is, and the limits of the chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .discovery import goal, lead, number, percent, title
from .plots import GREY, INK, style
from .strings import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..experiments.discovery import Discovered
    from ..statistics.scenario_discovery import Box, Limit

#: Colours by the number of conditions, from none: the more, the darker.
_BY_CONDITIONS = ("#b5bcc4", "#8fb8dc", "#4f93c9", "#0072b2", "#004a78", "#002c4a")
_ORANGE, _RANGE = "#c44e00", "#dfe3e8"


def discovery_figure(found: Discovered, language: str = "en") -> Figure:
    """A row a box: on the left what could have been chosen, on the right the limits of what was."""
    from matplotlib.figure import Figure

    shown = [box for box in found.boxes if box.limits] or list(found.boxes)
    heights = [max(2.9, 1.2 + 0.5 * len(box.limits)) for box in shown] or [2.9]
    with style():
        figure = Figure(figsize=(11.0, 0.9 + sum(heights)), layout="constrained")
        axes = figure.subplots(max(len(shown), 1), 2, squeeze=False, height_ratios=heights)
        for place, ((left, right), box) in enumerate(zip(axes, shown, strict=False), start=1):
            _draw_steps(left, found, box, language)
            _draw_limits(right, found, place, box, language)
        if not shown:
            for axis in axes[0]:
                axis.set_axis_off()
        figure.suptitle(title(found, language), x=0.01, ha="left", fontsize=11.0, color=INK)
        figure.supxlabel(
            f"{goal(found, language)}\n{lead(found, language)}", x=0.01, ha="left", fontsize=8.0, color=GREY
        )
        figure.canvas.draw()
    return figure


def _draw_steps(axis: Axes, found: Discovered, box: Box, language: str) -> None:
    for count in sorted({step.conditions for step in box.steps}):
        steps = [step for step in box.steps if step.conditions == count]
        axis.plot(
            [100.0 * step.coverage for step in steps],
            [100.0 * step.density for step in steps],
            "o",
            markersize=5.5,
            color=_BY_CONDITIONS[min(count, len(_BY_CONDITIONS) - 1)],
            label=str(count),
        )
    chosen = box.step
    axis.plot(
        [100.0 * chosen.coverage], [100.0 * chosen.density], "o", markersize=12.0, mfc="none", mec=_ORANGE, mew=1.8
    )
    without = text("discovery.plot.without", language)
    axis.axhline(100.0 * found.share, color=GREY, linewidth=0.8, linestyle=":", label=without)
    axis.set_xlim(0.0, 104.0)
    axis.set_ylim(0.0, 104.0)
    for one in (axis.xaxis, axis.yaxis):
        one.set_major_formatter(lambda value, place: f"{value:.0f}%")
    axis.set_xlabel(text("discovery.plot.coverage", language))
    axis.set_ylabel(text("discovery.plot.density", language))
    axis.set_title(text("discovery.plot.tradeoff", language), loc="left", fontsize=9.5)
    said = text("discovery.plot.conditions", language)
    axis.legend(title=said, frameon=False, fontsize=8.0, title_fontsize=8.0)
    axis.spines[["top", "right"]].set_visible(False)


def _draw_limits(axis: Axes, found: Discovered, place: int, box: Box, language: str) -> None:
    """Of each condition the range looked at, from 0 to 1, and the part of it that lies in the box."""
    limits = box.limits[::-1]
    for row, limit in enumerate(limits):
        axis.barh(row, 1.0, height=0.28, color=_RANGE)
        if limit.members:
            _draw_members(axis, found, row, limit)
        else:
            _draw_ends(axis, found, row, limit, language)
    axis.set_yticks(range(len(limits)), [limit.condition for limit in limits], fontsize=8.5)
    axis.set_xticks([])
    axis.set_xlim(-0.02, 1.02)
    axis.set_ylim(-0.7, len(limits) - 0.3)
    axis.set_xlabel(text("discovery.plot.range", language))
    step = box.step
    told = {"coverage": percent(step.coverage), "density": percent(step.density)}
    axis.set_title(text("discovery.plot.limits", language, number=place, **told), loc="left", fontsize=9.5)
    axis.spines[["top", "right", "left", "bottom"]].set_visible(False)
    axis.tick_params(length=0.0)


def _draw_members(axis: Axes, found: Discovered, row: int, limit: Limit) -> None:
    every = sorted(map(str, found.cases[limit.condition].unique()))
    width = 1.0 / len(every)
    for place, member in enumerate(every):
        inside = member in limit.members
        if inside:
            axis.barh(row, width, left=place * width, height=0.28, color=_ORANGE, alpha=0.75, edgecolor="white")
        _label(axis, (place + 0.5) * width, row, member, "center", inside)


def _label(axis: Axes, at: float, row: int, said: str, side: str, limits: bool) -> None:
    """What stands above a bar, darker where it limits the box."""
    axis.text(at, row + 0.2, said, ha=side, va="bottom", fontsize=8.0, color=INK if limits else GREY)


def _draw_ends(axis: Axes, found: Discovered, row: int, limit: Limit, language: str) -> None:
    values = found.cases[limit.condition].to_numpy(float)
    least, most = float(np.min(values)), float(np.max(values))
    span = most - least
    low, high = (end if end is not None else other for end, other in ((limit.low, least), (limit.high, most)))
    start, end = (low - least) / span, (high - least) / span
    axis.barh(row, end - start, left=start, height=0.28, color=_ORANGE, alpha=0.75)
    for value, at, limited in ((low, start, limit.low is not None), (high, end, limit.high is not None)):
        side = "left" if at < 0.1 else "right" if at > 0.9 else "center"
        _label(axis, at, row, number(value, limit.condition, language), side, limited)
    for value, at, ending, shown in ((least, 0.0, "left", start > 0.12), (most, 1.0, "right", end < 0.88)):
        if shown:
            _label(axis, at, row, number(value, limit.condition, language), ending, limits=False)
