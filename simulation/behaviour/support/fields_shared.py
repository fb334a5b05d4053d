"""Which fields of a shared record programmes open to lenders on a firm, and how well each shows."""

from typing import NamedTuple

from ...ground.columns import Blocks
from ...ground.compiled import compiled
from ...state.enterprise_columns import BEST_TAX_GRADE
from ...state.programme_columns import FIELDS, SHARED_BY_TAX
from ...state.structure import FIELDS_OF_RECORDS

#: Bits of the fields in a programme's row.
TAX, SOCIAL_SECURITY, ELECTRICITY, CREDIT_BUREAU = (1 << place for place in range(len(FIELDS_OF_RECORDS)))


class FieldsShared(NamedTuple):
    """How well each field shows: 0 it is not shared, 1 it is; in between, the record of a low tax grade."""

    tax: float
    social_security: float
    electricity: float
    credit_bureau: float


NO_FIELDS = FieldsShared(0.0, 0.0, 0.0, 0.0)


@compiled
def fields_shared(bits: int, tax_record: int, programme: Blocks) -> FieldsShared:
    """What the programmes `bits` share of a firm with this grade of tax record: a field shared twice tells no more."""
    tax, social_security, electricity, credit_bureau, r = 0.0, 0.0, 0.0, 0.0, 0
    while bits >> r:
        fields = programme.tag[FIELDS, r] if (bits >> r) & 1 else 0
        if fields & TAX:
            tax = max(tax, 1.0 - programme.real[SHARED_BY_TAX, r] * (1.0 - tax_record / BEST_TAX_GRADE))
        if fields & SOCIAL_SECURITY:
            social_security = 1.0
        if fields & ELECTRICITY:
            electricity = 1.0
        if fields & CREDIT_BUREAU:
            credit_bureau = 1.0
        r += 1
    return FieldsShared(tax, social_security, electricity, credit_bureau)
