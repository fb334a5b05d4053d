"""The calibration table: does the untouched baseline land where the facts say it should?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from ...simulation.observe.bands import Band
    from ..experiments.paired_runs import PairedRuns
    from ..statistics.intervals import Estimate

PASS, NEAR, FAIL = "pass", "near", "fail"

# A value is near its band when it misses it by no more than this part of the band's width
# (of the bound itself, where the band is open on one side).
NEAR_PART = 0.10
#: A number equal to its bound but for the last bits of floating point lies on it; part of the bound.
ROUNDING = 1e-9


class Judgement(NamedTuple):
    """One line of the table: the band, the value over seeds, and the verdict."""

    key: str
    band: Band
    estimate: Estimate
    verdict: str


def judge(value: float | None, low: float | None, high: float | None) -> str:
    """Pass inside the band, bounds included; near just outside it; fail further off or undefined."""
    if value is None or not math.isfinite(value):
        return FAIL
    bottom = -math.inf if low is None else low
    top = math.inf if high is None else high
    if bottom <= value <= top:
        return PASS
    width = top - bottom
    missed, bound = (bottom - value, bottom) if value < bottom else (value - top, top)
    if missed <= ROUNDING * abs(bound):
        return PASS
    return NEAR if missed <= NEAR_PART * (width if math.isfinite(width) else abs(bound)) else FAIL


def judgements(runs: PairedRuns) -> list[Judgement]:
    """Every entry of the calibration table, judged on the mean over seeds of the reference scenario."""
    from ...simulation.observe.bands import BANDS

    found = []
    for key, band in BANDS.items():
        estimate = runs.mean(runs.reference, key)
        found.append(Judgement(key, band, estimate, judge(estimate.value, band.low, band.high)))
    return found


def bands_document(runs: PairedRuns) -> dict[str, Any]:
    """The `bands` of `run --json`; an open bound is null."""
    return {
        each.key: {
            "low": _finite(each.band.low),
            "high": _finite(each.band.high),
            "value": each.estimate.value,
            "verdict": each.verdict,
        }
        for each in judgements(runs)
    }


def _finite(bound: float | None) -> float | None:
    return bound if bound is not None and math.isfinite(bound) else None
