"""The figure of a search: two goals against one another, and what the levers are at each candidate of the front."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..statistics.indicators import shown_unit
from .formatting import scale_of, scaled, unit_label
from .plots import GREY, INK, style
from .points import short_names, value_said
from .search import goal_said, lead
from .strings import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..experiments.search import Candidate, Searched

_BLUE, _BAR = "#0072b2", "#bcd7ea"
#: Where a number may stand beside its point, the best place first, and how far from any other; in points.
_ASIDE = [(right * far, up * far) for far in (9, 14, 20, 26) for up in (1, -1) for right in (1, -1)]
_APART = 8.8


def front_figure(found: Searched, language: str = "en") -> Figure:
    """The first two goals with all candidates, and beside them the levers of those of the front, by number."""
    from matplotlib.figure import Figure

    levers = len(found.candidates[0].levers)
    height = max(4.6, 1.4 + 0.3 * len(found.front))
    with style():
        figure = Figure(figsize=(6.6 + 1.15 * levers, height), layout="constrained")
        goals, table = figure.subplots(1, 2, width_ratios=[6.0, 1.15 * levers])
        _draw_goals(goals, found, language)
        _draw_levers(table, found, language)
        figure.suptitle(lead(found, language), x=0.01, ha="left", fontsize=9.5, color=INK)
        figure.supxlabel(_foot(found, language), x=0.01, ha="left", fontsize=8.0, color=GREY)
        figure.draw_without_rendering()  # numbers need to know where the points come to lie
        _number_points(goals, figure.dpi / 72.0)
    return figure


def _foot(found: Searched, language: str) -> str:
    """What the marks mean."""
    senses = text("search.plot.senses", language)
    if not any(luck is not None for each in found.front for luck in each.luck):
        return senses
    return f"{senses}\n{text('search.plot.bars', language)}"


def _number_points(axis: Axes, points: float) -> None:
    """Number the points of the front, each where it covers no candidate or other number, or as little as can be.

    Candidates that others beat are the first line drawn, the front is the last; `points` are the pixels of one.
    """
    beaten, front = (np.asarray(axis.lines[line].get_xydata()) for line in (0, -1))
    places = axis.transData.transform(front)
    taken = [*places, *axis.transData.transform(beaten)]
    for number, place in enumerate(places, start=1):
        room = [_room(place + points * np.array(each), taken) for each in _ASIDE]
        free = (each for each, around in zip(_ASIDE, room, strict=True) if around > _APART * points)
        aside = next(free, _ASIDE[int(np.argmax(room))])
        taken.append(place + points * np.array(aside))
        axis.annotate(
            str(number),
            (front[number - 1, 0], front[number - 1, 1]),
            textcoords="offset points",
            xytext=aside,
            ha="center",
            va="center",
            fontsize=8.5,
            color=INK,
        )


def _room(place: np.ndarray, taken: Sequence[np.ndarray]) -> float:
    """How far the nearest point or number is from a place, in pixels along the axis on which it is farther."""
    return float(np.abs(np.array(taken) - place).max(axis=1).min())


def _draw_goals(axis: Axes, found: Searched, language: str) -> None:
    units = [shown_unit(goal.indicator) for goal in found.goals[:2]]
    every = np.array([each.outcomes[:2] for each in found.candidates])
    powers = [scale_of(list(every[:, place]), unit, language) for place, unit in enumerate(units)]

    def shown(values: Sequence[float]) -> list[float]:
        return [scaled(value, unit, power) for value, unit, power in zip(values, units, powers, strict=False)]

    def errors(candidates: Sequence[Candidate], place: int) -> np.ndarray:
        """Lengths of the bars below and above each outcome."""
        ends = [each.luck[place] or (each.outcomes[place],) * 2 for each in candidates]
        pairs = [
            (each.outcomes[place] - low, high - each.outcomes[place])
            for each, (low, high) in zip(candidates, ends, strict=True)
        ]
        return np.array([[scaled(max(part, 0.0), units[place], powers[place]) for part in pair] for pair in pairs]).T

    front = found.front
    others = np.array([shown(each.outcomes) for each in found.candidates if not each.on_front]).reshape(-1, 2)
    best = np.array([shown(each.outcomes) for each in front]).reshape(-1, 2)
    axis.plot(*others.T, "o", color=GREY, alpha=0.45, markersize=4.5, label=text("search.dominated", language))
    across, up = errors(front, 0), errors(front, 1)
    axis.errorbar(best[:, 0], best[:, 1], yerr=up, xerr=across, fmt="none", ecolor=_BLUE, alpha=0.35, elinewidth=1.0)
    axis.plot(*best.T, "s-", color=_BLUE, linewidth=0.8, markersize=6.0, label=text("search.front", language))
    said = [
        text("plot.with_unit", language, label=goal_said(goal, language), unit=unit_label(unit, language, power))
        for goal, unit, power in zip(found.goals[:2], units, powers, strict=True)
    ]
    axis.set_xlabel(said[0])
    axis.set_ylabel(said[1])
    axis.set_title(text("search.plot.goals", language), loc="left", fontsize=9.5)
    axis.legend(frameon=False, fontsize=8.5)
    axis.spines[["top", "right"]].set_visible(False)


def _draw_levers(axis: Axes, found: Searched, language: str) -> None:
    """A row a candidate of the front, a column a lever: its value, and a bar that places it in what was tried."""
    paths = list(found.candidates[0].levers)
    names = short_names(paths)
    for column, path in enumerate(paths):
        tried = [each.levers[path] for each in found.candidates]
        numbers = [float(each) for each in tried if isinstance(each, int | float)]
        least, most = (min(numbers), max(numbers)) if len(numbers) == len(tried) else (0.0, 0.0)
        for row, each in enumerate(found.front):
            value = each.levers[path]
            if most > least and isinstance(value, int | float):
                axis.barh(row, 0.88 * (float(value) - least) / (most - least), left=column, height=0.7, color=_BAR)
            axis.text(column + 0.04, row, value_said(value), va="center", fontsize=8.5, color=INK)
    headings = [names[path].replace("_", "\n") for path in paths]
    axis.set_xticks([column + 0.04 for column in range(len(paths))], headings, ha="left")
    axis.xaxis.tick_top()
    axis.set_yticks(range(len(found.front)), [str(number) for number in range(1, len(found.front) + 1)])
    axis.set_xlim(0.0, len(paths))
    axis.set_ylim(len(found.front) - 0.5, -0.5)
    axis.tick_params(length=0.0, labelsize=8.5)
    axis.grid(visible=False)
    axis.spines[["top", "right", "left", "bottom"]].set_visible(False)
    axis.set_title(text("search.plot.levers", language), loc="left", fontsize=9.5)
