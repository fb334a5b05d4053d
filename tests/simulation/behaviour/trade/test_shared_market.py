"""Markets are shared by sector and region: where firms offer more, each sells less of what it could."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis.strategies import floats

from smecredit.simulation.behaviour.banking.totals import crowd, crowded, offered, sum_firms
from smecredit.simulation.ground.units import whole_fen
from smecredit.simulation.state.structure import LARGE, REGIONS, SECTORS


@pytest.mark.parametrize(
    ("supply", "elasticity", "demand"),
    [(1.0, 0.75, 1.0), (5.0, 0.75, 0.25), (0.2, 0.75, 1.6), (4.0, 0.5, 0.4), (4.0, 1.0, 0.25), (4.0, 0.0, 1.0)],
)
def test_demand_worked_by_hand(supply: float, elasticity: float, demand: float) -> None:
    """Above the start 1 / (1 + elasticity x growth), below 1 + elasticity x shrinkage.

    At an elasticity of 1 all that is offered more is taken from rivals, at 0 nothing.
    """
    assert crowded(supply, elasticity) == pytest.approx(demand)


@pytest.fixture
def economy(small_market):
    """On offer is what was at the start."""
    numbers = {"cash_flow.crowding": 0.5, "cash_flow.crowding_range": 25.0}
    economy = small_market(**numbers).market.economy
    economy.supply_at_start = np.full((len(SECTORS), len(REGIONS)), 1_000_000.0)
    economy.market_supply[:] = 1_000_000
    return economy


class TestCrowding:
    def test_growth_is_felt_in_its_own_sector_and_region_alone(self, economy) -> None:
        """Four times as much, and a quarter of it: 1 / (1 + 0.5 x 3), and 1 + 0.5 x 0.75."""
        economy.market_supply[2, 1], economy.market_supply[0, 3] = 4_000_000, 250_000
        crowd(economy)
        assert economy.crowding[2, 1] == pytest.approx(0.4)
        assert economy.crowding[0, 3] == pytest.approx(1.375)
        others = np.ones((len(SECTORS), len(REGIONS)), bool)
        others[2, 1] = others[0, 3] = False
        assert economy.crowding[others] == pytest.approx(1.0)

    def test_within_its_range(self, economy) -> None:
        """25 times, up or down: 1 / (1 + 0.5 x 24), and 1 + 0.5 x 0.96."""
        economy.market_supply[2, 1], economy.market_supply[0, 3] = 10**12, 0
        crowd(economy)
        assert economy.crowding[2, 1] == pytest.approx(1.0 / 13.0)
        assert economy.crowding[0, 3] == pytest.approx(1.48)

    def test_off(self, economy) -> None:
        economy.numbers.restate("cash_flow.crowding", 0.0)
        economy.market_supply[:] = 10**9
        crowd(economy)
        assert (economy.crowding == 1.0).all()

    def test_the_first_sum_is_what_later_ones_are_held_against(self, economy) -> None:
        economy.supply_at_start = None
        economy.market_supply[2, 1] = 0
        crowd(economy)
        assert economy.supply_at_start[0, 0] == 1_000_000.0
        # A market without firms at the start has a yuan's hundredth, so that its growth is a number.
        assert economy.supply_at_start[2, 1] == 1.0
        assert economy.crowding[0, 0] == 1.0

    def test_demand_is_that_of_the_market(self, economy) -> None:
        """At no gap and no feedback demand of a sector and region is what its crowding leaves."""
        economy.numbers.restate("cycle.sme_amplification", 0.0)
        economy.numbers.restate("cycle.feedback", 0.0)
        economy.market_supply[2, 1] = 4_000_000
        crowd(economy)
        economy.cycle.step(economy)
        assert economy.demand[2, 1] == pytest.approx(0.4)
        assert economy.demand[2, 0] == economy.demand[1, 1] == pytest.approx(1.0)


@given(supply=floats(0.01, 100.0), more=floats(1.0, 10.0), elasticity=floats(0.0, 1.0))
def test_all_together_never_sell_less_for_offering_more(supply: float, more: float, elasticity: float) -> None:
    before, after = (each * crowded(each, elasticity) for each in (supply, supply * more))
    assert after >= before * (1.0 - 1e-12)


class TestSupplyOfMarkets:
    def test_small_and_medium_firms_of_each_sector_and_region_are_summed(self, small_market) -> None:
        economy = small_market().market.economy
        sum_firms(economy)
        firms = economy.firms
        alive = np.flatnonzero((firms.column("state") == 1) & (firms.column("size") != LARGE))
        sums = np.zeros((len(SECTORS), len(REGIONS)), np.int64)
        sector, region = firms.column("sector")[alive], firms.column("region")[alive]
        each = [
            whole_fen(offered(economy, i, economy.demand[cell]))
            for i, cell in zip(alive, zip(sector, region, strict=True), strict=True)
        ]
        np.add.at(sums, (sector, region), each)
        np.testing.assert_array_equal(economy.market_supply, sums)
        assert (sums > 0).sum() > len(SECTORS)

    def test_large_firms_crowd_nobody(self, small_market) -> None:
        """They sell to other customers; one that has become large leaves its market to the others."""
        market = small_market()
        economy = market.market.economy
        firm, _ = market.borrower()
        firm.set(size=0, fixed_assets=10**9)
        sum_firms(economy)
        before = economy.market_supply.copy()
        cell = firm["sector"], firm["region"]
        before[cell] -= whole_fen(offered(economy, firm.row, economy.demand[cell]))
        firm["size"] = LARGE
        sum_firms(economy)
        np.testing.assert_array_equal(economy.market_supply, before)

    @pytest.mark.parametrize(
        ("changed", "part"),
        [
            ({}, 1.0),
            ({"productivity": 1.2, "employees": 600.0}, 1.2),
            # A third of the capital serves half of the customers.
            ({"fixed_assets": 4_000_000 * 100}, 0.5),
            # Half of the goods that suffice; half of the workers, with an elasticity of a half at the first that lack.
            ({"inventory": 0}, 0.6),
            ({"employees": 60.0}, 2.0 / 3.0),
            ({"employees": 600.0}, 1.0),
        ],
    )
    def test_what_a_firm_offers_hangs_on_capital_goods_and_staff(
        self, small_market, changed: dict, part: float
    ) -> None:
        """Sales of twelve million a year at normal demand, a million a month, worked by hand."""
        numbers = {"scale.returns_to_capital": 0.5, "staff.returns_to_labour": 0.5, "bills.purchases_cut": 0.4}
        market = small_market(**numbers)
        firm, _ = market.borrower()
        firm.set(
            fixed_assets=12_000_000 * 100, market=12_000_000.0 * 100, turnover=1.0, productivity=1.0, labour=1e-5,
            employees=120.0, inventory=10**12, year_sales=12_000_000 * 100,
        )  # fmt: skip
        firm.set(**changed)
        assert offered(market.market.economy, firm.row, 1.0) == pytest.approx(1e8 * part, rel=1e-6)

    def test_a_slump_alone_leaves_as_much_on_offer(self, small_market) -> None:
        """With demand down a fifth four fifths of the workers suffice: no customer of others is to be won."""
        market = small_market()
        firm, _ = market.borrower()
        firm.set(inventory=10**12, productivity=1.0)
        economy = market.market.economy
        firm["employees"] = 1e9
        full = offered(economy, firm.row, 1.0)
        firm["employees"] = 0.8 * 12.0 * full / 100.0 * float(firm["labour"]) * (1.0 + 1e-9)
        assert offered(economy, firm.row, 0.8) == pytest.approx(full)
        assert offered(economy, firm.row, 1.0) < full

    def test_a_firm_sells_less_where_rivals_have_grown(self, small_market) -> None:
        """The same firm in two worlds: rivals of its own market, or those of another, offer four times as much."""
        sold = {}
        for where in ("nowhere", "here", "elsewhere"):
            market = small_market(**{"cash_flow.crowding": 0.5, "cycle.feedback": 0.0})
            economy = market.market.economy
            firm, _ = market.borrower()
            firm.set(inventory=10**12, year_sales=0)
            sector, region = firm["sector"], firm["region"]
            economy.supply_at_start = np.maximum(economy.market_supply.astype(float), 1.0)
            grown = {"here": (sector, region), "elsewhere": (sector, 1 - min(region, 1))}
            if where != "nowhere":
                economy.supply_at_start[grown[where]] /= 4.0
            crowd(economy)
            economy.cycle.gap = 0.0
            economy.numbers.restate("cycle.sme_amplification", 0.0)
            market.live("move_cycle", "trade")
            sold[where] = firm["year_sales"]
        assert sold["here"] == pytest.approx(0.4 * sold["nowhere"], rel=1e-6)
        assert sold["elsewhere"] == sold["nowhere"]
