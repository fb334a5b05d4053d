"""How much a firm's capital sells in its market, and how much capital it wants: against closed forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.trade.scale import capacity, normal_sales, use_of_capital, wanted_relative

#: One yuan, in fen.
Y = 100
RELATIVE = st.floats(0.0, 50.0)
#: Returns to capital where there is a market.
ELASTICITY = st.floats(0.1, 0.95)


class TestUseOfCapital:
    @pytest.mark.parametrize(
        ("relative", "elasticity", "use"),
        [(1.0, 0.5, 1.0), (1.0 / 3.0, 0.5, 0.5), (3.0, 0.5, 1.5), (1.0, 0.25, 1.0), (5.0, 0.25, 1.25), (0.0, 0.5, 0.0)],
    )
    def test_worked_by_hand(self, relative: float, elasticity: float, use: float) -> None:
        """At one half, 2x / (1 + x); at a quarter, 4x / (1 + 3x)."""
        assert use_of_capital(relative, elasticity) == pytest.approx(use)

    @given(ELASTICITY)
    def test_has_the_stated_elasticity_where_capital_fits(self, elasticity: float) -> None:
        step = 1e-5
        slope = (use_of_capital(1.0 + step, elasticity) - use_of_capital(1.0 - step, elasticity)) / (2.0 * step)
        assert slope == pytest.approx(elasticity, rel=1e-6)

    @given(RELATIVE, RELATIVE, ELASTICITY)
    def test_rises_and_stays_within_the_market(self, one: float, other: float, elasticity: float) -> None:
        """However large the capital, customers number no more than 1 / (1 - elasticity) of those it began with."""
        low, high = (use_of_capital(x, elasticity) for x in sorted((one, other)))
        assert 0.0 <= low <= high <= 1.0 / (1.0 - elasticity) + 1e-9

    @given(RELATIVE)
    def test_without_a_market_sales_go_with_capital(self, relative: float) -> None:
        assert use_of_capital(relative, 1.0) == relative


class TestCapacity:
    def test_worked_by_hand(self) -> None:
        """Three yuan of sales a year per yuan of capital that fits: 1.5 times as much at thrice the capital."""
        assert capacity(1_000_000.0, 1_000_000.0, 3.0, 0.5) == pytest.approx(3_000_000.0)
        assert capacity(3_000_000.0, 1_000_000.0, 3.0, 0.5) == pytest.approx(4_500_000.0)
        assert capacity(1_000_000.0, 3_000_000.0, 3.0, 0.5) == pytest.approx(4_500_000.0)

    @given(st.floats(1e4, 1e12), st.floats(1e4, 1e12), ELASTICITY)
    def test_is_the_market_s_sales_at_this_use_of_it(self, capital: float, market: float, elasticity: float) -> None:
        expected = 2.5 * market * use_of_capital(capital / market, elasticity)
        assert capacity(capital, market, 2.5, elasticity) == pytest.approx(expected, rel=1e-9)

    def test_without_a_market_sales_go_with_capital(self) -> None:
        for market in (1.0, 1e6, 1e12):
            assert capacity(3_000_000.0, market, 3.0, 1.0) == pytest.approx(9_000_000.0)

    def test_nothing_sells_nothing(self) -> None:
        assert capacity(0.0, 0.0, 3.0, 0.5) == capacity(0.0, 1e6, 3.0, 0.5) == capacity(1e6, 0.0, 3.0, 0.5) == 0.0


class TestWantedCapital:
    @pytest.mark.parametrize(
        ("returns", "cost", "elasticity", "wanted"),
        [
            (0.4, 0.2, 0.5, 1.0),  # 2 x 0.4 / 0.2 = 4, of which the root less 1
            (0.9, 0.2, 0.5, 2.0),  # 9
            (0.225, 0.2, 0.5, 0.5),  # 2.25
            (0.1, 0.2, 0.5, 0.0),  # 1: the first yuan earns just what it costs
            (0.05, 0.2, 0.5, 0.0),
            (-0.5, 0.2, 0.5, 0.0),
            (0.8, 0.2, 0.25, 1.0),  # 4 x 0.8 / 0.2 = 16: a third of the root less 1
        ],
    )
    def test_worked_by_hand(self, returns: float, cost: float, elasticity: float, wanted: float) -> None:
        assert wanted_relative(returns, cost, elasticity) == pytest.approx(wanted, abs=1e-12)

    @given(st.floats(0.05, 2.0), st.floats(0.02, 0.5), ELASTICITY)
    def test_there_the_last_yuan_earns_its_cost(self, returns: float, cost: float, elasticity: float) -> None:
        wanted = wanted_relative(returns, cost, elasticity)
        if wanted < 1e-3:
            return
        step = 1e-5 * wanted
        more, less = (returns * use_of_capital(wanted + way * step, elasticity) for way in (1.0, -1.0))
        assert (more - less) / (2.0 * step) == pytest.approx(cost, rel=1e-4)

    @given(st.floats(0.05, 2.0), st.floats(0.02, 0.5), ELASTICITY, RELATIVE)
    def test_no_other_scale_earns_more(self, returns: float, cost: float, elasticity: float, other: float) -> None:
        wanted = wanted_relative(returns, cost, elasticity)
        earned, elsewhere = (returns * use_of_capital(x, elasticity) - cost * x for x in (wanted, other))
        assert earned >= elsewhere - 1e-9

    @given(st.floats(-1.0, 2.0), st.floats(0.0, 1.0), st.floats(0.02, 0.5), st.floats(0.0, 0.5), ELASTICITY)
    def test_rises_with_returns_and_falls_with_the_cost_of_finance(
        self, returns: float, more: float, cost: float, dearer: float, elasticity: float
    ) -> None:
        usual = wanted_relative(returns, cost, elasticity)
        assert wanted_relative(returns + more, cost, elasticity) >= usual >= 0.0
        assert wanted_relative(returns, cost + dearer, elasticity) <= usual

    def test_without_a_market_or_a_cost_the_scale_stays(self) -> None:
        assert (
            wanted_relative(0.9, 0.2, 1.0) == wanted_relative(-0.9, 0.2, 1.0) == wanted_relative(0.9, 0.0, 0.5) == 1.0
        )


class TestInTheMarket:
    @staticmethod
    def firm(market):
        """3,000,000 yuan of capital in a market of 1,000,000, with three yuan of normal sales per yuan that fits."""
        firm, _ = market.borrower()
        return firm.set(fixed_assets=3_000_000 * Y, market=1_000_000.0 * Y, turnover=3.0, linked_receivables=0)

    @pytest.mark.parametrize(("elasticity", "sales"), [(0.5, 4_500_000), (1.0, 9_000_000)])
    def test_normal_sales_of_a_firm(self, small_market, elasticity: float, sales: int) -> None:
        """In a market that holds it back, and switched off: three yuan per yuan of capital."""
        market = small_market(**{"scale.returns_to_capital": elasticity})
        firm = self.firm(market)
        assert normal_sales(market.market.economy, firm.row) == pytest.approx(sales * Y)

    @pytest.mark.parametrize(("elasticity", "times"), [(0.5, 1.5), (1.0, 3.0)])
    def test_more_capital_sells_less_than_in_proportion(self, small_market, elasticity: float, times: float) -> None:
        sold = []
        for capital in (1_000_000, 3_000_000):
            market = small_market(**{"scale.returns_to_capital": elasticity, "bills.purchases_cut": 0.0})
            market.market.economy.numbers.restate("cash_flow.shock_probability", 0.0)
            firm = self.firm(market)
            firm.set(fixed_assets=capital * Y, year_sales=0, productivity=1.0)
            market.live("trade")
            # A month's sales are a twelfth of the way of the slow average, in which there were none.
            sold.append(firm["year_sales"])
        assert sold[1] / sold[0] == pytest.approx(times, rel=1e-6)

    @pytest.mark.parametrize(("speed", "grown"), [(0.12, 1_020_000), (0.0, 1_000_000)])
    def test_the_market_follows_the_capital_slowly(self, small_market, speed: float, grown: int) -> None:
        """12% a year of the distance of 2,000,000 yuan, 20,000 a month; at 0 it never does."""
        market = small_market(**{"scale.market_growth": speed})
        firm = self.firm(market)
        market.live("trade")
        assert firm["market"] == pytest.approx(grown * Y, rel=1e-6)

    def test_a_market_too_large_for_the_capital_shrinks(self, small_market) -> None:
        market = small_market(**{"scale.market_growth": 0.12})
        firm = self.firm(market).set(fixed_assets=0)
        market.live("trade")
        assert firm["market"] == pytest.approx(990_000 * Y, rel=1e-6)
