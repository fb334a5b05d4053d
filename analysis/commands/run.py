"""`smecredit run`: one scenario, its headline figures, its files, and the story of one firm."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ...simulation.ground.errors import Sentence
from .command import Command
from .options import Follow, Name, Run, Shown
from .screen import answering, progress, say_written, show

if TYPE_CHECKING:
    from ...simulation.observe.story.story import Story
    from ..experiments.paired_runs import PairedRuns


@dataclass(frozen=True, kw_only=True)
class Options(Shown, Run):
    """What `run` is told."""

    name: Name
    follow: Follow = None


def run(asked: Options) -> None:
    """Run the scenario, write its files, print its figures."""
    from ..experiments import following
    from ..experiments.loading import load_one
    from ..experiments.paired_runs import PairedRuns
    from ..experiments.result_folder import result_folder

    story = None
    with (
        answering() as answer,
        result_folder(asked.out, files_of(asked)) as place,
        progress(asked.seeds, asked.lang) as tell,
    ):
        if asked.follow is not None:
            scenario = load_one(asked.name, asked.under, asked.settings, asked.firms, asked.months)
            story = following.follow(scenario, asked.seed, asked.follow)
        runs, fault = PairedRuns.of_one(asked.name, asked.request, tell, place)
        answer(partial(_show, asked, runs, story))
        if fault is not None:
            raise fault
        if place is not None and story is not None:
            following.write_story(place, story, asked.lang)
    if asked.out is not None and not asked.as_json:
        say_written(asked.out, _told(asked), asked.lang)


def _show(asked: Options, runs: PairedRuns, story: Story | None) -> None:
    """The document or the tables."""
    from ..presentation.console import run_tables, story_tables

    show(
        asked.as_json,
        lambda: document(runs, story, asked.lang),
        lambda: [*run_tables(runs, asked.lang), *(story_tables(story, asked.lang) if story else [])],
    )


def document(runs: PairedRuns, story: Story | None, language: str) -> dict[str, Any]:
    """The document of `run --json`."""
    from ..statistics.indicators import effect_or_none, shown_unit
    from ..validation.calibration import bands_document

    return {
        "scenario": runs.reference,
        "seeds": len(runs.seeds),
        "months": runs.months,
        "firms": runs.firms,
        "hash": runs.scenarios[0].hash,
        "indicators": {
            key: {"unit": shown_unit(key), "mean": runs.shown(runs.reference, key)[0].value}
            for key in runs.measured
            if effect_or_none(key) is None
        },
        "losses_by_payer": {party: paid.value for party, paid in runs.losses(runs.reference).items()},
        "bands": bands_document(runs),
        **({"story": story.document(language)} if story is not None else {}),
    }


def files_of(asked: Options) -> list[str]:
    """Names of the files that `run --out` writes, with the folder of a seed where there are several."""
    from ..experiments.result_folder import MANIFEST, RUN_FILES, STORY_FILES, seed_folder

    story = STORY_FILES if asked.follow is not None else ()
    if asked.seeds == 1:
        return [*RUN_FILES, *story]
    folders = [seed_folder(asked.seed + place) for place in range(asked.seeds)]
    return [*(f"{folder}/{name}" for folder in folders for name in RUN_FILES), *story, MANIFEST]


def _told(asked: Options) -> list[str]:
    """The same for a reader: of many folders the first and the last."""
    from ..experiments.result_folder import MANIFEST, STORY_FILES, seed_folder

    if asked.seeds == 1:
        return files_of(asked)
    folders = [seed_folder(asked.seed), seed_folder(asked.seed + asked.seeds - 1)]
    story = STORY_FILES if asked.follow is not None else ()
    return [" … ".join(folders) if asked.seeds > 2 else ", ".join(folders), *story, MANIFEST]


COMMAND = Command(
    "run",
    Sentence(
        "Run one scenario and print its headline figures; with several seeds, the calibration table too.",
        "运行一个情景并输出主要指标；多个种子时另附校准表。",
    ),
    Options,
    run,
)
