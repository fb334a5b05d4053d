"""One stored run made again, and compared with what is stored, bit for bit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...simulation.ground.errors import RequestError, Sentence, listed
from ...simulation.ground.printable import printable
from .chunks import run_again
from .current_runs import nothing_stored
from .identity import code_version, plugins_version
from .recipe import scenario_of
from .run_rows import fingerprints, table_of
from .store import INDEX, Store

if TYPE_CHECKING:
    import pyarrow as pa

    from ...simulation.scenario import Scenario


@dataclass(frozen=True)
class Reproduced:
    """A run that was made again: what it is, whether it is the same, and what of its circumstances has changed."""

    run: str
    scenario: str
    seed: int
    firms: int
    months: int
    equal: bool
    indicators: int
    numbers: int
    differing: tuple[str, ...]
    changed: Mapping[str, tuple[str, str]]


def reproduce(folder: str | Path, run: str) -> Reproduced:
    """Run a stored run again and compare. `run` is its name, or as much of it as no other run begins with.

    Raises RequestError where there is no such run, RunError where this version of the code reads its scenario
    otherwise.
    """
    store = Store.there(Path(folder))
    file, row = _stored(store, run)
    scenario: Scenario = scenario_of(str(row["recipe"]), str(row["scenario_hash"]))
    name, seed = str(row["run"]), int(str(row["seed"]))
    stored = store.outcomes_of(name, file)
    again = table_of([run_again(scenario, seed, name)])
    equal = fingerprints(stored) == fingerprints(again)
    own = {"code": code_version()[:12], "plugins": plugins_version()}
    then = {"code": str(row["code"])[:12], "plugins": str(row["plugins"])}
    return Reproduced(
        run=name,
        scenario=str(row["scenario"]),
        seed=seed,
        firms=scenario.firms,
        months=scenario.months,
        equal=equal,
        indicators=stored.num_rows,
        numbers=_numbers_in(stored),
        differing=() if equal else _differing(stored, again),
        changed={key: (then[key], own[key]) for key in own if then[key] != own[key]},
    )


def _stored(store: Store, run: str) -> tuple[str, Mapping[str, object]]:
    """The file of a run, and its row of the index."""
    import pyarrow.compute as pc

    runs = store.runs()
    if not runs:
        raise nothing_stored(store)
    found = [name for name in runs if run and name.startswith(run)]
    if len(found) != 1:
        shown = listed(sorted(found or runs)[:5])
        raise RequestError(
            Sentence(
                "no stored run begins with {run}; there are {count:,}, such as {names}.",
                "没有以 {run} 开头的已存运行；共有 {count:,} 次，例如 {names}。",
                run=printable(run) or '""',
                count=len(runs),
                names=shown,
            )
            if not found
            else Sentence(
                "{count} stored runs begin with {run}: {names}; give more of the name.",
                "有 {count} 次已存运行以 {run} 开头：{names}；请多写几位。",
                run=printable(run),
                count=len(found),
                names=shown,
            )
        )
    store.check(INDEX)
    for path in store.paths(INDEX):
        table = store.read(path)
        rows = table.filter(
            pc.and_(pc.equal(table.column("run"), found[0]), pc.equal(table.column("file"), runs[found[0]]))
        )
        if rows.num_rows:
            return runs[found[0]], rows.to_pylist()[0]
    raise RequestError(Sentence("run {run} is gone from the store.", "运行 {run} 已不在存储中。", run=found[0]))


def _numbers_in(table: pa.Table) -> int:
    return sum(len(values) for values in table.column("monthly_numerators").to_pylist() if values is not None)


def _differing(stored: pa.Table, again: pa.Table) -> tuple[str, ...]:
    """Indicators that are not the same in both."""

    def by_key(table: pa.Table) -> dict[str, str]:
        return {str(row["indicator"]): repr(row) for row in table.to_pylist()}

    one, other = by_key(stored), by_key(again)
    return tuple(key for key in sorted({*one, *other}) if one.get(key) != other.get(key))
