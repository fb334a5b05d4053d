"""The schedule: when policies open, act, wait and close, and which of them each hook meets."""

from collections import defaultdict
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.policy.capital_rule import CapitalRule
from smecredit.simulation.policy.instrument import HOOKS, Trigger
from smecredit.simulation.policy.schedule import Schedule
from smecredit.simulation.state.bank_columns import TAKEN
from smecredit.simulation.state.observer import Observer, Observers

#: Output gap of months 1 to 9; the policy below waits from month 3 on for a gap below -1%.
GAPS = (-0.05, -0.05, 0.0, -0.05, 0.0, 0.0, -0.05, -0.05, -0.05)
MONTHS_OF = {
    "opening": {4}, "closing": {9}, "acting": {4, 7, 8}, "idle": {5, 6}, "open": {4, 5, 6, 7, 8},
    "ever_open": {4, 5, 6, 7, 8, 9},
}  # fmt: skip
RULE = CapitalRule(start=3, end=8, trigger=Trigger(output_gap_below=-0.01), risk_weight_retail=0.5)


class Listener(Observer):
    """Notes in which months a policy acts and has acted."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []

    def policy_acts(self, economy: Any, policy: Any) -> None:
        self.told.append(("acts", economy.month))

    def policy_acted(self, economy: Any, policy: Any) -> None:
        self.told.append(("acted", economy.month))


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[int]]:
    """Months in which each hook of a capital rule has been called."""
    found: dict[str, list[int]] = defaultdict(list)

    def spy(hook: str) -> Callable[..., Any]:
        def note(self: CapitalRule, economy: Any, *more: Any) -> Any:
            found[hook].append(economy.month)
            return ()

        return note

    for hook in HOOKS:
        monkeypatch.setattr(CapitalRule, hook, spy(hook))
    return found


def economy_with(*policies: CapitalRule) -> Any:
    """What the schedule reads of an economy."""
    scenario = SimpleNamespace(policies=policies, burn_in_policies=())
    return SimpleNamespace(scenario=scenario, observer=Observers(), month=0, felt_gap=0.0)


def test_every_hook_meets_the_policies_that_it_declares(called: dict[str, list[int]]) -> None:
    economy, schedule, listener = economy_with(RULE), Schedule(), Listener()
    economy.observer.add(listener)
    for economy.month, economy.felt_gap in enumerate(GAPS, start=1):
        schedule.open_and_close(economy)
        for which, months in MONTHS_OF.items():
            assert (RULE in schedule.among(which)) == (economy.month in months), (which, economy.month)
        for hook, which in HOOKS.items():
            if hook == "changes":
                assert [*schedule.changes(economy)] == []
            elif which not in ("opening", "closing", "idle"):  # these the schedule calls by itself
                schedule.call(hook, economy)
    assert {hook: set(months) for hook, months in called.items()} == {hook: MONTHS_OF[HOOKS[hook]] for hook in HOOKS}
    assert all(len(months) == len(set(months)) for months in called.values()), "called once a month"
    calls = sorted(month for hook, months in called.items() if hook != "changes" for month in months)
    assert listener.told == [(what, month) for month in calls for what in ("acts", "acted")]


def test_the_month_calls_every_hook(called: dict[str, list[int]]) -> None:
    scenario = load("baseline", firms=200, months=6, set={"economy.burn_in": 1})
    draft = scenario.draft.copy()
    draft.assign(["policy", "rule"], {"kind": "capital_rule", "start": 2, "end": 4, "buffer_add_on": 0.01}, "test")
    told = type(scenario).build(draft, "test", scenario.title, scenario.summary, scenario.source)
    market = CreditMarket(told, seed=1).run()
    market.economy.schedule.call("bank_merged", market.economy, 0, 1)
    months = {"opening": {2}, "closing": {5}, "acting": {2, 3, 4}, "open": {2, 3, 4}, "ever_open": {2, 3, 4, 5, 6}}
    for hook, which in HOOKS.items():
        if hook == "bank_merged":
            assert called[hook] == [6]
        elif which == "idle":
            assert called[hook] == []
        else:
            # The numbers of the month are composed before the cycle moves, too, under the policies of the month before.
            more = {5} if hook == "changes" else set()
            assert set(called[hook]) == months[which] | more, hook


def test_years_count_from_the_month_it_opens() -> None:
    economy, schedule = economy_with(RULE), Schedule()
    for economy.month, economy.felt_gap in enumerate(GAPS, start=1):
        schedule.open_and_close(economy)
    assert schedule.first_month(RULE) == 4


def test_a_copy_goes_on_by_itself() -> None:
    import copy

    economy, schedule = economy_with(RULE), Schedule()
    economy.month, economy.felt_gap = 4, -0.05
    schedule.open_and_close(economy)
    twin = copy.deepcopy(schedule)
    economy.month = 9
    twin.open_and_close(economy)
    assert schedule.among("open") == (RULE,) and twin.among("open") == ()


# In a market -----------------------------------------------------------------------------------------------------

#: Two slumps with a calm spell between them.
SLUMPS = """
[[stress]]
kind = "demand_shock"
name = "first"
start = 3
months = 2
depth = -0.3
[[stress]]
kind = "demand_shock"
name = "second"
start = 8
months = 3
depth = -0.3
"""
WAITING = """
[[policy]]
kind = "{kind}"
name = "waiting"
{terms}
trigger = {{ output_gap_below = -0.06 }}
"""


def waiting(kind: str, terms: str) -> str:
    return SLUMPS + WAITING.format(kind=kind, terms=terms)


def triggered(market: CreditMarket) -> list[int]:
    """Months in which the trigger holds; more than one spell."""
    gap = market.indicators["output_gap"]
    months = [int(month) for month in gap.index[gap < -0.06]]
    assert months[0] > 1 and months[-1] < len(gap) and months[-1] - months[0] >= len(months)
    return months


def outlay(market: CreditMarket, kind: str) -> pd.Series:
    spent = market.indicators[f"fiscal_outlay.programme.{kind}"].fillna(0.0)
    return spent[spent > 0.0]


@pytest.mark.parametrize(
    ("kind", "terms", "yuan"),
    [
        ("guarantee_fund", "capital_yuan = 1e12", 1e12),
        ("compensation_fund", "size_yuan = 1e11", 1e11),
        ("collateral_registry", "setup_yuan = 1e9", 1e9),
        ("reguarantee", "capital_yuan = 1e11\nfee_annual = 0.001", 1e11),
    ],
)
def test_it_pays_in_once_in_the_first_month_in_which_its_trigger_holds(
    kind: str, terms: str, yuan: float, market_with: Any
) -> None:
    market = market_with(waiting(kind, terms))
    spent = outlay(market, kind)
    assert [*spent.index] == triggered(market)[:1]
    assert spent.iloc[0] == pytest.approx(yuan, rel=1e-3)


def test_programmes_act_again_when_the_trigger_comes_back(market_with: Any) -> None:
    market = market_with(waiting("collateral_registry", "setup_yuan = 1e9\nyearly_yuan = 1.2e9"))
    spent, months = outlay(market, "collateral_registry"), triggered(market)
    assert [*spent.index] == months
    assert spent.tolist() == pytest.approx([1.1e9] + [1e8] * (len(months) - 1), rel=1e-3)


def test_an_agreement_that_waits_is_not_there_and_takes_loans_again(market_with: Any) -> None:
    terms = 'priority = 1\nshare = { local_government = 0.5, bank = "balance" }\nfee_annual = 0.0'
    wide = {"guarantors.reach": 1.0, "guarantors.asked_anyway": 1.0}
    market = market_with(waiting("risk_sharing", terms), firms=5_000, run=False, **wide)
    rows_before, taken = market.economy.agreements.rows, []
    while market.running:
        market.step()
        row = market.economy.schedule.agreement_row(next(p for p in market.conditions.policies if p.name == "waiting"))
        taken.append(0 if row is None else int(market.economy.agreement.whole[TAKEN, row]))
        if row is None:
            assert market.economy.agreements.rows == rows_before
    new = np.flatnonzero(np.diff([0, *taken])) + 1
    assert new.tolist() == triggered(market)


def test_a_fund_that_waits_again_leaves_guarantors_without_new_business(market_with: Any) -> None:
    """And with their money until the year's accounts, in month 12; the baseline's fund has been taken away."""
    market = market_with('remove = ["public_guarantors"]' + waiting("guarantee_fund", "capital_yuan = 1e13"), run=False)
    public = market.economy.institutions.column("public") == 1
    caps, deposits = [], []
    while market.running:
        market.step()
        caps.append(float(market.economy.institutions.column("leverage_cap")[public].max()))
        deposits.append(int(market.economy.institutions.column("deposit")[public].sum()))
    months, usual = triggered(market), market.economy.numbers.guarantors.leverage_cap
    assert caps == [usual if month in months else 0.0 for month in range(1, len(caps) + 1)]
    assert min(deposits[months[0] - 1 : 11]) > 0.5 * deposits[months[0] - 1] > 0


def test_the_exemption_of_live_loans_begins_with_the_trigger(market_with: Any) -> None:
    text = 'remove = ["interest_vat_exemption"]' + waiting("interest_vat_exemption", "rate_multiple = 20.0")
    market, free = market_with(text, run=False), []
    while market.running:
        market.step()
        loans = market.economy.loans
        old = (loans.column("status") == 1) & (loans.column("opened") < 1)
        free.append(bool((loans.column("tax_free_rate")[old] > 0.0).any()))
    first = triggered(market)[0]
    # The baseline's exemption has ended with month 1; from the first spell on the loans stay free.
    assert free == [month >= first for month in range(1, len(free) + 1)]
    assert outlay(market, "interest_vat_exemption").index[0] == first


def test_a_policy_of_the_burn_in_waits_too(market_with: Any, fingerprints: Any, tmp_path: Any) -> None:
    head = """
title = { en = "Test", zh = "测试" }
summary = { en = "Made for a test.", zh = "测试用。" }
source = { kind = "assumption", note = "made for the test" }
"""
    markets = []
    for number, text in enumerate(("", WAITING.format(kind="guarantee_fund", terms="capital_yuan = 1e12"))):
        file = tmp_path / f"root_{number}.toml"
        file.write_text(head + text.replace("-0.06", "-0.9"), encoding="utf-8")
        markets.append(CreditMarket(load(str(file), firms=300, months=3, set={"economy.burn_in": 3}), seed=2).run())
    assert len(markets[1].conditions.burn_in_policies) == 1
    assert fingerprints.differences(*markets) == []
