"""Whether an agreement or a programme reaches a firm, or a loan."""

from typing import NamedTuple

from ...ground.columns import Blocks
from ...ground.compiled import compiled
from ...state.eligibility_columns import (
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
from ...state.enterprise_columns import BORROWED, ENTRY_MONTH, LADDER, REGION, SECTOR, SIZE


class Traits(NamedTuple):
    """What conditions on firms ask of one: age in months, whether it has ever borrowed, its classes."""

    age: int
    borrowed: int
    size: int
    sector: int
    region: int
    ladder: int


@compiled
def traits_of(i: int, firm: Blocks, month: int) -> Traits:
    """The traits of the firm in row `i`, read once for all tables."""
    tag = firm.tag
    return Traits(
        month - firm.index[ENTRY_MONTH, i],
        tag[BORROWED, i],
        tag[SIZE, i],
        tag[SECTOR, i],
        tag[REGION, i],
        tag[LADDER, i],
    )


@compiled
def takes_firm(a: int, table: Blocks, traits: Traits) -> bool:
    """Whether row `a` of `table` is in force and reaches a firm of these traits, whatever it borrows."""
    index, tag = table.index, table.tag
    if tag[IN_FORCE, a] == 0 or not index[MIN_AGE, a] <= traits.age <= index[MAX_AGE, a]:
        return False
    if tag[FIRST_LOAN, a] >= 0 and tag[FIRST_LOAN, a] == traits.borrowed:
        return False
    return (
        (index[SIZE_MASK, a] >> traits.size)
        & (index[SECTOR_MASK, a] >> traits.sector)
        & (index[REGION_MASK, a] >> traits.region)
        & (index[LADDER_MASK, a] >> traits.ladder)
        & 1
    ) == 1


@compiled
def takes_loan(a: int, table: Blocks, amount: int, product: int, tenor: int) -> bool:
    """Whether row `a` of `table` takes a loan of `amount` fen and `tenor` months, whoever borrows."""
    return (
        (table.index[PRODUCT_MASK, a] >> product) & 1 == 1
        and amount <= table.whole[MAX_LOAN, a]
        and table.index[MIN_TENOR, a] <= tenor <= table.index[MAX_TENOR, a]
    )


@compiled
def reaches(a: int, i: int, firm: Blocks, table: Blocks, month: int) -> bool:
    """Whether row `a` of `table` is in force and reaches the firm in row `i`, whatever it borrows."""
    return table.tag[IN_FORCE, a] != 0 and takes_firm(a, table, traits_of(i, firm, month))


@compiled
def eligible(a: int, i: int, amount: int, product: int, tenor: int, firm: Blocks, table: Blocks, month: int) -> bool:
    """Whether row `a` of `table` takes this loan: in force, and every condition on firm and loan met."""
    return takes_loan(a, table, amount, product, tenor) and reaches(a, i, firm, table, month)
