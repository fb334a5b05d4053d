"""A store that outlives a change of the code gives the answers of the code that asks."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from smecredit.analysis.experiments.by_seed import parts_by_seed
from smecredit.analysis.experiments.differences import differences
from smecredit.analysis.experiments.outcomes import outcomes_of
from smecredit.analysis.experiments.query import Query, SweepResult
from smecredit.analysis.experiments.store import Store
from smecredit.analysis.experiments.sweep_plan import plan
from smecredit.simulation.ground.errors import RequestError

KEY = "credit_outstanding"


def stored_again(finished: SweepResult, folder: Path, column: str) -> None:
    """Add the same runs as another version, or other plug-ins, would have made them: other names, twice the money."""
    source, target = finished.store, Store.there(folder)
    for path in source.paths("index"):
        index = source.read(path)
        outcomes = source.read(source.folder / "outcomes" / index.column("file")[0].as_py())
        names = {run: run[::-1] for run in index.column("run").to_pylist()}

        def renamed(table: pa.Table, names: dict[str, str] = names) -> pa.Table:
            runs = pa.array([names[run] for run in table.column("run").to_pylist()])
            return table.set_column(table.column_names.index("run"), "run", runs)

        place = outcomes.column_names.index("numerator")
        outcomes = outcomes.set_column(place, "numerator", pc.multiply(outcomes.column("numerator"), 2.0))
        index = index.set_column(index.column_names.index(column), column, pa.array(["another"] * index.num_rows))
        target.add_chunk(renamed(outcomes), renamed(index).drop_columns(["file", "bytes"]))


@pytest.fixture(params=["code", "plugins"])
def mixed(finished: SweepResult, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    folder = tmp_path / "store"
    shutil.copytree(finished.store.folder, folder)
    stored_again(finished, folder, request.param)
    return folder


def test_two_versions_in_one_store_give_the_answers_of_one(finished: SweepResult, mixed: Path, small: dict) -> None:
    query, planned = Query(mixed, finished.name), plan(small)
    assert len(query.store.runs()) == 2 * len(finished.store.runs())
    assert (len(query.current.runs), query.current.others) == (12, 12)
    pd.testing.assert_frame_equal(query.table, finished.table)
    assert query.means(finished.name, [KEY]) == finished.means(finished.name, [KEY])
    assert parts_by_seed(query, KEY) == parts_by_seed(finished, KEY)
    assert outcomes_of(query, planned, KEY).tolist() == outcomes_of(finished, planned, KEY).tolist()
    assert differences(query, finished.name, [KEY]) == differences(finished, finished.name, [KEY])
    found, alone = query.monthly(KEY, planned.seeds), finished.monthly(KEY, planned.seeds)
    assert {point: rows.tolist() for point, rows in found.items()} == {
        point: rows.tolist() for point, rows in alone.items()
    }


def test_results_say_how_many_are_left_out(mixed: Path, smecredit) -> None:
    status, out, err = smecredit("results", str(mixed))
    assert (status, err.count("\n")) == (0, 1)
    assert "12 stored runs are of another version" in err and "12 runs in" in " ".join(out.split())
    _, out, err = smecredit("results", str(mixed), "--json", "--lang", "zh")
    told = json.loads(out)
    assert (told["runs"], told["runs_of_other_code"]) == (12, 12)
    assert "未计入" in err
    (other,) = told["other_code"]
    assert told["other_code"] == {other: 12} and told["code"] != other and f"{other} (12)" in err


def test_the_runs_of_another_code_are_shown_where_it_is_named(finished: SweepResult, mixed: Path, smecredit) -> None:
    (other,) = Query(mixed).current.by_others
    ours, theirs = Query(mixed, finished.name), Query(mixed, finished.name, other)
    mine, twice = (query.means(finished.name, [KEY]) for query in (ours, theirs))
    assert twice.keys() == mine.keys()
    for place, means in twice.items():
        assert means.values[KEY] == pytest.approx(2.0 * mine[place].values[KEY])
    status, out, _ = smecredit("results", str(mixed), "--code", other, "--json")
    told = json.loads(out)
    assert (status, told["code"], told["other_code"]) == (0, other, {ours.current.made_by.name: 12})
    status, out, err = smecredit("results", str(mixed), "--code", "nothing")
    assert (status, out) == (2, "") and "--code: no stored run is of nothing" in err and "Traceback" not in err
    assert smecredit("results", str(mixed), "--code", other, "--verify")[0] == 2


def test_python_names_its_argument_where_the_code_is_unknown(mixed: Path) -> None:
    with pytest.raises(RequestError, match=r"^code: no stored run is of nothing; "):
        _ = Query(mixed, code="nothing").current


def test_a_store_of_other_code_alone_is_refused(finished: SweepResult, tmp_path: Path) -> None:
    folder = Store.make(tmp_path / "store").folder
    stored_again(finished, folder, "code")
    with pytest.raises(RequestError, match="all 12 stored runs are of another version"):
        _ = Query(folder).table
