"""Pools are kept by past and code, heal when damaged, and change nothing, wherever they are kept."""

import concurrent.futures
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from smecredit.simulation import CreditMarket
from smecredit.simulation.settled import kept
from smecredit.simulation.settled.economies import pool_of
from smecredit.simulation.settled.pool import Pool

from .conftest import Settled


@pytest.fixture
def no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered from before."""
    monkeypatch.setattr(kept, "_in_memory", type(kept._in_memory)())


@pytest.fixture
def makes(monkeypatch: pytest.MonkeyPatch, no_memory: None, small_pool: Pool) -> list[int]:
    """Has one entry for each pool that is made; all are the small one."""
    made: list[int] = []

    def quickly(*_: Any) -> Pool:
        made.append(1)
        return small_pool

    monkeypatch.setattr(kept, "pool_of", quickly)
    return made


def forget() -> None:
    kept._in_memory.clear()


def files(folder: Path) -> list[Path]:
    return sorted((folder / kept.FOLDER).glob("*.pool"))


def test_a_pool_is_read_as_it_was_written(small_pool: Pool) -> None:
    again = Pool.of_bytes(small_pool.to_bytes())
    assert again.to_bytes() == small_pool.to_bytes()
    assert (again.firms, again.looks, again.agreement_terms) == (
        small_pool.firms,
        small_pool.looks,
        small_pool.agreement_terms,
    )


def test_processes_make_the_same_pool(settled: Settled, small_pool: Pool) -> None:
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        assert pool_of(settled(), executor.map).to_bytes() == small_pool.to_bytes()


def test_it_is_made_once(settled: Settled, makes: list[int], cache_folder: Path) -> None:
    assert not kept.is_kept(settled())
    for _ in range(2):
        kept.pool_for(settled())
    forget()
    assert kept.is_kept(settled())
    kept.pool_for(settled(firms=900, months=3))
    assert len(makes) == len(files(cache_folder)) == 1


def test_whoever_waits_is_told(
    settled: Settled, makes: list[int], cache_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(kept.Making, "listener", lambda: told.append("made"))
    for _ in range(2):
        kept.pool_for(settled())
    assert told == ["made"]


def test_each_past_has_its_own(settled: Settled, makes: list[int], cache_folder: Path) -> None:
    for more in ({}, {"cash_flow.deposit_rate": 0.004}, {"opening.pool_months": 31}, {"economy.population": 2e7}):
        kept.pool_for(settled(**more))
    assert len(makes) == 4
    kept.pool_for(settled(**{"opening.pool_seed": 1}))
    assert len(makes) == 5
    for same in ("one_plus_n", "no_support"):
        kept.pool_for(settled(same))
    kept.pool_for(settled(under="severe_recession", months=60, **{"economy.burn_in": 5, "economy.report_from": 2}))
    kept.pool_for(settled(**{"opening.cycle_months": 7}))
    assert len(makes) == 5


def test_other_code_makes_it_anew(
    settled: Settled, makes: list[int], cache_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.pool_for(settled())
    monkeypatch.setattr(kept, "_code", lambda: "another")
    kept.pool_for(settled())
    assert len(makes) == 2


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "folder"])
def test_a_damaged_one_is_made_anew(settled: Settled, makes: list[int], cache_folder: Path, damage: str) -> None:
    kept.pool_for(settled())
    (path,) = files(cache_folder)
    content = path.read_bytes()
    if damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes({"cut": content[:-9], "changed": content[:-9] + b"123456789", "empty": b""}[damage])
    forget()
    kept.pool_for(settled())
    assert len(makes) == 2 and path.read_bytes() == content


def test_where_nothing_can_be_kept_it_is_made_for_the_process(
    settled: Settled, makes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept.compiled_cache, "folder_for", lambda name: None)
    for _ in range(2):
        kept.pool_for(settled())
    assert len(makes) == 1 and not kept.can_be_kept()
    forget()
    kept.pool_for(settled())
    assert len(makes) == 2


def test_where_the_folder_is_locked_it_is_kept_among_the_temporary_files(
    settled: Settled, makes: list[int], cache_folder: Path, cache_fallback: Path
) -> None:
    cache_folder.write_text("in the way")
    for _ in range(2):
        kept.pool_for(settled())
        forget()
    assert len(makes) == len(files(cache_fallback)) == 1


def test_two_that_make_it_at_once_leave_one(settled: Settled, makes: list[int], cache_folder: Path) -> None:
    pool = kept.pool_for(settled())
    kept._write(kept.key_of(settled()), pool)
    assert len(files(cache_folder)) == 1 and not list(cache_folder.rglob("*.part"))


def test_few_are_kept(settled: Settled, makes: list[int], cache_folder: Path) -> None:
    for months in range(1, kept.MOST_FILES + 4):
        kept.pool_for(settled(**{"opening.pool_months": months}))
    assert len(files(cache_folder)) == kept.MOST_FILES
    assert len(kept._in_memory) == kept.MOST_IN_MEMORY


def test_a_run_is_the_same_from_a_pool_made_and_one_read(
    settled: Settled, no_memory: None, cache_folder: Path, fingerprints: ModuleType
) -> None:
    scenario = settled(firms=300, months=3)
    made = CreditMarket(scenario, seed=2).run()
    forget()
    read = CreditMarket(scenario, seed=2).run()
    assert fingerprints.differences(made, read) == []


def test_regimes_of_the_cycle_differ(small_pool: Pool) -> None:
    assert len(np.unique(small_pool.totals[:, 0])) == small_pool.looks
