"""What stands behind a loan: the guarantor's answer, its fee, and what of a loss the bank counts on others to pay."""

from typing import NamedTuple

import numpy as np

from ...ground.compiled import compiled
from ...ground.randomness import GUARANTOR_CONSENT, GUARANTOR_SIGNAL, pair_key, uniforms
from ...ground.units import whole_fen
from ...state.bank_columns import (
    ACCEPTANCE,
    ACTIVE,
    CONSENT,
    COVERED,
    DEPOSIT,
    GUARANTOR_NOISE,
    LEVERAGE_CAP,
    USES_GUARANTOR,
    WILLINGNESS,
)
from ...state.economy import Economy
from ...state.eligibility_columns import MIN_LOAN
from ...state.enterprise_columns import ID, TRANSPARENCY
from ...state.offer_columns import (
    GUARANTOR_CLOSED,
    GUARANTOR_FULL,
    GUARANTOR_REFUSED,
    POSSIBLE,
    TOO_SMALL,
    W_GUARANTOR_PD,
)
from ..guarantee.guarantee_agreement import GUARANTORS_A_REGION, fee_of, guarantor_share, relief_of
from ..guarantee.guarantee_terms import appraisal_cost, guarantor_consents
from ..support.loan_support import Terms, fields_under
from .credit_scoring import KNOWN, Sight, lender_view
from .lasting_view import luck_of_view
from .lending_limit import large_enough
from .ways_to_lend import Request, Way


class Backing(NamedTuple):
    """What stands behind a loan."""

    outcome: int  # POSSIBLE, or why a guarantor does not stand behind it
    asked: bool  # whether a guarantor was asked at all
    amount: int  # fen
    fee: float  # per year
    relief: float  # share of a loss that the bank counts on others to pay


@compiled
def backing_of(economy: Economy, request: Request, way: Way, terms: Terms, amount: int, told: np.ndarray) -> Backing:
    """The guarantor's answer to a request for `amount` fen, where the way to lend needs one; `told` learns its view."""
    agreement, institution, a = economy.agreement, economy.institution, way.agreement
    if way.guarantor < 0:
        return Backing(POSSIBLE, False, amount, 0.0, 0.0)
    fee = np.float64(fee_of(a, way.guarantor, agreement, institution))
    outcome, asked = POSSIBLE, False
    if agreement.tag[USES_GUARANTOR, a]:
        amount = largest_guaranteed(economy, way, amount)
        outcome = room_of_guarantor(economy, request, way, amount)
        if amount < agreement.whole[MIN_LOAN, a]:
            outcome = TOO_SMALL
        asked = outcome == GUARANTOR_FULL
        if outcome == POSSIBLE and agreement.tag[CONSENT, a]:
            asked = True
            outcome = consent_of_guarantor(economy, request, way, terms, amount, fee, told)
    return Backing(outcome, asked, amount, fee, np.float64(relief_of(a, way.guarantor, agreement, institution)))


@compiled
def largest_guaranteed(economy: Economy, way: Way, amount: int) -> int:
    """Fen of a loan of `amount` that the guarantor's limit for one borrower admits."""
    g = economy.numbers.guarantors
    largest = 100.0 * (
        g.single_borrower_public if way.guarantor % GUARANTORS_A_REGION == 0 else g.single_borrower_commercial
    )
    own = guarantor_share(way.agreement, economy.agreement)
    return whole_fen(largest / own) if own * amount > largest else amount


@compiled
def room_of_guarantor(economy: Economy, request: Request, way: Way, amount: int) -> int:
    """Whether the guarantor is in business and trusted, and its net assets carry so much more; else why not."""
    institution, guarantor = economy.institution, way.guarantor
    if not institution.tag[ACTIVE, guarantor]:
        return GUARANTOR_CLOSED
    if institution.real[ACCEPTANCE, guarantor] < economy.numbers.guarantors.least_acceptance:
        return GUARANTOR_CLOSED
    if not large_enough(economy, amount, request.asked):
        return TOO_SMALL
    own = guarantor_share(way.agreement, economy.agreement) * amount
    if institution.whole[COVERED, guarantor] + own > (
        institution.real[LEVERAGE_CAP, guarantor] * institution.whole[DEPOSIT, guarantor]
    ):
        return GUARANTOR_FULL
    return POSSIBLE


@compiled
def consent_of_guarantor(
    economy: Economy, request: Request, way: Way, terms: Terms, amount: int, fee: float, told: np.ndarray
) -> int:
    """POSSIBLE where the guarantor, by its own view of the firm, is willing and its fee covers loss and cost.

    A government-backed one has a mandate: it also consents, whatever the fee, where the payouts it expects are no more
    than its funders tolerate.
    """
    firm, institution, g = economy.firm, economy.institution, economy.numbers.guarantors
    i, guarantor = request.firm, way.guarantor
    pair = pair_key(firm.whole[ID, i], guarantor)
    luck = luck_of_view(economy, pair, GUARANTOR_SIGNAL)
    will, _, _, _ = uniforms(economy.seed, pair, economy.month, GUARANTOR_CONSENT)
    noise = np.float64(institution.real[GUARANTOR_NOISE, guarantor])
    fields = fields_under(terms)
    sight = Sight(noise, KNOWN, 1.0, luck, g.adverse_selection, terms.precision, terms.concealment, 0.0, fields)
    view = lender_view(economy, i, amount, sight)
    told[W_GUARANTOR_PD] = view
    if will > institution.real[WILLINGNESS, guarantor]:
        return GUARANTOR_REFUSED
    cost = appraisal_cost(g.appraisal_cost * terms.appraisal, firm.real[TRANSPARENCY, i], g.opaque_appraisal)
    public = guarantor % GUARANTORS_A_REGION == 0
    if public and view <= g.payout_tolerance:
        return POSSIBLE
    tolerance = g.tolerated_loss if public else 1.0
    own, lgd = guarantor_share(way.agreement, economy.agreement), economy.numbers.loan_pricing.lgd_guaranteed
    consents = guarantor_consents(fee, own, view, lgd, cost / (amount / 100.0), g.appraisal_charged, tolerance, 1.0)
    return POSSIBLE if consents else GUARANTOR_REFUSED
