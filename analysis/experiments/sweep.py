"""A sweep: whatever of its runs is not in the store yet is run and stored, by any number of workers.

result = sc.sweep("shares.toml", "shares.results", workers=2)
result.table      # pandas, a row a run and indicator, with the values of levers and uncertainties
result.sql("SELECT ... FROM results")
"""

from __future__ import annotations

import hashlib
import os
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...simulation.ground.errors import RequestError, RunError, Sentence, reason_of
from ...simulation.ground.given import MOST_AT_ONCE, whole_number
from ...simulation.ground.printable import printable
from .chunks import KILLED, WRONG, Chunk, Receipt, do_chunk
from .engines import LOCAL, engine_named
from .limits import check_memory
from .processes import available_workers
from .query import SweepResult
from .run_cost import seconds_by_rule
from .runs import compiled_already
from .store import Failure, Store
from .supervisor import Supervisor
from .sweep_plan import Plan, Run, plan, shard_of

#: Seconds that a chunk is to take: long enough to be worth its file, short enough to be lost.
CHUNK_SECONDS = 4.0
MOST_RUNS_OF_A_CHUNK = 500


@dataclass(frozen=True)
class How:
    """How a sweep is run. `shard` is (i, N): the i-th of N parts, for job arrays that share a store."""

    workers: int | None = None
    engine: str = LOCAL
    scheduler: str | None = None
    shard: tuple[int, int] = (1, 1)
    retry: bool = False


@dataclass
class Progress:
    """Where a sweep stands."""

    all: int
    stored: int = 0
    failed: dict[str, Failure] = field(default_factory=dict)
    damaged: dict[str, tuple[str, ...]] = field(default_factory=dict)
    run_now: int = 0
    cpu_seconds: float = 0.0
    bytes: int = 0
    seconds: float = 0.0


def sweep(
    given: str | Path | Mapping[str, object],
    store: str | Path,
    *,
    workers: int | None = None,
    how: How | None = None,
    tell: Callable[[Progress], None] = lambda progress: None,
) -> SweepResult:
    """Run whatever of a sweep is not in the store yet, and give its results.

    `given` is a TOML file (docs/sweeps.md) or the same as a mapping, `store` the folder that keeps the runs. `workers`
    is the number of processes, by default one a processor; `how` names another engine, a shard, or that failed runs are
    tried again. `tell` is called after each chunk of runs. Runs that go wrong or kill their worker are noted in the
    store and named in `result.failures`; the others are done. Raises RequestError for a wrong request, RunError where
    nothing more can be written.
    """
    how = how_asked(workers, how)
    planned = plan(given)
    kept = Store(Path(store))
    progress = run_plan(planned, kept, how, tell)
    return SweepResult(kept, planned.name, progress.damaged)


def how_asked(workers: int | None, how: How | None, whole: bool = False) -> How:
    """How a sweep is run, `workers` before what `how` says of them. Raises RequestError for what is no number.

    With `whole`, also for a shard: what needs every run can do without none.
    """
    how = how or How()
    if workers is not None:
        how = replace(how, workers=whole_number("workers", workers, 1, MOST_AT_ONCE))
    if whole and how.shard != (1, 1):
        raise RequestError(
            Sentence(
                "how: a shard is of a sweep; this needs every run, so leave the shard out.",
                "how：分片只用于扫描；此处需要全部运行，请去掉 shard。",
            )
        )
    return how


def run_plan(
    planned: Plan, place: Path | Store, how: How, tell: Callable[[Progress], None] = lambda progress: None
) -> Progress:
    """Run whatever of a plan is not in the store yet; tells after each chunk, and once before the first.

    `place` is the folder of the store, or a `Store`, which need not be made yet: what it knows to be whole is not read
    again to be sure of it.
    """
    begun = time.perf_counter()
    count = how.workers or available_workers()
    check_memory((planned.largest, planned.largest), count)
    store = place if isinstance(place, Store) else Store(place)
    Store.make(store.folder)
    runs = shard_of(planned.runs, planned, how.shard)
    progress = Progress(all=len(runs))
    progress.damaged = dict(store.verify(set_aside=True, again=False).damaged)
    store.add_design(planned.design())
    if how.retry:
        failures = store.failures()
        store.forget_failures(run.id for run in runs if run.id in failures)
    source = _Runs(planned, runs, store, progress, tell)
    if source.idle:
        tell(progress)
        return progress
    if not compiled_already():
        compile_kernels()
    tell(progress)
    engine = engine_named(how.engine, count, how.scheduler)
    source.at_once = lambda: engine.workers
    try:
        Supervisor(engine, do_chunk, source).run()
    finally:
        engine.close()
        store.clear_staging(own=True)
        progress.seconds = time.perf_counter() - begun
    return progress


def run_whole_plan(
    planned: Plan, place: Path | Store, how: How, tell: Callable[[Progress], None] = lambda progress: None
) -> None:
    """The same for a study that needs every run. Raises RunError, which tells of one that failed, where any did."""
    failed = run_plan(planned, place, how, tell).failed
    if failed:
        first = next(iter(failed.values()))
        raise RunError(
            Sentence(
                "{count} runs failed, and this needs every run; one is of {scenario} with seed {seed}: {said}",
                "{count} 次运行失败，而此处需要全部运行；其中之一为 {scenario}、种子 {seed}：{said}",
                count=len(failed),
                scenario=printable(first.scenario),
                seed=first.seed,
                said=Sentence("{en}", "{zh}", en=first.said["en"], zh=first.said["zh"]),
            )
        )


def compile_kernels() -> None:
    """Compile the kernels in this process, so that not every worker does."""
    from ...scenarios.load import load
    from .runs import run_market

    run_market(load("one_plus_n", firms=300, months=14, set={"opening.settled": False}), 1)


class _Runs:
    """The runs of a sweep as chunks; what comes of them is noted in the store."""

    def __init__(
        self, planned: Plan, runs: Sequence[Run], store: Store, progress: Progress, tell: Callable[[Progress], None]
    ) -> None:
        self._plan, self._store, self._progress, self._tell = planned, store, progress, tell
        self.at_once: Callable[[], int] = lambda: 1
        stored, failures = store.runs(), store.failures()
        progress.stored = sum(run.id in stored for run in runs)
        progress.failed = {run.id: failures[run.id] for run in runs if run.id in failures and run.id not in stored}
        self._todo: dict[str, deque[Run]] = {}
        for run in runs:
            if run.id not in stored and run.id not in progress.failed:
                self._todo.setdefault(planned.variants[run.scenario].pool, deque()).append(run)
        self._seconds = seconds_by_rule(planned.largest)
        self._settling: set[str] = set()
        self._settled: set[str] = {""}
        self._jumps = 0

    @property
    def idle(self) -> bool:
        """Whether nothing is left to do."""
        return not self._todo

    def next_job(self) -> Chunk | None:
        """The next runs that nobody has stored meanwhile; or what a past opens from, which its runs wait for."""
        self._skip_what_others_did()
        for pool, runs in self._todo.items():
            if pool in self._settling:
                continue
            if self._is_to_be_settled(pool, runs[0]):
                self._settling.add(pool)
                return self._chunk((), settles=pool, like=runs[0])
            most = max(1, min(round(CHUNK_SECONDS / self._seconds), MOST_RUNS_OF_A_CHUNK))
            # Towards the end chunks are small, so that no worker waits long for another's.
            most = max(1, min(most, sum(map(len, self._todo.values())) // (2 * self.at_once())))
            chosen = tuple(runs.popleft() for _ in range(min(most, len(runs))))
            if not runs:
                del self._todo[pool]
            return self._chunk(chosen)
        return None

    def parts(self, job: Chunk) -> Sequence[Chunk]:
        """A chunk for each run."""
        return [job] if job.settles else [self._chunk((run,)) for run in job.runs]

    def done(self, job: Chunk, found: Receipt) -> None:
        """Note what a chunk gave."""
        progress = self._progress
        if job.settles:
            self._settling.discard(job.settles)
            self._settled.add(job.settles)
        for failure in found.failed:
            self._note(failure)
        self._store.know(found.index, found.done)
        progress.stored += len(found.done)
        progress.run_now += len(found.done)
        progress.cpu_seconds += found.cpu_seconds
        progress.bytes += found.bytes
        if job.runs:
            self._seconds = 0.5 * self._seconds + 0.5 * max(found.cpu_seconds / len(job.runs), 1e-4)
        self._tell(progress)

    def failed(self, job: Chunk, error: BaseException) -> None:
        """Nothing can be written, or the program itself went wrong: that ends the sweep."""
        if isinstance(error, OSError):
            raise RunError(
                Sentence(
                    "nothing more can be written into {folder} ({reason}); {stored} of {all} runs are stored there, "
                    "whole. Make room and give the same command again: it goes on from there",
                    "无法继续写入 {folder}（{reason}）；其中已完整保存 {stored}/{all} 次运行。"
                    "请腾出空间后重新执行同一命令，即从该处继续",
                    folder=printable(str(self._store.folder)),
                    reason=reason_of(error),
                    stored=self._progress.stored,
                    all=self._progress.all,
                )
            ) from error
        if not (job.settles and isinstance(error, RunError)):
            raise error
        said = {language: error.in_language(language) for language in ("en", "zh")}
        self._give_up(tuple(self._todo.pop(job.settles, ())), WRONG, said)

    def killed(self, job: Chunk) -> None:
        """Put a run in quarantine; the economies that a past opens from are of all its runs."""
        said = Sentence(
            "every worker process that ran it ended without a word, perhaps for lack of memory",
            "运行它的每个工作进程都突然终止，可能是内存不足",
        )
        runs = job.runs or tuple(self._todo.pop(job.settles, ()))
        self._give_up(runs, KILLED, {"en": str(said), "zh": said.zh})

    def _give_up(self, runs: Sequence[Run], kind: str, said: Mapping[str, str]) -> None:
        for run in runs:
            self._note(Failure(run.id, kind, self._plan.variants[run.scenario].label, run.seed, said))
        self._tell(self._progress)

    def _note(self, failure: Failure) -> None:
        self._progress.failed[failure.run] = failure
        self._store.add_failure(failure)

    def _chunk(self, runs: tuple[Run, ...], settles: str = "", like: Run | None = None) -> Chunk:
        needed = [run.scenario for run in runs] or ([like.scenario] if like is not None else [])
        variants = {scenario: self._plan.variants[scenario] for scenario in needed}
        return Chunk(self._store.folder.absolute(), runs, variants, settles)

    def _is_to_be_settled(self, pool: str, run: Run) -> bool:
        from ...simulation.settled.kept import can_be_kept, is_kept
        from .chunks import made

        if pool and pool not in self._settled:
            if can_be_kept() and not is_kept(made(self._plan.variants[run.scenario])):
                return True
            self._settled.add(pool)
        return False

    def _skip_what_others_did(self) -> None:
        """Leave out what another sweep has stored since; where there was any, go on somewhere else than it does."""
        others = self._store.refresh()
        if not others:
            return
        for pool, runs in list(self._todo.items()):
            left = deque(run for run in runs if run.id not in others)
            if len(left) == len(runs):
                continue
            self._progress.stored += len(runs) - len(left)
            self._jumps += 1
            own = hashlib.sha256(f"{os.getpid()} {self._jumps}".encode()).digest()
            left.rotate(int.from_bytes(own[:4], "big") % max(len(left), 1))
            self._todo[pool] = left
            if not left:
                del self._todo[pool]
