"""`fund`: what it prints and writes, from the runs of one small sweep."""

import csv
import json
from pathlib import Path

import pytest

from smecredit.analysis.experiments import sweep as sweeping

SMALL = ("--firms", "200", "--months", "14", "--set", "opening.settled=false", "--set", "economy.burn_in=0")


class Here:
    """Does every chunk in the test's own process."""

    def __init__(self, engine, work, source) -> None:
        self.work, self.source = work, source

    def run(self) -> None:
        while (job := self.source.next_job()) is not None:
            self.source.done(job, self.work(job))


@pytest.fixture
def ask(smecredit, monkeypatch, tmp_path_factory: pytest.TempPathFactory):
    monkeypatch.setattr(sweeping, "Supervisor", Here)
    store = tmp_path_factory.getbasetemp() / "store_of_fund"
    return lambda *more: smecredit("fund", "one_plus_n", *SMALL, "--seeds", "3", "--store", str(store), *more)


def test_a_fund_is_told_in_both_languages(ask) -> None:
    status, out, err = ask()
    assert (status, err) == (0, "")
    assert "one_plus_n_fund, Compensation fund: what may become of it" in out
    assert "Has run dry" in out and "99% of runs" in out and "¥60.0 bn paid in" in out
    assert "3 seeds cannot bound the 99% from above; 368 can" in out
    status, out, _ = ask("--lang", "zh")
    assert status == 0 and "已耗尽" in out and "600亿元" in out


def test_its_files_hold_the_same_and_both_worlds(ask, tmp_path: Path) -> None:
    status, out, _ = ask("--party", "local_fund", "--out", str(tmp_path / "out"), "--json")
    assert status == 0
    told = json.loads(out)
    assert json.loads((tmp_path / "out" / "fund.json").read_text(encoding="utf-8")) == told
    assert (told["party"], told["seeds"], told["stated_yuan"]) == ("local_fund", 3, 2e10)
    assert [year["year"] for year in told["years"]] == [1]
    assert told["capital_yuan"]["0.95"]["ci_high"] is None
    with (tmp_path / "out" / "fund.csv").open(encoding="utf-8") as file:
        rows = [*csv.DictReader(file)]
    assert len(rows) == 3 * 14
    # What is asked and comes back explains what an untouched fund holds: interest alone moves it otherwise.
    quiet = [row for row in rows if row["month"] == "1"]
    assert all(abs(float(row["balance_yuan"]) - 2e10) < 0.01 * 2e10 for row in quiet if float(row["asked_yuan"]) == 0.0)
    assert (tmp_path / "out" / "fund.png").read_bytes().startswith(b"\x89PNG")
    assert "files" in json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("baseline",), "scenario baseline has no fund; one is a policy of the kind compensation_fund"),
        (("one_plus_n", "--party", "local"), "did you mean local_fund"),
        (("one_plus_n", "--set", "policy.one_plus_n_fund.size_yuan=0"), "pays nothing into its fund"),
    ],
)
def test_what_is_no_fund_is_refused(arguments, words, smecredit) -> None:
    status, out, err = smecredit("fund", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert words in err
