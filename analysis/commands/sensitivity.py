"""`smecredit sensitivity`: what drives an outcome, by Morris screening or Sobol indices."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...simulation.ground.errors import Sentence
from ...simulation.ground.given import LARGEST_SEED
from .command import Command
from .options import Out, Shown, Workers, whole_number
from .screen import answering, say_written, show
from .sweep import EngineName, EngineOption, File, Scheduler, Store, following, store_of

if TYPE_CHECKING:
    from ..experiments.sensitivity import Study

MOST_POINTS = 2**20


class MethodName(StrEnum):
    """The same words as in `statistics/sensitivity.py`."""

    MORRIS = "morris"
    SOBOL = "sobol"


@dataclass(frozen=True, kw_only=True)
class Options(Shown):
    """What `sensitivity` is told."""

    file: File
    method: Annotated[
        MethodName,
        typer.Option(
            help=Sentence(
                "Screening of many factors, or variance shares of few.", "多因素筛选，或少数因素的方差分解。"
            ),
            metavar="morris|sobol",
        ),
    ] = MethodName.MORRIS
    points: Annotated[
        int,
        typer.Option(
            help=Sentence(
                "Trajectories of Morris, or base points of Sobol; each is as many points as there are factors, and 1 "
                "or 2 more.",
                "Morris 的轨迹数或 Sobol 的基点数；每个包含因素数加 1 或 2 个点。",
            ),
            metavar="N",
            parser=whole_number(1, MOST_POINTS),
        ),
    ] = 16
    sample_seed: Annotated[
        int,
        typer.Option(
            "--sample-seed",
            help=Sentence("Which sample is drawn.", "抽样的随机种子。"),
            metavar="S",
            parser=whole_number(0, LARGEST_SEED),
        ),
    ] = 1
    indicator: Annotated[
        list[str] | None,
        typer.Option(help=Sentence("An outcome; may be repeated.", "作为结果的指标；可重复使用。"), metavar="KEY"),
    ] = None
    store: Store = None
    out: Out = None
    workers: Workers = None
    engine: EngineOption = EngineName.LOCAL
    scheduler: Scheduler = None


def sensitivity(asked: Options) -> None:
    """Run what is not stored yet, measure, write files, print tables."""
    from ..experiments.result_folder import SENSITIVITY_FILES, result_folder
    from ..experiments.sensitivity import Asked, study
    from ..experiments.sweep import How
    from ..presentation.sensitivity import document, sensitivity_tables
    from ..presentation.sweeps import USUAL

    how = Asked(asked.method.value, asked.points, asked.sample_seed)
    place = store_of(asked.store, asked.file)
    with answering() as answer, result_folder(asked.out, SENSITIVITY_FILES) as written:
        with following(place, asked.lang) as tell:
            runs = How(asked.workers, asked.engine.value, asked.scheduler)
            found = study(asked.file, tuple(asked.indicator or USUAL), how, place, runs, tell)
        answer(lambda: show(asked.as_json, lambda: document(found), lambda: sensitivity_tables(found, asked.lang)))
        if written is not None:
            _write(written, found, asked.lang)
    if asked.out is not None and not asked.as_json:
        say_written(asked.out, SENSITIVITY_FILES, asked.lang)


def _write(place: Path, found: Study, language: str) -> None:
    """The document, the points with their outcomes, the figure, and the manifest."""
    from ..experiments.files import replacing, write_json, write_table
    from ..experiments.result_folder import write_manifest
    from ..experiments.run_files import circumstances
    from ..presentation.sensitivity import document, points_table, sensitivity_figure

    write_json(place / "sensitivity.json", document(found))
    write_table(place / "sensitivity.csv", points_table(found))
    with replacing(place / "sensitivity.png") as temporary:
        sensitivity_figure(found, language).savefig(temporary, dpi=150)
    largest = found.plan.largest
    manifest = {"scenario": largest.document, "seeds": list(found.plan.seeds), "hash": largest.hash}
    write_manifest(place, {**manifest, **circumstances()})


COMMAND = Command(
    "sensitivity",
    Sentence(
        "What drives an outcome: the ranges of a sweep file by Morris screening or Sobol indices.",
        "结果由何驱动：对扫描文件中的取值范围作 Morris 筛选或 Sobol 指数分析。",
    ),
    Options,
    sensitivity,
)
