"""Sensitivity of an outcome of a sweep to what its file gives ranges, from the same supervisor and store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ...simulation.ground.errors import RequestError, Sentence, refusal
from ..statistics.indicators import shown_unit
from ..statistics.intervals import Array
from ..statistics.sensitivity import FEWEST, SOBOL, Indices, Sensitivity
from .choices import check_indicators
from .designs import Range
from .outcomes import outcomes_of
from .query import Query
from .store import Store
from .sweep import How, Progress, run_whole_plan
from .sweep_file import SweepFile, read_sweep
from .sweep_plan import MOST_RUNS, Plan, plan


@dataclass(frozen=True)
class Study:
    """What was looked at: points in the unit cube, and of each indicator the outcome there and the indices.

    With two scenarios the outcome is the second less the first, the same seeds and values on both sides.
    """

    plan: Plan
    ranges: Mapping[str, Range]
    points: Array
    outcomes: Mapping[str, Array]
    indices: Mapping[str, Indices]
    difference: bool

    def unit(self, key: str) -> str:
        """Unit of an outcome."""
        return shown_unit(key)

    def low_and_high(self, key: str, factor: str) -> tuple[float, float]:
        """Mean outcome in the lowest and in the highest third of a factor's range."""
        place, outcome = self.points[:, [*self.ranges].index(factor)], self.outcomes[key]
        return float(outcome[place <= 1.0 / 3.0].mean()), float(outcome[place >= 2.0 / 3.0].mean())


@dataclass(frozen=True)
class Asked:
    """How the points are chosen: the method, trajectories or base points, and the seed of the sample."""

    method: str
    size: int
    seed: int = 1


def sensitivity_plan(
    given: str | Path | Mapping[str, object], asked: Asked
) -> tuple[Plan, Sensitivity, dict[str, Range]]:
    """The sweep behind a study. Raises RequestError for a file without ranges, and for a size that makes no sense."""
    file, label, folder = read_sweep(given)
    ranges = _ranges(file, label)
    if len(file.scenarios) > 2:
        said = Sentence(
            "names {count} scenarios; it must name one, or two whose difference is the outcome.",
            "写有 {count} 个情景；须为一个，或以差异为结果的两个。",
            count=len(file.scenarios),
        )
        raise refusal(label, "scenarios", said)
    least = FEWEST[asked.method]
    if asked.size < least or (asked.method == SOBOL and asked.size & (asked.size - 1)):
        raise RequestError(
            Sentence(
                "{size} points: {method} needs at least {least}, and sobol a power of two such as {near}.",
                "points 为 {size}：{method} 至少需要 {least}，且 sobol 须为 2 的幂，如 {near}。",
                size=asked.size,
                method=asked.method,
                least=least,
                near=1 << max(3, (asked.size - 1).bit_length()),
            )
        )
    each_has = len(ranges) + (2 if asked.method == SOBOL else 1)
    runs = asked.size * each_has * len(file.scenarios) * file.seeds
    if runs > MOST_RUNS:  # before a sample is drawn that fills the memory
        raise RequestError(
            Sentence(
                "{size:,} points would make {runs:,} runs; one sweep has at most {most:,}: ask for {fewer:,} or fewer.",
                "points 为 {size:,} 时需要 {runs:,} 次运行；一次扫描至多 {most:,} 次：请取 {fewer:,} 或更少。",
                size=asked.size,
                runs=runs,
                most=MOST_RUNS,
                fewer=_fewer(asked.method, asked.size * MOST_RUNS // runs),
            )
        )
    how = Sensitivity(asked.method, [*ranges], asked.size, asked.seed)
    rows = [
        {path: each.at(float(part)) for (path, each), part in zip(ranges.items(), point, strict=True)}
        for point in how.points()
    ]
    return plan({**file.without_blocks(folder), "uncertainties": [{"design": "list", "rows": rows}]}), how, ranges


def study(
    given: str | Path | Mapping[str, object],
    keys: tuple[str, ...],
    asked: Asked,
    store: Path,
    how: How | None = None,
    tell: Callable[[Progress], None] = lambda progress: None,
) -> Study:
    """Run what is not in the store yet, and measure what drives each indicator.

    Raises RequestError for a wrong request, RunError where a run fails or an outcome is undefined at a point.
    """
    check_indicators(keys)
    planned, method, ranges = sensitivity_plan(given, asked)
    kept = Store(store)
    run_whole_plan(planned, kept, how or How(), tell)
    query = Query(kept, planned.name)
    outcomes = {key: outcomes_of(query, planned, key) for key in query.known_indicators(keys)}
    indices = {key: method.indices(values) for key, values in outcomes.items()}
    return Study(planned, ranges, method.points(), outcomes, indices, len(planned.asked.scenarios) == 2)


def _fewer(method: str, size: int) -> int:
    """The largest size that a method takes within another."""
    return 1 << (size.bit_length() - 1) if method == SOBOL and size else size


def _ranges(file: SweepFile, label: str) -> dict[str, Range]:
    found = {path: each for block in file.blocks for path, each in (block.ranges or {}).items()}
    fixed = [block.design for block in file.blocks if not block.ranges]
    if fixed or not found:
        said = Sentence(
            "sensitivity needs ranges: every block of levers and uncertainties must be of the design latin_hypercube "
            "or sobol, and there must be one.",
            "敏感性分析需要取值范围：levers 与 uncertainties 的每个块都必须是 latin_hypercube 或 sobol 设计，"
            "且至少有一个。",
        )
        raise refusal(label, "", said)
    return found
