"""A sweep resolves to distinct scenarios, each run once, whatever the order it is written in."""

from itertools import groupby
from pathlib import Path

import pytest

from smecredit.analysis.experiments.identity import run_id
from smecredit.analysis.experiments.recipe import scenario_of, written_recipe
from smecredit.analysis.experiments.sweep_plan import plan, shard_of
from smecredit.scenarios import library, load
from smecredit.simulation.ground.errors import RequestError, RunError


def test_a_lever_of_a_policy_moves_the_scenarios_that_have_it(small) -> None:
    planned = plan(small)
    assert [(each.scenario, each.point) for each in planned.placed] == [
        *(("no_support", point) for point in range(2)),
        *(("one_plus_n", point) for point in range(4)),
    ]
    assert len(planned.variants) == 6
    assert len(planned.runs) == 12 == len({run.id for run in planned.runs})
    share = "policy.one_plus_n.share.compensation_fund"
    of_fund = load(
        "one_plus_n", firms=200, months=3, set={"opening.settled": False, "cycle.policy_rate": 0.02, share: 0.3}
    )
    (place,) = [each for each in planned.placed if each.scenario == "one_plus_n" and each.values == {
        "cycle.policy_rate": 0.02, share: 0.3}]  # fmt: skip
    assert place.hash == of_fund.hash
    table = planned.design().to_pylist()
    assert table[0][share] is None and table[0]["cycle.policy_rate"] == 0.02


def test_a_scenario_beside_the_sweep_that_lacks_its_ending_is_told_the_file(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('base = "baseline"', encoding="utf-8")
    (tmp_path / "sweep.toml").write_text('scenarios = ["baseline", "own"]', encoding="utf-8")
    with pytest.raises(RequestError) as told:
        plan(tmp_path / "sweep.toml")
    assert str(told.value).endswith("sweep.toml: scenarios names 'own'; did you mean the file own.toml?")
    for ending in ("", ".toml"):
        with pytest.raises(RequestError):
            plan({"scenarios": ["x" * 300 + ending]})


def test_the_same_scenario_at_two_points_is_run_once() -> None:
    planned = plan(
        {"scenarios": ["baseline"], "firms": 200, "months": 3, "levers": [
            {"design": "list", "rows": [{"cycle.policy_rate": 0.02}, {"cycle.policy_rate": 0.02}]}]}
    )  # fmt: skip
    assert len(planned.placed) == 2
    assert len(planned.runs) == 1


def test_the_order_of_a_file_changes_no_run(small) -> None:
    swapped = {**small, "scenarios": small["scenarios"][::-1], "title": "Another"}
    assert plan(swapped).asked.scenarios == ("one_plus_n", "no_support")
    assert {run.id for run in plan(swapped).runs} == {run.id for run in plan(small).runs}


def test_runs_that_share_their_past_stand_together(small) -> None:
    planned = plan({**small, "seeds": 3})
    keys = [(planned.variants[run.scenario].past, run.seed) for run in planned.runs]
    assert len([*groupby(keys)]) == len(set(keys))
    parts = [shard_of(planned.runs, planned, (number, 4)) for number in range(1, 5)]
    assert sorted(run.id for part in parts for run in part) == sorted(run.id for run in planned.runs)


def test_the_name_of_a_run_follows_all_it_depends_on(monkeypatch) -> None:
    scenario = load("baseline", firms=200, months=3)
    names = {run_id(scenario.hash, 1), run_id(scenario.hash, 2), run_id(load("baseline", firms=201).hash, 1)}
    monkeypatch.setattr("smecredit.analysis.experiments.identity.code_version", lambda: "another")
    names.add(run_id(scenario.hash, 1))
    monkeypatch.setattr("smecredit.analysis.experiments.identity.plugins_version", lambda: "mine:0")
    names.add(run_id(scenario.hash, 1))
    assert len(names) == 5


@pytest.mark.parametrize("name", library())
def test_every_scenario_is_made_again_from_its_recipe(name: str) -> None:
    scenario = load(name, firms=300, months=200, set={"opening.settled": True})
    again = scenario_of(written_recipe(scenario), scenario.hash)
    assert again == scenario
    assert again.burn_in_policies == scenario.burn_in_policies
    assert again.same_past(scenario)


def test_a_recipe_that_reads_otherwise_is_refused() -> None:
    scenario = load("baseline", firms=300)
    with pytest.raises(RunError, match="reads otherwise"):
        scenario_of(written_recipe(scenario).replace('"firms":300', '"firms":301'), scenario.hash)


MISTAKES = [
    ({"scenarios": ["basline"]}, "did you mean baseline"),
    ({"scenarios": ["baseline", "baseline"]}, "names .?baseline.? more than once"),
    (
        {"levers": [{"design": "grid", "values": {"policy.one_plus_m.share": [1]}}]},
        "did you mean national_scheme|allowed",
    ),
    ({"levers": [{"design": "grid", "values": {"cycle.policy_rat": [0.1]}}]}, "did you mean policy_rate"),
    ({"levers": [{"design": "grid", "values": {"cycle.policy_rate": [9.0]}}]}, "sweep: cycle.policy_rate is 9.0"),
    ({"levers": [{"design": "grid", "values": {"cycle.policy_rate": [*range(100)]}}], "seeds": 100_000}, "10,000,000"),
    ({"under": "severe_recesion"}, "did you mean severe_recession"),
]


@pytest.mark.parametrize(("stated", "words"), MISTAKES, ids=[words[:40] for _, words in MISTAKES])
def test_a_sweep_that_cannot_be_is_refused_before_it_runs(stated, words) -> None:
    with pytest.raises(RequestError, match=words):
        plan({"scenarios": ["baseline"], "firms": 200, "months": 3, **stated})


@pytest.mark.parametrize("title", ["x" * 201, "two\nlines", "\x1b[31mred"])
def test_a_title_is_one_line_that_can_be_printed(title: str, small) -> None:
    with pytest.raises(RequestError, match="title must be one line of at most 200 printable characters"):
        plan({**small, "title": title})
