"""Guarantors that work together: shared appraisal, joint limits, supervision, capital for the weak."""

import dataclasses
from typing import Any

import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.policy.guarantor_cooperation import GuarantorCooperation
from smecredit.simulation.stresses.guarantor_loss import GuarantorLoss

CRISIS = GuarantorLoss(name="crisis", start=2, months=12, share=0.75)


def market_with(policy: Any, stress: Any = None, months: int = 18) -> CreditMarket:
    # Fee against loss decides, without the mandate of government-backed guarantors.
    by_fee = {"guarantors.payout_tolerance": 0.0, "guarantors.willingness_slope": 0.0, "guarantors.reach": 1.0}
    plain = load("baseline", firms=1_000, months=months, set={"economy.burn_in": 12, **by_fee})
    policies = plain.policies if policy is None else (*plain.policies, policy)
    return CreditMarket(dataclasses.replace(plain, policies=policies, stresses=(stress,) if stress else ()), seed=2)


def test_shared_files_let_guarantors_say_yes_more_often() -> None:
    shared = GuarantorCooperation(name="together", appraisal=0.3, noise=0.5)
    rates = []
    for policy in (None, shared):
        raw = market_with(policy).run().recorder.raw().loc[1:]
        rates.append(raw["guarantor_agreed"].sum() / raw["guarantor_asked"].sum())
    assert rates[1] > rates[0]


def test_weak_guarantors_are_strengthened_within_the_limit_of_the_year() -> None:
    policy = GuarantorCooperation(
        name="together", strengthen_below=0.6, capital_yuan_a_year=6e11, central_share=0.25, budget_yuan=3e11
    )
    alone, helped = market_with(None, CRISIS), market_with(policy, CRISIS)
    guarantors = alone.economy.institutions.column("sector") == 0
    for market in (alone, helped):
        for _ in range(14):
            market.step()
    assets = [int(m.economy.institutions.column("deposit")[guarantors].sum()) for m in (alone, helped)]
    assert assets[1] > assets[0]
    paid = helped.recorder.raw()["outlay_guarantor_cooperation"]
    monthly = helped.economy.fen_of_model(6e11) // 12
    assert paid.max() == monthly and paid.loc[:2].sum() <= monthly
    assert paid.sum() == helped.economy.fen_of_model(3e11)


def test_supervision_keeps_trust_in_a_crisis_and_ends_with_the_policy() -> None:
    policy = GuarantorCooperation(name="together", solvency_floor=0.05, regained=1.0, joint_share=1.0, end=10)
    alone, supervised = market_with(None, CRISIS), market_with(policy, CRISIS)
    guarantors = alone.economy.institutions.column("sector") == 0
    for market in (alone, supervised):
        for _ in range(10):
            market.step()
    trust = [m.economy.institutions.column("acceptance")[guarantors].mean() for m in (alone, supervised)]
    assert trust[1] > trust[0] + 0.05
    usual = supervised.economy.scenario.group("guarantors")
    assert supervised.economy.numbers.guarantors.single_borrower_public == 2.0 * usual.single_borrower_public
    for market in (alone, supervised):
        market.step()
    assert supervised.economy.numbers.guarantors == alone.economy.numbers.guarantors
    assert supervised.economy.institutions.column("noise")[guarantors] == pytest.approx(usual.noise, rel=1e-6)
