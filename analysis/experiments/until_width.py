"""As many seeds as an interval of a given width needs: a pilot, the number it asks for, the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from ...simulation.ground.errors import RequestError, Sentence
from ...simulation.ground.given import LARGEST_SEED, MOST_SEEDS
from ..statistics.bootstrap_t import FEWEST_PILOTS, PairedRatios, bootstrap_t, seeds_needed
from ..statistics.indicators import flows_by_month, over_whole_run
from ..statistics.intervals import Estimate
from ..statistics.run_result import RunResult
from .choices import check_indicators
from .limits import check_memory
from .loading import load_all, load_one
from .paired_runs import PairedRuns
from .request import Request
from .runs import run_seeds
from .settling import settle

if TYPE_CHECKING:
    from ...simulation.scenario import Scenario

Runs = TypeVar("Runs", bound=PairedRuns)


@dataclass(frozen=True)
class Aim:
    """An indicator and how wide the interval of its paired difference may be, in its unit; a flow's is of a year."""

    indicator: str
    width: float


@dataclass
class Stage:
    """Runs of scenarios over the seeds from the first on, as far as they have been made."""

    scenarios: tuple[Scenario, ...]
    under: str | None
    first_seed: int
    results: list[tuple[RunResult, ...]]

    @property
    def seeds(self) -> range:
        """The seeds that have been run."""
        return range(self.first_seed, self.first_seed + len(self.results))

    def ratios(self, aim: Aim) -> list[PairedRatios]:
        """Numerators and denominators of the aim under each scenario but the reference, a flow by the year."""
        factor = _to_a_year(aim.indicator, self.scenarios[0])
        parts = [
            [of_seed[place].aligned([aim.indicator]) for of_seed in self.results]
            for place in range(len(self.scenarios))
        ]
        columns = [
            (factor * np.array([top[0] for top, _ in of_one]), np.array([bottom[0] for _, bottom in of_one]))
            for of_one in parts
        ]
        return [PairedRatios(*own, *columns[0]) for own in columns[1:]]

    def intervals(self, aim: Aim) -> dict[str, Estimate]:
        """The paired difference under each scenario but the reference, with its bootstrap-t interval."""
        names = [scenario.name for scenario in self.scenarios[1:]]
        return dict(zip(names, map(bootstrap_t, self.ratios(aim)), strict=True))

    def runs(self, cls: type[Runs]) -> Runs:
        """The comparison of all that has been run."""
        stress = load_one(self.under).title if self.under is not None else None
        return cls(self.scenarios, self.seeds, self.results, stress)


def pilot(names: Sequence[str | Scenario], asked: Request, aim: Aim, tell: Callable[[], object] | None = None) -> Stage:
    """Run the pilot: as many seeds as asked, at least `FEWEST_PILOTS`. Raises RequestError for what is no aim."""
    check_indicators([aim.indicator], "--until-width: ")
    request = replace(asked, seeds=max(asked.seeds, FEWEST_PILOTS))
    scenarios = load_all(names, request.under, request.set, request.firms, request.months)
    check_memory(scenarios, request.processes)
    settle(scenarios, request.workers)
    results = run_seeds(scenarios, request.numbers, request.processes, tell)
    return Stage(scenarios, request.under, request.first_seed, results)


def seeds_for(stage: Stage, aim: Aim) -> int:
    """Seeds that the aim needs, by the pilot. Raises RequestError where that is more than can be run."""
    ratios = stage.ratios(aim)
    if not all(each.defined for each in ratios):
        raise RequestError(
            Sentence(
                "--until-width {key}: it is not defined in every one of these runs; choose another indicator.",
                "--until-width {key}：并非在每次运行中都有定义；请另选指标。",
                key=aim.indicator,
            )
        )
    needed = max(seeds_needed(each, aim.width) for each in ratios)
    if needed > MOST_SEEDS or stage.first_seed + needed - 1 > LARGEST_SEED:
        raise RequestError(
            Sentence(
                "--until-width {key}: an interval {width:.4g} wide needs {needed:,} seeds; there are at most {most:,}.",
                "--until-width {key}：区间宽度 {width:.4g} 需要 {needed:,} 个种子；至多 {most:,} 个。",
                key=aim.indicator,
                width=aim.width,
                needed=needed,
                most=MOST_SEEDS,
            )
        )
    return needed


def complete(stage: Stage, needed: int, asked: Request, tell: Callable[[], object] | None = None) -> None:
    """Run the seeds that are still missing."""
    rest = range(stage.seeds.stop, stage.first_seed + needed)
    if rest:
        workers = replace(asked, seeds=len(rest), first_seed=rest.start).processes
        stage.results.extend(run_seeds(stage.scenarios, rest, workers, tell))


def _to_a_year(key: str, scenario: Scenario) -> float:
    if not flows_by_month(key):
        return 1.0
    return 12.0 / (scenario.months if over_whole_run(key) else scenario.months - scenario.report_from + 1)
