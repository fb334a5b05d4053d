"""From a sweep file to runs: points, the scenarios they mean, each distinct scenario and seed once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ...simulation.ground.errors import RequestError, Sentence, refusal, suggestion
from ...simulation.ground.given import LARGEST_SEED, written
from ...simulation.ground.printable import printable
from .designs import Point, crossed
from .identity import past_of, run_id
from .recipe import written_recipe
from .sweep_file import SweepFile, read_sweep

if TYPE_CHECKING:
    import pyarrow as pa

    from ...simulation.scenario import Scenario

#: Runs of one sweep at most: the supervisor keeps a list of them.
MOST_RUNS = 5_000_000


@dataclass(frozen=True)
class Variant:
    """A scenario as a base and values laid over it: what a worker needs to make it."""

    base: str
    base_hash: str
    values: Mapping[str, Any]
    label: str
    hash: str
    past: str
    pool: str
    settled: bool


@dataclass(frozen=True)
class Placed:
    """A scenario at a point of the design: the number of the point, and which values have a meaning there."""

    scenario: str
    point: int
    values: Point
    hash: str


class Run(NamedTuple):
    """One run: its name, the hash of its scenario, its seed."""

    id: str
    scenario: str
    seed: int


@dataclass(frozen=True)
class Plan:
    """All that a sweep is to do: its points, the scenarios behind them by hash, its runs past by past.

    `at` is the hash of a scenario at a point, also where it repeats an earlier point and is placed there only.
    """

    asked: SweepFile
    name: str
    placed: tuple[Placed, ...]
    at: Mapping[tuple[str, int], str]
    variants: Mapping[str, Variant]
    seeds: range
    runs: tuple[Run, ...]
    largest: Scenario

    @property
    def points(self) -> int:
        """Number of points of the design, for each scenario."""
        return len({point for _, point in self.at})

    def design(self) -> pa.Table:
        """The points as a table: scenario, point, hash, and a column a path, named as in the file."""
        import pyarrow as pa

        columns: dict[str, Any] = {
            "sweep": [self.name] * len(self.placed),
            "scenario": [each.scenario for each in self.placed],
            "point": pa.array([each.point for each in self.placed], pa.int64()),
            "scenario_hash": [each.hash for each in self.placed],
        }
        for path in (*self.asked.lever_paths, *self.asked.uncertain_paths):
            columns[path] = _column([each.values.get(path) for each in self.placed])
        kinds = {
            "title": self.asked.title,
            "levers": list(self.asked.lever_paths),
            "uncertainties": list(self.asked.uncertain_paths),
            "scenarios": list(dict.fromkeys(each.scenario for each in self.placed)),
        }
        return pa.table(columns).replace_schema_metadata({"smecredit": json.dumps(kinds, sort_keys=True)})


def plan(given: str | Path | Mapping[str, Any], loaded: Mapping[str, Scenario] | None = None) -> Plan:
    """Read a sweep and resolve every scenario in it. Raises RequestError about the first mistake.

    `loaded` are scenarios that are not to be read again, by the names that the sweep has for them.
    """
    from ...scenarios.load import varied

    asked, label, folder = read_sweep(given)
    points = [*_within_bounds(asked, label)]
    ready = loaded or {}
    names = _distinct(asked.scenarios, label)
    bases = {name: ready[name] if name in ready else _base(name, asked, folder, label) for name in names}
    _policies_are_there(asked, bases, label)
    placed: list[Placed] = []
    largest = next(iter(bases.values()))
    at: dict[tuple[str, int], str] = {}
    variants: dict[str, Variant] = {}
    for name, base in bases.items():
        named = {policy.name for policy in base.policies}
        recipe = written_recipe(base)
        known: dict[str, str] = {}
        for number, point in enumerate(points):
            values = {path: value for path, value in point.items() if (_policy_of(path) or None) in {None, *named}}
            stated = json.dumps(values, sort_keys=True, default=str)
            if stated not in known:
                scenario = varied(base, values, label) if values else base
                variant = _variant(scenario, base, recipe, values, name)
                largest = max(largest, scenario, key=lambda each: each.firms * each.months)
                variants.setdefault(variant.hash, variant)
                known[stated] = at[name, number] = variant.hash
                placed.append(Placed(name, number, values, variant.hash))
                continue
            at[name, number] = known[stated]
            if any(path not in values for path in point):
                continue  # the same point again: what differs has no meaning for this scenario
            placed.append(Placed(name, number, values, known[stated]))
    last = asked.first_seed + asked.seeds - 1
    if last > LARGEST_SEED:
        said = Sentence("is beyond the largest seed, {most:,}.", "超出最大种子 {most:,}。", most=LARGEST_SEED)
        raise refusal(label, "first_seed", said)
    seeds = range(asked.first_seed, last + 1)
    ordered = sorted(variants.values(), key=lambda each: (each.pool, each.past))
    runs = tuple(
        Run(run_id(each.hash, seed), each.hash, seed) for group in _by_past(ordered) for seed in seeds for each in group
    )
    return Plan(asked, _name_of(asked, placed), tuple(placed), at, variants, seeds, runs, largest)


def _within_bounds(asked: SweepFile, label: str) -> list[Point]:
    count = asked.seeds * len(asked.scenarios)
    for block in asked.blocks:
        count *= len(block)
    if count > MOST_RUNS:
        raise RequestError(
            Sentence(
                "{label}: asks for {count:,} runs; one sweep has at most {most:,}.",
                "{label}：要求 {count:,} 次运行；一次扫描至多 {most:,} 次。",
                label=label,
                count=count,
                most=MOST_RUNS,
            )
        )
    return [*crossed(asked.blocks)]


def _distinct(names: tuple[str, ...], label: str) -> tuple[str, ...]:
    for name in names:
        if names.count(name) > 1:
            said = Sentence("names {name} more than once.", "重复写有 {name}。", name=written(name))
            raise refusal(label, "scenarios", said)
    return names


def _base(name: str, asked: SweepFile, folder: Path, label: str) -> Scenario:
    """A scenario of the sweep before any lever; a relative TOML path is beside the sweep file."""
    from ...scenarios.files import library
    from ...scenarios.load import load, varied

    given = name
    path, comma, settings = name.partition(",")
    if path.endswith(".toml") and not Path(path).is_absolute() and _is_file(folder / path):
        given = f"{folder / path}{comma}{settings}"
    elif path not in library() and _is_file(folder / f"{path}.toml"):
        said = Sentence(
            "names {name}; did you mean the file {file}?",
            "所写为 {name}；您是否想用文件 {file}？",
            name=written(path),
            file=printable(f"{path}.toml"),
        )
        raise refusal(label, "scenarios", said)
    scenario = load(given, under=asked.under, firms=asked.firms, months=asked.months)
    own = {policy.name for policy in scenario.policies}
    common = {path: value for path, value in asked.set.items() if (_policy_of(path) or None) in {None, *own}}
    return varied(scenario, common, f"{label}: set") if common else scenario


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _policies_are_there(asked: SweepFile, bases: Mapping[str, Scenario], label: str) -> None:
    """Refuse a path of a policy that none of the scenarios has."""
    names = {policy.name for base in bases.values() for policy in base.policies}
    for path in (*asked.set, *asked.lever_paths, *asked.uncertain_paths):
        policy = _policy_of(path)
        if policy is not None and policy not in names:
            said = Sentence(
                "names a policy that no scenario of the sweep has, {name}; {hint}",
                "所写的政策在扫描的各情景中均不存在：{name}；{hint}",
                name=policy,
                hint=suggestion(policy, names),
            )
            raise refusal(label, path, said)


def _policy_of(path: str) -> str | None:
    section, _, rest = path.partition(".")
    return rest.partition(".")[0] if section == "policy" else None


def _variant(scenario: Scenario, base: Scenario, recipe: str, values: Point, name: str) -> Variant:
    from ...simulation.settled.kept import key_of

    settled = bool(scenario.group("opening").settled)
    return Variant(
        base=recipe,
        base_hash=base.hash,
        values=values,
        label=name,
        hash=scenario.hash,
        past=past_of(scenario),
        pool=key_of(scenario) if settled else "",
        settled=settled,
    )


def _by_past(variants: list[Variant]) -> list[list[Variant]]:
    groups: dict[str, list[Variant]] = {}
    for each in variants:
        groups.setdefault(each.past, []).append(each)
    return [*groups.values()]


def _name_of(asked: SweepFile, placed: list[Placed]) -> str:
    """What the sweep is known by in a store: a hash of its points, whatever their seeds."""
    stated = [[each.scenario, each.point, each.hash] for each in placed]
    own = [asked.title, list(asked.lever_paths), list(asked.uncertain_paths), stated]
    return hashlib.sha256(json.dumps(own).encode()).hexdigest()[:12]


def _column(values: list[Any]) -> pa.Array:
    """Values of a path in one type: numbers, truth values, or text where they differ or are tables."""
    import pyarrow as pa

    given = [value for value in values if value is not None]
    if all(isinstance(value, bool) for value in given):
        return pa.array(values, pa.bool_())
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in given):
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    return pa.array(
        [None if value is None else value if isinstance(value, str) else written(value) for value in values]
    )


def shard_of(runs: Sequence[Run], planned: Plan, shard: tuple[int, int]) -> list[Run]:
    """The runs of one shard: those that share their months before month 1 stay together."""
    number, shards = shard
    if not 1 <= number <= shards:
        raise RequestError(
            Sentence(
                "--shard {number}/{shards}: the number must be from 1 to {shards}.",
                "--shard {number}/{shards}：编号须在 1 至 {shards} 之间。",
                number=written(number),
                shards=shards,
            )
        )
    chosen: list[Run] = []
    group, before = -1, None
    for run in runs:
        own = (planned.variants[run.scenario].past, run.seed)
        group, before = (group, before) if own == before else (group + 1, own)
        if group % shards == number - 1:
            chosen.append(run)
    return chosen
