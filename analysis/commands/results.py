"""`smecredit results`: what a store of runs holds; export, questions in SQL, a check of every file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...simulation.ground.errors import RequestError, RunError, Sentence, listed
from ...simulation.ground.printable import printable
from ..presentation.strings import text
from .command import Command
from .options import Shown, file_to_write, folder
from .place import check_place
from .screen import show, warn

if TYPE_CHECKING:
    from ..experiments.query import Query

Place = Annotated[
    Path,
    typer.Argument(help=Sentence("Folder of the store.", "存储文件夹。"), metavar="DIR", parser=folder),
]


@dataclass(frozen=True, kw_only=True)
class Options(Shown):
    """What `results` is told."""

    place: Place
    indicator: Annotated[
        list[str] | None,
        typer.Option(
            help=Sentence("An indicator to show; may be repeated.", "要显示的指标；可重复使用。"), metavar="KEY"
        ),
    ] = None
    sweep: Annotated[
        str | None,
        typer.Option(help=Sentence("Only the sweep of this name.", "只看该名称的扫描。"), metavar="NAME"),
    ] = None
    code: Annotated[
        str | None,
        typer.Option(
            help=Sentence(
                "Runs of another version of the code, as the store names it.",
                "查看另一代码版本的运行（按存储中的名称）。",
            ),
            metavar="HASH",
        ),
    ] = None
    differences: Annotated[
        bool,
        typer.Option(
            "--differences",
            help=Sentence(
                "Paired differences from the first scenario, over seeds and over parameters.",
                "与第一个情景的配对差异，分别列示种子与参数的影响。",
            ),
        ),
    ] = False
    sql: Annotated[
        str | None,
        typer.Option(
            help=Sentence(
                "A question in SQL to the views runs, outcomes, points, results and months.",
                "对视图 runs、outcomes、points、results、months 的 SQL 查询。",
            ),
            metavar="SQL",
        ),
    ] = None
    export: Annotated[
        Path | None,
        typer.Option(
            help=Sentence(
                "Write the table, or the answer, as .csv, .parquet or .dta.",
                "将表格或查询结果写为 .csv、.parquet 或 .dta。",
            ),
            metavar="FILE",
            parser=file_to_write,
        ),
    ] = None
    verify: Annotated[
        bool,
        typer.Option(
            "--verify",
            help=Sentence("Compare every file with the hash it was written with.", "将每个文件与写入时的哈希比对。"),
        ),
    ] = False


def results(asked: Options) -> None:
    """Check, ask, export, or show."""
    _check_together(asked)
    if asked.verify:
        _verify(asked)
        return
    from ..experiments.query import Query, check_ending

    if asked.export is not None:
        check_ending(asked.export)
        check_place("--export", asked.export, outside=asked.place)
    query = Query(asked.place, asked.sweep, asked.code, option="--code")
    query.check_sweep()
    _answer(asked, query)
    warn_of_others(query, asked.lang)


def _answer(asked: Options, query: Query) -> None:
    """Ask, export, or show."""
    from ..presentation.sweeps import USUAL, differences_tables, frame_table, results_tables

    frame = query.sql(asked.sql) if asked.sql is not None else None
    if frame is None and asked.export is not None and asked.indicator:
        frame = query.table_of(query.known_indicators(asked.indicator))
    if asked.export is not None:
        chosen = frame if frame is not None else query.table
        query.export(asked.export, chosen)
        told = {"path": printable(str(asked.export)), "rows": len(chosen)}
        show(asked.as_json, told, lambda: [text("results.written", asked.lang, **told)])
        return
    if frame is not None:
        show(asked.as_json, lambda: query.rows(frame), lambda: frame_table(frame, asked.lang))
        return
    keys = query.known_indicators(asked.indicator or USUAL)
    if asked.differences:
        from ..experiments.differences import document

        names = [told["sweep"] for told in query.sweeps() if asked.sweep in (None, told["sweep"])]
        show(
            asked.as_json,
            lambda: [document(query, name, keys) for name in names],
            lambda: differences_tables(query, keys, asked.lang),
        )
        return
    show(asked.as_json, lambda: query.document(keys), lambda: results_tables(query, keys, asked.lang))


def warn_of_others(query: Query, language: str) -> None:
    """Say on standard error how many runs of other code or plug-ins a store has, which do not count."""
    current = query.current
    if current.runs and current.others:  # without any of this code, the refusal says it
        names = listed([f"{name} ({count:,})" for name, count in current.by_others.items()])
        warn([text("results.others", language, count=f"{current.others:,}", names=names)])


def _check_together(asked: Options) -> None:
    """Refuse two options of which one would be passed over in silence."""
    given = {
        "--verify": asked.verify,
        "--differences": asked.differences,
        "--sql": asked.sql is not None,
        "--indicator": bool(asked.indicator),
        "--export": asked.export is not None,
        "--sweep": asked.sweep is not None,
        "--code": asked.code is not None,
    }
    apart = {
        "--verify": ("--differences", "--sql", "--indicator", "--export", "--sweep", "--code"),
        "--differences": ("--sql", "--export"),
        "--sql": ("--indicator",),
    }
    for one, others in apart.items():
        other = next((name for name in others if given[one] and given[name]), None)
        if other is not None:
            raise RequestError(
                Sentence(
                    "{one} and {other}: give one of them.", "{one} 与 {other}：只能给出一个。", one=one, other=other
                )
            )


def _verify(asked: Options) -> None:
    from ..experiments.store import Store
    from ..presentation.sweeps import checked_tables

    checked = Store.there(asked.place).verify()
    show(asked.as_json, lambda: asdict(checked), lambda: checked_tables(checked, asked.lang))
    if checked.damaged:
        said = {lang: text("results.lost", lang, count=len(checked.damaged)) for lang in ("en", "zh")}
        raise RunError(Sentence("{en}", "{zh}", **said))


COMMAND = Command(
    "results",
    Sentence(
        "Show, export or query the runs in a store of sweeps; --verify checks its files.",
        "查看、导出或查询扫描存储中的运行；--verify 校验其文件。",
    ),
    Options,
    results,
)
