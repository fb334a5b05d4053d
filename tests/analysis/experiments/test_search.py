"""A search among levers: the same worlds and luck for every candidate, a front whose points can be run."""

import json
import tomllib
from pathlib import Path

import pytest

pytest.importorskip("optuna", reason="optuna is not installed: smecredit[search]")

from smecredit.analysis.experiments.search import Goal, search
from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.ground.errors import RequestError

FUND, GUARANTOR = (f"policy.one_plus_n.share.{party}" for party in ("compensation_fund", "guarantor"))
TOML = f"""
scenarios = ["no_support", "one_plus_n"]
firms = 200
months = 3
set = {{ "opening.settled" = false, "economy.burn_in" = 0 }}
[[levers]]
design = "sobol"
points = 1
[levers.ranges]
"{FUND}" = {{ low = 0.0, high = 0.7, step = 0.01 }}
"{GUARANTOR}" = {{ low = 0.0, high = 0.7, step = 0.01 }}
[[uncertainties]]
design = "grid"
values = {{ "cycle.policy_rate" = [0.02, 0.04] }}
"""
GOALS = [Goal("credit_outstanding", "max"), Goal("fiscal_outlay", "min")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    (folder / "shares.toml").write_text(TOML)
    return folder


@pytest.fixture(autouse=True)
def in_place(in_this_process) -> None:
    """Runs are made where the test can look at them."""


def test_candidates_are_compared_in_the_same_worlds_and_again_the_same(place: Path) -> None:
    found = search(place / "shares.toml", GOALS, 10, place / "store")
    assert len(found.candidates) + found.refused == 10
    assert found.refused > 0  # shares of more than one in sum make no scenario
    assert (found.worlds, found.reference) == (2, "no_support")
    front = found.front
    assert front and all(0.0 <= each.regret <= 1.0 for each in found.candidates)
    one = found.candidates[0]
    set_too = {"opening.settled": False, "economy.burn_in": 0}
    expected = 0.0
    for rate in (0.02, 0.04):
        for name, sign, levers in (("one_plus_n", 0.5, one.levers), ("no_support", -0.5, {})):
            scenario = load(name, firms=200, months=3, set={**set_too, **levers, "cycle.policy_rate": rate})
            market = CreditMarket(scenario, seed=1, tape=False).run()
            expected += sign * market.summary.loc["credit_outstanding", "value"]
    assert one.outcomes[0] == pytest.approx(expected, rel=1e-9, abs=1.0)
    again = search(place / "shares.toml", GOALS, 10, place / "store")
    assert again.candidates == found.candidates


def test_the_command_writes_scenarios_that_can_be_run(place: Path, smecredit, tmp_path: Path) -> None:
    goals = ("--goal", "credit_outstanding=max", "--goal", "fiscal_outlay=min")
    named = (str(place / "shares.toml"), *goals, "--candidates", "10", "--store", str(place / "store"))
    status, out, err = smecredit("search", *named, "--out", str(tmp_path / "out"))
    assert (status, err) == (0, "")
    assert "Candidate that none dominates" in out and "worst regret" in out
    told = json.loads((tmp_path / "out" / "search.json").read_text(encoding="utf-8"))
    front = [each for each in told["candidates"] if each["on_front"]]
    files = sorted((tmp_path / "out").glob("candidate_*.toml"))
    assert len(files) == len(front)
    levers = [each["levers"] for each in front]
    for path in files:
        scenario = load(str(path), firms=200, months=3)
        (sharing,) = [policy for policy in scenario.policies if policy.name == "one_plus_n"]
        shares = tomllib.loads(path.read_text(encoding="utf-8"))["policy"][0]["share"]
        assert {FUND: shares["compensation_fund"], GUARANTOR: shares["guarantor"]} in levers
        assert sharing.kind == "risk_sharing"
        assert scenario.burn_in == 0  # what the file sets in every scenario is there too
    assert (tmp_path / "out" / "front.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "--goal: give two or more"),
        (("--goal", "public_cost=min"), "--goal: give two or more"),
        (("--goal", "public_cost=least"), "must read indicator=max or indicator=min"),
        (("--goal", "publc_cost=min"), "--goal: publc_cost is no indicator; did you mean public_cost?"),
        (("--goal", "=min"), "must read indicator=max or indicator=min"),
    ],
)
def test_goals_that_make_no_sense_are_refused(arguments, words, place: Path, smecredit) -> None:
    status, out, err = smecredit("search", str(place / "shares.toml"), *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert words in err


def test_a_file_without_anything_to_choose_is_refused(small, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="levers must have blocks with ranges"):
        search({**small, "levers": []}, GOALS, 4, tmp_path / "store")
