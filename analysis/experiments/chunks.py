"""What a worker does for a sweep: a chunk of runs, written into the store as one piece."""

from __future__ import annotations

import functools
import json
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ...simulation.ground.errors import RequestError, RunError, Sentence
from .files import machine_name
from .identity import code_version, plugins_version
from .recipe import scenario_of, written_recipe
from .run_files import versions
from .run_rows import Described, FundMoney, RunRows, rows_of, table_of
from .store import Failure, Store
from .sweep_plan import Run, Variant

if TYPE_CHECKING:
    import pyarrow as pa

    from ...simulation import CreditMarket
    from ...simulation.scenario import Scenario

#: Kinds of failure: the run itself went wrong, or it lost its worker.
WRONG, KILLED = "wrong", "killed"
#: Scenarios that a worker keeps made, some 40 kB each: the runs of a past come seed by seed.
_MOST_KEPT = 512
_made: OrderedDict[str, Scenario] = OrderedDict()
_bases: OrderedDict[str, Scenario] = OrderedDict()


@dataclass(frozen=True)
class Chunk:
    """Runs to be done in one go, and where their results go. One without runs makes what a past opens from."""

    folder: Path
    runs: tuple[Run, ...]
    variants: Mapping[str, Variant]
    settles: str = ""


@dataclass(frozen=True)
class Receipt:
    """What a worker says of a chunk: the runs that are stored, those that went wrong, seconds and bytes."""

    done: tuple[str, ...]
    failed: tuple[Failure, ...]
    cpu_seconds: float
    seconds: float
    bytes: int
    index: str = ""


def do_chunk(chunk: Chunk) -> Receipt:
    """Do the runs and store them. Raises OSError where nothing can be written, and then nothing counts."""
    begun, used = time.perf_counter(), time.process_time()
    if chunk.settles:
        from ...simulation.settled.kept import pool_for

        pool_for(made(next(iter(chunk.variants.values()))))
        return Receipt((), (), time.process_time() - used, time.perf_counter() - begun, 0)
    done: list[tuple[Run, RunRows, float]] = []
    failed: list[Failure] = []
    past: CreditMarket | None = None
    lived: tuple[str, int] | None = None
    described = Described()
    pasts = [(chunk.variants[run.scenario].past, run.seed) for run in chunk.runs] + [None]
    for run, own, following in zip(chunk.runs, pasts, pasts[1:], strict=False):
        started, variant = time.process_time(), chunk.variants[run.scenario]
        try:
            scenario = made(variant)
            if past is None or lived != own or not past.conditions.same_past(scenario):
                past, lived = _past_of(scenario, run.seed), own
            # The last run of a past goes on with the market itself, where it is of the same scenario.
            last = following != own and past.conditions.hash == scenario.hash
            rows = rows_of(run.id, (past if last else past.branch(scenario)).run(), described)
            past = None if last else past
        except (Exception, SystemExit) as error:  # of a run, or of a plugin in it: that run's own affair
            past = None
            failed.append(Failure(run.id, WRONG, variant.label, run.seed, _said(error)))
        else:
            done.append((run, rows, time.process_time() - started))
    written, name = 0, ""
    if done:
        index = _index(chunk, done)
        written, name = Store(chunk.folder).add_chunk(table_of([rows for _, rows, _ in done]), index)
    return Receipt(
        done=tuple(run.id for run, _, _ in done),
        failed=tuple(failed),
        cpu_seconds=time.process_time() - used,
        seconds=time.perf_counter() - begun,
        bytes=written,
        index=name,
    )


def _said(error: BaseException) -> dict[str, str]:
    """What went wrong, in both languages."""
    if isinstance(error, RunError | RequestError):
        return {language: error.in_language(language) for language in ("en", "zh")}
    return dict.fromkeys(("en", "zh"), f"{type(error).__name__}: {error}")


def made(variant: Variant) -> Scenario:
    """The scenario of a variant, made again from its base. Raises RunError where this code reads it otherwise."""
    from ...scenarios.load import varied

    found = _made.get(variant.hash)
    if found is None:
        base = _bases.get(variant.base_hash)
        if base is None:
            base = _bases[variant.base_hash] = scenario_of(variant.base, variant.base_hash)
        found = varied(base, variant.values, variant.label) if variant.values else base
        if found.hash != variant.hash:
            raise RunError(
                Sentence(
                    "a worker process reads the scenario {name} otherwise than the process that asked for it",
                    "工作进程读出的情景 {name} 与提出请求的进程不同",
                    name=variant.label,
                )
            )
        _made[variant.hash] = found
    _made.move_to_end(variant.hash)
    for kept in (_made, _bases):
        while len(kept) > _MOST_KEPT:
            kept.popitem(last=False)
    return found


def _past_of(scenario: Scenario, seed: int) -> CreditMarket:
    from ...simulation import CreditMarket

    market = CreditMarket(scenario, seed=seed, threads=1, tape=False)
    market.observe(FundMoney())
    market.live_burn_in()
    return market


def run_again(scenario: Scenario, seed: int, run: str) -> RunRows:
    """The same run alone, as it is stored."""
    return rows_of(run, _past_of(scenario, seed).run())


@functools.cache
def _versions() -> str:
    """What a result may depend on besides this program, as JSON: it is the same as long as this process lives."""
    return json.dumps(versions(), sort_keys=True)


def _index(chunk: Chunk, done: list[tuple[Run, RunRows, float]]) -> pa.Table:
    """A row a run: all that says what it is, and what it took."""
    import pyarrow as pa

    scenarios = [made(chunk.variants[run.scenario]) for run, _, _ in done]
    recipes = {each: written_recipe(scenario) for each, scenario in {one.hash: one for one in scenarios}.items()}
    count = len(done)
    return pa.table(
        {
            "run": [run.id for run, _, _ in done],
            "scenario": [chunk.variants[run.scenario].label for run, _, _ in done],
            "scenario_hash": [run.scenario for run, _, _ in done],
            "seed": pa.array([run.seed for run, _, _ in done], pa.int64()),
            "firms": pa.array([scenario.firms for scenario in scenarios], pa.int64()),
            "months": pa.array([scenario.months for scenario in scenarios], pa.int64()),
            "report_from": pa.array([scenario.report_from for scenario in scenarios], pa.int64()),
            "recipe": [recipes[scenario.hash] for scenario in scenarios],
            "code": [code_version()] * count,
            "plugins": [plugins_version()] * count,
            "versions": [_versions()] * count,
            "cpu_seconds": pa.array([seconds for _, _, seconds in done], pa.float64()),
            "machine": [machine_name()] * count,
            "time": [datetime.now(UTC).isoformat(timespec="seconds")] * count,
        }
    )
