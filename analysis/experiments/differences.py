"""From a sweep in a store: each scenario and setting of the levers against the reference, over points and seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...simulation.ground.errors import RequestError, Sentence
from ..statistics.indicators import shown_unit
from ..statistics.two_sources import Parts, Sample, TwoSources, two_sources
from .query import Query

Setting = tuple[tuple[str, object], ...]
#: Numerators and denominators of one indicator by scenario, setting of the levers, point and seed.
_Found = dict[tuple[str, Setting], dict[tuple[Setting, int], tuple[float, float]]]


@dataclass(frozen=True)
class Compared:
    """A scenario with a setting of the levers against the reference: how many points and seeds, and each indicator."""

    scenario: str
    levers: Setting
    points: int
    seeds: int
    indicators: dict[str, TwoSources | None]


def differences(query: Query, sweep: str, keys: Sequence[str]) -> tuple[str, Setting, list[Compared]]:
    """The reference, its setting of the levers, and every other scenario and setting compared with it.

    The reference is the first scenario of the sweep file, at the first setting of its levers; only points and seeds
    that both have count. Raises RequestError where there is nothing to compare.
    """
    told = next(each for each in query.sweeps() if each["sweep"] == sweep)
    names, levers, unknowns = told["scenarios"], told["levers"], told["uncertainties"]
    found = {key: _found(query, sweep, key, levers, unknowns) for key in keys}
    groups = list(next(iter(found.values())))
    own = [group for group in groups if group[0] == names[0]]
    if not own or len(groups) < 2:
        raise RequestError(
            Sentence(
                "--differences: sweep {name} has one scenario at one setting; there is nothing to compare it with.",
                "--differences：扫描 {name} 只有一个情景和一种设定，没有可比对象。",
                name=sweep,
            )
        )
    reference = own[0]
    compared = []
    for group in groups:
        if group == reference:
            continue
        values = {key: _compare(found[key][group], found[key][reference]) for key in keys}
        points, seeds = next(iter(values.values()))[:2]
        compared.append(Compared(*group, points, seeds, {key: value for key, (_, _, value) in values.items()}))
    return reference[0], reference[1], compared


def _found(query: Query, sweep: str, key: str, levers: Sequence[str], unknowns: Sequence[str]) -> _Found:
    paths = [*levers, *unknowns]
    columns = "".join(f', "{path}"' for path in paths)
    rows = query.answer(
        f"SELECT p.scenario, seed, numerator * to_a_year, denominator{columns} FROM outcomes o "
        "JOIN runs r ON r.run = o.run JOIN points p USING (scenario_hash) "
        "WHERE p.sweep = ? AND indicator = ? ORDER BY p.scenario, point, seed",
        sweep,
        key,
    )
    found: _Found = {}
    for scenario, seed, top, bottom, *values in rows:
        stated = dict(zip(paths, values, strict=True))
        setting = tuple((path, stated[path]) for path in levers if stated[path] is not None)
        place = tuple((path, stated[path]) for path in unknowns if stated[path] is not None)
        found.setdefault((str(scenario), setting), {})[place, int(seed)] = (float(top), float(bottom))
    return found


def _compare(
    own: dict[tuple[Setting, int], tuple[float, float]], other: dict[tuple[Setting, int], tuple[float, float]]
) -> tuple[int, int, TwoSources | None]:
    """Points and seeds that both have, and what they tell.

    A point of the reference is the same but for the paths that have no meaning for it, such as those of a policy.
    """
    known = {path for place, _ in other for path, _ in place}

    def there(point: Setting) -> Setting:
        return tuple((path, value) for path, value in point if path in known)

    both = [(point, seed) for point, seed in own if (there(point), seed) in other]
    points, seeds = list(dict.fromkeys(point for point, _ in both)), sorted({seed for _, seed in both})
    whole = {*both}
    points = [point for point in points if all((point, seed) in whole for seed in seeds)]
    if not points:
        return 0, 0, None

    def part(place: int) -> np.ndarray:
        return np.array([[own[point, seed][place] for seed in seeds] for point in points])

    def reference(place: int) -> np.ndarray:
        return np.array([[other[there(point), seed][place] for seed in seeds] for point in points])

    sample = Sample(Parts(part(0), part(1)), Parts(reference(0), reference(1)))
    return len(points), len(seeds), two_sources(sample)


def document(query: Query, sweep: str, keys: Sequence[str]) -> dict[str, object]:
    """What `results --differences --json` says."""
    name, setting, compared = differences(query, sweep, keys)
    return {
        "sweep": sweep,
        "reference": {"scenario": name, "levers": dict(setting)},
        "compared": [
            {
                "scenario": each.scenario,
                "levers": dict(each.levers),
                "points": each.points,
                "seeds": each.seeds,
                "indicators": {key: _told(key, found) for key, found in each.indicators.items()},
            }
            for each in compared
        ],
    }


def _told(key: str, found: TwoSources | None) -> dict[str, object] | None:
    if found is None:
        return None
    return {
        "unit": shown_unit(key),
        "difference": found.value,
        "ci_by_luck": found.luck,
        "range_over_parameters": found.parameters,
        "share_of_parameters": found.share_of_parameters,
    }
