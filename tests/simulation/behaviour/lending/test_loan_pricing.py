"""Break-even rate, return on capital and loss given default: worked by hand, and as identities."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.lending.loan_pricing import loan_rate, loss_given_default, return_on_capital

RATES = st.floats(0.0, 0.2)
AMOUNTS = st.floats(20_000.0, 50_000_000.0)
COSTS = st.floats(0.0, 20_000.0)
CAPITAL = st.floats(0.02, 0.3)


def test_a_loan_worked_by_hand() -> None:
    """500,000 yuan for a year at a bank that pays 1.8% for money.

    Funding 1.80%, operation 0.80%, a file of 2,500 yuan 0.50%, a default of 2% that loses 55% of which the bank
    bears a fifth 0.22%, capital of 75% x 12.8% = 9.6 fen a yuan at 10% - 1.8% 0.7872%, margin 0.6%.
    """
    rate = loan_rate(0.018, 0.008, 2_500.0, 500_000.0, 0.2 * 0.02 * 0.55, 0.75 * 0.128, 0.10, 0.006)
    assert rate == pytest.approx(0.018 + 0.008 + 0.005 + 0.0022 + 0.007872 + 0.006, rel=1e-14)
    assert rate == pytest.approx(0.047072, rel=1e-12)


@given(RATES, RATES, COSTS, AMOUNTS, RATES, CAPITAL, RATES)
def test_what_the_loan_earns_is_what_it_costs(
    funding: float, operating: float, fixed: float, amount: float, loss: float, capital: float, wanted: float
) -> None:
    """Without a margin: interest pays depositors, staff, the file, losses and the wanted return on capital."""
    revenue = amount * loan_rate(funding, operating, fixed, amount, loss, capital, wanted, 0.0)
    own = amount * capital
    cost = (amount - own) * funding + own * wanted + amount * operating + fixed + amount * loss
    assert revenue == pytest.approx(cost, rel=1e-12, abs=1e-6)


@given(RATES, RATES, COSTS, AMOUNTS, RATES, CAPITAL, RATES, RATES)
def test_return_on_capital_inverts_the_price(
    funding: float,
    operating: float,
    fixed: float,
    amount: float,
    loss: float,
    capital: float,
    wanted: float,
    markup: float,
) -> None:
    """At break-even capital earns the wanted return; a margin adds margin over capital."""
    rate = loan_rate(funding, operating, fixed, amount, loss, capital, wanted, markup)
    earned = return_on_capital(rate, funding, operating, fixed, amount, loss, capital)
    assert earned == pytest.approx(wanted + markup / capital, rel=1e-9, abs=1e-12)


@given(RATES, RATES, COSTS, AMOUNTS, RATES, CAPITAL, RATES, st.floats(0.001, 0.1))
def test_every_cost_raises_the_rate(
    funding: float,
    operating: float,
    fixed: float,
    amount: float,
    loss: float,
    capital: float,
    wanted: float,
    more: float,
) -> None:
    rate = loan_rate(funding, operating, fixed, amount, loss, capital, wanted, 0.0)
    assert loan_rate(funding + more, operating, fixed, amount, loss, capital, wanted, 0.0) > rate
    assert loan_rate(funding, operating + more, fixed, amount, loss, capital, wanted, 0.0) > rate
    assert loan_rate(funding, operating, fixed, amount, loss + more, capital, wanted, 0.0) > rate
    assert loan_rate(funding, operating, fixed, amount, loss, capital, wanted + more, 0.0) > rate
    assert loan_rate(funding, operating, fixed + 1_000.0, amount, loss, capital, wanted, 0.0) > rate


def test_the_fixed_cost_weighs_on_small_loans() -> None:
    """2,400 yuan of processing are 4.8% of 50,000 and 0.048% of 5 million."""
    small, large = (loan_rate(0.0, 0.0, 2_400.0, amount, 0.0, 0.1, 0.0, 0.0) for amount in (50_000.0, 5e6))
    assert (small, large) == (pytest.approx(0.048), pytest.approx(0.00048))


def test_without_capital_at_stake_any_profit_is_a_huge_return() -> None:
    assert return_on_capital(0.05, 0.02, 0.01, 0.0, 1.0, 0.0, 0.0) > 1e6
    assert return_on_capital(0.02, 0.02, 0.01, 0.0, 1.0, 0.0, 0.0) < -1e6


@pytest.mark.parametrize(("security", "share"), [(0, 0.85), (1, 0.35), (2, 0.55), (3, 0.55)])
def test_loss_given_default_by_security(security: int, share: float) -> None:
    assert loss_given_default(security, 0.85, 0.35, 0.55) == share
