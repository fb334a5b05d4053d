"""A compensation fund: what it pays at once, what later, and what never."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.state.structure import PARTIES

STRESSED = {"under": "severe_recession", "firms": 1_500, "months": 60}


def run_with(**terms: Any) -> CreditMarket:
    plain = load("one_plus_n", **STRESSED)
    policies = tuple(
        policy.model_copy(update=terms) if policy.name == "one_plus_n_fund" else policy for policy in plain.policies
    )
    return CreditMarket(dataclasses.replace(plain, policies=policies), seed=4, tape=True).run()


@pytest.fixture(scope="module")
def at_once() -> CreditMarket:
    return run_with()


@pytest.fixture(scope="module")
def in_stages() -> CreditMarket:
    return run_with(first_stage=0.4, second_stage_months=12)


def shares(market: CreditMarket) -> dict[str, float]:
    paid = market.losses_by_payer
    return {party: paid[party] / sum(paid.values()) for party in PARTIES}


def test_the_parts_of_every_claim_still_sum_to_the_loss(in_stages: CreditMarket) -> None:
    claims = in_stages.losses
    parts = claims[[f"paid_{party}_fen" for party in PARTIES]]
    assert (parts.sum(axis=1) == claims["loss_fen"]).all() and (parts >= 0).all().all()


def test_the_rest_comes_a_year_later_out_of_the_bank_s_part(in_stages: CreditMarket, at_once: CreditMarket) -> None:
    month = in_stages.month
    due = in_stages.economy.claims.column("owed_later_due")
    owed = in_stages.economy.claims.column("owed_later_fen")
    assert owed.any() and (due[owed > 0] > month).all()
    # Before the second stage the fund has paid 40% of its 30%, rounded down; afterwards all of it.
    staged, plain = (shares(market)["compensation_fund"] for market in (in_stages, at_once))
    assert 0.4 * plain < staged < plain
    claims = in_stages.economy.claims
    waiting = np.flatnonzero(owed > 0)
    fund = claims.column("paid_compensation_fund_fen")[waiting]
    assert np.allclose(fund / (fund + owed[waiting]), 0.4, atol=0.01)


def test_banks_believe_a_slow_fund_less(in_stages: CreditMarket, at_once: CreditMarket) -> None:
    trust = [
        market.economy.agreements.column("credibility")[market.economy.agreements.column("public") == 1].min()
        for market in (in_stages, at_once)
    ]
    assert trust[0] < trust[1]


def test_a_fund_that_is_empty_by_then_never_pays_the_rest() -> None:
    poor = run_with(size_yuan=2e9, top_up_yuan_a_year=0.0, first_stage=0.4)
    assert poor.recorder.raw()["claims_short_fen"].loc[1:].sum() > 0
    assert shares(poor)["compensation_fund"] < 0.01
