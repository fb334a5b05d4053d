"""Scenario discovery that can be looked at: the cases, the boxes, their steps and the figure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...simulation.ground.errors import RequestError, Sentence
from ...simulation.ground.given import whole_number, written
from ...simulation.ground.printable import printable
from ..experiments.discovery import AT_LEAST, AT_MOST, LEAST_DENSITY, MOST_BOXES, Asked, Discovered, Target
from ..experiments.discovery import discover as look
from ..experiments.query import Query
from ..statistics.scenario_discovery import Box
from .study_result import StudyResult

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


class Discovery(StudyResult[Discovered]):
    """Under which conditions the runs of a sweep or a search miss a goal: what `smecredit discover` shows.

    `cases` has a row a case: its conditions, outcomes, whether it is `missed` and in which `box` it lies, 0 for none.
    `boxes` are the conditions found, in the order in which they were, each with its limits, density and coverage;
    `steps` is every other box there was to choose from. `study` holds all of it. Money is yuan of the represented
    population, flows are per year, shares are of one.
    """

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes in which most cases miss the goal."""
        return self.study.boxes

    @property
    def cases(self) -> pd.DataFrame:
        """The table of `cases.csv`."""
        from .discovery import cases_table

        return cases_table(self.study)

    @property
    def steps(self) -> pd.DataFrame:
        """The table of `steps.csv`: density and coverage of every box on the way."""
        from .discovery import steps_table

        return steps_table(self.study)

    def document(self) -> dict[str, Any]:
        """What `smecredit discover --json` says."""
        from .discovery import document

        return document(self.study)

    def plot(self, language: str = "en") -> Figure:
        """Coverage against density of every box, and the limits of those chosen."""
        from .discovery_plot import discovery_figure

        return discovery_figure(self.study, language)

    def _said(self) -> str:
        found = self.study
        return f"{found.scenario}: {found.missed} of {len(found.cases)} cases missed, {len(self.boxes)} boxes"


def discover(
    place: str | Path | Query,
    at_least: Mapping[str, float] | None = None,
    at_most: Mapping[str, float] | None = None,
    *,
    differences: bool = False,
    scenario: str | None = None,
    conditions: Sequence[str] = (),
    density: float = 0.8,
    boxes: int = 1,
) -> Discovery:
    """Look for the conditions under which the runs of a store miss a goal, by PRIM (docs/sweeps.md).

    `place` is the folder of a sweep or a search, or what `sweep` or `Query` gives, of one sweep alone where it names
    one. The goal is what indicators are to be at least and at most, in the unit of `--json`. `scenario` is the one
    that counts, by default the last; with `differences` its difference from the first does. `conditions` are the
    levers and uncertainties looked at, by default all that vary. `density` is the part of the cases in a box that has
    to miss the goal, from 0.05 to 1, `boxes` how many are looked for, 1 to 5.

    Raises `RequestError` for a request that makes no sense, or of which too few cases are one or the other.
    """
    limits = ((AT_LEAST, at_least or {}), (AT_MOST, at_most or {}))
    targets = tuple(
        Target(str(key), sense, _number(key, value)) for sense, each in limits for key, value in each.items()
    )
    if not targets:
        raise RequestError(
            Sentence(
                "state a goal: at_least={{KEY: VALUE}} or at_most={{KEY: VALUE}}, such as at_most={{'default_rate': "
                "0.03}}.",
                "请给出目标：at_least={{KEY: VALUE}} 或 at_most={{KEY: VALUE}}，例如 at_most={{'default_rate': "
                "0.03}}。",
            )
        )
    if isinstance(conditions, str):
        conditions = (conditions,)
    if isinstance(density, bool) or not isinstance(density, int | float) or not LEAST_DENSITY <= density <= 1.0:
        raise RequestError(
            Sentence(
                "density: {given} is not a share from {least} to 1.",
                "density：{given} 不是 {least} 至 1 之间的比例。",
                given=printable(written(density)),
                least=LEAST_DENSITY,
            )
        )
    query = place if isinstance(place, Query) else Query(place)
    query.check_sweep()
    most = whole_number("boxes", boxes, 1, MOST_BOXES)
    return Discovery(look(query, Asked(targets, scenario, differences, tuple(conditions), float(density), most)))


def _number(key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise RequestError(
            Sentence(
                "{key}: {given} is not a number that an indicator can be compared with.",
                "{key}：{given} 不是可与指标比较的数值。",
                key=printable(str(key)),
                given=printable(written(value)),
            )
        )
    return float(value)
