"""Public rating: who is rated, what guarantors spare, what it costs."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.lending.credit_scoring import score_of
from smecredit.simulation.behaviour.support.choice_by_lot import place_in_turn
from smecredit.simulation.state.structure import PRODUCTS

HEAD = '[[policy]]\nkind = "credit_rating"\nname = "ratings"\n'
HALF = HEAD + "coverage = 0.5\nnoise = 0.5\ncost_a_firm_yuan = 240\n"


def outlay(market) -> pd.Series:
    return market.indicators.get("fiscal_outlay.programme.credit_rating", pd.Series([0.0])).fillna(0.0)


@pytest.fixture
def rated(firms_chosen):
    """Keys of the living firms, and whether each is rated."""

    def of(market) -> tuple[np.ndarray, np.ndarray]:
        living = market.economy.firms.column("state") == 1
        return market.economy.firms.column("id")[living], firms_chosen(market, "ratings")[living]

    return of


class TestPlace:
    def test_worked_by_hand(self) -> None:
        """0.95 moves on by a tenth a month: 1.05 is 0.05, then 0.15; without a rota it stays."""
        assert place_in_turn(0.95, 0.1, 1) == pytest.approx(0.05)
        assert place_in_turn(0.95, 0.1, 2) == pytest.approx(0.15)
        assert place_in_turn(0.95, 0.0, 77) == 0.95

    @given(st.integers(2, 60), st.integers(0, 59), st.floats(0.01, 0.99))
    def test_each_is_called_on_once_a_round(self, months: int, place: int, within: float) -> None:
        share = 1.0 / months
        uniform = (place % months + within) * share
        calls = sum(place_in_turn(uniform, share, month) < share for month in range(10 * months))
        assert calls == 10


def test_the_share_covered_is_rated_for_good(market_with, rated) -> None:
    market = market_with(HALF, run=False)
    market.step()
    keys, first = rated(market)
    eligible = market.enterprises["size"] < 3
    assert first[eligible].mean() == pytest.approx(0.5, abs=0.06)
    for _ in range(6):
        market.step()
    later = dict(zip(*rated(market), strict=True))
    assert sum(later[key] != was for key, was in zip(keys, first, strict=True) if key in later) <= len(keys) // 100


def test_lenders_read_grades_of_rated_firms_only(market_with, loans_under, firms_chosen) -> None:
    market = market_with(HALF)
    loans = market.economy.loans
    new = (loans.column("status") == 1) & (loans.column("opened") == market.month)
    graded = firms_chosen(market, "ratings")[loans.column("firm")[new]]
    assert 0 < graded.sum() < len(graded)
    assert (loans_under(market, "ratings")[new] == graded).all()


def errors_of_lenders(market) -> float:
    """Standard deviation over the run's new lines of the estimated log odds of default less the true ones.

    The money of a term loan moves the score itself before the month is over; a line is drawn on later.
    """
    loans = market.economy.loans
    errors = []
    while market.running:
        market.step()
        new = (loans.column("status") == 1) & (loans.column("opened") == market.month)
        for row in np.flatnonzero(new & (loans.column("product") == PRODUCTS.index("revolving_line"))):
            estimate = float(loans.column("estimated_pd")[row])
            truth = score_of(market.economy, int(loans.column("firm")[row]), int(loans.column("amount")[row]))
            errors.append(math.log(estimate / (1.0 - estimate)) - truth)
    assert len(errors) > 100
    return float(np.std(errors))


def test_lenders_who_read_grades_err_less(market_with) -> None:
    told, untold = (market_with(text, firms=8_000, run=False) for text in (HEAD + "coverage = 1.0\nnoise = 0.1\n", ""))
    assert errors_of_lenders(told) < 0.9 * errors_of_lenders(untold)


def test_guarantors_accept_more_when_appraisal_is_spared(market_with) -> None:
    """The grade tells nothing here: what moves consent is the cost alone."""
    asked = {"guarantors.reach": 1.0, "guarantors.asked_anyway": 1.0}
    # Fee against loss and cost decides, without the mandate of government-backed guarantors.
    asked |= {"guarantors.payout_tolerance": 0.0, "guarantors.willingness_slope": 0.0}
    spared = market_with(HEAD + "coverage = 1.0\nnoise = 20.0\nappraisal = 0.0\n", **asked)
    consent = [market.summary.loc["guarantor_acceptance_rate", "value"] for market in (spared, market_with(**asked))]
    assert consent[0] > consent[1] + 0.02


def test_each_rated_firm_costs_its_fee(market_with) -> None:
    market = market_with(HALF, months=3)
    counted = market.recorder.raw().loc[1:, "firms_rated"]
    assert (counted > 300).all()
    assert outlay(market).tolist() == pytest.approx((counted * 20.0 * market.economy.weight).tolist(), rel=1e-6)


def test_budget_end_trigger_and_eligibility(market_with, baseline, fingerprints, rated) -> None:
    free = outlay(market_with(HALF, months=4))
    cap = 2.5 * float(free.iloc[0])
    capped = outlay(market_with(HALF + f"budget_yuan = {cap}\n", months=5))
    assert capped.sum() == pytest.approx(cap, rel=1e-4)
    assert capped.iloc[3] == capped.iloc[4] == 0.0
    spent = outlay(market_with(HALF + "start = 2\nend = 3\n", months=4))
    assert (spent > 0.0).tolist() == [False, True, True, False]
    never = market_with(HALF + "trigger = { output_gap_below = -0.9 }\n")
    assert outlay(never).sum() == 0.0
    assert fingerprints.differences(never, baseline) == []
    few = market_with(HALF + 'eligible = { size = ["medium"] }\n', months=1)
    keys, chosen = rated(few)
    assert 0 < chosen.sum() < 0.1 * len(keys)
    assert set(few.enterprises["size"][chosen].tolist()) <= {2, 3}
