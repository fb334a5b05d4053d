"""What `validate` prints: fact by fact, each figure with its interval, the accepted band and the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text

from ..validation.calibration import FAIL, NEAR, PASS
from .formatting import amount, band, interval_of_level
from .layout import Column, Grid, Prose
from .strings import text

if TYPE_CHECKING:
    from ..validation.validate import Judged, Outcome

_TONES = {PASS: "green", NEAR: "yellow", FAIL: "red"}
_LABEL = 24


def validation_tables(
    outcomes: Sequence[Outcome], seeds: int, untried: Sequence[str], language: str, smoke: bool = False
) -> Iterable[Any]:
    """A table of all figures, below the title, source and verdict of each fact; then what has no experiment yet.

    After a `smoke` test it says that its verdicts are none.
    """
    yield Text(text("validation.lead", language, count=len(outcomes), seeds=seeds))
    yield Text()
    names = {"band": "right", "value": "right", "interval": "right", "verdict": "left"}
    table = Grid(
        language,
        Column(text("column.fact", language), least=_LABEL),
        *(Column(text(f"column.{name}", language), side) for name, side in names.items()),
    )
    for each in outcomes:
        experiment = each.experiment
        verdict = text(f"verdict.{each.verdict}", language)
        title = experiment.title[language]
        table.section(text("validation.fact", language, id=experiment.fact, title=title, verdict=verdict))
        for one in each.judged:
            table.row(*_cells(one, language))
    yield table
    yield Text()
    found = [each.verdict for each in outcomes]
    passed, near, failed = (found.count(verdict) for verdict in (PASS, NEAR, FAIL))
    yield Text(text("validation.count", language, passed=passed, near=near, failed=failed))
    if untried:
        yield Prose(text("validation.untried", language, count=len(untried), ids=", ".join(untried)), "dim")
    if smoke:
        yield Prose(text("validation.smoke", language))
    yield Prose(text("validation.note", language), "dim")


def _cells(one: Judged, language: str) -> tuple[str | Text, ...]:
    figure, estimate = one.figure, one.estimate
    judged = one.verdict is not None
    return (
        figure.label[language],
        band(figure.low, figure.high, figure.unit, language) if judged else "",
        amount(estimate.value, figure.unit, language),
        interval_of_level(estimate, figure.unit, language),
        Text(text(f"verdict.{one.verdict}", language), style=_TONES[one.verdict]) if one.verdict is not None else "",
    )
