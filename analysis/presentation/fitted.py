"""What `calibrate` prints: the values found with their intervals, and every level before and after."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich.text import Text

from ..validation.calibration import FAIL, NEAR, PASS
from ..validation.experiment import experiments
from .formatting import band, levels
from .layout import Column, Grid, Prose
from .strings import text

if TYPE_CHECKING:
    from ..validation.fitting.fit import Fit, Found, Met

_TONES = {PASS: "green", NEAR: "yellow", FAIL: "red"}
_LABEL = 24


def fitted_tables(fit: Fit, command: str, language: str) -> Iterable[Any]:
    """The values, the levels, how far off they are together, and the command that repeats it."""
    yield Prose(_lead(fit, language), "bold")
    if fit.refused:
        yield Prose(text("calibrate.refused", language, count=fit.refused), "dim")
    yield Text()
    yield _values(fit.found, language)
    yield Text()
    yield _levels(fit.met, language)
    yield Text()
    before, after = f"{fit.misfit_before:.3g}", f"{fit.misfit_after:.3g}"
    yield Prose(text("calibrate.misfit", language, before=before, after=after))
    met = {name: sum(each.verdict(getattr(each, name)) == PASS for each in fit.met) for name in ("before", "after")}
    yield Prose(text("calibrate.met", language, count=len(fit.met), **met))
    yield Prose(text("calibrate.note", language, first=fit.fresh[0], last=fit.fresh[-1]), "dim")
    if any(each.low is None for each in fit.found):
        yield Prose(text("calibrate.no_interval", language), "dim")
    yield Prose(text("calibrate.repeat", language, command=command), hanging=2)


def _lead(fit: Fit, language: str) -> str:
    return text(
        "calibrate.lead",
        language,
        parameters=len(fit.found),
        moments=len(fit.met),
        seeds=fit.request.seeds,
        evaluations=fit.evaluations,
        firms=f"{fit.scenario.firms:,}",
        months=fit.scenario.months,
    )


def _values(found: Iterable[Found], language: str) -> Grid:
    names = ("stated", "found", "interval", "range")
    columns = (Column(text(f"column.{name}", language), "right") for name in names)
    table = Grid(
        language, Column(text("column.parameter", language)), *columns, Column(text("column.unit", language), least=8)
    )
    for each in found:
        parameter = each.parameter
        ends = "" if each.low is None or each.high is None else _between(each.low, each.high, language)
        sought = _between(parameter.low, parameter.high, language)
        table.row(parameter.key, _shown(parameter.stated), _shown(each.value), ends, sought, parameter.unit, indent=0)
    return table


def _levels(met: Iterable[Met], language: str) -> Grid:
    names = {"band": "right", "before": "right", "after": "right", "off": "right", "verdict": "left"}
    table = Grid(
        language,
        Column(text("column.moment", language), least=_LABEL),
        *(Column(text(f"column.{name}", language), side) for name, side in names.items()),
    )
    fact = None
    for each in met:
        if each.moment.fact != fact:
            fact = each.moment.fact
            table.section(_title(fact, language))
        moment, verdict = each.moment, each.verdict(each.after)
        after, before = levels(each.after.value, each.before.value, moment.unit, language)
        table.row(
            moment.label[language],
            band(moment.low, moment.high, moment.unit, language),
            before,
            after,
            text("levels.changed", language, before=_off(each, True), after=_off(each, False)),
            Text(text(f"verdict.{verdict}", language), style=_TONES[verdict]),
        )
    return table


def _title(fact: str, language: str) -> str:
    if not fact:
        return text("column.calibration", language)
    return f"{fact}  {experiments()[fact].title[language]}"


def _off(met: Met, before: bool) -> str:
    return f"{met.distance(met.before if before else met.after):.2f}"


def _between(low: float, high: float, language: str) -> str:
    return text("interval", language, low=_shown(low), high=_shown(high))


def _shown(value: float) -> str:
    return f"{value:.4g}"
