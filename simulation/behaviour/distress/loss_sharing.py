"""The waterfall: who pays what part of the principal of a defaulted loan, within caps and funds.

Shares are whole basis points of the loss; each payment rounds down. Layers are cut from the part of the balance
party. Caps hold per loan, per policy year (a share of the covered balance) and over the pool's life; a party pays no
more than it has. What is left, the odd fen included, falls on the residual bearer.
"""

import numpy as np

from ...ground.columns import Blocks
from ...ground.compiled import allocating_kernel, compiled, kernel
from ...ground.units import UNLIMITED_FEN
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
    LAYERS,
    OWN_CASH,
    PAID_EVER,
    PAID_YEAR,
    PAYOUTS,
    RELEASED,
    RESIDUAL,
    SECOND_STAGE,
    SHARE,
)
from ...state.counts import CLAIMS_FEN, CLAIMS_SETTLED, CLAIMS_SHORT_FEN, DELAY_MONTHS, PAID_BY
from ...state.economy import Economy
from ...state.ledger import PAYEE, PAYER, PAYOUT_FUND, PAYOUT_GOVERNMENT, PAYOUT_GUARANTOR, PAYOUT_REGUARANTOR
from ...state.loan_columns import (
    AMOUNT,
    BALANCE,
    CLAIM_AGREEMENT,
    CLAIM_BANK,
    CLAIM_DUE,
    CLAIM_GUARANTOR,
    CLAIM_LOAN,
    CLAIM_MONTH,
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
#: The flow by which an institution pays, by its sector.
PAYOUT_OF = (PAYOUT_GUARANTOR, PAYOUT_REGUARANTOR, PAYOUT_FUND)


@compiled
def split_loss(
    loss: int,
    shares: np.ndarray,
    residual: int,
    room: np.ndarray,
    layer_parties: np.ndarray,
    layer_parts: np.ndarray,
    paid: np.ndarray,
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
        part = min(loss * np.int64(shares[party]) // 10_000, room[party], left)
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
def room_of_party(party: int, a: int, available: int, agreement: Blocks) -> int:
    """The most a party can pay on the next claim: caps per loan, policy year and pool, and what it has."""
    whole, real = agreement.whole, agreement.real
    room = min(available, whole[CAP_LOAN + party, a], whole[CAP_POOL + party, a] - whole[PAID_EVER + party, a])
    cap = real[CAP_YEAR + party, a]
    if cap >= 0.0:
        yearly = share_of_balance(whole[COVERED_BALANCE, a], cap)
        room = min(room, yearly - whole[PAID_YEAR + party, a])
    return max(room, 0)


@compiled
def defer(row: int, party: int, k: int, paid: np.ndarray, economy: Economy) -> None:
    """A party that pays in stages owes part of its share until later; until then the bank bears it.

    The rest falls due before the loan is written off. One party of an agreement may pay in stages.
    """
    claim, institution = economy.claim, economy.institution
    now = share_of_balance(paid[party], institution.real[FIRST_STAGE, k])
    loan_row = claim.index[CLAIM_ROW, row]
    claim.whole[OWED_LATER, row] = paid[party] - now
    claim.tag[OWED_LATER_BY, row] = party
    later = claim.index[CLAIM_DUE, row] + institution.index[SECOND_STAGE, k]
    claim.index[OWED_LATER_DUE, row] = min(later, economy.loan.index[CLOSES, loan_row] - 1)
    paid[BANK_PARTY] += paid[party] - now
    paid[party] = now


@compiled
def learn_of_promise(a: int, kept: float, economy: Economy) -> None:
    """Banks' trust in agreement `a` moves towards the part of its promise that was kept."""
    real = economy.agreement.real
    real[CREDIBILITY, a] += economy.numbers.guarantors.learned_a_claim * (kept - real[CREDIBILITY, a])


def claims_due(economy: Economy) -> np.ndarray:
    """Rows of the claims that the parties pay this month, in the order of the loans' keys."""
    found = np.empty(economy.claims.rows, np.int64)
    return _in_order(economy, found[: find_due(economy, found)])


def second_stages_due(economy: Economy) -> np.ndarray:
    """Rows of the claims of which a fund owes the rest by now, in the order of the loans' keys."""
    found = np.empty(economy.claims.rows, np.int64)
    return _in_order(economy, found[: find_second_stage(economy, found)])


def _in_order(economy: Economy, rows: np.ndarray) -> np.ndarray:
    return rows[np.argsort(economy.claim.whole[CLAIM_LOAN, rows])]


@kernel
def find_due(economy: Economy, found: np.ndarray) -> int:
    """Rows of the claims that the parties pay this month; how many."""
    claim, count = economy.claim, 0
    for row in range(claim.rows):
        if claim.tag[CLAIM_STATE, row] == WAITING and claim.index[CLAIM_DUE, row] <= economy.month:
            found[count] = row
            count += 1
    return count


@kernel
def find_second_stage(economy: Economy, found: np.ndarray) -> int:
    """Rows of the claims of which a fund owes the rest by now; how many."""
    claim, count = economy.claim, 0
    for row in range(claim.rows):
        if claim.whole[OWED_LATER, row] > 0 and claim.index[OWED_LATER_DUE, row] <= economy.month:
            found[count] = row
            count += 1
    return count


@allocating_kernel
def settle_claims(economy: Economy, order: np.ndarray) -> None:
    """Pay the claims listed in `order` (rows, by the loans' keys): the waterfall of each, party by party."""
    claim, agreement, institution, counts = economy.claim, economy.agreement, economy.institution, economy.counts
    room, paid = np.zeros(PARTY_COUNT, np.int64), np.zeros(PARTY_COUNT, np.int64)
    layer_parts = np.zeros(LAYERS, np.int64)
    for row in order:
        a, g, loss = claim.tag[CLAIM_AGREEMENT, row], claim.tag[CLAIM_GUARANTOR, row], claim.whole[LOSS, row]
        divide(row, room, layer_parts, paid, economy)
        for party in range(PARTY_COUNT):
            k = economy.institution_of[party]
            if k >= 0 and paid[party] > 0 and institution.real[FIRST_STAGE, k] < 1.0:
                defer(row, party, k, paid, economy)
        agreement.whole[CLAIMS_YEAR, a] += loss
        promised, delivered = 0, 0
        for party in range(PARTY_COUNT):
            claim.whole[PAID + party, row] = paid[party]
            counts[PAID_BY[party]] += paid[party]
            if party != BANK_PARTY:
                if party != agreement.tag[RESIDUAL, a]:
                    promised += loss * agreement.index[SHARE + party, a] // 10_000
                delivered += paid[party]
                pay_out(row, party, paid[party], economy)
        counts[CLAIMS_FEN] += loss
        if promised > 0:
            counts[CLAIMS_SHORT_FEN] += max(promised - delivered, 0)
            learn_of_promise(a, min(delivered / promised, 1.0), economy)
        if g >= 0:
            institution.whole[RELEASED, g] += economy.loan.whole[AMOUNT, claim.index[CLAIM_ROW, row]]
            counts[CLAIMS_SETTLED] += 1
            counts[DELAY_MONTHS] += economy.month - claim.index[CLAIM_MONTH, row]
        claim.tag[CLAIM_STATE, row] = SETTLED


@compiled
def payer_of(party: int, row: int, economy: Economy) -> int:
    """Row of the institution that stands for a party to the claim in `row`; -1 for the bank, a budget or nobody."""
    return economy.claim.tag[CLAIM_GUARANTOR, row] if party == GUARANTOR_PARTY else economy.institution_of[party]


@compiled
def divide(row: int, room: np.ndarray, layer_parts: np.ndarray, paid: np.ndarray, economy: Economy) -> None:
    """Fill `paid` with what each party owes on the claim in `row`; `room` and `layer_parts` are room for work."""
    claim, agreement, institution = economy.claim, economy.agreement, economy.institution
    a, loss = claim.tag[CLAIM_AGREEMENT, row], claim.whole[LOSS, row]
    shares, residual = agreement.index[SHARE : SHARE + PARTY_COUNT, a], agreement.tag[RESIDUAL, a]
    for party in range(PARTY_COUNT):
        k = payer_of(party, row, economy)
        if party == BANK_PARTY or party == GOVERNMENT_PARTY:  # noqa: SIM109
            available = UNLIMITED_FEN
        elif k < 0 or institution.tag[ACTIVE, k] == 0:
            available = 0
        else:
            available = max(institution.whole[DEPOSIT, k], 0)
        room[party] = room_of_party(party, a, available, agreement)
    covered = agreement.whole[COVERED_BALANCE, a]
    for layer in range(LAYERS):
        bottom = share_of_balance(covered, agreement.real[LAYER_FROM + layer, a])
        top = share_of_balance(covered, agreement.real[LAYER_TO + layer, a])
        overlap = layer_overlap(agreement.whole[CLAIMS_YEAR, a], loss, bottom, top)
        layer_parts[layer] = overlap * shares[residual] // 10_000
    layer_parties = agreement.tag[LAYER_PARTY : LAYER_PARTY + LAYERS, a]
    split_loss(loss, shares, residual, room, layer_parties, layer_parts, paid)


@compiled
def pay_out(row: int, party: int, amount: int, economy: Economy) -> None:
    """A party other than the bank pays the bank `amount` fen on the claim in `row`; caps count it."""
    claim, agreement, flows = economy.claim, economy.agreement, economy.flows
    a, b = claim.tag[CLAIM_AGREEMENT, row], claim.tag[CLAIM_BANK, row]
    agreement.whole[PAID_YEAR + party, a] += amount
    agreement.whole[PAID_EVER + party, a] += amount
    if amount == 0:
        return
    economy.loan.whole[BALANCE, claim.index[CLAIM_ROW, row]] -= amount
    economy.bank.whole[OWN_CASH, b] += amount
    if party == GOVERNMENT_PARTY:
        economy.accounts[1 + claim.tag[CLAIM_REGION, row]] -= amount
        flows[PAYOUT_GOVERNMENT, PAYER, 0] += amount
        flows[PAYOUT_GOVERNMENT, PAYEE, b] += amount
        return
    institution, k = economy.institution, payer_of(party, row, economy)
    institution.whole[DEPOSIT, k] -= amount
    institution.whole[PAYOUTS, k] += amount
    route = PAYOUT_OF[institution.tag[INSTITUTION_SECTOR, k]]
    flows[route, PAYER, institution.tag[HOME_BANK, k]] += amount
    flows[route, PAYEE, b] += amount


@kernel
def pay_second_stage(economy: Economy, order: np.ndarray) -> None:
    """What funds still owe on the claims in `order` (rows, by the loans' keys), as far as their money goes.

    It moves from the bank's part of the claim to the fund's; a fund that is empty or suspended by then never pays it.
    """
    claim, loan, institution, counts = economy.claim, economy.loan, economy.institution, economy.counts
    for row in order:
        party, loan_row = claim.tag[OWED_LATER_BY, row], claim.index[CLAIM_ROW, row]
        k, owed = economy.institution_of[party], claim.whole[OWED_LATER, row]
        available = max(institution.whole[DEPOSIT, k], 0) if institution.tag[ACTIVE, k] else 0
        amount = min(owed, available, loan.whole[BALANCE, loan_row], claim.whole[PAID + BANK_PARTY, row])
        claim.whole[OWED_LATER, row] = 0
        counts[CLAIMS_SHORT_FEN] += owed - amount
        learn_of_promise(claim.tag[CLAIM_AGREEMENT, row], amount / owed, economy)
        if amount == 0:
            continue
        claim.whole[PAID + party, row] += amount
        claim.whole[PAID + BANK_PARTY, row] -= amount
        counts[PAID_BY[party]] += amount
        counts[PAID_BY[BANK_PARTY]] -= amount
        pay_out(row, party, amount, economy)
        loan.whole[RECOVERABLE, loan_row] = min(loan.whole[RECOVERABLE, loan_row], claim.whole[LOSS, row])
