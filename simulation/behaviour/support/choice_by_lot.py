"""Which firms a programme serves when it cannot serve all: by lot, or in turn through a rota."""

import math

from ...ground.compiled import compiled, kernel
from ...ground.randomness import CHOSEN, uniforms
from ...state.economy import Economy
from ...state.enterprise_columns import ALIVE, ID, OUTCOME, SERVED, STATE, TAX_RECORD
from .eligibility import reaches


@compiled
def place_in_turn(uniform: float, share_a_month: float, month: int) -> float:
    """Place of a firm in the rota, 0 to 1: it moves on by what a month serves and is served again below that share.

    With `share_a_month` 0 the place never moves: a lot drawn for good.
    """
    place = uniform + share_a_month * month
    return place - math.floor(place)


@kernel
def choose_firms(
    economy: Economy, r: int, lot: int, share_a_month: float, called: float, served: float, least_grade: int
) -> int:
    """Mark the firms that programme `r` serves this month; returns how many it calls on.

    Of the firms within its reach it calls on those whose place is below `called` and serves those below `served` with a
    tax grade of at least `least_grade`. Programmes with the same number `lot` choose the same firms first.
    """
    firm, programme, seed, month = economy.firm, economy.programme, economy.seed, economy.month
    bit = 1 << r
    count = 0
    for i in range(firm.rows):
        firm.index[SERVED, i] &= ~bit
        if firm.tag[STATE, i] != ALIVE or firm.tag[OUTCOME, i] > 1 or not reaches(r, i, firm, programme, month):
            continue
        uniform, _, _, _ = uniforms(seed, firm.whole[ID, i], lot, CHOSEN)
        place = place_in_turn(uniform, share_a_month, month)
        if place < called:
            count += 1
        if place < served and firm.tag[TAX_RECORD, i] >= least_grade:
            firm.index[SERVED, i] |= bit
    return count
