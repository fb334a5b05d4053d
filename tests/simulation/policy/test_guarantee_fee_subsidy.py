"""Guarantee-fee subsidy: the guarantor gets from the state what it takes less from the borrower."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.support.loan_support import fee_paid_for, within_ceilings
from smecredit.simulation.ground.columns import Store
from smecredit.simulation.state.programme_columns import FEE_CEILING, FEE_SUPPORT, PROGRAMMES, RATE_CEILING

SUBSIDY = """
[[policy]]
kind = "guarantee_fee_subsidy"
name = "fees"
points = 0.006
"""
OUTLAY = "fiscal_outlay.programme.guarantee_fee_subsidy"


def outlay(market: CreditMarket) -> pd.Series:
    return market.indicators.get(OUTLAY, pd.Series([0.0])).fillna(0.0)


def paid(market: CreditMarket, purpose: str, payer: str, payee: str) -> int:
    f = market.flows
    return int(f.loc[(f["purpose"] == purpose) & (f["payer"] == payer) & (f["payee"] == payee), "fen"].sum())


class TestRules:
    def programme(self, **columns: float) -> Any:
        store = Store(PROGRAMMES, 4)
        store.allocate(2)
        places = {"support": FEE_SUPPORT, "ceiling": FEE_CEILING, "rate": RATE_CEILING}
        for name, value in columns.items():
            store.blocks.real[places[name], 1] = value
        return store.blocks

    def test_the_state_pays_its_points_and_never_more_than_the_fee(self) -> None:
        programme = self.programme(support=0.006)
        assert fee_paid_for(0b10, 0.010, programme) == pytest.approx(0.006)
        assert fee_paid_for(0b10, 0.004, programme) == pytest.approx(0.004)
        assert fee_paid_for(0b01, 0.010, programme) == 0.0

    def test_only_guaranteed_loans_within_the_ceilings_count(self) -> None:
        programme = self.programme(support=0.006, ceiling=0.015, rate=0.02)
        assert within_ceilings(0b11, 0.05, 0.010, 0.0335, programme) == 0b11
        assert within_ceilings(0b11, 0.05, 0.020, 0.0335, programme) == 0b01
        assert within_ceilings(0b11, 0.05, 0.000, 0.0335, programme) == 0b01
        assert within_ceilings(0b11, 0.06, 0.010, 0.0335, programme) == 0b01


#: A guarantor is at hand for all, and its price decides whether it is asked.
WIDE = {"guarantors.reach": 1.0, "guarantors.asked_anyway": 1.0}


@pytest.fixture(scope="module")
def subsidised(market_with: Callable[..., CreditMarket]) -> CreditMarket:
    return market_with(SUBSIDY, **WIDE)


@pytest.fixture(scope="module")
def pairs(market_with: Callable[..., CreditMarket]) -> list[tuple[CreditMarket, CreditMarket]]:
    """With and without, five seeds."""
    return [
        (market_with(SUBSIDY, firms=3_000, seed=seed, **WIDE), market_with(firms=3_000, seed=seed, **WIDE))
        for seed in range(3, 8)
    ]


def test_borrowers_pay_less_guarantors_get_no_less(pairs: list[tuple[CreditMarket, CreditMarket]]) -> None:
    received = [0, 0]
    for subsidised, unsubsidised in pairs:
        from_firms = [paid(m, "guarantee_fee", "enterprise", "guarantor") for m in (subsidised, unsubsidised)]
        from_state = paid(subsidised, "subsidy", "government", "guarantor")
        assert 0 < from_state == pytest.approx(outlay(subsidised).sum() / subsidised.economy.weight * 100.0, rel=1e-9)
        assert from_firms[0] < from_firms[1]
        received[0] += from_firms[0] + from_state
        received[1] += from_firms[1]
        assert paid(unsubsidised, "subsidy", "government", "guarantor") == 0
    # Over all five: in one of them luck may give the other world more guaranteed loans.
    assert received[0] > received[1]


def test_more_is_borrowed_on_guarantees_at_lower_cost(pairs: list[tuple[CreditMarket, CreditMarket]]) -> None:
    """The share over the whole run and five seeds: a policy of this size moves it by a part in a hundred."""
    share, cost = ("licensed_guarantee_share", "mean_borrowing_cost")
    shares = [sum(float(pair[side].indicators[share].mean()) for pair in pairs) for side in (0, 1)]
    assert shares[0] > shares[1]
    for subsidised, unsubsidised in pairs:
        assert subsidised.summary.loc[cost, "value"] < unsubsidised.summary.loc[cost, "value"]
        assert (subsidised.indicators["support_to_lenders_share"].dropna() == 1.0).all()


def test_a_budget_is_spent_to_the_last_yuan_and_no_further(
    market_with: Callable[..., CreditMarket], subsidised: CreditMarket
) -> None:
    budget = float(outlay(subsidised).sum()) / 3.0
    spent = outlay(market_with(SUBSIDY + f"budget_yuan = {budget}\n", **WIDE)).sum()
    assert 0.97 * budget < spent <= budget * (1.0 + 1e-6)


def test_it_reaches_the_eligible_only_while_it_lasts(market_with: Callable[..., CreditMarket]) -> None:
    market = market_with(SUBSIDY + 'start = 3\nend = 8\neligible = { size = ["micro"] }\n', months=12)
    months = outlay(market)
    assert (months.iloc[:2] == 0.0).all() and (months.iloc[2:8] > 0.0).any() and (months.iloc[8:] == 0.0).all()
    bits = market.economy.loans.column("programmes")
    row = next(row for row, policy in market.economy.schedule.programme_policies.items() if policy.name == "fees")
    under = (bits >> row) & 1 == 1
    assert (market.economy.loans.column("opened")[under] >= -36).all()
    assert (market.economy.loans.column("guarantor")[under & (market.economy.loans.column("status") == 1)] >= 0).all()


def test_dear_guarantees_get_nothing(market_with: Callable[..., CreditMarket], subsidised: CreditMarket) -> None:
    """Private guarantors charge 2%, public ones 1%."""
    public_only = market_with(SUBSIDY + "fee_ceiling = 0.015\n", **WIDE)
    assert 0.0 < outlay(public_only).sum() < outlay(subsidised).sum()
    row = next(row for row, policy in public_only.economy.schedule.programme_policies.items() if policy.name == "fees")
    loans = public_only.economy.loans
    under = ((loans.column("programmes") >> row) & 1 == 1) & (loans.column("status") == 1)
    assert under.any() and (loans.column("fee_rate")[under] < 0.0151).all()


def test_a_trigger_that_never_holds_pays_nothing(market_with: Callable[..., CreditMarket]) -> None:
    assert outlay(market_with(SUBSIDY + "trigger = { output_gap_below = -0.9 }\n", months=6)).sum() == 0.0
