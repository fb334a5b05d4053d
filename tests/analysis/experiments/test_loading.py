"""Which override reaches which scenario, and what cannot be compared."""

from typing import Any

import pytest

from smecredit.analysis.experiments.loading import load_all, load_one
from smecredit.scenarios import load
from smecredit.simulation.ground.errors import RequestError


def test_an_override_of_a_policy_goes_to_whoever_has_it() -> None:
    base, other = load_all(
        ["baseline", "one_plus_n"], overrides=["policy.one_plus_n.delay_months=5", "economy.burn_in=12"]
    )
    assert base.burn_in == other.burn_in == 12
    assert {policy.name: policy for policy in other.policies}["one_plus_n"].delay_months == 5
    assert base.policies == load("baseline").policies


def test_overrides_may_be_a_mapping() -> None:
    _, other = load_all(["baseline", "one_plus_n"], overrides={"policy.one_plus_n.delay_months": 7})
    assert {policy.name: policy for policy in other.policies}["one_plus_n"].delay_months == 7


def test_loaded_scenarios_are_taken_as_they_are() -> None:
    scenario = load("baseline", firms=500)
    assert load_one(scenario) is scenario
    assert load_all([scenario, scenario]) == (scenario, scenario)
    with pytest.raises(RequestError, match="already loaded"):
        load_all([scenario, "one_plus_n"], firms=400)


@pytest.mark.parametrize("what", ["firms", "months"])
def test_runs_of_unequal_size_are_not_compared(what: str) -> None:
    with pytest.raises(RequestError, match=f"same {what}"):
        load_all([load("baseline", **{what: 500}), load("one_plus_n", **{what: 501})])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (None, "needs a reference and at least one other"),
        (5, "needs a reference and at least one other"),
        ("baseline", "needs a reference and at least one other"),
        (["baseline", None], "Scenario 2 is None; it must be a library name"),
        ([3, "baseline"], "Scenario 1 is 3; it must be a library name"),
    ],
)
def test_what_cannot_be_compared_is_refused(given: Any, words: str) -> None:
    with pytest.raises(RequestError, match=words):
        load_all(given)


def test_names_may_come_one_by_one() -> None:
    names = ("baseline", "one_plus_n")
    assert [each.name for each in load_all(name for name in names)] == list(names)
