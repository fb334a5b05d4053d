"""Scenario discovery over a store: the points of a sweep or a search as cases, and the conditions of those that fail.

A case is a scenario at a point, with the mean of each outcome over its seeds. It misses the goal where any of the
outcomes is beyond the limit that the goal sets it.
"""

from __future__ import annotations

import hashlib
import operator
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ...simulation.ground.errors import RequestError, Sentence, listed
from ...simulation.ground.printable import printable
from ..statistics.intervals import Array
from ..statistics.scenario_discovery import FEWEST_CASES, FEWEST_OF_A_KIND, Box, boxes
from .by_seed import Parts, parts_by_seed
from .choices import check_choice, shown
from .query import Query

if TYPE_CHECKING:
    import pandas as pd

#: Which way a goal is reached.
AT_LEAST, AT_MOST = "at_least", "at_most"
#: Boxes looked for at most, and the least density asked of them.
MOST_BOXES, LEAST_DENSITY = 5, 0.05
_REACHED = {AT_LEAST: operator.ge, AT_MOST: operator.le}


@dataclass(frozen=True)
class Target:
    """A limit that an outcome has to reach: an indicator, which way, and the value in the unit of `--json`."""

    indicator: str
    sense: str
    value: float

    def is_missed(self, outcomes: Array) -> Array:
        """Which of the outcomes do not reach it."""
        return np.logical_not(_REACHED[self.sense](outcomes, self.value))


@dataclass(frozen=True)
class Asked:
    """What is looked for.

    `scenario` is the one that counts, by default the last of the sweep; with `differences` its difference from the
    first does. `conditions` are the paths looked at, by default all that vary. `density` is how sure a box is to be,
    `most` how many boxes are looked for.
    """

    targets: tuple[Target, ...]
    scenario: str | None = None
    differences: bool = False
    conditions: tuple[str, ...] = ()
    density: float = 0.8
    most: int = 1


@dataclass(frozen=True)
class Discovered:
    """The cases, a row each with conditions, outcomes and `missed`, and the boxes in which they miss the goal.

    `undefined` cases are left out, for one of their outcomes has no value. `hash` is of the scenarios of all cases.
    """

    asked: Asked
    scenario: str
    reference: str | None
    conditions: tuple[str, ...]
    cases: pd.DataFrame
    seeds: int
    undefined: int
    boxes: tuple[Box, ...]
    hash: str

    @property
    def missed(self) -> int:
        """Cases that miss the goal."""
        return int(self.cases["missed"].sum())

    @property
    def share(self) -> float:
        """The part of all cases that miss the goal: the density without any condition."""
        return self.missed / len(self.cases)


def discover(query: Query, asked: Asked) -> Discovered:
    """Find the conditions under which cases of a store miss the goal. Raises RequestError for what makes no sense."""
    for target in asked.targets:
        query.known_indicators([target.indicator], f"--{target.sense.replace('_', '-')}")
    told = _sweeps(query)
    names = list(dict.fromkeys(name for each in told for name in each["scenarios"]))
    scenario = asked.scenario or names[-1]
    reference = names[0] if asked.differences else None
    _check_scenario(scenario, reference, names)
    points = query.points
    own = points[points["scenario"] == scenario].drop_duplicates("scenario_hash").reset_index(drop=True)
    conditions = _conditions(query, own, asked.conditions)
    columns: dict[str, Any] = {name: own[name] for name in conditions}
    keys = list(dict.fromkeys(target.indicator for target in asked.targets))
    sums = {key: parts_by_seed(query, key) for key in keys}
    others = None if reference is None else _counterparts(query, own, points[points["scenario"] == reference])
    hashes = list(own["scenario_hash"])
    for key in keys:
        against = hashes if others is None else others
        values = [_outcome(sums[key], each, other) for each, other in zip(hashes, against, strict=True)]
        columns[key] = np.array(values, float)
    import pandas as pd

    cases = pd.DataFrame(columns)
    missed = np.zeros(len(cases), bool)
    for target in asked.targets:
        missed |= target.is_missed(cases[target.indicator].to_numpy(float))
    cases["missed"] = missed
    defined = np.isfinite(cases[keys].to_numpy(float)).all(axis=1)
    kept = cases[defined].reset_index(drop=True)
    _check_cases(kept, keys)
    found = boxes(kept[list(conditions)], kept["missed"].to_numpy(bool), asked.density, asked.most)
    seeds = max((len(found) for found in sums[keys[0]].values()), default=0)
    return Discovered(
        asked=asked,
        scenario=scenario,
        reference=reference,
        conditions=conditions,
        cases=kept,
        seeds=seeds,
        undefined=int(np.count_nonzero(~defined)),
        boxes=found,
        hash=hashlib.sha256("\n".join(sorted(hashes)).encode()).hexdigest(),
    )


def _check_cases(cases: pd.DataFrame, keys: Sequence[str]) -> None:
    """Raise RequestError where too few cases, or nearly all or none of them, miss the goal."""
    count, bad = len(cases), int(cases["missed"].sum())
    if count >= FEWEST_CASES and min(bad, count - bad) >= FEWEST_OF_A_KIND:
        return
    ranges = listed([f"{key} {cases[key].min():.4g} .. {cases[key].max():.4g}" for key in keys]) if count else "-"
    raise RequestError(
        Sentence(
            "{bad} of {count} cases miss the goal; to learn when, there must be at least {cases}, and {each} of either "
            "kind: state another goal within what there is ({ranges}), or run more points.",
            "{count} 个案例中有 {bad} 个未达目标；要判断在何种条件下未达，至少须有 {cases} 个案例，"
            "未达与达到的各不少于 {each} 个：请在现有范围内另设目标（{ranges}），或增加点数。",
            bad=bad,
            count=count,
            cases=FEWEST_CASES,
            each=FEWEST_OF_A_KIND,
            ranges=ranges,
        )
    )


def _sweeps(query: Query) -> list[dict[str, Any]]:
    """The sweeps that are looked at. Raises RequestError where they vary different things."""
    told = [each for each in query.sweeps() if query.name in (None, each["sweep"])]
    varied = {frozenset([*each["levers"], *each["uncertainties"]]) for each in told}
    if len(varied) > 1:
        raise RequestError(
            Sentence(
                "the sweeps of the store vary different things; choose one with --sweep: {names}.",
                "存储中各次扫描变动的内容不同；请用 --sweep 选定一个：{names}。",
                names=listed([each["sweep"] for each in told]),
            )
        )
    return told


def _check_scenario(scenario: str, reference: str | None, names: Sequence[str]) -> None:
    said = Sentence("the sweep has no {name}", "扫描中没有 {name}", name=shown(scenario))
    check_choice("--scenario", scenario, names, said)
    if scenario == reference:
        raise RequestError(
            Sentence(
                "--differences: {name} is the first scenario of the sweep, and there is nothing to compare it with.",
                "--differences：{name} 是扫描的第一个情景，没有可比对象。",
                name=printable(scenario),
            )
        )


def _conditions(query: Query, own: pd.DataFrame, wanted: Sequence[str]) -> tuple[str, ...]:
    """The paths that vary between the points of the scenario, or those wanted of them."""
    varying = tuple(path for path in query.paths if own[path].notna().any() and own[path].astype(str).nunique() > 1)
    for path in wanted:
        said = Sentence("{path} does not vary in this sweep", "{path} 在此扫描中不变动", path=shown(path))
        check_choice("--condition", path, varying, said)
    return tuple(wanted) or varying


def _counterparts(query: Query, own: pd.DataFrame, other: pd.DataFrame) -> list[str | None]:
    """For each point the hash of the reference under the same values, as far as they have a meaning for it."""
    shared = [path for path in query.paths if own[path].notna().any() and other[path].notna().any()]
    by_values: dict[tuple[object, ...], str] = {}
    for row in other.sort_values(["sweep", "point"]).to_dict("records"):
        by_values.setdefault(tuple(row[path] for path in shared), str(row["scenario_hash"]))
    return [by_values.get(tuple(row[path] for path in shared)) for row in own.to_dict("records")]


def _outcome(sums: Mapping[str, Parts], own: str, other: str | None) -> float:
    """The mean over seeds as a ratio of means; against another the difference, over the seeds that both have."""
    found = sums.get(own, {})
    if other == own:
        return _ratio(found, found.keys())
    against = sums.get(other, {}) if other is not None else {}
    both = found.keys() & against.keys()
    return _ratio(found, both) - _ratio(against, both)


def _ratio(sums: Parts, seeds: Collection[int]) -> float:
    chosen = [sums[seed] for seed in sorted(seeds)]
    bottom = sum(part for _, part in chosen)
    return sum(part for part, _ in chosen) / bottom if bottom else float("nan")
