"""Owners who leave for good: whose firms close with them, whose pass to a successor, and what that changes."""

import numpy as np
import pytest

from smecredit.simulation.behaviour.demography.entry_exit import WISHES_TO_CLOSE
from smecredit.simulation.behaviour.demography.succession import hand_over, owner_leaves
from smecredit.simulation.ground.randomness import SUCCESSION, uniforms

#: One yuan, in fen.
Y = 100


class TestOwnerLeaves:
    @staticmethod
    def leaves(small_market, taken_over: float, **columns) -> tuple[bool, bool]:
        """Whether the firm is to close, and whether it has a new owner."""
        market = small_market(**{"succession.taken_over": np.full(4, taken_over)})
        firm, _ = market.borrower()
        firm.set(owner_wealth=0, **columns)
        rank = firm["debt_rank"]
        owner_leaves(market.market.economy, firm.row)
        return firm["outcome"] == WISHES_TO_CLOSE, firm["debt_rank"] != rank

    def test_without_successors_a_firm_that_can_repay_closes(self, small_market) -> None:
        assert self.leaves(small_market, 0.0, cash=10_000_000_000 * Y) == (True, False)

    def test_where_all_find_one_it_goes_on(self, small_market) -> None:
        assert self.leaves(small_market, 1.0, cash=10_000_000_000 * Y) == (False, True)

    def test_who_could_not_repay_by_selling_up_leaves_the_firm_to_another(self, small_market) -> None:
        nothing = {"cash": 0, "fixed_assets": 0, "inventory": 0, "receivables": 0, "linked_receivables": 0}
        assert self.leaves(small_market, 0.0, **nothing) == (False, True)

    def test_the_draw_of_the_firm_and_month_decides_by_size(self, small_market) -> None:
        """Just above the draw a successor is found, just below not; other sizes do not matter."""
        market = small_market()
        firm, _ = market.borrower()
        economy = market.market.economy
        luck, _, _, _ = uniforms(economy.seed, firm["id"], economy.month, SUCCESSION)
        for off, closes in ((1e-6, False), (-1e-6, True)):
            shares = np.full(4, 1.0 if closes else 0.0)
            shares[firm["size"]] = luck + off
            economy.numbers.restate("succession.taken_over", shares)
            firm.set(outcome=0, cash=10_000_000_000 * Y)
            owner_leaves(economy, firm.row)
            assert (firm["outcome"] == WISHES_TO_CLOSE) == closes


class TestHandOver:
    def test_the_successor_has_an_attitude_to_debt_of_its_own(self, small_market) -> None:
        """Debt wanted follows from it, and nothing else changes."""
        market = small_market()
        economy = market.market.economy
        firm, _ = market.borrower()
        columns = economy.firms.table.columns
        before = {name: firm[name] for name in columns}
        hand_over(economy, firm.row, 0.875)
        assert firm["debt_rank"] == 0.875
        changed = {name for name in columns if firm[name] != before[name]}
        assert changed <= {"debt_rank", "leverage_target", "pledgeable"}

    def test_debt_wanted_is_that_of_a_founder_with_this_attitude(self, small_market) -> None:
        """Who shuns debt most wants none at any time, whatever the owner before wanted."""
        market = small_market()
        economy = market.market.economy
        firm, _ = market.borrower()
        wanting = float(economy.numbers.population.borrower_types[firm["size"]])
        for rank in (0.99, 0.5 * wanting, 0.9 * wanting, 0.999):
            hand_over(economy, firm.row, rank)
            assert (firm["leverage_target"] > 0.0) == (rank < wanting)

    def test_equity_that_has_replaced_debt_goes_on_doing_so(self, small_market) -> None:
        """Half of the debt wanted had been replaced: of what the successor wants, half."""
        market = small_market()
        economy = market.market.economy
        firm, _ = market.borrower()
        rank = 0.5 * float(economy.numbers.population.borrower_types[firm["size"]])
        hand_over(economy, firm.row, rank)
        whole = firm["leverage_target"]
        firm.set(leverage_target=0.5 * whole)
        hand_over(economy, firm.row, rank)
        assert firm["leverage_target"] == pytest.approx(0.5 * whole, rel=1e-6)


class TestAMonth:
    """Whose owner leaves in a month, among 300 firms."""

    @staticmethod
    def after(small_market, retiring: float, taken_over: float) -> tuple[set[int], set[int], int]:
        """Keys of the firms that wish to close, keys of those that have a new owner, and how many firms there are."""
        market = small_market(**{"succession.retiring": retiring, "succession.taken_over": np.full(4, taken_over)})
        firms = market.market.economy.firms
        alive = (firms.column("state") == 1) & (firms.column("outcome") == 0)
        ranks, keys = firms.column("debt_rank").copy(), firms.column("id")
        market.live("trade")
        wishes = alive & (firms.column("outcome") == WISHES_TO_CLOSE)
        passed = alive & (firms.column("debt_rank") != ranks)
        return set(keys[wishes].tolist()), set(keys[passed].tolist()), int(alive.sum())

    def test_off(self, small_market) -> None:
        """Nobody leaves: no firm has a new owner, and those that close had reasons of their own."""
        _, passed, _ = self.after(small_market, 0.0, 0.5)
        assert passed == set()

    def test_as_many_as_stated_leave_and_close_or_pass(self, small_market) -> None:
        """Every owner leaves within a year: a twelfth in a month, within four standard deviations, and the same ones
        whether they find a successor or not."""
        closing, not_closed, count = self.after(small_market, 1.0, 0.0)
        _, leaving, _ = self.after(small_market, 1.0, 1.0)
        assert len(leaving) == pytest.approx(count / 12.0, abs=4.0 * float(np.sqrt(count * 11.0 / 144.0)))
        assert not_closed < leaving
        assert leaving - not_closed <= closing
