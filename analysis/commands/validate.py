"""`smecredit validate`: the model against the facts of the scorecard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from ...simulation.ground.errors import Sentence
from .command import Command
from .options import Out, Seed, Seeds, Shown, Workers, size_of_run
from .screen import answering, progress, show

DOCUMENT, PAGE = "validation.json", "validation.html"


@dataclass(frozen=True, kw_only=True)
class Options(Shown):
    """What `validate` is told."""

    only: Annotated[
        list[str] | None,
        typer.Option(
            help=Sentence("A fact to try, by its id; may be repeated.", "只检验该编号的事实；可重复使用。"),
            metavar="ID",
        ),
    ] = None
    seeds: Seeds = 30
    seed: Seed = 1
    firms: Annotated[
        int | None,
        typer.Option(
            help=Sentence("Enterprises simulated, if not as many as each needs.", "模拟的企业数，默认按各实验所需。"),
            metavar="N",
            parser=size_of_run("firms"),
        ),
    ] = None
    out: Out = None
    workers: Workers = None


def validate(asked: Options) -> None:
    """Run the experiments, go on where a stopped one stood, write document and page, print the table."""
    from ..experiments.files import write_json, write_text
    from ..presentation.validation import validation_tables
    from ..presentation.validation_page import validation_html
    from ..validation.experiment import untried
    from ..validation.validate import chosen, document
    from ..validation.validate import validate as measure

    only = tuple(asked.only or ())
    tried = chosen(only)
    seeds = range(asked.seed, asked.seed + asked.seeds)
    with progress(asked.seeds * len(tried), asked.lang) as tell:
        outcomes = measure(only, seeds, asked.firms, asked.workers, asked.out, tell)
    told = document(outcomes, asked.seeds)
    with answering() as answer:
        answer(
            lambda: show(asked.as_json, told, lambda: validation_tables(outcomes, asked.seeds, untried(), asked.lang))
        )
        if asked.out is not None:
            write_json(asked.out / DOCUMENT, told)
            write_text(asked.out / PAGE, validation_html(outcomes, asked.seeds, untried(), asked.lang))


COMMAND = Command(
    "validate",
    Sentence(
        "Try the facts of the scorecard as experiments: value, interval, accepted band, verdict.",
        "以实验检验记分卡中的事实：取值、区间、可接受范围与判定。",
    ),
    Options,
    validate,
)
