"""Loans to large firms: who bears a gap in a bank's capital, and how loans are priced anew."""

import pytest
from hypothesis import given
from hypothesis.strategies import floats

from smecredit.simulation.behaviour.banking.bank_month import earn
from smecredit.simulation.behaviour.banking.large_firms import burden_of_small_firms, reprice_large_loans
from smecredit.simulation.state.ledger import INTEREST_LARGE, PAYER


@pytest.mark.parametrize(
    ("small_first", "small_return", "burden"),
    [
        # Of assets a quarter: 0.25 x 2 / (0.25 x 2 + 0.75).
        (2.0, 0.10, 0.4),
        (1.0, 0.10, 0.25),
        (0.0, 0.10, 0.0),
        # What small firms earn beyond large ones spares them nothing.
        (2.0, 0.20, 0.4),
        # A quarter less than large ones earn: half as much again at a crowding out of 2.
        (2.0, 0.075, 0.6),
        (2.0, -9.0, 1.0),
    ],
)
def test_burden_worked_by_hand(small_first: float, small_return: float, burden: float) -> None:
    assert burden_of_small_firms(0.25, small_return, 0.10, small_first, 2.0, 0.01) == pytest.approx(burden)


@given(share=floats(0.0, 1.0), first=floats(0.0, 20.0), small=floats(-0.5, 0.5), large=floats(0.01, 0.5))
def test_each_yuan_is_cut_at_least_as_much_harder_as_stated(
    share: float, first: float, small: float, large: float
) -> None:
    """Or all of the gap is theirs; with a number of at least 1 they never bear less than their share."""
    burden = burden_of_small_firms(share, small, large, first, 2.0, 0.01)
    assert 0.0 <= burden <= 1.0
    assert burden >= share * (1.0 - 1e-12) or first < 1.0
    assert burden == 1.0 or burden * (1.0 - share) >= first * share * (1.0 - burden) * (1.0 - 1e-9) - 1e-15


@pytest.mark.parametrize(("repriced", "priced_at"), [(0.0, 0.03), (0.5, 0.04), (0.25, 0.035), (1.0, 0.05)])
def test_a_part_is_priced_anew_each_month(small_market, repriced: float, priced_at: float) -> None:
    """Priced at 3% where the policy rate has risen to 5%."""
    economy = small_market(**{"large_firms.repriced": repriced}).market.economy
    economy.large_priced_at, economy.policy_rate = 0.03, 0.05
    reprice_large_loans(economy)
    assert economy.large_priced_at == pytest.approx(priced_at)


def test_what_is_left_of_a_rise_halves_in_three_months(small_market) -> None:
    """0.78 x 0.78 x 0.78 is 0.475; within a year 95% follow."""
    economy = small_market(**{"large_firms.repriced": 0.22}).market.economy
    economy.large_priced_at, economy.policy_rate, left = 0.03, 0.04, []
    for _ in range(12):
        reprice_large_loans(economy)
        left.append((0.04 - economy.large_priced_at) / 0.01)
    assert (left[2], left[11]) == (pytest.approx(0.474552), pytest.approx(0.0507, abs=1e-4))


@pytest.mark.parametrize("policy_rate", [0.0, 0.03, 0.09])
def test_interest_is_that_at_which_loans_were_priced(small_market, policy_rate: float) -> None:
    """5% and a spread of one point on 1,200 million yuan: six million a month, whatever the rate is now."""
    market = small_market(**{"loan_pricing.large_firm_spread": 0.01})
    economy = market.market.economy
    economy.large_priced_at, economy.policy_rate = 0.05, policy_rate
    market.bank(0)["large_loans"] = 120_000_000_000
    economy.flows[:] = 0
    earn(economy, 0)
    assert economy.flows[INTEREST_LARGE, PAYER, 0] == 600_000_000
