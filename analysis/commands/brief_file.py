"""The file of a brief: how `--brief` is read, tried before anything runs, and written whole or not at all."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from ...simulation.ground.errors import RequestError, Sentence, listed, reason_of
from ...simulation.ground.printable import printable
from .options import nearest_or_all
from .refusals import as_typed

ENDINGS = (".pdf", ".html")


def brief_file(given: str) -> Path:
    """A reader of the name of a brief, whose ending says what it is."""
    path = Path(given)
    if path.suffix.lower() not in ENDINGS or not path.stem.strip("."):
        raise typer.BadParameter(
            Sentence(
                "{shown} names no brief; its ending says what it is: {choices}.",
                "{shown} 不是简报的文件名；须以扩展名说明格式：{choices}。",
                shown=as_typed(given),
                choices=nearest_or_all(path.suffix.lower(), ENDINGS),
            )
        )
    return path


BriefFile = Annotated[
    Path | None,
    typer.Option(
        help=Sentence(
            "Two pages to print, {endings} by the name's ending.",
            "两页可打印的简报，格式由扩展名决定：{endings}。",
            endings=listed(ENDINGS),
        ),
        metavar="FILE",
        parser=brief_file,
    ),
]


def check_place(path: Path) -> None:
    """Try that a file can be written there, before minutes of runs. Raises `RequestError` where none can."""
    reason: Sentence | None = None
    if path.is_dir():
        reason = Sentence("that is a folder", "这是一个文件夹")
    elif not path.parent.is_dir():
        reason = Sentence("there is no folder {parent}", "没有文件夹 {parent}", parent=printable(str(path.parent)))
    else:
        try:
            with tempfile.TemporaryFile(dir=path.parent):
                return
        except OSError as error:
            reason = reason_of(error)
    raise RequestError(
        Sentence(
            "--brief {path}: nothing can be written there ({reason}).",
            "--brief {path}：无法在此写入（{reason}）。",
            path=printable(str(path)),
            reason=reason,
        )
    )
