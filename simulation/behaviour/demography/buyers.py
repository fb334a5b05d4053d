"""Main buyers: who sells to one other small enterprise above all, and to whom."""

import numpy as np

from ...ground.compiled import compiled, kernel
from ...ground.randomness import BIRTH_LINKS, uniforms
from ...state.economy import Economy
from ...state.enterprise_columns import ALIVE, BUYER, ID, NO_BUYER, SELLS_TO_FIRMS, STATE, YEAR_SALES
from ...state.register import note_row


@kernel
def enter_in_register(economy: Economy, rows: np.ndarray) -> None:
    """The firms in `rows` stand in the register from now on."""
    for i in rows:
        note_row(economy, economy.firm.whole[ID, i], i)


@kernel
def find_buyers(economy: Economy, rows: np.ndarray) -> None:
    """A main buyer for those of `rows` that have one among small enterprises."""
    for i in rows:
        if economy.firm.tag[SELLS_TO_FIRMS, i]:
            economy.firm.index[BUYER, i] = find_buyer(economy, i, 0)


@compiled
def find_buyer(economy: Economy, seller: int, month: int) -> int:
    """Row of a main buyer large enough for the seller in row `seller` among all that live, or NO_BUYER.

    The seller starts at a place of the register drawn by its key and looks at those who live one after the other: a
    firm that a policy saves changes the buyers of those alone who come past it.
    """
    firm, birth, register = economy.firm, economy.numbers.birth, economy.register
    luck, _, _, _ = uniforms(economy.seed, firm.whole[ID, seller], month, BIRTH_LINKS)
    places = len(register)
    place, looked = int(luck * places), 0
    least = birth.least_buyer * firm.whole[YEAR_SALES, seller]
    for _ in range(places):
        if looked >= birth.buyers_looked_at:
            return NO_BUYER
        row = register[place]
        place = place + 1 if place + 1 < places else 0
        if row < 0 or row == seller or firm.tag[STATE, row] != ALIVE:
            continue
        looked += 1
        if firm.whole[YEAR_SALES, row] >= least:
            return row
    return NO_BUYER
