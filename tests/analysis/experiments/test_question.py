"""Questions to a store: they are answered from it alone, whatever they give can be shown, and damage is named."""

import json
import shutil
from _thread import interrupt_main
from pathlib import Path
from threading import Timer

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from smecredit.analysis.experiments.cells import plain, write_stata
from smecredit.analysis.experiments.query import Query
from smecredit.analysis.experiments.reproduce import reproduce
from smecredit.analysis.experiments.store import Store
from smecredit.simulation.ground.errors import RequestError

ODD = (
    "SELECT 'x\\xA0'::BLOB AS b, now() AS t, INTERVAL 1 DAY AS i, [1, 2] AS l, {'a': 1} AS s, uuid() AS u, "
    '\'inf\'::DOUBLE AS x, 170141183460469231731687303715884105727::HUGEINT AS h, true AS yes, 1 AS "1 a", 2 AS "1_a"'
)


@pytest.fixture
def store(finished, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished.store.folder, tmp_path / "store"))


@pytest.mark.parametrize(
    "question",
    [
        "COPY (SELECT 1) TO '{here}/stolen.csv'",
        "COPY (SELECT 1) TO '{store}/index/stolen.parquet'",
        "COPY (PIVOT (SELECT 1 a, 2 b) ON a USING sum(b)) TO '{store}/index/stolen.csv'",
        "EXPORT DATABASE '{here}/stolen'",
        "ATTACH '{here}/stolen.db'",
        "SELECT 1; SELECT 2",
        "SET enable_external_access = true",
        "DROP VIEW runs",
        "",
    ],
)
def test_a_question_is_one_select_and_writes_nothing(question: str, finished, tmp_path: Path) -> None:
    before = sorted(finished.store.folder.rglob("*"))
    asked = question.format(here=tmp_path, store=finished.store.folder.absolute())
    with pytest.raises(RequestError, match="--sql: must be one SELECT"):
        Query(finished.store.folder).sql(asked)
    assert list(tmp_path.iterdir()) == []
    assert sorted(finished.store.folder.rglob("*")) == before


@pytest.mark.parametrize("source", ["read_text('{file}')", "read_csv('{file}')", "glob('{folder}/*')", "'{file}'"])
def test_a_question_reads_nothing_but_the_store(source: str, finished, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
    told = source.format(file=tmp_path / "secret.csv", folder=tmp_path)
    with pytest.raises(RequestError, match=r"--sql: .*(outside the store|does not exist)"):
        Query(finished.store.folder).sql(f"SELECT * FROM {told}")


def test_a_pivot_is_a_question(finished) -> None:
    asked = "-- by scenario\nPIVOT (SELECT scenario, seed FROM runs) ON scenario USING count(*) GROUP BY seed"
    assert {"no_support", "one_plus_n"} <= set(Query(finished.store.folder).sql(asked).columns)


def test_whatever_is_asked_for_can_be_told_and_kept(finished, smecredit, tmp_path: Path) -> None:
    place = str(finished.store.folder)
    status, out, err = smecredit("results", place, "--sql", ODD, "--json")
    assert (status, err) == (0, "")
    (told,) = json.loads(out)
    assert (told["b"], told["l"], told["s"], told["x"], told["yes"]) == ("78a0", [1, 2], {"a": 1}, None, True)
    assert smecredit("results", place, "--sql", ODD)[0] == 0
    for ending in (".csv", ".parquet", ".dta"):
        status, _, err = smecredit("results", place, "--sql", ODD, "--export", str(tmp_path / f"odd{ending}"))
        assert (status, err) == (0, ""), ending
    kept = pd.read_stata(tmp_path / "odd.dta")
    assert list(kept["_1_a"]) == [1] and len(set(kept.columns)) == len(kept.columns) == 11


def test_stata_keeps_whole_numbers_and_leaves_out_what_it_cannot_hold(tmp_path: Path) -> None:
    frame = pd.DataFrame({"n": [1, 2], "x": [float("inf"), 1.5], "w": [None, "é"]})
    write_stata(tmp_path / "t.dta", frame)
    kept = pd.read_stata(tmp_path / "t.dta")
    assert list(kept["n"]) == [1, 2] and kept["n"].dtype.kind == "i"
    assert kept["x"].isna().tolist() == [True, False] and list(kept["w"]) == ["", "é"]
    assert plain(2**60) == str(2**60) and plain(pd.NaT) is None


@pytest.mark.parametrize("kind", ["index", "designs", "outcomes"])
@pytest.mark.parametrize("how", ["cut", "foreign"])
def test_a_damaged_or_foreign_file_is_named(kind: str, how: str, store: Path, smecredit) -> None:
    path = sorted((store / kind).glob("*.parquet"))[0]
    if how == "cut":
        path.write_bytes(path.read_bytes()[:100])
    else:
        pq.write_table(pa.table({"a": [1]}), path)
    for more in ((), ("--json",), ("--differences",), ("--sql", "SELECT * FROM results")):
        status, out, err = smecredit("results", str(store), *more)
        assert (status, out, err.count("\n")) == (2, "", 1), more
        assert f"{kind}/{path.name} is damaged, missing or not of a sweep" in err and "--verify" in err


def test_a_folder_with_another_mark_is_no_store_and_an_empty_store_has_no_runs(tmp_path: Path) -> None:
    Store.make(tmp_path / "empty")
    with pytest.raises(RequestError, match="no run is stored there yet"):
        reproduce(tmp_path / "empty", "ab")
    (tmp_path / "store.json").write_text('{"program": "another", "kind": "store", "format": 9}')
    with pytest.raises(RequestError, match="there is no store of runs"):
        Query(tmp_path)
    with pytest.raises(RequestError, match="holds something else than a store"):
        Store.make(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--export", "{here}/none/t.csv"), "there is no folder"),
        (("--export", "{here}/t.csv"), "that is a folder"),
        (("--export", "{store}/outcomes/t.parquet"), "a store holds runs and nothing else"),
        (("--export", "a\0.csv"), "the name is not valid"),
        (("--export", "x" * 300 + ".csv"), "File name too long"),
        (("--export", ""), "is empty; name a file"),
        (("--verify", "--sql", "SELECT 1"), "--verify and --sql: give one of them"),
        (("--differences", "--export", "t.csv"), "--differences and --export: give one of them"),
        (("--sweep", ""), '--sweep: the store has no ""'),
    ],
)
def test_what_would_be_passed_over_or_cannot_be_written_is_refused(
    arguments, words: str, finished, smecredit, tmp_path: Path
) -> None:
    (tmp_path / "t.csv").mkdir()
    store = finished.store.folder
    given = [each.format(here=tmp_path, store=store) for each in arguments]
    status, out, err = smecredit("results", str(store), *given)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert words in err


def test_an_export_holds_the_indicators_asked_for(finished, smecredit, tmp_path: Path) -> None:
    place = str(finished.store.folder)
    assert smecredit("results", place, "--indicator", "default_rate", "--export", str(tmp_path / "t.csv"))[0] == 0
    assert set(pd.read_csv(tmp_path / "t.csv")["indicator"]) == {"default_rate"}


def test_an_interruption_ends_a_question_that_takes_for_ever(finished, ctrl_c_is_heard: None) -> None:
    query = Query(finished.store.folder)
    assert len(query.points) > 0  # whatever is imported and opened once is
    timer = Timer(0.3, interrupt_main)
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            query.sql("SELECT sum(a.range * b.range) FROM range(100000000000) a, range(1000) b")
    finally:
        timer.join()
    assert len(query.sql("SELECT 1")) == 1
