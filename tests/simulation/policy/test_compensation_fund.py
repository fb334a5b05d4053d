"""A compensation fund: what it pays at once, what later, and what never."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.support.public_purse import parts_of_budgets
from smecredit.simulation.policy.compensation_fund import CompensationFund, central_share_of
from smecredit.simulation.state.structure import PARTIES, REGIONS

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


def test_the_rest_comes_a_year_later_out_of_the_bank_s_part(in_stages: CreditMarket) -> None:
    month = in_stages.month
    due = in_stages.economy.claims.column("owed_later_due")
    owed = in_stages.economy.claims.column("owed_later_fen")
    assert owed.any() and (due[owed > 0] > month).all()
    # Before the second stage the fund has paid 40% of its 30%, rounded down; afterwards all of it.
    claims = in_stages.economy.claims
    paid_in_all = float(claims.column("paid_compensation_fund_fen").sum())
    assert 0.4 * (paid_in_all + float(owed.sum())) < paid_in_all
    in_full = (claims.column("paid_compensation_fund_fen") > 0) & (owed == 0)
    loss, paid = (claims.column(name)[in_full] for name in ("loss_fen", "paid_compensation_fund_fen"))
    assert (paid <= 0.3 * loss).all()
    assert np.max(paid / loss) == pytest.approx(0.3, abs=1e-6)  # some met a fund that had run dry
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


@given(st.integers(0, 10**15), st.floats(0.0, 1.0), st.permutations(range(len(REGIONS))), st.integers(1, len(REGIONS)))
def test_what_is_paid_and_returned_is_divided_in_whole_fen(
    amount: int, central: float, regions: list[int], count: int
) -> None:
    parts = parts_of_budgets(amount, central, sorted(regions[:count]))
    assert parts.dtype == np.int64 and parts.sum() == amount and (parts >= 0).all()
    assert parts[0] == pytest.approx(amount * central, abs=0.51, rel=1e-12)
    local = parts[[1 + region for region in regions[:count]]]
    assert local.max() - local.min() <= 1 and local.sum() == amount - parts[0]


def test_a_division_worked_by_hand() -> None:
    assert parts_of_budgets(1_001, 0.25).tolist() == [250, 187, 188, 188, 188]
    assert parts_of_budgets(0, 0.25).tolist() == [0] * 5


def test_a_fund_that_ends_returns_its_money_to_all_budgets() -> None:
    plain = load("one_plus_n", firms=300, months=3, set={"economy.burn_in": 2})
    ended = plain.replace(**{"policy.one_plus_n_fund.end": 2, "policy.one_plus_n_fund.central_share": 0.5})
    market = CreditMarket(ended, seed=4)
    market.live_burn_in()
    market.step(), market.step()
    economy = market.economy
    (fund,) = [policy for policy in economy.schedule.among("open") if policy.name == "one_plus_n_fund"]
    assert isinstance(fund, CompensationFund)
    money, accounts = (
        int(economy.institutions.row(economy.institution_row(fund.party)).deposit),
        economy.accounts.copy(),
    )
    assert central_share_of(economy, fund.party) == 0.5 and money > 0
    fund.close(economy)
    assert (economy.accounts - accounts).tolist() == parts_of_budgets(money, 0.5).tolist()


def test_the_window_opens_with_the_fund() -> None:
    """It waits for its trigger until month 5 and then pays for three months, not until month 3."""
    plain = load("one_plus_n", firms=300, months=9, set={"economy.burn_in": 2})
    terms = {"window_months": 3, "trigger": {"output_gap_below": 0.0}, "start": 1}
    waits = plain.replace(**{f"policy.one_plus_n_fund.{key}": value for key, value in terms.items()})
    market = CreditMarket(waits, seed=4)
    schedule, pays = market.economy.schedule, []
    while market.running:
        cycle = market.economy.cycle
        cycle.gap = -0.05 if market.month >= 4 else 0.05
        market.step()
        fund = next(policy for policy in waits.policies if policy.name == "one_plus_n_fund")
        assert (fund in schedule.among("ever_open")) == any(gap < 0.0 for gap in market.indicators["output_gap"])
        row = market.economy.institution_row("compensation_fund")
        pays.append(bool(market.economy.institutions.row(row).active))
    first = schedule.first_month(fund)
    assert first > 3 and pays[first - 1 :] == [month < first + 3 for month in range(first, 10)]
