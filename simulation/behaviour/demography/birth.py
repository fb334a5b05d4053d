"""Birth of enterprises: a firm's type is a pure function of its key.

Entrant k of month m is the same firm under every policy.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ...ground.columns import Blocks
from ...ground.compiled import compiled, kernel
from ...ground.mathematics import exponential, logarithm, lognormal, normal_quantile
from ...ground.parameters import ParameterGroup, assumption, paper, parameter, secondary
from ...ground.randomness import BIRTH, BIRTH_CHARACTER, BIRTH_FINANCE, BIRTH_LINKS, START, uniforms
from ...ground.units import whole_fen
from ...state.bank_columns import REST_DEPOSITS
from ...state.economy import Economy
from ...state.enterprise_columns import (
    ALIVE,
    BANK,
    BEST_TAX_GRADE,
    BUFFER,
    CASH,
    CIRCLE,
    DEBT_RANK,
    DISPERSION,
    EMPLOYEES,
    ENTRY_MONTH,
    FIXED_ASSETS,
    HOME,
    HONESTY,
    ID,
    INVENTORY,
    LABOUR,
    LEVERAGE,
    MARGIN,
    MARKET,
    OWNER_WEALTH,
    PLEDGE_RANK,
    PLEDGEABLE,
    PRODUCTIVITY,
    QUALITY,
    RECEIVABLES,
    REGION,
    SECTOR,
    SELLS_TO_FIRMS,
    SIZE,
    STATE,
    TAX_RECORD,
    TRANSPARENCY,
    TURNOVER,
    WAGE,
    WANTED,
    YEAR_SALES,
)
from ...state.ledger import INVENTORY_CHANGE, INVESTMENT, OWNER_CAPITAL, PAYER, PURCHASES
from ...state.register import ENTRY_BITS, open_register, room_in_register
from .buyers import enter_in_register, find_buyers
from .founders import start_within_means
from .population import Population
from .size_class import size_class

#: The part of a key that counts the entrants of a month.
ORDINAL = (1 << ENTRY_BITS) - 1


class Birth(ParameterGroup, key="birth", title={"en": "Traits of firms", "zh": "企业特征"}):
    """Bounds and spreads of what firms are born with; their medians are those of the population."""

    rising: ClassVar = (("young_months", "middle_months", "oldest_months"), ("least_buffer", "most_buffer"))

    young_months: float = parameter(
        60.0,
        opening_only=True,
        unit="months",
        low=1.0,
        high=600.0,
        meaning="Age below which a firm of the start counts as young; ages within each class are even",
        zh="初始企业“五年以下”组的月龄上限",
        source=assumption("the classes of F15: up to five years"),
    )
    middle_months: float = parameter(
        120.0,
        opening_only=True,
        unit="months",
        low=1.0,
        high=600.0,
        meaning="Age below which a firm of the start that is not young belongs to the middle class",
        zh="初始企业“五至十年”组的月龄上限",
        source=assumption("the classes of F15: five to ten years"),
    )
    oldest_months: float = parameter(
        300.0,
        opening_only=True,
        unit="months",
        low=1.0,
        high=1200.0,
        meaning="Age of the oldest firm of the start",
        zh="初始企业的最大月龄",
        source=assumption("private firms of any number go back twenty-five years"),
    )
    most_employees: float = parameter(
        900.0,
        unit="workers",
        low=1.0,
        high=1e6,
        meaning="Largest firm at birth",
        zh="设立时规模上限",
        source=assumption("below the cut-off of large firms in manufacturing, 1,000 workers (F12)"),
    )
    entrant_dispersion: float = parameter(
        0.8,
        unit="ratio",
        low=0.0,
        high=3.0,
        meaning="Dispersion of the size of entrants over that of firms at the start",
        zh="新设企业规模离散度相对初始企业的比例",
        source=assumption("entrants differ less in size than firms that have had time to grow apart"),
    )
    selection_months: float = parameter(
        36.0,
        opening_only=True,
        unit="months",
        low=0.1,
        high=600.0,
        meaning="Age at which half the advantage of very old firms is reached",
        zh="优势达到成熟企业一半时的月龄",
        source=assumption("half of new firms have left within four years (Knaup 2005)"),
    )
    productivity_dispersion: float = parameter(
        0.5,
        unit="ratio",
        low=0.0,
        high=5.0,
        meaning="Dispersion of productivity about the own quality, over the dispersion of quality",
        zh="初始生产率相对自身质量的离散度（占质量离散度）",
        source=assumption("near what shocks and their return yield in a long run"),
    )
    least_buffer: float = parameter(
        0.1,
        unit="months of costs",
        low=0.0,
        high=24.0,
        meaning="Smallest cash buffer an owner wants",
        zh="目标现金缓冲下限",
        source=assumption("three days of costs"),
    )
    most_buffer: float = parameter(
        12.0,
        unit="months of costs",
        low=0.1,
        high=120.0,
        meaning="Largest cash buffer an owner wants",
        zh="目标现金缓冲上限",
        source=assumption("a year of costs"),
    )
    entrant_buffer: float = parameter(
        2.5,
        unit="months of costs",
        low=0.0,
        high=120.0,
        meaning="Cash with which an entrant starts at least",
        zh="新设企业起步现金下限",
        source=assumption("founders pay in the first months' costs, before customers pay"),
    )
    founder_means: float = parameter(
        0.5,
        unit="ratio",
        low=0.0,
        high=100.0,
        meaning="Median of the money a founder has over what the planned firm needs; a large number: none is short",
        zh="创业者自有资金与所计划企业资金需求之比的中位数（取大值则无人缺资）",
        source=secondary(
            "levels: assets over own money 1.25 (1.0 to 1.6)",
            "with the dispersion three founders of four are short, and those who begin hold 1.1 to 1.3 times their own",
        ),
    )
    founder_dispersion: float = parameter(
        0.9,
        unit="log points",
        low=0.0,
        high=3.0,
        meaning="Dispersion of founders' money over what they need",
        zh="创业者自有资金与资金需求之比的离散度",
        source=assumption("as that of owners' wealth"),
    )
    founder_credit: float = parameter(
        0.44,
        unit="share of own money",
        low=0.0,
        high=5.0,
        meaning="Personal credit that a founder gets, where credit is to be had, over own money",
        zh="可获得信贷时创业者个人信用借款与自有资金之比",
        source=paper(
            "Evans and Jovanovic (1989), Journal of Political Economy 97: entrepreneurs run at most 1.44 times their "
            "own money"
        ),
    )
    least_start: float = parameter(
        0.0,
        unit="share of planned capital",
        low=0.0,
        high=1.0,
        meaning="Part of its planned capital without which no firm can begin, where trades divide most easily",
        zh="最易分步投入的企业起步所需的最低资本（占计划资本）",
        source=assumption("some trades are begun with next to nothing"),
    )
    most_indivisible: float = parameter(
        1.0,
        unit="share of planned capital",
        low=0.0,
        high=1.0,
        meaning="The same where trades divide least; candidates lie evenly between the two",
        zh="最难分步投入的企业起步所需的最低资本（占计划资本），各创业者在两者之间均匀分布",
        source=assumption(
            "a kiln or a licence is had whole or not at all: indivisible starts keep founders without means out "
            "(Banerjee and Newman 1993, Journal of Political Economy 101); how many trades are of which kind is not "
            "known, so none is thought likelier"
        ),
    )
    owner_wealth_dispersion: float = parameter(
        0.9,
        unit="log points",
        low=0.0,
        high=3.0,
        meaning="Dispersion of owners' wealth outside the firm, money and home alike",
        zh="业主企业外财富离散度",
        source=assumption("wealth is spread more widely than sales"),
    )
    margin: float = parameter(
        0.12,
        unit="share of sales",
        low=-1.0,
        high=1.0,
        meaning="Slow average of the cash margin a firm begins with",
        zh="初始现金利润率（慢均值起点）",
        source=assumption("cash margin of a normal firm; its own months soon take over"),
    )
    highest_leverage: float = parameter(
        1.0,
        unit="share of yearly sales",
        low=0.0,
        high=10.0,
        meaning="Largest bank debt an owner wants",
        zh="目标银行负债上限",
        source=assumption("no owner wants to owe more than a year of sales"),
    )
    least_pledge: float = parameter(
        0.6,
        unit="share of fixed assets",
        low=0.0,
        high=5.0,
        meaning="What a lender accepts as a pledge from those who have anything to pledge, at least",
        zh="有抵押物企业的可抵押比例下限",
        source=assumption("buildings and land are worth more than their book value, machines less"),
    )
    pledge_spread: float = parameter(
        1.0,
        unit="share of fixed assets",
        low=0.0,
        high=5.0,
        meaning="What the best furnished can pledge beyond the least",
        zh="可抵押比例的离散幅度",
        source=assumption("no sourced figure; the best furnished own land and buildings worth 1.6 times what they use"),
    )
    transparency_poor: float = parameter(
        0.25,
        unit="0 to 1",
        low=0.0,
        high=1.0,
        meaning="Transparency of a firm with poor statements, at least",
        zh="财务不健全企业的透明度下限",
        source=assumption("banks learn a quarter of what good books would tell"),
    )
    transparency_sound: float = parameter(
        0.55,
        unit="0 to 1",
        low=0.0,
        high=1.0,
        meaning="Transparency of a firm with proper statements, at least",
        zh="财务健全企业的透明度下限",
        source=assumption("statements of small firms are seldom audited"),
    )
    transparency_spread: float = parameter(
        0.30,
        unit="0 to 1",
        low=0.0,
        high=1.0,
        meaning="Spread of transparency among firms with like statements",
        zh="同类财务状况下透明度的离散幅度",
        source=assumption(
            "no sourced figure; puts firms with proper statements from 0.55 to 0.85, above those with poor ones"
        ),
    )
    transparency_by_size: float = parameter(
        0.05,
        unit="0 to 1 per size class",
        low=0.0,
        high=0.3,
        meaning="Rise of transparency with each size class",
        zh="规模每升一档透明度的提高",
        source=assumption("larger firms employ a bookkeeper"),
    )
    transparency_cap: float = parameter(
        0.98,
        unit="0 to 1",
        low=0.0,
        high=1.0,
        meaning="No firm is more transparent",
        zh="透明度上限",
        source=assumption("something is always hidden"),
    )
    least_honesty: float = parameter(
        0.1,
        unit="0 to 1",
        low=0.0,
        high=1.0,
        meaning="Honesty of the least honest owner",
        zh="最不诚信业主的诚信度",
        source=assumption("even they show part of their books"),
    )
    honesty_in_tax_record: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Part of the tax record that honesty decides; luck decides the rest",
        zh="纳税信用等级中由诚信决定的部分",
        source=assumption("grades depend on conduct and on the form of the firm (STA)"),
    )
    shock_reference: float = parameter(
        5.0,
        unit="workers",
        low=1.0,
        high=1e4,
        meaning="Size of the firm whose shocks have the stated scale",
        zh="生产率冲击尺度所对应的企业规模",
        source=assumption("about the median firm"),
    )
    buyers_looked_at: int = parameter(
        8,
        unit="firms",
        low=0,
        high=1000,
        meaning="Firms that a seller looks at to find a main buyer; 0 leaves all without one",
        zh="寻找主要买方时考察的企业数",
        source=assumption("a seller knows a handful of possible customers at a time; most find one among them"),
    )
    least_buyer: float = parameter(
        0.5,
        unit="ratio",
        low=0.0,
        high=100.0,
        meaning="Sales of a main buyer over those of its seller, at least",
        zh="主要买方销售额与卖方之比的下限",
        source=assumption("who takes two fifths of another's credit sales is itself of about that size at least"),
    )
    circle_size: int = parameter(
        5,
        unit="firms",
        low=2,
        high=100,
        meaning="Neighbours in a guarantee circle",
        zh="互保联保圈的企业数",
        source=assumption("joint liability groups had three to ten members"),
    )


@compiled
def drawn(cumulative: np.ndarray, uniform: float) -> int:
    """Position in a cumulative distribution."""
    for position in range(len(cumulative)):
        if uniform < cumulative[position]:
            return position
    return len(cumulative) - 1


@compiled
def log_ratio(value: float, reference: float) -> float:
    """log(value / reference)."""
    return logarithm(value / reference)


@compiled
def age_at_start(uniform: float, population: Population, birth: Birth) -> float:
    """Age in months of a firm of the start: even within the classes of the young, the middle and the old."""
    young, middle = population.young_age_share, population.middle_age_share
    if uniform < young:
        return birth.young_months * uniform / young
    if uniform < young + middle:
        return birth.young_months + (birth.middle_months - birth.young_months) * (uniform - young) / middle
    return birth.middle_months + (birth.oldest_months - birth.middle_months) * (uniform - young - middle) / (
        1.0 - young - middle
    )


def give_birth(economy: Economy, rows: np.ndarray, keys: np.ndarray, at_start: bool) -> None:
    """Fill rows with the firms of these keys; entrants' capital is paid in by owners, the start's is simply there."""
    fill_traits(economy, economy.firm, rows, keys, at_start)
    join_market(economy, rows, keys, at_start)


def join_market(economy: Economy, rows: np.ndarray, keys: np.ndarray, at_start: bool) -> None:
    """The firms of these keys, whose traits stand in `rows`, find buyers; owners of entrants pay their capital in."""
    if at_start:
        open_register(economy)
    else:
        room_in_register(economy, int(keys[0] >> ENTRY_BITS))
    enter_in_register(economy, rows)
    find_buyers(economy, rows)
    if not at_start:
        pay_in(economy, rows)
    size, ordinals = economy.numbers.birth.circle_size, int(keys.max() & ORDINAL) + 1
    economy.circles += (ordinals + size - 1) // size
    if len(economy.circle_calls) < economy.circles:
        economy.circle_calls = np.full(economy.circles + economy.circles // 2, -1, np.int32)


@kernel
def fill_traits(economy: Economy, firm: Blocks, rows: np.ndarray, keys: np.ndarray, at_start: bool) -> None:
    """Fill `rows` of a table of firms with the firms of `keys`, all but their main buyers."""
    for k in range(len(rows)):
        i, key = rows[k], keys[k]
        firm.whole[ID, i] = key
        firm.tag[STATE, i] = ALIVE
        give_trade(economy, firm, i, key, at_start)
        give_finance(economy, firm, i, key, at_start)
        give_character(economy, firm, i, key)
        if not at_start:
            start_within_means(economy, firm, i, key)


@compiled
def give_trade(economy: Economy, firm: Blocks, i: int, key: int, at_start: bool) -> None:
    """Sector, region, age, size, productivity, and the sales and assets of a firm of this kind."""
    population, birth, cash_flow = economy.numbers.population, economy.numbers.birth, economy.numbers.cash_flow
    whole, real, tag = firm.whole, firm.real, firm.tag
    u_size, u_sector, u_region, u_age = uniforms(economy.seed, key, 0, BIRTH)
    u_quality, _, _, _ = uniforms(economy.seed, key, 0, BIRTH_CHARACTER)
    u_sales, u_start, u_bank, u_link = uniforms(economy.seed, key, 0, START)
    sector, region = drawn(economy.sector_mix, u_sector), drawn(economy.region_mix, u_region)
    if at_start:
        employees = lognormal(population.median_employees, population.employees_dispersion, u_size)
        age = age_at_start(u_age, population, birth)
    else:
        dispersion = birth.entrant_dispersion * population.employees_dispersion
        employees = lognormal(population.entrant_employees, dispersion, u_size)
        age = 0.0
    employees = min(max(employees, 1.0), birth.most_employees)
    # Those who have lasted are better than those who begin: the weak have left.
    lasted = population.incumbent_selection * age / (age + birth.selection_months)
    quality = population.quality_dispersion * normal_quantile(u_quality) + lasted
    spread = birth.productivity_dispersion * population.quality_dispersion
    productivity = exponential(quality + spread * normal_quantile(u_start))
    development = population.region_development[region]
    per_worker = cash_flow.sales_per_worker[sector] * development * lognormal(1.0, population.sales_dispersion, u_sales)
    normal_yuan = employees * per_worker / productivity
    year_sales = whole_fen(normal_yuan * productivity * 100.0)
    credit_share, input_share = economy.sector_table[0, sector], economy.sector_table[1, sector]
    size = size_class(employees, normal_yuan, economy.size_workers[sector], economy.size_sales[sector])
    whole[YEAR_SALES, i] = year_sales
    whole[FIXED_ASSETS, i] = whole_fen(normal_yuan * 100.0 / population.turnover[sector])
    whole[INVENTORY, i] = whole_fen(year_sales * input_share / 12.0)
    collection_months = cash_flow.collection_months * cash_flow.collection_by_size[size]
    whole[RECEIVABLES, i] = whole_fen(year_sales * credit_share * collection_months / 12.0) if at_start else 0
    real[MARKET, i] = whole[FIXED_ASSETS, i]
    real[WANTED, i] = whole[FIXED_ASSETS, i]
    real[PRODUCTIVITY, i] = productivity
    real[QUALITY, i] = quality
    real[TURNOVER, i] = population.turnover[sector]
    real[EMPLOYEES, i] = employees
    real[WAGE, i] = cash_flow.wage[sector] * development
    real[LABOUR, i] = 1.0 / per_worker
    real[MARGIN, i] = birth.margin
    real[DISPERSION, i] = dispersion_of_shocks(employees, population, birth)
    firm.index[ENTRY_MONTH, i] = economy.month - int(age)
    tag[SELLS_TO_FIRMS, i] = 1 if u_link < population.linked_share else 0
    tag[SIZE, i], tag[SECTOR, i], tag[REGION, i] = size, sector, region
    tag[BANK, i] = drawn(economy.house_banks[size, region], u_bank)


@compiled
def give_finance(economy: Economy, firm: Blocks, i: int, key: int, at_start: bool) -> None:
    """Cash and the buffer wanted, the owner's wealth, debt wanted, what can be pledged, the guarantee circle."""
    population, birth = economy.numbers.population, economy.numbers.birth
    whole, real = firm.whole, firm.real
    year_sales = whole[YEAR_SALES, i]
    u_leverage, u_buffer, u_pledge, u_wealth = uniforms(economy.seed, key, 0, BIRTH_FINANCE)
    real[DEBT_RANK, i], real[PLEDGE_RANK, i] = u_leverage, u_pledge
    buffer = lognormal(population.buffer_median, population.buffer_dispersion, u_buffer)
    buffer = min(max(buffer, birth.least_buffer), birth.most_buffer)
    months = buffer if at_start else max(buffer, birth.entrant_buffer)
    whole[CASH, i] = whole_fen(year_sales * economy.numbers.cash_flow.cost_share / 12.0 * months)
    real[BUFFER, i] = buffer
    wealth = lognormal(1.0, birth.owner_wealth_dispersion, u_wealth) * year_sales
    whole[OWNER_WEALTH, i] = whole_fen(population.owner_wealth_share * wealth)
    whole[HOME, i] = whole_fen(population.owner_home_share * wealth)
    give_size(economy, firm, i)
    group = (key & ORDINAL) // birth.circle_size
    first = (key >> ENTRY_BITS << ENTRY_BITS) + group * birth.circle_size
    u_circle, _, _, _ = uniforms(economy.seed, first, 1, BIRTH_LINKS)
    if u_circle < population.circle_share:
        firm.index[CIRCLE, i] = economy.circles + group


@compiled
def give_size(economy: Economy, firm: Blocks, i: int) -> None:
    """What goes with the size a firm has now: the debt its owner wants and what it can pledge.

    The owner's attitude and the firm's rank among those of its size are for life; what follows from them changes as the
    firm grows.
    """
    population, birth, size = economy.numbers.population, economy.numbers.birth, firm.tag[SIZE, i]
    firm.real[LEVERAGE, i] = debt_wanted(firm.real[DEBT_RANK, i], population.borrower_types[size], population, birth)
    firm.real[PLEDGEABLE, i] = pledgeable_share(firm.real[PLEDGE_RANK, i], population.no_collateral_share[size], birth)


@compiled
def wanted_at_birth(economy: Economy, i: int, size: int) -> float:
    """Debt the owner of the firm in row `i` wants at this size before any equity has replaced it, over yearly sales."""
    population = economy.numbers.population
    return debt_wanted(
        economy.firm.real[DEBT_RANK, i], population.borrower_types[size], population, economy.numbers.birth
    )


@compiled
def dispersion_of_shocks(employees: float, population: Population, birth: Birth) -> float:
    """Laplace scale in log points of the productivity shocks of a firm of so many workers (Stanley and others 1996)."""
    return population.shock_scale * exponential(
        -population.shock_size_exponent * log_ratio(max(employees, 1.0), birth.shock_reference)
    )


@compiled
def debt_wanted(rank: float, wanting: float, population: Population, birth: Birth) -> float:
    """Bank debt an owner keeps up at any time, a share of yearly sales.

    0 where `rank` (0 to 1, averse high) is not within the share `wanting` of owners of firms of this size who do.
    """
    if rank >= wanting:
        return 0.0
    return min(
        lognormal(population.leverage_median, population.leverage_dispersion, rank / wanting), birth.highest_leverage
    )


@compiled
def pledgeable_share(rank: float, nothing: float, birth: Birth) -> float:
    """What can be pledged, a share of fixed assets; 0 where `rank` (0 to 1) is within the share with `nothing`."""
    if rank < nothing:
        return 0.0
    return birth.least_pledge + birth.pledge_spread * (rank - nothing) / (1.0 - nothing)


@compiled
def give_character(economy: Economy, firm: Blocks, i: int, key: int) -> None:
    """How much of the firm shows, its owner's honesty, and its record with the tax office."""
    population, birth = economy.numbers.population, economy.numbers.birth
    real, size, region = firm.real, firm.tag[SIZE, i], firm.tag[REGION, i]
    _, u_transparency, u_honesty, u_tax = uniforms(economy.seed, key, 0, BIRTH_CHARACTER)
    poor = u_transparency < population.poor_statements_share
    shown = birth.transparency_poor if poor else birth.transparency_sound
    shown = shown + birth.transparency_spread * u_transparency + birth.transparency_by_size * size
    real[TRANSPARENCY, i] = min(shown * population.region_development[region], birth.transparency_cap)
    concealing, least = population.concealing_share, birth.least_honesty
    real[HONESTY, i] = 1.0 if u_honesty > concealing else least + (1.0 - least) * u_honesty / concealing
    conduct = (1.0 - birth.honesty_in_tax_record) + birth.honesty_in_tax_record * real[HONESTY, i]
    firm.tag[TAX_RECORD, i] = min(int((BEST_TAX_GRADE + 1) * u_tax * conduct), BEST_TAX_GRADE)


@kernel
def pay_in(economy: Economy, rows: np.ndarray) -> None:
    """What the firms in `rows` start with is paid in by their owners."""
    firm, flows, rest_deposits = economy.firm, economy.flows, economy.bank.whole[REST_DEPOSITS]
    for i in rows:
        bank = firm.tag[BANK, i]
        cash, inventory, fixed_assets = firm.whole[CASH, i], firm.whole[INVENTORY, i], firm.whole[FIXED_ASSETS, i]
        rest_deposits[bank] -= cash
        flows[OWNER_CAPITAL, PAYER, bank] += cash + inventory + fixed_assets
        flows[INVESTMENT, PAYER, bank] += fixed_assets
        flows[PURCHASES, PAYER, bank] += inventory
        flows[INVENTORY_CHANGE, PAYER, bank] += inventory
