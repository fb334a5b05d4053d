"""`smecredit search`: which levers do best for several goals, under what nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from ...simulation.ground.errors import Sentence, suggestion
from ...simulation.ground.given import LARGEST_SEED
from .command import Command
from .options import Out, Shown, Workers, whole_number
from .refusals import as_typed
from .screen import answering, say_written, show
from .sweep import EngineName, EngineOption, File, Scheduler, Store, following, store_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..experiments.search import Goal, Searched

MOST_CANDIDATES = 100_000
#: Scenario files of the front that are written.
MOST_FILES = 99


def goal(given: str) -> Goal:
    """A reader of an indicator and which way it is better."""
    from ...simulation.observe.indicator import indicators
    from ..experiments.search import LESS, MORE, Goal
    from ..statistics.indicators import indicator_or_none

    key, _, sense = str(given).partition("=")
    if not key.strip() or sense.strip() not in (MORE, LESS):
        raise typer.BadParameter(
            Sentence(
                "{shown} must read indicator=max or indicator=min, such as public_cost=min.",
                "{shown} 须写作 指标=max 或 指标=min，例如 public_cost=min。",
                shown=as_typed(given),
            )
        )
    if indicator_or_none(key.strip()) is None:
        raise typer.BadParameter(
            Sentence(
                "{shown} is no indicator; {hint}",
                "{shown} 不是指标；{hint}",
                shown=as_typed(key.strip()),
                hint=suggestion(key.strip(), indicators()),
            )
        )
    return Goal(key.strip(), sense.strip())


@dataclass(frozen=True, kw_only=True)
class Options(Shown):
    """What `search` is told."""

    file: File
    goal: Annotated[
        list[str] | None,
        typer.Option(
            help=Sentence("An indicator and max or min; give two or more.", "指标及 max 或 min；请给出两个或更多。"),
            metavar="KEY=max|min",
            parser=goal,
        ),
    ] = None
    candidates: Annotated[
        int,
        typer.Option(
            help=Sentence("Sets of levers tried.", "尝试的杠杆组合数。"),
            metavar="N",
            parser=whole_number(2, MOST_CANDIDATES),
        ),
    ] = 48
    sample_seed: Annotated[
        int,
        typer.Option(
            "--sample-seed",
            help=Sentence("Which course the search takes.", "搜索过程的随机种子。"),
            metavar="S",
            parser=whole_number(0, LARGEST_SEED),
        ),
    ] = 1
    store: Store = None
    out: Out = None
    workers: Workers = None
    engine: EngineOption = EngineName.LOCAL
    scheduler: Scheduler = None


def search(asked: Options) -> None:
    """Search, write the front and its scenario files, print the front."""
    from ..experiments.result_folder import SEARCH_FILES, result_folder
    from ..experiments.search import search as look
    from ..experiments.sweep import How
    from ..presentation.search import document, search_tables

    goals = cast("Sequence[Goal]", asked.goal or ())  # what the reader of the option made of each
    place = store_of(asked.store, asked.file)
    files: list[str] = []
    with answering() as answer, result_folder(asked.out, SEARCH_FILES) as written:
        with following(place, asked.lang) as tell:
            how = How(asked.workers, asked.engine.value, asked.scheduler)
            found = look(asked.file, goals, asked.candidates, place, asked.sample_seed, how, tell)
        answer(lambda: show(asked.as_json, lambda: document(found), lambda: search_tables(found, files, asked.lang)))
        if written is not None:
            files = _write(written, found, asked.lang)
    if asked.out is not None and not asked.as_json:
        say_written(asked.out, SEARCH_FILES, asked.lang)


def _write(place: Path, found: Searched, language: str) -> list[str]:
    """The document, the figure, and a scenario file for each candidate of the front; returns the names of these."""
    from ..experiments.files import replacing, write_json, write_text
    from ..experiments.result_folder import candidate_file, write_manifest
    from ..experiments.run_files import circumstances
    from ..experiments.search import file_of
    from ..presentation.search import document
    from ..presentation.search_plot import front_figure

    write_json(place / "search.json", document(found))
    with replacing(place / "front.png") as temporary:
        front_figure(found, language).savefig(temporary, dpi=150)
    names = []
    for number in range(1, min(len(found.front), MOST_FILES) + 1):
        names.append(candidate_file(number))
        write_text(place / names[-1], file_of(found, number))
    manifest = {"scenario": found.base.document, "hash": found.base.hash}
    write_manifest(place, {**manifest, **circumstances()})
    return names


COMMAND = Command(
    "search",
    Sentence(
        "Which levers of a sweep file do best for several goals under its uncertainties: Pareto front and regrets.",
        "在不确定性下，扫描文件中的哪些杠杆最能兼顾多个目标：给出帕累托前沿与后悔值。",
    ),
    Options,
    search,
)
