"""Terms already worked out this month: many loans come under the same programmes, and adding those up takes long."""

import numpy as np

from ...ground.compiled import compiled, unsigned
from ...state.economy import Economy
from ..support.loan_support import Terms, terms_under

#: Places for sets of programmes, a power of two; sets that fall on one place take turns there.
PLACES = 64
#: Bits of a key that hold the grade of a tax record.
GRADE_BITS = 3
NUMBERS = len(Terms._fields) - 2  # all but the programmes and the amount in fen

#: No bits of programmes, of one machine type, so that rules are not compiled once more for the constant.
NO_PROGRAMMES: int = np.int64(0)  # type: ignore[assignment]


def make_room_for_terms(economy: Economy) -> None:
    """Room for the terms of a month, in which none is known yet."""
    economy.known_keys = np.full(PLACES, -1, np.int64)
    economy.known_fen = np.zeros(PLACES, np.int64)
    economy.known_numbers = np.zeros((PLACES, NUMBERS))


@compiled
def forget_terms(economy: Economy) -> None:
    """Whoever begins to decide on loans begins with this: the programmes or the policy rate may be others by now."""
    economy.known_keys[:] = -1


@compiled
def known_terms(economy: Economy, bits: int, tax_record: int) -> Terms:
    """What `terms_under` says of the programmes `bits` and this grade of tax record, worked out once."""
    keys, fen = economy.known_keys, economy.known_fen
    key = (int(bits) << GRADE_BITS) | int(tax_record)
    place = unsigned((key ^ (key >> 5) ^ (key >> 11) ^ (key >> 19)) & (PLACES - 1))
    numbers = economy.known_numbers[place]
    if keys[place] != key:
        terms = terms_under(bits, tax_record, economy.programme, economy.policy_rate)
        keys[place] = key
        fen[place] = terms.tax_free_amount
        numbers[0] = terms.precision
        numbers[1] = terms.concealment
        numbers[2] = terms.effort_cost
        numbers[3] = terms.trouble
        numbers[4] = terms.appraisal
        numbers[5] = terms.processing
        numbers[6] = terms.tolerance
        numbers[7] = terms.concession
        numbers[8] = terms.target_tolerance
        numbers[9] = terms.target_concession
        numbers[10] = terms.pledge_loss
        numbers[11] = terms.pledge_value
        numbers[12] = terms.loss_compensation
        numbers[13] = terms.lending_award
        numbers[14] = terms.cheap_funds
        numbers[15] = terms.cheap_rate
        numbers[16] = terms.no_repayment
        numbers[17] = terms.sound_pd
        numbers[18] = terms.renewal_tolerance
        numbers[19] = terms.conduct_drift
        numbers[20] = terms.tax_free
    return Terms(
        bits,
        numbers[0],
        numbers[1],
        numbers[2],
        numbers[3],
        numbers[4],
        numbers[5],
        numbers[6],
        numbers[7],
        numbers[8],
        numbers[9],
        numbers[10],
        numbers[11],
        numbers[12],
        numbers[13],
        numbers[14],
        numbers[15],
        numbers[16],
        numbers[17],
        numbers[18],
        numbers[19],
        numbers[20],
        fen[place],
    )
