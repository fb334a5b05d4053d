"""Which levers do best under what nobody knows: optuna asks for candidates, the sweep's supervisor runs them.

Every candidate meets the same worlds (points of the uncertainties) and the same seeds, so a difference between two of
them is theirs. The search is repeatable: the same file and seed ask for the same candidates, whose runs are in the
store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ...simulation.ground.errors import RequestError, Sentence, refusal
from ..statistics.intervals import Array
from ..statistics.pareto import not_dominated, worst_regret
from .by_seed import intervals_by_luck
from .candidate import library_base, scenario_text
from .choices import check_indicators
from .designs import Point, Range, crossed
from .outcomes import outcomes_of
from .query import Query
from .store import Store
from .sweep import How, Progress, run_whole_plan
from .sweep_file import SweepFile, read_sweep
from .sweep_plan import plan

if TYPE_CHECKING:
    import optuna

    from ...simulation.scenario import Scenario

#: Candidates that are asked for at once: a generation of the search.
GENERATION = 8
#: Which way a goal is better.
MORE, LESS = "max", "min"
#: Of each goal the ends of an interval by luck; None where there is none.
Luck = tuple[tuple[float, float] | None, ...]


@dataclass(frozen=True)
class Goal:
    """An indicator, and whether more or less of it is wanted."""

    indicator: str
    sense: str

    @property
    def sign(self) -> float:
        """What makes more the better."""
        return 1.0 if self.sense == MORE else -1.0


@dataclass(frozen=True)
class Candidate:
    """Values of the levers, the mean outcome of each goal, whether none dominates it, its worst regret.

    `luck` has the 95% interval of each outcome by luck, over seeds; None with one seed.
    """

    levers: Point
    outcomes: tuple[float, ...]
    luck: Luck
    on_front: bool
    regret: float


@dataclass(frozen=True)
class Searched:
    """All candidates in the order in which they were tried; `refused` of them made no scenario."""

    goals: tuple[Goal, ...]
    candidates: tuple[Candidate, ...]
    refused: int
    worlds: int
    seeds: int
    scenario: str
    reference: str | None
    base: Scenario
    #: The scenario of the library that `base` builds on, if any.
    builds_on: str | None

    @property
    def front(self) -> list[Candidate]:
        """The candidates that none dominates, the least of the first goal first."""
        chosen = [each for each in self.candidates if each.on_front]
        return sorted(chosen, key=lambda each: each.outcomes)


def search(
    given: str | Path | Mapping[str, object],
    goals: Sequence[Goal],
    candidates: int,
    store: Path,
    seed: int = 1,
    how: How | None = None,
    tell: Callable[[Progress], None] = lambda progress: None,
) -> Searched:
    """Look for the levers that do best: as many candidates as asked, a generation at a time.

    The file names one scenario, whose levels count, or two, of which the second's difference from the first counts.
    Raises RequestError for a wrong file or goals, RunError where runs fail.
    """
    file, label, folder = read_sweep(given)
    check_indicators(goal.indicator for goal in goals)
    _check(file, goals, label)
    looking = _Search(file, folder, goals, Store(store), how or How(), tell)
    study = _study(goals, seed)
    while (left := candidates - looking.asked) > 0:
        looking.try_generation(study, min(GENERATION, left))
    return looking.found()


class _Search:
    """The candidates tried so far, in the order in which they were."""

    def __init__(
        self,
        file: SweepFile,
        folder: Path,
        goals: Sequence[Goal],
        store: Store,
        how: How,
        tell: Callable[[Progress], None],
    ) -> None:
        self._file, self._goals, self._how, self._tell = file, tuple(goals), how, tell
        # One store for all generations, so that each of its files is read once to see that it is whole.
        self._store = store
        self._stated = file.without_blocks(folder)
        self._base = plan({**self._stated, "scenarios": self._stated["scenarios"][-1:]}).largest
        self._worlds = [*crossed(file.uncertainties)]
        self._levers: list[Point] = []
        self._outcomes: list[Array] = []
        self._luck: list[Luck] = []
        self._refused: list[RequestError] = []

    @property
    def asked(self) -> int:
        """How many candidates have been asked for, those that made no scenario included."""
        return len(self._levers) + len(self._refused)

    def try_generation(self, study: optuna.Study, size: int) -> None:
        """Ask for candidates, run those that make a scenario, and tell what came of each."""
        feasible = []
        for trial in [study.ask() for _ in range(size)]:
            levers = _levers_of(trial, self._file)
            refused = self._refusal(levers)
            if refused is None:
                feasible.append((trial, levers))
            else:
                study.tell(trial, state=_failed())
                self._refused.append(refused)
        if not feasible:
            return
        outcomes, luck = self._run([levers for _, levers in feasible])
        for (trial, levers), outcome in zip(feasible, outcomes, strict=True):
            study.tell(trial, [float(each) for each in outcome.mean(axis=0)])
            self._levers.append(levers)
            self._outcomes.append(outcome)
        self._luck += luck

    def found(self) -> Searched:
        """What has been found. Raises RequestError where no candidate made a scenario."""
        if not self._levers:
            none = RequestError(Sentence("no candidate was asked for.", "未要求任何候选方案。"))
            raise self._refused[-1] if self._refused else none
        names = self._file.scenarios
        return Searched(
            goals=self._goals,
            candidates=self._candidates(),
            refused=len(self._refused),
            worlds=len(self._worlds),
            seeds=self._file.seeds,
            scenario=names[-1],
            reference=names[0] if len(names) == 2 else None,
            base=self._base,
            builds_on=library_base(self._stated["scenarios"][-1]),
        )

    def _candidates(self) -> tuple[Candidate, ...]:
        every = np.array(self._outcomes)  # candidates, worlds, goals
        signed = every * np.array([goal.sign for goal in self._goals])
        front, regret = not_dominated(signed.mean(axis=1)), worst_regret(signed)
        return tuple(
            Candidate(levers, tuple(map(float, outcome.mean(axis=0))), luck, bool(best), float(worst))
            for levers, outcome, luck, best, worst in zip(self._levers, every, self._luck, front, regret, strict=True)
        )

    def _refusal(self, levers: Point) -> RequestError | None:
        """Why a candidate makes no scenario, None where it does."""
        try:
            plan({**self._stated, "seeds": 1, "levers": [{"design": "list", "rows": [levers]}]})
        except RequestError as error:
            return error
        return None

    def _run(self, candidates: Sequence[Point]) -> tuple[Array, list[Luck]]:
        """Run a generation: outcomes in the shape (candidates, worlds, goals), and the intervals of each candidate."""
        rows = [{**levers, **world} for levers in candidates for world in self._worlds]
        planned = plan({**self._stated, "levers": [{"design": "list", "rows": rows}]})
        run_whole_plan(planned, self._store, self._how, self._tell)
        query = Query(self._store, planned.name)
        keys = query.known_indicators([goal.indicator for goal in self._goals], "--goal")
        worlds = len(self._worlds)
        outcomes = [outcomes_of(query, planned, key).reshape(len(candidates), worlds) for key in keys]
        groups = [range(first, first + worlds) for first in range(0, len(rows), worlds)]
        by_goal = [intervals_by_luck(query, planned, key, groups) for key in keys]
        return np.stack(outcomes, axis=2), [*zip(*by_goal, strict=True)]


def scenario_of(found: Searched, candidate: Candidate) -> Scenario:
    """The scenario of a candidate: that of the search under its levers."""
    from ...scenarios.load import varied

    return varied(found.base, candidate.levers, "search")


def file_of(found: Searched, number: int) -> str:
    """The scenario file of a candidate of the front; the first is 1."""
    candidate = found.front[number - 1]
    return scenario_text(scenario_of(found, candidate), found.builds_on, tuple(candidate.levers), number)


def _check(file: SweepFile, goals: Sequence[Goal], label: str) -> None:
    if len(file.scenarios) > 2:
        said = Sentence(
            "names {count} scenarios; it must name one, or two whose difference counts.",
            "写有 {count} 个情景；须为一个，或以差异计的两个。",
            count=len(file.scenarios),
        )
        raise refusal(label, "scenarios", said)
    if not file.levers or any(not (block.ranges or block.values) for block in file.levers):
        said = Sentence(
            "must have blocks with ranges, or with lists of values: a search chooses from them.",
            "须有含 ranges 或 values 的块：搜索从中选取。",
        )
        raise refusal(label, "levers", said)
    if len({goal.indicator for goal in goals}) < 2:
        raise RequestError(
            Sentence(
                "--goal: give two or more, such as --goal new_lending.size.micro=max --goal public_cost=min.",
                "--goal：请给出两个或更多，例如 --goal new_lending.size.micro=max --goal public_cost=min。",
            )
        )


def _study(goals: Sequence[Goal], seed: int) -> optuna.Study:
    try:
        import optuna
    except ImportError:
        raise RequestError(
            Sentence("search needs optuna; install smecredit[search].", "搜索需要 optuna；请安装 smecredit[search]。")
        ) from None
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    of_study = optuna.study.StudyDirection
    ways = [of_study.MAXIMIZE if goal.sense == MORE else of_study.MINIMIZE for goal in goals]
    sampler = optuna.samplers.NSGAIISampler(population_size=2 * GENERATION, seed=seed)
    return optuna.create_study(directions=ways, sampler=sampler)


def _failed() -> optuna.trial.TrialState:
    import optuna

    return optuna.trial.TrialState.FAIL


def _levers_of(trial: optuna.Trial, file: SweepFile) -> Point:
    levers: Point = {}
    for block in file.levers:
        for path, values in (block.values or {}).items():
            levers[path] = values[trial.suggest_int(path, 0, len(values) - 1)]
        ranges: Mapping[str, Range] = block.ranges or {}
        for path, each in ranges.items():
            levers[path] = each.at(trial.suggest_float(path, 0.0, 1.0))
    return levers
