"""The scenario file of a candidate loads, from anywhere, as the scenario that the search ran."""

from pathlib import Path

import pytest

from smecredit.analysis.experiments.candidate import library_base, scenario_text
from smecredit.scenarios.load import load, varied

OWN = """
title = "Mine"
base = "anhui_4321"
remove = ["{removed}"]
[[policy]]
kind = "risk_sharing"
name = "my-own"
share = {{ bank = 0.4, guarantor = 0.2, compensation_fund = 0.4 }}
[cycle]
policy_rate = 0.03
"""
SHARE = {"bank": 0.5, "compensation_fund": 0.5}


@pytest.mark.parametrize(
    ("given", "levers", "under"),
    [
        ("one_plus_n", {"policy.one_plus_n.share": SHARE, "cycle.policy_rate": 0.021}, "severe_recession"),
        ("own.toml", {"policy.my-own.share": SHARE}, "covid_2020"),
        ("own.toml,cycle.policy_rate=0.05", {"economy.burn_in": 3}, None),
        ("alone.toml", {"economy.burn_in": 3}, "cost_squeeze"),
    ],
)
def test_it_is_the_same_scenario(given: str, levers, under: str | None, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    removed = load("anhui_4321").policies[0].name
    Path("own.toml").write_text(OWN.format(removed=removed))
    Path("alone.toml").write_text('title = "Alone"\n[cycle]\npolicy_rate = 0.03\n')
    sought = varied(load(given, under=under, firms=300, months=60), levers, "search")
    text = scenario_text(sought, library_base(given), tuple(levers), 3)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    Path("candidate_03.toml").write_text(text, encoding="utf-8")
    assert load("candidate_03.toml", firms=300, months=60).hash == sought.hash
    # As the page on sweeps compares it: the same stress once more changes nothing.
    assert load("candidate_03.toml", under=under, firms=300, months=60).hash == sought.hash
    assert load("candidate_03.toml").firms != 300  # the size of a run is no part of it
