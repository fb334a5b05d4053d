"""`smecredit discover`: under which conditions the runs of a sweep or a search miss a goal."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from ...simulation.ground.errors import RequestError, Sentence
from .command import Command
from .options import Out, Shown, whole_number
from .refusals import as_typed
from .results import Place, warn_of_others
from .screen import answering, say_written, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..experiments.discovery import Discovered, Target

#: The same as in `experiments/discovery.py`, whose imports a refusal does without.
MOST_BOXES, LEAST_DENSITY = 5, 0.05


def target(sense: str) -> Callable[[str], Target]:
    """A reader of an indicator and the value it has to reach."""

    def read(given: str) -> Target:
        from ..experiments.discovery import Target

        key, _, value = str(given).partition("=")
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not key.strip() or not math.isfinite(number):
            raise typer.BadParameter(
                Sentence(
                    "{shown} must read indicator=number, such as default_rate=0.03.",
                    "{shown} 须写作 指标=数值，例如 default_rate=0.03。",
                    shown=as_typed(given),
                )
            )
        return Target(key.strip(), sense, number)

    return read


def share(given: str) -> float:
    """A reader of a share from 0.05 to 1."""
    try:
        number = float(str(given))
    except ValueError:
        number = math.nan
    if not LEAST_DENSITY <= number <= 1.0:
        raise typer.BadParameter(
            Sentence(
                "{shown} is not a share from 0.05 to 1, such as 0.8.",
                "{shown} 不是 0.05 至 1 之间的比例，例如 0.8。",
                shown=as_typed(given),
            )
        )
    return number


@dataclass(frozen=True, kw_only=True)
class Options(Shown):
    """What `discover` is told."""

    place: Place
    at_least: Annotated[
        list[str] | None,
        typer.Option(
            "--at-least",
            help=Sentence(
                "The goal: an indicator and the least it is to be, in the unit of --json; may be repeated.",
                "目标：指标及其下限，单位同 --json；可重复使用。",
            ),
            metavar="KEY=VALUE",
            parser=target("at_least"),
        ),
    ] = None
    at_most: Annotated[
        list[str] | None,
        typer.Option(
            "--at-most",
            help=Sentence("The goal: the most it is to be; may be repeated.", "目标：指标及其上限；可重复使用。"),
            metavar="KEY=VALUE",
            parser=target("at_most"),
        ),
    ] = None
    scenario: Annotated[
        str | None,
        typer.Option(
            help=Sentence("The scenario that counts. Default: the last.", "所考察的情景；默认为最后一个。"),
            metavar="NAME",
        ),
    ] = None
    differences: Annotated[
        bool,
        typer.Option(
            "--differences",
            help=Sentence("Its differences from the first scenario count.", "以其与第一个情景的差异计。"),
        ),
    ] = False
    condition: Annotated[
        list[str] | None,
        typer.Option(
            help=Sentence(
                "Look only at this lever or uncertainty; may be repeated.", "只考察该杠杆或不确定性；可重复使用。"
            ),
            metavar="PATH",
        ),
    ] = None
    density: Annotated[
        float,
        typer.Option(
            help=Sentence(
                "The part of the cases in a box that has to miss the goal.", "条件框内未达目标的案例至少应占的比例。"
            ),
            metavar="SHARE",
            parser=share,
        ),
    ] = 0.8
    boxes: Annotated[
        int,
        typer.Option(
            help=Sentence("Boxes looked for, each outside those before.", "寻找的条件框数，后者在前者之外。"),
            metavar="N",
            parser=whole_number(1, MOST_BOXES),
        ),
    ] = 1
    sweep: Annotated[
        str | None,
        typer.Option(help=Sentence("Only the sweep of this name.", "只看该名称的扫描。"), metavar="NAME"),
    ] = None
    out: Out = None


def discover(asked: Options) -> None:
    """Look for the boxes, write files, print what they are."""
    from ..experiments.discovery import Asked
    from ..experiments.discovery import discover as look
    from ..experiments.query import Query
    from ..experiments.result_folder import DISCOVERY_FILES, result_folder
    from ..presentation.discovery import discovery_tables, document

    targets = cast("tuple[Target, ...]", (*(asked.at_least or ()), *(asked.at_most or ())))
    if not targets:
        raise RequestError(
            Sentence(
                "state a goal: --at-least KEY=VALUE or --at-most KEY=VALUE, such as --at-most default_rate=0.03.",
                "请给出目标：--at-least KEY=VALUE 或 --at-most KEY=VALUE，例如 --at-most default_rate=0.03。",
            )
        )
    query = Query(asked.place, asked.sweep)
    query.check_sweep()
    wanted = Asked(targets, asked.scenario, asked.differences, tuple(asked.condition or ()), asked.density, asked.boxes)
    with answering() as answer, result_folder(asked.out, DISCOVERY_FILES) as written:
        found = look(query, wanted)
        answer(lambda: show(asked.as_json, lambda: document(found), lambda: discovery_tables(found, asked.lang)))
        if written is not None:
            _write(written, found, asked.lang)
    if asked.out is not None and not asked.as_json:
        say_written(asked.out, DISCOVERY_FILES, asked.lang)
    warn_of_others(query, asked.lang)


def _write(place: Path, found: Discovered, language: str) -> None:
    """The document, the cases, the steps of every box, the figure and the manifest."""
    from ..experiments.files import replacing, write_json, write_table
    from ..experiments.result_folder import write_manifest
    from ..experiments.run_files import circumstances
    from ..presentation.discovery import cases_table, document, steps_table
    from ..presentation.discovery_plot import discovery_figure

    write_json(place / "discovery.json", document(found))
    write_table(place / "cases.csv", cases_table(found))
    write_table(place / "steps.csv", steps_table(found))
    with replacing(place / "discovery.png") as temporary:
        discovery_figure(found, language).savefig(temporary, dpi=150)
    manifest = {"scenario": found.scenario, "reference": found.reference, "hash": found.hash}
    write_manifest(place, {**manifest, **circumstances()})


COMMAND = Command(
    "discover",
    Sentence(
        "Under which conditions the runs of a sweep or a search miss a goal: scenario discovery by PRIM.",
        "扫描或搜索的运行在何种条件下达不到目标：用 PRIM 作情景发现。",
    ),
    Options,
    discover,
)
