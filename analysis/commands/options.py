"""The options that commands share: each is declared once, in English and in Chinese, with how its value is read.

A command's options are the fields of a dataclass; `command.py` makes the command line of them. What a reader of values
needs is imported inside it, so that help and refusals come at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...simulation.ground.errors import Sentence, listed, nearest
from ...simulation.ground.given import LARGEST_SEED, MOST_AT_ONCE, MOST_SEEDS
from .refusals import as_typed

if TYPE_CHECKING:
    from ..experiments.request import Request


#: Digits of the largest key that a firm can have, and more.
MOST_DIGITS = 18


class Language(StrEnum):
    """Languages of what is shown."""

    EN = "en"
    ZH = "zh"


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers within bounds, whose refusal names the value and the bounds."""

    def read(given: str) -> int:
        try:
            number = int(str(given))
        except ValueError:
            number = None
        if number is None or not least <= number <= most:
            raise typer.BadParameter(
                Sentence(
                    "{shown} is not a whole number from {least:,} to {most:,}.",
                    "{shown} 不是 {least:,} 至 {most:,} 之间的整数。",
                    shown=as_typed(given),
                    least=least,
                    most=most,
                )
            )
        return number

    return read


def size_of_run(name: str) -> Callable[[str], int]:
    """A reader of a whole number within the bounds declared for `economy.NAME`."""

    def read(given: str) -> int:
        from ...simulation.ground.parameters import declaration
        from ...simulation.state.structure import Economy

        stated = declaration(Economy, name)
        return whole_number(int(stated["minimum"]), int(stated["maximum"]))(given)

    return read


def nearest_or_all(word: str, allowed: Sequence[str]) -> Sentence:
    """The end of a refusal: the nearest of what is allowed, if any is near, and all of it."""
    close = nearest(word, allowed)
    if close is None:
        return Sentence("allowed are {allowed}", "可用的有 {allowed}", allowed=listed(allowed))
    return Sentence(
        "did you mean {close}? Allowed are {allowed}",
        "您是否想用 {close}？可用的有 {allowed}",
        close=close,
        allowed=listed(allowed),
    )


def folder(given: str) -> Path:
    """A folder as named; an empty name, such as that of a variable not set, is no folder."""
    if not given.strip():
        raise typer.BadParameter(
            Sentence("is empty; name a folder, . for this one.", "为空；请写明文件夹，. 表示当前文件夹。")
        )
    return Path(given)


def file_to_write(given: str) -> Path:
    """A file as named; an empty name is none."""
    if not given.strip():
        raise typer.BadParameter(Sentence("is empty; name a file.", "为空；请写明文件。"))
    return Path(given)


def firm_to_follow(given: str) -> int | str:
    """A reader of what to follow: a firm's key, or a word for a kind of firm."""
    from ..experiments.following import KINDS

    word = str(given)
    if word in KINDS:
        return word
    if word.isascii() and word.isdigit():
        if len(word) <= MOST_DIGITS:
            return int(word)
        raise typer.BadParameter(
            Sentence(
                "{shown} has {count} digits; a firm's key has at most {most}.",
                "{shown} 有 {count} 位数字；企业编号至多 {most} 位。",
                shown=as_typed(word),
                count=len(word),
                most=MOST_DIGITS,
            )
        )
    raise typer.BadParameter(
        Sentence(
            "{shown} is neither a firm's key nor one of {kinds}.",
            "{shown} 既不是企业编号，也不是 {kinds} 之一。",
            shown=as_typed(word),
            kinds=listed(KINDS),
        )
    )


SCENARIO_HELP = Sentence(
    "Library name or TOML file; settings of its own may follow: baseline,cycle.policy_rate=0.05.",
    "情景库名称或 TOML 文件；其后可附自己的设定，如 baseline,cycle.policy_rate=0.05。",
)
#: Names and scenario files of a comparison, and of one run.
Names = Annotated[
    list[str],
    typer.Argument(
        help=Sentence("{each} The first is the reference.", "{each}第一个为参照。", each=SCENARIO_HELP),
        metavar="NAME...",
    ),
]
Name = Annotated[str, typer.Argument(help=SCENARIO_HELP, metavar="NAME")]
Firms = Annotated[
    int | None,
    typer.Option(help=Sentence("Enterprises simulated.", "模拟的企业数。"), metavar="N", parser=size_of_run("firms")),
]
Months = Annotated[
    int | None,
    typer.Option(help=Sentence("Months of the run.", "运行的月数。"), metavar="M", parser=size_of_run("months")),
]
Seed = Annotated[
    int,
    typer.Option(help=Sentence("First seed.", "第一个随机种子。"), metavar="S", parser=whole_number(0, LARGEST_SEED)),
]
Seeds = Annotated[
    int,
    typer.Option(help=Sentence("Number of seeds.", "随机种子数。"), metavar="R", parser=whole_number(1, MOST_SEEDS)),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        help=Sentence("Change one value of every scenario; may be repeated.", "更改每个情景的一个值；可重复使用。"),
        metavar="PATH=VALUE",
    ),
]
Under = Annotated[
    str | None,
    typer.Option(help=Sentence("A stress laid on every scenario.", "加于每个情景的压力情景。"), metavar="STRESS"),
]
Out = Annotated[
    Path | None,
    typer.Option(
        help=Sentence(
            "Folder for the files; it holds one result, those of an earlier one are replaced.",
            "存放文件的文件夹；只存放一个结果，以前的结果会被替换。",
        ),
        metavar="DIR",
        parser=folder,
    ),
]
AsJson = Annotated[
    bool,
    typer.Option("--json", help=Sentence("Print one JSON document and nothing else.", "只输出一个 JSON 文档。")),
]
Workers = Annotated[
    int | None,
    typer.Option(
        help=Sentence("Processes; default one a processor.", "进程数；默认每个处理器一个。"),
        metavar="W",
        parser=whole_number(1, MOST_AT_ONCE),
    ),
]
Plugins = Annotated[
    list[str] | None,
    typer.Option(
        help=Sentence(
            "A Python file with a policy, product, stress or indicator of your own; may be repeated.",
            "载有自定义政策、产品、压力情景或指标的 Python 文件；可重复使用。",
        ),
        metavar="FILE",
    ),
]
Follow = Annotated[
    str | None,
    typer.Option(
        help=Sentence(
            "Tell one firm's story in the first seed: its key, or default, guaranteed, refused, supported or shared (a "
            "loan that defaults and whose loss several bear) for the smallest key of such a firm.",
            "讲述第一个种子中一家企业的故事：企业编号，或以 default、guaranteed、refused、supported、shared"
            "（违约且损失由多方分担）指代此类企业中编号最小的一家。",
        ),
        metavar="FIRM",
        parser=firm_to_follow,
    ),
]
Lang = Annotated[
    Language,
    typer.Option(
        help=Sentence("Language of help, messages, tables and report.", "帮助、消息、表格与报告的语言。"),
        metavar="en|zh",
    ),
]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """How what is found is shown, and what joins the package before anything is looked for."""

    plugin: Plugins = None
    as_json: AsJson = False
    lang: Lang = Language.EN


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What is changed in every scenario."""

    firms: Firms = None
    months: Months = None
    settings: Settings = None
    under: Under = None


@dataclass(frozen=True, kw_only=True)
class Run(Changed):
    """How scenarios are run, and where files go."""

    seeds: Seeds = 1
    seed: Seed = 1
    out: Out = None
    workers: Workers = None

    @property
    def request(self) -> Request:
        """The same as the runs are told."""
        from ..experiments.request import Request

        return Request(
            seeds=self.seeds,
            first_seed=self.seed,
            under=self.under,
            set=self.settings,
            firms=self.firms,
            months=self.months,
            workers=self.workers,
        )
