"""The month's applications: who looks at each, the offer it gets, and which offers the banks' capital suffices for.

The house bank looks first, then other banks. Offers compete for the bank's capital in order of the return they earn on
it; what is left out is rationed, not refused.
"""

from typing import Any, NamedTuple

import numpy as np

from ...ground.compiled import compiled, kernel
from ...ground.randomness import LOAN_TERMS, SECOND_BANK, uniforms
from ...ground.units import whole_fen
from ...state.bank_columns import BANK_OPEN, BUDGET, PUBLIC_AGREEMENT
from ...state.economy import Economy
from ...state.enterprise_columns import BANK, ID, REGION, SIZE
from ...state.offer_columns import (
    C_APPLICATIONS,
    C_ASKED_FEN,
    C_SUPPORTED_ADDITIONAL_FEN,
    C_SUPPORTED_FEN,
    GRANTED,
    MOST_LOOKS,
    O_AGREEMENT,
    O_AMOUNT,
    O_ASKED,
    O_BANK,
    O_BITS,
    O_RETURN,
    O_ROW,
    O_STATUS,
    O_WEIGHT,
    OFFER_REAL,
    OFFER_WHOLE,
    OFFERED,
    RATIONED,
    REFUSED,
    TRACE,
    UNDERWRITING_COUNTERS,
)
from ..support.loan_support import approach_to_owners, counts_as_supported, programmes_for
from .known_terms import nothing_known
from .underwriting import Lending, Rules, consider


class Circumstances(NamedTuple):
    """What every decision of a month shares, in the order in which `find_offers` takes it.

    `second_choice` holds cumulative shares of banks, shape (sizes, regions, banks).
    """

    second_choice: np.ndarray
    seed: int
    month: int
    policy_rate: float
    rules: Rules


def lending(economy: Economy) -> Lending:
    """The tables that a decision to lend reads."""
    return Lending(
        economy.firm,
        economy.bank,
        economy.institution,
        economy.agreement,
        economy.programme,
        economy.menu,
        economy.sector_table[1],
        economy.tenors,
        economy.tenor_mix,
        economy.agreements.rows,
        economy.programmes.rows,
        economy.ways_to_lend.rows,
        nothing_known(),
    )


def circumstances(economy: Economy) -> Circumstances:
    """What every decision of this month shares."""
    now = economy.numbers
    rules = Rules(
        now.credit_scoring,
        now.screening,
        now.loan_pricing,
        now.underwriting,
        now.guarantors,
        now.simple_loan,
        now.cash_flow,
    )
    return Circumstances(economy.house_banks, economy.seed, economy.month, economy.policy_rate, rules)


def without_support(at: Lending) -> Lending:
    """The same tables without public agreements and programmes."""
    return at._replace(agreements=min(2, at.agreements), programmes=0)


@kernel
def find_offers(
    applicants: int,
    rows: Any,
    amounts: Any,
    at: Any,
    second_choice: Any,
    seed: int,
    month: int,
    policy_rate: float,
    rules: Any,
    out_whole: Any,
    out_real: Any,
    looked: Any,
    traces: Any,
    counters: Any,
) -> None:
    """For each applicant the house bank's offer or, where it has none, that of the first other bank that has one.

    Row k of `out_whole` and `out_real` holds the offer, or who asked whom for what. One other bank looks, and as many
    more as programmes bring to the table. `looked`, shape (MOST_LOOKS,), lists the banks that looked at the last
    applicant, `traces` what they make of each way to lend: a trace of `consider` each.
    """
    firm = at.firm
    for k in range(applicants):
        i: int = np.int64(rows[k])  # type: ignore[assignment] # of one type everywhere: long rules compile once
        house: int = np.int64(firm.tag[BANK, i])  # type: ignore[assignment]
        looked[:] = -1
        reach = programmes_for(i, firm, at.programme, at.programmes, month)
        looks = 1
        lucks = (0.0, 0.0, 0.0, 0.0)
        out_whole[k, O_STATUS] = REFUSED
        out_whole[k, O_ROW] = i
        out_whole[k, O_ASKED] = amounts[k]
        out_whole[k, O_BANK] = house
        for look in range(MOST_LOOKS):
            b = house
            if look == 1:
                _, further = approach_to_owners(reach, at.programme)
                looks = 1 + min(1 + further, MOST_LOOKS - 1)
                lucks = uniforms(seed, firm.whole[ID, i], month, SECOND_BANK)
            if look > 0:
                if look >= looks:
                    break
                b = drawn_bank(lucks[look - 1], second_choice, firm.tag[SIZE, i], firm.tag[REGION, i])
                if b == house or not at.bank.tag[BANK_OPEN, b]:
                    continue
            looked[look] = b
            if consider(
                i,
                amounts[k],
                b,
                b == house,
                reach,
                at,
                seed,
                month,
                policy_rate,
                rules,
                out_whole[k],
                out_real[k],
                traces[look],
                counters,
            ):
                out_whole[k, O_STATUS] = OFFERED
                break


@compiled
def drawn_bank(uniform: float, second_choice: Any, size: int, region: int) -> int:
    """Another bank that a firm of this size and region turns to, by the cumulative shares `second_choice`."""
    other: int = np.int64(0)  # type: ignore[assignment]
    while other < second_choice.shape[2] - 1 and uniform >= second_choice[size, region, other]:
        other += 1
    return other


@kernel
def ration(
    order: Any,
    offers_whole: Any,
    offers_real: Any,
    firm: Any,
    bank: Any,
    agreement: Any,
    programme: Any,
    seed: int,
    month: int,
    with_support: Any,
) -> int:
    """Offers take their banks' capital in this order until it is used up; lists the grants that are supported.

    Returns how many rows of `with_support` were filled.
    """
    count = 0
    for k in order:
        if offers_whole[k, O_STATUS] != OFFERED:
            continue
        b = offers_whole[k, O_BANK]
        takes = whole_fen(offers_whole[k, O_AMOUNT] * offers_real[k, O_WEIGHT])
        left = bank.whole[BUDGET, b]
        if takes > left:
            # A loan larger than what is left is made as often as what is left bears to it, so that rationing does not
            # depend on how many firms a simulated bank has.
            _, u_last, _, _ = uniforms(seed, firm.whole[ID, offers_whole[k, O_ROW]], month, LOAN_TERMS)
            if left <= 0 or u_last * takes >= left:
                offers_whole[k, O_STATUS] = RATIONED
                continue
        bank.whole[BUDGET, b] = max(left - takes, 0)
        offers_whole[k, O_STATUS] = GRANTED
        if supported(k, offers_whole, agreement, programme):
            with_support[count] = k
            count += 1
    return count


def decide(
    rows: np.ndarray,
    amounts: np.ndarray,
    at: Lending,
    bare: Lending,
    now: Circumstances,
    counters: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Each applicant's best offer at the house bank or, failing that, elsewhere; then rationing by capital.

    Applicants, `rows` and `amounts`, come in the order of their keys, so that no order of rows matters. Returns their
    offers, whole numbers and real ones, shapes (applicants, OFFER_WHOLE) and (applicants, OFFER_REAL).

    `at` is the `Lending` as it is and `bare` the same without public support: a supported grant is asked again there,
    at the same moment and with the same luck, whether it would have been made anyway.
    """
    offers, terms = _offers_to(rows, amounts, at, now, counters)
    counters[C_APPLICATIONS] += len(rows)
    counters[C_ASKED_FEN] += amounts.sum()
    # Highest return on capital first; equal returns in the order of the applicants, which is that of their keys.
    order = np.argsort(-terms[:, O_RETURN], kind="stable")
    with_support = np.empty(len(rows), np.int64)
    count = ration(
        order, offers, terms, at.firm, at.bank, at.agreement, at.programme, now.seed, now.month, with_support
    )
    with_support = with_support[:count]
    granted = offers[with_support, O_AMOUNT]
    others, _ = _offers_to(rows[with_support], amounts[with_support], bare, now, np.zeros_like(counters))
    additional = (others[:, O_STATUS] == REFUSED) | (2 * others[:, O_AMOUNT] < granted)
    counters[C_SUPPORTED_FEN] += granted.sum()
    counters[C_SUPPORTED_ADDITIONAL_FEN] += granted[additional].sum()
    return offers, terms


def _offers_to(
    rows: np.ndarray,
    amounts: np.ndarray,
    at: Lending,
    now: Circumstances,
    counters: np.ndarray,
    looked: np.ndarray | None = None,
    traces: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """The offers that `find_offers` finds, with a trace only where room for one is given."""
    offers, terms = np.zeros((len(rows), OFFER_WHOLE), np.int64), np.zeros((len(rows), OFFER_REAL))
    find_offers(
        len(rows),
        rows,
        amounts,
        at,
        *now,
        offers,
        terms,
        np.zeros(MOST_LOOKS, np.int64) if looked is None else looked,
        np.zeros((MOST_LOOKS, 0, TRACE)) if traces is None else traces,
        counters,
    )
    return offers, terms


@compiled
def supported(k: int, offers_whole: Any, agreement: Any, programme: Any) -> bool:
    """Whether a public programme stands behind offer `k`: a public agreement, or money that follows the loan."""
    if agreement.tag[PUBLIC_AGREEMENT, offers_whole[k, O_AGREEMENT]]:
        return True
    return counts_as_supported(offers_whole[k, O_BITS], programme)


def explain(
    row: int,
    asked: int,
    at: Lending,
    now: Circumstances,
    looked: np.ndarray,
    traces: np.ndarray,
) -> int:
    """Which banks look at an application into `looked`, and how each way to lend fares with them into `traces`.

    Shapes (MOST_LOOKS,) and (MOST_LOOKS, ways to lend, TRACE). Returns fen of the best offer, 0 if there is none.
    """
    offers, _ = _offers_to(
        np.full(1, row, np.int32),
        np.full(1, asked, np.int64),
        at,
        now,
        np.zeros(UNDERWRITING_COUNTERS, np.int64),
        looked,
        traces,
    )
    return int(offers[0, O_AMOUNT]) if offers[0, O_STATUS] == OFFERED else 0
