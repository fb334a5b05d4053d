"""Founders with finite means: who begins smaller than planned, and who founds only as credit is to be had.

Entrepreneurs can put in no more than they have and borrow against it (Evans and Jovanovic 1989, Journal of Political
Economy 97).
"""

from ...ground.columns import Blocks
from ...ground.compiled import compiled
from ...ground.mathematics import lognormal
from ...ground.randomness import BIRTH_FINANCE, START, uniforms
from ...ground.units import whole_fen
from ...state.economy import Economy
from ...state.enterprise_columns import CASH, EMPLOYEES, FIXED_ASSETS, ID, INVENTORY, OWNER_WEALTH, WANTED, YEAR_SALES
from ..trade.scale import use_of_capital


@compiled
def start_within_means(economy: Economy, firm: Blocks, i: int, key: int) -> None:
    """A founder whose money does not reach for the planned firm begins smaller; what is left stays the owner's.

    The market it will serve, and the capital it wants, are those of the plan.
    """
    birth, whole, real = economy.numbers.birth, firm.whole, firm.real
    _, _, _, u_wealth = uniforms(economy.seed, key, 0, BIRTH_FINANCE)
    needed = whole[FIXED_ASSETS, i] + whole[INVENTORY, i] + whole[CASH, i]
    means = whole_fen(lognormal(birth.founder_means, birth.founder_dispersion, u_wealth) * needed)
    whole[OWNER_WEALTH, i] += max(means - needed, 0)
    if means >= needed:
        return
    share = means / needed
    served = use_of_capital(share, economy.numbers.scale.returns_to_capital)
    whole[FIXED_ASSETS, i] = whole_fen(share * whole[FIXED_ASSETS, i])
    whole[INVENTORY, i] = min(whole_fen(served * whole[INVENTORY, i]), means - whole[FIXED_ASSETS, i])
    whole[CASH, i] = means - whole[FIXED_ASSETS, i] - whole[INVENTORY, i]
    whole[YEAR_SALES, i] = whole_fen(served * whole[YEAR_SALES, i])
    real[EMPLOYEES, i] = max(served * real[EMPLOYEES, i], 1.0)


@compiled
def founds(economy: Economy, firm: Blocks, i: int) -> bool:
    """Whether a candidate founds the firm: one with too little for a start needs the credit that is to be had."""
    if firm.whole[FIXED_ASSETS, i] >= economy.numbers.birth.least_start * firm.real[WANTED, i]:
        return True
    luck, _, _, _ = uniforms(economy.seed, firm.whole[ID, i], 1, START)
    return luck < economy.credit_for_founders
