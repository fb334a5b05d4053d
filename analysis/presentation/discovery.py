"""What `discover` prints: the conditions under which a goal is missed, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.text import Text

from ..statistics.indicators import shown_unit
from ..statistics.scenario_discovery import CHANCE, Box, Limit
from .formatting import MINUS, amount
from .headlines import label_of
from .layout import Column, Grid, Prose
from .path_units import money_unit
from .strings import text

if TYPE_CHECKING:
    from ..experiments.discovery import Discovered


def discovery_tables(found: Discovered, language: str) -> Iterable[Any]:
    """The goal, and for each box a table of its conditions and a sentence on its cases."""
    yield Prose(title(found, language), "bold")
    yield Prose(goal(found, language), "dim")
    yield Prose(lead(found, language), "dim")
    if found.undefined:
        yield Prose("! " + text("discovery.undefined", language, count=found.undefined), hanging=2)
    for number, box in enumerate(found.boxes, start=1):
        yield Text()
        yield from _box(found, number, box, language)
    outside = 1.0 - sum(box.step.coverage for box in found.boxes)
    if found.boxes and outside > 0.5:
        yield Text()
        yield Prose("! " + text("discovery.narrow", language, missed=percent(outside)), hanging=2)
    if not found.boxes:
        yield Text()
        yield Prose(text("discovery.everywhere", language, density=percent(found.share)), "bold")
    yield Text()
    yield Prose(text("discovery.note", language), "dim")


def _box(found: Discovered, number: int, box: Box, language: str) -> Iterator[Any]:
    if not box.limits:
        yield Prose(text("discovery.everywhere", language, density=percent(box.step.density)), "bold")
        return
    table = Grid(
        language,
        Column(text("discovery.box", language, number=number), least=24),
        Column(text("discovery.limit", language), "right"),
        Column(text("discovery.range", language), "right"),
        Column(text("discovery.chance", language), "right"),
    )
    for limit in box.limits:
        table.row(limit.condition, said(limit, language), _looked_at(found, limit, language), _chance(limit), indent=0)
    yield table
    told = {"wrong": box.wrong, "cases": box.step.cases}
    parts = {"density": percent(box.step.density), "coverage": percent(box.step.coverage)}
    yield Prose(text("discovery.said", language, **told, **parts), "bold")
    if box.step.density < found.asked.density:
        yield Prose("! " + text("discovery.thin", language, asked=percent(found.asked.density)), hanging=2)
    for limit in box.limits:
        if limit.chance > CHANCE:
            yield Prose("! " + text("discovery.doubtful", language, condition=limit.condition), hanging=2)


def title(found: Discovered, language: str) -> str:
    """The question."""
    if found.reference is None:
        return text("discovery.title", language, scenario=found.scenario)
    return text("discovery.title_difference", language, scenario=found.scenario, reference=found.reference)


def goal(found: Discovered, language: str) -> str:
    """The goal in words."""
    said_of = []
    for target in found.asked.targets:
        label = label_of(target.indicator, language)
        value = amount(target.value, shown_unit(target.indicator), language)
        least = target.sense == "at_least"
        said_of.append(
            text("discovery.at_least", language, label=label, value=value)
            if least
            else text("discovery.at_most", language, label=label, value=value)
        )
    return text("discovery.goal", language, targets=text("discovery.and", language).join(said_of))


def lead(found: Discovered, language: str) -> str:
    """How many cases miss the goal."""
    told = {"missed": found.missed, "cases": len(found.cases), "seeds": found.seeds}
    return text("discovery.lead", language, share=percent(found.share), **told)


def percent(share: float) -> str:
    """A share as whole per cent."""
    return f"{100.0 * share:.0f}%"


def number(value: float, path: str, language: str) -> str:
    """A value of the condition at a path, money with its unit: four digits are more than its limits deserve."""
    if unit := money_unit(path):
        return amount(value, unit, language)
    shown = f"{float(f'{value:.4g}'):,.0f}" if abs(value) >= 1e4 else f"{value:.4g}"
    return shown.replace("-", MINUS)


def said(limit: Limit, language: str) -> str:
    """A limit in words."""
    if limit.members:
        return ", ".join(limit.members)
    low, high = (None if end is None else number(end, limit.condition, language) for end in (limit.low, limit.high))
    if low is None:
        return text("discovery.to", language, high=high)
    if high is None:
        return text("discovery.from", language, low=low)
    return text("discovery.between", language, low=low, high=high)


def _looked_at(found: Discovered, limit: Limit, language: str) -> str:
    values = found.cases[limit.condition]
    if limit.members:
        return ", ".join(sorted(map(str, values.unique())))
    low, high = (number(end, limit.condition, language) for end in (values.min(), values.max()))
    return text("discovery.between", language, low=low, high=high)


def _chance(limit: Limit) -> str:
    return "<0.001" if limit.chance < 0.001 else f"{limit.chance:.3f}"


def document(found: Discovered) -> dict[str, Any]:
    """What `discover --json` prints."""
    asked = found.asked
    return {
        "scenario": found.scenario,
        "reference": found.reference,
        "goal": [
            {"indicator": each.indicator, each.sense: each.value, "unit": shown_unit(each.indicator)}
            for each in asked.targets
        ],
        "cases": len(found.cases),
        "missed": found.missed,
        "undefined": found.undefined,
        "seeds": found.seeds,
        "density_asked": asked.density,
        "conditions": list(found.conditions),
        "boxes": [_told(box) for box in found.boxes],
    }


def _told(box: Box) -> dict[str, Any]:
    step = box.step
    return {
        "coverage": step.coverage,
        "density": step.density,
        "cases": step.cases,
        "missed": box.wrong,
        "limits": [
            {
                "condition": limit.condition,
                "low": limit.low,
                "high": limit.high,
                "members": list(limit.members),
                "quasi_p_low": limit.low_chance,
                "quasi_p_high": limit.high_chance,
            }
            for limit in box.limits
        ],
    }


def cases_table(found: Discovered) -> pd.DataFrame:
    """A row a case: its conditions, its outcomes, whether it misses the goal, and the box it lies in, 0 for none."""
    table = found.cases.copy()
    table["box"] = 0
    for number_of, box in enumerate(found.boxes, start=1):
        table.loc[box.inside, "box"] = number_of
    return table


def steps_table(found: Discovered) -> pd.DataFrame:
    """A row a box on the way to each that was chosen: coverage, density, cases, conditions, whether it was chosen."""
    rows = [
        {
            "box": number_of,
            "step": place,
            "coverage": step.coverage,
            "density": step.density,
            "cases": step.cases,
            "conditions": step.conditions,
            "chosen": place == box.chosen,
        }
        for number_of, box in enumerate(found.boxes, start=1)
        for place, step in enumerate(box.steps)
    ]
    return pd.DataFrame(rows, columns=["box", "step", "coverage", "density", "cases", "conditions", "chosen"])
