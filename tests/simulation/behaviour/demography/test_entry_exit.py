"""Who enters, and what entrants start with."""

import numpy as np
import pytest

from smecredit.simulation.behaviour.demography.entry_exit import expected_entrants
from smecredit.simulation.behaviour.demography.population import Population


@pytest.fixture
def market(small_market):
    """Nothing is built or drawn; wear is replaced."""
    return small_market(**{"scale.building": 0.0, "growth.drawn": 0.0, "growth.living": 0.0})


def grow(market):
    return market.live("grow_and_renew")


class TestExpectedEntrants:
    """100 firms at the start, of which 12 a year are followed by others, four per cent more for each point of gap."""

    RULE = Population(entry_rate=0.12, entry_sensitivity=4.0, entry_refill=0.24).numbers()

    @pytest.mark.parametrize(
        ("missing", "gap", "expected"), [(0, 0.0, 1.0), (0, 0.05, 1.2), (0, -0.5, 0.0), (50, 0.0, 2.0), (50, -0.5, 1.0)]
    )
    def test_worked_by_hand(self, missing: int, gap: float, expected: float) -> None:
        assert expected_entrants(self.RULE, 100, missing, gap) == pytest.approx(expected)


#: Of 100 firms a year: who enters, how much more for a log point of gap, who comes for one that is missing.
RATES = {"entry_rate": 0.115, "entry_sensitivity": 4.0, "entry_refill": 0.15}


class TestEntry:
    """As if the market had 30,000 firms, and every founder the money."""

    @staticmethod
    def entrants(market, gap: float = 0.0, missing: int = 0) -> int:
        for name, value in RATES.items():
            market.market.economy.numbers.restate(f"population.{name}", value)
        market.market.economy.numbers.restate("birth.founder_means", 100.0)
        market.market.economy.firms_at_start = 30_000
        market.market.economy.small_and_medium = 30_000 - missing
        market.market.economy.felt_gap = gap
        before = int((market.market.economy.firms.column("state") == 1).sum())
        grow(market)
        found = market.market.economy.counted("entrants")
        assert found >= int((market.market.economy.firms.column("state") == 1).sum()) - before
        return found

    def test_entry_in_normal_times(self, market) -> None:
        """11.5% a year of 30,000."""
        assert self.entrants(market) in (287, 288)

    def test_fewer_enter_in_a_slump(self, market) -> None:
        """Four points fewer of a hundred for each point of the gap: five below, 230 enter; thirty below, nobody."""
        assert self.entrants(market.copy(), gap=-0.05) == 230
        assert self.entrants(market.copy(), gap=-0.30) == 0

    def test_some_of_the_firms_that_are_missing_come_back(self, market) -> None:
        """15% a year of 8,000 that are missing: 100 a month more."""
        assert self.entrants(market, missing=8_000) in (387, 388)

    def test_owners_pay_in_what_entrants_start_with(self, market) -> None:
        m = market.market
        m.economy.firms_at_start = m.economy.small_and_medium = 3_000
        before = m.economy.firms.column("id").copy()
        paid_before = market.flow("owner_capital", "rest_of_economy", "enterprise")
        grow(market)
        new = ~np.isin(m.economy.firms.column("id"), before)
        assert new.sum() > 20
        for column in ("receivables", "linked_receivables", "informal_debt", "bank_debt"):
            assert not m.economy.firms.column(column)[new].any()
        assert (m.economy.firms.column("cash")[new] > 0).all()
        stocks = sum(int(m.economy.firms.column(name)[new].sum()) for name in ("cash", "inventory", "fixed_assets"))
        assert market.flow("owner_capital", "rest_of_economy", "enterprise") - paid_before >= stocks
        assert (m.economy.firms.column("entry_month")[new] == m.month).all()
        assert not m.economy.firms.column("borrowed")[new].any()
