"""The balance of a bank: its equity, its capital ratio, and the room to lend that follows from it.

Each bank steers towards the capital requirement plus its own buffer and closes about two thirds of a gap a year
(Ayuso, Perez and Saurina 2004; Jokipii and Milne 2008).
"""

import numpy as np

from ...ground.columns import Blocks
from ...ground.compiled import compiled, kernel
from ...state.bank_columns import (
    ADVANCES,
    ALLOWANCE,
    BANK_TYPE,
    BONDS,
    CAUTION,
    FIRM_DEPOSITS,
    LARGE_LOANS,
    OWN_CASH,
    RELENDING,
    RESERVES,
    REST_DEPOSITS,
    SME_LOANS,
    TARGET_RATIO,
)
from ...state.economy import Economy
from .parameters import Banking


@compiled
def capital_ratio(capital: float, risk_weighted_assets: float) -> float:
    """Regulatory capital over risk-weighted assets; 1 where there are none."""
    return capital / risk_weighted_assets if risk_weighted_assets > 0.0 else 1.0


@compiled
def shadow_cost(ratio: float, target: float, slope: float) -> float:
    """Extra return per year a bank wants on capital while it is short of its target."""
    return slope * max(target - ratio, 0.0) / target


@compiled
def reserves_lacking(b: int, bank: Blocks, banking: Banking) -> float:
    """Fen of reserves that bank `b` is short of: what it keeps at least, less what it has and has not borrowed."""
    w = bank.whole
    kept = banking.reserves_kept * banking.reserve_share * max(w[FIRM_DEPOSITS, b] + w[REST_DEPOSITS, b], 0)
    return max(kept - (w[RESERVES, b] - w[ADVANCES, b]), 0.0)  # type: ignore[no-any-return]


@compiled
def room_to_grow(b: int, capital: float, risk_weighted_assets: float, economy: Economy) -> float:
    """Risk-weighted fen by which bank `b` may grow, or must shrink if negative: by its capital and by its reserves.

    A bank that owes the central bank what depositors have taken out shrinks until it has reserves of its own again
    (Kashyap and Stein 2000, American Economic Review 90; Iyer and others 2014, Review of Financial Studies 27).
    """
    gap = capital / economy.bank.real[TARGET_RATIO, b] - risk_weighted_assets
    banking = economy.numbers.banking
    lacking = banking.liquidity_gap * reserves_lacking(b, economy.bank, banking)
    return min(gap, -lacking) if lacking > 0.0 else gap  # type: ignore[no-any-return]


@compiled
def lending_room(
    gap: float,
    risk_weighted_assets: float,
    due_back: float,
    sme_share: float,
    unused: float,
    banking: Banking,
) -> float:
    """Risk-weighted fen a bank can lend to small firms next month; `gap` is what it may grow by in all, or must shrink.

    With capital to spare, what comes back plus normal growth and a part of the excess; when short, what comes back
    less small firms' share of the gap, closed at the speed of `adjustment`, while growth fades. What was left `unused`
    of the last month's room is kept up to `room_kept` times as much, and fades with growth: the part of the excess in
    it that was not lent is on offer again, so that a gap can close faster in a month of large requests than the speed
    says.
    """
    ease = 1.0 if gap >= 0.0 else max(1.0 + banking.growth_fade * gap / risk_weighted_assets, 0.0)
    change = banking.adjustment * gap if gap >= 0.0 else banking.adjustment * sme_share * gap
    room = max(due_back + banking.normal_growth * risk_weighted_assets * ease + change, 0.0)
    return room + ease * min(unused, banking.room_kept * room)


@compiled
def wanted_ratio(usual: float, minimum: float, growth: float, per_growth: float) -> float:
    """Capital ratio a bank steers to: the minimum and its buffer, which is smaller while the economy grows.

    `usual` is minimum plus buffer at no growth, `growth` in log points against the last year. The buffer is never
    negative nor more than twice the usual one; a bank whose usual ratio is below the minimum has none.
    """
    buffer = max(usual - minimum, 0.0)
    return usual + buffer * min(max(-per_growth * growth, -1.0), 1.0)


def own_targets(economy: Economy) -> None:
    """The capital ratio each bank steers to: its type's, its own caution within what is usual there, and the times."""
    banking, bank = economy.numbers.banking, economy.bank
    growth = economy.felt_gap - economy.usual_gap
    for b in range(economy.banks.rows):
        kind = bank.tag[BANK_TYPE, b]
        caution = float(bank.real[CAUTION, b])  # as compiled code has it: a product with a float32 would be rounded
        usual = max(banking.target_ratio[kind] + banking.buffer_spread * caution, banking.least_buffer)
        per_growth = banking.buffer_per_growth[kind]
        bank.real[TARGET_RATIO, b] = wanted_ratio(usual, banking.minimum_ratio, growth, per_growth)


@compiled
def equity_of(b: int, bank: Blocks, deposits: np.ndarray) -> int:
    """Assets less liabilities of bank `b` in fen; `deposits` as of the last settlement of reserves, shape (banks,).

    Payments since then have moved deposits and reserves alike; what the bank itself received is in `own_cash`.
    """
    w = bank.whole
    return (  # type: ignore[no-any-return]
        w[RESERVES, b]
        + w[SME_LOANS, b]
        + w[LARGE_LOANS, b]
        + w[BONDS, b]
        - w[ALLOWANCE, b]
        - deposits[b]
        - w[ADVANCES, b]
        - w[RELENDING, b]
        + w[OWN_CASH, b]
    )


@kernel
def equities(economy: Economy, into: np.ndarray) -> None:
    """Equity of every bank in fen, shape (banks,), written to `into`."""
    for b in range(economy.bank.rows):
        into[b] = equity_of(b, economy.bank, economy.deposits_before)


def equities_of_banks(economy: Economy) -> np.ndarray:
    """Equity of each bank in fen, shape (banks,)."""
    equity = np.empty(economy.banks.rows, np.int64)
    equities(economy, equity)
    return equity
