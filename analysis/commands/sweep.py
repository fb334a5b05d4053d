"""`smecredit sweep`: a design over scenarios, levers, uncertainties and seeds, into a store of runs."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...simulation.ground.errors import RunError, Sentence
from ...simulation.ground.printable import printable
from ..presentation.strings import text
from .command import Command
from .options import Shown, Workers, folder
from .refusals import as_typed
from .screen import say_where_nothing_is_kept, show, warn

if TYPE_CHECKING:
    from ..experiments.sweep import How, Progress

#: What the name of the store ends in where none is given.
STORE_ENDING = ".results"


class EngineName(StrEnum):
    """Where runs are done; the same words as in `experiments/engines.py`."""

    LOCAL = "local"
    DASK = "dask"


def shard(given: str) -> tuple[int, int]:
    """A reader of i/N, one of N parts."""
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", str(given).strip())
    number, shards = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= number <= shards:
        raise typer.BadParameter(
            Sentence(
                "{shown} is no part i/N with i from 1 to N, such as 2/8.",
                "{shown} 不是 i/N 形式的分片（i 为 1 至 N），例如 2/8。",
                shown=as_typed(given),
            )
        )
    return number, shards


File = Annotated[
    str,
    typer.Argument(
        help=Sentence(
            "TOML file of scenarios, levers, uncertainties and seeds.",
            "列明情景、杠杆、不确定性与种子的 TOML 文件。",
        ),
        metavar="FILE",
    ),
]
Store = Annotated[
    Path | None,
    typer.Option(
        help=Sentence(
            "Folder of the store of runs. Default: named as the file, in this folder.",
            "运行的存储文件夹；默认与文件同名，位于当前文件夹。",
        ),
        metavar="DIR",
        parser=folder,
    ),
]
StoreFolder = Annotated[
    Path | None,
    typer.Option(
        help=Sentence(
            "Folder of the store; sweeps may share one. Default: named as the file, in this folder.",
            "存储文件夹，可供多次扫描共用；默认与文件同名，位于当前文件夹。",
        ),
        metavar="DIR",
        parser=folder,
    ),
]
EngineOption = Annotated[
    EngineName,
    typer.Option(
        help=Sentence("Processes of this machine, or a Dask cluster.", "使用本机进程，或 Dask 集群。"),
        metavar="local|dask",
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        help=Sentence(
            "A running Dask scheduler; without it a cluster of this machine.",
            "已运行的 Dask 调度器；不给出则在本机建立集群。",
        ),
        metavar="ADDRESS",
    ),
]


@dataclass(frozen=True, kw_only=True)
class Options(Shown):
    """What `sweep` is told."""

    file: File
    out: StoreFolder = None
    workers: Workers = None
    engine: EngineOption = EngineName.LOCAL
    scheduler: Scheduler = None
    shard: Annotated[
        str | None,
        typer.Option(
            help=Sentence(
                "Only the i-th of N parts, for job arrays that share a store.",
                "只运行 N 个分片中的第 i 个，供共用存储的作业阵列使用。",
            ),
            metavar="i/N",
            parser=shard,
        ),
    ] = None
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help=Sentence(
                "Say how many runs, how long, how much memory and disk; run nothing.",
                "只给出运行次数、用时、内存与磁盘的估计，不运行。",
            ),
        ),
    ] = False
    retry: Annotated[
        bool,
        typer.Option(
            "--retry",
            help=Sentence("Try again what failed or was put in quarantine.", "重试失败或被隔离的运行。"),
        ),
    ] = False

    @property
    def how(self) -> How:
        """The same as the sweep is told."""
        from ..experiments.sweep import How

        part = self.shard if isinstance(self.shard, tuple) else (1, 1)
        return How(self.workers, self.engine.value, self.scheduler, part, self.retry)


def store_of(asked_out: Path | None, file: str) -> Path:
    """The folder of the store: as given, else named as the file."""
    return asked_out if asked_out is not None else Path(f"{Path(file).stem}{STORE_ENDING}")


def sweep(asked: Options) -> None:
    """Run what is not stored yet, or with --dry-run say what that would take."""
    from ..experiments.forecast import estimate
    from ..experiments.sweep import run_plan
    from ..experiments.sweep_plan import plan
    from ..presentation.sweeps import estimate_tables, sweep_tables

    planned, place = plan(asked.file), store_of(asked.out, asked.file)
    if asked.dry_run:
        found = estimate(planned, place, asked.how)
        show(asked.as_json, lambda: asdict(found), lambda: estimate_tables(planned, found, asked.lang))
        return
    with following(place, asked.lang) as tell:
        progress = run_plan(planned, place, asked.how, tell)
    show(
        asked.as_json,
        lambda: {"sweep": planned.name, "store": printable(str(place)), **document(progress)},
        lambda: sweep_tables(planned, progress, str(place), asked.lang),
    )
    fail_where_runs_failed(progress)


def document(progress: Progress) -> dict[str, object]:
    """What `--json` says of how a sweep went."""
    return {
        "runs": progress.all,
        "stored": progress.stored,
        "run_now": progress.run_now,
        "failed": [failure.document() for failure in progress.failed.values()],
        "damaged": {file: list(runs) for file, runs in progress.damaged.items()},
        "seconds": progress.seconds,
        "cpu_seconds": progress.cpu_seconds,
        "bytes": progress.bytes,
    }


def fail_where_runs_failed(progress: Progress) -> None:
    """The status of a sweep some of whose runs failed is that of a failed run."""
    if progress.failed:
        said = {lang: text("sweep.failed", lang, count=len(progress.failed), all=progress.all) for lang in ("en", "zh")}
        raise RunError(Sentence("{en}", "{zh}", **said))


@contextmanager
def following(place: Path, language: str) -> Iterator[Callable[[Progress], None]]:
    """What to call as a sweep goes on: a bar with rate and time left on a terminal; where it stood when it stops."""
    say_where_nothing_is_kept(language)
    last: list[Progress] = []
    try:
        if not sys.stderr.isatty():
            yield last.append
            return
        with _bar(language) as advance:

            def tell(progress: Progress) -> None:
                last[:] = [progress]
                advance(progress)

            yield tell
    except (KeyboardInterrupt, SystemExit):
        if last:
            stood = {"stored": last[-1].stored, "all": last[-1].all, "folder": printable(str(place))}
            warn([text("sweep.stopped", language, **stood)])
        raise


@contextmanager
def _bar(language: str) -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from ...simulation.ground.compiled import COMPILED
    from ...simulation.ground.compiled_cache import cache_is_warm

    screen = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if COMPILED and not cache_is_warm():
        screen.print(text("console.compiling", language))
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=screen, transient=True) as bar:
        shown = bar.add_task(text("sweep.running", language), total=None, rate="")

        def advance(progress: object) -> None:
            stored, failed = getattr(progress, "stored", 0), len(getattr(progress, "failed", ()))
            bar.update(shown, total=getattr(progress, "all", None), completed=stored + failed)
            speed = bar.tasks[0].speed
            bar.update(shown, rate=text("sweep.rate", language, rate=f"{speed:.3g}") if speed else "")

        yield advance


COMMAND = Command(
    "sweep",
    Sentence(
        "Run a design over scenarios, levers, uncertainties and seeds; goes on where it was stopped.",
        "按设计对情景、杠杆、不确定性与种子进行扫描；中断后可续跑。",
    ),
    Options,
    sweep,
)
