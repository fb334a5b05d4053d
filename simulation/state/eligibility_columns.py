"""Whom an agreement or a programme reaches: the same columns, first and in the same places, in both tables."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from ..ground.columns import Blocks, Table
from ..ground.units import UNLIMITED_FEN

#: Bits of all members of any dimension.
EVERY = (1 << 30) - 1
#: Largest amount or age or tenor that a condition left open admits.
ANY_AMOUNT, ANY_NUMBER = UNLIMITED_FEN, 1_000_000


class EligibilityColumns(NamedTuple):
    """Places of the columns that `declare_eligibility` put into a table."""

    max_loan: int
    size_mask: int
    sector_mask: int
    region_mask: int
    product_mask: int
    ladder_mask: int
    min_age: int
    max_age: int
    min_tenor: int
    max_tenor: int
    in_force: int
    first_loan: int
    min_loan: int
    tax_grade_mask: int
    bank_type_mask: int


def declare_eligibility(table: Table) -> EligibilityColumns:
    """Declare the columns; called before any other column of the table, so that their places are always the same."""
    return EligibilityColumns(
        table.whole("max_loan", "fen", "Largest eligible loan", ANY_AMOUNT),
        table.index("size_mask", "bits", "Eligible sizes", EVERY),
        table.index("sector_mask", "bits", "Eligible sectors", EVERY),
        table.index("region_mask", "bits", "Eligible regions", EVERY),
        table.index("product_mask", "bits", "Eligible products", EVERY),
        table.index("ladder_mask", "bits", "Eligible rungs of the innovation ladder", EVERY),
        table.index("min_age", "months", "Youngest eligible firm", 0),
        table.index("max_age", "months", "Oldest eligible firm", ANY_NUMBER),
        table.index("min_tenor", "months", "Shortest eligible tenor", 0),
        table.index("max_tenor", "months", "Longest eligible tenor", ANY_NUMBER),
        table.tag("in_force", "flag", "Takes new loans this month"),
        table.tag("first_loan", "flag", "1 only first-time borrowers, 0 only others, -1 all", -1),
        table.whole("min_loan", "fen", "Smallest eligible loan", 0),
        table.index("tax_grade_mask", "bits", "Eligible grades of the tax record", EVERY),
        table.index("bank_type_mask", "bits", "Eligible types of the bank that lends", EVERY),
    )


MAX_LOAN, SIZE_MASK, SECTOR_MASK, REGION_MASK, PRODUCT_MASK, LADDER_MASK = 0, 0, 1, 2, 3, 4
MIN_AGE, MAX_AGE, MIN_TENOR, MAX_TENOR = 5, 6, 7, 8
IN_FORCE, FIRST_LOAN = 0, 1
MIN_LOAN, TAX_GRADE_MASK, BANK_TYPE_MASK = 1, 9, 10
PLACES = EligibilityColumns(
    MAX_LOAN, SIZE_MASK, SECTOR_MASK, REGION_MASK, PRODUCT_MASK, LADDER_MASK, MIN_AGE, MAX_AGE, MIN_TENOR, MAX_TENOR,
    IN_FORCE, FIRST_LOAN, MIN_LOAN, TAX_GRADE_MASK, BANK_TYPE_MASK,
)  # fmt: skip


def mask_of(chosen: Collection[str] | None, names: Sequence[str]) -> int:
    """Bit mask of the names chosen, bit k for the k-th of `names`; of all there may ever be where none are named."""
    if chosen is None:
        return EVERY
    return sum(1 << place for place, name in enumerate(names) if name in chosen)


def write_eligibility(eligible: Any, blocks: Blocks, row: int, lists: Mapping[str, Sequence[str]]) -> None:
    """Write the conditions of an `Eligibility` into a row; `lists` holds all names by dimension."""
    whole, index, tag = blocks.whole, blocks.index, blocks.tag
    for place, dimension in (
        (SIZE_MASK, "size"), (SECTOR_MASK, "sector"), (REGION_MASK, "region"), (PRODUCT_MASK, "product"),
        (LADDER_MASK, "ladder"), (TAX_GRADE_MASK, "tax_grade"), (BANK_TYPE_MASK, "bank_type"),
    ):  # fmt: skip
        index[place, row] = mask_of(getattr(eligible, dimension), lists[dimension])
    index[MIN_AGE, row] = eligible.min_age_months
    index[MIN_TENOR, row] = eligible.min_tenor_months
    for place, limit in ((MAX_AGE, eligible.max_age_months), (MAX_TENOR, eligible.max_tenor_months)):
        index[place, row] = ANY_NUMBER if limit is None else limit
    whole[MIN_LOAN, row] = 0 if eligible.min_loan_yuan is None else int(eligible.min_loan_yuan * 100.0 + 0.5)
    whole[MAX_LOAN, row] = ANY_AMOUNT if eligible.max_loan_yuan is None else int(eligible.max_loan_yuan * 100.0 + 0.5)
    tag[FIRST_LOAN, row] = -1 if eligible.first_loan is None else int(eligible.first_loan)
