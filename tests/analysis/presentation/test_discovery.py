"""The table of scenario discovery: paths broken only at a dot or underscore, money with its unit, at any width."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("ema_workbench", reason="the EMA Workbench is not installed: smecredit[analysis]")

from smecredit.analysis.experiments.discovery import AT_MOST, Asked, Discovered, Target
from smecredit.analysis.presentation import console
from smecredit.analysis.presentation.discovery import discovery_tables
from smecredit.analysis.presentation.formatting import amount
from smecredit.analysis.presentation.path_units import money_unit
from smecredit.analysis.statistics.scenario_discovery import Box, Limit, Step

DELAY, SIZE = "policy.one_plus_n.delay_months", "policy.compensation_fund.size_yuan"
SHARE = "policy.one_plus_n.share.compensation_fund"
CASES = pd.DataFrame({DELAY: [1.0, 12.0], SIZE: [1e9, 74.5e9], SHARE: [0.1, 0.3], "missed": [True, False]})
LIMITS = (
    Limit(DELAY, 6.123, None, 0.0, None),
    Limit(SIZE, 3.2e9, 74.5e9, 0.01, 0.02),
    Limit(SHARE, None, 0.2, None, 0.03),
)


@pytest.fixture
def found() -> Discovered:
    step = Step(coverage=0.6, density=0.9, cases=30, conditions=3)
    box = Box(LIMITS, (step,), 0, np.array([True, False]), 27)
    asked = Asked((Target("default_rate", AT_MOST, 0.03),))
    return Discovered(asked, "one_plus_n", None, (DELAY, SIZE, SHARE), CASES, 3, 0, (box,), "")


def lines(found: Discovered, language: str, columns: int, monkeypatch, capsys) -> list[str]:
    monkeypatch.setenv("COLUMNS", str(columns))
    for part in discovery_tables(found, language):
        console.console().print(part)
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("columns", [40, 60, 80, 84, 88, 92, 96, 120])
def test_paths_are_broken_at_dots_and_underscores_and_numbers_nowhere(
    found, language, columns, monkeypatch, capsys
) -> None:
    shown = lines(found, language, columns, monkeypatch, capsys)
    for path in (DELAY, SIZE, SHARE):
        start = next(place for place, line in enumerate(shown) if line.lstrip().startswith(path[: path.index(".") + 1]))
        told = ""
        while told != path:
            part = shown[start].split(maxsplit=1)[0]
            assert path.startswith(told + part), (path, told, part)
            assert told + part == path or part[-1] in "._", part
            told, start = told + part, start + 1
        shown = shown[start:]
    text = "\n".join(lines(found, language, columns, monkeypatch, capsys))
    amounts = ("¥3.20 bn", "¥74.5 bn", "¥1.00 bn") if language == "en" else ("32.0亿元", "745亿元", "10.0亿元")
    assert all(each in text for each in (*amounts, "6.123"))
    assert "74,500,000,000" not in text


def test_only_money_is_given_in_yuan(found, monkeypatch, capsys) -> None:
    assert money_unit("policy.any_name.size_yuan") == "yuan"
    assert money_unit("policy.any_name.eligible.max_loan_yuan") == "yuan"
    assert money_unit("policy.any_name.top_up_yuan_a_year") == "yuan per year"
    assert money_unit("policy.any_name.turnover_tax_threshold_yuan") == "yuan per month"
    assert amount(1.5e5, "yuan per month", "en") == "¥150 k/mo"
    assert amount(1.5e5, "yuan per month", "zh") == "15.0万元/月"
    for path in (DELAY, SHARE, "cycle.policy_rate", "economy.population", "policy", "nothing.here"):
        assert money_unit(path) is None
    other = replace(found, cases=CASES.assign(**{SHARE: [2e4, 3e4]}))
    assert "20,000 to 30,000" in "\n".join(lines(other, "en", 120, monkeypatch, capsys))
