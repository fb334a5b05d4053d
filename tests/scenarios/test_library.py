"""The scenarios that come with the package."""

import re

import pytest

from smecredit.scenarios import library, load
from smecredit.scenarios.files import LIBRARY, quarterly_series, read_chain
from smecredit.simulation.policy.risk_sharing import RiskSharing

CHINESE = re.compile("[\u4e00-\u9fff]")


def test_the_library_holds_what_was_promised() -> None:
    assert {"baseline", "no_guarantees", "no_support", "one_plus_n", "anhui_4321", "severe_recession"} <= set(library())
    assert library() == sorted(library())


@pytest.mark.parametrize("name", library())
def test_every_file_speaks_both_languages_and_names_its_sources(name: str) -> None:
    scenario = load(name)
    assert scenario.name == name
    for text in (scenario.title, scenario.summary):
        assert text["en"] and not CHINESE.search(text["en"])
        assert CHINESE.search(text["zh"])
    assert CHINESE.search(scenario.source.zh)
    opening = list(read_chain(name)[-1].path.read_text(encoding="utf-8").split("\n"))
    assert opening[0].startswith("# ")
    for item in (*scenario.policies, *scenario.stresses):
        assert item.source, f"{item.name} names no source"
        for source in item.source.values():
            assert source.note and CHINESE.search(source.zh)
    for file in read_chain(name):
        for tables in file.named.values():
            for table in tables:
                assert "kind" in table and "name" in table


@pytest.mark.parametrize("name", library())
def test_every_scenario_descends_from_the_baseline(name: str) -> None:
    assert read_chain(name)[0].name == "baseline"
    assert load(name).burn_in_policies == load("baseline").policies


def shares(scenario: str, policy: str) -> dict[str, int]:
    (sharing,) = (item for item in load(scenario).policies if item.name == policy)
    assert isinstance(sharing, RiskSharing)
    return {party: points // 100 for party, points in sharing.basis_points().items() if points}


def test_the_splits_are_the_published_ones() -> None:
    assert shares("baseline", "national_scheme") == {
        "guarantor": 40, "provincial_reguarantor": 20, "national_fund": 20, "bank": 20,
    }  # fmt: skip
    assert shares("anhui_4321", "anhui_4321") == {
        "guarantor": 40, "provincial_reguarantor": 30, "bank": 20, "local_government": 10,
    }  # fmt: skip
    assert shares("one_plus_n", "one_plus_n") == {
        "bank": 20, "guarantor": 20, "provincial_reguarantor": 20, "compensation_fund": 30, "local_fund": 10,
    }  # fmt: skip


def test_the_whole_loss_is_covered_or_the_bank_keeps_a_fifth() -> None:
    assert shares("full_guarantee", "full_guarantee") == {
        "guarantor": 40, "provincial_reguarantor": 20, "national_fund": 20, "local_government": 20,
    }  # fmt: skip
    for name in ("plan_to_3_years", "plan_to_5_years", "plan_over_5_years"):
        assert shares("national_plan_2026", name)["bank"] == 20


def test_interest_is_free_of_tax_in_every_scenario_with_support() -> None:
    for name in library():
        exempt = [policy for policy in load(name).policies if policy.kind == "interest_vat_exemption"]
        assert len(exempt) == (name != "no_support"), name


def test_no_support_has_no_policy() -> None:
    assert load("no_support").policies == ()


def test_without_guarantees_the_exemption_is_all_that_is_left() -> None:
    (left,) = load("no_guarantees").policies
    assert left in load("baseline").policies
    assert left.kind == "interest_vat_exemption"
    public = {"risk_sharing", "guarantee_fund"}
    assert {policy.kind for policy in load("baseline").policies} == {left.kind, *public}


def test_a_fund_stands_behind_every_share_of_a_fund() -> None:
    for name in library():
        policies = load(name).policies
        funds = {policy.party for policy in policies if policy.kind == "compensation_fund"}
        for policy in policies:
            if isinstance(policy, RiskSharing):
                owed = {party for party, points in policy.basis_points().items() if points}
                assert owed & {"compensation_fund", "local_fund"} <= funds, name


def test_the_stress_strikes_any_scenario_and_changes_no_policy() -> None:
    for name in library():
        struck = load(name, under="severe_recession")
        assert struck.policies == load(name).policies
        assert all(stress in struck.stresses for stress in load("severe_recession").stresses)
        assert {stress.name for stress in load(name).stresses} <= {stress.name for stress in struck.stresses}


def test_series_state_their_source() -> None:
    for path in (LIBRARY / "series").glob("*.csv"):
        assert path.read_text(encoding="utf-8").startswith("# "), path.name


def test_growth_is_read_as_fractions_by_quarter() -> None:
    growth = quarterly_series()["gdp_growth"]
    assert growth[:5] == [-0.068, 0.032, 0.049, 0.065, 0.183]
    assert len(growth) == 20
    assert "loan_prime_rate" not in quarterly_series()


# What is a name or a date of the exercise, not a number that a source could state.
_NO_SOURCE = {"kind", "name", "source", "party", "purpose", "start", "months", "recovery_months", "sector", "region"}


@pytest.mark.parametrize("name", library())
def test_every_value_of_a_policy_or_stress_has_a_source_of_its_own(name: str) -> None:
    for tables in read_chain(name)[-1].named.values():
        for table in tables:
            assert set(table) - _NO_SOURCE <= set(table["source"]), table["name"]


@pytest.mark.parametrize("name", library())
def test_a_secondary_source_cites_the_fact(name: str) -> None:
    """F-numbers and K-grades are those of the list of facts; a regulation that is not among them has its own number."""
    file = read_chain(name)[-1]
    stated = [(file.source.kind, file.source.note, file.source.zh)]
    for tables in file.named.values():
        for table in tables:
            stated += [(each["kind"], each["note"], each.get("zh", "")) for each in table.get("source", {}).values()]
    for kind, note, chinese in stated:
        if kind == "secondary":
            assert re.search(r"\bF\d+|K-[hml]", note), note
        # Both languages cite the same facts.
        assert set(re.findall(r"F\d+", note)) == set(re.findall(r"F\d+", chinese)), (note, chinese)
