"""Which ways to lend a bank offers to a firm at all: the public and the private guarantor it works with."""

import numpy as np
import pytest

from smecredit.simulation.behaviour.lending.ways_to_lend import on_offer, request_of
from smecredit.simulation.state.menu_columns import BY_PRIVATE_GUARANTOR, BY_SCHEME, MENU_PRODUCT, OFFERED_SHARE, ROUTE
from smecredit.simulation.state.structure import SIMPLE_LOAN


class TestGuarantorsAtHand:
    @staticmethod
    def offered(market, reach: float) -> np.ndarray:
        """For each firm at three banks, whether a loan by the scheme and one by a private guarantor is offered."""
        economy = market.market.economy
        menu = economy.menu
        rows = []
        for route in (BY_SCHEME, BY_PRIVATE_GUARANTOR):
            here = (menu.tag[ROUTE] == route) & (menu.tag[MENU_PRODUCT] == SIMPLE_LOAN)
            rows.append(int(np.flatnonzero(here)[0]))
            menu.real[OFFERED_SHARE, rows[-1]] = reach
        found = []
        for i in np.flatnonzero(economy.firms.column("state") == 1):
            for bank in range(3):
                request = request_of(economy, i, bank, 1_000_000, 0, False)
                found.append([bool(on_offer(economy, o, request)) for o in rows])
        return np.array(found)

    def test_public_and_private_ones_are_drawn_apart(self, small_market) -> None:
        """Half of the pairs have a public one, half a private one, a quarter both; within four standard deviations."""
        market = small_market()
        possible = self.offered(market, 1.0).all(axis=1)
        found = self.offered(market, 0.5)[possible]
        assert len(found) > 500
        for seen, share in ((found[:, 0], 0.5), (found[:, 1], 0.5), (found.all(axis=1), 0.25)):
            assert seen.mean() == pytest.approx(share, abs=4.0 * (share * (1.0 - share) / len(found)) ** 0.5)

    def test_with_more_reach_the_same_and_others_besides(self, small_market) -> None:
        market = small_market()
        less, more = self.offered(market, 0.2), self.offered(market, 0.6)
        assert (less <= more).all() and less.sum() < more.sum()

    def test_off(self, small_market) -> None:
        """A guarantor within nobody's reach stands behind nobody."""
        assert not self.offered(small_market(), 0.0).any()
