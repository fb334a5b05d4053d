"""`smecredit calibrate`: the baseline at one set of values after another, always with the same seeds.

The levels before and after are those of fresh seeds, which the search has not seen: on its own seeds whatever it finds
looks better than it is. Each run is kept as soon as it is made, under a hash of the settled scenario, its seed and the
code. The search asks for the same values in the same order again, so a stopped calibration goes on where it stood.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ....simulation.ground.errors import RequestError, Sentence
from ....simulation.ground.plugins import plugins
from ...experiments.files import write_json
from ...experiments.limits import check_memory
from ...experiments.loading import load_one
from ...experiments.result_folder import not_writable
from ...experiments.runs import run_jobs
from ...experiments.settling import settle
from ...statistics.intervals import Estimate, estimates, resampled
from ..calibration import judge
from ..experiment import Part
from ..trials.levels_of_china import FIRST
from ..validate import MEASUREMENTS, code_version
from .adjustable import Adjustable, chosen
from .distance import UNDEFINED, distances, misfit
from .moments import Job, Moment, measured, ratios, weighted
from .search import NEAR, search
from .smoothing import Point, smoothed, spread

if TYPE_CHECKING:
    from ....simulation.scenario import Scenario
    from ...experiments.request import Request

#: The scenario whose levels are published.
BASE = "baseline"
Progress = Callable[[], object]


@dataclass(frozen=True)
class Aim:
    """What is fitted to what, and how: keys, KEY=LOW:HIGH, MOMENT=WEIGHT, budget and search."""

    parameters: Sequence[str] = ()
    ranges: Sequence[str] = ()
    weights: Sequence[str] = ()
    evaluations: int = 60
    how: str = NEAR


@dataclass(frozen=True)
class Found:
    """A parameter with the value found and its interval, in its unit; no interval where nothing says how sure it is."""

    parameter: Adjustable
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Met:
    """A target with its level over seeds at the stated values and at those found."""

    moment: Moment
    before: Estimate
    after: Estimate

    def distance(self, estimate: Estimate) -> float:
        """From the band, in half-widths."""
        if estimate.value is None:
            return UNDEFINED
        return float(distances(np.array([estimate.value]), [self.moment])[0])

    def verdict(self, estimate: Estimate) -> str:
        """Pass, near or fail."""
        return judge(estimate.value, self.moment.low, self.moment.high)


@dataclass(frozen=True)
class Fit:
    """What a calibration found: the values, the levels of fresh seeds before and after, and how far off they are."""

    aim: Aim
    request: Request
    fresh: range
    scenario: Scenario
    found: tuple[Found, ...]
    met: tuple[Met, ...]
    misfit_before: float
    misfit_after: float
    evaluations: int
    refused: int


class Evaluations:
    """The baseline at values of the parameters, over the same seeds each time; every evaluation is remembered."""

    def __init__(self, aim: Aim, request: Request, store: Path | None = None, progress: Progress | None = None) -> None:
        """The settings of `request` are told as "path=value"."""
        self._request, self._store, self._progress = request, store, progress or (lambda: None)
        self.seeds = request.numbers
        self.stated = self._loaded({})
        if self.stated.months < FIRST:
            raise RequestError(
                Sentence(
                    "--months is {months}; levels are read from month {first} on, so it must be at least {first}.",
                    "--months 为 {months}；各项水平从第 {first} 个月起计算，至少须为 {first}。",
                    months=self.stated.months,
                    first=FIRST,
                )
            )
        self.parameters = chosen(self.stated, aim.parameters, aim.ranges)
        self.moments = weighted(aim.weights)
        check_memory((self.stated,), request.processes)
        self.points: list[Point] = []
        self.refused = 0

    def misfit(self, place: np.ndarray) -> float:
        """Evaluate at a place in the ranges. What a scenario cannot be is as far off as all targets undefined.

        The first place, that of the stated values, raises RequestError where it cannot be.
        """
        try:
            scenario = self.scenario(place)
        except RequestError:
            if not self.points:
                raise
            self.refused += 1
            return misfit(np.full(len(self.moments), np.nan), self.moments)
        point = Point(np.array(place, float), self.measured(scenario, self.seeds))
        self.points.append(point)
        return misfit(ratios(point.parts), self.moments)

    def smoothed(self) -> np.ndarray:
        """The place that fits best; where the scenario there contradicts itself, that of the stated values."""
        place = smoothed(self.points, self.moments)
        try:
            self.scenario(place)
        except RequestError:
            return self.points[0].place
        return place

    def values(self, place: np.ndarray) -> dict[str, float]:
        """The values at a place in the ranges."""
        return {each.key: each.value(float(part)) for each, part in zip(self.parameters, place, strict=True)}

    def scenario(self, place: np.ndarray) -> Scenario:
        """The scenario at a place in the ranges."""
        return self._loaded(self.values(place))

    def _loaded(self, values: dict[str, float]) -> Scenario:
        settings = [*(self._request.set or ()), *(f"{key}={value!r}" for key, value in values.items())]
        return load_one(BASE, self._request.under, settings, self._request.firms, self._request.months)

    def measured(self, scenario: Scenario, seeds: Sequence[int]) -> np.ndarray:
        """Every target in every seed, shape (seeds, targets, 2), from what is kept or from runs made now."""
        jobs = [Job(scenario, seed) for seed in seeds]
        known = {job.seed: found for job in jobs if (found := self._kept(job)) is not None}
        for _ in known:
            self._progress()

        def keep(job: Job, found: dict[str, Part]) -> None:
            known[job.seed] = found
            if self._store is not None:
                parts = {key: [part if math.isfinite(part) else None for part in pair] for key, pair in found.items()}
                write_json(_path(self._store, job), {"code": code(), "parts": parts})

        lacking = [job for job in jobs if job.seed not in known]
        if lacking:
            settle((scenario,), self._request.workers)
            run_jobs(measured, lacking, self._request.workers, self._progress, keep)
        return np.array([[known[seed][each.key] for each in self.moments] for seed in seeds], float)

    def _kept(self, job: Job) -> dict[str, Part] | None:
        """A run made before by this very code; None where there is none, or its file is damaged."""
        if self._store is None:
            return None
        try:
            found = json.loads(_path(self._store, job).read_text(encoding="utf-8"))
            if found["code"] != code():
                return None
            parts = {key: (_number(top), _number(bottom)) for key, (top, bottom) in found["parts"].items()}
            return parts if all(each.key in parts for each in self.moments) else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


def calibrate(aim: Aim, request: Request, store: Path | None = None, progress: Progress | None = None) -> Fit:
    """Fit parameters of the baseline to the published levels.

    With `store`, a folder, each run is kept there at once and none is made twice. Raises RequestError for what cannot
    be fitted and RunError where a run fails.
    """
    evaluations = Evaluations(aim, request, store, progress)
    if store is not None:
        try:
            (store / MEASUREMENTS).mkdir(parents=True, exist_ok=True)
        except (OSError, ValueError) as error:
            raise not_writable(store, error) from error
    fresh = replace(request, first_seed=request.first_seed + request.seeds).numbers
    start = np.array([each.start for each in evaluations.parameters])
    search(evaluations.misfit, start, aim.evaluations, aim.how)
    place = evaluations.smoothed()
    ends = spread(evaluations.points, evaluations.moments) or (None, None)
    found = tuple(
        Found(each, each.value(float(place[row])), *(_end(each, end, row) for end in ends))
        for row, each in enumerate(evaluations.parameters)
    )
    scenarios = [evaluations.stated, evaluations.scenario(place)]
    before, after = (evaluations.measured(scenario, fresh) for scenario in scenarios)
    levels = [estimates(resampled(parts[:, :, 0], parts[:, :, 1])) for parts in (before, after)]
    return Fit(
        aim=aim,
        request=request,
        fresh=fresh,
        scenario=scenarios[1],
        found=found,
        met=tuple(map(Met, evaluations.moments, *levels)),
        misfit_before=misfit(ratios(before), evaluations.moments),
        misfit_after=misfit(ratios(after), evaluations.moments),
        evaluations=len(evaluations.points),
        refused=evaluations.refused,
    )


def code() -> str:
    """Hash of all source that a run of an evaluation may depend on, and of what joined from outside."""
    joined = "".join(f" {each.name} {each.sha256}" for each in plugins())
    return hashlib.sha256(f"{code_version()}{joined}".encode()).hexdigest()


def _path(store: Path, job: Job) -> Path:
    return store / MEASUREMENTS / f"{job.scenario.hash[:32]}-{job.seed}.json"


def _number(kept: float | None) -> float:
    return math.nan if kept is None else float(kept)


def _end(parameter: Adjustable, ends: np.ndarray | None, row: int) -> float | None:
    return None if ends is None else parameter.value(float(ends[row]))
