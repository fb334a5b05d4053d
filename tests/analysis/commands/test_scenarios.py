"""`scenarios` and `parameters`: what they list and mark."""

import json
import re

from smecredit.scenarios import library


def test_the_library_is_listed_with_what_each_changes(smecredit) -> None:
    status, out, _ = smecredit("scenarios")
    assert status == 0
    listed = " ".join(out.split())
    for name in library():
        assert f" {name} " in listed
    # Policies first, the root at their head; stresses apart.
    assert listed.index("Policies") < listed.index("baseline") < listed.index("anhui_4321") < listed.index("Stresses")
    assert listed.index("Stresses") < listed.index("severe_recession")
    assert "No public support removes interest_vat_exemption, national_scheme, public_guarantors" in listed
    assert "No public guarantees removes national_scheme, public_guarantors" in listed
    assert "adds risk sharing anhui_4321, re-guarantee provincial_reguarantee; removes national_scheme" in listed
    assert "strikes with fall in demand recession, recession_contact_sectors" in listed
    _, out, _ = smecredit("scenarios", "--lang", "zh")
    # Nothing is cut off: names that no blank divides are broken where the column ends.
    assert "取消interest_vat_exemption、national_scheme、public_guarantors" in "".join(out.split())
    assert "no_guarantees无政府性担保取消national_scheme、public_guarantors" in "".join(out.split())
    _, out, _ = smecredit("scenarios", "--json")
    rows = {row["name"]: row for row in json.loads(out)}
    assert set(rows) == set(library())
    assert {"name", "group", "base", "title", "summary", "changes", "source"} <= set(rows["baseline"])
    assert (rows["severe_recession"]["group"], rows["one_plus_n"]["group"]) == ("stress", "policy")
    assert rows["baseline"]["base"] is None
    assert "风险分担" in out


def test_a_scenario_is_shown_merged_with_sources_and_what_differs_is_marked(smecredit) -> None:
    arguments = (
        "scenarios", "one_plus_n", "--under", "severe_recession",
        "--set", "economy.burn_in=6", "--set", "policy.one_plus_n.delay_months=9",
    )  # fmt: skip
    status, out, _ = smecredit(*arguments)
    assert status == 0
    assert "\n+ policy.one_plus_n.share.compensation_fund = 0.3  one_plus_n.toml\n" in out
    assert "\n~ economy.burn_in = 6  (was 12)  --set *\n" in out
    assert "\n+ policy.one_plus_n.delay_months = 9  (was 2)  --set *\n" in out
    assert "\n  policy.public_guarantors.fee_annual = 0.01  baseline.toml\n" in out
    assert "\n− policy.national_scheme  (was risk_sharing)\n" in out
    assert "\n+ policy.one_plus_n_fund.size_yuan = 60_000_000_000  one_plus_n.toml\n" in out
    assert re.search(r"\n\+ stress\.recession\.depth = -0\.12  severe_recession\S* \*\n", out)
    assert "assumption: " in out
    _, out, _ = smecredit(*arguments, "--json")
    (shown,) = json.loads(out)
    assert shown["origins"]["economy.burn_in"] == "--set"
    assert shown["policy"]["one_plus_n"]["kind"] == "risk_sharing"
    assert shown["base"] == "baseline"
    removed = {"path": "policy.national_scheme", "what": "removed", "before": "risk_sharing", "after": None}
    assert {**removed, "layer": None} in shown["changes"]
    assert [(each["path"], each["before"], each["after"]) for each in shown["overridden"]] == [
        ("economy.burn_in", 12, 6),
        ("policy.one_plus_n.delay_months", 2, 9),
        ("stress.recession", None, "demand_shock"),
        ("stress.recession_contact_sectors", None, "demand_shock"),
    ]


def test_a_scenario_without_overrides_or_base_is_marked_with_neither(smecredit) -> None:
    _, out, _ = smecredit("scenarios", "baseline")
    lines = [line for line in out.splitlines() if " = " in line and ".toml" in line]
    assert lines and all(line.startswith("  ") for line in lines)
    assert " *" not in "".join(lines)
    assert "set by the stress" not in out
    _, out, _ = smecredit("scenarios", "one_plus_n")
    assert "set by the stress" not in out
    assert "+ not in baseline" in out


def test_parameters_are_listed(smecredit) -> None:
    status, out, _ = smecredit("parameters", "--json")
    rows = json.loads(out)
    assert status == 0
    assert {"path", "value", "unit", "low", "high", "meaning", "source"} <= set(rows[0])
    status, out, _ = smecredit("parameters", "--lang", "zh")
    assert status == 0
    for row in rows:
        assert f"{row['path']} = " in out


def test_parameters_are_found_by_words_in_either_language(smecredit) -> None:
    every = json.loads(smecredit("parameters", "--json")[1])
    found = json.loads(smecredit("parameters", "guarantors", "fee", "--json")[1])
    assert {row["path"] for row in found} == {
        row["path"] for row in every if "guarantors" in row["path"] and "fee" in row["path"]
    }
    status, out, _ = smecredit("parameters", "担保机构", "--lang", "zh")
    assert status == 0
    assert "guarantors.public_fee = " in out
    assert "repayment.renewal_months" not in out
    status, out, err = smecredit("parameters", "guarantorz")
    assert (status, out) == (2, "")
    assert "did you mean guarantors?" in err


def test_no_line_of_a_table_in_a_pipe_ends_in_blanks(smecredit) -> None:
    for command in (["scenarios"], ["scenarios", "one_plus_n"], ["parameters"]):
        status, out, _ = smecredit(*command)
        assert status == 0
        assert [line for line in out.splitlines() if line != line.rstrip()] == []
