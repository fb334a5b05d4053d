"""Staff: what a firm sells with fewer workers than its capital needs, and how many it keeps with little cash."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.trade.staff import sold_with, staff_carried

#: One yuan, in fen.
Y = 100


class TestSoldWith:
    @pytest.mark.parametrize(
        ("served", "elasticity", "part"),
        [
            (1_000.0, 0.5, 1.0),
            (5_000.0, 0.5, 1.0),
            # 2 x 1/2 / (1 + 1/2), 2 x 1/4 / (1 + 1/4)
            (500.0, 0.5, 2.0 / 3.0),
            (250.0, 0.5, 0.4),
            # bend of 1 / 0.25 - 1 = 3: 4 x 1/2 / (1 + 3/2)
            (500.0, 0.25, 0.8),
            # as many customers as staff can serve, and no more
            (500.0, 1.0, 0.5),
            (0.0, 0.5, 0.0),
        ],
    )
    def test_worked_by_hand(self, served: float, elasticity: float, part: float) -> None:
        assert sold_with(served, 1_000.0, elasticity) == pytest.approx(part)

    @given(st.floats(0.0, 1e12), st.floats(0.0, 1e12), st.floats(0.0, 1e12), st.floats(0.01, 1.0))
    def test_rises_with_staff_up_to_all(self, served: float, more: float, wanted: float, elasticity: float) -> None:
        fewer, others = (sold_with(each, wanted, elasticity) for each in (served, served + more))
        assert 0.0 <= fewer <= others <= 1.0

    def test_a_firm_without_customers_lacks_nobody(self) -> None:
        assert sold_with(0.0, 0.0, 0.5) == 1.0


class TestStaffCarried:
    """A firm that needs 1,000,000 at hand and does without three tenths of its staff where it has nothing."""

    @pytest.mark.parametrize(
        ("money", "part"), [(2e6, 1.0), (1e6, 1.0), (5e5, 0.85), (2.5e5, 0.775), (0.0, 0.7), (-1e6, 0.7)]
    )
    def test_worked_by_hand(self, money: float, part: float) -> None:
        assert staff_carried(money, 1e6, 0.3) == pytest.approx(part)

    @given(st.floats(-1e9, 1e9), st.floats(0.0, 1e9), st.floats(0.0, 1e9))
    def test_rises_with_money_within_its_bounds(self, money: float, more: float, enough: float) -> None:
        less, other = (staff_carried(each, enough, 0.3) for each in (money, money + more))
        assert 0.7 - 1e-12 <= less <= other <= 1.0

    @pytest.mark.parametrize(("enough", "cut"), [(0.0, 0.3), (1e6, 0.0)])
    def test_off(self, enough: float, cut: float) -> None:
        """Nothing needed, or nobody to do without."""
        assert [staff_carried(money, enough, cut) for money in (-1e6, 0.0, 5e5)] == [1.0, 1.0, 1.0]


class TestAMonthOfTrade:
    """A firm of 10,000,000 yuan in a market of as much that turns over twice a year, with a worker for each 100,000."""

    @staticmethod
    def sold(market, workers: float, unfilled: float = 0.0) -> float:
        """Fen that it sells in a month with so many workers; it has goods and money enough, and no shock reaches it."""
        here = market.copy()
        numbers = here.market.economy.numbers
        for name, value in (("shock_probability", 0.0), ("unfilled_jobs", unfilled)):
            numbers.restate(f"cash_flow.{name}", value)
        firm, _ = here.borrower()
        firm.set(
            receivables=50_000_000 * Y, linked_receivables=0, inventory=5_000_000 * Y, fixed_assets=10_000_000 * Y,
            market=10_000_000.0 * Y, turnover=2.0, productivity=1.0, labour=1e-5, employees=workers,
        )  # fmt: skip
        here.market.economy.demand[:] = 1.0
        here.live("trade")
        # A month's sales are a twelfth of the way of the slow average.
        return float(firm["year_sales"] - 11_000_000 * Y)

    @pytest.mark.parametrize(
        ("workers", "sold"), [(1_000.0, 1.0), (200.0, 1.0), (100.0, 2.0 / 3.0), (50.0, 0.4), (0.0, 0.0)]
    )
    def test_a_firm_with_part_of_the_staff_it_needs_serves_part_of_its_customers(
        self, small_market, workers: float, sold: float
    ) -> None:
        """200 are needed for 20,000,000 yuan; at an elasticity of one half 100 serve two thirds, 50 two fifths."""
        market = small_market(**{"staff.returns_to_labour": 0.5})
        assert self.sold(market, workers) == pytest.approx(sold * 20_000_000 * Y / 12.0, abs=2)

    def test_capacity_idle_for_want_of_workers_needs_none(self, small_market) -> None:
        """A tenth of jobs unfilled: a tenth of sales is lost, and no more with 180 workers instead of 200."""
        market = small_market(**{"staff.returns_to_labour": 0.5})
        for workers in (1_000.0, 180.0):
            assert self.sold(market, workers, unfilled=0.1) == pytest.approx(18_000_000 * Y / 12.0, abs=2)

    def test_off(self, small_market) -> None:
        """Nearly nothing is lost with the smallest elasticity: half of the staff serves 100 x 0.5 / (1 + 99 x 0.5)."""
        market = small_market(**{"staff.returns_to_labour": 0.01})
        assert self.sold(market, 100.0) == pytest.approx(50.0 / 50.5 * 20_000_000 * Y / 12.0, rel=1e-6)
