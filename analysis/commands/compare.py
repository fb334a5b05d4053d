"""`smecredit compare`: policies against the first of them, paired by seed."""

from __future__ import annotations

from dataclasses import dataclass

from ...simulation.ground.errors import Sentence
from .command import Command
from .options import Names, Run, Seeds, Shown
from .screen import progress, say_written, show, warn


@dataclass(frozen=True, kw_only=True)
class Options(Shown, Run):
    """What `compare` is told."""

    names: Names
    seeds: Seeds = 10


def compare(asked: Options) -> None:
    """Run the scenarios over the seeds, write the files, print the table."""
    from ..experiments.result_folder import COMPARISON_FILES, result_folder
    from ..presentation.comparison import Comparison

    with result_folder(asked.out, COMPARISON_FILES) as place:
        with progress(asked.seeds, asked.lang) as tell:
            comparison = Comparison.of(asked.names, asked.request, tell)
        if place is not None:
            from ..presentation.outputs import write_comparison

            write_comparison(place, comparison, asked.lang)

    from ..presentation.console import comparison_tables
    from ..presentation.wording import repeated

    show(asked.as_json, comparison.document, lambda: comparison_tables(comparison, asked.lang))
    if asked.as_json:
        warn(repeated(comparison, asked.lang))
    elif asked.out is not None:
        say_written(asked.out, COMPARISON_FILES, asked.lang)


COMMAND = Command(
    "compare",
    Sentence(
        "Compare policies, paired by seed, with the first: table, and with --out figure and report.",
        "将各政策与第一个配对比较（同一种子）：输出表格；加 --out 时另有图与报告。",
    ),
    Options,
    compare,
)
