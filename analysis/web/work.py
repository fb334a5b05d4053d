"""What a worker process does for the page: each job takes plain things, runs what is not kept, and answers in JSON.

Runs go to and come from a folder that all workers share, so that it does not matter which of them gets a job. A quick
line is one economy with few firms; a full run has more firms and several economies.
"""

from __future__ import annotations

import base64
import gc
import gzip
import json
import signal
import tempfile
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ...simulation.ground.plugins import Plugin, load_again
from ...simulation.scenario import Scenario
from ..experiments.paired_runs import PairedRuns
from ..experiments.processes import end_with_parent
from ..experiments.runs import result_of
from ..presentation.report import report_html
from ..statistics.attribution import History, attribution, history_of
from ..statistics.run_result import RunResult
from .catalogue import catalogue
from .document import published, scenario_of
from .downloads import files_of, how_to, table_csv, table_xlsx
from .field import FAILED, Field
from .game_economy import ahead, played, scenario_text
from .numbers import Json, answers_of, numbers_of
from .setting import Setting
from .sizes import FULL, World
from .store import Kept, Store
from .stories import two_worlds
from .workers import Pause, Paused

if TYPE_CHECKING:
    from ...simulation import CreditMarket

#: Markets kept at month 1, from which quick lines branch.
MOST_PASTS = 4
#: Firms of each fate that a quick line names.
MOST_FATES = 40

#: Runs that are put aside at once; that of longest ago is forgotten.
MOST_ASIDE = 2

_pasts: OrderedDict[tuple[str, int], CreditMarket] = OrderedDict()
#: Runs put aside by scenario, seed and whether they have a history, each with its field of firms.
_aside: OrderedDict[tuple[str, int, bool], tuple[CreditMarket, Field]] = OrderedDict()


def live(store: Store, setting: Setting, world: World, seed: int) -> Kept:
    """The run of a setting with one seed: kept, or done now. Raises RequestError and RunError."""
    scenario = scenario_of(setting, world.economy, world.size)
    return store.run(scenario, seed, world.kind, lambda: _lived(scenario, seed, world.kind == FULL))


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """No search for unused objects meanwhile: it takes a tenth of a quick line, which leaves hardly any behind."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _lived(scenario: Scenario, seed: int, with_history: bool) -> Kept:
    """A run to its end. Raises Paused where this worker is wanted for something else: the run then waits here."""
    run = (scenario.hash, seed, with_history)
    market, field = _aside.pop(run) if run in _aside else _begun(scenario, seed, with_history)
    while market.running:
        if _wanted_elsewhere():
            _aside[run] = market, field
            while len(_aside) > MOST_ASIDE:
                _aside.popitem(last=False)
            raise Paused
        market.step()
    history = history_of(market) if with_history else None
    return Kept(result_of(scenario, seed, market), history, field.keys, field.states, field.traits, field.ends)


def _wanted_elsewhere() -> bool:
    return any(pause.value for pause in _pauses)


def _begun(scenario: Scenario, seed: int, with_history: bool) -> tuple[CreditMarket, Field]:
    """A market on the eve of month 1, and the field of firms that watches it."""
    market = _at_month_one(scenario, seed, with_history)
    field = Field(market.economy)
    market.observe(field)
    return market, field


def _at_month_one(scenario: Scenario, seed: int, with_history: bool) -> CreditMarket:
    """A market on the eve of month 1; quick ones branch from one that is kept with the same past."""
    from ...simulation import CreditMarket
    from ...simulation.observe.grants import DepartureLog, GrantLog

    if not with_history:
        for key, past in _pasts.items():
            if key[1] == seed and past.conditions.same_past(scenario):
                _pasts.move_to_end(key)
                return past.branch(scenario)
    market = CreditMarket(scenario, seed=seed, threads=1, tape=False)
    if with_history:
        market.observe(GrantLog())
        market.observe(DepartureLog())
        market.live_burn_in()
        return market
    market.live_burn_in()
    _pasts[scenario.hash, seed] = market
    while len(_pasts) > MOST_PASTS:
        _pasts.popitem(last=False)
    return market.branch(scenario)


def paired(store: Store, settings: Sequence[Setting], world: World, seeds: Sequence[int]) -> PairedRuns:
    """The settings over the seeds as a comparison, the first the reference; runs that are kept are not done again."""
    of_seeds = ([live(store, setting, world, seed) for setting in settings] for seed in seeds)
    return _compared(settings, world, seeds, of_seeds)


def _compared(
    settings: Sequence[Setting], world: World, seeds: Sequence[int], of_seeds: Iterable[Sequence[Kept]]
) -> PairedRuns:
    """The runs of the settings, seed by seed, as a comparison."""
    scenarios = [scenario_of(setting, world.economy, world.size) for setting in settings]
    results: list[tuple[RunResult, ...]] = []
    for kept in of_seeds:
        first = kept[0].history
        results.append((kept[0].result, *(_beside(run, first) for run in kept[1:])))
    return PairedRuns(scenarios, seeds, results, published(world.economy).title if world.economy else None)


def _beside(run: Kept, reference: History | None) -> RunResult:
    """The result of a run with what it adds to the reference run of its seed."""
    if run.history is None or reference is None:
        return run.result
    return replace(run.result, attribution=attribution(run.history, reference))


# Jobs: what a worker is asked for. Each is given plain things and answers in bytes. --------------------------------


def begin(folder: str, joined: Sequence[Plugin], pause: Pause) -> None:
    """Begin a worker: it keeps runs in this folder, leaves Ctrl-C to its parent and ends with it.

    It puts aside the run in hand once `pause` is switched on.
    """
    load_again(joined)
    _here.append(Store(Path(folder)))
    _pauses.append(pause)
    tempfile.tempdir = folder  # what a worker that is ended leaves behind goes with the folder
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    gc.freeze()  # what is imported stays for good: no search need pass over it


_here: list[Store] = []
_pauses: list[Pause] = []


def quick(settings: Sequence[Setting], world: World, seed: int) -> bytes:
    """The quick line, packed by gzip: one seed of the settings, the first the reference, with the firms of each."""
    (store,) = _here
    with _uninterrupted():
        kept = [live(store, setting, world, seed) for setting in settings]
        found = _compared(settings, world, (seed,), [kept])
    fields: list[Json] = [_packed(run.states) for run in kept]
    traits: list[Json] = [[int(code) for code in row] for row in kept[0].traits]
    keys: list[Json] = [int(key) for key in kept[0].keys]
    field = {"keys": keys, "traits": traits, "states": fields, **_fates(kept[0].ends, kept[-1].ends)}
    return gzip.compress(in_json({**numbers_of(found), "field": field}), 5, mtime=0)


def _fates(before: np.ndarray, now: np.ndarray) -> dict[str, Json]:
    """Keys of firms of the start that fail under the reference alone, and under the setting alone."""

    def only(one: np.ndarray, other: np.ndarray) -> list[Json]:
        return [int(key) for key in np.flatnonzero((one == FAILED) & (other == 0))[:MOST_FATES]]

    return {"rescued": only(before, now), "lost": only(now, before)}


def warm(reference: Setting, world: World, seed: int) -> bytes:
    """Live the past from which quick lines branch, and load what a run needs; answers nothing."""
    _at_month_one(scenario_of(reference, world.economy, world.size), seed, False).run()
    return b""


def one_seed(settings: Sequence[Setting], world: World, seed: int) -> bytes:
    """Do the full runs of one seed, so that they are kept; answers nothing."""
    (store,) = _here
    for setting in settings:
        live(store, setting, world, seed)
    return b""


def full(settings: Sequence[Setting], world: World, seeds: Sequence[int]) -> bytes:
    """All seeds of the settings, the first the reference."""
    (store,) = _here
    found = paired(store, settings, world, seeds)
    return in_json({**numbers_of(found), **answers_of(found)})


def document(settings: Sequence[Setting], world: World, seeds: Sequence[int]) -> bytes:
    """The document of `smecredit compare --json` for the settings."""
    (store,) = _here
    return in_json(paired(store, settings, world, seeds).document())


def in_json(found: Json) -> bytes:
    """The bytes of a JSON document; what is undefined must be None."""
    return json.dumps(found, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _packed(states: np.ndarray) -> str:
    """Codes of the field by firm and month, as text: states seldom change, so that they pack well."""
    return base64.b64encode(zlib.compress(np.ascontiguousarray(states.T).tobytes(), 6)).decode()


def firm(settings: Sequence[Setting], world: World, seed: int, key: int) -> bytes:
    """The story of one firm under the settings, the reference first."""
    return in_json(two_worlds(settings, world, seed, key))


def choices() -> bytes:
    """What a visitor can choose."""
    return in_json(catalogue())


def keep(settings: Sequence[Setting], world: World, seeds: Sequence[int]) -> bytes:
    """Scenario files and commands that give the numbers of the page again."""
    size = world.size
    again = how_to(settings, world.economy, size.firms or 0, size.months or 0, len(seeds))
    return in_json({**again, "files": files_of(settings)})


def download(settings: Sequence[Setting], world: World, seeds: Sequence[int], form: str, language: str) -> bytes:
    """A file of the full run of the settings: `form` is csv, xlsx or html."""
    (store,) = _here
    found = paired(store, settings, world, seeds)
    if form == "csv":
        return table_csv(found, language)
    if form == "xlsx":
        return table_xlsx(found, language)
    return report_html(found, language).encode()


def game(seed: int, choices: Sequence[int], firms: int) -> bytes:
    """The class game so far: its quarters, its bulletins, its goals."""
    return in_json(played(seed, choices, firms))


def game_file(seed: int, choices: Sequence[int], firms: int) -> bytes:
    """The class game so far as a scenario file."""
    return scenario_text(seed, choices, firms).encode()


def game_ahead(seed: int, choices: Sequence[int], firms: int) -> bytes:
    """Where the last choice of the class game would lead."""
    return in_json(ahead(seed, choices, firms))
