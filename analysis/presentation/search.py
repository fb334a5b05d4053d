"""What `search` prints and draws: the candidates that none dominates, and what each may be regretted for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.text import Text

from ..statistics.indicators import shown_unit
from ..statistics.intervals import Estimate
from .formatting import amount, interval_of_level
from .headlines import label_of
from .layout import Column, Grid, Prose
from .points import short_names, values_said
from .strings import text

if TYPE_CHECKING:
    from ..experiments.search import Candidate, Goal, Searched


def search_tables(found: Searched, files: Sequence[str], language: str) -> Iterable[Any]:
    """The front as a table, a row a candidate, with the scenario file of each."""
    yield Prose(lead(found, language), "bold")
    if found.refused:
        yield Prose("! " + text("search.refused", language, count=found.refused), hanging=2)
    yield Text()
    goals = [Column(goal_said(goal, language), "right") for goal in found.goals]
    table = Grid(
        language,
        Column(text("search.candidate", language), least=24),
        *goals,
        Column(text("search.regret", language), "right"),
    )
    names = short_names(list(found.candidates[0].levers))
    for number, each in enumerate(found.front, start=1):
        outcomes = (
            _outcome_said(value, luck, shown_unit(goal.indicator), language)
            for goal, value, luck in zip(found.goals, each.outcomes, each.luck, strict=True)
        )
        said = f"{number}. {values_said(each.levers.items(), names)}"
        table.row(said, *outcomes, f"{each.regret:.2f}", indent=0)
    yield table
    yield Text()
    yield Prose(text("search.note", language), "dim")
    if files:
        yield Prose(text("search.files", language, files=", ".join(files)), "dim")


def _outcome_said(value: float, luck: tuple[float, float] | None, unit: str, language: str) -> str:
    said = amount(value, unit, language)
    if luck is None:
        return said
    return f"{said} ({interval_of_level(Estimate(value, *luck), unit, language)})"


def goal_said(goal: Goal, language: str) -> str:
    """The indicator, and which way it is better."""
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
            "ci_by_luck": {goal.indicator: luck for goal, luck in zip(found.goals, each.luck, strict=True)},
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


def candidates_table(found: Searched) -> pd.DataFrame:
    """A row a candidate in the order tried, from 1: levers, outcomes with their intervals by luck, regret, place on
    the front, empty where another dominates it."""
    places = {id(each): place for place, each in enumerate(found.front, start=1)}

    def row(each: Candidate) -> dict[str, object]:
        told: dict[str, object] = dict(each.levers)
        for goal, value, luck in zip(found.goals, each.outcomes, each.luck, strict=True):
            low, high = luck if luck is not None else (None, None)
            told |= {goal.indicator: value, f"{goal.indicator}_low": low, f"{goal.indicator}_high": high}
        return {**told, "worst_regret": each.regret, "front": places.get(id(each))}

    table = pd.DataFrame([row(each) for each in found.candidates])
    table["front"] = table["front"].astype("Int64")
    table.index = pd.RangeIndex(1, len(table) + 1, name="candidate")
    return table
