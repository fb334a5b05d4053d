"""The file of a brief: how `--brief` is read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ...simulation.ground.errors import Sentence, listed
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
