"""Speed and memory on this machine, against the targets of DESIGN section 13.

Times of a run are processor seconds of this process, the best of several repetitions, because on a shared
machine everything else only adds. The others are seconds on the clock, as a user waits them.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .limits import check_memory
from .paired_runs import PairedRuns
from .processes import available_workers
from .request import Request
from .run_files import versions
from .runs import run_market

if TYPE_CHECKING:
    from ...simulation.scenario import Scenario

_FIRST_RESULT = """
import smecredit
market = smecredit.CreditMarket(smecredit.load({scenario!r}, firms={firms}, months={months}), seed=1, tape=False)
market.run()
market.summary
"""


class Item(NamedTuple):
    """One line of the table. `target` is None where DESIGN sets none."""

    key: str
    unit: str
    value: float | None
    target: float | None


class Size(NamedTuple):
    """How much is run: firms and months of one run, of the scaling run, and seeds of the comparison."""

    firms: int
    months: int
    many_firms: int
    many_months: int
    seeds: int
    repetitions: int


FULL = Size(10_000, 120, 100_000, 60, 30, 3)
# Rough figures: the same quantities per firm and month, from smaller runs.
QUICK = Size(10_000, 24, 50_000, 12, 4, 1)


def measure(scenario: str = "baseline", quick: bool = False, large: bool = False) -> dict[str, Any]:
    """Measure everything and return the document of `bench --json`.

    `quick` takes smaller runs and scales the results to the stated size; `large` adds 10 million firms.
    Raises `RequestError` for an unknown scenario and where 10 million firms would not fit in memory.
    """
    items = [
        {"key": item.key, "unit": item.unit, "value": item.value, "target": item.target}
        for item in _items(scenario, QUICK if quick else FULL, large)
    ]
    return {"machine": machine(), "items": items}


def machine() -> str:
    """Processor, cores, system and versions, on one line."""
    found = versions()
    return (
        f"{_processor()}, {available_workers()} cores, {platform.system()}, "
        f"Python {found['python']}, numba {found['numba']}, numpy {found['numpy']}"
    )


def _items(name: str, size: Size, large: bool) -> Iterator[Item]:
    from ...scenarios import load

    one = load(name, firms=size.firms, months=size.months)
    many = load(name, firms=size.many_firms, months=size.many_months)
    huge = load(name, firms=10_000_000, months=12) if large else None
    if huge is not None:
        check_memory([huge], workers=1)
    _run(load(name, firms=size.firms, months=2))  # compiled, before anything is timed
    seconds = _cpu_seconds(one, size.repetitions) * _months(FULL, one) / _months(size, one)
    yield Item("run_cpu_seconds", "s", seconds, 0.25)
    per_firm_month = _per_firm_month(many, size.repetitions)
    yield Item("ns_per_firm_month", "ns", per_firm_month, 150.0)
    if huge is not None:
        at_scale = _per_firm_month(huge, 1)
        yield Item("ns_per_firm_month_large", "ns", at_scale, None)
        yield Item("large_over_small", "times", at_scale / per_firm_month, 1.2)
    yield Item("bytes_per_enterprise", "bytes", _bytes_per_enterprise(many), 330.0)
    with tempfile.TemporaryDirectory() as bytecode:
        # As after an installation: Python's own compiled files are there, whatever this shell says about writing them.
        _first_result_seconds(name, size, None, bytecode)
        yield Item("first_result_warm_seconds", "s", _first_result_seconds(name, size, None, bytecode), 2.0)
        with tempfile.TemporaryDirectory() as empty:
            yield Item("first_result_cold_seconds", "s", _first_result_seconds(name, size, empty, bytecode), 40.0)
    yield Item("comparison_seconds", "s", _comparison_seconds(name, one, size), 8.0)


def _months(size: Size, scenario: Scenario) -> int:
    """Months computed for one run, the burn-in included."""
    return size.months + scenario.burn_in


def _run(scenario: Scenario) -> Any:
    return run_market(scenario, seed=1)


def _cpu_seconds(scenario: Scenario, repetitions: int) -> float:
    return min(_timed(lambda: _run(scenario), time.process_time) for _ in range(repetitions))


def _per_firm_month(scenario: Scenario, repetitions: int) -> float:
    """Nanoseconds for each firm and month; the burn-in counts as months, because it is run."""
    firm_months = scenario.firms * (scenario.months + scenario.burn_in)
    return _cpu_seconds(scenario, repetitions) / firm_months * 1e9


def _bytes_per_enterprise(scenario: Scenario) -> float:
    """What a finished market without history holds, over its enterprises."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        market = _run(scenario)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    del market
    return (after - before) / scenario.firms


def _first_result_seconds(name: str, size: Size, cache: str | None, bytecode: str) -> float:
    """Seconds on the clock from starting Python to the first summary.

    `cache` is an empty compiled cache, `bytecode` a folder for the compiled files of Python itself.
    """
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if cache is not None:
        environment["SMECREDIT_CACHE_DIR"] = cache
    program = _FIRST_RESULT.format(scenario=name, firms=size.firms, months=size.months)
    command = [sys.executable, "-c", program]
    return _timed(lambda: subprocess.run(command, env=environment, check=True), time.perf_counter)


def _comparison_seconds(name: str, scenario: Scenario, size: Size) -> float:
    """Seconds on the clock of a whole comparison, imports in its workers included.

    A smaller one is extended in its slope only: starting the workers costs the same for any number of seeds. What only
    the first of all comparisons waits for would hide that slope, so that one is not timed.
    """
    if size.seeds < FULL.seeds:
        _compare(name, size, size.seeds)
    waited = _timed(lambda: _compare(name, size, size.seeds), time.perf_counter)
    if size.seeds == FULL.seeds:
        return waited
    longer = _timed(lambda: _compare(name, size, 2 * size.seeds), time.perf_counter)
    per_seed = (longer - waited) / size.seeds * _months(FULL, scenario) / _months(size, scenario)
    return waited + max(0.0, per_seed) * (FULL.seeds - size.seeds)


def _compare(name: str, size: Size, seeds: int) -> None:
    other = "one_plus_n" if name != "one_plus_n" else "baseline"
    PairedRuns.of([name, other], Request(seeds=seeds, firms=size.firms, months=size.months, workers=2))


def _timed(action: Callable[[], Any], clock: Callable[[], float]) -> float:
    start = clock()
    action()
    return clock() - start


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
