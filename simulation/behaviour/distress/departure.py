"""Firms that leave: how, for what cause, and what becomes of what they had."""

import numpy as np

from ...ground.compiled import compiled, kernel
from ...state.bank_columns import REST_DEPOSITS
from ...state.counts import (
    DEFAULTERS_OF_SIZE,
    EXITS_AT_AGE,
    FAILURES_BY_CAUSE,
    FAILURES_IN_DEFAULT,
    FAILURES_WITHOUT_DEBT,
    FIRMS_CLOSED,
    FIRMS_OUTGROWN,
    LIQUIDITY_DEFAULTS,
    WILFUL_DEFAULTS,
)
from ...state.economy import Economy
from ...state.enterprise_columns import (
    ALIVE,
    BANK,
    BANK_DEBT,
    CASH,
    ENTRY_MONTH,
    FIXED_ASSETS,
    GONE,
    HURT_BY_BUYER,
    HURT_BY_CIRCLE,
    HURT_BY_CREDIT_CUT,
    ID,
    INFORMAL_DEBT,
    INVENTORY,
    LATE_BILLS,
    LINKED,
    MARGIN,
    MARK,
    OUTCOME,
    RECEIVABLES,
    SIZE,
    STATE,
)
from ...state.ledger import (
    FIXED_ASSETS_LOST,
    INFORMAL_LOST,
    INVENTORY_CHANGE,
    LATE_BILLS_LOST,
    OWNER_DRAWING,
    PAYER,
    RECEIVABLES_LOST,
)
from ...state.register import ENTRY_BITS, NO_PLACE, note_row
from ...state.structure import CAUSES
from ..demography.entry_exit import ABSCONDED, CLOSED_DOWN, OUTGREW

#: How a firm left: by its owner's choice with debts repaid; failed owing banks nothing; failed in default; ran away;
#: or grew well beyond the size of those whom policy for small enterprises concerns.
CLOSED, FAILED_WITHOUT_DEBT, FAILED_IN_DEFAULT, RAN_AWAY, GREW_LARGE = range(5)
#: The cause of one that closed.
NO_CAUSE = -1
OWN, BUYER, GUARANTEE_CIRCLE, CREDIT_CUT, ABSCONDING = range(len(CAUSES))


@compiled
def cause_of_failure(outcome: int, mark: int) -> int:
    """Cause in the order of CAUSES: absconding, else a failed buyer, a circle call, a credit cut, own."""
    if outcome == ABSCONDED:
        return ABSCONDING
    if mark & HURT_BY_BUYER:
        return BUYER
    if mark & HURT_BY_CIRCLE:
        return GUARANTEE_CIRCLE
    if mark & HURT_BY_CREDIT_CUT:
        return CREDIT_CUT
    return OWN


@kernel
def leave(economy: Economy, first: int, last: int, gone: np.ndarray, ways: np.ndarray, causes: np.ndarray) -> int:
    """Firms with an outcome from `first` to `last` leave: owners get the rest, claims and assets are written off.

    Lists their rows in `gone`, how they left in `ways` and why in `causes`; returns how many. What lenders have taken
    of their cash, in `defaulting`, is no longer theirs.
    """
    firm = economy.firm
    count = 0
    for i in range(firm.rows):
        if firm.tag[OUTCOME, i] < first or firm.tag[OUTCOME, i] > last or firm.tag[STATE, i] != ALIVE:
            continue
        way, cause = CLOSED, NO_CAUSE
        if firm.tag[OUTCOME, i] == CLOSED_DOWN:
            economy.counts[FIRMS_CLOSED] += 1
        elif firm.tag[OUTCOME, i] == OUTGREW:
            way = GREW_LARGE
            economy.counts[FIRMS_OUTGROWN] += 1
        else:
            cause = cause_of_failure(firm.tag[OUTCOME, i], firm.tag[MARK, i])
            way = way_of_failure(i, economy)
            count_failure(i, way, cause, economy)
        if firm.whole[ID, i] >> ENTRY_BITS > 0:
            years = (economy.month - firm.index[ENTRY_MONTH, i]) // 12
            economy.counts[EXITS_AT_AGE[min(years, len(EXITS_AT_AGE) - 1)]] += 1
        write_off(i, economy)
        note_row(economy, firm.whole[ID, i], NO_PLACE)
        firm.tag[STATE, i] = GONE
        gone[count], ways[count], causes[count] = i, way, cause
        count += 1
    return count


@compiled
def way_of_failure(i: int, economy: Economy) -> int:
    """How the failed firm in row `i` leaves."""
    if economy.firm.tag[OUTCOME, i] == ABSCONDED:
        return RAN_AWAY
    return FAILED_WITHOUT_DEBT if economy.firm.whole[BANK_DEBT, i] == 0 else FAILED_IN_DEFAULT


@compiled
def count_failure(i: int, way: int, cause: int, economy: Economy) -> None:
    """Count a failure by its cause and, where banks lose, by size and kind."""
    firm, counts = economy.firm, economy.counts
    counts[FAILURES_BY_CAUSE[cause]] += 1
    if firm.whole[BANK_DEBT, i] == 0:
        counts[FAILURES_WITHOUT_DEBT] += 1
        return
    counts[FAILURES_IN_DEFAULT] += 1
    counts[DEFAULTERS_OF_SIZE[firm.tag[SIZE, i]]] += 1
    if way == RAN_AWAY:
        counts[WILFUL_DEFAULTS] += 1
    elif firm.real[MARGIN, i] > economy.numbers.recovery.liquidity_margin:
        counts[LIQUIDITY_DEFAULTS] += 1


@compiled
def write_off(i: int, economy: Economy) -> None:
    """The firm's cash that lenders have not taken goes to its owner; all else that it had and owed is gone."""
    firm, flows = economy.firm, economy.flows
    whole, house = firm.whole, firm.tag[BANK, i]
    cash = whole[CASH, i] - economy.defaulting[i]
    economy.defaulting[i] = 0
    economy.bank.whole[REST_DEPOSITS, house] += cash
    flows[OWNER_DRAWING, PAYER, house] += cash
    flows[INFORMAL_LOST, PAYER, house] += whole[INFORMAL_DEBT, i]
    flows[LATE_BILLS_LOST, PAYER, house] += whole[LATE_BILLS, i]
    flows[RECEIVABLES_LOST, PAYER, house] += whole[RECEIVABLES, i] + whole[LINKED, i]
    flows[INVENTORY_CHANGE, PAYER, house] -= whole[INVENTORY, i]
    flows[FIXED_ASSETS_LOST, PAYER, house] += whole[FIXED_ASSETS, i]
    whole[CASH, i] = 0
    whole[RECEIVABLES, i] = 0
    whole[LINKED, i] = 0
    whole[INVENTORY, i] = 0
    whole[FIXED_ASSETS, i] = 0
    whole[INFORMAL_DEBT, i] = 0
    whole[LATE_BILLS, i] = 0
    whole[BANK_DEBT, i] = 0
