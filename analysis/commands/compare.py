"""`smecredit compare`: policies against the first of them, paired by seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from ...simulation.ground.errors import RequestError, Sentence, listed
from .brief_file import BriefFile, check_place
from .command import Command
from .options import Names, Run, Seeds, Shown, nearest_or_all
from .refusals import as_typed
from .screen import progress, say_written, show, warn

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


@dataclass(frozen=True, kw_only=True)
class Options(Shown, Run):
    """What `compare` is told."""

    names: Names
    seeds: Seeds = 10
    reference: Reference = None
    only: Only = None
    brief: BriefFile = None

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
        check_place(asked.brief)
    with result_folder(asked.out, COMPARISON_FILES) as place:
        with progress(asked.seeds, asked.lang) as tell:
            comparison = Comparison.of(names, asked.request, tell)
        if place is not None:
            from ..presentation.outputs import write_comparison

            write_comparison(place, comparison, asked.lang)
        if asked.brief is not None:
            comparison.to_brief(asked.brief, asked.lang)

    from ..presentation.results import comparison_tables
    from ..presentation.wording import repeated

    show(asked.as_json, comparison.document, lambda: comparison_tables(comparison, asked.lang, asked.only))
    if asked.as_json:
        warn(repeated(comparison, asked.lang))
    elif asked.out is not None:
        say_written(asked.out, COMPARISON_FILES, asked.lang)
    if asked.brief is not None and not asked.as_json:
        say_written(asked.brief.parent, (asked.brief.name,), asked.lang)


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
