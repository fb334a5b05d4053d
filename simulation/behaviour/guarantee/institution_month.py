"""The month of guarantors, re-guarantors and funds: interest, cost, re-guarantee fees, willingness, trust, failure."""

import numpy as np

from ...ground.columns import Blocks
from ...ground.compiled import compiled, kernel
from ...ground.randomness import GUARANTOR_TAKEN_OVER, uniforms
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
from ...state.counts import GUARANTORS_FAILED
from ...state.economy import Economy
from ...state.ledger import (
    DEPOSIT_INTEREST_FUND,
    DEPOSIT_INTEREST_GUARANTOR,
    DEPOSIT_INTEREST_REGUARANTOR,
    DIVIDEND_GUARANTOR,
    DIVIDEND_INSURER,
    GUARANTOR_COST,
    OWNER_CAPITAL_GUARANTOR,
    PAYEE,
    PAYER,
    REGUARANTEE_FEE,
    REGUARANTOR_COST,
)
from ..support.budget import budget_ratio, part_of_claim
from .guarantee_agreement import GUARANTORS, INSURER
from .guarantee_terms import next_acceptance, next_willingness

GUARANTOR_SECTOR, REGUARANTOR_SECTOR, FUND_SECTOR = 0, 1, 2


#: Fen of one month as yuan a year.
YUAN_A_YEAR = 0.12
#: What sectors of institutions get for deposits and pay to run, in the order of their codes; funds cost nothing.
_INTEREST_OF = (DEPOSIT_INTEREST_GUARANTOR, DEPOSIT_INTEREST_REGUARANTOR, DEPOSIT_INTEREST_FUND)
_COST_OF = (GUARANTOR_COST, REGUARANTOR_COST)


@kernel
def institution_month(economy: Economy, owed: np.ndarray) -> None:
    """One month of every institution: interest, cost, re-guarantee fees, dividends, willingness, trust, failure.

    A private insurer's owners get what it has beyond its capital, as a commercial guarantor's do.

    `owed` are the fen that each institution owes each re-guarantor for the month, shape (institutions, 2).
    """
    institution = economy.institution
    whole, real, tag = institution.whole, institution.real, institution.tag
    for k in range(institution.rows):
        sector = tag[INSTITUTION_SECTOR, k]
        earn_interest(k, economy)
        if sector != FUND_SECTOR and tag[ACTIVE, k]:
            pay_running_cost(k, economy)
        if sector == GUARANTOR_SECTOR:
            pay_reguarantors(k, owed, economy)
            if not tag[PUBLIC, k]:
                pay_owners(k, DIVIDEND_GUARANTOR, economy)
        elif k == INSURER:
            pay_owners(k, DIVIDEND_INSURER, economy)
        real[YEAR_PAYOUTS, k] += (whole[PAYOUTS, k] * YUAN_A_YEAR - real[YEAR_PAYOUTS, k]) / 12.0
        real[YEAR_RELEASED, k] += (whole[RELEASED, k] * YUAN_A_YEAR - real[YEAR_RELEASED, k]) / 12.0
        if sector == GUARANTOR_SECTOR:
            feel_the_month(k, economy)
            if tag[ACTIVE, k] and whole[DEPOSIT, k] <= 0 and economy.initial_net_assets[k] > 0:
                tag[ACTIVE, k] = 0
                economy.counts[GUARANTORS_FAILED] += 1
            elif not tag[ACTIVE, k] and not tag[PUBLIC, k]:
                find_new_owners(k, economy)
        whole[PAYOUTS, k] = 0
        whole[RELEASED, k] = 0


@compiled
def find_new_owners(k: int, economy: Economy) -> None:
    """New owners may take over the failed private guarantor in row `k` and pay in its capital: it begins anew."""
    luck, _, _, _ = uniforms(economy.seed, k, economy.month, GUARANTOR_TAKEN_OVER)
    missing = economy.initial_net_assets[k] - economy.institution.whole[DEPOSIT, k]
    if luck >= economy.numbers.guarantors.taken_over / 12.0 or missing <= 0:
        return
    institution, flows, home = economy.institution, economy.flows, economy.institution.tag[HOME_BANK, k]
    institution.whole[DEPOSIT, k] += missing
    economy.bank.whole[REST_DEPOSITS, home] -= missing
    flows[OWNER_CAPITAL_GUARANTOR, PAYER, home] += missing
    flows[OWNER_CAPITAL_GUARANTOR, PAYEE, home] += missing
    institution.tag[ACTIVE, k] = 1
    institution.real[WILLINGNESS, k] = 1.0
    institution.real[ACCEPTANCE, k] = 1.0


@compiled
def earn_interest(k: int, economy: Economy) -> None:
    """Interest on the deposit of the institution in row `k`, from its bank."""
    institution, flows = economy.institution, economy.flows
    home, route = institution.tag[HOME_BANK, k], _INTEREST_OF[institution.tag[INSTITUTION_SECTOR, k]]
    interest = whole_fen(max(institution.whole[DEPOSIT, k], 0) * economy.numbers.guarantors.deposit_return / 12.0)
    institution.whole[DEPOSIT, k] += interest
    economy.bank.whole[OWN_CASH, home] -= interest
    flows[route, PAYER, home] += interest
    flows[route, PAYEE, home] += interest


@compiled
def pay_running_cost(k: int, economy: Economy) -> None:
    """What the guarantor or re-guarantor in row `k` costs to run, a share of its first net assets, as far as it can."""
    institution, cost_a_year = economy.institution, economy.numbers.guarantors.operating_cost
    wanted = whole_fen(economy.initial_net_assets[k] * cost_a_year / 12.0)
    cost = min(wanted, max(institution.whole[DEPOSIT, k], 0))
    pay_rest(k, _COST_OF[institution.tag[INSTITUTION_SECTOR, k]], cost, economy)


@compiled
def pay_owners(k: int, route: int, economy: Economy) -> None:
    """A private institution pays its owners what it has beyond its first net assets and a reserve."""
    kept = whole_fen(economy.numbers.guarantors.dividends_from * economy.initial_net_assets[k])
    excess = economy.institution.whole[DEPOSIT, k] - kept
    if excess > 0:
        pay_rest(k, route, excess, economy)


@compiled
def pay_rest(k: int, route: int, amount: int, economy: Economy) -> None:
    """The institution in row `k` pays the rest of the economy `amount` fen, within its bank."""
    institution, flows = economy.institution, economy.flows
    home = institution.tag[HOME_BANK, k]
    institution.whole[DEPOSIT, k] -= amount
    economy.bank.whole[REST_DEPOSITS, home] += amount
    flows[route, PAYER, home] += amount
    flows[route, PAYEE, home] += amount


@compiled
def pay_reguarantors(k: int, owed: np.ndarray, economy: Economy) -> None:
    """The guarantor in row `k` pays what it owes re-guarantors; who has less pays both the same part."""
    institution, flows = economy.institution, economy.flows
    whole, tag = institution.whole, institution.tag
    ratio = budget_ratio(owed[k, 0] + owed[k, 1], max(whole[DEPOSIT, k], 0))
    for position in range(2):
        fee, other = part_of_claim(owed[k, position], ratio), economy.reguarantor_rows[position]
        whole[DEPOSIT, k] -= fee
        whole[DEPOSIT, other] += fee
        flows[REGUARANTEE_FEE, PAYER, tag[HOME_BANK, k]] += fee
        flows[REGUARANTEE_FEE, PAYEE, tag[HOME_BANK, other]] += fee


@compiled
def feel_the_month(k: int, economy: Economy) -> None:
    """Willingness of the guarantor in row `k` follows its payouts, banks' trust in it follows its net assets."""
    institution, p = economy.institution, economy.numbers.guarantors
    whole, real, initial = institution.whole, institution.real, economy.initial_net_assets[k]
    # Own payouts over guarantees released; a young book with few releases is judged on what it still covers.
    base = max(np.float64(real[YEAR_RELEASED, k]), p.young_book * whole[COVERED, k] / 100.0)
    rate = real[YEAR_PAYOUTS, k] / base if base > 0.0 else 0.0
    real[WILLINGNESS, k] = next_willingness(
        real[WILLINGNESS, k], rate, p.payout_tolerance, p.willingness_slope, p.adjustment
    )
    if initial <= 0:
        return  # without capital it takes no business: there is nothing to trust or not
    real[ACCEPTANCE, k] = next_acceptance(
        real[ACCEPTANCE, k],
        float(whole[DEPOSIT, k]),
        float(initial),
        p.solvency_floor,
        p.trusted_from,
        p.adjustment,
        p.regained,
    )


@kernel
def deposits_by_sector(count: int, institution: Blocks, sums: np.ndarray) -> None:
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
