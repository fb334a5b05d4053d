"""Break-even rate, what is given up of it, return on capital, loss given default: worked by hand, and as identities."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.lending.loan_pricing import (
    Pricing,
    given_up,
    large_firm_rate,
    loan_rate,
    return_on_capital,
)

#: One yuan, in fen.
Y = 100
RATES = st.floats(0.0, 0.2)
AMOUNTS = st.floats(20_000.0, 50_000_000.0)
COSTS = st.floats(0.0, 20_000.0)
CAPITAL = st.floats(0.02, 0.3)
PDS = st.floats(0.0, 0.5)


def test_a_loan_worked_by_hand() -> None:
    """500,000 yuan for a year at a bank that pays 1.8% for money.

    Funding 1.80%, operation 0.80%, a file of 2,500 yuan 0.50%, a default of 2% that loses 55% of which the bank
    bears a fifth 0.22%, capital of 75% x 12.8% = 9.6 fen a yuan at 10% - 1.8% 0.7872%, margin 0.6%: 4.7072%, earned by
    the 98% that pay.
    """
    rate = loan_rate(0.018, 0.008 + 2_500.0 / 500_000.0, 0.02, 0.2 * 0.02 * 0.55, 0.75 * 0.128, 0.10, 0.006)
    assert rate == pytest.approx((0.018 + 0.008 + 0.005 + 0.0022 + 0.007872 + 0.006) / 0.98, rel=1e-14)
    assert rate == pytest.approx(0.0480327, abs=1e-7)


@given(RATES, COSTS, PDS, AMOUNTS, RATES, CAPITAL, RATES)
def test_the_break_even_rate_covers_every_cost(
    funding: float, fixed: float, pd: float, amount: float, loss: float, capital: float, wanted: float
) -> None:
    """Without a margin: interest of those who pay covers depositors, staff, the file, losses and the wanted return on
    capital."""
    revenue = (1.0 - pd) * amount * loan_rate(funding, fixed / amount, pd, loss, capital, wanted, 0.0)
    own = amount * capital
    cost = (amount - own) * funding + own * wanted + fixed + amount * loss
    assert revenue == pytest.approx(cost, rel=1e-12, abs=1e-6)


@given(RATES, RATES, PDS, RATES, CAPITAL, RATES, RATES)
def test_return_on_capital_inverts_the_price(
    funding: float, overhead: float, pd: float, loss: float, capital: float, wanted: float, markup: float
) -> None:
    """At break-even capital earns the wanted return; a margin adds margin over capital."""
    rate = loan_rate(funding, overhead, pd, loss, capital, wanted, markup)
    earned = return_on_capital((1.0 - pd) * rate, funding, overhead, loss, capital)
    assert earned == pytest.approx(wanted + markup / capital, rel=1e-9, abs=1e-12)


@given(RATES, RATES, PDS, RATES, CAPITAL, RATES, st.floats(0.001, 0.1))
def test_every_cost_raises_the_rate(
    funding: float, overhead: float, pd: float, loss: float, capital: float, wanted: float, more: float
) -> None:
    rate = loan_rate(funding, overhead, pd, loss, capital, wanted, 0.0)
    assert loan_rate(funding + more, overhead, pd, loss, capital, wanted, 0.0) > rate
    assert loan_rate(funding, overhead + more, pd, loss, capital, wanted, 0.0) > rate
    assert loan_rate(funding, overhead, pd, loss + more, capital, wanted, 0.0) > rate
    assert loan_rate(funding, overhead, pd, loss, capital, wanted + more, 0.0) > rate
    assert loan_rate(funding + 0.01, overhead, pd + more, loss, capital, wanted + 0.01, 0.0) > rate


def test_interest_lost_in_default_is_in_the_price() -> None:
    """Costs of 6% and one borrower in 20 who fails before paying any: the others pay 6.3158%."""
    assert loan_rate(0.02, 0.01, 0.05, 0.03, 0.0, 0.0, 0.0) == pytest.approx(0.0631579, abs=1e-7)


def test_without_capital_at_stake_any_profit_is_a_huge_return() -> None:
    assert return_on_capital(0.05, 0.02, 0.01, 0.0, 0.0) > 1e6
    assert return_on_capital(0.02, 0.02, 0.01, 0.0, 0.0) < -1e6


class TestWhatIsGivenUp:
    """Guidance of 30 basis points on loans of up to 10 million yuan."""

    @staticmethod
    def pricing(discount: float) -> Pricing:
        numbers: Pricing = Pricing().numbers()._replace(guidance_discount=discount, guidance_largest=10_000_000.0)
        return numbers

    @pytest.mark.parametrize(
        ("amount", "points"), [(50_000 * Y, 0.003), (10_000_000 * Y, 0.003), (10_000_000 * Y + 1, 0.0)]
    )
    def test_guidance_is_about_loans_up_to_its_largest(self, amount: int, points: float) -> None:
        assert given_up(amount, 0.0, self.pricing(0.003)) == points

    @pytest.mark.parametrize(("by_programmes", "points"), [(0.002, 0.003), (0.005, 0.005)])
    def test_the_more_of_guidance_and_programmes_is_given_up(self, by_programmes: float, points: float) -> None:
        assert given_up(Y, by_programmes, self.pricing(0.003)) == points

    def test_guidance_that_makes_loans_dearer_stands_beside_programmes(self) -> None:
        """Dearer by 40 basis points through guidance, cheaper by 50 through programmes: cheaper by 10."""
        assert given_up(Y, 0.0, self.pricing(-0.004)) == -0.004
        assert given_up(Y, 0.005, self.pricing(-0.004)) == pytest.approx(0.001)
        assert given_up(10_000_001 * Y, 0.005, self.pricing(-0.004)) == 0.005


def test_large_firms_pay_a_spread_over_the_policy_rate_and_never_less_than_nothing() -> None:
    """3.10% and 33 basis points make 3.43%; 60 basis points below a policy rate of 0.5% would be less than nothing."""
    assert large_firm_rate(0.031, 0.0033) == pytest.approx(0.0343)
    assert large_firm_rate(0.031, -0.001) == pytest.approx(0.03)
    assert large_firm_rate(0.005, -0.006) == 0.0
