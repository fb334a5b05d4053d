"""Which levers do best under what nobody knows: optuna asks for candidates, the sweep's supervisor runs them.

Every candidate meets the same worlds (points of the uncertainties) and the same seeds, so a difference between two of
them is theirs. The search is repeatable: the same file and seed ask for the same candidates, whose runs are in the
store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...simulation.ground.errors import RequestError, RunError, Sentence, refusal
from ..statistics.intervals import Array
from ..statistics.pareto import not_dominated, worst_regret
from .by_seed import intervals_by_luck
from .candidate import library_base, scenario_text
from .choices import check_indicators
from .designs import Point, Range, crossed
from .query import Query
from .store import Store
from .sweep import How, Progress, run_plan
from .sweep_file import SweepFile, read_sweep
from .sweep_plan import Plan, plan

if TYPE_CHECKING:
    import optuna

    from ...simulation.scenario import Scenario

#: Candidates that are asked for at once: a generation of the search.
GENERATION = 8
#: Which way a goal is better.
MORE, LESS = "max", "min"


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
    luck: tuple[tuple[float, float] | None, ...]
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
    file, label, _ = read_sweep(given)
    check_indicators(goal.indicator for goal in goals)
    _check(file, goals, label)
    worlds = [*crossed(file.uncertainties)]
    study = _study(goals, seed)
    stated = _stated(file, given)
    base = plan({**stated, "scenarios": stated["scenarios"][-1:]}).largest
    tried: list[Point] = []
    values: list[Array] = []
    luck: list[tuple[tuple[float, float] | None, ...]] = []
    refused, why = 0, None
    kept = Store(store)  # one for all generations, so that each file is read once to see that it is whole
    while len(tried) + refused < candidates:
        trials = [study.ask() for _ in range(min(GENERATION, candidates - len(tried) - refused))]
        asked = [_levers_of(trial, file) for trial in trials]
        feasible = []
        for trial, levers in zip(trials, asked, strict=True):
            found = _refusal(file, given, levers)
            if found is None:
                feasible.append((trial, levers))
            else:
                study.tell(trial, state=_failed())
                refused, why = refused + 1, found
        if feasible:
            planned = _plan(file, given, [levers for _, levers in feasible], worlds)
            outcomes, intervals = _run(planned, goals, kept, how or How(), tell, len(feasible), len(worlds))
            luck += intervals
            for (trial, levers), outcome in zip(feasible, outcomes, strict=True):
                study.tell(trial, [float(each) for each in outcome.mean(axis=0)])
                tried.append(levers)
                values.append(outcome)
    if not tried:
        raise why or RequestError(Sentence("no candidate was asked for.", "未要求任何候选方案。"))
    every = np.array(values)  # candidates, worlds, goals
    signed = every * np.array([goal.sign for goal in goals])
    front, regret = not_dominated(signed.mean(axis=1)), worst_regret(signed)
    names = file.scenarios
    return Searched(
        goals=tuple(goals),
        candidates=tuple(
            Candidate(levers, tuple(map(float, outcome.mean(axis=0))), intervals, bool(best), float(worst))
            for levers, outcome, intervals, best, worst in zip(tried, every, luck, front, regret, strict=True)
        ),
        refused=refused,
        worlds=len(worlds),
        seeds=file.seeds,
        scenario=names[-1],
        reference=names[0] if len(names) == 2 else None,
        base=base,
        builds_on=library_base(stated["scenarios"][-1]),
    )


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


def _stated(file: SweepFile, given: str | Path | Mapping[str, object]) -> dict[str, Any]:
    """The sweep without its blocks, its scenario files by a path from here."""
    from .sensitivity import placed_beside

    folder = Path() if isinstance(given, Mapping) else Path(given).parent
    stated = {
        "title": file.title,
        "scenarios": placed_beside(file.scenarios, folder),
        "seeds": file.seeds,
        "first_seed": file.first_seed,
        "set": file.set,
        "under": file.under,
        "firms": file.firms,
        "months": file.months,
    }
    return {key: value for key, value in stated.items() if value is not None}


def _refusal(file: SweepFile, given: str | Path | Mapping[str, object], levers: Point) -> RequestError | None:
    """Why a candidate makes no scenario, None where it does."""
    try:
        plan({**_stated(file, given), "seeds": 1, "levers": [{"design": "list", "rows": [levers]}]})
    except RequestError as error:
        return error
    return None


def _plan(
    file: SweepFile, given: str | Path | Mapping[str, object], candidates: Sequence[Point], worlds: Sequence[Point]
) -> Plan:
    rows = [{**levers, **world} for levers in candidates for world in worlds]
    return plan({**_stated(file, given), "levers": [{"design": "list", "rows": rows}]})


def _run(
    planned: Plan,
    goals: Sequence[Goal],
    store: Store,
    how: How,
    tell: Callable[[Progress], None],
    candidates: int,
    worlds: int,
) -> tuple[Array, list[tuple[tuple[float, float] | None, ...]]]:
    """Run a generation; its outcomes in the shape (candidates, worlds, goals), and of each candidate the intervals."""
    from .sensitivity import outcomes_of

    progress = run_plan(planned, store, how, tell)
    if progress.failed:
        raise RunError(
            Sentence(
                "{count} runs failed; a search needs every run of a candidate",
                "{count} 次运行失败；搜索需要候选方案的每次运行",
                count=len(progress.failed),
            )
        )
    query = Query(store, planned.name)
    keys = query.known_indicators([goal.indicator for goal in goals], "--goal")
    columns = [outcomes_of(query, planned, key).reshape(candidates, worlds) for key in keys]
    groups = [range(first, first + worlds) for first in range(0, candidates * worlds, worlds)]
    by_goal = [intervals_by_luck(query, planned, key, groups) for key in keys]
    return np.stack(columns, axis=2), [*zip(*by_goal, strict=True)]
