"""The month of guarantors and re-guarantors: interest, cost, dividends, failure, and what their payouts do to them."""

import numpy as np
import pytest

from smecredit.simulation.behaviour.guarantee.institution_month import institution_month

#: One yuan, in fen.
Y = 100
#: A hundred million yuan.
H = 100_000_000 * Y
PUBLIC, PRIVATE = 0, 1


@pytest.fixture
def covered(small_market):
    """A market and its only loan: neither interest nor cost nor re-guarantee fees; the first region's guarantors
    began with 100 million."""
    made = small_market(
        **{"guarantors.deposit_return": 0.0, "guarantors.operating_cost": 0.0, "guarantors.reguarantee_fee": 0.0}
    )
    for row in (PUBLIC, PRIVATE):
        made.market.economy.initial_net_assets[row] = H
        made.guarantor(row).set(
            deposit=H, active=1, payouts=0, released=0, year_payouts=0.0, year_released=0.0, willingness=1.0,
            acceptance=1.0,
        )  # fmt: skip
    firm, loan = made.borrower()
    made.alone(firm)
    return made, loan


@pytest.fixture
def market(covered):
    return covered[0]


def run_guarantors(market):
    return market.live("run_guarantors")


def test_money_earns_interest_and_the_firm_costs_a_share_of_its_first_capital(market) -> None:
    """2.4% on 100 million, and 1.2% of it: 200,000 and 100,000 a month."""
    numbers = market.market.economy.numbers
    numbers.restate("guarantors.deposit_return", 0.024)
    numbers.restate("guarantors.operating_cost", 0.012)
    run_guarantors(market)
    assert market.guarantor(PUBLIC)["deposit"] == H + 100_000 * Y


def test_a_guarantor_out_of_business_costs_nothing(market) -> None:
    market.market.economy.numbers.restate("guarantors.operating_cost", 0.012)
    market.guarantor(PUBLIC)["active"] = 0
    run_guarantors(market)
    assert market.guarantor(PUBLIC)["deposit"] == H


@pytest.mark.parametrize(("row", "left"), [(PRIVATE, 1.00), (PUBLIC, 1.40)])
def test_a_private_guarantor_pays_out_what_it_has_beyond_its_needs(market, row: int, left: float) -> None:
    market.guarantor(row)["deposit"] = int(1.40 * H)
    run_guarantors(market)
    assert market.guarantor(row)["deposit"] == pytest.approx(left * H, abs=1)


def test_from_what_on_owners_are_paid_is_stated(market) -> None:
    market.market.economy.numbers.restate("guarantors.dividends_from", 1.3)
    market.guarantor(PRIVATE)["deposit"] = int(1.40 * H)
    run_guarantors(market)
    assert market.guarantor(PRIVATE)["deposit"] == pytest.approx(1.3 * H, abs=1)


def test_a_guarantor_without_money_fails_once(market) -> None:
    market.guarantor(PRIVATE)["deposit"] = 0
    run_guarantors(market)
    assert (market.guarantor(PRIVATE)["active"], market.market.economy.counted("guarantors_failed")) == (0, 1)
    run_guarantors(market)
    # What a month counts stands until its books are closed: it has not failed again.
    assert market.market.economy.counted("guarantors_failed") == 1


def test_payouts_and_releases_are_smoothed_over_a_year(market) -> None:
    """12 million paid out in a month are 144 million a year, of which a twelfth is believed."""
    market.guarantor(PRIVATE).set(payouts=12 * H // 100, released=24 * H // 100)
    run_guarantors(market)
    guarantor = market.guarantor(PRIVATE)
    assert guarantor["year_payouts"] == pytest.approx(12e6, rel=1e-6)
    assert guarantor["year_released"] == pytest.approx(24e6, rel=1e-6)
    assert (guarantor["payouts"], guarantor["released"]) == (0, 0)


@pytest.mark.parametrize(("rate", "willingness"), [(0.03, 1.0), (0.065, 1.0 - 0.12 * 8.0 * 0.025)])
def test_willingness_falls_with_payouts_over_what_was_released(market, rate: float, willingness: float) -> None:
    """The payout rate above 4% counts eightfold; 12% of the way a month."""
    market.guarantor(PRIVATE).set(year_payouts=12.0e6 * rate / 11.0 * 12.0, year_released=12.0e6 / 11.0 * 12.0)
    run_guarantors(market)
    assert market.guarantor(PRIVATE)["willingness"] == pytest.approx(willingness, rel=1e-5)


def test_banks_trust_a_guarantor_less_whose_capital_is_half_gone(market) -> None:
    """0.35 at none and 0.75 at full trust: at a half 37.5% is due, 12% of the way a month."""
    market.guarantor(PRIVATE)["deposit"] = H // 2
    run_guarantors(market)
    assert market.guarantor(PRIVATE)["acceptance"] == pytest.approx(1.0 - 0.12 * 0.625, rel=1e-5)


def test_from_what_on_banks_trust_wholly_is_stated(market) -> None:
    """0.35 at none and 0.85 at full trust: at a half 30% is due."""
    market.market.economy.numbers.restate("guarantors.trusted_from", 0.85)
    market.guarantor(PRIVATE)["deposit"] = H // 2
    run_guarantors(market)
    assert market.guarantor(PRIVATE)["acceptance"] == pytest.approx(1.0 - 0.12 * 0.70, rel=1e-5)


@pytest.mark.parametrize(("part", "rate"), [(0.5, 0.08), (0.25, 0.16)])
def test_a_book_that_releases_nothing_is_judged_by_a_part_of_what_it_covers(market, part: float, rate: float) -> None:
    """400,000 yuan a year are 4% of the 10 million covered; the rate above 4% counts twice, 12% of the way a month."""
    market.market.economy.numbers.restate("guarantors.young_book", part)
    market.market.economy.numbers.restate("guarantors.willingness_slope", 2.0)
    market.guarantor(PRIVATE).set(year_payouts=400_000.0 / 11.0 * 12.0, covered=10_000_000 * Y)
    institution_month(market.market.economy, np.zeros((market.market.economy.institutions.rows, 2), np.int64))
    assert market.guarantor(PRIVATE)["willingness"] == pytest.approx(1.0 - 0.12 * 2.0 * (rate - 0.04), rel=1e-5)


def test_trust_comes_back_at_a_quarter_of_the_speed(market) -> None:
    market.guarantor(PRIVATE)["acceptance"] = 0.5
    run_guarantors(market)
    assert market.guarantor(PRIVATE)["acceptance"] == pytest.approx(0.5 + 0.03 * 0.5, rel=1e-5)


def test_a_guarantor_pays_its_re_guarantors_a_fee_on_what_they_carry(covered) -> None:
    """Province and nation take 20% each of 1.2 million yuan: 0.12% a year of 240,000 is 24 yuan a month for each."""
    market, loan = covered
    market.market.economy.numbers.restate("guarantors.reguarantee_fee", 0.0012)
    loan.set(guarantor=PUBLIC, agreement=2, security=2)
    carriers = [row for row in range(market.market.economy.institutions.rows) if market.guarantor(row)["sector"] == 1]
    before = [market.guarantor(row)["deposit"] for row in carriers]
    run_guarantors(market)
    got = [market.guarantor(row)["deposit"] - deposit for row, deposit in zip(carriers, before, strict=True)]
    assert got == [24 * Y, 24 * Y]
    assert H - market.guarantor(PUBLIC)["deposit"] == 48 * Y


def test_a_guarantor_with_too_little_pays_both_the_same_part(covered) -> None:
    market, loan = covered
    market.market.economy.numbers.restate("guarantors.reguarantee_fee", 0.0012)
    loan.set(guarantor=PUBLIC, agreement=2, security=2)
    market.guarantor(PUBLIC)["deposit"] = 12 * Y
    carriers = [row for row in range(market.market.economy.institutions.rows) if market.guarantor(row)["sector"] == 1]
    before = [market.guarantor(row)["deposit"] for row in carriers]
    run_guarantors(market)
    got = [market.guarantor(row)["deposit"] - deposit for row, deposit in zip(carriers, before, strict=True)]
    assert got == [6 * Y, 6 * Y]
