"""Owners who need credit and dare not ask: what they fear, what they hear of, and what takes the fear away.

Discouraged borrowers need credit but expect refusal (Kon and Storey 2003, Small Business Economics 21): the less of the
firm shows the more. They hear of the refusals of those like them, are visited, and know of guarantees that are to be
had for the asking.
"""

import numpy as np

from ...ground.compiled import compiled
from ...state.bank_columns import CONSENT, LEAST_ESTIMATE, MOST_ESTIMATE, PUBLIC_AGREEMENT, RELIEF
from ...state.economy import Economy
from ...state.eligibility_columns import MAX_LOAN, MIN_LOAN
from ...state.enterprise_columns import BORROWED, ENTRY_MONTH, REFUSED_MONTH, TAX_RECORD, TRANSPARENCY
from ..guarantee.guarantee_agreement import asks_for_estimate
from ..support.eligibility import reaches
from ..support.fields_shared import fields_shared
from ..support.loan_support import approach_to_owners, precision_shared, programmes_for
from .credit_scoring import default_probability
from .record_fields import precision_of_fields
from .verified_sales import shown_by_records

#: No debt beside what is owed: of one machine type, so that the long rules called compile once.
NO_NEW_DEBT: int = np.int64(0)  # type: ignore[assignment]


@compiled
def discouragement(transparency: float, recently_refused: bool, base: float, opaque: float, refused: float) -> float:
    """Probability that a firm in need does not ask."""
    return min(
        base + opaque * (1.0 - transparency) * (1.0 - transparency) + (refused if recently_refused else 0.0),
        1.0,
    )


@compiled
def weight_of_refusals(heard: float, usual: float, odds_that_count: float) -> float:
    """Discouragement over the usual where part `heard` of those like the firm that asked lately was refused."""
    return max(1.0 + odds_that_count * (heard / usual - 1.0), 0.0)


@compiled
def is_young(economy: Economy, i: int) -> bool:
    """Whether the firm in row `i` is of the age whose fortunes founders and young firms watch."""
    age = economy.month - economy.firm.index[ENTRY_MONTH, i]
    return bool(age < economy.numbers.lender_learning.young_months)


@compiled
def cover_without_examination(economy: Economy, i: int, amount: float) -> float:
    """Largest part of the loss on `amount` fen that others bear where public agreements take the firm `i` unseen.

    Of more than an agreement's largest loan, it covers that; one for some classes of risk is open to those who know
    that they are of the class. A loan that a guarantor examines is no more certain than another.
    """
    agreement, most = economy.agreement, 0.0
    risk = believed_risk(economy, i) if asks_for_estimate(agreement) else 0.0
    for a in range(2, agreement.rows):
        if not agreement.tag[PUBLIC_AGREEMENT, a] or agreement.tag[CONSENT, a]:
            continue
        if amount < agreement.whole[MIN_LOAN, a]:
            continue
        if not agreement.real[LEAST_ESTIMATE, a] <= risk <= agreement.real[MOST_ESTIMATE, a]:
            continue
        covered = agreement.real[RELIEF, a] * min(agreement.whole[MAX_LOAN, a] / max(amount, 1.0), 1.0)
        if covered > most and reaches(a, i, economy.firm, agreement, economy.month):
            most = covered
    return min(most, 1.0)


@compiled
def believed_risk(economy: Economy, i: int) -> float:
    """Probability of default a year that the owner of the firm in row `i` thinks a bank will see.

    It is as the firm is, over the life of a loan.
    """
    scoring = economy.numbers.credit_scoring
    return min(scoring.outlook * default_probability(economy, i, NO_NEW_DEBT), scoring.most_pd)


@compiled
def remembers_refusal(economy: Economy, i: int) -> bool:
    """Whether a bank has refused the firm in row `i` a loan, or a renewal, in the months that owners remember."""
    return economy.month - economy.firm.index[REFUSED_MONTH, i] <= economy.numbers.credit_demand.refusal_remembered


@compiled
def chance_not_to_dare(economy: Economy, i: int, amount: float) -> float:
    """Probability that the owner of the firm in row `i`, who needs `amount` fen, does not ask: fear, and what eases it.

    Owners fear to be misjudged where their books show little, and less where records that they know of speak for them.
    """
    firm, demand = economy.firm, economy.numbers.credit_demand
    bits = programmes_for(i, firm, economy.programme, economy.programme.rows, economy.month)
    encouraged, _ = approach_to_owners(bits, economy.programme)
    fields = fields_shared(bits, firm.tag[TAX_RECORD, i], economy.programme)
    precision = precision_shared(bits, firm.tag[TAX_RECORD, i], economy.programme)
    known = demand.record_known * (precision + precision_of_fields(economy, fields))
    fear = discouragement(
        shown_by_records(firm.real[TRANSPARENCY, i], known, economy.numbers.verified_sales),
        remembers_refusal(economy, i),
        demand.discouraged_base,
        demand.discouraged_opaque,
        demand.discouraged_refused,
    )
    if firm.tag[BORROWED, i]:
        fear *= demand.discouraged_borrower
    young = is_young(economy, i)
    heard = economy.refusals_heard[1 if young else 0]
    usual = demand.usual_refusals_young if young else demand.usual_refusals
    encouraged *= 1.0 - demand.cover_encourages * cover_without_examination(economy, i, amount)
    return min(encouraged * fear * weight_of_refusals(heard, usual, demand.odds_that_count), 1.0)
