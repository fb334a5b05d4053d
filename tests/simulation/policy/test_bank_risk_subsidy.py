"""Risk subsidy to banks: the money goes to lenders; firms get what is passed on in rates and in loans not refused."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.support.loan_support import lender_support, terms_under

#: Enough applications for a few per cent more or fewer refusals to show.
LONG: dict[str, Any] = {"firms": 1_500, "months": 24}
COMPENSATION = """
[[policy]]
kind = "bank_risk_subsidy"
name = "compensation"
loss_share = 0.5
"""
AWARD = """
[[policy]]
kind = "bank_risk_subsidy"
name = "award"
lending_award = 0.005
"""


def outlay(market: CreditMarket) -> pd.Series:
    key = "fiscal_outlay.programme.bank_risk_subsidy"
    return market.indicators.get(key, pd.Series([0.0])).fillna(0.0)


def value(market: CreditMarket, key: str) -> float:
    return float(market.summary.loc[key, "value"])


def to_banks(market: CreditMarket) -> pd.Series:
    f = market.flows
    mine = f[(f["purpose"] == "subsidy") & (f["payer"] == "government") & (f["payee"] == "bank")]
    return mine.groupby("month")["fen"].sum()


@pytest.fixture(scope="module")
def compensated(market_with: Callable[..., CreditMarket]) -> CreditMarket:
    return market_with(COMPENSATION, **LONG)


@pytest.fixture(scope="module")
def awarded(market_with: Callable[..., CreditMarket]) -> CreditMarket:
    return market_with(AWARD, **LONG)


@pytest.fixture(scope="module")
def without(market_with: Callable[..., CreditMarket]) -> CreditMarket:
    return market_with(**LONG)


def test_what_support_is_worth_worked_by_hand(compensated: CreditMarket) -> None:
    """Half of an expected loss of 2%; an award of 1% a year; 60% of funds 0.5 points cheaper."""
    programme = compensated.economy.programme
    neutral: Any = terms_under(0, 0, programme, 0.0335)
    assert lender_support(neutral, 0.02, 0.018, 0.0) == 0.0
    terms = neutral._replace(loss_compensation=0.5, cheap_funds=0.6, cheap_rate=0.013)
    assert lender_support(terms, 0.02, 0.018, 0.01) == pytest.approx(0.01 + 0.01 + 0.003)
    assert lender_support(terms, 0.02, 0.018, 0.0) == pytest.approx(0.01 + 0.003)
    assert lender_support(terms._replace(cheap_rate=0.03), 0.02, 0.018, 0.01) == pytest.approx(0.02)


def test_banks_get_half_of_their_own_loss_on_loans_made_under_it(compensated: CreditMarket) -> None:
    got, claims = int(to_banks(compensated).sum()), compensated.losses
    assert got == pytest.approx(outlay(compensated).sum() / compensated.economy.weight * 100.0, rel=1e-9)
    borne = int(claims.loc[claims["month"] >= 1, "paid_bank_fen"].sum())
    assert 0 < got < 0.5 * borne, "loans that were there before it are not compensated"


def test_the_loss_stays_in_the_table_of_who_pays(compensated: CreditMarket) -> None:
    losses = compensated.losses
    paid = losses[[column for column in losses.columns if column.startswith("paid_")]]
    assert (paid.sum(axis=1) == losses["loss_fen"]).all()
    assert compensated.losses_by_payer["bank"] > 0.0


def test_compensation_and_award_show_as_support_to_lenders(
    compensated: CreditMarket, awarded: CreditMarket, without: CreditMarket
) -> None:
    for market in (compensated, awarded):
        assert to_banks(market).sum() > 0
        assert value(market, "support_to_lenders_share") == 1.0
    assert len(to_banks(without)) == 0


def test_banks_screen_less_when_losses_are_not_theirs(compensated: CreditMarket, without: CreditMarket) -> None:
    assert value(compensated, "screening_effort") < 0.9 * value(without, "screening_effort")


def test_firms_get_lower_rates_and_fewer_refusals(
    compensated: CreditMarket, awarded: CreditMarket, without: CreditMarket
) -> None:
    assert value(compensated, "rejection_rate") < value(without, "rejection_rate")
    for market in (compensated, awarded):
        assert value(market, "mean_loan_rate") < value(without, "mean_loan_rate")
        assert value(market, "lender_support_passed_on") > 0.0
    assert value(without, "lender_support_passed_on") == 0.0


def test_what_banks_do_not_pass_on_they_keep(
    market_with: Callable[..., CreditMarket], awarded: CreditMarket, without: CreditMarket
) -> None:
    none = market_with(AWARD, **LONG, **{"loan_pricing.pass_through": 0.0, "guarantors.reach": 0.0})
    full = market_with(AWARD, **LONG, **{"loan_pricing.pass_through": 1.0, "guarantors.reach": 0.0})
    without = market_with(**LONG, **{"guarantors.reach": 0.0})
    assert value(full, "mean_loan_rate") < value(none, "mean_loan_rate")
    assert value(none, "lender_support_passed_on") == 0.0
    assert value(none, "bank_return_on_equity") > value(full, "bank_return_on_equity")
    assert value(none, "bank_return_on_equity") > value(without, "bank_return_on_equity")


def test_the_award_is_a_share_of_what_is_newly_lent(awarded: CreditMarket) -> None:
    """To every firm but those grown large; half a fen of rounding a loan."""
    new = awarded.indicators["new_lending"].sum()
    assert outlay(awarded).sum() == pytest.approx(0.005 * new, rel=1e-3)


def test_budget_eligibility_end_and_trigger_hold(
    market_with: Callable[..., CreditMarket], awarded: CreditMarket
) -> None:
    budget = float(outlay(awarded).sum()) / 4.0
    capped = outlay(market_with(AWARD + f"budget_yuan = {budget}\n"))
    assert 0.97 * budget < capped.sum() <= budget * (1.0 + 1e-6)
    micro = market_with(AWARD + 'start = 2\nend = 6\neligible = { size = ["micro"] }\n', months=10)
    new = micro.indicators["new_lending.size.micro"]
    assert outlay(micro).iloc[1:6].sum() == pytest.approx(0.005 * new.iloc[1:6].sum(), rel=1e-3)
    assert outlay(micro).iloc[[0, *range(6, 10)]].sum() == 0.0
    assert outlay(market_with(AWARD + "trigger = { output_gap_above = 0.9 }\n", months=6)).sum() == 0.0
