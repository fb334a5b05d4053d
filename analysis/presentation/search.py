"""What `search` prints and draws: the candidates that none dominates, and what each may be regretted for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.text import Text

from ..statistics.indicators import shown_unit
from .formatting import amount, scale_of, scaled, unit_label
from .headlines import label_of
from .layout import Column, Grid, Prose
from .plots import GREY, INK, style
from .strings import text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..experiments.search import Candidate, Goal, Searched

_BLUE = "#0072b2"


def search_tables(found: Searched, files: Sequence[str], language: str) -> Iterable[Any]:
    """The front as a table, a row a candidate, with the scenario file of each."""
    yield Prose(lead(found, language), "bold")
    if found.refused:
        yield Prose("! " + text("search.refused", language, count=found.refused), hanging=2)
    yield Text()
    goals = [Column(_goal_said(goal, language), "right") for goal in found.goals]
    table = Grid(
        language,
        Column(text("search.candidate", language), least=24),
        *goals,
        Column(text("search.regret", language), "right"),
    )
    for number, each in enumerate(found.front, start=1):
        outcomes = (
            amount(value, shown_unit(goal.indicator), language)
            for goal, value in zip(found.goals, each.outcomes, strict=True)
        )
        said = f"{number}. " + ", ".join(f"{path} = {_short(value)}" for path, value in each.levers.items())
        table.row(said, *outcomes, f"{each.regret:.2f}", indent=0)
    yield table
    yield Text()
    yield Prose(text("search.note", language), "dim")
    if files:
        yield Prose(text("search.files", language, files=", ".join(files)), "dim")


def _short(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _goal_said(goal: Goal, language: str) -> str:
    sense = text("search.more", language) if goal.sense == "max" else text("search.less", language)
    return f"{label_of(goal.indicator, language)} {sense}"


def lead(found: Searched, language: str) -> str:
    """Of what, against what, how many candidates, worlds and seeds."""
    said = {"candidates": len(found.candidates), "worlds": found.worlds, "seeds": found.seeds}
    if found.reference is None:
        return text("search.lead", language, scenario=found.scenario, **said)
    return text("search.lead_difference", language, scenario=found.scenario, reference=found.reference, **said)


def document(found: Searched) -> dict[str, Any]:
    """What `search --json` prints: all candidates, those of the front marked."""

    def told(each: Candidate) -> dict[str, Any]:
        outcomes = {goal.indicator: value for goal, value in zip(found.goals, each.outcomes, strict=True)}
        return {
            "levers": dict(each.levers),
            "outcomes": outcomes,
            "on_front": each.on_front,
            "worst_regret": each.regret,
        }

    return {
        "scenario": found.scenario,
        "reference": found.reference,
        "goals": {goal.indicator: {"sense": goal.sense, "unit": shown_unit(goal.indicator)} for goal in found.goals},
        "worlds": found.worlds,
        "seeds": found.seeds,
        "refused": found.refused,
        "candidates": [told(each) for each in found.candidates],
    }


def front_figure(found: Searched, language: str = "en") -> Figure:
    """The first two goals against one another: all candidates, those of the front numbered as in the table."""
    from matplotlib.figure import Figure

    first, second = found.goals[:2]
    every = np.array([each.outcomes[:2] for each in found.candidates])
    powers = [
        scale_of(list(every[:, place]), shown_unit(goal.indicator), language)
        for place, goal in enumerate((first, second))
    ]

    def shown(each: Candidate) -> list[float]:
        pairs = zip((first, second), each.outcomes[:2], powers, strict=True)
        return [scaled(value, shown_unit(goal.indicator), power) for goal, value, power in pairs]

    with style():
        figure = Figure(figsize=(7.0, 4.6), layout="constrained")
        axis = figure.subplots()
        others = np.array([shown(each) for each in found.candidates if not each.on_front]).reshape(-1, 2)
        front = np.array([shown(each) for each in found.front]).reshape(-1, 2)
        axis.plot(
            others[:, 0],
            others[:, 1],
            "o",
            color=GREY,
            alpha=0.45,
            markersize=4.5,
            label=text("search.dominated", language),
        )
        axis.plot(
            front[:, 0],
            front[:, 1],
            "s-",
            color=_BLUE,
            linewidth=0.8,
            markersize=6.0,
            label=text("search.front", language),
        )
        for number, (across, up) in enumerate(front, start=1):
            axis.annotate(str(number), (across, up), textcoords="offset points", xytext=(5, 5), fontsize=8.5, color=INK)
        said = [
            f"{_goal_said(goal, language)} ({unit_label(shown_unit(goal.indicator), language, power)})"
            for goal, power in zip((first, second), powers, strict=True)
        ]
        axis.set_xlabel(said[0])
        axis.set_ylabel(said[1])
        axis.set_title(lead(found, language), loc="left", fontsize=9.0, color=GREY)
        axis.legend(frameon=False, fontsize=8.5)
        figure.canvas.draw()
    return figure
