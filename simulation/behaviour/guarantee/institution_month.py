"""The month of guarantors, re-guarantors and funds: interest, cost, re-guarantee fees, willingness, trust, failure."""

from typing import Any

from ...ground.compiled import kernel
from ...ground.units import whole_fen
from ...state.bank_columns import (
    ACCEPTANCE,
    ACTIVE,
    COVERED,
    DEPOSIT,
    HOME_BANK,
    INSTITUTION_SECTOR,
    OWN_CASH,
    PAYOUTS,
    PUBLIC,
    RELEASED,
    REST_DEPOSITS,
    WILLINGNESS,
    YEAR_PAYOUTS,
    YEAR_RELEASED,
)
from ...state.economy import Economy
from ...state.ledger import (
    DEPOSIT_INTEREST_FUND,
    DEPOSIT_INTEREST_GUARANTOR,
    DEPOSIT_INTEREST_REGUARANTOR,
    DIVIDEND_GUARANTOR,
    GUARANTOR_COST,
    PAYEE,
    PAYER,
    REGUARANTEE_FEE,
    REGUARANTOR_COST,
)
from ..support.budget import budget_ratio, part_of_claim
from .guarantee_agreement import GUARANTORS
from .guarantee_terms import next_acceptance, next_willingness

GUARANTOR_SECTOR, REGUARANTOR_SECTOR, FUND_SECTOR = 0, 1, 2


@kernel
def institution_month(
    count: int,
    institution: Any,
    bank: Any,
    flows: Any,
    initial: Any,
    reguarantors: Any,
    owed: Any,
    p: Any,
) -> int:
    """One month of every institution. Returns how many guarantors failed.

    `initial` are the net assets to which banks compare; `reguarantors` the rows of re-guarantors; `owed` the fen that
    each institution owes each of them for the month, shape (institutions, 2). Who has less pays both the same part.
    """
    w, real, tag = institution.whole, institution.real, institution.tag
    failed = 0
    for k in range(count):
        home, sector = tag[HOME_BANK, k], tag[INSTITUTION_SECTOR, k]
        interest = whole_fen(max(w[DEPOSIT, k], 0) * p.deposit_return / 12.0)
        w[DEPOSIT, k] += interest
        bank.whole[OWN_CASH, home] -= interest
        route = DEPOSIT_INTEREST_GUARANTOR
        if sector == REGUARANTOR_SECTOR:
            route = DEPOSIT_INTEREST_REGUARANTOR
        elif sector == FUND_SECTOR:
            route = DEPOSIT_INTEREST_FUND
        flows[route, PAYER, home] += interest
        flows[route, PAYEE, home] += interest
        if sector != FUND_SECTOR and tag[ACTIVE, k]:
            cost = min(whole_fen(initial[k] * p.operating_cost / 12.0), max(w[DEPOSIT, k], 0))
            w[DEPOSIT, k] -= cost
            bank.whole[REST_DEPOSITS, home] += cost
            route = GUARANTOR_COST if sector == GUARANTOR_SECTOR else REGUARANTOR_COST
            flows[route, PAYER, home] += cost
            flows[route, PAYEE, home] += cost
        if sector == GUARANTOR_SECTOR:
            ratio = budget_ratio(owed[k, 0] + owed[k, 1], max(w[DEPOSIT, k], 0))
            for position in range(2):
                fee, other = part_of_claim(owed[k, position], ratio), reguarantors[position]
                w[DEPOSIT, k] -= fee
                w[DEPOSIT, other] += fee
                flows[REGUARANTEE_FEE, PAYER, home] += fee
                flows[REGUARANTEE_FEE, PAYEE, tag[HOME_BANK, other]] += fee
            if not tag[PUBLIC, k]:
                excess = w[DEPOSIT, k] - whole_fen(1.15 * initial[k])
                if excess > 0:
                    w[DEPOSIT, k] -= excess
                    bank.whole[REST_DEPOSITS, home] += excess
                    flows[DIVIDEND_GUARANTOR, PAYER, home] += excess
                    flows[DIVIDEND_GUARANTOR, PAYEE, home] += excess
        real[YEAR_PAYOUTS, k] += (w[PAYOUTS, k] * 0.12 - real[YEAR_PAYOUTS, k]) / 12.0
        real[YEAR_RELEASED, k] += (w[RELEASED, k] * 0.12 - real[YEAR_RELEASED, k]) / 12.0
        if sector == GUARANTOR_SECTOR:
            # Own payouts over guarantees released; a young book with few releases is judged on what it still covers.
            base = max(1.0 * real[YEAR_RELEASED, k], 0.5 * w[COVERED, k] / 100.0)
            rate = real[YEAR_PAYOUTS, k] / base if base > 0.0 else 0.0
            real[WILLINGNESS, k] = next_willingness(
                real[WILLINGNESS, k], rate, p.payout_tolerance, p.willingness_slope, p.adjustment
            )
            real[ACCEPTANCE, k] = next_acceptance(
                real[ACCEPTANCE, k], float(w[DEPOSIT, k]), float(initial[k]), p.solvency_floor, p.adjustment, p.regained
            )
            if tag[ACTIVE, k] and w[DEPOSIT, k] <= 0 and initial[k] > 0:
                tag[ACTIVE, k] = 0
                failed += 1
        w[PAYOUTS, k] = 0
        w[RELEASED, k] = 0
    return failed


@kernel
def deposits_by_sector(count: int, institution: Any, sums: Any) -> None:
    """Add the deposits of institutions to `sums` by sector of `ledger.INSTITUTIONS` and by bank, shape (3, banks)."""
    for k in range(count):
        sums[institution.tag[INSTITUTION_SECTOR, k], institution.tag[HOME_BANK, k]] += institution.whole[DEPOSIT, k]


def payout_rate(economy: Economy) -> float:
    """Guarantors' payouts over guarantees released, smoothed over a year; 0 before any were released."""
    real = economy.institution.real[:, :GUARANTORS]
    paid, released = 0.0, 0.0
    for row in range(GUARANTORS):
        paid += float(real[YEAR_PAYOUTS, row])
        released += float(real[YEAR_RELEASED, row])
    return paid / released if released > 0.0 else 0.0
