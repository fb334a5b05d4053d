"""Terms already worked out this month: many loans come under the same programmes, and adding those up takes long."""

import numpy as np

from ...ground.compiled import compiled, unsigned
from ...state.economy import Economy
from ..support.loan_support import Terms, fields_under, terms_under
from .record_fields import left_to_check

#: Places for sets of programmes, a power of two; sets that fall on one place take turns there.
PLACES = 64
#: Bits of a key that hold the grade of a tax record.
GRADE_BITS = 3
NUMBERS = len(Terms._fields) - 2  # all but the programmes and the amount in fen
assert NUMBERS == 25  # as many as `known_terms` writes out
EFFORT_COST = Terms._fields.index("effort_cost") - 1  # its place among them

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
    """What `terms_under` says of the programmes `bits` and this grade of tax record, worked out once.

    The checks that their fields of records make unnecessary are off the cost of screening.
    """
    keys, fen = economy.known_keys, economy.known_fen
    key = (int(bits) << GRADE_BITS) | int(tax_record)
    place = unsigned((key ^ (key >> 5) ^ (key >> 11) ^ (key >> 19)) & (PLACES - 1))
    numbers = economy.known_numbers[place]
    if keys[place] != key:
        terms = terms_under(bits, tax_record, economy.programme, economy.policy_rate)
        keys[place] = key
        fen[place] = terms.tax_free_amount
        values = terms[1:-1]
        for position in range(NUMBERS):
            numbers[position] = values[position]
        numbers[EFFORT_COST] *= left_to_check(fields_under(terms), economy.numbers.record_fields)
    # Written out: compiled code copies a tuple that a loop fills once for each of its parts.
    n = numbers
    return Terms(
        bits, n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10], n[11], n[12], n[13], n[14],
        n[15], n[16], n[17], n[18], n[19], n[20], n[21], n[22], n[23], n[24], fen[place],
    )  # fmt: skip
