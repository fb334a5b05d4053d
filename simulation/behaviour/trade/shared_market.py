"""Markets shared by the small and medium firms of a sector and region: where they offer more, each sells less.

Shops whose rivals all got a loan lost seven ninths of what the loan brought them (Cai and Szeidl 2024, American
Economic Review 114): the rest is new demand. For goods traded with other countries rivals at home hardly count
(Rotemberg 2019, American Economic Review 109).
"""

import numpy as np

from ...ground.blocks import copy_column
from ...ground.compiled import allocating_kernel, compiled, unsigned
from ...ground.mathematics import exponential, logarithm
from ...ground.units import nearest_fen, whole_fen
from ...state.economy import Economy
from ...state.enterprise_columns import (
    ALIVE,
    EMPLOYEES,
    FIXED_ASSETS,
    INVENTORY,
    LABOUR,
    MARKET,
    PRODUCTIVITY,
    REGION,
    SECTOR,
    SIZE,
    STATE,
    TURNOVER,
    YEAR_SALES,
)
from ...state.structure import LARGE, REGIONS, SECTORS
from .cash_flow import INPUT_SHARE, sales_of_stock
from .scale import capacity
from .staff import sold_with

# Rows of the room in which a block's offers are counted
(
    R_INPUT_SHARE,
    R_DEMAND,
    R_CAPITAL,
    R_MARKET,
    R_TURNOVER,
    R_PRODUCTIVITY,
    R_INVENTORY,
    R_SALES,
    R_EMPLOYEES,
    R_LABOUR,
) = range(10)
OFFER_ROOM = R_LABOUR + 1


def crowd(economy: Economy) -> None:
    """Each sells less where small and medium firms of its sector and region offer more than at the start."""
    supply = economy.market_supply.astype(np.float64)
    if economy.supply_at_start is None:
        economy.supply_at_start = np.maximum(supply, 1.0)
    flow = economy.numbers.cash_flow
    least = 1.0 / flow.crowding_range
    for sector in range(len(SECTORS)):
        for region in range(len(REGIONS)):
            start = economy.supply_at_start[sector, region]
            # A market in which nobody was at the start has nothing to be compared with.
            grown = supply[sector, region] / start if start > 1.0 else 1.0
            elasticity = flow.crowding * (1.0 - flow.traded[sector])
            economy.crowding[sector, region] = crowded(min(max(grown, least), flow.crowding_range), elasticity)


def crowded(relative_supply: float, elasticity: float) -> float:
    """Part of what it could sell that each firm sells when all offer `relative_supply` times what they did.

    The elasticity is the same wherever a market stands. Together they never sell less for offering more: it is at
    most 1.
    """
    return exponential(-elasticity * logarithm(relative_supply))


@compiled
def offered(economy: Economy, i: int, demand: float) -> float:
    """Fen a month that the firm in row `i` could sell at normal demand, with its capital, goods and staff.

    Goods and staff that suffice for `demand`, a multiple of the normal one, count as enough: staff that firms shed in
    a slump is no customer given up. Jobs that nobody can fill are no gain to rivals, who cannot fill theirs either.
    """
    firm, elasticity = economy.firm, economy.numbers.scale.returns_to_capital
    whole, real, sector = firm.whole, firm.real, unsigned(firm.tag[SECTOR, i])
    return could_sell(
        economy,
        capacity(whole[FIXED_ASSETS, i], real[MARKET, i], real[TURNOVER, i], elasticity) / 12.0 * real[PRODUCTIVITY, i],
        whole[INVENTORY, i],
        whole[YEAR_SALES, i] * economy.sector_table[INPUT_SHARE, sector],
        real[EMPLOYEES, i] * 100.0 / (12.0 * real[LABOUR, i]),
        demand,
    )


@compiled
def could_sell(
    economy: Economy, furnished: float, inventory: float, inputs: float, served: float, demand: float
) -> float:
    """Fen a month that a firm can sell at normal demand which with goods and staff enough sells `furnished`.

    Its `inventory` is to suffice for `inputs` a year, its staff serves `served` a month, all in fen; `demand` as in
    `offered`.
    """
    now = economy.numbers
    wanted = inputs * now.cash_flow.inventory_months / 12.0
    stocked = sales_of_stock(inventory, wanted, now.cash_flow.goods_that_suffice, 1.0 - now.bills.purchases_cut)
    normal = furnished * stocked
    needed = normal * demand * (1.0 - now.cash_flow.unfilled_jobs)
    return normal * sold_with(served, needed, now.staff.returns_to_labour)


@compiled
def fill_offers(economy: Economy, first: int, size: int, room: np.ndarray, offers: np.ndarray) -> None:
    """Fill `offers` with what the firms in the `size` rows from `first` on could sell, in fen a month, where goods and
    staff that suffice for the demand of their markets are enough; `room`, shape (OFFER_ROOM, BLOCK), is for work.
    """
    firm, elasticity = economy.firm, economy.numbers.scale.returns_to_capital
    whole, real, tag, input_share = firm.whole, firm.real, firm.tag, economy.sector_table[INPUT_SHARE]
    for k in range(size):
        j, i = unsigned(k), unsigned(first + k)
        sector, region = unsigned(tag[SECTOR, i]), unsigned(tag[REGION, i])
        room[R_INPUT_SHARE, j] = input_share[sector]
        room[R_DEMAND, j] = demand_to_staff(economy, sector, region)
    copy_column(first, size, whole[FIXED_ASSETS], room[R_CAPITAL])
    copy_column(first, size, real[MARKET], room[R_MARKET])
    copy_column(first, size, real[TURNOVER], room[R_TURNOVER])
    copy_column(first, size, real[PRODUCTIVITY], room[R_PRODUCTIVITY])
    copy_column(first, size, whole[INVENTORY], room[R_INVENTORY])
    copy_column(first, size, whole[YEAR_SALES], room[R_SALES])
    copy_column(first, size, real[EMPLOYEES], room[R_EMPLOYEES])
    copy_column(first, size, real[LABOUR], room[R_LABOUR])
    for k in range(size):
        j = unsigned(k)
        usual = capacity(room[R_CAPITAL, j], room[R_MARKET, j], room[R_TURNOVER, j], elasticity) / 12.0
        offers[j] = nearest_fen(
            could_sell(
                economy,
                usual * room[R_PRODUCTIVITY, j],
                room[R_INVENTORY, j],
                room[R_SALES, j] * room[R_INPUT_SHARE, j],
                room[R_EMPLOYEES, j] * 100.0 / (12.0 * room[R_LABOUR, j]),
                room[R_DEMAND, j],
            )
        )


@compiled
def demand_to_staff(economy: Economy, sector: int, region: int) -> float:
    """Multiple of normal demand for which staff is to suffice: that of a slump, else that of a normal month there.

    Where all are short of staff in a boom rivals gain nothing, who are short as well.
    """
    return min(economy.demand[sector, region], economy.crowding[sector, region])  # type: ignore[no-any-return]


@allocating_kernel
def supply_at_normal_demand(economy: Economy) -> np.ndarray:
    """Fen a month on offer by sector and region, as it would be counted in a month of normal demand."""
    firm = economy.firm
    supply = np.zeros((len(SECTORS), len(REGIONS)), np.int64)
    for position in range(firm.rows):
        i = unsigned(position)  # unsigned: no check for places counted from the end
        if firm.tag[STATE, i] != ALIVE or firm.tag[SIZE, i] == LARGE:
            continue
        supply[unsigned(firm.tag[SECTOR, i]), unsigned(firm.tag[REGION, i])] += whole_fen(offered(economy, i, 1.0))
    return supply
