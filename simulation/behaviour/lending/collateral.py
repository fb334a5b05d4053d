"""What a firm and its owner can pledge."""

from ...ground.columns import Blocks
from ...ground.compiled import compiled
from ...ground.units import whole_fen
from ...state.economy import Economy
from ...state.enterprise_columns import FIXED_ASSETS, HOME, PLEDGEABLE


@compiled
def collateral_value(i: int, firm: Blocks, pledge_ratio: float, owner_pledge: float) -> int:
    """Fen that banks lend against the pledges of the firm in row `i`: loan to value x what can be pledged.

    `pledge_ratio` is the loan to value, `owner_pledge` the part of the owner's home that can be pledged as well.
    """
    pledgeable = firm.real[PLEDGEABLE, i]
    if pledgeable <= 0.0:
        return 0
    return whole_fen(pledge_ratio * (pledgeable * firm.whole[FIXED_ASSETS, i] + owner_pledge * firm.whole[HOME, i]))


@compiled
def within_reach(economy: Economy, sales: int, collateral: int) -> int:
    """Debt in fen that owners know banks lend at most, on the best of their security, to sales of so much a year."""
    p = economy.numbers.simple_loan
    return max(whole_fen(max(p.guaranteed_limit, p.unsecured_limit) * sales), collateral)
