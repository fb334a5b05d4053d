"""The levels that a calibration aims at, and what one run of the baseline says of them.

Levels only: what the calibration table and the facts P1, P2, P3, B2, N3 and N6 state of the untouched economy. What an
experiment measures - how anything reacts to anything - is never a target: it is what the model is judged by afterwards.
"""

from __future__ import annotations

from collections import Counter
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
#: Figures of facts that are a figure of the calibration table over again. With the same band they count once; with
#: another, each band is a target and the figure's weight is shared among them.
SAME = {
    "B2.npl_ratio": "npl_ratio",
    "B2.spread": "spread_over_large_firms",
    "N6.sme_large": "spread_over_large_firms",
    "P2.debt": "loans_to_sales",
    "P3.borrowers": "borrower_share",
}


@dataclass(frozen=True)
class Moment:
    """A level to be met: its band, where the band comes from, and how much it counts beside the others.

    `fact` is the id of the fact whose figure it is, empty for one of the calibration table.
    """

    key: str
    fact: str
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
    """Every target, those of the calibration table first."""
    from ....simulation.observe.bands import BANDS

    found = {
        key: Moment(key, "", band.label, band.unit, band.low, band.high, band.source)
        for key, band in BANDS.items()
        if key not in EXPERIMENTS
    }
    for fact in FACTS:
        level = experiments()[fact]
        for figure in level.figures:
            key = f"{fact}.{figure.key}"
            twin = found.get(SAME.get(key, ""))
            if key in LEFT_OUT or figure.low is None or figure.high is None:
                continue
            if twin is not None and (twin.low, twin.high) == (figure.low, figure.high):
                found[twin.key] = replace(twin, source=f"{twin.source}; {fact}")
            else:
                source = f"{fact}: {level.about.source}"
                found[key] = Moment(key, fact, figure.label, figure.unit, figure.low, figure.high, source)
    of_figures = Counter(SAME.get(key, key) for key in found)
    return tuple(replace(each, weight=1.0 / of_figures[SAME.get(key, key)]) for key, each in found.items())


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
    tops, bottoms = (summary[part].to_numpy(dtype=float) for part in ("numerator", "denominator"))
    found: dict[str, Part] = {
        str(key): (float(top), float(bottom)) for key, top, bottom in zip(summary.index, tops, bottoms, strict=True)
    }
    for fact in FACTS:
        level = experiments()[fact]
        if isinstance(level, Level):
            found |= {f"{fact}.{key}": part for key, part in level.read(market).items()}
    return {each.key: found[each.key] for each in moments()}


def ratios(parts: np.ndarray) -> np.ndarray:
    """Value over seeds of each target: the ratio of its two means, NaN where it has none.

    `parts` has shape (seeds, targets, 2), numerator and denominator.
    """
    tops, bottoms = parts.sum(axis=0).T
    return np.divide(tops, bottoms, out=np.full(len(tops), np.nan), where=bottoms != 0.0)
