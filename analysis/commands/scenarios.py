"""`smecredit scenarios`: the library, or one scenario in full."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated, Any

import typer

from ...simulation.ground.errors import Sentence
from .command import Command
from .options import SCENARIO_HELP, Changed, Language, Shown
from .screen import show


@dataclass(frozen=True, kw_only=True)
class Options(Shown, Changed):
    """What `scenarios` is told."""

    name: Annotated[str | None, typer.Argument(help=SCENARIO_HELP, metavar="[NAME]")] = None


def scenarios(asked: Options) -> None:
    """List the library, or show the scenario named."""
    if asked.name is None:
        from ..presentation.console import scenario_table

        rows = library_rows()
        show(asked.as_json, rows, lambda: scenario_table(rows, asked.lang))
        return
    _show_one(asked.name, asked)


def library_rows() -> list[dict[str, Any]]:
    """A row for each scenario of the library: what it is, what it changes, where it comes from."""
    from ...scenarios import library
    from ..experiments.loading import load_one
    from ..presentation.changes import base_of, changes, is_stress, one_line

    known = {each: load_one(each) for each in library()}
    rows = []
    for each, scenario in known.items():
        above = base_of(each)
        base = None if above is None else known[above]
        found = [] if base is None else changes(scenario, base)
        rows.append(
            {
                "name": each,
                "group": "stress" if is_stress(scenario, found) else "policy",
                "base": above,
                "title": scenario.title,
                "summary": scenario.summary,
                "changes": {language.value: one_line(scenario, base, language) for language in Language},
                "source": scenario.source.model_dump(),
            }
        )
    return rows


def _show_one(name: str, asked: Options) -> None:
    from ...scenarios.argument import read_argument
    from ..experiments.loading import load_one
    from ..presentation.changes import base_of, changes
    from ..presentation.console import scenario_page

    scenario = load_one(name, asked.under, asked.settings, asked.firms, asked.months)
    above, plain = base_of(name), load_one(str(read_argument(name).name))
    base = None if above is None else load_one(above)

    def document() -> list[dict[str, Any]]:
        return [
            {
                "name": scenario.name,
                "hash": scenario.hash,
                "base": above,
                **scenario.document,
                "origins": dict(scenario.origins),
                "changes": [asdict(change) for change in ([] if base is None else changes(plain, base))],
                "overridden": [asdict(change) for change in changes(scenario, plain)],
            }
        ]

    show(asked.as_json, document, lambda: scenario_page(scenario, plain, base, asked.lang))


COMMAND = Command(
    "scenarios",
    Sentence(
        "List the library and what each changes; with a name, show that scenario, merged, with sources.",
        "列出情景库及各情景的改动；给出名称时显示该情景合并后的全部内容与来源。",
    ),
    Options,
    scenarios,
)
