"""Whether an agreement or a programme reaches a firm, or a loan."""

from typing import Any

from simulation.compiled import compiled
from simulation.eligibility_columns import (
    FIRST_LOAN,
    IN_FORCE,
    LADDER_MASK,
    MAX_AGE,
    MAX_LOAN,
    MAX_TENOR,
    MIN_AGE,
    MIN_TENOR,
    PRODUCT_MASK,
    REGION_MASK,
    SECTOR_MASK,
    SIZE_MASK,
)
from simulation.enterprise_columns import BORROWED, ENTRY_MONTH, LADDER, REGION, SECTOR, SIZE


@compiled
def reaches(a: int, i: int, firm: Any, table: Any, month: int) -> bool:
    """Whether row `a` of `table` is in force and reaches the firm in row `i`, whatever it borrows."""
    index, tag = table.index, table.tag
    if tag[IN_FORCE, a] == 0:
        return False
    age = month - firm.index[ENTRY_MONTH, i]
    if not index[MIN_AGE, a] <= age <= index[MAX_AGE, a]:
        return False
    if tag[FIRST_LOAN, a] >= 0 and tag[FIRST_LOAN, a] == firm.tag[BORROWED, i]:
        return False
    return (
        (index[SIZE_MASK, a] >> firm.tag[SIZE, i]) & 1 == 1
        and (index[SECTOR_MASK, a] >> firm.tag[SECTOR, i]) & 1 == 1
        and (index[REGION_MASK, a] >> firm.tag[REGION, i]) & 1 == 1
        and (index[LADDER_MASK, a] >> firm.tag[LADDER, i]) & 1 == 1
    )


@compiled
def eligible(a: int, i: int, amount: int, product: int, tenor: int, firm: Any, table: Any, month: int) -> bool:
    """Whether row `a` of `table` takes this loan: in force, and every condition on firm and loan met."""
    return (
        (table.index[PRODUCT_MASK, a] >> product) & 1 == 1
        and reaches(a, i, firm, table, month)
        and amount <= table.whole[MAX_LOAN, a]
        and table.index[MIN_TENOR, a] <= tenor <= table.index[MAX_TENOR, a]
    )
