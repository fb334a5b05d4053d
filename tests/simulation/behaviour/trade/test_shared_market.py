"""Markets are shared by sector and region: where firms have grown, each yuan of capital sells less."""

import numpy as np
import pytest

from smecredit.simulation.behaviour.banking.totals import crowd, crowded, sum_firms
from smecredit.simulation.state.structure import LARGE, REGIONS, SECTORS


@pytest.mark.parametrize(
    ("capital", "elasticity", "demand"),
    [(1.0, 0.75, 1.0), (5.0, 0.75, 0.25), (0.2, 0.75, 1.6), (4.0, 0.5, 0.4), (4.0, 1.0, 0.25), (4.0, 0.0, 1.0)],
)
def test_demand_for_each_yuan_of_capital_worked_by_hand(capital: float, elasticity: float, demand: float) -> None:
    """Above the start 1 / (1 + elasticity x growth), below 1 + elasticity x shrinkage.

    At an elasticity of 1 all that more capital brings is taken from rivals, at 0 nothing.
    """
    assert crowded(capital, elasticity) == pytest.approx(demand)


@pytest.fixture
def economy(small_market):
    """Capital as at the start."""
    numbers = {"cash_flow.crowding": 0.5, "cash_flow.crowding_range": 25.0}
    economy = small_market(**numbers).market.economy
    economy.capital_at_start = np.full((len(SECTORS), len(REGIONS)), 1_000_000.0)
    economy.market_capital[:] = 1_000_000
    return economy


class TestCrowding:
    def test_growth_is_felt_in_its_own_sector_and_region_alone(self, economy) -> None:
        """Four times the capital, and a quarter of it: 1 / (1 + 0.5 x 3), and 1 + 0.5 x 0.75."""
        economy.market_capital[2, 1], economy.market_capital[0, 3] = 4_000_000, 250_000
        crowd(economy)
        assert economy.crowding[2, 1] == pytest.approx(0.4)
        assert economy.crowding[0, 3] == pytest.approx(1.375)
        others = np.ones((len(SECTORS), len(REGIONS)), bool)
        others[2, 1] = others[0, 3] = False
        assert economy.crowding[others] == pytest.approx(1.0)

    def test_within_its_range(self, economy) -> None:
        """25 times, up or down: 1 / (1 + 0.5 x 24), and 1 + 0.5 x 0.96."""
        economy.market_capital[2, 1], economy.market_capital[0, 3] = 10**12, 0
        crowd(economy)
        assert economy.crowding[2, 1] == pytest.approx(1.0 / 13.0)
        assert economy.crowding[0, 3] == pytest.approx(1.48)

    def test_off(self, economy) -> None:
        economy.numbers.restate("cash_flow.crowding", 0.0)
        economy.market_capital[:] = 10**9
        crowd(economy)
        assert (economy.crowding == 1.0).all()

    def test_the_first_sum_is_what_later_ones_are_held_against(self, economy) -> None:
        economy.capital_at_start = None
        economy.market_capital[2, 1] = 0
        crowd(economy)
        assert economy.capital_at_start[0, 0] == 1_000_000.0
        # A market without firms at the start has a yuan's hundredth, so that its growth is a number.
        assert economy.capital_at_start[2, 1] == 1.0
        assert economy.crowding[0, 0] == 1.0

    def test_demand_is_that_of_the_market(self, economy) -> None:
        """At no gap and no feedback demand of a sector and region is what its crowding leaves."""
        economy.numbers.restate("cycle.sme_amplification", 0.0)
        economy.numbers.restate("cycle.feedback", 0.0)
        economy.market_capital[2, 1] = 4_000_000
        crowd(economy)
        economy.cycle.step(economy)
        assert economy.demand[2, 1] == pytest.approx(0.4)
        assert economy.demand[2, 0] == economy.demand[1, 1] == pytest.approx(1.0)


class TestCapitalOfMarkets:
    def test_small_and_medium_firms_of_each_sector_and_region_are_summed(self, small_market) -> None:
        economy = small_market().market.economy
        sum_firms(economy)
        firms = economy.firms
        alive = (firms.column("state") == 1) & (firms.column("size") != LARGE)
        sums = np.zeros((len(SECTORS), len(REGIONS)), np.int64)
        cells = firms.column("sector")[alive], firms.column("region")[alive]
        np.add.at(sums, cells, firms.column("fixed_assets")[alive])
        np.testing.assert_array_equal(economy.market_capital, sums)
        assert (sums > 0).sum() > len(SECTORS)

    def test_large_firms_crowd_nobody(self, small_market) -> None:
        """They sell to other customers; one that has become large leaves its market to the others."""
        market = small_market()
        economy = market.market.economy
        firm, _ = market.borrower()
        firm.set(size=0, fixed_assets=10**9)
        sum_firms(economy)
        before = economy.market_capital.copy()
        firm["size"] = LARGE
        sum_firms(economy)
        before[firm["sector"], firm["region"]] -= 10**9
        np.testing.assert_array_equal(economy.market_capital, before)

    def test_a_firm_sells_less_where_rivals_have_grown(self, small_market) -> None:
        """The same firm in two worlds: rivals of its own market, or those of another, have four times the capital."""
        sold = {}
        for where in ("nowhere", "here", "elsewhere"):
            market = small_market(**{"cash_flow.crowding": 0.5, "cycle.feedback": 0.0})
            economy = market.market.economy
            firm, _ = market.borrower()
            firm.set(inventory=10**12, year_sales=0)
            sector, region = firm["sector"], firm["region"]
            economy.capital_at_start = np.maximum(economy.market_capital.astype(float), 1.0)
            grown = {"here": (sector, region), "elsewhere": (sector, 1 - min(region, 1))}
            if where != "nowhere":
                economy.capital_at_start[grown[where]] /= 4.0
            crowd(economy)
            economy.cycle.gap = 0.0
            economy.numbers.restate("cycle.sme_amplification", 0.0)
            market.live("move_cycle", "trade")
            sold[where] = firm["year_sales"]
        assert sold["here"] == pytest.approx(0.4 * sold["nowhere"], rel=1e-6)
        assert sold["elsewhere"] == sold["nowhere"]
