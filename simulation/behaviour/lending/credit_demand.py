"""Who needs bank credit, how much, and who dares not ask for it.

An owner who does not shun bank debt asks for what the firm lacks to reach the scale it wants, after its own cash; when
debt has fallen well below the level that its assets and its own cost of finance make worth while (own money costs an
owner more than a bank's: the trade-off theory, Kraus and Litzenberger 1973); and when cash runs short.
Who is discouraged stands in `owners_fear`.
"""

import numpy as np

from ...ground.blocks import BLOCK
from ...ground.compiled import allocating_kernel, compiled, unsigned
from ...ground.parameters import ParameterGroup, assumption, calibrated, parameter, secondary
from ...ground.randomness import APPLICATION, uniforms
from ...ground.units import whole_fen
from ...state.counts import DISCOURAGED, IN_NEED, UNMET_FEN, YOUNG_DISCOURAGED, YOUNG_IN_NEED
from ...state.economy import Economy
from ...state.enterprise_columns import (
    ALIVE,
    BANK_DEBT,
    BUFFER,
    CASH,
    DEBT_RANK,
    FINANCE_COST,
    FIXED_ASSETS,
    ID,
    LEVERAGE,
    LINE_ROOM,
    LOANS,
    MARGIN,
    MISSED,
    OUTCOME,
    REFUSED_MONTH,
    REGION,
    SECTOR,
    SIZE,
    STATE,
    WANTED,
    YEAR_SALES,
)
from ...state.scratch import Scratch
from ...state.structure import LARGE
from ..trade.cash_flow import CREDIT_SHARE, INPUT_SHARE
from ..trade.wanted_cash import times_usual, usual_buffer
from .collateral import collateral_value, within_reach
from .owners_fear import chance_not_to_dare, cover_without_examination, is_young, remembers_refusal


class Demand(ParameterGroup, key="credit_demand", title={"en": "Demand for credit", "zh": "信贷需求"}):
    """When firms ask for credit and who stays away."""

    consider_probability: float = parameter(
        0.20,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Chance that an owner reviews the firm's finance in a month",
        zh="业主当月审视融资的概率",
        source=assumption("about twice a year"),
    )
    urgency: float = parameter(
        2.5,
        unit="ratio",
        low=0.0,
        high=100.0,
        meaning="Chance of a review when cash runs short, relative to other times",
        zh="资金紧张时审视融资的相对概率",
        source=assumption("every other owner who runs short acts within the month"),
    )
    after_refusal: float = parameter(
        0.08,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="Chance of a review in the year after a refusal, relative to other times",
        zh="被拒后一年内再次申请的相对概率",
        source=assumption("owners wait for new accounts before they ask again"),
    )
    cover_encourages: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="Part of the fear of a refusal that goes where others bear the whole loss and nobody else examines the "
        "firm; less in proportion to a smaller cover; 0: none",
        zh="无须另行审查且全额担保时企业被拒顾虑减轻的比例（部分担保按比例）；0为不减轻",
        source=assumption(
            "who bears no loss has no reason to refuse, and owners know it: of small Italian loans covered in full "
            "weaker firms came first (Core and De Marco, version of July 2020, C17)"
        ),
    )
    refusal_remembered: int = parameter(
        12,
        unit="months",
        low=0,
        high=1200,
        meaning="How long after a refusal owners hold back",
        zh="被拒后观望的月数",
        source=assumption("until the next yearly accounts"),
    )
    gap_that_matters: float = parameter(
        0.25,
        unit="share of wanted debt",
        low=0.0,
        high=1.0,
        meaning="Shortfall of debt that makes the owner ask",
        zh="触发申请的负债缺口",
        source=assumption("asking costs time"),
    )
    short_of_cash: float = parameter(
        0.15,
        unit="share of the wanted buffer",
        low=0.0,
        high=5.0,
        meaning="Cash below which the need is urgent",
        zh="急需资金的现金水平",
        source=assumption("ten days of costs at the median buffer"),
    )
    precaution: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="How far towards the whole wanted buffer that level rises for owners whom a guarantee that nobody "
        "examines covers in full; less in proportion to a smaller cover; 0: not at all",
        zh="无须另行审查且全额担保时，企业急需资金的现金水平向意愿资金缓冲提高的程度（部分担保按比例）；0为不提高",
        source=assumption(
            "money that is sure to be had is taken before cash runs out: a tenth of Italian firms took a small loan "
            "covered in full within a quarter, the weaker first (Core and De Marco, version of July 2020, C17)"
        ),
    )
    foresight: float = parameter(
        3.0,
        unit="months",
        low=0.1,
        high=12.0,
        meaning="How far owners look ahead when they judge whether cash will do",
        zh="业主判断资金是否够用的前瞻月数",
        source=assumption("a quarter, the rhythm of accounts and of tax"),
    )
    most_urgent: float = parameter(
        0.25,
        unit="share of yearly sales",
        low=0.0,
        high=5.0,
        meaning="Most that is asked for out of urgent need",
        zh="急需资金时的申请上限（占年销售额）",
        source=assumption("three months of sales"),
    )
    plan_that_matters: float = parameter(
        0.10,
        unit="share of capital",
        low=0.0,
        high=10.0,
        meaning="Money lacking for the wanted scale, over present capital, that makes the owner ask",
        zh="触发申请的投资资金缺口（占现有资本）",
        source=assumption("a machine, a shop: less is paid out of the month's cash"),
    )
    pressing_plan: float = parameter(
        0.5,
        unit="share of capital",
        low=0.0,
        high=100.0,
        meaning="Money lacking for the wanted scale, over present capital, from which the need is urgent",
        zh="投资资金缺口构成急需的水平（占现有资本）",
        source=assumption("a firm at two thirds of its size or less: founders begin to look for money at once"),
    )
    most_loans: int = parameter(
        3,
        unit="loans",
        low=1,
        high=100,
        meaning="Firms with as many live loans do not ask for another",
        zh="持有该数量贷款的企业不再申请",
        source=assumption("small firms deal with few lenders"),
    )
    discouraged_base: float = parameter(
        0.10,
        unit="probability",
        low=0.0,
        high=1.0,
        meaning="Discouragement of a fully transparent firm",
        zh="透明企业不敢申请的概率",
        source=secondary(
            "F31",
            "46.2% of those in need have credit while 85-94% of applicants obtain it (F32): many never ask",
        ),
    )
    discouraged_opaque: float = parameter(
        0.55,
        unit="probability",
        low=0.0,
        high=1.0,
        meaning="Extra discouragement of a wholly opaque firm",
        zh="完全不透明企业不敢申请的附加概率",
        source=secondary("F31, F32", "as above"),
    )
    discouraged_refused: float = parameter(
        0.35,
        unit="probability",
        low=0.0,
        high=1.0,
        meaning="Extra discouragement in the year after a refusal",
        zh="被拒后一年内不敢申请的附加概率",
        source=assumption("refusal discourages for about a year"),
    )
    discouraged_borrower: float = parameter(
        0.4,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="Discouragement of owners who have borrowed before, relative to others",
        zh="曾有贷款的业主不敢申请的概率（相对其他业主）",
        source=assumption("they know the bank and the bank knows them"),
    )
    odds_that_count: float = parameter(
        0.7,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="Part of discouragement that follows how many of those like the firm were refused lately",
        zh="不敢申请的概率中随同类企业近期拒贷情况变动的部分",
        source=assumption(
            "owners stay away where they expect a refusal (Kon and Storey 2003); in the euro area the discouraged "
            "became fewer from 2009 to 2019 somewhat less than in proportion to the refused (ECB survey, K-m)"
        ),
    )
    usual_refusals: float = parameter(
        0.175,
        unit="share of applications",
        low=0.001,
        high=1.0,
        meaning="Refusals among firms past their first two years at which discouragement is as stated",
        zh="成立满两年企业的基准拒贷率",
        source=calibrated("baseline's mean"),
    )
    usual_refusals_young: float = parameter(
        0.109,
        unit="share of applications",
        low=0.001,
        high=1.0,
        meaning="The same among younger firms",
        zh="成立不足两年企业的基准拒贷率",
        source=calibrated("baseline's mean"),
    )
    record_known: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Part of what shared records show lenders that owners reckon with when they fear a refusal; 0: none, "
        "they fear as if lenders saw only what the firm shows",
        zh="业主在担心被拒时考虑到的共享信息比例（为0表示业主只按企业自身透明度判断）",
        source=assumption(
            "half of the owners have heard of the register; that fewer stay away where banks err less: Kon and Storey "
            "(2003), Small Business Economics 21"
        ),
    )
    discouraged_at_start: float = parameter(
        0.45,
        opening_only=True,
        unit="probability",
        low=0.0,
        high=1.0,
        meaning="Discouragement of a wholly opaque firm in the years before the opening books",
        zh="期初账面形成前完全不透明企业不敢申请的附加概率",
        source=assumption("over several years some of the discouraged have dared"),
    )
    rate_elasticity: float = parameter(
        5.0,
        unit="share per unit of rate",
        low=0.0,
        high=100.0,
        meaning="Fall of wanted debt per point of the firm's own cost of finance above normal",
        zh="借款成本上升对意愿负债的影响",
        source=assumption("five per cent less debt per point"),
    )
    normal_cost: float = parameter(
        0.054,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Borrowing cost, fee included, at which wanted debt is as drawn",
        zh="基准借款综合成本",
        source=calibrated("baseline's mean cost"),
    )
    least_amount: float = parameter(
        20_000.0,
        unit="yuan",
        low=0.0,
        high=1e9,
        meaning="Smallest loan worth asking for",
        zh="最低申请额",
        source=assumption("digital lenders' smallest business loans are of this order (F39)"),
    )
    round_amount: float = parameter(
        10_000.0,
        unit="yuan",
        low=0.01,
        high=1000000000.0,
        meaning="Amounts asked for are multiples of it",
        zh="申请金额取整单位",
        source=assumption("loans are asked for in round numbers"),
    )


@compiled
def wanted_debt(leverage_target: float, year_sales: int, cost: float, normal_cost: float, elasticity: float) -> float:
    """Bank debt in fen the owner wants at this borrowing cost."""
    return leverage_target * year_sales * max(1.0 - elasticity * (cost - normal_cost), 0.0)


@compiled
def liquidity_need(
    cash: int, year_sales: int, buffer_months: float, margin: float, cost_share: float, short: float, foresight: float
) -> float:
    """Fen needed to restore the buffer when cash after `foresight` more months falls below `short` of it; else 0.

    `cost_share` is a month's costs over its sales.
    """
    monthly_costs = cost_share * year_sales / 12.0
    wanted = buffer_months * monthly_costs
    expected = cash + min(margin, 0.0) * year_sales / (12.0 / foresight)
    return wanted - expected if expected < short * wanted else 0.0


@compiled
def urgent_below(cover: float, demand: Demand) -> float:
    """Part of the wanted buffer below which the need is urgent where others bear `cover` of a loss unexamined."""
    return demand.short_of_cash + demand.precaution * cover * max(1.0 - demand.short_of_cash, 0.0)


@compiled
def urgently_short_below(economy: Economy, i: int) -> float:
    """Part of its wanted buffer below which the need of the firm in row `i` is urgent.

    It rises as far as guarantees that nobody examines would cover what the firm wants to hold.
    """
    firm = economy.firm
    wanted = usual_buffer(firm, i, economy.numbers.cash_flow.cost_share)
    return urgent_below(cover_without_examination(economy, i, wanted), economy.numbers.credit_demand)


@compiled
def lacking_for_plan(economy: Economy, i: int) -> float:
    """Fen that the firm in row `i` lacks to reach the scale it wants, stocks and claims on customers included.

    After cash above the buffer that it wants now and what it will earn in the months that owners look ahead.
    """
    firm, cash_flow = economy.firm, economy.numbers.cash_flow
    whole, real, sector = firm.whole, firm.real, firm.tag[SECTOR, i]
    capital, sales = max(whole[FIXED_ASSETS, i], 1), whole[YEAR_SALES, i]
    missing = real[WANTED, i] - capital
    if missing <= 0.0:
        return 0.0
    more_sales = economy.numbers.scale.returns_to_capital * missing / capital * sales
    claims = economy.sector_table[CREDIT_SHARE, sector] * cash_flow.collection_months
    stocks = economy.sector_table[INPUT_SHARE, sector] * cash_flow.inventory_months
    careful = times_usual(remembers_refusal(economy, i), economy.numbers.growth.caution)
    own = max(whole[CASH, i] + whole[LINE_ROOM, i] - careful * usual_buffer(firm, i, cash_flow.cost_share), 0.0)
    kept = (1.0 - economy.numbers.growth.living) * max(real[MARGIN, i], 0.0)
    earned = kept * sales * economy.numbers.credit_demand.foresight / 12.0
    return max(missing + more_sales * (claims + stocks) / 12.0 - own - earned, 0.0)


@compiled
def is_willing(rank: float, willing: float) -> bool:
    """Whether an owner of this rank (0 to 1, averse high) borrows from banks when the firm needs it: a trait.

    `willing` is the share of owners of firms of its present size who do.
    """
    return rank < willing


@allocating_kernel
def ask_for_credit(economy: Economy, start: int, stop: int, scratch: Scratch) -> int:
    """Who of the firms in rows `start` to `stop` asks for credit this month; returns how many.

    Their rows stand in `economy.listed` from place `start` on, and in `economy.asked` what each wants, in fen.
    """
    demand, counts = economy.numbers.credit_demand, scratch.counts
    step = demand.round_amount * 100.0
    draws, listed = np.empty((2, BLOCK)), np.empty(BLOCK, np.int64)
    found = 0
    for first in range(start, stop, BLOCK):
        size = min(BLOCK, stop - first)
        draw(economy, first, size, draws)
        for place in range(list_who_may_ask(economy, first, size, draws[0], listed)):
            k = unsigned(listed[unsigned(place)])
            i = unsigned(first + listed[unsigned(place)])
            amount = amount_needed(economy, i, draws[0, k])
            if amount <= 0.0 or amount < demand.least_amount * 100.0:
                continue
            counts[IN_NEED] += 1
            young = int(is_young(economy, i))
            counts[YOUNG_IN_NEED] += young
            if draws[1, k] < chance_not_to_dare(economy, i, amount):
                counts[DISCOURAGED] += 1
                counts[YOUNG_DISCOURAGED] += young
                counts[UNMET_FEN] += whole_fen(amount)
                continue
            economy.listed[start + found] = i
            economy.asked[start + found] = whole_fen(amount / step) * int(step)
            found += 1
    return found


@compiled
def draw(economy: Economy, first: int, size: int, draws: np.ndarray) -> None:
    """The draws of a block, without a branch: who looks at its finance this month, and who dares to ask."""
    keys, seed, month = economy.firm.whole[ID], economy.seed, economy.month
    for k in range(size):
        j = unsigned(k)  # unsigned: no check for places counted from the end
        draws[0, j], draws[1, j], _, _ = uniforms(seed, keys[unsigned(first + k)], month, APPLICATION)


@compiled
def list_who_may_ask(economy: Economy, first: int, size: int, lucks: np.ndarray, listed: np.ndarray) -> int:
    """List the places in the block of the firms that may ask for credit, had they an urgent need; returns how many.

    Not those who repay late, have enough loans, shun banks or do not look at their finance this month (`lucks`).
    """
    real, index, tag, demand = economy.firm.real, economy.firm.index, economy.firm.tag, economy.numbers.credit_demand
    willing, since = economy.numbers.population.willing_share, economy.month - demand.refusal_remembered
    often = demand.consider_probability * max(demand.urgency, 1.0)
    after_refusal = often * demand.after_refusal
    count = 0
    for k in range(size):
        # Listed without a branch, which the processor would guess wrong for one firm in three.
        listed[unsigned(count)] = k
        i = unsigned(first + k)
        small = (tag[STATE, i] == ALIVE) & (tag[SIZE, i] != LARGE)
        sound = (tag[OUTCOME, i] == 0) & (tag[MISSED, i] == 0) & (tag[LOANS, i] < demand.most_loans)
        borrows = (real[LEVERAGE, i] > 0.0) | is_willing(real[DEBT_RANK, i], willing[unsigned(tag[SIZE, i])])
        looks = lucks[unsigned(k)] <= (after_refusal if index[REFUSED_MONTH, i] >= since else often)
        count += 1 if small & sound & borrows & looks else 0
    return count


@compiled
def amount_needed(economy: Economy, i: int, luck: float) -> float:
    """Fen of bank credit that the firm in row `i`, which may ask, could use; 0 if its owner, by `luck`, does not look.

    Owners look more often where the need is urgent.
    """
    firm, demand = economy.firm, economy.numbers.credit_demand
    whole, real, tag = firm.whole, firm.real, firm.tag
    sales, simple = whole[YEAR_SALES, i], economy.numbers.simple_loan
    cost = real[FINANCE_COST, i] if real[FINANCE_COST, i] > 0.0 else economy.borrowing_cost
    target = wanted_debt(real[LEVERAGE, i], sales, cost, demand.normal_cost, demand.rate_elasticity)
    # Owners know what banks lend against: they do not ask for what no one would get.
    loan_to_value = simple.pledge_ratio * simple.pledge_price[tag[REGION, i]]
    reach = within_reach(economy, sales, collateral_value(i, firm, loan_to_value, simple.owner_pledge))
    reach = whole_fen(reach * simple.limit_of_sector[tag[SECTOR, i]])
    room = min(target, reach) - whole[BANK_DEBT, i] - whole[LINE_ROOM, i]
    cash, cost_share = whole[CASH, i] + whole[LINE_ROOM, i], economy.numbers.cash_flow.cost_share
    short = urgently_short_below(economy, i)
    need = liquidity_need(cash, sales, real[BUFFER, i], real[MARGIN, i], cost_share, short, demand.foresight)
    plan, capital = lacking_for_plan(economy, i), max(whole[FIXED_ASSETS, i], 1)
    urgent = need > 0.0 or plan >= demand.pressing_plan * capital
    planning = plan >= demand.plan_that_matters * capital
    if not urgent and not planning and (target <= 0.0 or room < demand.gap_that_matters * target):
        return 0.0
    chance = demand.consider_probability * (demand.urgency if urgent else 1.0)
    chance *= demand.after_refusal if remembers_refusal(economy, i) else 1.0
    if luck > chance:
        return 0.0
    left = reach - whole[BANK_DEBT, i] - whole[LINE_ROOM, i]
    return max(room, min(need, demand.most_urgent * sales, left), min(plan, left) if planning else 0.0)
