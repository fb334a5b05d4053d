"""Venture fund: stakes in the best of what it sees, less debt and more investment, sold or lost years later."""

import numpy as np
import pandas as pd
import pytest

from smecredit.simulation.policy.venture_fund import VentureFund, equity_value, ticket

FUND = """
[[policy]]
kind = "venture_fund"
name = "fund"
round_yuan = 200_000_000_000
holding_months = 24
"""


class TestRules:
    def test_a_firm_is_worth_its_margins_its_cash_less_its_debt(self) -> None:
        """5 x 10% x 1,000,000 + 50,000 - 200,000."""
        assert equity_value(0.1, 1_000_000, 50_000, 200_000, 5.0) == 350_000
        assert equity_value(-0.1, 1_000_000, 50_000, 200_000, 5.0) == 0

    def test_an_investment_is_held_by_sales_size_and_share(self) -> None:
        """15% of 1,000,000; 100,000 at most; 30% of the firm after it: 3/7 of 210,000."""
        assert ticket(1_000_000, 10_000_000, 0.15, 10_000_000, 0.3) == 150_000
        assert ticket(1_000_000, 10_000_000, 0.15, 100_000, 0.3) == 100_000
        assert ticket(1_000_000, 210_000, 0.15, 10_000_000, 0.3) == 90_000


def outlay(market) -> pd.Series:
    return market.indicators.get("fiscal_outlay.programme.venture_fund", pd.Series([0.0])).fillna(0.0)


def stakes(market) -> dict:
    memories = market.economy.schedule.memories.values()
    (memory,) = (memory for memory in memories if isinstance(memory, VentureFund.Memory))
    return memory.stakes


@pytest.fixture(scope="module")
def one_month(market_with):
    """With and without; most owners keep up bank debt, so that there is some for equity to replace."""
    debt = {"population.borrower_types": [0.6, 0.7, 0.8, 0.8]}
    return market_with(FUND, months=1, **debt), market_with(months=1, **debt)


@pytest.fixture(scope="module")
def whole_life(market_with):
    return market_with(FUND + "end = 60\n", months=36)


def test_the_fund_pays_and_the_firm_invests_and_owes_less(one_month) -> None:
    market, without = one_month
    held = stakes(market)
    assert len(held) > 5
    cost = sum(stake.cost for stake in held.values())
    assert outlay(market).loc[1] == pytest.approx(cost * market.economy.weight / 100.0)
    assert 0.9 * 2e11 < outlay(market).loc[1] <= 2e11 * (1.0 + 1e-7)
    assert market.indicators["stakes_outstanding"].loc[1] == outlay(market).loc[1]
    firms, others = market.enterprises, without.enterprises
    assert (firms["id"] == others["id"]).all()
    invested = np.isin(firms["id"], sorted(held))
    assert (firms["fixed_assets"][invested] > others["fixed_assets"][invested]).all()
    assert (firms["cash"][~invested] == others["cash"][~invested]).all()
    wants = invested & (others["leverage_target"] > 0.2)
    assert wants.any() and (firms["leverage_target"][wants] < others["leverage_target"][wants]).all()
    for stake in held.values():
        # What is paid is a whole number of fen.
        assert 0.0 < stake.share <= 0.3 + 1.0 / stake.cost and stake.month == 1


def test_it_chooses_the_sound_and_mostly_the_good(one_month) -> None:
    market, without = one_month
    firms = without.enterprises
    chosen = np.isin(firms["id"], sorted(stakes(market)))
    assert (firms["margin"][chosen] > 0.06).all()
    assert np.mean(firms["quality"][chosen]) > np.mean(firms["quality"][~chosen]) + 0.1


def test_a_blind_fund_chooses_worse(market_with, one_month) -> None:
    blind = market_with(FUND + "noise = 5.0\n", months=1)
    sharp = market_with(FUND + "noise = 0.0\n", months=1)
    quality = [
        float(np.mean(m.enterprises["quality"][np.isin(m.enterprises["id"], sorted(stakes(m)))]))
        for m in (blind, sharp)
    ]
    assert quality[1] > quality[0] + 0.05


def test_firms_with_a_stake_owe_banks_less_and_have_more_capital(market_with) -> None:
    """Financing in several layers: a year on, less bank debt over sales and more capital."""
    debt = {"population.borrower_types": [0.6, 0.7, 0.8, 0.8]}
    market, without = market_with(FUND, firms=3_000, months=12, **debt), market_with(firms=3_000, months=12, **debt)
    keys = np.array(sorted(stakes(market)))
    debts, buffers = [], []
    for m in (market, without):
        firms = m.enterprises
        chosen = np.isin(firms["id"], np.intersect1d(keys, without.enterprises["id"]))
        debts.append(float(np.sum(firms["bank_debt"][chosen]) / np.sum(firms["year_sales"][chosen])))
        buffers.append(float(np.sum(firms["fixed_assets"][chosen])))
    assert debts[0] < debts[1]
    assert buffers[0] > buffers[1]


def test_stakes_are_sold_after_the_holding_period_or_lost_with_the_firm(whole_life) -> None:
    """Everything bought is sold, lost or still held, to the fen."""
    table = whole_life.indicators
    grossed = whole_life.economy.weight / 100.0
    raw = whole_life.recorder.raw().loc[1:]
    bought = outlay(whole_life).sum() / grossed
    ended = raw["stakes_sold_cost"].sum() + raw["stakes_lost"].sum()
    assert bought == pytest.approx(ended + raw["stakes_fen"].iloc[-1], rel=1e-9)
    assert table["stake_proceeds"].loc[:24].sum() == 0.0
    assert table["stake_proceeds"].loc[25] > 0.0
    assert raw["stakes_lost"].sum() > 0.0
    flows = whole_life.flows
    sold = flows[(flows["purpose"] == "equity_stake") & (flows["payee"] == "government")]
    assert sold["fen"].sum() == raw["stakes_sold"].sum()
    held = stakes(whole_life)
    assert set(held) <= set(whole_life.enterprises["id"].tolist())


def test_what_comes_back_lowers_the_cost(whole_life, market_with) -> None:
    month = whole_life.indicators.loc[25]
    assert (
        month["public_cost"] - month["cost_of_capital"]
        < month["fiscal_outlay"]
        - 0.9 * month["stake_proceeds"]
        + abs(whole_life.recorder.raw().loc[25, "public_money_gain"]) * whole_life.economy.weight / 100.0
    )


class TestWhoWhenAndHowMuch:
    def test_the_budget_holds(self, market_with) -> None:
        capped = market_with(FUND + "budget_yuan = 300_000_000_000", months=26)
        assert 0.95 * 3e11 < outlay(capped).sum() <= 3e11 * (1.0 + 1e-7)

    def test_only_eligible_firms(self, market_with) -> None:
        market = market_with(FUND + 'eligible = { sector = ["software"], max_age_months = 60 }', months=1)
        firms = market.enterprises
        chosen = np.isin(firms["id"], sorted(stakes(market)))
        assert chosen.any() and set(firms["sector"][chosen]) == {2}
        assert (1 - firms["entry_month"][chosen] <= 60).all()

    def test_at_the_end_everything_is_sold(self, market_with) -> None:
        market = market_with(FUND + "end = 6", months=8)
        assert not stakes(market)
        assert market.indicators["stake_proceeds"].loc[7] > 0.0
        assert market.indicators["stakes_outstanding"].loc[8] == 0.0

    def test_waits_for_its_trigger(self, market_with, baseline) -> None:
        never = market_with(FUND + "trigger = { output_gap_below = -0.99 }")
        assert outlay(never).sum() == 0.0
        pd.testing.assert_series_equal(never.indicators["output"], baseline.indicators["output"])
