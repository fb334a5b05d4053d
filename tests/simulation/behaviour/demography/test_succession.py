"""Owners who leave for good: how many firms close with them, how many pass to a successor, and what that changes."""

import numpy as np
import pytest

from smecredit.simulation.behaviour.demography.entry_exit import WISHES_TO_CLOSE
from smecredit.simulation.behaviour.demography.succession import (
    Succession,
    closing_with_owner,
    hand_over,
    takeover_hazard,
)
from smecredit.simulation.ground.randomness import SUCCESSION, uniforms


@pytest.mark.parametrize(
    ("retiring", "taken_over", "closing", "passing"),
    [(0.04, 0.3, 0.028, 0.012), (0.05, 0.0, 0.05, 0.0), (0.05, 1.0, 0.0, 0.05), (0.0, 0.3, 0.0, 0.0)],
)
def test_hazards_worked_by_hand(retiring: float, taken_over: float, closing: float, passing: float) -> None:
    """Four in a hundred leave, three tenths of their firms go on: 1.2 pass and 2.8 close."""
    rule = Succession(retiring=retiring, taken_over=taken_over).numbers()
    assert closing_with_owner(rule) == pytest.approx(closing)
    assert takeover_hazard(rule) == pytest.approx(passing)


class TestHandOver:
    def test_the_successor_has_an_attitude_to_debt_of_its_own(self, small_market) -> None:
        """The draw for the firm's key and the month; debt wanted follows from it, and nothing else changes."""
        market = small_market()
        economy = market.market.economy
        firm, _ = market.borrower()
        columns = economy.firms.table.columns
        before = {name: firm[name] for name in columns}
        hand_over(economy, firm.row)
        rank, _, _, _ = uniforms(economy.seed, firm["id"], economy.month, SUCCESSION)
        assert firm["debt_rank"] == pytest.approx(rank)
        changed = {name for name in columns if firm[name] != before[name]}
        assert "debt_rank" in changed
        assert changed <= {"debt_rank", "leverage_target", "pledgeable"}

    def test_debt_wanted_is_that_of_a_founder_with_this_attitude(self, small_market) -> None:
        """Who shuns debt most wants none at any time, whatever the owner before wanted."""
        market = small_market()
        economy = market.market.economy
        firm, _ = market.borrower()
        wanted = []
        for month in range(60):
            economy.month = month
            hand_over(economy, firm.row)
            wanted.append((firm["debt_rank"], firm["leverage_target"]))
        wanting = economy.numbers.population.borrower_types[firm["size"]]
        assert any(rank < wanting for rank, _ in wanted) and any(rank >= wanting for rank, _ in wanted)
        assert all((leverage > 0.0) == (rank < wanting) for rank, leverage in wanted)


class TestAMonth:
    """Whose owner leaves in a month, among 300 firms."""

    @staticmethod
    def after(small_market, retiring: float, taken_over: float) -> tuple[set[int], set[int], int]:
        """Keys of the firms that wish to close, keys of those that have a new owner, and how many firms there are."""
        market = small_market(**{"succession.retiring": retiring, "succession.taken_over": taken_over})
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
        """Every owner leaves within a year: a twelfth in a month, within four standard deviations."""
        usual, _, _ = self.after(small_market, 0.0, 0.0)
        closing, none, count = self.after(small_market, 1.0, 0.0)
        least, passed, _ = self.after(small_market, 1.0, 1.0)
        allowed = 4.0 * float(np.sqrt(count * 11.0 / 144.0))
        assert none == set()
        assert len(closing) - len(usual) == pytest.approx(count / 12.0, abs=allowed)
        assert len(passed) == pytest.approx(count / 12.0, abs=allowed)
        # The same luck: what decides between closing and going on is only whether there is a successor.
        assert usual <= closing
        assert passed == closing - least

    def test_who_leaves_hangs_on_luck_alone(self, small_market) -> None:
        """The same firms pass to successors where all earn much less, though more of them close."""
        market = small_market(**{"succession.retiring": 0.9, "succession.taken_over": 0.5})
        closing, passed = [], []
        for margin in (0.3, -0.5):
            here = market.copy()
            firms = here.market.economy.firms
            alive = (firms.column("state") == 1) & (firms.column("outcome") == 0)
            firms.column("margin")[alive] = margin
            ranks = firms.column("debt_rank").copy()
            here.live("trade")
            passed.append(np.flatnonzero(alive & (firms.column("debt_rank") != ranks)).tolist())
            closing.append(set(np.flatnonzero(alive & (firms.column("outcome") == WISHES_TO_CLOSE)).tolist()))
        assert passed[0] == passed[1] != []
        assert closing[0] < closing[1]
