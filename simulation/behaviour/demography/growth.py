"""Private interest, investment, drawings, hiring and size class.

Investment moves capital towards the scale that the owner wants and is limited by cash above the buffer: growth needs
finance (Fazzari, Hubbard and Petersen 1988). Owners live from the firm, and draw what it cannot use. The household
eats first, also while the firm is short: purse and till of a small firm are one (Samphantharak and Townsend 2010,
Households as Corporate Firms). An owner whom a bank has refused keeps more cash, invests less, keeps fewer workers and
draws less, as long as the refusal is remembered.
"""

from typing import NamedTuple

import numpy as np

from ...ground.columns import Blocks
from ...ground.compiled import allocating_kernel, compiled, unsigned
from ...ground.parameters import ParameterGroup, assumption, parameter
from ...ground.units import whole_fen
from ...state.economy import Economy
from ...state.enterprise_columns import (
    ALIVE,
    BANK,
    BUFFER,
    BUYER,
    CASH,
    CONDUCT,
    DEBT_RANK,
    DISPERSION,
    EMPLOYEES,
    ENTRY_MONTH,
    FINANCE_COST,
    FIXED_ASSETS,
    HOME,
    INFORMAL_DEBT,
    LABOUR,
    LEVERAGE,
    LINE_ROOM,
    LOANS,
    MARGIN,
    MARK,
    MARKET,
    OUTCOME,
    OWNER_WEALTH,
    PRODUCTIVITY,
    REFUSED_MONTH,
    REGION,
    SECTOR,
    SELLS_TO_FIRMS,
    SIZE,
    STATE,
    TURNOVER,
    WANTED,
    WITHOUT_BUYER,
    YEAR_SALES,
)
from ...state.ledger import INFORMAL_REPAYMENT, INTEREST_INFORMAL, INVESTMENT, OWNER_DRAWING, PAYER
from ...state.scratch import Scratch
from ...state.structure import LARGE
from ..trade.cash_flow import OVERHEAD_SHARE, CashFlow
from ..trade.scale import Scale, capacity, use_of_capital, wanted_relative
from ..trade.staff import Staff, staff_carried
from ..trade.tax_threshold import hold_scale
from ..trade.wanted_cash import times_usual, usual_buffer
from .birth import dispersion_of_shocks, give_size, wanted_at_birth
from .buyers import find_buyer
from .closing import close_if_possible, leave_as_large
from .entry_exit import CLOSED_DOWN, WISHES_TO_CLOSE
from .size_class import size_class


class Growth(ParameterGroup, key="growth", title={"en": "Investment and growth", "zh": "投资与成长"}):
    """How fast firms invest, draw and adjust."""

    largest_investment: float = parameter(
        0.06,
        unit="share a month of capital, or of what would fit the market",
        low=0.0,
        high=1.0,
        meaning="Most a firm wants to invest in a month",
        zh="单月意愿投资上限",
        source=assumption("doubling within a year: more cannot be ordered, built and staffed"),
    )
    living: float = parameter(
        0.2,
        unit="share of cash profit",
        low=0.0,
        high=1.0,
        meaning="Part of the cash profit that the owner takes to live on, before the firm fills its buffer or invests",
        zh="业主为生活提取的现金利润比例，先于企业补足现金缓冲与投资",
        source=assumption(
            "cash profit of a tenth of sales leaves some 4.5% after wear, interest and tax, of which two fifths are "
            "taken; what the firm cannot use is drawn besides, so that all drawings are nearer to the whole profit (N5)"
        ),
    )
    drawn: float = parameter(
        0.16,
        unit="share a month",
        low=0.0,
        high=1.0,
        meaning="Part of cash above the buffer, and above what is still to be built, that the owner draws each month",
        zh="超出缓冲与待投资金的富余现金中业主每月提取的比例",
        source=assumption("what the firm has no use for leaves it within half a year"),
    )
    caution: float = parameter(
        1.0,
        unit="share of the wanted buffer",
        low=0.0,
        high=10.0,
        meaning="Cash that an owner wants to keep beyond the usual buffer while it remembers that a bank refused it",
        zh="业主在记得被银行拒贷期间，在惯常缓冲之外还想多留的现金（占缓冲的比例）",
        source=assumption(
            "as much again: firms that cannot borrow save out of cash flow, others do not (Almeida, Campello and "
            "Weisbach 2004, Journal of Finance 59), and planned to cut staff by 11%, investment by 9% and dividends by "
            "14% in 2009, others by a quarter of that or less (Campello, Graham and Harvey 2010, Journal of Financial "
            "Economics 97)"
        ),
    )
    saved: float = parameter(
        0.35,
        unit="share of drawings",
        low=0.0,
        high=1.0,
        meaning="Part of drawings that adds to the owner's wealth",
        zh="业主提取中转为财富的比例",
        source=assumption("near the household saving rate"),
    )
    saved_in_home: float = parameter(
        0.5,
        unit="share of what is saved",
        low=0.0,
        high=1.0,
        meaning="Part of what owners save that goes into home and land",
        zh="业主储蓄中用于住房与土地的比例",
        source=assumption("households hold more in homes than in money, and homes last"),
    )
    wealth_spent: float = parameter(
        0.03,
        unit="per year",
        low=-0.2,
        high=1.0,
        meaning="Part of the owner's money outside the firm that the household uses up in a year, less what it earns",
        zh="业主企业外财富的年净消耗率（扣除收益）",
        source=assumption("wealth at 5% a year and a household that lives on 8% of it"),
    )
    labour_adjustment: float = parameter(
        0.12,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Share of the gap to the wanted number of workers closed in a month",
        zh="用工月调整速度",
        source=assumption("four fifths within a year: contracts and severance, and much temporary work in small firms"),
    )
    sale_of_assets: float = parameter(
        0.55,
        unit="share of book value",
        low=0.0,
        high=1.0,
        meaning="What fixed assets fetch when an owner sells up",
        zh="歇业清算资产变现率",
        source=assumption("used machines sell near half their book value"),
    )
    sale_of_inventory: float = parameter(
        0.75,
        unit="share of cost",
        low=0.0,
        high=1.0,
        meaning="What goods fetch when an owner sells up",
        zh="歇业清算存货变现率",
        source=assumption("clearance sale"),
    )
    sale_of_receivables: float = parameter(
        0.90,
        unit="share of claims",
        low=0.0,
        high=1.0,
        meaning="Claims collected when an owner sells up",
        zh="歇业清算应收账款回收率",
        source=assumption("most buyers pay"),
    )
    wealth_at_closing: float = parameter(
        1.0,
        unit="share of owner's money",
        low=0.0,
        high=1.0,
        meaning="Own money that an owner adds at most so that a closing firm repays everyone",
        zh="歇业时业主为清偿债务投入自有财富的上限",
        source=assumption("owners keep their home"),
    )
    surrender_margin: float = parameter(
        0.0,
        unit="share of sales",
        low=-1.0,
        high=1.0,
        meaning="Cash margin below which an owner who cannot repay gives up",
        zh="无力偿债业主放弃经营的利润率",
        source=assumption("losses leave nothing to wait for"),
    )
    outgrown: float = parameter(
        7.0,
        unit="times the cut-off of large firms",
        low=1.0,
        high=1e6,
        meaning="Size from which a large firm is no longer followed: other markets finance it",
        zh="大型企业退出模拟范围的规模（大型企业划型标准的倍数）",
        source=assumption(
            "seven thousand workers in industry: with a tail of exponent one from the 1.3% of firms that are medium or "
            "large, six in 10,000 would be larger; a lower bound cuts the tail of sizes (A1)"
        ),
    )
    conduct_decay: float = parameter(
        0.02,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Return of conduct to the safe way",
        zh="冒险倾向的月衰减",
        source=assumption("projects end within a few years"),
    )


class Purse(NamedTuple):
    """The numbers of the month by which owners use their firms' cash."""

    growth: Growth
    cash_flow: CashFlow
    scale: Scale
    private_rate: float  # per year
    own_cost: float  # what those who never borrow count as the cost of their own money, per year
    staff: Staff
    demand: np.ndarray  # by sector and region
    overheads: np.ndarray  # by sector, share of normal sales
    willing: np.ndarray  # by size, owners who would borrow
    since: int  # first month whose refusals are remembered


@compiled
def planned_investment(capital: float, wanted: float, depreciation: float, building: float, most: float) -> float:
    """Fen of investment planned for a month: wear and a part of the distance to wanted capital, from 0 to `most`."""
    return min(max(capital * depreciation / 12.0 + building * (wanted - capital), 0.0), most)


# Sums by house bank
G_INTEREST, G_REPAID, G_INVESTED, G_DRAWN = range(4)


@allocating_kernel
def grow(economy: Economy, start: int, stop: int, scratch: Scratch) -> int:
    """One month of private interest, investment, drawings, hiring and of decisions to close; returns closures."""
    sums = np.zeros((scratch.rest.shape[0], 4), np.int64)
    closures = grow_all(economy, start, stop, scratch, sums)
    for house in range(scratch.rest.shape[0]):
        scratch.flows[INTEREST_INFORMAL, PAYER, house] += sums[house, G_INTEREST]
        scratch.flows[INFORMAL_REPAYMENT, PAYER, house] += sums[house, G_REPAID]
        scratch.flows[INVESTMENT, PAYER, house] += sums[house, G_INVESTED]
        scratch.flows[OWNER_DRAWING, PAYER, house] += sums[house, G_DRAWN]
        scratch.rest[house] += sums[house].sum()
    return closures


@compiled
def grow_all(economy: Economy, start: int, stop: int, scratch: Scratch, sums: np.ndarray) -> int:
    """The month of the firms in rows `start` to `stop`; what they pay goes to `sums`. Returns closures."""
    # Read before the loop: the compiler may not move what stands behind a branch.
    firm, now, month = economy.firm, economy.numbers, economy.month
    purse = Purse(
        now.growth,
        now.cash_flow,
        now.scale,
        now.informal_finance.rate,
        now.credit_demand.normal_cost,
        now.staff,
        economy.demand,
        economy.sector_table[OVERHEAD_SHARE],
        now.population.willing_share,
        month - now.credit_demand.refusal_remembered + 1,
    )
    watched = now.tax_threshold.watching > 0.0
    tag, usual_cost = firm.tag, economy.borrowing_cost
    closures = 0
    for position in range(start, stop):
        i = unsigned(position)  # unsigned: no check for places counted from the end
        if tag[STATE, i] != ALIVE or tag[OUTCOME, i] > WISHES_TO_CLOSE:
            continue
        if tag[OUTCOME, i] == WISHES_TO_CLOSE:
            close_if_possible(economy, i, scratch)
            closures += 1 if tag[OUTCOME, i] == CLOSED_DOWN else 0
            if tag[OUTCOME, i] != 0:
                continue
        earned, user_cost = plan_scale(firm, i, usual_cost, purse)
        if watched:
            hold_scale(economy, i, earned, user_cost)
        use_cash(firm, i, purse, sums)
        adjust(firm, i, purse)
        if (month - firm.index[ENTRY_MONTH, i]) % 12 == 0:
            look_at_size(economy, firm, i)
            if has_outgrown(economy, firm, i):
                leave_as_large(economy, i, scratch)
                closures += 1
    return closures


@compiled
def plan_scale(firm: Blocks, i: int, usual_cost: float, purse: Purse) -> tuple[float, float]:
    """The capital that the owner of the firm in row `i` wants, at its sales, its margin and its own cost of finance.

    Its cost of finance is the rate and fee it was last offered, else what loans to firms cost on average; the averse
    count their own money at the normal cost. Returns what a year leaves after inputs and wages over capital that fits
    the market, and what capital costs a year.
    """
    whole, real, scale = firm.whole, firm.real, purse.scale
    market, sector = max(real[MARKET, i], 1.0), unsigned(firm.tag[SECTOR, i])
    offered = real[FINANCE_COST, i] if real[FINANCE_COST, i] > 0.0 else usual_cost
    cost = offered if real[DEBT_RANK, i] < purse.willing[unsigned(firm.tag[SIZE, i])] else purse.own_cost
    # What sales leave after inputs and wages: the cash margin, and overheads, which the market's size decides.
    left = real[MARGIN, i] * whole[YEAR_SALES, i] + purse.overheads[sector] * real[TURNOVER, i] * market
    used = use_of_capital(whole[FIXED_ASSETS, i] / market, scale.returns_to_capital)
    return_at_market = left / max(used * market, 1.0)
    user_cost = purse.cash_flow.depreciation + cost + scale.premium
    real[WANTED, i] = market * wanted_relative(return_at_market, user_cost, scale.returns_to_capital)
    return return_at_market, user_cost


@compiled
def use_cash(firm: Blocks, i: int, purse: Purse, sums: np.ndarray) -> None:
    """Private interest first, the owner's living, private debt, investment, and what the owner draws beyond.

    What follows the living comes out of cash above the buffer: the usual one for private debt, the one wanted now for
    the rest. Money that is to be built with in the coming months is not drawn.
    """
    whole, real, growth = firm.whole, firm.real, purse.growth
    house, cash = unsigned(firm.tag[BANK, i]), whole[CASH, i]
    debt, sales = whole[INFORMAL_DEBT, i], whole[YEAR_SALES, i]
    buffer = usual_buffer(firm, i, purse.cash_flow.cost_share)
    # Choices rather than branches, which the processor would guess wrong for one firm in three.
    interest = min(whole_fen(debt * purse.private_rate / 12.0), cash) if debt > 0 else 0
    cash -= interest
    living = min(whole_fen(growth.living * max(real[MARGIN, i], 0.0) * sales / 12.0), cash)
    cash -= living
    repaid = min(debt, max(cash - whole_fen(buffer), 0))
    whole[INFORMAL_DEBT, i] = debt - repaid
    spare = max(cash - repaid - whole_fen(times_usual(is_careful(firm, i, purse), growth.caution) * buffer), 0)
    capital, wanted = whole[FIXED_ASSETS, i], real[WANTED, i]
    planned = planned_investment(
        capital,
        wanted,
        purse.cash_flow.depreciation,
        purse.scale.building,
        growth.largest_investment * max(capital, real[MARKET, i]),
    )
    invested = min(whole_fen(planned), spare)
    still_to_build = max(wanted - capital - invested, 0.0)
    drawing = living + whole_fen(growth.drawn * max(spare - invested - still_to_build, 0.0))
    whole[FIXED_ASSETS, i] = capital + invested
    saved = growth.saved * drawing
    in_home = whole_fen(growth.saved_in_home * saved)
    whole[HOME, i] += in_home
    whole[OWNER_WEALTH, i] += whole_fen(saved - growth.wealth_spent * whole[OWNER_WEALTH, i] / 12.0) - in_home
    whole[CASH, i] = cash + living - repaid - invested - drawing
    sums[house, G_INTEREST] += interest
    sums[house, G_REPAID] += repaid
    sums[house, G_INVESTED] += invested
    sums[house, G_DRAWN] += drawing


@compiled
def is_careful(firm: Blocks, i: int, purse: Purse) -> bool:
    """Whether the owner of the firm in row `i` remembers a refusal."""
    return firm.index[REFUSED_MONTH, i] >= purse.since


@compiled
def adjust(firm: Blocks, i: int, purse: Purse) -> None:
    """Staff follows what capital and demand need, as far as cash carries it; conduct returns to the safe way where
    there is no debt.
    """
    real, whole, growth = firm.real, firm.whole, purse.growth
    demand = purse.demand[unsigned(firm.tag[SECTOR, i]), unsigned(firm.tag[REGION, i])]
    normal = capacity(whole[FIXED_ASSETS, i], real[MARKET, i], real[TURNOVER, i], purse.scale.returns_to_capital)
    costs = purse.cash_flow.cost_share * whole[YEAR_SALES, i] / 12.0
    careful = min(purse.staff.careful_below, real[BUFFER, i])
    enough = careful * times_usual(is_careful(firm, i, purse), growth.caution) * costs
    carried = staff_carried(whole[CASH, i] + whole[LINE_ROOM, i], enough, purse.staff.cut_when_short)
    filled = 1.0 - purse.cash_flow.unfilled_jobs
    wanted_workers = real[LABOUR, i] * normal * real[PRODUCTIVITY, i] * demand * filled * carried / 100.0
    real[EMPLOYEES, i] += growth.labour_adjustment * (max(wanted_workers, 1.0) - real[EMPLOYEES, i])
    if firm.tag[LOANS, i] == 0:
        real[CONDUCT, i] += growth.conduct_decay * (1.0 - real[CONDUCT, i])


@compiled
def has_outgrown(economy: Economy, firm: Blocks, i: int) -> bool:
    """Whether a large firm is so far beyond the cut-offs of its sector that it is no longer followed."""
    if firm.tag[SIZE, i] != LARGE:
        return False
    sector, beyond = unsigned(firm.tag[SECTOR, i]), economy.numbers.growth.outgrown
    employees, sales = firm.real[EMPLOYEES, i] / beyond, firm.whole[YEAR_SALES, i] / (100.0 * beyond)
    return size_class(employees, sales, economy.size_workers[sector], economy.size_sales[sector]) == LARGE


@compiled
def look_at_size(economy: Economy, firm: Blocks, i: int) -> None:
    """Once a year a firm's size class is looked at, with what goes with it, and what hurt it is forgotten."""
    sector, before = unsigned(firm.tag[SECTOR, i]), firm.tag[SIZE, i]
    firm.tag[SIZE, i] = size_class(
        firm.real[EMPLOYEES, i],
        firm.whole[YEAR_SALES, i] / 100.0,
        economy.size_workers[sector],
        economy.size_sales[sector],
    )
    firm.real[DISPERSION, i] = dispersion_of_shocks(
        firm.real[EMPLOYEES, i], economy.numbers.population, economy.numbers.birth
    )
    if firm.tag[SIZE, i] != before:
        # Equity that has replaced debt goes on replacing its part of it.
        drawn, kept = wanted_at_birth(economy, i, before), firm.real[LEVERAGE, i]
        give_size(economy, firm, i)
        firm.real[LEVERAGE, i] *= min(kept / drawn, 1.0) if drawn > 0.0 else 1.0
    if firm.index[BUYER, i] < 0 and firm.tag[SELLS_TO_FIRMS, i]:
        firm.index[BUYER, i] = find_buyer(economy, i, economy.month)
    # The custom of a lost buyer comes back with a new one.
    firm.tag[MARK, i] = firm.tag[MARK, i] & WITHOUT_BUYER if firm.index[BUYER, i] < 0 else 0
