"""`smecredit fund`: a fund's payouts, its chance to run dry, the capital and the fee that hold it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...simulation.ground.errors import Sentence
from .command import Command
from .options import Name, Run, Seeds, Shown, folder
from .screen import answering, say_written, show
from .sweep import EngineName, EngineOption, Scheduler, following

if TYPE_CHECKING:
    from ..experiments.fund import FundStudy


@dataclass(frozen=True, kw_only=True)
class Options(Shown, Run):
    """What `fund` is told."""

    name: Name
    seeds: Seeds = 200
    party: Annotated[
        str | None,
        typer.Option(
            help=Sentence(
                "Which fund, where there are several: compensation_fund or local_fund.",
                "有多个基金时指定其一：compensation_fund 或 local_fund。",
            ),
            metavar="PARTY",
        ),
    ] = None
    store: Annotated[
        Path | None,
        typer.Option(
            help=Sentence(
                "Folder of a store that keeps the runs; without it they are not kept.",
                "保存运行的存储文件夹；不给出则不保存。",
            ),
            metavar="DIR",
            parser=folder,
        ),
    ] = None
    engine: EngineOption = EngineName.LOCAL
    scheduler: Scheduler = None


def fund(asked: Options) -> None:
    """Run the fund as stated and an ample one, answer, write files."""
    from ..experiments.fund import Asked, kept_in, study_fund
    from ..experiments.result_folder import FUND_FILES, result_folder
    from ..experiments.sweep import How
    from ..presentation.fund import document, fund_tables

    question = Asked.of(asked.name, asked.request, asked.party)
    how = How(asked.workers, asked.engine.value, asked.scheduler)
    with answering() as answer, result_folder(asked.out, FUND_FILES) as place:
        with kept_in(asked.store) as runs, following(runs, asked.lang) as tell:
            study = study_fund(question, runs, how, tell)
        answer(lambda: show(asked.as_json, lambda: document(study), lambda: fund_tables(study, asked.lang)))
        if place is not None:
            _write(place, study, asked.lang)
    if asked.out is not None and not asked.as_json:
        say_written(asked.out, FUND_FILES, asked.lang)


def _write(place: Path, study: FundStudy, language: str) -> None:
    """The document, what the fund holds by seed and month, the figure, and the manifest."""
    from ..experiments.files import replacing, write_json, write_table
    from ..experiments.result_folder import write_manifest
    from ..experiments.run_files import circumstances
    from ..presentation.fund import document, months_table
    from ..presentation.fund_plot import fund_figure

    write_json(place / "fund.json", document(study))
    write_table(place / "fund.csv", months_table(study))
    with replacing(place / "fund.png") as temporary:
        fund_figure(study, language).savefig(temporary, dpi=150)
    manifest = {"scenario": study.scenario.document, "seeds": list(study.plan.seeds), "hash": study.scenario.hash}
    write_manifest(place, {**manifest, **circumstances()})


COMMAND = Command(
    "fund",
    Sentence(
        "A fund's payouts, its chance to run dry by year, the capital and the fee that hold it at 95% and 99%.",
        "基金的代偿分布、各年耗尽概率，以及在 95% 与 99% 下所需的资本与费率。",
    ),
    Options,
    fund,
)
