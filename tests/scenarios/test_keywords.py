"""A market told in keywords: what Mesa's batch runner and page hand it, and one sentence where it makes no sense."""

from typing import Any

import mesa
import numpy as np
import pytest

import smecredit as sc

SMALL: dict[str, Any] = {"firms": 200, "months": 3, "economy.burn_in": 0}
PATH = "policy.one_plus_n.share"


def test_keywords_are_what_load_is_told() -> None:
    told = {PATH: {"compensation_fund": 0.5, "bank": "balance"}, "cycle.policy_rate": 0.05}
    market = sc.CreditMarket("one_plus_n", seed=2, under="poor_information", **SMALL, **told)
    loaded = sc.load("one_plus_n", under="poor_information", firms=200, months=3, set={"economy.burn_in": 0, **told})
    assert market.conditions.hash == loaded.hash != sc.load("one_plus_n", firms=200, months=3).hash
    assert sc.CreditMarket(loaded, **{"cycle.policy_rate": 0.05}).conditions.hash == loaded.hash
    assert sc.CreditMarket(loaded, months=3, under=None).conditions.hash == loaded.hash


def test_a_value_by_path_wins_over_that_in_the_name() -> None:
    market = sc.CreditMarket("baseline,cycle.policy_rate=0.05", **SMALL, **{"cycle.policy_rate": np.float64(0.02)})
    assert market.conditions.group("cycle").policy_rate == 0.02


@pytest.mark.parametrize(
    ("scenario", "told", "said"),
    [
        ("baseline", {"sed": 3}, "'sed' is neither an argument nor the path .* did you mean seed"),
        ("baseline", {"cycle": 3}, "'cycle' is neither an argument"),
        ("baseline", {"cycle.policy_rat": 0.05}, "cycle.policy_rat is unknown; did you mean policy_rate"),
        ("baseline", {"cycle.policy_rate": 9.0}, "cycle.policy_rate is 9.0; it must be from 0.0 to 0.3"),
        ("baseline", {f"{PATH}.bank": 0.1}, "a policy that is not there, one_plus_n"),
        ("baseline", {"under": "recession"}, "no stress is named 'recession'"),
        (7, {"firms": 5}, "scenario is 7; give a library name"),
    ],
)
def test_keywords_without_sense_are_refused(scenario: Any, told: dict[str, Any], said: str) -> None:
    with pytest.raises(sc.RequestError, match=said) as caught:
        sc.CreditMarket(scenario, **{**SMALL, **told})
    assert caught.value.in_language("zh") != str(caught.value)


def test_a_stress_is_no_keyword_of_a_loaded_scenario() -> None:
    with pytest.raises(sc.RequestError, match="already"):
        sc.CreditMarket(sc.load("baseline", firms=200, months=3), under="poor_information")


def test_mesas_batch_runner_takes_paths() -> None:
    """Every combination of names, paths and seeds is one run, and its row says which it is."""
    parameters = {**SMALL, "scenario": ["baseline", "one_plus_n"], "cycle.policy_rate": [0.01, 0.05], "rng": [1, 2]}
    rows = mesa.batch_run(sc.CreditMarket, parameters, number_processes=1, display_progress=False)
    assert len(rows) == 8
    for row in rows:
        asked = {"cycle.policy_rate": row["cycle.policy_rate"], "economy.burn_in": 0}
        scenario = sc.load(row["scenario"], firms=200, months=3, set=asked)
        market = sc.CreditMarket(scenario, seed=row["rng"]).run()
        for key in ("credit_outstanding", "mean_loan_rate", "output"):
            assert row[key] == market.indicators.loc[3, key]
    assert len({row["mean_loan_rate"] for row in rows}) == 8
