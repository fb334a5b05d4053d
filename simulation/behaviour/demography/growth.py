"""What a firm's cash goes into, and its size class.

Investment moves capital towards the scale that the owner wants and is limited by cash above the buffer: growth needs
finance (Fazzari, Hubbard and Petersen 1988). Owners live from the firm, and draw what it cannot use. The household
eats first, also while the firm is short: purse and till of a small firm are one (Samphantharak and Townsend 2010,
Households as Corporate Firms). An owner whom a bank has refused keeps more cash, invests less, keeps fewer workers and
draws less, as long as the refusal is remembered.
"""

from typing import NamedTuple

from ...ground.columns import Blocks
from ...ground.compiled import compiled, unsigned
from ...ground.parameters import ParameterGroup, assumption, parameter
from ...ground.units import nearest_fen
from ...state.economy import Economy
from ...state.enterprise_columns import (
    BUYER,
    DISPERSION,
    EMPLOYEES,
    LEVERAGE,
    MARK,
    SECTOR,
    SELLS_TO_FIRMS,
    SIZE,
    WITHOUT_BUYER,
    YEAR_SALES,
)
from ...state.structure import LARGE
from .birth import dispersion_of_shocks, give_size, wanted_at_birth
from .buyers import find_buyer
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


@compiled
def planned_investment(capital: float, wanted: float, depreciation: float, building: float, most: float) -> float:
    """Fen of investment planned for a month: wear and a part of the distance to wanted capital, from 0 to `most`."""
    return min(max(capital * depreciation / 12.0 + building * (wanted - capital), 0.0), most)


class UsesOfCash(NamedTuple):
    """What a firm's cash of a month goes into, fen; what is not named stays in the firm."""

    interest: float  # to private lenders
    repaid: float  # to them
    invested: float
    drawn: float  # by the owner, living included


@compiled
def uses_of_cash(
    cash: float,
    informal_debt: float,
    living: float,
    usual_buffer: float,
    times_wanted: float,
    planned: float,
    lacking: float,
    private_rate: float,
    drawn: float,
) -> UsesOfCash:
    """Private interest first, the owner's `living`, private debt, investment, and what the owner draws beyond.

    What follows the living comes out of cash above the buffer: the usual one for private debt, `times_wanted` as much
    for the rest. `planned` is what the owner would invest this month of the `lacking` capital; money that is to be
    built with in the coming months is not drawn, of the rest the share `drawn`. All whole fen but for `usual_buffer`,
    `planned` and `lacking`.
    """
    interest = min(nearest_fen(informal_debt * private_rate / 12.0), cash) if informal_debt > 0.0 else 0.0
    cash -= interest
    living = min(living, cash)
    cash -= living
    repaid = min(informal_debt, max(cash - nearest_fen(usual_buffer), 0.0))
    spare = max(cash - repaid - nearest_fen(times_wanted * usual_buffer), 0.0)
    invested = min(nearest_fen(planned), spare)
    still_to_build = max(lacking - invested, 0.0)
    return UsesOfCash(
        interest, repaid, invested, living + nearest_fen(drawn * max(spare - invested - still_to_build, 0.0))
    )


@compiled
def living_of(margin: float, year_sales: float, living: float) -> float:
    """Fen a month that the owner of a firm of this cash margin takes to live on: `living` of its cash profit."""
    return nearest_fen(living * max(margin, 0.0) * year_sales / 12.0)


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
