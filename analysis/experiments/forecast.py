"""What a sweep will take, before it is run: runs, time, memory and disk."""

from __future__ import annotations

import hashlib
import math
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .engines import LOCAL
from .processes import available_workers
from .run_cost import seconds_by_rule
from .runs import compiled_already
from .store import Store
from .sweep_plan import Plan, Run, shard_of

if TYPE_CHECKING:
    from .sweep import How

#: Bytes a run takes in the store before any is measured: its indicators, and each month of those kept by month.
RUN_BYTES, MONTH_BYTES = 12_000, 420
#: CPU seconds until workers are at work: the imports of this process and theirs, and what is compiled loaded by each.
START_SECONDS = 3.0
#: CPU seconds of a long past that no cache holds, and of compiling the kernels where they do not lie in the cache.
PAST_SECONDS, COMPILE_SECONDS = 14.0, 40.0
#: Seconds for which it is tried out how much of the processors other programs leave.
_TRIAL_SECONDS = 0.4
_BLOCK = bytes(2**16)


@dataclass(frozen=True)
class Forecast:
    """What a sweep will take: runs to do of all, pasts to settle, seconds on the clock, bytes.

    `processors` is how much processor time a second its `workers` get now, beside whatever else this machine does.
    `measured` says that the seconds and bytes of a run are those of stored runs of the same size, not by rule.
    """

    runs: int
    stored: int
    failed: int
    points: int
    scenarios: int
    pasts: int
    workers: int
    processors: float
    seconds: float
    memory_bytes: int
    disk_bytes: int
    measured: bool


@dataclass(frozen=True)
class _Work:
    """CPU seconds: what comes before the runs, done by one process; each past; all runs."""

    before: float
    past: float
    pasts: int
    runs: float


def estimate(planned: Plan, folder: Path | None, how: How) -> Forecast:
    """What a sweep will take, by the runs of the same size that the store holds, else by rule.

    Raises RequestError for a shard that there is not.
    """
    from ...simulation.memory import estimate_bytes

    runs = shard_of(planned.runs, planned, how.shard)
    store = Store.there(folder) if folder is not None and Store.is_there(folder) else None
    stored = store.runs() if store is not None else {}
    failures = store.failures() if store is not None and not how.retry else {}
    to_do = [run for run in runs if run.id not in stored and run.id not in failures]
    largest = planned.largest
    measured = store.measured(largest.firms, largest.months) if store is not None else None
    seconds, size = measured or (seconds_by_rule(largest), RUN_BYTES + MONTH_BYTES * largest.months)
    pasts = _pasts_to_settle(planned, to_do)
    before = START_SECONDS + (0.0 if compiled_already() else COMPILE_SECONDS)
    workers = how.workers or available_workers()
    busy = min(workers, len(to_do))
    alone, together = (processor_time(1), processor_time(busy)) if how.engine == LOCAL and to_do else (1.0, float(busy))
    work = _Work(before, PAST_SECONDS, pasts, len(to_do) * seconds)
    return Forecast(
        runs=len(runs),
        stored=sum(run.id in stored for run in runs),
        failed=sum(run.id in failures for run in runs),
        points=planned.points,
        scenarios=len(planned.variants),
        pasts=pasts,
        workers=workers,
        processors=together,
        seconds=_on_the_clock(work, busy, alone, together) if to_do else 0.0,
        memory_bytes=workers * estimate_bytes(largest.firms, largest.months, largest.burn_in, False, 2),
        disk_bytes=int(len(to_do) * size),
        measured=measured is not None,
    )


def _pasts_to_settle(planned: Plan, to_do: list[Run]) -> int:
    """How many long pasts runs open from that are not kept yet."""
    from ...simulation.settled.kept import is_kept
    from .chunks import made

    pools = {planned.variants[run.scenario].pool: run.scenario for run in to_do}
    return sum(bool(key) and not is_kept(made(planned.variants[scenario])) for key, scenario in pools.items())


def _on_the_clock(work: _Work, workers: int, alone: float, together: float) -> float:
    """Seconds of so many workers, of which one `alone`, and all `together`, get so much processor time a second.

    Runs wait for the past that they open from, which one worker makes.
    """
    rounds = math.ceil(work.pasts / workers)
    of_each = alone if work.pasts == 1 else together / workers
    return work.before / alone + rounds * work.past / of_each + work.runs / together


def processor_time(threads: int, seconds: float = _TRIAL_SECONDS) -> float:
    """Seconds of processor time that so many threads of this process get in a second, tried out for a moment."""
    until = time.perf_counter() + seconds

    def work(number: int) -> float:
        begun = time.thread_time()
        while time.perf_counter() < until:
            for _ in range(16):  # for each of which Python lets the other threads run
                hashlib.sha256(_BLOCK)
        return time.thread_time() - begun

    begun = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        used = sum(pool.map(work, range(threads)))
    return max(used / (time.perf_counter() - begun), 1e-3)
