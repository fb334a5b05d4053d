"""Who needs bank credit, how much, and who dares not ask for it.

An owner who wants bank debt asks when it has fallen well below the wanted level, or when cash runs short.
Discouraged borrowers need credit but expect refusal (Kon and Storey 2003, Small Business Economics 21).
"""

from typing import Any

from ...ground.compiled import compiled, kernel, unsigned
from ...ground.parameters import ParameterGroup, assumption, calibrated, parameter, secondary
from ...ground.randomness import APPLICATION, uniforms
from ...ground.units import whole_fen
from ...state.enterprise_columns import (
    ALIVE,
    BANK_DEBT,
    BORROWED,
    BUFFER,
    CASH,
    ID,
    LEVERAGE,
    LINE_ROOM,
    LOANS,
    MARGIN,
    MISSED,
    OUTCOME,
    REFUSED_MONTH,
    SIZE,
    STATE,
    TRANSPARENCY,
    YEAR_SALES,
)
from ...state.structure import LARGE
from ..support.loan_support import approach_to_owners, programmes_for
from .collateral import collateral_value, within_reach


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
    after_refusal: float = parameter(
        0.08,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="Chance of a review in the year after a refusal, relative to other times",
        zh="被拒后一年内再次申请的相对概率",
        source=assumption("owners wait for new accounts before they ask again"),
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
    discouraged_base: float = parameter(
        0.10,
        unit="probability",
        low=0.0,
        high=1.0,
        meaning="Discouragement of a fully transparent firm",
        zh="透明企业的退缩概率",
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
        zh="不透明企业的附加退缩概率",
        source=secondary("F31, F32", "as above"),
    )
    discouraged_refused: float = parameter(
        0.35,
        unit="probability",
        low=0.0,
        high=1.0,
        meaning="Extra discouragement in the year after a refusal",
        zh="被拒后一年内的附加退缩概率",
        source=assumption("refusal discourages for about a year"),
    )
    rate_elasticity: float = parameter(
        5.0,
        unit="share per unit of rate",
        low=0.0,
        high=100.0,
        meaning="Fall of wanted debt per point of borrowing cost above normal",
        zh="借款成本上升对意愿负债的影响",
        source=assumption("five per cent less debt per point"),
    )
    normal_cost: float = parameter(
        0.050,
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


@compiled
def discouragement(transparency: float, recently_refused: bool, base: float, opaque: float, refused: float) -> float:
    """Probability that a firm in need does not ask."""
    return min(
        base + opaque * (1.0 - transparency) * (1.0 - transparency) + (refused if recently_refused else 0.0),
        1.0,
    )


@compiled
def wanted_debt(leverage_target: float, year_sales: int, cost: float, normal_cost: float, elasticity: float) -> float:
    """Bank debt in fen the owner wants at this borrowing cost."""
    return leverage_target * year_sales * max(1.0 - elasticity * (cost - normal_cost), 0.0)


@compiled
def liquidity_need(cash: int, year_sales: int, buffer_months: float, margin: float, short_of_cash: float) -> float:
    """Fen needed to restore the buffer when cash after three more months falls below the urgent level; else 0."""
    monthly_costs = 0.92 * year_sales / 12.0
    wanted = buffer_months * monthly_costs
    expected = cash + min(margin, 0.0) * year_sales / 4.0
    return wanted - expected if expected < short_of_cash * wanted else 0.0


# Counters of the demand phase
C_IN_NEED, C_DISCOURAGED, C_UNMET = range(3)


@kernel
def ask_for_credit(
    start: int,
    stop: int,
    firm: Any,
    rows: Any,
    amounts: Any,
    counters: Any,
    seed: int,
    month: int,
    cost: float,
    programme: Any,
    programmes: int,
    p: Any,
    sl: Any,
) -> int:
    """List the month's applicants of rows `start` to `stop`: row and fen wanted; returns how many.

    `cost` is the usual borrowing cost per year; `sl` the terms of the simple loan, which owners know.
    """
    whole, real, index, tag = firm.whole, firm.real, firm.index, firm.tag
    found = 0
    for position in range(start, stop):
        i = unsigned(position)  # unsigned: no check for places counted from the end
        if tag[STATE, i] != ALIVE or tag[OUTCOME, i] > 0 or tag[MISSED, i] > 0 or tag[SIZE, i] == LARGE:
            continue
        sales = whole[YEAR_SALES, i]
        if real[LEVERAGE, i] <= 0.0:
            continue
        target = wanted_debt(real[LEVERAGE, i], sales, cost, p.normal_cost, p.rate_elasticity)
        # Owners know what banks lend against: they do not ask for what no one would get.
        reach = within_reach(sales, collateral_value(i, firm, sl.pledge_ratio, sl.owner_pledge), sl)
        room = min(target, reach) - whole[BANK_DEBT, i] - whole[LINE_ROOM, i]
        need = liquidity_need(
            whole[CASH, i] + whole[LINE_ROOM, i], sales, real[BUFFER, i], real[MARGIN, i], p.short_of_cash
        )
        urgent = need > 0.0
        if not urgent and room < p.gap_that_matters * target:
            continue
        if tag[LOANS, i] >= 3:
            continue
        u_consider, u_dare, _, _ = uniforms(seed, whole[ID, i], month, APPLICATION)
        chance = (
            p.consider_probability
            * (2.5 if urgent else 1.0)
            * (p.after_refusal if month - index[REFUSED_MONTH, i] <= 12 else 1.0)
        )
        if u_consider > chance:
            continue
        amount = max(room, min(need, 0.25 * sales, reach - whole[BANK_DEBT, i] - whole[LINE_ROOM, i]))
        if amount < p.least_amount * 100.0:
            continue
        counters[C_IN_NEED] += 1
        refused = month - index[REFUSED_MONTH, i] <= 12
        bits = programmes_for(i, firm, programme, programmes, month)
        encouraged, _ = approach_to_owners(bits, programme)
        if u_dare < encouraged * discouragement(
            real[TRANSPARENCY, i], refused, p.discouraged_base, p.discouraged_opaque, p.discouraged_refused
        ) * (0.4 if tag[BORROWED, i] else 1.0):
            counters[C_DISCOURAGED] += 1
            counters[C_UNMET] += whole_fen(amount)
            continue
        rows[found] = position
        amounts[found] = whole_fen(amount / 1_000_000.0) * 1_000_000
        found += 1
    return found
