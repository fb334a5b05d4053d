"""`smecredit web`: the page with sliders, served to this machine or to a classroom, or written as one file."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...simulation.ground.errors import RequestError, Sentence
from ...simulation.ground.given import MOST_AT_ONCE
from ...simulation.ground.printable import printable
from ..presentation.strings import text
from .command import Command
from .options import Shown, whole_number
from .place import check_place
from .refusals import as_typed
from .screen import say_where_nothing_is_kept

if TYPE_CHECKING:
    from ..web.visitors import Reach

#: Sizes that answer while someone waits.
LEAST_FIRMS, MOST_FIRMS, MOST_ECONOMIES = 200, 20_000, 30
#: The recession of the page begins in month 25.
LEAST_MONTHS, MOST_MONTHS = 30, 240


def file_name(given: str) -> Path:
    """The name of a file to write, with the ending of a page."""
    path = Path(given)
    if path.suffix.lower() not in (".html", ".htm") or not path.stem:
        raise typer.BadParameter(
            Sentence(
                "{shown} is no name of a page; it must end in .html, such as lab.html.",
                "{shown} 不是网页文件名；须以 .html 结尾，例如 lab.html。",
                shown=as_typed(given),
            )
        )
    return path


@dataclass(frozen=True, kw_only=True)
class Options(Shown):
    """What `web` is told."""

    host: Annotated[
        str,
        typer.Option(
            help=Sentence(
                "Address to serve at; 0.0.0.0 lets a classroom in.",
                "提供服务的地址；0.0.0.0 表示允许课堂内其他电脑访问。",
            ),
            metavar="ADDRESS",
        ),
    ] = "127.0.0.1"
    port: Annotated[
        int,
        typer.Option(
            help=Sentence("Port; 0 takes a free one.", "端口；0 表示任选空闲端口。"),
            metavar="P",
            parser=whole_number(0, 65535),
        ),
    ] = 8000
    firms: Annotated[
        int,
        typer.Option(
            help=Sentence("Enterprises of a full run.", "完整运行的企业数。"),
            metavar="N",
            parser=whole_number(LEAST_FIRMS, MOST_FIRMS),
        ),
    ] = 10_000
    months: Annotated[
        int,
        typer.Option(
            help=Sentence("Months of a run.", "运行的月数。"),
            metavar="M",
            parser=whole_number(LEAST_MONTHS, MOST_MONTHS),
        ),
    ] = 120
    seeds: Annotated[
        int,
        typer.Option(
            help=Sentence("Economies of a full run.", "完整运行的经济体个数。"),
            metavar="R",
            parser=whole_number(2, MOST_ECONOMIES),
        ),
    ] = 10
    workers: Annotated[
        int | None,
        typer.Option(
            help=Sentence("Processes; default one a processor.", "进程数；默认每个处理器一个。"),
            metavar="W",
            parser=whole_number(1, MOST_AT_ONCE),
        ),
    ] = None
    export: Annotated[
        Path | None,
        typer.Option(
            help=Sentence(
                "Write the page as one file that works without a server, with a grid of settings run ahead.",
                "把页面写成一个无须服务器的文件，内含预先运行的设定。",
            ),
            metavar="FILE",
            parser=file_name,
        ),
    ] = None


def web(asked: Options) -> None:
    """Serve the page, or write it as one file."""
    needed()
    from ..experiments.processes import available_workers
    from ..web.lab import Limits

    say_where_nothing_is_kept(asked.lang)
    limits = Limits(min(Limits.quick_firms, asked.firms), asked.firms, asked.months, asked.seeds)
    workers = asked.workers or available_workers()
    if asked.export is not None:
        from ..web.export import export

        check_place("--export", asked.export)
        size = export(asked.export, limits, workers, asked.lang)
        written = text("web.written", asked.lang, file=printable(str(asked.export)), size=f"{size / 1e6:.1f}")
        print(json.dumps({"file": str(asked.export), "bytes": size}) if asked.as_json else written)
        return
    from ..web.serve import listen, serve

    found = listen(asked.host, asked.port)
    print(text("web.starting", asked.lang), flush=True)
    with suppress(KeyboardInterrupt):  # the way to end it
        serve(found, asked.host, limits, workers, partial(say_ready, asked.lang))


def say_ready(language: str, address: str, reach: Reach) -> None:
    """Say where the page is, and for whom."""
    if reach.alone:
        said = text("web.ready_here", language, address=address)
    elif reach.at:
        said = text("web.ready", language, address=address)
    else:
        said = text("web.ready_unknown", language, address=address)
    print(said, flush=True)


def needed() -> None:
    """Refuse in one sentence where the parts of the extra `web` are not installed."""
    try:
        import fastapi  # noqa: F401
        import openpyxl  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise RequestError(
            Sentence(
                "web: {name} is not installed; install the page with: pip install 'smecredit[web]'.",
                "web：未安装 {name}；请用 pip install 'smecredit[web]' 安装页面所需部分。",
                name=error.name or "fastapi",
            )
        ) from None


COMMAND = Command(
    "web",
    Sentence(
        "Serve the page: move a slider, see who pays; --export writes it as one file.",
        "打开页面：拖动滑块，看谁承担损失；--export 将其写成一个文件。",
    ),
    Options,
    web,
)
