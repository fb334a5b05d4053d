"""Whether an agreement or a programme reaches a firm, or a loan."""

from typing import NamedTuple

from ...ground.columns import Blocks
from ...ground.compiled import compiled
from ...state.bank_columns import BANK_TYPE
from ...state.economy import Economy
from ...state.eligibility_columns import (
    BANK_TYPE_MASK,
    FIRST_LOAN,
    IN_FORCE,
    LADDER_MASK,
    MAX_AGE,
    MAX_LOAN,
    MAX_TENOR,
    MIN_AGE,
    MIN_LOAN,
    MIN_TENOR,
    PRODUCT_MASK,
    REGION_MASK,
    SECTOR_MASK,
    SIZE_MASK,
    TAX_GRADE_MASK,
)
from ...state.enterprise_columns import BORROWED, ENTRY_MONTH, LADDER, REGION, SECTOR, SIZE, TAX_RECORD
from ...state.loan_columns import AMOUNT, FIRM, LENDER, MATURITY, OPENED, PRODUCT


class Traits(NamedTuple):
    """What conditions on firms ask of one: age in months, whether it has ever borrowed, its classes."""

    age: int
    borrowed: int
    size: int
    sector: int
    region: int
    ladder: int
    tax_grade: int


class Asked(NamedTuple):
    """What conditions on loans ask of one: fen, product, tenor in months, type of the bank that lends."""

    amount: int
    product: int
    tenor: int
    bank_type: int


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
        tag[TAX_RECORD, i],
    )


@compiled
def asked_of(economy: Economy, b: int, amount: int, product: int, tenor: int) -> Asked:
    """A loan of `amount` fen over `tenor` months by bank `b`, as conditions on loans see it."""
    return Asked(int(amount), int(product), int(tenor), int(economy.bank.tag[BANK_TYPE, b]))


@compiled
def asked_as_made(economy: Economy, row: int) -> Asked:
    """The loan in `row`, as conditions on loans see it, with the term it was made for."""
    loan = economy.loan
    tenor = loan.index[MATURITY, row] - loan.index[OPENED, row]
    return asked_of(economy, loan.tag[LENDER, row], loan.whole[AMOUNT, row], loan.tag[PRODUCT, row], tenor)


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
        & (index[TAX_GRADE_MASK, a] >> traits.tax_grade)
        & 1
    ) == 1


@compiled
def takes_loan(a: int, table: Blocks, asked: Asked) -> bool:
    """Whether row `a` of `table` takes this loan, whoever borrows."""
    index = table.index
    return (
        (index[PRODUCT_MASK, a] >> asked.product) & (index[BANK_TYPE_MASK, a] >> asked.bank_type) & 1 == 1
        and table.whole[MIN_LOAN, a] <= asked.amount <= table.whole[MAX_LOAN, a]
        and index[MIN_TENOR, a] <= asked.tenor <= index[MAX_TENOR, a]
    )


@compiled
def reaches(a: int, i: int, firm: Blocks, table: Blocks, month: int) -> bool:
    """Whether row `a` of `table` is in force and reaches the firm in row `i`, whatever it borrows."""
    return table.tag[IN_FORCE, a] != 0 and takes_firm(a, table, traits_of(i, firm, month))


@compiled
def eligible(a: int, i: int, asked: Asked, firm: Blocks, table: Blocks, month: int) -> bool:
    """Whether row `a` of `table` takes this loan: in force, and every condition on firm and loan met."""
    return takes_loan(a, table, asked) and reaches(a, i, firm, table, month)


@compiled
def takes_live_loan(r: int, row: int, economy: Economy) -> bool:
    """Whether programme `r` takes the live loan in `row`, with the term it was made for."""
    firm = economy.loan.index[FIRM, row]
    return eligible(r, firm, asked_as_made(economy, row), economy.firm, economy.programme, economy.month)
