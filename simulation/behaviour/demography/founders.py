"""Founders with finite means: who borrows, who begins smaller than planned, who cannot begin at all.

Entrepreneurs can put in no more than they have and borrow against it (Evans and Jovanovic 1989, Journal of Political
Economy 97), and part of most plans is indivisible, so that some who could run a firm cannot start it (Banerjee and
Newman 1993, Journal of Political Economy 101). What a founder borrows, on the home or on personal credit, is the
household's debt, which stands outside the firm's books and is paid in as own money: those whose homes are worth more
found more and larger firms (Schmalz, Sraer and Thesmar 2017, Journal of Finance 72), and loans from outside, most of
them to founders in person, are some two fifths of the capital of new firms (Robb and Robinson 2014, Review of
Financial Studies 27), so founders take them whether or not their firms will shun bank debt. The lenders are the same
banks: founders get it as young firms get credit.
"""

from ...ground.columns import Blocks
from ...ground.compiled import compiled
from ...ground.mathematics import lognormal
from ...ground.randomness import BIRTH_FINANCE, START, uniforms
from ...ground.units import whole_fen
from ...state.economy import Economy
from ...state.enterprise_columns import (
    CASH,
    EMPLOYEES,
    FIXED_ASSETS,
    HOME,
    ID,
    INVENTORY,
    OWNER_WEALTH,
    PLEDGEABLE,
    REGION,
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
    own = whole_fen(lognormal(birth.founder_means, birth.founder_dispersion, u_wealth) * needed)
    means = own
    luck, _, _, _ = uniforms(economy.seed, key, 1, START)
    if means < needed and luck < economy.credit_for_founders:
        on_home = min(needed - means, can_borrow_on_home(economy, firm, i))
        on_name = min(needed - means - on_home, whole_fen(birth.founder_credit * own))
        whole[HOME, i] -= on_home
        # The household repays out of what it has outside the firm.
        whole[OWNER_WEALTH, i] = max(whole[OWNER_WEALTH, i] - on_name, 0)
        means += on_home + on_name
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
def can_borrow_on_home(economy: Economy, firm: Blocks, i: int) -> int:
    """Fen that a bank lends on the home of the founder in row `i`; none to who has nothing to pledge."""
    if firm.real[PLEDGEABLE, i] <= 0.0:
        return 0
    simple = economy.numbers.simple_loan
    worth = simple.pledge_price[firm.tag[REGION, i]] * simple.owner_pledge * firm.whole[HOME, i]
    return min(whole_fen(simple.pledge_ratio * worth), firm.whole[HOME, i])


@compiled
def founds(economy: Economy, firm: Blocks, i: int) -> bool:
    """Whether the candidate in row `i`, as furnished as its means allow, has what its trade needs to begin at all."""
    birth = economy.numbers.birth
    _, trade, _, _ = uniforms(economy.seed, firm.whole[ID, i], 1, START)
    least = birth.least_start + trade * max(birth.most_indivisible - birth.least_start, 0.0)
    return firm.whole[FIXED_ASSETS, i] >= least * firm.real[WANTED, i]
