"""`smecredit validate`: the model against the facts of the scorecard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from ...simulation.ground.errors import RequestError, Sentence, listed
from ...simulation.ground.given import MOST_SEEDS
from .command import Command
from .options import Out, Seed, Shown, Workers, size_of_run, whole_number
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
    smoke: Annotated[
        bool,
        typer.Option(
            help=Sentence(
                "A few quick facts of each area over few seeds: does every experiment measure? Status 1 if not.",
                "每个领域取少数快速事实与少数种子，仅检验各实验能否得出结果；否则退出状态为1。",
            ),
        ),
    ] = False
    seeds: Annotated[
        int | None,
        typer.Option(
            help=Sentence("Number of seeds; 30, with --smoke 2.", "随机种子数；默认30个，用 --smoke 时2个。"),
            metavar="R",
            parser=whole_number(1, MOST_SEEDS),
        ),
    ] = None
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
    from ..validation import smoke
    from ..validation.experiment import untried
    from ..validation.validate import SEEDS, chosen, document
    from ..validation.validate import validate as measure

    if asked.smoke and asked.only:
        raise RequestError(
            Sentence(
                "--only: --smoke has facts of its own, {facts}; leave one of the two out.",
                "--only：--smoke 已有固定的事实 {facts}；请去掉两者之一。",
                facts=listed(smoke.FACTS),
            )
        )
    only = smoke.FACTS if asked.smoke else tuple(asked.only or ())
    count = asked.seeds or (smoke.SEEDS if asked.smoke else SEEDS)
    firms = smoke.sizes(asked.firms) if asked.smoke else asked.firms
    with progress(count * len(chosen(only)), asked.lang) as tell:
        outcomes = measure(only, range(asked.seed, asked.seed + count), firms, asked.workers, asked.out, tell)
    told = document(outcomes, count)
    with answering() as answer:
        answer(
            lambda: show(
                asked.as_json, told, lambda: validation_tables(outcomes, count, untried(), asked.lang, asked.smoke)
            )
        )
        if asked.out is not None:
            write_json(asked.out / DOCUMENT, told)
            write_text(asked.out / PAGE, validation_html(outcomes, count, untried(), asked.lang, asked.smoke))
        if asked.smoke:
            smoke.check(outcomes)


COMMAND = Command(
    "validate",
    Sentence(
        "Try the facts of the scorecard as experiments: value, interval, accepted band, verdict.",
        "以实验检验记分卡中的事实：取值、区间、可接受范围与判定。",
    ),
    Options,
    validate,
)
