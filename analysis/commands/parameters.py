"""`smecredit parameters`: every parameter with its unit, bounds, meaning and source."""

from __future__ import annotations

from dataclasses import dataclass

from ...simulation.ground.errors import Sentence
from .command import Command
from .options import Shown
from .screen import show


@dataclass(frozen=True, kw_only=True)
class Options(Shown):
    """What `parameters` is told."""


def parameters(asked: Options) -> None:
    """List every parameter with its value in the baseline."""
    from ...simulation.ground.parameters import describe_parameters
    from ..experiments.loading import load_one
    from ..presentation.console import parameter_list

    baseline = load_one("baseline")
    rows = describe_parameters({group.key: group for group in baseline.groups})
    show(asked.as_json, rows, lambda: parameter_list(rows, asked.lang))


COMMAND = Command(
    "parameters",
    Sentence(
        "List every parameter: value in the baseline, unit, bounds, meaning, source.",
        "列出全部参数：基准情景中的取值、单位、范围、含义、来源。",
    ),
    Options,
    parameters,
)
