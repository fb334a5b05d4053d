"""`smecredit reproduce`: one stored run again, compared bit for bit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from ...simulation.ground.errors import RunError, Sentence, listed
from .command import Command
from .options import Shown, folder
from .screen import show


@dataclass(frozen=True, kw_only=True)
class Options(Shown):
    """What `reproduce` is told."""

    run: Annotated[
        str,
        typer.Argument(
            help=Sentence("Name of a stored run, or its beginning.", "已存运行的名称或其开头。"), metavar="RUN"
        ),
    ]
    store: Annotated[
        Path,
        typer.Option(help=Sentence("Folder of the store.", "存储文件夹。"), metavar="DIR", parser=folder),
    ]


def reproduce(asked: Options) -> None:
    """Run it again and say whether every bit is the same."""
    from ..experiments.reproduce import reproduce as again
    from ..presentation.sweeps import reproduced_tables

    found = again(asked.store, asked.run)
    show(asked.as_json, lambda: asdict(found), lambda: reproduced_tables(found, asked.lang))
    if not found.equal:
        raise RunError(
            Sentence(
                "run {run} came out otherwise: {count} indicators differ, such as {names}",
                "运行 {run} 的结果不同：{count} 个指标有差异，例如 {names}",
                run=found.run,
                count=len(found.differing),
                names=listed(found.differing[:3]),
            )
        )


COMMAND = Command(
    "reproduce",
    Sentence("Run a stored run again and compare it, bit for bit.", "重做一次已存运行并逐位比较。"),
    Options,
    reproduce,
)
