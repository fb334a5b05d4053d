"""How much a bank lends at most on an offer of the menu."""

from ...ground.compiled import compiled
from ...ground.units import whole_fen
from ...state.economy import Economy
from ...state.enterprise_columns import (
    BANK_DEBT,
    BEST_TAX_GRADE,
    CASH,
    ENTRY_MONTH,
    HELD,
    HONESTY,
    LINE,
    LINE_ROOM,
    LINKED,
    MARGIN,
    RECEIVABLES,
    SECTOR,
    SIZE,
    TAX_RECORD,
    YEAR_SALES,
)
from ...state.menu_columns import (
    AT_WILL,
    BASE,
    BY_COLLATERAL,
    BY_INPUTS,
    BY_LINKED,
    BY_RECEIVABLES,
    BY_SALES,
    LARGEST_OTHER,
    LARGEST_SMALL,
    LEAST_GRADE,
    LIMIT,
    MENU_PRODUCT,
    NETS_DEBT,
    OLDEST,
    ONE_AT_A_TIME,
    OPEN,
    OWN_DEPOSIT,
    REPAID,
)
from ...state.structure import SMALL
from .tax_record import recorded_tax

#: Row of the table of sectors: purchases per yuan of sales.
INPUT_SHARE = 1


@compiled
def large_enough(economy: Economy, amount: int, asked: int) -> bool:
    """Whether a loan of `amount` fen is worth its trouble to both: not too small, and a fair part of what was asked."""
    p = economy.numbers.underwriting
    return amount >= p.smallest_loan * 100.0 and amount >= p.smallest_part * asked


@compiled
def can_have(economy: Economy, o: int, i: int) -> bool:
    """Whether the firm in row `i` meets the conditions of way to lend `o`: open, age, tax grade, none of it yet."""
    firm, menu = economy.firm, economy.menu
    tag = menu.tag
    if tag[OPEN, o] == 0 or firm.tag[TAX_RECORD, i] < tag[LEAST_GRADE, o]:
        return False
    if economy.month - firm.index[ENTRY_MONTH, i] > menu.index[OLDEST, o]:
        return False
    if tag[ONE_AT_A_TIME, o] and (firm.index[HELD, i] >> tag[MENU_PRODUCT, o]) & 1:
        return False
    return tag[REPAID, o] != AT_WILL or firm.index[LINE, i] < 0


@compiled
def largest_loan(economy: Economy, o: int, i: int, asked: int, collateral: int) -> int:
    """Fen a bank would lend at most on way to lend `o` to the firm in row `i`, up to what it asked.

    `collateral` is what banks lend against its pledges.
    """
    firm, menu = economy.firm, economy.menu
    whole = firm.whole
    base = menu.tag[BASE, o]
    sales = whole[YEAR_SALES, i]
    if base == BY_SALES:
        most = whole_fen(menu.real[LIMIT, o] * sales)
    elif base == BY_COLLATERAL:
        most = collateral
    elif base == BY_RECEIVABLES:
        most = whole_fen(menu.real[LIMIT, o] * whole[RECEIVABLES, i])
    elif base == BY_LINKED:
        most = whole_fen(menu.real[LIMIT, o] * whole[LINKED, i])
    elif base == BY_INPUTS:
        input_share = economy.sector_table[INPUT_SHARE, firm.tag[SECTOR, i]]
        most = whole_fen(menu.real[LIMIT, o] * input_share * sales / 12.0)
    else:
        tax = recorded_tax(sales, firm.real[MARGIN, i], firm.real[HONESTY, i], economy.numbers.cash_flow)
        most = whole_fen(menu.real[LIMIT, o] * tax * firm.tag[TAX_RECORD, i] / BEST_TAX_GRADE)
    most = whole_fen(most * economy.numbers.simple_loan.limit_of_sector[firm.tag[SECTOR, i]])
    if menu.tag[NETS_DEBT, o]:
        most -= whole[BANK_DEBT, i] + whole[LINE_ROOM, i]
    deposit = menu.real[OWN_DEPOSIT, o]
    if deposit > 0.0:
        # The deposit comes out of the part of its cash that the firm can spare.
        spared = economy.numbers.underwriting.cash_for_deposits
        most = min(most, whole_fen(spared * max(whole[CASH, i], 0) * (1.0 - deposit) / deposit))
    ceiling = menu.whole[LARGEST_SMALL, o] if firm.tag[SIZE, i] <= SMALL else menu.whole[LARGEST_OTHER, o]
    return min(asked, most, ceiling)
