"""What `sensitivity` prints and draws: what drives an outcome, how surely, and which way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from rich.text import Text

from ..statistics.sensitivity import MORRIS, Index, Indices
from .formatting import amount, scale_of, scaled, unit_label
from .headlines import label_of
from .layout import Column, Grid, Prose
from .plots import GREY, INK, style
from .strings import text
from .sweeps import title_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..experiments.sensitivity import Study

_BLUE, _ORANGE = "#0072b2", "#c44e00"


def sensitivity_tables(study: Study, language: str) -> Iterable[Any]:
    """A table an indicator, the factors in the order of their weight, and a word where the order is not known."""
    planned = study.plan
    yield Prose(title_of(planned.name, planned.asked.title, language), "bold")
    yield Prose(lead(study, language), "dim")
    for key, found in study.indices.items():
        yield Text()
        yield Prose(_heading(study, key, language), "bold")
        yield _table(study, key, found, language)
        for one, other in found.not_ranked:
            yield Prose("! " + text("drive.not_ranked", language, one=one, other=other), hanging=2)
    yield Text()
    method = next(iter(study.indices.values())).method
    yield Prose(text(f"drive.note.{method}", language), "dim")


def lead(study: Study, language: str) -> str:
    """How many points and seeds, of which scenarios."""
    planned = study.plan
    said = {"points": len(study.points), "seeds": len(planned.seeds), "scenarios": ", ".join(planned.asked.scenarios)}
    return text("drive.lead", language, **said)


def _heading(study: Study, key: str, language: str) -> str:
    label = label_of(key, language)
    if not study.difference:
        return label
    first, second = study.plan.asked.scenarios
    return text("drive.difference", language, label=label, first=first, second=second)


def _table(study: Study, key: str, found: Indices, language: str) -> Grid:
    morris = found.method == MORRIS
    unit = study.unit(key)
    table = Grid(
        language,
        Column(text("drive.factor", language)),
        Column(text("drive.effect", language) if morris else text("drive.total", language), "right"),
        Column(text("column.interval", language), "right"),
        *([] if morris else [Column(text("drive.first", language), "right")]),
        Column(text("drive.at_low", language), "right"),
        Column(text("drive.at_high", language), "right"),
    )
    for each in found.factors:
        low, high = study.low_and_high(key, each.factor)
        ends = text(
            "interval",
            language,
            low=_said(max(each.low, 0.0), unit, morris, language),
            high=_said(each.high, unit, morris, language),
        )
        first = [] if morris else [f"{each.first_order:.2f}"]
        values = [amount(low, unit, language), amount(high, unit, language)]
        table.row(each.factor, _said(each.value, unit, morris, language), ends, *first, *values, indent=0)
    return table


def _said(value: float, unit: str, morris: bool, language: str) -> str:
    return amount(value, unit, language) if morris else f"{value:.2f}"


def document(study: Study) -> dict[str, Any]:
    """What `sensitivity --json` prints."""

    def told(key: str, each: Index) -> dict[str, Any]:
        low, high = study.low_and_high(key, each.factor)
        found = {"factor": each.factor, "value": each.value, "ci_low": each.low, "ci_high": each.high}
        more = {"first_order": each.first_order, "first_order_error": each.first_order_error, "mean_effect": each.sign}
        return {**found, **more, "outcome_at_low": low, "outcome_at_high": high}

    return {
        "sweep": study.plan.name,
        "points": len(study.points),
        "seeds": len(study.plan.seeds),
        "scenarios": list(study.plan.asked.scenarios),
        "indicators": {
            key: {
                "unit": study.unit(key),
                "method": found.method,
                "factors": [told(key, each) for each in found.factors],
                "not_ranked": [list(pair) for pair in found.not_ranked],
            }
            for key, found in study.indices.items()
        },
    }


def indices_table(study: Study) -> pd.DataFrame:
    """A row an indicator and factor, what matters most first, with the columns of the JSON document."""
    rows = [
        {"indicator": key, "unit": told["unit"], **factor}
        for key, told in document(study)["indicators"].items()
        for factor in told["factors"]
    ]
    return pd.DataFrame(rows)


def points_table(study: Study) -> pd.DataFrame:
    """The table of `sensitivity.csv`: a row a point, a column a factor with its value, a column an outcome."""
    values = [
        {path: each.at(float(part)) for (path, each), part in zip(study.ranges.items(), point, strict=True)}
        for point in study.points
    ]
    return pd.DataFrame(values).assign(**study.outcomes)


def sensitivity_figure(study: Study, language: str = "en") -> Figure:
    """A row an indicator: the indices with their intervals, and a tornado of the outcome at both ends of each range."""
    from matplotlib.figure import Figure

    keys = [*study.indices]
    height = 1.3 + len(keys) * (0.9 + 0.32 * len(study.ranges))
    with style():
        figure = Figure(figsize=(11.0, height), layout="constrained")
        axes = figure.subplots(len(keys), 2, squeeze=False)
        for (left, right), key in zip(axes, keys, strict=True):
            _draw_indices(left, study, key, language)
            _draw_tornado(right, study, key, language)
        planned = study.plan
        figure.suptitle(
            title_of(planned.name, planned.asked.title, language), x=0.01, ha="left", fontsize=11.0, color=INK
        )
        foot = text("drive.plot.bars", language, lead=lead(study, language))
        figure.supxlabel(foot, x=0.01, ha="left", fontsize=8.0, color=GREY)
        figure.canvas.draw()
    return figure


def _with_unit(label: str, unit: str, language: str, power: int) -> str:
    """The label of an axis."""
    return text("plot.with_unit", language, label=label, unit=unit_label(unit, language, power))


def _draw_indices(axis: Axes, study: Study, key: str, language: str) -> None:
    found = study.indices[key]
    morris, unit = found.method == MORRIS, study.unit(key)
    factors = found.factors[::-1]
    power = scale_of([each.value for each in factors], unit, language) if morris else 0

    def shown(value: float) -> float:
        return scaled(value, unit, power) if morris else value

    values = np.array([shown(each.value) for each in factors])
    errors = np.array([shown(each.error) for each in factors])
    below = np.minimum(errors, values)
    axis.barh([each.factor for each in factors], values, color=_BLUE, alpha=0.6, height=0.6)
    axis.errorbar(
        values, range(len(factors)), xerr=[below, errors], fmt="none", ecolor=INK, elinewidth=0.9, capsize=2.5
    )
    axis.set_title(_heading(study, key, language), loc="left", fontsize=9.5)
    effect = _with_unit(text("drive.plot.effect", language), unit, language, power)
    axis.set_xlabel(effect if morris else text("drive.total", language))
    axis.set_xlim(left=0.0)
    axis.spines[["top", "right"]].set_visible(False)


def _draw_tornado(axis: Axes, study: Study, key: str, language: str) -> None:
    factors = [each.factor for each in study.indices[key].factors][::-1]
    ends = [study.low_and_high(key, factor) for factor in factors]
    unit, mean = study.unit(key), float(study.outcomes[key].mean())
    power = scale_of([mean, *(end for pair in ends for end in pair)], unit, language)
    middle = scaled(mean, unit, power)
    for place, (low, high) in enumerate(ends):
        # Side by side: both may lie on the same side of the mean.
        for value, colour, hatch, aside in ((low, _ORANGE, "///", 0.16), (high, _BLUE, "", -0.16)):
            width = scaled(value, unit, power) - middle
            axis.barh(
                place + aside, width, left=middle, color=colour, alpha=0.6, height=0.3, hatch=hatch, edgecolor="white"
            )
    axis.axvline(middle, color=INK, linewidth=0.9)
    axis.set_yticks(range(len(factors)), ["" for _ in factors])
    axis.set_title(text("drive.tornado", language), loc="left", fontsize=9.5)
    axis.set_xlabel(_with_unit(text("drive.plot.outcome", language), unit, language, power))
    axis.locator_params(axis="x", nbins=5)
    axis.spines[["top", "right", "left"]].set_visible(False)
