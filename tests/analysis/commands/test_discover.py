"""`discover`: the conditions under which a sweep misses a goal, from the store to table, files and figure."""

import csv
import json
from pathlib import Path

import pytest

pytest.importorskip("ema_workbench", reason="the EMA Workbench is not installed: smecredit[analysis]")

from smecredit.analysis.experiments import sweep as sweeping
from smecredit.analysis.experiments.discovery import AT_MOST, Asked, Target, discover
from smecredit.analysis.experiments.query import Query
from smecredit.analysis.experiments.sweep import sweep
from smecredit.analysis.presentation.discovery_plot import discovery_figure

RATE, SHARE = "cycle.policy_rate", "policy.one_plus_n.share.compensation_fund"
DESIGN = {
    "title": "When?",
    "scenarios": ["no_support", "one_plus_n"],
    "firms": 200,
    "months": 2,
    "set": {
        "opening.settled": False,
        "economy.burn_in": 0,
        "guarantors.reach": 1.0,
        "guarantors.asked_anyway": 1.0,
    },
    "levers": [{"design": "grid", "values": {SHARE: [0.1, 0.3]}}],
    "uncertainties": [
        {"design": "latin_hypercube", "points": 16, "ranges": {RATE: {"low": 0.01, "high": 0.05}}},
    ],
}


class Here:
    """Does every chunk in the test's own process."""

    def __init__(self, engine, work, source) -> None:
        self.work, self.source = work, source

    def run(self) -> None:
        while (job := self.source.next_job()) is not None:
            self.source.done(job, self.work(job))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("discover") / "store"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweeping, "Supervisor", Here)
        sweep(DESIGN, place)
    return place


@pytest.fixture(scope="module")
def middle(store: Path) -> float:
    """The loan rate that half of the points of 1+N do not exceed."""
    question = "SELECT median(value) AS m FROM results WHERE scenario = 'one_plus_n' AND indicator = 'mean_loan_rate'"
    return float(Query(store).sql(question)["m"].iloc[0])


def test_dear_loans_are_put_down_to_the_policy_rate(store, middle, smecredit, tmp_path) -> None:
    goal = f"mean_loan_rate={middle}"
    status, out, err = smecredit("discover", str(store), "--at-most", goal, "--out", str(tmp_path / "out"), "--json")
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert told["cases"] == 32 and told["missed"] == 16 and told["reference"] is None
    assert told["conditions"] == [SHARE, RATE] or told["conditions"] == [RATE, SHARE]
    (box,) = told["boxes"]
    assert [limit["condition"] for limit in box["limits"]] == [RATE]
    assert box["limits"][0]["low"] == pytest.approx(0.03, abs=0.003) and box["limits"][0]["high"] is None
    assert box["density"] >= 0.8 and box["limits"][0]["quasi_p_low"] < 0.01
    with (tmp_path / "out" / "cases.csv").open() as file:
        rows = [*csv.DictReader(file)]
    assert sum(row["box"] == "1" for row in rows) == box["cases"]
    assert all(float(row["mean_loan_rate"]) > middle for row in rows if row["missed"] == "True")
    with (tmp_path / "out" / "steps.csv").open() as file:
        (chosen,) = [row for row in csv.DictReader(file) if row["chosen"] == "True"]
    assert float(chosen["density"]) == pytest.approx(box["density"])
    assert (tmp_path / "out" / "discovery.png").stat().st_size > 10_000
    # The same folder again holds the later result.
    status, _, err = smecredit(
        "discover", str(store), "--at-most", goal, "--density", "0.9", "--out", str(tmp_path / "out")
    )
    assert (status, err) == (0, "")
    assert json.loads((tmp_path / "out" / "discovery.json").read_text())["density_asked"] == 0.9


@pytest.mark.parametrize(("language", "words"), [("en", "cases miss the goal"), ("zh", "未达目标")])
def test_it_is_said_in_both_languages(store, middle, smecredit, language, words) -> None:
    goal = f"mean_loan_rate={middle}"
    status, out, _ = smecredit("discover", str(store), "--at-most", goal, "--boxes", "2", "--lang", language)
    assert status == 0
    assert words in out.replace("\n", " ") and RATE in out


def test_differences_are_from_the_first_scenario_at_the_same_values(store) -> None:
    query = Query(store)
    rows = query.sql(
        f"""SELECT scenario, "{RATE}" AS rate, value FROM results WHERE indicator = 'credit_outstanding'"""
    )
    without = rows[rows["scenario"] == "no_support"].groupby("rate")["value"].mean()
    own = rows[rows["scenario"] == "one_plus_n"].set_index("rate")["value"]
    middle = float((own - without.reindex(own.index)).median())
    found = discover(query, Asked((Target("credit_outstanding", AT_MOST, middle),), differences=True, density=0.5))
    place = 5
    rate, share = (float(found.cases[path][place]) for path in (RATE, SHARE))
    own, other = (
        query.sql(
            f"SELECT value FROM results WHERE indicator = 'credit_outstanding' AND scenario = '{name}' "
            f'AND "{RATE}" = {rate} {more}'
        )["value"].iloc[0]
        for name, more in (("one_plus_n", f'AND "{SHARE}" = {share}'), ("no_support", ""))
    )
    assert found.reference == "no_support"
    assert found.cases["credit_outstanding"][place] == pytest.approx(own - other, rel=1e-9)
    assert bool(found.cases["missed"][place]) == (own - other > middle)
    assert len(discovery_figure(found, "zh").axes) == 2 * max(1, len(found.boxes))


MISTAKES = [
    ([], "state a goal"),
    (["--at-most", "mean_loan_rate=1.0"], "0 of 32 cases miss the goal"),
    (["--at-most", "mean_loan_rate"], "must read indicator=number"),
    (["--at-most", "mean_loan_rate=nan"], "must read indicator=number"),
    (["--at-least", "mean_lone_rate=0.1"], "--at-least: no stored run has mean_lone_rate; did you mean mean_loan_rate"),
    (["--at-most", "mean_loan_rate=0.1", "--scenario", "one_plus"], "did you mean one_plus_n"),
    (["--at-most", "mean_loan_rate=0.1", "--scenario", "no_support", "--differences"], "nothing to compare it with"),
    (["--at-most", "mean_loan_rate=0.1", "--condition", "cycle.policy_rat"], "did you mean cycle.policy_rate"),
    (["--at-most", "mean_loan_rate=0.1", "--density", "1.5"], "1.5 is not a share from 0.05 to 1"),
    (["--at-most", "mean_loan_rate=0.1", "--sweep", "nothing"], "the store has no nothing"),
]


@pytest.mark.parametrize(("more", "words"), MISTAKES, ids=[words for _, words in MISTAKES])
def test_a_wrong_request_is_refused_in_one_sentence(store, smecredit, tmp_path, more, words) -> None:
    status, out, err = smecredit("discover", str(store), *more, "--out", str(tmp_path / "out"))
    assert (status, out) == (2, "")
    assert words in err and err.count("\n") == 1 and "Traceback" not in err
    assert not (tmp_path / "out").exists()


def test_the_same_in_python(store, middle, smecredit) -> None:
    import smecredit as sc

    found = sc.discover(store, at_most={"mean_loan_rate": middle})
    told = json.loads(smecredit("discover", str(store), "--at-most", f"mean_loan_rate={middle}", "--json")[1])
    assert json.loads(json.dumps(found.document())) == told
    assert (found.cases["missed"].sum(), len(found.cases), len(found.boxes)) == (16, 32, 1)
    assert (found.cases["box"] == 1).sum() == told["boxes"][0]["cases"]
    assert found.steps["chosen"].sum() == 1
    assert len(found.plot().axes) >= 2
    assert repr(found) == "Discovery(one_plus_n: 16 of 32 cases missed, 1 boxes)"
    again = sc.discover(Query(store), at_most={"mean_loan_rate": middle}, conditions=RATE, density=1, boxes=2)
    assert again.study.conditions == (RATE,) and again.study.asked.density == 1.0


@pytest.mark.parametrize(
    ("wrong", "words", "zh"),
    [
        ({}, "state a goal: at_least={KEY: VALUE}", "请给出目标"),
        (
            {"at_most": {"mean_loan_rate": float("nan")}},
            "mean_loan_rate: nan is not a number",
            "不是可与指标比较的数值",
        ),
        ({"at_most": {"mean_loan_rat": 1.0}}, "did you mean mean_loan_rate", "已存的运行中没有"),
        ({"at_most": {"mean_loan_rate": 0.05}, "density": 2}, "density: 2 is not a share", "不是 0.05 至 1"),
        ({"at_most": {"mean_loan_rate": 0.05}, "boxes": 9}, "boxes", "boxes"),
        ({"at_most": {"mean_loan_rate": 0.05}, "scenario": "one_plus"}, "did you mean one_plus_n", "扫描中没有"),
    ],
)
def test_a_wrong_request_in_python_is_one_sentence(wrong: dict, words: str, zh: str, store) -> None:
    import smecredit as sc

    with pytest.raises(sc.RequestError) as refused:
        sc.discover(store, **wrong)
    assert words in str(refused.value) and "\n" not in str(refused.value)
    assert zh in refused.value.in_language("zh")
