"""Pools are made before runs begin, by several processes, and are the same pools."""

from pathlib import Path

import pytest

from smecredit.analysis.experiments import settling
from smecredit.analysis.experiments.settling import settle
from smecredit.scenarios import load
from smecredit.simulation.ground import compiled_cache
from smecredit.simulation.ground.errors import RequestError, Sentence
from smecredit.simulation.settled import kept

SMALL_POOL = {
    "opening.settled": True,
    "opening.pool_economies": 2,
    "opening.pool_firms": 200,
    "opening.pool_months": 5,
    "opening.pool_looks": 1,
}


@pytest.fixture(autouse=True)
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(kept, "_in_memory", type(kept._in_memory)())
    monkeypatch.setattr(kept.compiled_cache, "folder_for", lambda name: tmp_path)


def test_processes_make_the_pool_that_one_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "FEWEST_PROCESSES", 2)
    scenario = load("baseline", firms=300, months=2, set=SMALL_POOL)
    alone = kept.pool_of(scenario).to_bytes()
    settle([scenario, load("one_plus_n", firms=300, months=2, set=SMALL_POOL)], workers=2)
    assert kept.is_kept(scenario) and kept.pool_for(scenario).to_bytes() == alone
    monkeypatch.setattr(kept, "pool_of", None)  # nothing is made a second time
    settle([scenario], workers=2)


def test_what_only_this_process_knows_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def typed_in() -> None:
        raise RequestError(Sentence("typed in", "键入"))

    monkeypatch.setattr(settling, "for_other_processes", typed_in)
    monkeypatch.setattr(settling, "FEWEST_PROCESSES", 2)
    scenario = load("baseline", firms=300, months=2, set=SMALL_POOL)
    settle([scenario], workers=2)
    assert kept.is_kept(scenario)


def test_books_that_are_drawn_need_none() -> None:
    scenario = load("baseline", firms=300, months=2)
    settle([scenario])
    assert not kept.is_kept(scenario)


def test_where_nothing_is_kept_each_process_makes_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled_cache, "folder_for", lambda name: None)
    scenario = load("baseline", firms=300, months=2, set=SMALL_POOL)
    settle([scenario])
    assert not kept.is_kept(scenario)
