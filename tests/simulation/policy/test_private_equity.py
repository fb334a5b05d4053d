"""Private equity: whose money it is, whom each stage chooses, how it follows the cycle and the public fund."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.policy.private_equity import PrivateEquity

EQUITY = """
[[policy]]
kind = "private_equity"
name = "private"
stages = [
    { name = "angel", round_yuan = 50_000_000_000, max_age_months = 35, noise = 0.4 },
    { name = "growth", round_yuan = 100_000_000_000, min_age_months = 36, least_margin = 0.05 },
]
"""
PUBLIC = """
[[policy]]
kind = "venture_fund"
name = "fund"
round_yuan = 200_000_000_000
"""


def memory_of(market: Any) -> PrivateEquity.Memory:
    memories = market.economy.schedule.memories.values()
    (memory,) = (memory for memory in memories if isinstance(memory, PrivateEquity.Memory))
    return memory


@pytest.fixture(scope="module")
def one_month(market_with: Any) -> tuple[Any, Any]:
    return market_with(EQUITY, months=1), market_with(months=1)


def chosen(market: Any) -> np.ndarray:
    return np.isin(market.enterprises["id"], sorted(memory_of(market).bought))


def test_the_money_is_private_and_is_invested(one_month: Any) -> None:
    market, without = one_month
    memory, grossed = memory_of(market), market.economy.weight / 100.0
    paid = sum(memory.invested.values())
    flows = [
        each.flows[(each.flows["purpose"] == "owner_capital") & (each.flows["payee"] == "enterprise")]["fen"].sum()
        for each in (market, without)
    ]
    assert flows[0] - flows[1] == paid > 0
    # Each stage spends its round but for what no firm can take.
    assert memory.invested["growth"] * grossed == pytest.approx(1e11 * np.exp(5.0 * market.economy.felt_gap), rel=0.05)
    pd.testing.assert_series_equal(market.indicators["fiscal_outlay"], without.indicators["fiscal_outlay"])
    invested, firms, others = chosen(market), market.enterprises, without.enterprises
    assert invested.any()
    assert (firms["fixed_assets"][invested] > others["fixed_assets"][invested]).all()
    wanted = invested & (others["leverage_target"] > 0.2)
    assert (firms["leverage_target"][wanted] < others["leverage_target"][wanted]).all()


def test_each_stage_chooses_among_its_ages_the_better(one_month: Any) -> None:
    market, without = one_month
    firms, invested = without.enterprises, chosen(market)
    age = 1 - firms["entry_month"]
    assert (age[invested] < 36).any() and (age[invested] >= 36).any()
    grown = age >= 36
    assert (firms["margin"][invested & grown] > 0.03).all()
    for here in (grown, ~grown):
        assert firms["quality"][invested & here].mean() > firms["quality"][~invested & here].mean()


def test_what_is_raised_follows_the_cycle(market_with: Any) -> None:
    """At a gap of -10% and an elasticity of 5, e to the power -0.5 of the usual."""
    slump = {"cycle.mode": "gap_path", "cycle.path": [-0.1] * 3}
    steady, cyclical = (
        market_with(EQUITY + f"follows_cycle = {response}\n", months=1, **slump) for response in (0.0, 5.0)
    )
    gap = cyclical.economy.felt_gap
    assert gap < -0.05
    ratio = memory_of(cyclical).invested["growth"] / memory_of(steady).invested["growth"]
    assert ratio == pytest.approx(np.exp(5.0 * gap), rel=0.05)


def test_a_second_round_comes_after_a_year_and_leaves_those_it_holds(market_with: Any) -> None:
    market = market_with(EQUITY + "holding_months = 36\n", months=13, run=False)
    for _ in range(12):
        market.step()
    first = dict(memory_of(market).bought)
    assert set(first.values()) == {1}
    market.step()
    both = memory_of(market).bought
    assert set(both.values()) == {1, 13}
    assert {key: both[key] for key in first} == first


def test_where_the_public_fund_holds_a_stake_more_is_put_in(market_with: Any) -> None:
    """With nothing put in beside it no such firm is chosen; otherwise some are."""
    beside = 'stages = [{ name = "growth", round_yuan = 10_000_000_000_000 }]\n'
    text = PUBLIC + "priority = 1\n" + '[[policy]]\nkind = "private_equity"\nname = "private"\npriority = 2\n' + beside
    found = {}
    for times in (0.0, 3.0):
        market = market_with(text + f"beside_public = {times}\n", months=1)
        public = next(m.stakes for m in market.economy.schedule.memories.values() if hasattr(m, "stakes"))
        found[times] = len(set(public) & set(memory_of(market).bought))
    assert found[0.0] == 0 < found[3.0]


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"stages": [{"name": "seed", "round_yuan": 1.0}]}, "angel"),
        ({"stages": [{"name": "angel", "round_yuan": 1.0}] * 2}, "has stage angel twice"),
        (
            {"stages": [{"name": "angel", "round_yuan": 1.0, "min_age_months": 9, "max_age_months": 3}]},
            "has max_age_months below min_age_months, 9",
        ),
        ({"stages": [], "budget_yuan": 1.0}, "a private_equity spends no public money"),
    ],
)
def test_bad_terms_are_refused(terms: dict[str, Any], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        PrivateEquity.read(terms, "policy.private")
