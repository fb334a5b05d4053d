"""Who comes under a guarantee: mandates, banks that send whom they fear, whom they never send, and for how long."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.guarantee.institution_month import find_new_owners
from smecredit.simulation.behaviour.lending.backing import Backing
from smecredit.simulation.behaviour.lending.known_terms import known_terms
from smecredit.simulation.behaviour.lending.quotation import claims_count, judged
from smecredit.simulation.behaviour.lending.underwriting import sent_to_guarantor
from smecredit.simulation.behaviour.lending.ways_to_lend import Way, request_of
from smecredit.simulation.state.loan_columns import GUARANTEED

#: A licensed guarantee within reach of every firm, asked for by those alone who are offered too little without one.
WIDE = {"guarantors.reach": 1.0, "guarantors.asked_anyway": 0.0, "economy.burn_in": 6}


def granted(scenario: str = "baseline", **sets: Any) -> pd.DataFrame:
    """The loans that a market grants within a year."""
    market = CreditMarket(load(scenario, firms=1_500, months=12, set={**WIDE, **sets}), seed=4).run()
    tape = market.loans
    return tape[(tape["opened"] >= 1) & (tape["renewals"] == 0)]


def public(loans: pd.DataFrame) -> pd.DataFrame:
    return loans[loans["agreement"] == "national_scheme"]


@pytest.fixture(scope="module")
def usual() -> pd.DataFrame:
    return granted()


def test_a_government_backed_guarantor_needs_no_fee_within_its_mandate(usual: pd.DataFrame) -> None:
    """Without a fee a guarantor that has to earn its losses consents to nothing; one with a mandate to the sound."""
    free = {"policy.national_scheme.fee_annual": 0.0}
    assert len(public(granted(**free, **{"guarantors.payout_tolerance": 0.0}))) == 0
    assert len(public(granted(**free))) > 0.5 * len(public(usual)) > 0


def test_banks_send_whom_they_fear(small_market, usual: pd.DataFrame) -> None:
    """The chance is the stated one times the loss to expect; with none nobody is sent who would get a loan without."""
    economy = small_market(**{"guarantors.sent_by_banks": 5.0, "guarantors.asked_anyway": 0.0}).market.economy
    luck = [request_of(economy, i, 0, 10_000_000, 0, True) for i in range(200)]
    sent = [sent_to_guarantor(economy, request, 0.04) for request in luck]
    assert sent == [request.shops < 0.2 for request in luck]
    assert not any(sent_to_guarantor(economy, request, 0.0) for request in luck)
    often = granted(**{"guarantors.sent_by_banks": 100.0})
    assert len(public(often)) > 1.2 * len(public(usual))


def test_nobody_is_put_forward_who_is_expected_to_fail() -> None:
    """Where no bank screens, what it expects for its books is what it admits by."""
    strict = granted(**{"loan_pricing.riskiest_guaranteed": 0.03, "screening.most_effort": 0.0})
    behind = strict["security"] == "guarantor"
    assert behind.any()
    assert strict.loc[behind, "estimated_pd"].max() <= 0.03 < strict.loc[~behind, "estimated_pd"].max()


def test_whom_a_bank_puts_forward_does_not_depend_on_cover(small_market) -> None:
    """It screens less the less it may lose and sees otherwise; it admits as if the whole loss were its own."""
    economy = small_market().market.economy
    terms, way = known_terms(economy, 0, 0), Way(0, 0, GUARANTEED, 36, 200_000_000, 1, 0)
    admitted, seen, effort = [], [], []
    for relief in (0.0, 0.8, 1.0):
        backing = Backing(0, True, 200_000_000, 0.01, relief)
        asked = [request_of(economy, i, 0, 200_000_000, 0, True) for i in range(40)]
        views = [judged(economy, request, way, terms, backing) for request in asked]
        admitted.append([view.entry_pd for view in views])
        seen.append([view.pd for view in views])
        effort.append(views[0].effort)
    assert effort[0] > effort[1] > effort[2] == 0.0
    assert admitted[0] == admitted[1] == admitted[2] == seen[0]
    assert sum(one != other for one, other in zip(seen[0], seen[2], strict=True)) > 30


def test_a_bank_that_counts_on_less_of_a_guarantee_lends_to_the_sounder(usual: pd.DataFrame) -> None:
    open_to_all = {"loan_pricing.riskiest_guaranteed": 1.0, "guarantors.payout_tolerance": 1.0}
    risk = [
        public(granted(**open_to_all, **{"loan_pricing.cover_counted": part}))["estimated_pd"].max()
        for part in (0.0, 1.0)
    ]
    assert risk[0] < risk[1]


def test_the_bank_keeps_what_it_does_not_pass_on(usual: pd.DataFrame) -> None:
    rates = [public(granted(**{"loan_pricing.pass_through": part}))["rate"].mean() for part in (0.0, 1.0)]
    assert rates[1] < public(usual)["rate"].mean() < rates[0]


def test_loans_behind_a_guarantee_run_longer(small_market) -> None:
    """As long as those of firms that build: never shorter, and longer for many of the others."""
    economy = small_market().market.economy
    requests = [request_of(economy, i, 0, 10_000_000_000, 0, True) for i in range(250)]
    tenors = np.array([(request.tenor, request.guaranteed_tenor) for request in requests])
    assert (tenors[:, 1] >= tenors[:, 0]).all()
    assert (tenors[:, 1] > tenors[:, 0]).mean() > 0.2


class TestNewOwners:
    @staticmethod
    def failed(small_market, **numbers: float):
        """A market whose private guarantors have just failed, and their rows."""
        market = small_market(**numbers)
        institutions = market.market.economy.institutions
        private = np.flatnonzero((institutions.column("public") == 0) & (np.arange(institutions.rows) < 12))
        institutions.column("active")[private] = 0
        return market, private

    def test_they_pay_in_its_capital_and_it_begins_anew(self, small_market) -> None:
        market, private = self.failed(small_market, **{"guarantors.taken_over": 12.0})
        economy = market.market.economy
        k = int(private[0])
        before = market.flow("owner_capital", "rest_of_economy", "guarantor")
        economy.institutions.column("deposit")[k] = 7
        find_new_owners(k, economy)
        assert economy.institutions.column("deposit")[k] == economy.initial_net_assets[k]
        assert economy.institutions.column("active")[k] == 1
        assert economy.institutions.column("acceptance")[k] == economy.institutions.column("willingness")[k] == 1.0
        paid = market.flow("owner_capital", "rest_of_economy", "guarantor") - before
        assert paid == economy.initial_net_assets[k] - 7

    def test_off(self, small_market) -> None:
        market, private = self.failed(small_market, **{"guarantors.taken_over": 0.0})
        for k in private.tolist():
            find_new_owners(k, market.market.economy)
        assert (market.market.economy.institutions.column("active")[private] == 0).all()


@pytest.mark.parametrize(
    ("consent", "bank", "layer", "count"), [(1, 0, -1, True), (0, 1, -1, True), (0, 0, 0, True), (0, 0, -1, False)]
)
def test_claims_count_unless_all_is_covered_and_nobody_asks(
    small_market, consent: int, bank: int, layer: int, count: bool
) -> None:
    """A guarantor who examines, a share of the bank's, a first-loss layer of the bank's: each is enough."""
    economy = small_market().market.economy
    for name, value in (("consent", consent), ("share_bank", bank), ("layer_party_3", layer)):
        economy.agreements.column(name)[2] = value
    assert claims_count(economy, 2) == count
