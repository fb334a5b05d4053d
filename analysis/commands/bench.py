"""`smecredit bench`: speed and memory on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from ...simulation.ground.errors import Sentence
from .command import Command
from .options import SCENARIO_HELP, Shown
from .screen import show


@dataclass(frozen=True, kw_only=True)
class Options(Shown):
    """What `bench` is told."""

    scenario: Annotated[str, typer.Option(help=SCENARIO_HELP, metavar="NAME")] = "baseline"
    quick: Annotated[bool, typer.Option(help=Sentence("Rough figures in a few seconds.", "几秒内给出粗略数字。"))] = (
        False
    )
    large: Annotated[
        bool,
        typer.Option(help=Sentence("Also 10 million firms (needs several GB).", "另测1,000万户（需数GB内存）。")),
    ] = False


def bench(asked: Options) -> None:
    """Measure, and print the table."""
    from ..experiments.speed import measure
    from ..presentation.console import bench_table

    document = measure(asked.scenario, quick=asked.quick, large=asked.large)
    show(asked.as_json, document, lambda: bench_table(document, asked.lang))


COMMAND = Command(
    "bench",
    Sentence("Measure speed and memory on this machine, against the targets.", "测量本机的速度与内存，并与目标比较。"),
    Options,
    bench,
)
