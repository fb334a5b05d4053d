"""Relief from taxes and charges: what the general terms charge less what the relieved ones would, and no fen more."""

import numpy as np
import pandas as pd
import pytest

from smecredit.simulation.behaviour.support.budget import budget_ratio, part_of_claim
from smecredit.simulation.behaviour.trade.cash_flow import taxes_due

RELIEF = """
[[policy]]
kind = "tax_relief"
name = "relief"
profit_tax = 0.025
turnover_tax = 0.0
charges_waived = 1.0
"""


class TestTaxesDue:
    def test_worked_by_hand(self) -> None:
        """Of 20,000,000 fen: charges 0.2%, VAT 1%; 5% of what is left of the profit shown, 0.8 x 1,760,000."""
        assert taxes_due(20_000_000, 2_000_000, 0.8, 0.002, 0.01, 10_000_000, 0.05) == (40_000, 200_000, 70_400)

    def test_no_vat_up_to_the_threshold_and_no_tax_on_a_loss(self) -> None:
        assert taxes_due(10_000_000, 1_000_000, 1.0, 0.0, 0.01, 10_000_000, 0.05) == (0, 0, 50_000)
        assert taxes_due(10_000_001, 100_000, 1.0, 0.0, 0.01, 10_000_000, 0.05) == (0, 100_000, 0)


def test_a_budget_that_runs_out_pays_everyone_the_same_part() -> None:
    assert budget_ratio(100, 100) == budget_ratio(0, 0) == 1.0
    assert budget_ratio(100, 25) == 0.25
    assert budget_ratio(100, -5) == 0.0
    assert [part_of_claim(claim, 0.25) for claim in (4, 7, 1)] == [1, 1, 0]
    assert part_of_claim(7, 1.0) == 7


def outlay(market) -> pd.Series:
    return market.indicators.get("fiscal_outlay.programme.tax_relief", pd.Series([0.0])).fillna(0.0)


@pytest.fixture(scope="module")
def relieved(market_with):
    return market_with(RELIEF)


def levied(market, month: int = 1) -> float:
    """Taxes and charges that enterprises paid in a month, yuan of the population."""
    flows = market.flows
    paid = flows["purpose"].isin(["tax", "charge"]) & (flows["payer"] == "enterprise") & (flows["month"] == month)
    return flows.loc[paid, "fen"].sum() * market.economy.weight / 100.0


def test_firms_pay_less_keep_the_difference_and_earn_more(relieved, baseline) -> None:
    first_tax = levied(relieved), levied(baseline)
    saved = outlay(relieved).iloc[0]
    # In the first month nothing else differs: what the state does not get is what the programme is said to cost.
    assert first_tax[1] - first_tax[0] == pytest.approx(saved, rel=1e-9)
    assert saved > 0.3 * first_tax[1]
    assert relieved.indicators["net_margin"].iloc[0] > baseline.indicators["net_margin"].iloc[0] + 0.005
    margins = [np.mean(market.enterprises["margin"]) for market in (relieved, baseline)]
    assert margins[0] > margins[1] + 0.002


def test_what_is_relieved_is_what_was_charged_by_the_same_rule(market_with) -> None:
    """With everything relieved, nothing is collected from anyone, whatever profit, size and honesty."""
    market = market_with(
        RELIEF.replace("0.025", "0.0") + 'eligible = { size = ["micro", "small", "medium"] }', firms=300, months=2
    )
    assert not (market.enterprises["size"] == 3).any()
    assert levied(market) == levied(market, 2) == 0.0


def test_revenue_forgone_is_counted_once(relieved, baseline) -> None:
    first, without = relieved.indicators.iloc[0], baseline.indicators.iloc[0]
    forgone = levied(baseline) - levied(relieved)
    assert outlay(relieved).iloc[0] == pytest.approx(forgone, rel=1e-9)
    # Who can serve its debt, and loans, differ a little from the first month on, and what banks are taxed with them.
    assert first["fiscal_outlay"] - without["fiscal_outlay"] == pytest.approx(forgone, rel=1e-3)
    assert without["fiscal_balance"] - first["fiscal_balance"] == pytest.approx(forgone, rel=1e-3)
    assert first["public_cost"] - without["public_cost"] == pytest.approx(forgone, rel=1e-3)


def test_two_reliefs_do_not_relieve_a_tax_twice(market_with) -> None:
    full = RELIEF.replace("0.025", "0.0")
    once = market_with(full, firms=300, months=2)
    twice = market_with(full + full.replace('"relief"', '"again"'), firms=300, months=2)
    assert outlay(twice).iloc[0] == outlay(once).iloc[0]
    assert levied(twice) == levied(once)


class TestWhoWhenAndHowMuch:
    def test_the_budget_holds_to_the_fen_and_is_used(self, market_with, baseline) -> None:
        monthly = 0.25 * baseline.indicators["tax_revenue"].iloc[0]
        budget = 3.5 * monthly
        capped = market_with(f"{RELIEF}budget_yuan = {budget}")
        spent = outlay(capped)
        assert spent.sum() <= budget
        assert spent.sum() == pytest.approx(budget, rel=1e-4)
        assert spent.iloc[-1] < 1e-6 * budget  # fen left by rounding down

    def test_only_eligible_firms_are_relieved(self, market_with, baseline) -> None:
        only = market_with(RELIEF + 'eligible = { sector = ["software"] }', months=1)
        without = market_with(months=1)
        taxed, untaxed = only.enterprises["margin"], without.enterprises["margin"]
        software = (without.enterprises["sector"] == 2) & (without.enterprises["entry_month"] < 1)
        assert (only.enterprises["id"] == without.enterprises["id"]).all()
        assert (taxed[software] > untaxed[software]).all()
        assert (taxed[without.enterprises["sector"] != 2] == untaxed[without.enterprises["sector"] != 2]).all()

    def test_ends_and_waits_for_its_trigger(self, market_with) -> None:
        spent = outlay(market_with(RELIEF + "start = 3\nend = 5"))
        assert (spent.loc[3:5] > 0.0).all() and spent.sum() == spent.loc[3:5].sum()
        triggered = market_with(RELIEF + "trigger = { output_gap_below = 0.0 }")
        below = triggered.indicators["output_gap"] < 0.0
        assert ((outlay(triggered) > 0.0) == below).all()
        assert market_with(RELIEF + "trigger = { output_gap_below = -0.99 }").economy.tax_base.shape == (4, 0)


def test_a_higher_threshold_frees_the_small_from_vat_alone(market_with) -> None:
    text = '[[policy]]\nkind = "tax_relief"\nturnover_tax_threshold_yuan = 300_000\n'
    freed, without = market_with(text, months=1), market_with(months=1)
    more = freed.enterprises["margin"] - without.enterprises["margin"]
    sales = without.enterprises["year_sales"] / 1200.0
    assert (more[(sales > 130_000) & (sales < 200_000)] > 0.0).mean() > 0.8
    assert (more[sales > 1_000_000] == 0.0).all()
