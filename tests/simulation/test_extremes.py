"""Values at the ends of their bounds run, or are refused before the run by the key that cannot be met."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.ground.errors import RequestError
from smecredit.simulation.state.ledger import STOCKS

CASES = Path(__file__).resolve().parents[1] / "cases"
#: Stocks of banks and firms that cannot be negative.
OF_BANKS = (
    "reserves", "large_loans", "sme_loans", "bonds", "advances", "relending", "allowance", "rest_deposits",
    "firm_deposits",
)  # fmt: skip
OF_FIRMS = ("receivables", "linked_receivables", "inventory", "fixed_assets", "year_sales")


def lived(name: str, **options: Any) -> CreditMarket:
    """A run month by month, in which no stock of any bank or firm is ever below zero."""
    market = CreditMarket(load(name, **options), seed=1, tape=False)
    while market.running:
        market.step()
        economy = market.economy
        for column in OF_BANKS:
            assert economy.banks.column(column).min() >= 0, (market.month, column)
        living = economy.firms.column("state") == 1
        for column in OF_FIRMS:
            assert economy.firms.column(column)[living].min(initial=0) >= 0, (market.month, column)
    return market


@pytest.mark.parametrize("case", ["policy_rate_zero", "micro_only", "bank_negative_large", "negative_allowance"])
def test_an_economy_at_the_end_of_its_bounds_runs(case: str) -> None:
    size = {} if case == "negative_allowance" else {"firms": 500, "months": 24}
    market = lived(str(CASES / case / "case.toml"), **size)
    assert market.indicators["firms_alive"].iloc[-1] > 0
    assert np.isfinite(market.indicators["output"]).all()


@pytest.mark.parametrize("path", sorted(CASES.glob("collected_beyond_the_claim/*.toml")), ids=lambda path: path.stem)
def test_nobody_collects_more_than_is_owed(path: Path) -> None:
    market = lived(str(path))
    assert market.month == market.months
    assert (market.indicators["output"] > 0.0).all()


@pytest.mark.parametrize("path", sorted(CASES.glob("paid_to_borrow/*.toml")), ids=lambda path: path.stem)
def test_nobody_is_paid_for_borrowing_or_charged_for_deposits(path: Path) -> None:
    """No interest flows the other way round, however large an award, low a rate or short a balance."""
    market = CreditMarket(load(str(path)), seed=1).run()
    interest = market.flows[market.flows["purpose"].str.contains("interest")]
    assert len(interest) > 0
    assert interest["fen"].min() >= 0
    assert (market.indicators["mean_loan_rate"].dropna() >= 0.0).all()


def test_one_bank_of_few_has_no_reserves_below_zero() -> None:
    market = CreditMarket(load("baseline", firms=200, months=24), seed=3)
    while market.running:
        market.step()
        assert market.economy.banks.column("reserves").min() >= 0
        assert market.economy.banks.column("rest_deposits").min() >= 0


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("overflow", ["economy.population", "480 simulated firms", "200"]),
        ("negative_inventory", ["population.turnover", "hotels_catering"]),
    ],
)
def test_what_cannot_be_met_is_refused_before_the_run_by_its_key(case: str, words: list[str]) -> None:
    with pytest.raises(RequestError) as caught:
        load(str(CASES / case / "case.toml"))
    assert all(word in str(caught.value) for word in ("case.toml", *words))


@pytest.mark.parametrize(
    "path", ["guarantors.public_capital", "guarantors.national_capital", "guarantors.insurer_capital"]
)
def test_a_total_too_large_for_whole_numbers_is_refused_by_its_key(path: str) -> None:
    with pytest.raises(RequestError, match=path):
        load("baseline", firms=500, set={path: 1e15, "economy.population": 500.0})
    assert load("baseline", firms=500, set={path: 1e13, "economy.population": 500.0}).firms == 500


@pytest.mark.slow
def test_sixty_years_of_a_small_economy_grow_without_end_in_nothing() -> None:
    market = CreditMarket(load("absconding_wave", firms=200, months=720), seed=5, tape=False)
    early = np.zeros(len(STOCKS))
    while market.running:
        market.step()
        if market.month <= 240:
            early = np.maximum(early, market.economy.ledger.opening.sum(axis=1))
    late = market.economy.ledger.opening.sum(axis=1)
    # Advances, informal debt and what institutions hold have no steady size of their own.
    lasting = [k for k, name in enumerate(STOCKS) if name.startswith(("loans", "reserves", "bonds", "fixed", "invent"))]
    assert (late[lasting] <= 3.0 * early[lasting]).all()
    assert market.indicators["bank_failures"].max() <= market.economy.banks.rows
