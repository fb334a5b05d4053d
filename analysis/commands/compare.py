"""`smecredit compare`: policies against the first of them, paired by seed."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from ...simulation.ground.errors import RequestError, Sentence, listed
from ..presentation.strings import text
from .brief_file import BriefFile
from .command import Command
from .options import Names, Run, Seeds, Shown, nearest_or_all
from .place import check_place
from .refusals import as_typed
from .screen import answering, progress, say_written, show, warn

if TYPE_CHECKING:
    from ..experiments.paired_runs import PairedRuns
    from ..experiments.until_width import Aim, Stage

#: What `--only` may name: the headline questions, and who pays.
GROUPS = ("credit", "price", "default", "failures", "anyway", "purse", "lenders", "economy", "payers")


def one_of(allowed: Sequence[str]) -> Callable[[str], str]:
    """A reader of one of several words, whose refusal names them and the nearest."""

    def read(given: str) -> str:
        if given not in allowed:
            raise typer.BadParameter(
                Sentence(
                    "{shown} is no group of the tables; {choices}.",
                    "{shown} 不是任何一组表格；{choices}。",
                    shown=as_typed(given),
                    choices=nearest_or_all(given, allowed),
                )
            )
        return given

    return read


Reference = Annotated[
    str | None,
    typer.Option(
        help=Sentence("Which of the names is the reference; default the first.", "以其中哪一个为参照；默认第一个。"),
        metavar="NAME",
    ),
]
Only = Annotated[
    str | None,
    typer.Option(
        help=Sentence("Print one group of the tables: {groups}.", "只输出一组表格：{groups}。", groups=listed(GROUPS)),
        metavar="GROUP",
        parser=one_of(GROUPS),
    ),
]


def aim(given: str) -> Aim:
    """A reader of an indicator and a width."""
    from ..experiments.until_width import Aim

    key, _, stated = str(given).partition("=")
    try:
        width = float(stated)
    except ValueError:
        width = 0.0
    if not key.strip() or not 0.0 < width < math.inf:
        raise typer.BadParameter(
            Sentence(
                "{shown} must read indicator=width, such as default_rate=0.001.",
                "{shown} 须写作 指标=宽度，例如 default_rate=0.001。",
                shown=as_typed(given),
            )
        )
    return Aim(key.strip(), width)


@dataclass(frozen=True, kw_only=True)
class Options(Shown, Run):
    """What `compare` is told."""

    names: Names
    seeds: Seeds = 10
    reference: Reference = None
    only: Only = None
    brief: BriefFile = None
    until_width: Annotated[
        str | None,
        typer.Option(
            "--until-width",
            help=Sentence(
                "As many seeds as make the interval of this difference so wide, fixed after a pilot of 50 or more.",
                "运行足够多的种子，使该差异的区间达到此宽度；种子数在至少 50 个种子的试运行后确定。",
            ),
            metavar="KEY=WIDTH",
            parser=aim,
        ),
    ] = None

    @property
    def in_order(self) -> list[str]:
        """The scenarios, the reference first. Raises `RequestError` where it is none of them."""
        if self.reference is None:
            return list(self.names)
        if self.reference not in self.names:
            raise RequestError(
                Sentence(
                    "--reference: {shown} is not among the scenarios compared; {choices}.",
                    "--reference：{shown} 不在所比较的情景之中；{choices}。",
                    shown=as_typed(self.reference),
                    choices=nearest_or_all(self.reference, self.names),
                )
            )
        place = self.names.index(self.reference)
        return [self.names[place], *self.names[:place], *self.names[place + 1 :]]


def compare(asked: Options) -> None:
    """Run the scenarios over the seeds, write the files, print the opening and the tables."""
    from ..experiments.result_folder import COMPARISON_FILES, result_folder
    from ..presentation.comparison import Comparison

    names = asked.in_order
    if asked.brief is not None:
        check_place("--brief", asked.brief)
    stage: Stage | None = None
    with answering() as answer:
        with result_folder(asked.out, COMPARISON_FILES) as place:
            if asked.until_width is not None:
                stage = until(asked)
                comparison = stage.runs(Comparison)
            else:
                with progress(asked.seeds, asked.lang) as tell:
                    comparison = Comparison.of(names, asked.request, tell)
            answer(partial(_show, asked, stage, comparison))
            if place is not None:
                from ..presentation.outputs import write_comparison

                write_comparison(place, comparison, asked.lang)
        if asked.out is not None and not asked.as_json:
            answer(partial(say_written, asked.out, COMPARISON_FILES, asked.lang))
        if asked.brief is not None:
            comparison.to_brief(asked.brief, asked.lang)
    if asked.brief is not None and not asked.as_json:
        say_written(asked.brief.parent, (asked.brief.name,), asked.lang)


def until(asked: Options) -> Stage:
    """Run a pilot, say how many seeds it asks for, run the rest."""
    from ..experiments.until_width import Aim, complete, pilot, seeds_for
    from ..statistics.bootstrap_t import FEWEST_PILOTS

    wanted = asked.until_width
    assert isinstance(wanted, Aim)
    with progress(max(asked.seeds, FEWEST_PILOTS), asked.lang) as tell:
        stage = pilot(asked.in_order, asked.request, wanted, tell)
    needed = seeds_for(stage, wanted)
    if sys.stderr.isatty():
        warn([text("until.needed", asked.lang, needed=needed, seeds=len(stage.seeds))])
    with progress(max(needed - len(stage.seeds), 1), asked.lang) as tell:
        complete(stage, needed, asked.request, tell)
    return stage


def _show(asked: Options, stage: Stage | None, comparison: PairedRuns) -> None:
    """The document or the tables."""
    from ..presentation.results import comparison_tables
    from ..presentation.wording import repeated

    if stage is None:
        show(asked.as_json, comparison.document, lambda: comparison_tables(comparison, asked.lang, asked.only))
    else:
        _show_with_width(asked, stage, comparison)
    if asked.as_json:
        warn(repeated(comparison, asked.lang))


def _show_with_width(asked: Options, stage: Stage, comparison: PairedRuns) -> None:
    """The same as without, and the interval that was aimed at."""
    from ..experiments.until_width import Aim
    from ..presentation.results import comparison_tables
    from ..presentation.until_width import until_document, until_tables

    wanted = asked.until_width
    assert isinstance(wanted, Aim)
    found = stage.intervals(wanted)
    show(
        asked.as_json,
        lambda: {**comparison.document(), "until_width": until_document(wanted, len(stage.seeds), found)},
        lambda: [
            *comparison_tables(comparison, asked.lang, asked.only),
            *until_tables(comparison, wanted, found, asked.lang),
        ],
    )


COMMAND = Command(
    "compare",
    Sentence(
        "Compare policies, paired by seed, with the first: scorecard, verdict and tables; --out adds figure and "
        "report, --brief two pages to print.",
        "将各政策与第一个配对比较（同一种子）：输出记分卡、结论与表格；--out 另存图与报告，--brief 生成两页简报。",
    ),
    Options,
    compare,
)
