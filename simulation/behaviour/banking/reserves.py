"""Reserves: payments between banks settle, deposits follow reserves, the central bank fills what is missing."""

import numpy as np

from ...ground.columns import Blocks
from ...ground.compiled import compiled, kernel
from ...ground.units import whole_fen
from ...state.bank_columns import (
    ADVANCES,
    BANK_OPEN,
    FIRM_DEPOSITS,
    LARGE_LOANS,
    OWN_CASH,
    RESERVES,
    REST_DEPOSITS,
)
from ...state.economy import Economy
from ...state.ledger import ADVANCE, ADVANCE_REPAID, PAYEE, PAYER, PRINCIPAL_DRAWN_LARGE, REBALANCING


@kernel
def settle_reserves(economy: Economy, institution_deposits: np.ndarray) -> None:
    """Payments between banks settle net in reserves; households move money to where reserves lack; advances fill in.

    `institution_deposits` are those of guarantors, re-guarantors and funds by bank, in fen. Updates
    `economy.deposits_before`, all deposits of each bank at the end of the last month.
    """
    w, flows, deposits_before = economy.bank.whole, economy.flows, economy.deposits_before
    for b in range(economy.bank.rows):
        w[RESERVES, b] += deposits_at(economy, b, institution_deposits) - deposits_before[b] + w[OWN_CASH, b]
        w[OWN_CASH, b] = 0
    even_out(economy, institution_deposits)
    cover_overdrafts(economy)
    p = economy.numbers.banking
    for b in range(economy.bank.rows):
        if w[RESERVES, b] < 0:
            borrowed = -w[RESERVES, b]
            w[ADVANCES, b] += borrowed
            w[RESERVES, b] = 0
            flows[ADVANCE, PAYER, 0] += borrowed
            flows[ADVANCE, PAYEE, b] += borrowed
        else:
            deposits = max(w[FIRM_DEPOSITS, b] + w[REST_DEPOSITS, b], 0)
            floor = whole_fen(p.reserves_kept * p.reserve_share * deposits)
            repaid = max(min(w[ADVANCES, b], w[RESERVES, b] - floor), 0)
            w[ADVANCES, b] -= repaid
            w[RESERVES, b] -= repaid
            flows[ADVANCE_REPAID, PAYER, b] += repaid
            flows[ADVANCE_REPAID, PAYEE, 0] += repaid
        deposits_before[b] = deposits_at(economy, b, institution_deposits)


@compiled
def deposits_at(economy: Economy, b: int, institution_deposits: np.ndarray) -> int:
    """All deposits at bank `b`, in fen."""
    w = economy.bank.whole
    return w[FIRM_DEPOSITS, b] + w[REST_DEPOSITS, b] + institution_deposits[b]  # type: ignore[no-any-return]


@compiled
def even_out(economy: Economy, institution_deposits: np.ndarray) -> None:
    """The rest of the economy moves deposits to where reserves, less advances, are few for the deposits there."""
    bank = economy.bank
    w = bank.whole
    surplus_in_all, deposits_in_all = 0.0, 0.0
    for b in range(bank.rows):
        surplus_in_all += w[RESERVES, b] - w[ADVANCES, b]
        deposits_in_all += deposits_at(economy, b, institution_deposits)
    share = surplus_in_all / max(deposits_in_all, 1.0)
    evened, moved_in_all, last = economy.numbers.banking.reserves_evened, 0, 0
    for b in range(bank.rows):
        if not bank.tag[BANK_OPEN, b]:
            continue
        surplus = w[RESERVES, b] - w[ADVANCES, b] - share * deposits_at(economy, b, institution_deposits)
        moved = min(whole_fen(evened * surplus), w[REST_DEPOSITS, b])
        moved_in_all += moved
        last = b
        move_deposits(b, moved, bank, economy.flows)
    move_deposits(last, -moved_in_all, bank, economy.flows)


@compiled
def cover_overdrafts(economy: Economy) -> None:
    """The rest of the economy overdraws at no bank: it moves deposits there, and what it lacks large firms borrow."""
    bank, flows = economy.bank, economy.flows
    w = bank.whole
    for b in range(bank.rows):
        for other in range(bank.rows):
            if w[REST_DEPOSITS, b] < 0 and w[REST_DEPOSITS, other] > 0:
                moved = min(w[REST_DEPOSITS, other], -w[REST_DEPOSITS, b])
                move_deposits(other, moved, bank, flows)
                move_deposits(b, -moved, bank, flows)
        if w[REST_DEPOSITS, b] < 0:
            lent = -w[REST_DEPOSITS, b]
            w[REST_DEPOSITS, b] = 0
            w[LARGE_LOANS, b] += lent
            flows[PRINCIPAL_DRAWN_LARGE, PAYER, b] += lent


@compiled
def move_deposits(b: int, amount: int, bank: Blocks, flows: np.ndarray) -> None:
    """The rest of the economy takes `amount` fen out of bank `b` to put it elsewhere (negative: puts it in)."""
    bank.whole[REST_DEPOSITS, b] -= amount
    bank.whole[RESERVES, b] -= amount
    if amount >= 0:
        flows[REBALANCING, PAYER, b] += amount
    else:
        flows[REBALANCING, PAYEE, b] -= amount
