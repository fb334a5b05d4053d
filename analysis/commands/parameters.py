"""`smecredit parameters`: every parameter with its unit, bounds, meaning and source, or those that match some words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from ...simulation.ground.errors import RequestError, Sentence
from .command import Command
from .options import Shown, nearest_or_all
from .refusals import as_typed
from .screen import show

Words = Annotated[
    list[str] | None,
    typer.Argument(
        help=Sentence(
            "Only parameters in whose key, group, meaning or source every one of these words stands.",
            "只列出键、分组、含义或来源中含有全部这些词的参数。",
        ),
        metavar="[WORD...]",
    ),
]


@dataclass(frozen=True, kw_only=True)
class Options(Shown):
    """What `parameters` is told."""

    words: Words = None


def parameters(asked: Options) -> None:
    """List every parameter with its value in the baseline, or those that match."""
    from ...simulation.ground.parameters import describe_parameters
    from ..experiments.loading import load_one
    from ..presentation.parameter_list import parameter_list

    baseline = load_one("baseline")
    rows = matching(describe_parameters({group.key: group for group in baseline.groups}), asked.words or [])
    show(asked.as_json, rows, lambda: parameter_list(rows, asked.lang))


def matching(rows: Sequence[Mapping[str, Any]], words: Iterable[str]) -> list[Mapping[str, Any]]:
    """The parameters that hold all the words, in either language; where any key or group does, no other counts.

    Raises `RequestError` where there is none.
    """
    wanted = [word.casefold() for word in words]
    named = [row for row in rows if all(word in _name(row) for word in wanted)]
    found = named or [row for row in rows if all(word in _said(row) for word in wanted)]
    if not found:
        groups = list(dict.fromkeys(str(row["path"]).partition(".")[0] for row in rows))
        raise RequestError(
            Sentence(
                "No parameter holds {words}; {choices}.",
                "没有含有 {words} 的参数；{choices}。",
                words=as_typed(" ".join(words)),
                choices=nearest_or_all(" ".join(words), groups),
            )
        )
    return found


def _name(row: Mapping[str, Any]) -> str:
    return f"{row['path']} {row['group']['en']} {row['group']['zh']}".casefold()


def _said(row: Mapping[str, Any]) -> str:
    from ..presentation.translated import note_of_parameter

    notes = (note_of_parameter(row, language) for language in ("en", "zh"))
    said = (row["meaning"]["en"], row["meaning"]["zh"], *notes)
    return f"{_name(row)} {' '.join(said)}".casefold()


COMMAND = Command(
    "parameters",
    Sentence(
        "List parameters, all or those that match: value in the baseline, unit, bounds, source, meaning.",
        "列出全部或符合条件的参数：基准情景中的取值、单位、范围、来源、含义。",
    ),
    Options,
    parameters,
)
