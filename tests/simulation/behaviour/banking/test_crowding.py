"""Markets shared by sector and region: what one takes the others lack, and an empty market is no measure."""

import numpy as np
import pytest

from smecredit.simulation.behaviour.banking.totals import crowd, crowded
from smecredit.simulation.state.economy import Economy
from smecredit.simulation.state.structure import REGIONS, SECTORS

SHAPE = (len(SECTORS), len(REGIONS))


@pytest.mark.parametrize(
    ("grown", "elasticity", "demand"), [(1.0, 0.8, 1.0), (1.5, 0.8, 1.0 / 1.4), (0.5, 0.8, 1.4), (1.5, 0.0, 1.0)]
)
def test_demand_worked_by_hand(grown: float, elasticity: float, demand: float) -> None:
    """Half as much again on offer at 0.8: 1 / (1 + 0.8 x 0.5); half of it: 1 + 0.8 x 0.5; at 0 nobody crowds."""
    assert crowded(grown, elasticity) == pytest.approx(demand, rel=1e-12)


def test_each_market_is_compared_with_its_own_start(opened_economy: Economy) -> None:
    """Manufacturing in the west has grown by half, nothing else moves; far beyond the bound it is held there."""
    flow = opened_economy.numbers.cash_flow
    here = SECTORS.index("manufacturing"), REGIONS.index("west")
    for grown in (1.5, 100.0):
        supply = np.full(SHAPE, 2_000_000, np.int64)
        supply[here] = int(grown * 2_000_000)
        economy = opened_economy.with_fields(
            market_supply=supply, supply_at_start=np.full(SHAPE, 2_000_000.0), crowding=np.ones(SHAPE)
        )
        crowd(economy)
        expected = np.ones(SHAPE)
        expected[here] = crowded(min(grown, flow.crowding_range), flow.crowding)
        assert economy.crowding == pytest.approx(expected, rel=1e-12)


def test_a_market_that_was_empty_is_not_crowded_by_those_who_enter(opened_economy: Economy) -> None:
    """Nor is there more to sell in it while it is empty: there is nothing that either could be measured by."""
    supply = np.full(SHAPE, 2_000_000, np.int64)
    supply[0, 0] = 0
    economy = opened_economy.with_fields(market_supply=supply, supply_at_start=None, crowding=np.zeros(SHAPE))
    crowd(economy)
    assert (economy.crowding == 1.0).all()
    economy.market_supply[0, 0] = 3_000_000
    crowd(economy)
    assert (economy.crowding == 1.0).all()
