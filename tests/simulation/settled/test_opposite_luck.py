"""Economies of a pool in pairs with opposite luck: what luck is, who is whose partner, what that does to the mean."""

import numpy as np
import pytest

from smecredit.simulation.behaviour.trade.business_cycle import Cycle
from smecredit.simulation.settled import economies
from smecredit.simulation.settled.opposite_luck import FELT_OVER, felt, gaps, in_pairs, numbers_of_economies

from .conftest import Settled


class TestFelt:
    """A gap of 0 for eighteen years and of 1 for the last two; means over the last month, 24, 60 and 120 months."""

    PATH = np.repeat([0.0, 1.0], [216, 24])

    def test_one_look(self) -> None:
        assert FELT_OVER == (1, 24, 60, 120)
        assert felt(self.PATH, 1, 24) == pytest.approx([1.0, 1.0, 0.4, 0.2])

    def test_the_mean_of_looks(self) -> None:
        """Two years before there was no gap at all."""
        assert felt(self.PATH, 2, 24) == pytest.approx([0.5, 0.5, 0.2, 0.1])

    def test_a_life_shorter_than_what_is_felt_counts_as_far_as_it_goes(self) -> None:
        assert felt(np.array([0.0, 0.0, 3.0]), 1, 12) == pytest.approx([3.0, 1.0, 1.0, 1.0])


class TestInPairs:
    @pytest.mark.parametrize(
        ("lucks", "drawn", "count", "chosen"),
        [
            # Nearest to -1 is -0.9, nearest to 0.5 is 0.45.
            ([1.0, -0.5, 0.6, -1.2, 0.45, -0.9], 2, 4, [0, 1, 5, 4]),
            # Of an odd number the last drawn has no partner.
            ([1.0, -0.5, 0.6, -1.2, 0.45, -0.9], 2, 3, [0, 1, 5]),
            # A partner is nobody else's: the second takes the next.
            ([1.0, 1.0, -0.8, -1.0], 2, 4, [0, 1, 3, 2]),
            ([0.7], 1, 1, [0]),
        ],
    )
    def test_worked_by_hand(self, lucks: list[float], drawn: int, count: int, chosen: list[int]) -> None:
        assert in_pairs(np.array(lucks)[:, None], drawn, count) == chosen

    def test_every_column_counts_alike_in_units_of_its_spread(self) -> None:
        """The second mirrors the first column to the full, the third nearly, and the small second column as well."""
        lucks = np.array([[1.0, 0.001], [-1.0, 0.001], [-0.9, -0.001]])
        assert in_pairs(lucks, 1, 2) == [0, 2]

    def test_without_luck_anybody_is_a_partner(self) -> None:
        assert in_pairs(np.zeros((6, 4)), 2, 4) == [0, 1, 2, 3]


def test_the_gap_is_the_one_that_the_economy_lives_through(settled: Settled) -> None:
    """37 months of the economy with the second number, bit for bit."""
    economy = economies.opened(settled(), 1)
    months = -economy.month
    lived = []
    for month in range(economy.month + 1, 1):
        economies.live_until(economy, month)
        lived.append(economy.cycle.gap)
    assert (months, len(lived)) == (37, 37)
    path = gaps(settled().group("cycle"), economies.FIRST_SEED + 1, months)
    assert path.tolist() == lived and path.std() > 0.0


class TestNumbers:
    def test_partners_come_from_candidates_beyond_those_drawn(self) -> None:
        numbers = numbers_of_economies(Cycle(), economies.FIRST_SEED, 5, 60, 2, 12)
        assert numbers[:3] == [0, 1, 2]
        assert len(set(numbers)) == 5 and min(numbers[3:]) >= 3

    def test_luck_cancels_in_the_mean_of_a_pool(self) -> None:
        """The gap's mean is zero. Six economies by number are off by what six are; in pairs by less than half of it."""
        cycle, first = Cycle(), economies.FIRST_SEED
        lucks = np.array([felt(gaps(cycle, first + number, 240), 4, 24) for number in range(75)])
        error_of_six = np.sqrt((lucks * lucks).mean(axis=0) / 6.0)
        chosen = numbers_of_economies(cycle, first, 6, 240, 4, 24)
        in_pairs_off, by_number_off = (np.abs(lucks[each].mean(axis=0)) / error_of_six for each in (chosen, range(6)))
        assert in_pairs_off.max() < 1.0
        assert in_pairs_off.mean() < 0.5 * min(by_number_off.mean(), 1.0)
