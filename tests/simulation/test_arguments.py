"""What a caller hands to a market or a comparison: a whole number where one is meant, or one sentence."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import smecredit as sc
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.ground.given import LARGEST_SEED, flag, whole_number, written
from smecredit.simulation.scenario import Scenario

#: What is no seed, and how it is shown.
NO_SEEDS = [
    (1.5, "1.5"),
    (1.0, "1.0"),
    ("1", "'1'"),
    (True, "true"),
    (np.True_, "true"),
    (-1, "-1"),
    (2**63, "9223372036854775808"),
    (LARGEST_SEED + 1, "9007199254740993"),
    pytest.param(10**5000, "0x", id="5001 digits"),
    (float("nan"), "nan"),
    ([1], "[1]"),
    (b"1", "b'1'"),
    (np.float64(3.0), "3.0"),
    (np.array([1, 2]), ""),
    (np.random.default_rng(1), "Generator"),
]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return sc.load("baseline", firms=300, months=1, set={"economy.burn_in": 0})


def refusal_of(call: Any, *arguments: Any, **options: Any) -> RequestError:
    with pytest.raises(RequestError) as caught:
        call(*arguments, **options)
    assert str(caught.value).count("\n") == 0 and str(caught.value).endswith(".")
    assert caught.value.in_language("zh").endswith("。")
    return caught.value


@pytest.mark.parametrize("name", ["seed", "rng"])
@pytest.mark.parametrize(("given", "shown"), NO_SEEDS)
def test_what_is_no_seed_is_refused(scenario: Scenario, name: str, given: Any, shown: str) -> None:
    said = str(refusal_of(sc.CreditMarket, scenario, **{name: given}))
    assert said.startswith(f"{name} is {shown}")
    assert said.endswith("; it must be a whole number from 0 to 9,007,199,254,740,992.")


@pytest.mark.parametrize("given", [0, 7, LARGEST_SEED, np.int64(7), np.uint8(7)])
def test_whole_numbers_are_seeds(scenario: Scenario, given: Any) -> None:
    market = sc.CreditMarket(scenario, seed=given)
    assert market.seed == int(given) and type(market.seed) is int
    assert sc.CreditMarket(scenario, rng=given).seed == market.seed
    assert sc.CreditMarket(scenario, seed=given, rng=int(given)).seed == market.seed


def test_no_seed_is_the_first(scenario: Scenario) -> None:
    assert sc.CreditMarket(scenario).seed == sc.CreditMarket(scenario, seed=None, rng=None).seed == 1
    assert "mean the same" in str(refusal_of(sc.CreditMarket, scenario, seed=1, rng=2))


@pytest.mark.parametrize("given", [0, -2, 2.0, "2", True, None, 257, 2**70])
def test_threads_are_a_whole_number(scenario: Scenario, given: Any) -> None:
    said = str(refusal_of(sc.CreditMarket, scenario, threads=given))
    assert said == f"threads is {written(given)}; it must be a whole number from 1 to 256."
    assert sc.CreditMarket(scenario, threads=np.int32(2)).threads == 2


@pytest.mark.parametrize("given", ["no", 0, 1, "", []])
def test_the_tape_is_kept_or_not(scenario: Scenario, given: Any) -> None:
    said = str(refusal_of(sc.CreditMarket, scenario, tape=given))
    assert said == f"tape is {written(given)}; it must be True or False."
    assert sc.CreditMarket(scenario, tape=np.False_).tape is False
    assert sc.CreditMarket(scenario).tape is True


@pytest.mark.parametrize("given", [1.5, "1", True, -1, 300, 2**63, [3]])
def test_whom_to_follow_is_a_key(scenario: Scenario, given: Any) -> None:
    refusal_of(sc.CreditMarket, scenario, follow=given)
    assert sc.CreditMarket(scenario, follow=np.int64(3)).story(3).document("en")


@pytest.mark.parametrize("name", ["seeds", "first_seed", "workers"])
@pytest.mark.parametrize("given", [1.5, "3", True, -1, 2**63, [1, 2]])
def test_a_comparison_counts_in_whole_numbers(scenario: Scenario, name: str, given: Any) -> None:
    said = str(refusal_of(sc.compare, [scenario, scenario], **{name: given}))
    assert said.startswith(f"{name} is {written(given)}; it must be a whole number from ")


def test_the_last_seed_of_a_comparison_is_a_seed(scenario: Scenario) -> None:
    said = refusal_of(sc.compare, [scenario, scenario], seeds=2, first_seed=LARGEST_SEED)
    assert "end at 9,007,199,254,740,993; the largest seed is 9,007,199,254,740,992." in str(said)
    result = sc.compare([scenario, scenario], seeds=np.int64(1), first_seed=LARGEST_SEED, workers=1)
    assert result.seeds == (LARGEST_SEED,)


@pytest.mark.parametrize("given", [300.5, "300", True, None, float("inf"), 10**30])
def test_sizes_are_whole_numbers(given: Any) -> None:
    if given is not None:
        assert "economy.firms is " in str(refusal_of(sc.load, "baseline", firms=given))
    assert "economy.firms is " in str(refusal_of(sc.load, "baseline", set={"economy.firms": given}))
    assert sc.load("baseline", firms=np.int64(300), set={"cycle.policy_rate": np.float32(0.03125)}).firms == 300


@pytest.mark.parametrize("options", [5, {5: 1}, ["economy.firms"], [5], [""], {"": 1}, "economy.firms"])
def test_what_is_no_setting_is_refused(options: Any) -> None:
    assert "must read path=value" in str(refusal_of(sc.load, "baseline", set=options))
    assert sc.load("baseline", set="economy.firms=300").firms == 300


def test_a_value_is_shown_as_toml_writes_it(tmp_path: Path) -> None:
    import datetime

    told = {"a": True, "b": [1, 2.5, "x", False], "c": {"d": datetime.date(2026, 1, 2)}}
    assert written(told) == "{a = true, b = [1, 2.5, 'x', false], c = {d = 2026-01-02}}"
    assert written(datetime.time(12, 30)) == "12:30:00"
    assert written(float("inf")) == "inf" and written(-0.0) == "-0.0" and written(10**4000).endswith("...")
    assert written("") == "''" and len(written("x" * 100)) == 60
    deep: Any = []
    for _ in range(50):
        deep = [deep]
    assert written(deep) == "[[[[[[[[...]]]]]]]]"


def test_the_checks_give_back_what_python_works_with() -> None:
    assert type(whole_number("n", np.int16(3), 1)) is int
    assert flag("f", np.True_) is True
    assert str(refusal_of(whole_number, "n", 0, 1)) == "n is 0; it must be a whole number of at least 1."
