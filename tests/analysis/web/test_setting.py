"""Settings of the page: what is read, what is refused, and the scenario that comes of it."""

import tomllib

import pytest

from smecredit.analysis.web.document import (
    agreements,
    changes_of,
    command_of,
    coverage_of,
    moved_by,
    published,
    scenario_of,
    toml_of,
    value_in,
)
from smecredit.analysis.web.levers import BY_KEY, LEVERS, TOPICS
from smecredit.analysis.web.offered import FIRST
from smecredit.analysis.web.setting import LONGEST, Setting, read_setting
from smecredit.analysis.web.sizes import Size
from smecredit.scenarios import load
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.ground.parameters import declaration
from smecredit.simulation.policy.instrument import instrument_kinds

SMALL = Size(200, 30)
COVERAGES = {name: coverage_of(published(name)) for name in FIRST}


def read(text: str) -> Setting:
    return read_setting(text, FIRST, COVERAGES)


def test_a_setting_is_read_and_written_in_one_form() -> None:
    setting = read("one_plus_n,visits=0.05,coverage=60,delay=3.0")
    assert setting.coverage == 60
    assert setting.text == "one_plus_n,coverage=60,delay=3,visits=0.05"
    assert read(setting.text) == setting
    assert read("one_plus_n,coverage=80") == Setting("one_plus_n")  # what the scheme states changes nothing


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one_plus", "did you mean one_plus_n"),
        ("/etc/passwd", "no scheme is named"),
        ("../baseline", "no scheme is named"),
        ("one_plus_n,covrage=50", "did you mean coverage"),
        ("one_plus_n,economy.firms=9", "is no lever"),
        ("one_plus_n,coverage=101", "from 0 to 100, the nearest is 100"),
        ("one_plus_n,coverage=5.5", "whole number"),
        ("one_plus_n,coverage", "must be a number"),
        ("one_plus_n,delay=nan", "must be a number"),
        ("one_plus_n,delay=1e400", "must be a number"),
        ("one_plus_n,delay=-1", "from 0 to 24, the nearest is 0"),
        ("one_plus_n,delay=3,delay=4", "given twice"),
        ("no_support,coverage=50", "shares no losses"),
        ("x" * (LONGEST + 1), "at most"),
    ],
)
def test_what_is_wrong_is_refused_in_one_sentence_in_both_languages(text: str, said: str) -> None:
    with pytest.raises(RequestError) as refused:
        read(text)
    assert said in str(refused.value)
    assert refused.value.in_language("zh") != str(refused.value)
    assert "\n" not in str(refused.value)


def test_coverage_scales_the_shares_of_the_partners_and_the_bank_keeps_the_rest() -> None:
    scenario = scenario_of(read("one_plus_n,coverage=60"), None, SMALL)
    by_hand = load(
        "one_plus_n,policy.one_plus_n.share="
        '{compensation_fund=0.225,guarantor=0.15,provincial_reguarantor=0.15,local_fund=0.075,bank="balance"}',
        firms=200,
        months=30,
    )
    assert scenario.hash == by_hand.hash
    for percent in (0, 1, 33, 37, 99, 100):
        scenario = scenario_of(read(f"national_plan_2026,coverage={percent}"), None, SMALL)
        for agreement in agreements(scenario):
            points = agreement.basis_points()
            assert points["bank"] == 10_000 - 100 * percent, agreement.name
            assert sum(points.values()) == 10_000


def test_an_unchanged_setting_is_the_scenario_of_the_library() -> None:
    for name in FIRST:
        assert (
            scenario_of(Setting(name), "severe_recession", SMALL).hash
            == load(name, under="severe_recession", firms=200, months=30).hash
        )
        assert command_of(Setting(name)) == name


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.key)
def test_every_lever_moves_a_declared_field_within_its_bounds(lever) -> None:
    assert lever.topic in TOPICS
    moved = 0
    for scheme in ("one_plus_n", "no_support"):
        policies = moved_by(lever, published(scheme))
        for end in (lever.low, lever.high) if policies else ():
            setting = Setting(scheme, None, ((lever.key, end),))
            scenario = scenario_of(setting, None, SMALL)
            names = changes_of(setting)
            changed = [policy for policy in scenario.policies if policy.name in names]
            assert [value_in(policy, lever.field) for policy in changed] == [end] * len(policies)
            moved += 1
    assert moved >= 2
    if "." not in lever.field:
        stated = declaration(instrument_kinds()[lever.kind], lever.field)
        assert stated["minimum"] <= lever.low < lever.high <= stated["maximum"]


def test_the_file_of_a_setting_gives_the_same_scenario_with_words_and_sources(tmp_path) -> None:
    setting = read("baseline,coverage=50,largest_loan=5000000,no_repayment=0.9,fee_subsidy=0.005")
    path = tmp_path / command_of(setting)
    path.write_text(toml_of(setting), encoding="utf-8")
    stated = tomllib.loads(toml_of(setting))
    assert stated["base"] == "baseline"
    assert all("source" in policy for policy in stated["policy"])
    scenario = load(path, firms=200, months=30)
    assert scenario.hash == scenario_of(setting, None, SMALL).hash
    assert {"loan_renewal", "fee_subsidy"} <= {policy.name for policy in scenario.policies} | {"fee_subsidy"}
    assert "50" in scenario.title["zh"]


def test_levers_have_one_key_each() -> None:
    assert len(BY_KEY) == len(LEVERS) == 24
