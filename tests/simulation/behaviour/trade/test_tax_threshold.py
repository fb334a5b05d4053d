"""The VAT threshold: what owners forgo to stay below it, that firms bunch there, and that a higher one frees them."""

import math

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.trade.scale import use_of_capital
from smecredit.simulation.behaviour.trade.tax_threshold import Plan, held_scale, held_up_to, sales_made

#: The general threshold, fen a month.
THRESHOLD = 10_000_000


class TestWithinTheMonth:
    def test_the_point_of_indifference_by_hand(self) -> None:
        """A quarter of the next yuan is kept: 104,166.67 yuan leave 1,041.67 more than 100,000 do, which is the tax."""
        held_to = held_up_to(100_000.0, 0.01, 0.25)
        assert held_to == pytest.approx(100_000.0 * 25.0 / 24.0)
        assert 0.25 * (held_to - 100_000.0) == pytest.approx(0.01 * held_to)

    def test_sales_that_leave_no_more_than_the_tax_are_never_worth_it(self) -> None:
        assert held_up_to(100_000.0, 0.01, 0.01) == math.inf

    @pytest.mark.parametrize(
        ("possible", "made"), [(99.0, 99.0), (100.0, 100.0), (100.5, 100.0), (104.0, 100.0), (104.5, 104.5)]
    )
    def test_who_could_sell_a_little_more_sells_the_threshold(self, possible: float, made: float) -> None:
        assert sales_made(possible, 100.0, 104.0) == made

    def test_without_a_threshold_all_is_sold(self) -> None:
        assert sales_made(1e12, math.inf, math.inf) == 1e12


class TestOverTheYears:
    """A market that capital of 100 fits: sales of 200 there, of which 40 are left a year after inputs and wages."""

    plan = Plan(market=100.0, turnover=2.0, elasticity=0.5, return_at_market=0.4, user_cost=0.2, turnover_tax=0.01)

    def profit(self, capital: float, tax: float) -> float:
        relative = capital / self.plan.market
        used = use_of_capital(relative, self.plan.elasticity)
        return 100.0 * (self.plan.return_at_market * used - self.plan.user_cost * relative - tax * 2.0 * used)

    def test_what_stays_below_is_wanted_as_before(self) -> None:
        assert held_scale(90.0, 250.0, self.plan) == 90.0

    def test_it_is_held_where_that_earns_as_much_and_not_beyond(self) -> None:
        """Against the profit at both places, for thresholds from far below the wanted sales to just below."""
        wanted, held = 100.0, 0
        for threshold in (120.0, 140.0, 160.0, 180.0, 190.0, 199.0):
            capital = held_scale(wanted, threshold, self.plan)
            used = threshold / 200.0
            at_threshold = 100.0 * used / (2.0 - used)
            better = self.profit(at_threshold, 0.0) >= self.profit(wanted, 0.01)
            assert capital == pytest.approx(at_threshold if better else wanted)
            held += better
        assert 0 < held < 6

    def test_no_tax_no_threshold(self) -> None:
        assert held_scale(100.0, 199.0, self.plan._replace(turnover_tax=0.0)) == 100.0


def world(watching: float, threshold_yuan: float) -> CreditMarket:
    """A year of small firms under tax relief with this threshold."""
    scenario = load(
        f"tax_relief,policy.tax_relief.turnover_tax_threshold_yuan={threshold_yuan}",
        firms=500,
        months=10,
        set={"economy.burn_in": 2, "tax_threshold.watching": watching, "opening.settled": False},
    )
    return CreditMarket(scenario, seed=2).run()


@pytest.fixture(scope="module")
def worlds() -> dict[tuple[float, float], CreditMarket]:
    return {(watching, yuan): world(watching, yuan) for watching in (0.0, 1.0) for yuan in (100_000.0, 150_000.0)}


def sales_of(market: CreditMarket) -> np.ndarray:
    """Sales of the last month, fen, of living firms."""
    sales: np.ndarray = market.economy.tax_base[0][: market.economy.firms.rows]
    return sales[market.economy.firms.column("state") == 1]


def within(market: CreditMarket, low: float, high: float) -> int:
    """Firms with sales above `low` and up to `high` thresholds."""
    sales = sales_of(market) / THRESHOLD
    return int(((sales > low) & (sales <= high)).sum())


def test_firms_bunch_at_the_threshold_and_are_missing_above(worlds) -> None:
    free, watched = worlds[0.0, 100_000.0], worlds[1.0, 100_000.0]
    assert within(free, 1.0, 1.01) > 0, "there would be firms just above"
    assert within(watched, 1.0, 1.01) == 0
    assert within(watched, 0.99, 1.0) > 2 * within(free, 0.99, 1.0)
    assert (sales_of(watched) == THRESHOLD).sum() > 0 == (sales_of(free) == THRESHOLD).sum()


def test_a_raised_threshold_moves_them_and_lets_them_grow(worlds) -> None:
    """Against the same firms under the same change where nobody watches it."""
    at_threshold = worlds[1.0, 100_000.0]
    rows = (at_threshold.economy.firms.column("state") == 1) & (
        at_threshold.economy.tax_base[0][: at_threshold.economy.firms.rows] == THRESHOLD
    )
    held = at_threshold.economy.firms.column("id")[rows]

    def of_held(watching: float, yuan: float, column: str) -> float:
        firms = worlds[watching, yuan].economy.firms
        chosen = np.isin(firms.column("id"), held) & (firms.column("state") == 1)
        return float(firms.column(column)[chosen].mean())

    for column in ("year_sales", "fixed_assets"):
        gain = of_held(1.0, 150_000.0, column) / of_held(1.0, 100_000.0, column)
        without = of_held(0.0, 150_000.0, column) / of_held(0.0, 100_000.0, column)
        assert gain > without, column
    raised = worlds[1.0, 150_000.0]
    assert within(raised, 1.0, 1.02) > 0 == (sales_of(raised) == THRESHOLD).sum()
