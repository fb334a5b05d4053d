"""`smecredit calibrate`: parameters marked `calibrated`, fitted to the published levels of the baseline."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Annotated

import typer

from ...simulation.ground.errors import Sentence
from .command import Command
from .options import Firms, Months, Out, Seed, Seeds, Settings, Shown, Workers, whole_number
from .screen import answering, progress, say_written, show

#: A fit of thousands of evaluations is no longer one that anybody waits for.
MOST_EVALUATIONS = 100_000


class Search(StrEnum):
    """Where better values are looked for; the same words as in `validation/fitting/search.py`."""

    NEAR = "near"
    WIDE = "wide"


@dataclass(frozen=True, kw_only=True)
class Options(Shown):
    """What `calibrate` is told."""

    parameter: Annotated[
        list[str] | None,
        typer.Option(
            help=Sentence(
                "A parameter to fit; may be repeated. Default all single numbers marked calibrated.",
                "待校准的参数；可重复使用。默认为全部标为“校准”的单个数值。",
            ),
            metavar="KEY",
        ),
    ] = None
    range: Annotated[
        list[str] | None,
        typer.Option(
            help=Sentence(
                "Where its value is sought; may be repeated. Default half to double the stated value.",
                "其取值的搜索范围；可重复使用。默认为设定值的一半至两倍。",
            ),
            metavar="KEY=LOW:HIGH",
        ),
    ] = None
    weight: Annotated[
        list[str] | None,
        typer.Option(
            help=Sentence(
                "How much a level counts, 0 for not at all; may be repeated. Default 1.",
                "某项水平的权重，0 表示不计；可重复使用。默认为 1。",
            ),
            metavar="LEVEL=WEIGHT",
        ),
    ] = None
    evaluations: Annotated[
        int,
        typer.Option(
            help=Sentence("Sets of values tried at most.", "至多尝试的取值组数。"),
            metavar="E",
            parser=whole_number(2, MOST_EVALUATIONS),
        ),
    ] = 60
    search: Annotated[
        Search,
        typer.Option(
            help=Sentence("Near the stated values, or in the whole range.", "在设定值附近或整个范围内搜索。"),
            metavar="near|wide",
        ),
    ] = Search.NEAR
    firms: Firms = 4000
    months: Months = 120
    seeds: Seeds = 4
    seed: Seed = 1
    settings: Settings = None
    out: Out = None
    workers: Workers = None


def calibrate(asked: Options) -> None:
    """Fit, going on where a stopped calibration stood; write values, distances and manifest; print the tables."""
    from ..experiments.request import Request
    from ..experiments.result_folder import CALIBRATION_FILES, result_folder
    from ..presentation.fitted import fitted_tables
    from ..validation.fitting.fit import Aim
    from ..validation.fitting.fit import calibrate as fitted
    from ..validation.fitting.record import command, document, write

    aim = Aim(
        parameters=tuple(asked.parameter or ()),
        ranges=tuple(asked.range or ()),
        weights=tuple(asked.weight or ()),
        evaluations=asked.evaluations,
        how=asked.search.value,
    )
    request = Request(
        seeds=asked.seeds,
        first_seed=asked.seed,
        set=asked.settings,
        firms=asked.firms,
        months=asked.months,
        workers=asked.workers,
    )
    with (
        answering() as answer,
        result_folder(asked.out, CALIBRATION_FILES) as place,
        progress(asked.seeds * (asked.evaluations + 2), asked.lang) as tell,
    ):
        fit = fitted(aim, request, asked.out, tell)
        answer(
            partial(show, asked.as_json, lambda: document(fit), lambda: fitted_tables(fit, command(fit), asked.lang))
        )
        if place is not None:
            write(place, fit)
    if asked.out is not None and not asked.as_json:
        say_written(asked.out, CALIBRATION_FILES, asked.lang)


COMMAND = Command(
    "calibrate",
    Sentence(
        "Fit what is marked calibrated to the published levels of the baseline, the same seeds in every evaluation.",
        "将标为“校准”的参数拟合至基准情景的已公布水平，每次评估使用相同的种子。",
    ),
    Options,
    calibrate,
)
