"""Founders with finite means: who borrows on a home, who begins smaller than planned, who founds only with credit.

Entrepreneurs can put in no more than they have and borrow against it (Evans and Jovanovic 1989, Journal of Political
Economy 97). What a founder borrows on the home is the household's debt, which stands outside the firm's books and is
paid in as own money: those whose homes are worth more found more and larger firms (Schmalz, Sraer and Thesmar 2017,
Journal of Finance 72). The lenders are the same banks: founders get it as young firms get credit.
"""

from ...ground.columns import Blocks
from ...ground.compiled import compiled
from ...ground.mathematics import lognormal
from ...ground.randomness import BIRTH_FINANCE, START, uniforms
from ...ground.units import whole_fen
from ...state.economy import Economy
from ...state.enterprise_columns import (
    CASH,
    DEBT_RANK,
    EMPLOYEES,
    FIXED_ASSETS,
    HOME,
    ID,
    INVENTORY,
    OWNER_WEALTH,
    PLEDGEABLE,
    REGION,
    SIZE,
    WANTED,
    YEAR_SALES,
)
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
    on_home = min(max(needed - means, 0), borrowed_on_home(economy, firm, i, key))
    whole[HOME, i] -= on_home
    means += on_home
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
def borrowed_on_home(economy: Economy, firm: Blocks, i: int, key: int) -> int:
    """Fen that the household of a founder can borrow on its home, if credit is to be had; none for who shuns debt or
    has nothing to pledge."""
    population, simple = economy.numbers.population, economy.numbers.simple_loan
    averse = firm.real[DEBT_RANK, i] >= population.willing_share[firm.tag[SIZE, i]]
    _, luck, _, _ = uniforms(economy.seed, key, 1, START)
    if averse or firm.real[PLEDGEABLE, i] <= 0.0 or luck >= economy.credit_for_founders:
        return 0
    worth = simple.pledge_price[firm.tag[REGION, i]] * simple.owner_pledge * firm.whole[HOME, i]
    return min(whole_fen(simple.pledge_ratio * worth), firm.whole[HOME, i])


@compiled
def founds(economy: Economy, firm: Blocks, i: int) -> bool:
    """Whether a candidate founds the firm: one with too little for a start needs the credit that is to be had."""
    if firm.whole[FIXED_ASSETS, i] >= economy.numbers.birth.least_start * firm.real[WANTED, i]:
        return True
    luck, _, _, _ = uniforms(economy.seed, firm.whole[ID, i], 1, START)
    return luck < economy.credit_for_founders
