"""Private interest, drawings, investment and hiring of every enterprise in a month, and who closes or outgrows.

The rules stand in `growth.py`, `closing.py` and the files of scale, staff and wanted cash under `trade`. Firms pass in
blocks (`ground/blocks.py`) through loops that are simple enough to become vectors: first who closes, then the scale
that each owner wants, what is done with cash, staff, once a year the size.
"""

import numpy as np

from ...ground.blocks import BLOCK, copy_column, write_real, write_whole
from ...ground.compiled import allocating_kernel, compiled, unsigned
from ...ground.units import nearest_fen
from ...state.economy import Economy
from ...state.enterprise_columns import (
    ALIVE,
    BANK,
    BUFFER,
    CASH,
    CONDUCT,
    DEBT_RANK,
    EMPLOYEES,
    ENTRY_MONTH,
    FINANCE_COST,
    FIXED_ASSETS,
    HOME,
    INFORMAL_DEBT,
    LABOUR,
    LINE_ROOM,
    LOANS,
    MARGIN,
    MARKET,
    OUTCOME,
    OWNER_WEALTH,
    PRODUCTIVITY,
    REFUSED_MONTH,
    REGION,
    SECTOR,
    SIZE,
    STATE,
    TURNOVER,
    WANTED,
    YEAR_SALES,
)
from ...state.ledger import INFORMAL_REPAYMENT, INTEREST_INFORMAL, INVESTMENT, OWNER_DRAWING, PAYER
from ...state.scratch import Scratch
from ..lending.credit_demand import is_willing
from ..trade.cash_flow import OVERHEAD_SHARE
from ..trade.scale import capacity, return_at_market, wanted_relative
from ..trade.staff import staff_carried, staff_needed
from ..trade.tax_threshold import scale_held
from ..trade.wanted_cash import buffer_of, times_usual
from .closing import close_if_possible, leave_as_large
from .entry_exit import CLOSED_DOWN, WISHES_TO_CLOSE
from .growth import has_outgrown, living_of, look_at_size, planned_investment, uses_of_cash

# Rows of the room for a block: what is read of a firm, and what comes of its month.
(
    B_ACTS,
    B_CAREFUL,
    B_WITHOUT_LOANS,
    B_DEMAND,
    B_OVERHEAD_SHARE,
    B_WILLING,
    B_MARKET,
    B_CAPITAL,
    B_TURNOVER,
    B_SALES,
    B_MARGIN,
    B_FINANCE_COST,
    B_DEBT_RANK,
    B_CASH,
    B_INFORMAL_DEBT,
    B_BUFFER,
    B_WANTED,
    B_HOME,
    B_WEALTH,
    B_LINE_ROOM,
    B_LABOUR,
    B_PRODUCTIVITY,
    B_EMPLOYEES,
    B_CONDUCT,
    B_EARNED,
    B_USER_COST,
    B_INTEREST,
    B_REPAID,
    B_INVESTED,
    B_DRAWN,
) = range(30)
BLOCK_ROWS = B_DRAWN + 1

# Sums by house bank
G_INTEREST, G_REPAID, G_INVESTED, G_DRAWN = range(4)
BANK_SUMS = 4


@allocating_kernel
def grow(economy: Economy, start: int, stop: int, scratch: Scratch) -> int:
    """One month of private interest, investment, drawings, hiring and of decisions to close; returns how many leave."""
    sums = np.zeros((scratch.rest.shape[0], BANK_SUMS), np.int64)
    block, listed = np.empty((BLOCK_ROWS, BLOCK)), np.empty(BLOCK, np.int64)
    watched = economy.numbers.tax_threshold.watching > 0.0
    leaving = 0
    for first in range(start, stop, BLOCK):
        size = min(BLOCK, stop - first)
        leaving += close_those_who_wish(economy, first, size, scratch)
        read_firms(economy, first, size, block)
        plan_scale(economy, size, block)
        if watched:
            hold_scales(economy, first, size, block)
        write_real(first, size, economy.firm.real[WANTED], block[B_WANTED], block[B_ACTS])
        # Cash is used for the scale that demand for credit reads later, in single precision.
        copy_column(first, size, economy.firm.real[WANTED], block[B_WANTED])
        use_cash(economy, size, block)
        adjust_staff(economy, size, block)
        write_firms(economy, first, size, block)
        add_up(economy, first, size, block, sums)
        leaving += look_at_sizes(economy, first, size, block, listed, scratch)
    post_growth(sums, scratch)
    return leaving


@compiled
def close_those_who_wish(economy: Economy, first: int, size: int, scratch: Scratch) -> int:
    """Owners who wish to close do so or carry on; returns how many closed."""
    tag, closures = economy.firm.tag, 0
    for k in range(size):
        i = unsigned(first + k)  # unsigned: no check for places counted from the end
        if tag[OUTCOME, i] == WISHES_TO_CLOSE and tag[STATE, i] == ALIVE:
            close_if_possible(economy, i, scratch)
            closures += 1 if tag[OUTCOME, i] == CLOSED_DOWN else 0
    return closures


@compiled
def read_firms(economy: Economy, first: int, size: int, block: np.ndarray) -> None:
    """What the month needs of each firm, looked up and copied; who leaves does not act."""
    firm, demand, overheads = economy.firm, economy.demand, economy.sector_table[OVERHEAD_SHARE]
    whole, real, index, tag = firm.whole, firm.real, firm.index, firm.tag
    willing = economy.numbers.population.willing_share
    since = economy.month - economy.numbers.credit_demand.refusal_remembered + 1
    for k in range(size):
        j, i = unsigned(k), unsigned(first + k)
        block[B_ACTS, j] = 1.0 if (tag[STATE, i] == ALIVE) & (tag[OUTCOME, i] == 0) else 0.0
        block[B_CAREFUL, j] = 1.0 if index[REFUSED_MONTH, i] >= since else 0.0
        block[B_WITHOUT_LOANS, j] = 1.0 if tag[LOANS, i] == 0 else 0.0
    for k in range(size):
        j, i = unsigned(k), unsigned(first + k)
        sector = unsigned(tag[SECTOR, i])
        block[B_DEMAND, j] = demand[sector, unsigned(tag[REGION, i])]
        block[B_OVERHEAD_SHARE, j] = overheads[sector]
        block[B_WILLING, j] = willing[unsigned(tag[SIZE, i])]
    copy_column(first, size, real[MARKET], block[B_MARKET])
    copy_column(first, size, whole[FIXED_ASSETS], block[B_CAPITAL])
    copy_column(first, size, real[TURNOVER], block[B_TURNOVER])
    copy_column(first, size, whole[YEAR_SALES], block[B_SALES])
    copy_column(first, size, real[MARGIN], block[B_MARGIN])
    copy_column(first, size, real[FINANCE_COST], block[B_FINANCE_COST])
    copy_column(first, size, real[DEBT_RANK], block[B_DEBT_RANK])
    copy_column(first, size, whole[CASH], block[B_CASH])
    copy_column(first, size, whole[INFORMAL_DEBT], block[B_INFORMAL_DEBT])
    copy_column(first, size, real[BUFFER], block[B_BUFFER])
    copy_column(first, size, whole[HOME], block[B_HOME])
    copy_column(first, size, whole[OWNER_WEALTH], block[B_WEALTH])
    copy_column(first, size, whole[LINE_ROOM], block[B_LINE_ROOM])
    copy_column(first, size, real[LABOUR], block[B_LABOUR])
    copy_column(first, size, real[PRODUCTIVITY], block[B_PRODUCTIVITY])
    copy_column(first, size, real[EMPLOYEES], block[B_EMPLOYEES])
    copy_column(first, size, real[CONDUCT], block[B_CONDUCT])


@compiled
def plan_scale(economy: Economy, size: int, block: np.ndarray) -> None:
    """The capital that each owner wants, at the firm's sales, its margin and its own cost of finance.

    Its cost of finance is that of its last loan or renewal, else what loans to firms cost on average; the averse count
    their own money at the normal cost.
    """
    scale, depreciation = economy.numbers.scale, economy.numbers.cash_flow.depreciation
    usual_cost, own_cost = economy.borrowing_cost, economy.numbers.credit_demand.normal_cost
    for k in range(size):
        j = unsigned(k)
        market = max(block[B_MARKET, j], 1.0)
        offered = block[B_FINANCE_COST, j] if block[B_FINANCE_COST, j] > 0.0 else usual_cost
        cost = offered if is_willing(block[B_DEBT_RANK, j], block[B_WILLING, j]) else own_cost
        # What sales leave after inputs and wages: the cash margin, and overheads, which the market's size decides.
        overheads = block[B_OVERHEAD_SHARE, j] * block[B_TURNOVER, j] * market
        left = block[B_MARGIN, j] * block[B_SALES, j] + overheads
        earned = return_at_market(left, block[B_CAPITAL, j], market, scale.returns_to_capital)
        user_cost = depreciation + cost + scale.premium
        block[B_EARNED, j], block[B_USER_COST, j] = earned, user_cost
        block[B_WANTED, j] = market * wanted_relative(earned, user_cost, scale.returns_to_capital)


@compiled
def hold_scales(economy: Economy, first: int, size: int, block: np.ndarray) -> None:
    """Owners who watch the VAT threshold want no more capital than is worth its tax."""
    for k in range(size):
        j = unsigned(k)
        if block[B_ACTS, j] > 0.0:
            i, wanted = unsigned(first + k), block[B_WANTED, j]
            block[B_WANTED, j] = scale_held(economy, i, wanted, block[B_EARNED, j], block[B_USER_COST, j])


@compiled
def use_cash(economy: Economy, size: int, block: np.ndarray) -> None:
    """Cash goes into private interest and debt, the owner's living, investment and drawings, of which a part is saved.

    An owner who remembers a refusal wants more cash at hand.
    """
    growth, cash_flow, building = economy.numbers.growth, economy.numbers.cash_flow, economy.numbers.scale.building
    private_rate = economy.numbers.informal_finance.rate
    for k in range(size):
        j = unsigned(k)
        capital, sales, wealth = block[B_CAPITAL, j], block[B_SALES, j], block[B_WEALTH, j]
        most = growth.largest_investment * max(capital, block[B_MARKET, j])
        uses = uses_of_cash(
            block[B_CASH, j],
            block[B_INFORMAL_DEBT, j],
            living_of(block[B_MARGIN, j], sales, growth.living),
            buffer_of(block[B_BUFFER, j], cash_flow.cost_share, sales),
            times_usual(block[B_CAREFUL, j] > 0.0, growth.caution),
            planned_investment(capital, block[B_WANTED, j], cash_flow.depreciation, building, most),
            block[B_WANTED, j] - capital,
            private_rate,
            growth.drawn,
        )
        saved = growth.saved * uses.drawn
        in_home = nearest_fen(growth.saved_in_home * saved)
        block[B_WEALTH, j] = wealth + (nearest_fen(saved - growth.wealth_spent * wealth / 12.0) - in_home)
        block[B_HOME, j] += in_home
        block[B_INFORMAL_DEBT, j] -= uses.repaid
        block[B_CAPITAL, j] = capital + uses.invested
        block[B_CASH, j] -= uses.interest + uses.repaid + uses.invested + uses.drawn
        block[B_INTEREST, j], block[B_REPAID, j] = uses.interest, uses.repaid
        block[B_INVESTED, j], block[B_DRAWN, j] = uses.invested, uses.drawn


@compiled
def adjust_staff(economy: Economy, size: int, block: np.ndarray) -> None:
    """Staff follows what capital and demand need, as far as cash carries it; conduct returns to the safe way where
    there is no debt.
    """
    growth, cash_flow, staff = economy.numbers.growth, economy.numbers.cash_flow, economy.numbers.staff
    elasticity, filled = economy.numbers.scale.returns_to_capital, 1.0 - economy.numbers.cash_flow.unfilled_jobs
    for k in range(size):
        j = unsigned(k)
        normal = capacity(block[B_CAPITAL, j], block[B_MARKET, j], block[B_TURNOVER, j], elasticity)
        costs = cash_flow.cost_share * block[B_SALES, j] / 12.0
        careful = min(staff.careful_below, block[B_BUFFER, j])
        enough = careful * times_usual(block[B_CAREFUL, j] > 0.0, growth.caution) * costs
        carried = staff_carried(block[B_CASH, j] + block[B_LINE_ROOM, j], enough, staff.cut_when_short)
        needed = staff_needed(block[B_LABOUR, j], normal, block[B_PRODUCTIVITY, j], block[B_DEMAND, j], filled)
        wanted = max(needed * carried / 100.0, 1.0)
        block[B_EMPLOYEES, j] += growth.labour_adjustment * (wanted - block[B_EMPLOYEES, j])
        returned = growth.conduct_decay * (1.0 - block[B_CONDUCT, j])
        block[B_CONDUCT, j] += returned if block[B_WITHOUT_LOANS, j] > 0.0 else 0.0


@compiled
def write_firms(economy: Economy, first: int, size: int, block: np.ndarray) -> None:
    """The stocks after the month go back to the columns of those who act."""
    whole, real, acts = economy.firm.whole, economy.firm.real, block[B_ACTS]
    write_whole(first, size, whole[CASH], block[B_CASH], acts)
    write_whole(first, size, whole[FIXED_ASSETS], block[B_CAPITAL], acts)
    write_whole(first, size, whole[INFORMAL_DEBT], block[B_INFORMAL_DEBT], acts)
    write_whole(first, size, whole[HOME], block[B_HOME], acts)
    write_whole(first, size, whole[OWNER_WEALTH], block[B_WEALTH], acts)
    write_real(first, size, real[EMPLOYEES], block[B_EMPLOYEES], acts)
    write_real(first, size, real[CONDUCT], block[B_CONDUCT], acts)


@compiled
def add_up(economy: Economy, first: int, size: int, block: np.ndarray, sums: np.ndarray) -> None:
    """What those who act paid, by house bank."""
    bank = economy.firm.tag[BANK]
    for k in range(size):
        j = unsigned(k)
        if block[B_ACTS, j] == 0.0:
            continue
        house = unsigned(bank[unsigned(first + k)])
        sums[house, G_INTEREST] += int(block[B_INTEREST, j])
        sums[house, G_REPAID] += int(block[B_REPAID, j])
        sums[house, G_INVESTED] += int(block[B_INVESTED, j])
        sums[house, G_DRAWN] += int(block[B_DRAWN, j])


@compiled
def look_at_sizes(
    economy: Economy, first: int, size: int, block: np.ndarray, listed: np.ndarray, scratch: Scratch
) -> int:
    """Firms whose year is over are looked at; returns how many have outgrown the market and leave.

    `listed` is room for their places in the block.
    """
    firm, month, count, left = economy.firm, economy.month, 0, 0
    entered = firm.index[ENTRY_MONTH]
    for k in range(size):
        # Listed without a branch, which the processor would guess wrong once in ten firms.
        listed[unsigned(count)] = k
        year_over = (month - entered[unsigned(first + k)]) % 12 == 0
        count += 1 if year_over & (block[B_ACTS, unsigned(k)] > 0.0) else 0
    for place in range(count):
        i = unsigned(first + listed[unsigned(place)])
        look_at_size(economy, firm, i)
        if has_outgrown(economy, firm, i):
            leave_as_large(economy, i, scratch)
            left += 1
    return left


@compiled
def post_growth(sums: np.ndarray, scratch: Scratch) -> None:
    """The sums go to the ledger and to the deposits of the rest of the economy."""
    for house in range(sums.shape[0]):
        scratch.flows[INTEREST_INFORMAL, PAYER, house] += sums[house, G_INTEREST]
        scratch.flows[INFORMAL_REPAYMENT, PAYER, house] += sums[house, G_REPAID]
        scratch.flows[INVESTMENT, PAYER, house] += sums[house, G_INVESTED]
        scratch.flows[OWNER_DRAWING, PAYER, house] += sums[house, G_DRAWN]
        scratch.rest[house] += sums[house].sum()
