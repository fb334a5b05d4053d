"""`sweep`, `results` and `reproduce` on the command line: what they print, in both languages, and how they refuse."""

import csv
import json
import re
from pathlib import Path

import pytest

from smecredit.analysis.experiments import sweep as sweeping
from smecredit.analysis.experiments.processes import available_workers

DESIGN = """
title = "Rates"
scenarios = ["baseline"]
firms = 200
months = 3
seeds = 2
set = { "opening.settled" = false }

[[uncertainties]]
design = "grid"
values = { "cycle.policy_rate" = [0.02, 0.03] }
"""
SHARE = "policy.one_plus_n.share.compensation_fund"
LEVER = f'[[levers]]\ndesign = "grid"\nvalues = {{ "{SHARE}" = [0.2] }}\n'


class Here:
    """Does every chunk in the test's own process."""

    def __init__(self, engine, work, source) -> None:
        self.work, self.source = work, source

    def run(self) -> None:
        while (job := self.source.next_job()) is not None:
            self.source.done(job, self.work(job))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("commands")
    (folder / "rates.toml").write_text(DESIGN)
    return folder


@pytest.fixture(autouse=True)
def in_place(place: Path, monkeypatch) -> None:
    monkeypatch.chdir(place)
    monkeypatch.setattr(sweeping, "Supervisor", Here)


@pytest.fixture
def store(place: Path, smecredit) -> Path:
    """The store of the sweep, which only the first test that asks for it runs."""
    status, _, err = smecredit("sweep", "rates.toml", "--json")
    assert (status, err) == (0, "")
    return place / "rates.results"


def test_a_dry_run_says_what_it_would_take_and_makes_nothing(place: Path, smecredit) -> None:
    status, out, err = smecredit("sweep", "rates.toml", "--out", "other", "--dry-run")
    assert (status, err) == (0, "")
    assert "4 runs: 1 scenario at 2 points, seeds 1 to 2; 200 enterprises, 3 months" in out
    assert re.search(r"Runs to do +4\n", out) and "about" in out and "By rule" in out
    assert not (place / "other").exists()
    _, out, _ = smecredit("sweep", "rates.toml", "--out", "other", "--dry-run", "--json")
    told = json.loads(out)
    assert (told["runs"], told["stored"], told["workers"]) == (4, 0, available_workers())


def test_a_sweep_tells_what_it_did_and_then_that_nothing_is_left(store: Path, smecredit) -> None:
    status, out, err = smecredit("sweep", "rates.toml")
    assert (status, err) == (0, "")
    assert "All 4 runs are stored in rates.results already; nothing was run." in out
    _, out, _ = smecredit("sweep", "rates.toml", "--json")
    told = json.loads(out)
    assert (told["runs"], told["stored"], told["run_now"], told["failed"], told["damaged"]) == (4, 4, 0, [], {})
    status, out, _ = smecredit("sweep", "rates.toml", "--lang", "zh")
    assert "未作任何运行" in out


def test_long_paths_leave_a_table_that_fits_eighty_columns(store: Path, place: Path, smecredit, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    (place / "shares.toml").write_text(DESIGN.replace("baseline", "one_plus_n") + LEVER)
    folder = place / "runs_of_a_folder_with_a_long_name" / "shares_of_the_compensation_fund"
    status, out, _ = smecredit("sweep", "shares.toml", "--out", str(folder))
    assert status == 0 and f"smecredit results {folder}" in out.replace("\n", "")  # whole, to be given as it stands
    status, out, _ = smecredit("results", str(folder))
    lines = out.splitlines()
    assert status == 0 and max(map(len, lines)) <= 80
    assert "/.../" in lines[0] and f"{folder.name}: 4 runs" in lines[0]
    (heading,) = [line for line in lines if line.startswith("Scenario and point")]
    assert "Default rate" in heading and heading.split()[-1] == "support"  # a table, not a line a value
    assert "compensation_fund=0.2" in out and "policy_rate=0.02" in out
    assert f"compensation_fund: {SHARE}" in lines and "policy_rate: cycle.policy_rate" in lines


def test_results_are_shown_by_point(store: Path, smecredit) -> None:
    status, out, err = smecredit("results", "rates.results", "--indicator", "default_rate")
    assert (status, err) == (0, "")
    assert re.search(r"baseline, cycle.policy_rate = 0.02 +2 +\d", out)
    assert "Default rate" in out and "Rates (sweep" in out
    _, out, _ = smecredit("results", "rates.results", "--json", "--indicator", "default_rate")
    told = json.loads(out)
    assert told["runs"] == 4 and told["units"] == {"default_rate": "share per year"}
    (sweep,) = told["sweeps"]
    assert sweep["uncertainties"] == ["cycle.policy_rate"] and sweep["levers"] == []
    assert [each["values"] for each in sweep["means"]] == [{"cycle.policy_rate": 0.02}, {"cycle.policy_rate": 0.03}]


def test_results_answer_sql_and_are_exported(store: Path, place: Path, smecredit) -> None:
    question = "SELECT count(*) AS runs, max(seed) AS last FROM runs"
    status, out, _ = smecredit("results", "rates.results", "--sql", question)
    assert (status, out.split()) == (0, ["runs", "last", "4", "2"])
    _, out, _ = smecredit("results", "rates.results", "--sql", question, "--json")
    assert json.loads(out) == [{"runs": 4, "last": 2}]
    status, out, _ = smecredit("results", "rates.results", "--export", "table.csv")
    assert status == 0 and "table.csv" in out
    with (place / "table.csv").open(encoding="utf-8") as file:
        rows = [*csv.DictReader(file)]
    assert len({row["run"] for row in rows}) == 4
    assert {row["cycle.policy_rate"] for row in rows} == {"0.02", "0.03"}


def test_a_stored_run_is_made_again(store: Path, smecredit) -> None:
    _, out, _ = smecredit("results", "rates.results", "--sql", "SELECT run FROM runs LIMIT 1", "--json")
    run = json.loads(out)[0]["run"]
    status, out, err = smecredit("reproduce", run, "--store", "rates.results")
    assert (status, err) == (0, "")
    assert f"Run {run}: baseline, seed" in out and "are the same, bit for bit" in out


def test_a_flipped_bit_is_found_named_and_mended(store: Path, smecredit) -> None:
    status, out, _ = smecredit("results", "rates.results", "--verify")
    assert (status, "as they were written" in out) == (0, True)
    path = sorted((store / "outcomes").iterdir())[0]
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    status, out, err = smecredit("results", "rates.results", "--verify")
    assert status == 1
    assert f"outcomes/{path.name} is damaged" in " ".join(out.split())
    assert "damaged files: 1;" in err
    status, out, err = smecredit("sweep", "rates.toml")
    assert status == 0
    assert "was damaged and has been set aside" in " ".join(out.split())
    assert smecredit("results", "rates.results", "--verify")[0] == 0


MISTAKES = [
    (["sweep", "ratse.toml"], ["ratse.toml", "cannot be read", "rates.toml"]),
    (["sweep"], ["FILE", "smecredit sweep --help"]),
    (["sweep", "rates.toml", "--shard", "3/2"], ["--shard", "3/2 is no part i/N"]),
    (["sweep", "rates.toml", "--engine", "ray"], ["--engine", "ray is not one of local, dask"]),
    (["sweep", "rates.toml", "--scheduler", "tcp://nowhere:1", "--out", "elsewhere"], ["--scheduler", "--engine dask"]),
    (["sweep", "rates.toml", "--out", "."], ["holds something else than a store"]),
    (["sweep", "rates.toml", "--workers", "0"], ["--workers", "0 is not a whole number"]),
    (["results", "nowhere"], ["nowhere: there is no store of runs"]),
    (["results", "rates.results", "--sql", "SELECT x FROM y"], ["--sql", "y"]),
    (["results", "rates.results", "--indicator", "default_rat"], ["default_rat", "did you mean default_rate"]),
    (["results", "rates.results", "--differences"], ["--differences", "nothing to compare it with"]),
    (["results", "rates.results", "--sweep", "x"], ["--sweep", "the store has no x"]),
    (["results", "rates.results", "--export", "x.xlsx"], ["x.xlsx", ".csv, .parquet, .dta"]),
    (["reproduce", "zzz", "--store", "rates.results"], ["no stored run begins with zzz"]),
    (["reproduce", "zzz"], ["--store"]),
]


@pytest.mark.parametrize(("arguments", "words"), MISTAKES, ids=[" ".join(each) for each, _ in MISTAKES])
def test_a_mistake_gets_one_sentence_in_either_language(arguments, words, store: Path, smecredit) -> None:
    status, out, err = smecredit(*arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    for word in words:
        assert word in err
    status, out, err = smecredit(*arguments, "--lang", "zh")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert re.search(r"[\u4e00-\u9fff]", err)
