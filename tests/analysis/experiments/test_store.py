"""Files of a store are whole or not there; what is damaged is found and named."""

import errno
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from smecredit.analysis.experiments import store as storing
from smecredit.analysis.experiments.query import Query
from smecredit.analysis.experiments.run_rows import RunRows, fingerprints, table_of
from smecredit.analysis.experiments.store import Failure, Store
from smecredit.simulation.ground.errors import RequestError


def rows(run: str, level: float = 1.0) -> RunRows:
    """A run of two indicators, one of them by month."""
    months = np.array([level, np.nan, 3.0])
    return RunRows(
        run=run,
        indicators=("credit", "rate"),
        units=("yuan", None),
        numerators=np.array([level, 0.1]),
        denominators=np.array([1.0, 0.0]),
        to_a_year=np.array([1.0, 12.0]),
        monthly_numerators=(months, None),
        monthly_denominators=(None, None),
    )


def add(store: Store, *runs: str, level: float = 1.0, time: str = "") -> tuple[int, str]:
    index = pa.table({"run": list(runs), "time": [time] * len(runs)})
    return store.add_chunk(table_of([rows(run, level) for run in runs]), index)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.make(tmp_path / "store")


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_what_is_written_is_read_again(store: Store) -> None:
    size, _ = add(store, "one", "two")
    runs = Store.there(store.folder).runs()
    assert set(runs) == {"one", "two"}
    assert size == sum(path.stat().st_size for path in store.folder.rglob("*.parquet"))
    found = store.outcomes_of("two", runs["two"])
    assert found.column("monthly_numerators").to_pylist()[0][::2] == [1.0, 3.0]
    assert found.column("monthly_numerators").to_pylist()[1] is None
    assert fingerprints(found) == fingerprints(table_of([rows("two")]))
    assert [*(store.folder / "staging").iterdir()] == []


def test_a_run_stored_twice_counts_once_and_content_tells_only_what_it_is(store: Store, tmp_path: Path) -> None:
    add(store, "one", "two", time="morning")
    first = store.fingerprint()
    add(store, "two", "one", time="evening")
    assert set(store.runs()) == {"one", "two"}
    assert store.fingerprint() == first
    other = Store.make(tmp_path / "other")
    add(other, "two")
    add(other, "one")
    assert other.fingerprint() == first
    changed = Store.make(tmp_path / "changed")
    add(changed, "one", "two", level=np.nextafter(1.0, 2.0))
    assert changed.fingerprint() != first


def test_a_sweep_hears_of_what_another_has_stored_only(store: Store) -> None:
    other = Store.there(store.folder)
    assert store.refresh() == set()
    _, index = add(Store(store.folder), "mine")
    store.know(index, ["mine"])
    add(other, "theirs")
    assert store.refresh() == {"theirs"}
    assert store.refresh() == set()


@pytest.mark.parametrize("kind", ["outcomes", "index", "designs"])
def test_a_flipped_bit_is_found_and_its_file_named(store: Store, kind: str) -> None:
    add(store, "one", "two")
    add(store, "three")
    store.add_design(pa.table({"sweep": ["s"], "point": [1]}))
    assert store.verify().damaged == {}
    assert store.verify().files == 5
    hit = store.paths(kind)[0]
    flip_a_bit(hit)
    checked = store.verify()
    assert list(checked.damaged) == [f"{kind}/{hit.name}"]
    lost = set(checked.damaged[f"{kind}/{hit.name}"])
    assert kind == "index" or lost == (
        {"one", "two", "three"} - set(left_without(store, hit)) if kind == "outcomes" else set()
    )
    store.verify(set_aside=True)
    assert store.verify().damaged == {}
    assert (store.folder / "damaged" / f"{kind}-{hit.name}").is_file()


@pytest.mark.parametrize("kind", ["outcomes", "index", "designs"])
def test_no_question_is_answered_from_a_damaged_file(finished, tmp_path: Path, kind: str, smecredit) -> None:
    folder = tmp_path / "store"
    shutil.copytree(finished.store.folder, folder)
    hit = Store.there(folder).paths(kind)[0]
    flip_a_bit(hit)
    for ask in (lambda: Query(folder).table, lambda: Query(folder).sql("SELECT sum(value) FROM results")):
        with pytest.raises(RequestError, match=rf"{kind}/{hit.name} is damaged.*--verify"):
            ask()
    status, out, err = smecredit("results", str(folder))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert f"{kind}/{hit.name} is damaged" in err and "makes their runs again" in err


def test_two_who_find_the_same_damage_both_go_on(store: Store, monkeypatch) -> None:
    add(store, "one")
    hit = store.paths("outcomes")[0]
    flip_a_bit(hit)
    other, move = Store.there(store.folder), Path.replace

    def after_the_other(path: Path, target: Path) -> Path:
        monkeypatch.setattr(Path, "replace", move)
        other.verify(set_aside=True)
        return move(path, target)

    monkeypatch.setattr(Path, "replace", after_the_other)
    assert f"outcomes/{hit.name}" in store.verify(set_aside=True).damaged
    assert store.runs() == other.runs() == {}


def test_a_file_is_read_once_for_its_hash_unless_it_is_asked_for(store: Store, monkeypatch) -> None:
    add(store, "one")
    read = []
    digest = storing.hashlib.file_digest
    monkeypatch.setattr(storing.hashlib, "file_digest", lambda *given: read.append(given) or digest(*given))
    for again, all_read in ((True, 2), (False, 2), (True, 4)):
        assert store.verify(again=again).damaged == {}
        assert len(read) == all_read


def left_without(store: Store, hit: Path) -> list[str]:
    return [run for run, file in store.runs().items() if file != hit.name]


def test_outcomes_that_are_gone_are_noticed(store: Store) -> None:
    add(store, "one")
    store.paths("outcomes")[0].unlink()
    checked = store.verify(set_aside=True)
    assert [*checked.damaged.values()] == [("one",)]
    assert store.runs() == {}


@pytest.mark.parametrize("after", [0, 1])
def test_on_a_full_disk_nothing_half_written_counts(store: Store, monkeypatch, after: int) -> None:
    calls = []
    sync = storing.os.fsync

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) > after * 2:  # a file and its folder were synced before
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(descriptor)

    monkeypatch.setattr(storing.os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as failed:
        add(store, "one")
    assert failed.value.filename == str(store.folder)
    assert store.runs() == {}
    assert [*(store.folder / "staging").iterdir()] == []
    monkeypatch.undo()
    add(store, "one")
    assert store.verify().damaged == {} and set(store.runs()) == {"one"}


def test_what_a_dead_sweep_staged_is_removed_and_that_of_a_live_one_stays(store: Store) -> None:
    from smecredit.analysis.experiments.files import machine_name, temporary_prefix

    dead = store.folder / "staging" / f".smecredit-{machine_name()}-{2**22 + 1}-x.parquet"
    live = store.folder / "staging" / f"{temporary_prefix()}x.parquet"
    for path in (dead, live):
        path.write_bytes(b"half")
    Store.make(store.folder)
    assert [*(store.folder / "staging").iterdir()] == [live]


def test_failures_are_kept_and_forgotten(store: Store) -> None:
    failure = Failure("one", "killed", "baseline", 3, {"en": "it died", "zh": "已终止"})
    store.add_failure(failure)
    assert store.failures() == {"one": failure}
    (store.folder / "failed" / "two.json").write_text("{")
    assert set(store.failures()) == {"one"}
    store.forget_failures(["one"])
    assert store.failures() == {}


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(RequestError, match="holds something else"):
        Store.make(tmp_path)
    with pytest.raises(RequestError, match="there is no store"):
        Store.there(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
