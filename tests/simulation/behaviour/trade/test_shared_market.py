"""Markets are shared by sector and region: where firms offer more, each sells less of what it could."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis.strategies import floats

from smecredit.simulation.behaviour.banking.totals import sum_firms
from smecredit.simulation.behaviour.trade.shared_market import (
    crowd,
    crowded,
    demand_to_staff,
    offered,
    supply_at_normal_demand,
)
from smecredit.simulation.ground.units import whole_fen
from smecredit.simulation.state.structure import LARGE, REGIONS, SECTORS

#: Nothing is traded abroad but half of what manufacturers sell.
TRADED = np.array([0.5 if sector == "manufacturing" else 0.0 for sector in SECTORS])
NONE_TRADED = np.zeros(len(SECTORS))
MANUFACTURING = SECTORS.index("manufacturing")


@pytest.mark.parametrize(
    ("supply", "elasticity", "demand"),
    [
        (1.0, 0.75, 1.0),
        (16.0, 0.75, 0.125),
        (1.0 / 16.0, 0.75, 8.0),
        (4.0, 0.5, 0.5),
        (0.25, 0.5, 2.0),
        (4.0, 1.0, 0.25),
        (4.0, 0.0, 1.0),
    ],
)
def test_demand_worked_by_hand(supply: float, elasticity: float, demand: float) -> None:
    """Supply to the power of the negative elasticity; at 1 all that is offered more is taken from rivals, at 0 none."""
    assert crowded(supply, elasticity) == pytest.approx(demand, rel=1e-12)


@given(supply=floats(0.01, 100.0), more=floats(0.1, 10.0), elasticity=floats(0.0, 1.0))
def test_the_elasticity_is_the_same_wherever_a_market_stands(supply: float, more: float, elasticity: float) -> None:
    felt = crowded(supply * more, elasticity) / crowded(supply, elasticity)
    assert felt == pytest.approx(crowded(more, elasticity), rel=1e-9)


@pytest.fixture
def economy(small_market):
    """On offer is what was at the start."""
    numbers = {"cash_flow.crowding": 0.5, "cash_flow.crowding_range": 25.0, "cash_flow.traded": TRADED}
    economy = small_market(**numbers).market.economy
    economy.supply_at_start = np.full((len(SECTORS), len(REGIONS)), 1_000_000.0)
    economy.market_supply[:] = 1_000_000
    return economy


class TestCrowding:
    def test_growth_is_felt_in_its_own_sector_and_region_alone(self, economy) -> None:
        """Four times as much, and a quarter of it, at an elasticity of a half: half and double."""
        economy.market_supply[2, 1], economy.market_supply[0, 3] = 4_000_000, 250_000
        crowd(economy)
        assert economy.crowding[2, 1] == pytest.approx(0.5)
        assert economy.crowding[0, 3] == pytest.approx(2.0)
        others = np.ones((len(SECTORS), len(REGIONS)), bool)
        others[2, 1] = others[0, 3] = False
        assert economy.crowding[others] == pytest.approx(1.0)

    def test_within_its_range(self, economy) -> None:
        """25 times, up or down: a fifth and five times."""
        economy.market_supply[2, 1], economy.market_supply[0, 3] = 10**12, 0
        crowd(economy)
        assert economy.crowding[2, 1] == pytest.approx(0.2)
        assert economy.crowding[0, 3] == pytest.approx(5.0)

    @pytest.mark.parametrize(("traded", "left"), [(0.0, 0.25), (0.5, 0.5), (1.0, 1.0)])
    def test_rivals_at_home_do_not_crowd_what_is_traded_abroad(self, economy, traded: float, left: float) -> None:
        """Sixteen times as much at an elasticity of 0.5, 0.25 or none; the other sectors feel all of it."""
        economy.numbers.restate("cash_flow.traded", 2.0 * traded * TRADED)
        economy.market_supply[:] = 16_000_000
        crowd(economy)
        assert economy.crowding[MANUFACTURING] == pytest.approx(left)
        assert np.delete(economy.crowding, MANUFACTURING, axis=0) == pytest.approx(0.25)

    def test_of_all_sectors_manufactures_alone_are_traded_by_default(self, opened_economy) -> None:
        assert np.flatnonzero(opened_economy.numbers.cash_flow.traded).tolist() == [MANUFACTURING]

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

    def test_a_market_that_was_empty_is_not_crowded_by_those_who_enter(self, economy) -> None:
        """Nor is there more to sell in it while it is empty: there is nothing that either could be measured by."""
        economy.supply_at_start = None
        for supply in (0, 3_000_000):
            economy.market_supply[0, 0] = supply
            crowd(economy)
            assert (economy.crowding == 1.0).all()

    def test_demand_is_that_of_the_market(self, economy) -> None:
        """At no gap and no feedback demand of a sector and region is what its crowding leaves."""
        economy.numbers.restate("cycle.sme_amplification", 0.0)
        economy.numbers.restate("cycle.feedback", 0.0)
        economy.market_supply[2, 1] = 4_000_000
        crowd(economy)
        economy.cycle.step(economy)
        assert economy.demand[2, 1] == pytest.approx(0.5)
        assert economy.demand[2, 0] == economy.demand[1, 1] == pytest.approx(1.0)


@given(supply=floats(0.01, 100.0), more=floats(1.0, 10.0), elasticity=floats(0.0, 1.0))
def test_all_together_never_sell_less_for_offering_more(supply: float, more: float, elasticity: float) -> None:
    before, after = (each * crowded(each, elasticity) for each in (supply, supply * more))
    assert after >= before * (1.0 - 1e-12)


class TestSupplyOfMarkets:
    def test_small_and_medium_firms_of_each_sector_and_region_are_summed(self, small_market) -> None:
        economy = small_market(**{"cash_flow.crowding": 0.0}).market.economy
        crowd(economy)
        sum_firms(economy)
        firms = economy.firms
        alive = np.flatnonzero((firms.column("state") == 1) & (firms.column("size") != LARGE))
        sums = np.zeros((len(SECTORS), len(REGIONS)), np.int64)
        sector, region = firms.column("sector")[alive], firms.column("region")[alive]
        each = [
            whole_fen(offered(economy, i, demand_to_staff(economy, *cell)))
            for i, cell in zip(alive, zip(sector, region, strict=True), strict=True)
        ]
        np.add.at(sums, (sector, region), each)
        np.testing.assert_array_equal(economy.market_supply, sums)
        assert (sums > 0).sum() > len(SECTORS)

    def test_large_firms_crowd_nobody(self, small_market) -> None:
        """They sell to other customers; one that has become large leaves its market to the others."""
        market = small_market(**{"cash_flow.crowding": 0.0})
        economy = market.market.economy
        crowd(economy)
        firm, _ = market.borrower()
        firm.set(size=0, fixed_assets=10**9)
        sum_firms(economy)
        before = economy.market_supply.copy()
        cell = firm["sector"], firm["region"]
        before[cell] -= whole_fen(offered(economy, firm.row, demand_to_staff(economy, *cell)))
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

    def test_where_all_are_short_of_staff_in_a_boom_nobody_offers_less(self, small_market) -> None:
        """Whom one cannot serve rivals cannot serve either: at a demand of 1.1 as much is on offer as at 1."""
        market = small_market()
        economy = market.market.economy
        economy.firms.column("employees")[:] *= 0.5
        supply = []
        for demand in (1.0, 1.1):
            economy.demand[:], economy.crowding[:] = demand, 1.0
            sum_firms(economy)
            supply.append(economy.market_supply.copy())
        np.testing.assert_array_equal(supply[1], supply[0])

    @pytest.mark.parametrize(
        ("demand", "crowding", "to_staff"), [(1.1, 1.0, 1.0), (0.9, 1.0, 0.9), (1.26, 1.2, 1.2), (1.08, 1.2, 1.08)]
    )
    def test_staff_is_to_suffice_for_a_slump_or_a_normal_month_of_its_market(
        self, small_market, demand: float, crowding: float, to_staff: float
    ) -> None:
        """Where rivals offer less, a normal month brings more customers; a boom on top of it counts no further."""
        economy = small_market().market.economy
        economy.demand[2, 1], economy.crowding[2, 1] = demand, crowding
        assert demand_to_staff(economy, 2, 1) == to_staff

    def test_in_a_month_of_normal_demand_as_much_is_counted_as_at_normal_demand(self, small_market) -> None:
        """In a slump less staff is enough, so that more counts as on offer; what normal demand would find stays."""
        economy = small_market(**{"cash_flow.crowding": 0.0}).market.economy
        crowd(economy)
        economy.firms.column("employees")[:] *= 0.5
        economy.demand[:] = 1.0
        sum_firms(economy)
        usual = supply_at_normal_demand(economy)
        np.testing.assert_array_equal(economy.market_supply, usual)
        economy.demand[:] = 0.7
        sum_firms(economy)
        np.testing.assert_array_equal(supply_at_normal_demand(economy), usual)
        assert (economy.market_supply[usual > 0] > usual[usual > 0]).all()

    def test_a_firm_sells_less_where_rivals_have_grown(self, small_market) -> None:
        """The same firm in two worlds: rivals of its own market, or those of another, offer four times as much."""
        sold = {}
        for where in ("nowhere", "here", "elsewhere"):
            market = small_market(**{"cash_flow.crowding": 0.5, "cash_flow.traded": NONE_TRADED, "cycle.feedback": 0.0})
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
        assert sold["here"] == pytest.approx(0.5 * sold["nowhere"], rel=1e-6)
        assert sold["elsewhere"] == sold["nowhere"]
