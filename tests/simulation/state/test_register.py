"""The register of firms by key, in which buyers are looked for: places, who leaves them, what a saved firm changes."""

import numpy as np
import pytest

from smecredit.simulation.behaviour.demography.birth import give_birth
from smecredit.simulation.behaviour.demography.buyers import find_buyer
from smecredit.simulation.state.register import ENTRY_BITS, NO_PLACE, note_row, place_of, room_in_register

CLOSED_DOWN = 2


@pytest.fixture
def economy(small_market):
    return small_market().market.economy


def key_of(entry: int, ordinal: int) -> int:
    return (entry << ENTRY_BITS) + ordinal


class TestPlaces:
    """As if 300 firms had stood at the start and four had usually entered a month."""

    @pytest.fixture
    def register(self, economy):
        economy.originals, economy.entrants_a_month = 300, 4
        economy.register = np.full(300, NO_PLACE, np.int32)
        return economy

    @pytest.mark.parametrize(
        ("entry", "ordinal", "place"),
        [
            (0, 0, 0),
            (0, 299, 299),
            (1, 0, 300),
            (1, 3, 303),
            (2, 0, 304),
            (10, 2, 338),
            (1, 4, NO_PLACE),
            (7, 9, NO_PLACE),
        ],
    )
    def test_worked_by_hand(self, register, entry: int, ordinal: int, place: int) -> None:
        """The firms of the start, then four places a month; entrants beyond four have none."""
        assert place_of(register, key_of(entry, ordinal)) == place

    def test_no_two_keys_share_a_place(self, register) -> None:
        keys = [key_of(0, k) for k in range(300)] + [key_of(m, k) for m in range(1, 9) for k in range(4)]
        assert sorted(place_of(register, key) for key in keys) == list(range(300 + 8 * 4))

    def test_room_is_made_by_month_of_entry_and_what_stands_stays(self, register) -> None:
        note_row(register, key_of(0, 7), 55)
        room_in_register(register, 3)
        assert len(register.register) == 312
        assert register.register[7] == 55
        assert (register.register[300:] == NO_PLACE).all()
        # Months pass in which nobody enters; no room is taken away.
        room_in_register(register, 2)
        assert len(register.register) == 312

    def test_a_firm_is_noted_and_leaves(self, register) -> None:
        room_in_register(register, 3)
        note_row(register, key_of(2, 1), 17)
        assert register.register[305] == 17
        note_row(register, key_of(2, 1), NO_PLACE)
        assert (register.register == NO_PLACE).all()

    def test_who_has_no_place_overwrites_none(self, register) -> None:
        note_row(register, key_of(1, 4), 17)
        note_row(register, key_of(5, 0), 17)  # beyond the months there is room for
        assert (register.register == NO_PLACE).all()


class TestInTheMarket:
    def test_all_that_live_stand_at_their_place(self, small_market) -> None:
        market = small_market()
        for _ in range(6):
            market.market.step()
        economy = market.market.economy
        alive = np.flatnonzero(economy.firms.column("state") == 1)
        standing = 0
        for row in alive.tolist():
            place = place_of(economy, economy.firms.column("id")[row])
            if place != NO_PLACE:
                assert economy.register[place] == row
                standing += 1
        # Nobody else does.
        assert (economy.register != NO_PLACE).sum() == standing > 0.9 * len(alive)

    def test_leaving_frees_the_place(self, small_market) -> None:
        market = small_market()
        firm, loan = market.borrower()
        market.alone(firm)
        loan["status"] = 0
        firm.set(cash=10**9, bank_debt=0, loans=0, outcome=1)
        place = place_of(market.market.economy, firm["id"])
        assert market.market.economy.register[place] == firm.row
        market.live("grow_and_renew")
        assert firm["outcome"] == CLOSED_DOWN
        assert market.market.economy.register[place] == NO_PLACE

    def test_entrants_in_any_order_of_rows_stand_by_key(self, economy) -> None:
        entry = economy.month + economy.burn_in + 1
        keys = (np.int64(entry) << ENTRY_BITS) + np.arange(min(economy.entrants_a_month, 3))[::-1]
        rows = economy.firms.allocate(len(keys))
        economy.room_for(economy.firms.capacity)
        give_birth(economy, rows, keys, at_start=False)
        for row, key in zip(rows.tolist(), keys.tolist(), strict=True):
            assert economy.register[place_of(economy, key)] == row


class TestBuyers:
    """Sellers of all sizes look for a buyer of half their sales at least among eight that live."""

    @pytest.fixture
    def market(self, small_market):
        return small_market(**{"birth.least_buyer": 0.5, "birth.buyers_looked_at": 8})

    @staticmethod
    def alive(economy) -> list[int]:
        return np.flatnonzero(economy.firms.column("state") == 1).tolist()

    def buyers(self, economy, month: int = 5) -> dict[int, int]:
        """Row of the buyer by row of the seller."""
        return {row: find_buyer(economy, row, month) for row in self.alive(economy)}

    def test_a_buyer_lives_is_another_and_is_large_enough(self, market) -> None:
        economy = market.market.economy
        sales, state = economy.firms.column("year_sales"), economy.firms.column("state")
        found = self.buyers(economy)
        assert sum(buyer >= 0 for buyer in found.values()) > len(found) / 2
        for seller, buyer in found.items():
            assert buyer == -1 or (buyer != seller and state[buyer] == 1 and sales[buyer] >= 0.5 * sales[seller])

    def test_who_looks_at_none_finds_none(self, market) -> None:
        market.market.economy.numbers.restate("birth.buyers_looked_at", 0)
        assert set(self.buyers(market.market.economy).values()) == {-1}

    def test_nobody_is_large_enough_for_the_largest(self, market) -> None:
        market.market.economy.numbers.restate("birth.least_buyer", 100.0)
        market.market.economy.firms.column("year_sales")[:] = 1_000
        assert set(self.buyers(market.market.economy).values()) == {-1}

    def test_another_month_is_another_search(self, market) -> None:
        economy = market.market.economy
        assert self.buyers(economy, 5) == self.buyers(economy, 5) != self.buyers(economy, 6)

    def test_a_saved_firm_changes_the_buyers_of_those_who_come_past_it_alone(self, market) -> None:
        """In one world it lives, in the other it has left: who did not look at it finds whom it found."""
        saved, lost = market.market.economy, market.copy().market.economy
        before = self.buyers(saved)
        bought_from = max(set(before.values()) - {-1}, key=list(before.values()).count)
        lost.firms.column("state")[bought_from] = 2
        note_row(lost, saved.firms.column("id")[bought_from], NO_PLACE)
        after = self.buyers(lost)
        others = [row for row in after if before[row] != bought_from]
        changed = [row for row in others if after[row] != before[row]]
        # Those found nobody among eight of whom it was one; now they look at one more.
        assert all(before[row] == -1 for row in changed)
        assert len(changed) <= 8
        assert all(after[row] != bought_from for row in after)

    def test_more_entrants_move_no_place(self, market) -> None:
        """Entrants stand behind all others, and where their month has no more places for them nowhere."""
        economy, fuller = market.market.economy, market.copy().market.economy
        entry = economy.month + economy.burn_in + 1
        for here, count in ((economy, 1), (fuller, economy.entrants_a_month + 5)):
            rows = here.firms.allocate(count)
            here.room_for(here.firms.capacity)
            give_birth(here, rows, (np.int64(entry) << ENTRY_BITS) + np.arange(count), at_start=False)
        assert len(economy.register) == len(fuller.register)
        old = len(economy.register) - economy.entrants_a_month
        assert (economy.register[:old] == fuller.register[:old]).all()
