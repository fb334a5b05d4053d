"""The levels that a calibration aims at, and what one run of the baseline says of them.

Levels only: what the calibration table and the facts P1, P2, P3, B2, N3 and N6 state of the untouched economy. What an
experiment measures - how anything reacts to anything - is never a target: it is what the model is judged by afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ....simulation.ground.errors import RequestError, Sentence, suggestion
from ....simulation.ground.given import written
from ..experiment import Part, experiments
from ..trials.levels_of_china import Level

if TYPE_CHECKING:
    from ....simulation import CreditMarket
    from ....simulation.scenario import Scenario

#: Facts that are levels of the baseline.
FACTS = ("B2", "P1", "P2", "P3", "N3", "N6")
#: Figures of them that are left out. A borrower's mean balance is published with individual businesses, which the
#: model does not have.
LEFT_OUT = ("P3.mean",)
#: Figures of the calibration table that the scorecard tries as experiments on firms' exits and on the cycle (A4, B1).
EXPERIMENTS = ("entrant_survival_4y", "entrant_hazard_slope", "npl_output_correlation")
#: Figures of facts that are a figure of the calibration table over again: both bands bind, and they count once.
SAME = {
    "B2.npl_ratio": "npl_ratio",
    "B2.spread": "spread_over_large_firms",
    "N6.sme_large": "spread_over_large_firms",
    "P2.debt": "loans_to_sales",
    "P3.borrowers": "borrower_share",
}


@dataclass(frozen=True)
class Moment:
    """A level to be met: its band, where the band comes from, and how much it counts beside the others."""

    key: str
    label: Mapping[str, str]
    unit: str
    low: float
    high: float
    source: str
    weight: float = 1.0

    @property
    def middle(self) -> float:
        """Middle of the band."""
        return 0.5 * (self.low + self.high)

    @property
    def half_width(self) -> float:
        """Half the width of the band."""
        return 0.5 * (self.high - self.low)


class Job(NamedTuple):
    """One run of an evaluation."""

    scenario: Scenario
    seed: int


@cache
def moments() -> tuple[Moment, ...]:
    """Every target; where two sources give a band on one figure, the band is what both accept."""
    from ....simulation.observe.bands import BANDS

    found = {
        key: Moment(key, band.label, band.unit, band.low, band.high, band.source)
        for key, band in BANDS.items()
        if key not in EXPERIMENTS
    }
    for fact in FACTS:
        for figure in experiments()[fact].figures:
            name = f"{fact}.{figure.key}"
            if name in LEFT_OUT or figure.low is None or figure.high is None:
                continue
            key = SAME.get(name, name)
            other = found.get(key)
            if other is None:
                found[key] = Moment(key, figure.label, figure.unit, figure.low, figure.high, fact)
                continue
            low, high = max(other.low, figure.low), min(other.high, figure.high)
            if low >= high:
                raise ValueError(f"no value of {key} is accepted by {other.source} and by {fact}")
            found[key] = replace(other, low=low, high=high, source=f"{other.source}; {fact}")
    return tuple(found.values())


def weighted(weights: Sequence[str]) -> tuple[Moment, ...]:
    """Every target, those named MOMENT=WEIGHT with that weight. Raises RequestError for one that is none."""
    found = {each.key: each for each in moments()}
    for given in weights:
        key, _, told = given.partition("=")
        key = key.strip()
        if key not in found:
            raise RequestError(
                Sentence(
                    "--weight: {key} is no level to be met; {hint}",
                    "--weight：{key} 不是校准目标；{hint}",
                    key=key,
                    hint=suggestion(key, found),
                )
            )
        try:
            weight = float(told)
        except ValueError:
            weight = -1.0
        if not 0.0 <= weight < float("inf"):
            raise RequestError(
                Sentence(
                    "--weight: {given} is not MOMENT=WEIGHT with a weight of zero or more.",
                    "--weight：{given} 不是 MOMENT=WEIGHT 的形式（权重须不小于零）。",
                    given=written(given),
                )
            )
        found[key] = replace(found[key], weight=weight)
    if not any(each.weight for each in found.values()):
        raise RequestError(Sentence("--weight leaves no level to be met.", "--weight 使全部校准目标的权重为零。"))
    return tuple(found.values())


def measured(job: Job) -> dict[str, Part]:
    """What a worker process does: one run, and numerator and denominator of every target in it."""
    from ...experiments.runs import run_market

    return read(run_market(job.scenario, job.seed))


def read(market: CreditMarket) -> dict[str, Part]:
    """Numerator and denominator of every target in a market after its last month."""
    summary = market.summary
    of_facts: dict[str, Part] = {}
    for fact in FACTS:
        level = experiments()[fact]
        if isinstance(level, Level):
            of_facts |= {f"{fact}.{key}": part for key, part in level.read(market).items()}
    found: dict[str, Part] = {}
    for each in moments():
        if each.key in of_facts:
            found[each.key] = of_facts[each.key]
        else:
            row = summary.loc[each.key]
            found[each.key] = (float(row["numerator"]), float(row["denominator"]))
    return found


def ratios(parts: np.ndarray) -> np.ndarray:
    """Value over seeds of each target: the ratio of its two means, NaN where it has none.

    `parts` has shape (seeds, targets, 2), numerator and denominator.
    """
    tops, bottoms = parts.sum(axis=0).T
    return np.divide(tops, bottoms, out=np.full(len(tops), np.nan), where=bottoms != 0.0)
