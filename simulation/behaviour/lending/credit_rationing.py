"""The month's applications: who looks at each, the offer it gets, and which offers the banks' capital suffices for.

The house bank looks first, then other banks. Offers compete for the bank's capital in order of the return they earn on
it; what is left out is rationed, not refused, and asks once more where another bank looks, if the firm has a mind to.
"""

import numpy as np

from ...ground.compiled import compiled, kernel
from ...ground.randomness import LOAN_TERMS, SECOND_BANK, uniforms
from ...ground.units import whole_fen
from ...state.bank_columns import BANK_OPEN, BUDGET, PROCESSING, PUBLIC_AGREEMENT
from ...state.counts import APPLICATIONS, ASKED_FEN, SUPPORTED_ADDITIONAL_FEN, SUPPORTED_FEN
from ...state.economy import Economy
from ...state.enterprise_columns import BANK, ID, REGION, SIZE
from ...state.offer_columns import (
    GRANTED,
    MOST_LOOKS,
    O_ADDITIONAL,
    O_AGREEMENT,
    O_AMOUNT,
    O_ASKED,
    O_BANK,
    O_BITS,
    O_PROCESSING,
    O_RETURN,
    O_ROW,
    O_STATUS,
    O_TURN,
    O_WEIGHT,
    OFFER_REAL,
    OFFER_WHOLE,
    OFFERED,
    RATIONED,
    REFUSED,
)
from ..support.loan_support import approach_to_owners, counts_as_supported, programmes_for
from .known_terms import NO_PROGRAMMES, forget_terms
from .underwriting import consider
from .ways_to_lend import request_of

#: Digits after the point to which returns on capital, per year, are told apart.
RETURN_DIGITS = 9


@kernel
def find_offers(
    economy: Economy,
    rows: np.ndarray,
    amounts: np.ndarray,
    supported: bool,
    elsewhere: bool,
    offers: np.ndarray,
    offer_terms: np.ndarray,
) -> None:
    """For each applicant the house bank's offer or, where it has none, that of the first other bank that has one.

    With `elsewhere` the house bank has said that it has no capital left, and only the others are asked.

    Row k of `offers` and `offer_terms`, which come as zeros, holds the offer, or who asked whom for what. One other
    bank looks, and as many more as programmes bring to the table; not `supported`, all decide as if there were neither
    programmes nor public guarantee schemes. `economy.looked` and `economy.weighed` are left with the banks that looked
    at the last applicant and what they made of each way to lend. Nothing else of the economy changes.
    """
    firm, programme = economy.firm, economy.programme
    looked, weighed = economy.looked, economy.weighed
    forget_terms(economy)
    for k in range(len(rows)):
        i: int = np.int64(rows[k])  # type: ignore[assignment] # of one type everywhere: long rules compile once
        house: int = np.int64(firm.tag[BANK, i])  # type: ignore[assignment]
        looked[:] = -1
        reach = NO_PROGRAMMES
        if supported:
            reach = programmes_for(i, firm, programme, programme.rows, economy.month)
        looks = 1
        lucks = (0.0, 0.0, 0.0, 0.0)
        offers[k, O_STATUS] = REFUSED
        offers[k, O_ROW] = i
        offers[k, O_ASKED] = amounts[k]
        offers[k, O_BANK] = house
        _, _, offer_terms[k, O_TURN], _ = uniforms(economy.seed, firm.whole[ID, i], economy.month, LOAN_TERMS)
        for look in range(MOST_LOOKS):
            b = house
            if look == 1:
                _, further = approach_to_owners(reach, programme)
                looks = 1 + min(1 + further, MOST_LOOKS - 1)
                lucks = uniforms(economy.seed, firm.whole[ID, i], economy.month, SECOND_BANK)
            if look > 0:
                if look >= looks:
                    break
                b = drawn_bank(lucks[look - 1], economy.house_banks, firm.tag[SIZE, i], firm.tag[REGION, i])
                if b == house or not economy.bank.tag[BANK_OPEN, b]:
                    continue
            if elsewhere and look == 0:
                continue
            looked[look] = b
            request = request_of(economy, i, b, amounts[k], reach, supported)
            if consider(economy, request, weighed[look], offers[k], offer_terms[k]):
                offers[k, O_STATUS] = OFFERED
                offers[k, O_BANK] = b
                break


@compiled
def drawn_bank(uniform: float, second_choice: np.ndarray, size: int, region: int) -> int:
    """Another bank that a firm of this size and region turns to, by the cumulative shares `second_choice`."""
    other: int = np.int64(0)  # type: ignore[assignment]
    while other < second_choice.shape[2] - 1 and uniform >= second_choice[size, region, other]:
        other += 1
    return other


@kernel
def ration(
    economy: Economy, order: np.ndarray, offers: np.ndarray, offer_terms: np.ndarray, with_support: np.ndarray
) -> int:
    """Offers take their banks' capital in this order until it is used up; lists the grants that are supported.

    Returns how many rows of `with_support` were filled.
    """
    budget, count = economy.bank.whole[BUDGET], 0
    for k in order:
        if offers[k, O_STATUS] != OFFERED:
            continue
        b = offers[k, O_BANK]
        takes = whole_fen(offers[k, O_AMOUNT] * offer_terms[k, O_WEIGHT])
        left = budget[b]
        if takes > left:
            # A loan larger than what is left is made as often as what is left bears to it, so that rationing does not
            # depend on how many firms a simulated bank has.
            key = economy.firm.whole[ID, offers[k, O_ROW]]
            _, u_last, _, _ = uniforms(economy.seed, key, economy.month, LOAN_TERMS)
            if left <= 0 or u_last * takes >= left:
                offers[k, O_STATUS] = RATIONED
                continue
        budget[b] = max(left - takes, 0)
        economy.bank.whole[PROCESSING, b] += whole_fen(offer_terms[k, O_PROCESSING] * 100.0)
        offers[k, O_STATUS] = GRANTED
        if supported(economy, offers[k, O_AGREEMENT], offers[k, O_BITS]):
            with_support[count] = k
            count += 1
    return count


@compiled
def supported(economy: Economy, agreement: int, bits: int) -> bool:
    """Whether a public programme stands behind a loan: a public agreement, or money that follows it."""
    if economy.agreement.tag[PUBLIC_AGREEMENT, agreement]:
        return True
    return counts_as_supported(bits, economy.programme)


def decide(economy: Economy, rows: np.ndarray, amounts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each applicant's best offer at the house bank or, failing that, elsewhere; then rationing by capital.

    Applicants, `rows` and `amounts`, come in the order of their keys, so that no order of rows matters. Returns their
    offers, whole numbers and real ones, shapes (applicants, OFFER_WHOLE) and (applicants, OFFER_REAL).

    A supported grant is asked again without public support, at the same moment and with the same luck, whether it
    would have been made anyway.
    """
    offers, terms = offers_to(economy, rows, amounts)
    counts = economy.counts
    counts[APPLICATIONS] += len(rows)
    counts[ASKED_FEN] += amounts.sum()
    order = by_return(terms)
    with_support = np.empty(len(rows), np.int64)
    count = ration(economy, order, offers, terms, with_support)
    with_support = np.concatenate([with_support[:count], ask_elsewhere(economy, rows, amounts, offers, terms)])
    granted = offers[with_support, O_AMOUNT]
    others, _ = offers_to(economy, rows[with_support], amounts[with_support], supported=False)
    additional = (others[:, O_STATUS] == REFUSED) | (2 * others[:, O_AMOUNT] < granted)
    counts[SUPPORTED_FEN] += granted.sum()
    counts[SUPPORTED_ADDITIONAL_FEN] += granted[additional].sum()
    offers[with_support, O_ADDITIONAL] = additional
    return offers, terms


def by_return(terms: np.ndarray) -> np.ndarray:
    """Places of offers by their return on capital, highest first; of equal ones whose turn it is, by luck.

    Loans priced to break even earn the same return: what differs in the last digits is no reason to prefer one.
    """
    return np.lexsort((terms[:, O_TURN], -np.round(terms[:, O_RETURN], RETURN_DIGITS)))  # type: ignore[no-any-return]


def ask_elsewhere(
    economy: Economy, rows: np.ndarray, amounts: np.ndarray, offers: np.ndarray, terms: np.ndarray
) -> np.ndarray:
    """Those whose house bank had no capital left ask other banks, which lend what capital they have left.

    Returns the places of grants that are supported. Who finds nothing stays rationed by the house bank.
    """
    left_out = np.flatnonzero((offers[:, O_STATUS] == RATIONED) & (offers[:, O_BANK] == house_banks_of(economy, rows)))
    none = np.empty(0, np.int64)
    if not len(left_out) or economy.numbers.underwriting.turn_elsewhere <= 0.0:
        return none
    keys = economy.firm.whole[ID, rows[left_out]].tolist()
    goes = [
        uniforms(economy.seed, key, economy.month, SECOND_BANK)[3] < economy.numbers.underwriting.turn_elsewhere
        for key in keys
    ]
    left_out = left_out[np.array(goes)]
    if not len(left_out):
        return none
    found, their_terms = offers_to(economy, rows[left_out], amounts[left_out], elsewhere=True)
    order = by_return(their_terms)
    with_support = np.empty(len(left_out), np.int64)
    with_support = with_support[: ration(economy, order, found, their_terms, with_support)]
    granted = found[:, O_STATUS] == GRANTED
    offers[left_out[granted]], terms[left_out[granted]] = found[granted], their_terms[granted]
    return left_out[with_support]


def house_banks_of(economy: Economy, rows: np.ndarray) -> np.ndarray:
    """The house bank of the firm in each row."""
    return economy.firm.tag[BANK, rows].astype(np.int64)  # type: ignore[no-any-return]


def offers_to(
    economy: Economy, rows: np.ndarray, amounts: np.ndarray, supported: bool = True, elsewhere: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """The offers that `find_offers` finds for these applicants, whole numbers and real ones."""
    offers, terms = np.zeros((len(rows), OFFER_WHOLE), np.int64), np.zeros((len(rows), OFFER_REAL))
    find_offers(economy, rows, amounts, supported, elsewhere, offers, terms)
    return offers, terms


def explain(
    economy: Economy, row: int, asked: int, supported: bool = True, elsewhere: bool = False
) -> tuple[np.ndarray, np.ndarray, int]:
    """How banks decide on an application of the firm in row `row` for `asked` fen; `elsewhere`, all but its own.

    Returns which banks look at it, shape (MOST_LOOKS,) with -1 for none; how each way to lend fares with each of them,
    shape (MOST_LOOKS, ways to lend, WEIGHED), columns as in `offer_columns`; and fen of the best offer, 0 if there is
    none.
    """
    economy.weighed[:] = 0.0
    offers, _ = offers_to(economy, np.full(1, row, np.int32), np.full(1, asked, np.int64), supported, elsewhere)
    best = int(offers[0, O_AMOUNT]) if offers[0, O_STATUS] == OFFERED else 0
    return economy.looked.copy(), economy.weighed.copy(), best
