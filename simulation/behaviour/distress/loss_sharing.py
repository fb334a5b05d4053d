"""The waterfall: who pays what part of the principal of a defaulted loan, within caps and funds.

Shares are whole basis points of the loss; each payment rounds down. Layers are cut from the part of the balance
party. Caps hold per loan, per policy year (a share of the covered balance) and over the pool's life; a party pays no
more than it has. What is left, the odd fen included, falls on the residual bearer.
"""

from typing import Any

from ...ground.compiled import compiled, kernel
from ...state.bank_columns import (
    ACTIVE,
    CAP_LOAN,
    CAP_POOL,
    CAP_YEAR,
    CLAIMS_YEAR,
    COVERED_BALANCE,
    CREDIBILITY,
    DEPOSIT,
    FIRST_STAGE,
    HOME_BANK,
    INSTITUTION_SECTOR,
    LAYER_FROM,
    LAYER_PARTY,
    LAYER_TO,
    OWN_CASH,
    PAID_EVER,
    PAID_YEAR,
    PAYOUTS,
    RELEASED,
    RESIDUAL,
    SECOND_STAGE,
    SHARE,
)
from ...state.ledger import PAYEE, PAYER, PAYOUT_FUND, PAYOUT_GOVERNMENT, PAYOUT_GUARANTOR, PAYOUT_REGUARANTOR
from ...state.loan_columns import (
    AMOUNT,
    BALANCE,
    CLAIM_AGREEMENT,
    CLAIM_BANK,
    CLAIM_DUE,
    CLAIM_GUARANTOR,
    CLAIM_REGION,
    CLAIM_ROW,
    CLAIM_STATE,
    CLOSES,
    LOSS,
    OWED_LATER,
    OWED_LATER_BY,
    OWED_LATER_DUE,
    PAID,
    RECOVERABLE,
    SETTLED,
    WAITING,
)

BANK_PARTY, GUARANTOR_PARTY, GOVERNMENT_PARTY = 0, 1, 6
PARTY_COUNT = 8
UNLIMITED = 1 << 60


@compiled
def split_loss(
    loss: int, shares: Any, residual: int, room: Any, layer_parties: Any, layer_parts: Any, paid: Any
) -> None:
    """Fill `paid` (fen by party, shape (8,)) with the division of `loss`.

    `shares` in basis points sum to 10,000; `room` is the most each party can pay; `layer_parts` are the fen of this
    loss that fall into each layer (at most the residual's and balance party's part), paid by `layer_parties` (-1 none).
    The residual bearer takes what is left up to its room, and the lender what even it cannot pay.
    """
    left = loss
    for party in range(PARTY_COUNT):
        paid[party] = 0
    for party in range(PARTY_COUNT):
        if party == residual:
            continue
        part = min(loss * shares[party] // 10_000, room[party], left)
        paid[party] = part
        left -= part
    for k in range(len(layer_parties)):
        party = layer_parties[k]
        if party >= 0 and party != residual:
            part = min(layer_parts[k], room[party] - paid[party], left)
            if part > 0:
                paid[party] += part
                left -= part
    last = left if residual == BANK_PARTY else min(left, room[residual])
    paid[residual] += last
    paid[BANK_PARTY] += left - last


@compiled
def layer_overlap(before: int, loss: int, bottom: int, top: int) -> int:
    """Fen of a loss between `bottom` and `top` of the year's cumulative losses, `before` having come earlier."""
    return max(min(before + loss, top) - max(before, bottom), 0)


@compiled
def share_of_balance(balance: int, share: float) -> int:
    """Share of a balance in fen, rounded down; the sixth decimal of `share` is meant exactly.

    float32 storage must not shave a fen off a round share, nor a large balance's product leave int64.
    """
    millionths = int(share * 1_000_000.0 + 0.5)
    return balance // 1_000_000 * millionths + balance % 1_000_000 * millionths // 1_000_000


@compiled
def room_of_party(party: int, a: int, available: int, agreement: Any) -> int:
    """The most a party can pay on the next claim: caps per loan, policy year and pool, and what it has."""
    whole, real = agreement.whole, agreement.real
    room = min(available, whole[CAP_LOAN + party, a], whole[CAP_POOL + party, a] - whole[PAID_EVER + party, a])
    cap = real[CAP_YEAR + party, a]
    if cap >= 0.0:
        yearly = share_of_balance(whole[COVERED_BALANCE, a], cap)
        room = min(room, yearly - whole[PAID_YEAR + party, a])
    return max(room, 0)


@compiled
def defer(row: int, party: int, k: int, paid: Any, claim: Any, loan: Any, institution: Any) -> None:
    """A party that pays in stages owes part of its share until later; until then the bank bears it.

    The rest falls due before the loan is written off. One party of an agreement may pay in stages.
    """
    now = share_of_balance(paid[party], institution.real[FIRST_STAGE, k])
    loan_row = claim.index[CLAIM_ROW, row]
    claim.whole[OWED_LATER, row] = paid[party] - now
    claim.tag[OWED_LATER_BY, row] = party
    later = claim.index[CLAIM_DUE, row] + institution.index[SECOND_STAGE, k]
    claim.index[OWED_LATER_DUE, row] = min(later, loan.index[CLOSES, loan_row] - 1)
    paid[BANK_PARTY] += paid[party] - now
    paid[party] = now


@kernel
def pay_second_stage(
    order: Any,
    claim: Any,
    loan: Any,
    bank: Any,
    institution: Any,
    agreement: Any,
    institution_of: Any,
    flows: Any,
    counters: Any,
) -> None:
    """What funds still owe on the claims in `order` (rows, by the loans' keys), as far as their money goes.

    It moves from the bank's part of the claim to the fund's; a fund that is empty or suspended by then never pays it.
    """
    for row in order:
        party, b, loan_row = claim.tag[OWED_LATER_BY, row], claim.tag[CLAIM_BANK, row], claim.index[CLAIM_ROW, row]
        k, owed = institution_of[party], claim.whole[OWED_LATER, row]
        available = max(institution.whole[DEPOSIT, k], 0) if institution.tag[ACTIVE, k] else 0
        amount = min(owed, available, loan.whole[BALANCE, loan_row], claim.whole[PAID + BANK_PARTY, row])
        claim.whole[OWED_LATER, row] = 0
        counters[C_SHORT_FEN] += owed - amount
        a = claim.tag[CLAIM_AGREEMENT, row]
        agreement.real[CREDIBILITY, a] += 0.05 * (amount / owed - agreement.real[CREDIBILITY, a])
        if amount == 0:
            continue
        claim.whole[PAID + party, row] += amount
        claim.whole[PAID + BANK_PARTY, row] -= amount
        counters[C_PAID + party] += amount
        counters[C_PAID + BANK_PARTY] -= amount
        agreement.whole[PAID_YEAR + party, a] += amount
        agreement.whole[PAID_EVER + party, a] += amount
        loan.whole[BALANCE, loan_row] -= amount
        loan.whole[RECOVERABLE, loan_row] = min(loan.whole[RECOVERABLE, loan_row], claim.whole[LOSS, row])
        bank.whole[OWN_CASH, b] += amount
        institution.whole[DEPOSIT, k] -= amount
        institution.whole[PAYOUTS, k] += amount
        flows[PAYOUT_FUND, PAYER, institution.tag[HOME_BANK, k]] += amount
        flows[PAYOUT_FUND, PAYEE, b] += amount


# Counters of claims: paid by each party, then promised, delivered, guaranteed payouts.
C_PAID = 0
C_CLAIMS_FEN = 8
C_SHORT_FEN = 9
CLAIM_COUNTERS = 10


@kernel
def find_due(claims: int, claim: Any, month: int, found: Any) -> int:
    """Rows of the claims that the parties pay this month; how many."""
    count = 0
    for row in range(claims):
        if claim.tag[CLAIM_STATE, row] == WAITING and claim.index[CLAIM_DUE, row] <= month:
            found[count] = row
            count += 1
    return count


@kernel
def find_second_stage(claims: int, claim: Any, month: int, found: Any) -> int:
    """Rows of the claims of which a fund owes the rest by now; how many."""
    count = 0
    for row in range(claims):
        if claim.whole[OWED_LATER, row] > 0 and claim.index[OWED_LATER_DUE, row] <= month:
            found[count] = row
            count += 1
    return count


@kernel
def settle_claims(
    order: Any,
    claim: Any,
    loan: Any,
    bank: Any,
    institution: Any,
    agreement: Any,
    accounts: Any,
    institution_of: Any,
    flows: Any,
    room: Any,
    paid: Any,
    layer_parts: Any,
    counters: Any,
) -> None:
    """Pay the claims listed in `order` (rows, by the loans' keys): the waterfall of each, party by party.

    `institution_of` maps a party to its institution (-1 the bank, the guarantor of the loan, or a budget);
    `accounts` are the government's, shape (1 + regions,).
    """
    for row in order:
        a, g, b = claim.tag[CLAIM_AGREEMENT, row], claim.tag[CLAIM_GUARANTOR, row], claim.tag[CLAIM_BANK, row]
        loss = claim.whole[LOSS, row]
        shares = agreement.index[SHARE : SHARE + PARTY_COUNT, a]
        residual = agreement.tag[RESIDUAL, a]
        for party in range(PARTY_COUNT):
            k = g if party == GUARANTOR_PARTY else institution_of[party]
            if party == BANK_PARTY or party == GOVERNMENT_PARTY:  # noqa: SIM109
                available = UNLIMITED
            elif k < 0 or institution.tag[ACTIVE, k] == 0:
                available = 0
            else:
                available = max(institution.whole[DEPOSIT, k], 0)
            room[party] = room_of_party(party, a, available, agreement)
        for k in range(4):
            bottom = share_of_balance(agreement.whole[COVERED_BALANCE, a], agreement.real[LAYER_FROM + k, a])
            top = share_of_balance(agreement.whole[COVERED_BALANCE, a], agreement.real[LAYER_TO + k, a])
            overlap = layer_overlap(agreement.whole[CLAIMS_YEAR, a], loss, bottom, top)
            layer_parts[k] = overlap * shares[residual] // 10_000
        split_loss(loss, shares, residual, room, agreement.tag[LAYER_PARTY : LAYER_PARTY + 4, a], layer_parts, paid)
        for party in range(PARTY_COUNT):
            k = institution_of[party]
            if k >= 0 and paid[party] > 0 and institution.real[FIRST_STAGE, k] < 1.0:
                defer(row, party, k, paid, claim, loan, institution)
        agreement.whole[CLAIMS_YEAR, a] += loss
        promised, delivered = 0, 0
        loan_row = claim.index[CLAIM_ROW, row]
        for party in range(PARTY_COUNT):
            amount = paid[party]
            claim.whole[PAID + party, row] = amount
            counters[C_PAID + party] += amount
            if party == BANK_PARTY:
                continue
            if party != residual:
                promised += loss * shares[party] // 10_000
            delivered += amount
            agreement.whole[PAID_YEAR + party, a] += amount
            agreement.whole[PAID_EVER + party, a] += amount
            if amount == 0:
                continue
            loan.whole[BALANCE, loan_row] -= amount
            bank.whole[OWN_CASH, b] += amount
            if party == GOVERNMENT_PARTY:
                accounts[1 + claim.tag[CLAIM_REGION, row]] -= amount
                flows[PAYOUT_GOVERNMENT, PAYER, 0] += amount
                flows[PAYOUT_GOVERNMENT, PAYEE, b] += amount
            else:
                k = g if party == GUARANTOR_PARTY else institution_of[party]
                institution.whole[DEPOSIT, k] -= amount
                institution.whole[PAYOUTS, k] += amount
                sector = institution.tag[INSTITUTION_SECTOR, k]
                route = PAYOUT_GUARANTOR if sector == 0 else (PAYOUT_REGUARANTOR if sector == 1 else PAYOUT_FUND)
                flows[route, PAYER, institution.tag[HOME_BANK, k]] += amount
                flows[route, PAYEE, b] += amount
        counters[C_CLAIMS_FEN] += loss
        if promised > 0:
            counters[C_SHORT_FEN] += max(promised - delivered, 0)
            kept = min(delivered / promised, 1.0)
            agreement.real[CREDIBILITY, a] += 0.05 * (kept - agreement.real[CREDIBILITY, a])
        if g >= 0:
            institution.whole[RELEASED, g] += loan.whole[AMOUNT, loan_row]
        claim.tag[CLAIM_STATE, row] = SETTLED
