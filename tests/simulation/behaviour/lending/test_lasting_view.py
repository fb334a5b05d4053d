"""Opinions of lenders last: as long as stated, formed anew apart from one another, and asked again the same."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.lending.lasting_view import view_in_force
from smecredit.simulation.behaviour.lending.ways_to_lend import request_of


@pytest.mark.parametrize(
    ("pair", "month", "lasts", "opinion"),
    [
        (0, 35, 36, 0),
        (0, 36, 36, 1),
        # one month earlier for the next pair
        (1, 35, 36, 1),
        (37, 35, 36, 1),
        # anew each month
        (12_345, 7, 1, 7),
        # before the first month
        (0, -1, 36, -1),
    ],
)
def test_worked_by_hand(pair: int, month: int, lasts: int, opinion: int) -> None:
    assert view_in_force(pair, month, lasts) == opinion


@given(pair=st.integers(0, 2**50), lasts=st.integers(1, 120), month=st.integers(0, 600))
def test_one_new_opinion_in_so_many_months(pair: int, lasts: int, month: int) -> None:
    opinions = [view_in_force(pair, month + k, lasts) for k in range(lasts + 1)]
    assert opinions[-1] == opinions[0] + 1
    assert all(0 <= later - earlier <= 1 for earlier, later in itertools.pairwise(opinions))


def test_a_bank_asked_again_sees_what_it_saw(small_market) -> None:
    """A thirty-sixth of opinions is formed anew from month to month; with one month all are."""
    for lasts, kept in ((36, 35.0 / 36.0), (1, 0.0)):
        economy = small_market(**{"underwriting.view_lasts": lasts}).market.economy
        rows = np.flatnonzero(economy.firms.column("state") == 1)
        seen = []
        for _ in range(2):
            seen.append([request_of(economy, i, bank, 1_000_000, 0, False).signal for i in rows for bank in range(3)])
            economy.month += 1
        same = np.equal(*seen).mean()
        assert same == pytest.approx(kept, abs=4.0 * (kept * (1.0 - kept) / len(seen[0])) ** 0.5)
