"""Energy retrofits of firms: money spent once on what uses less energy, and lower overheads for years.

A retrofit makes nothing more: no capacity, nothing to pledge. Energy audits of small plants recommend projects that pay
back within about a year, and half of them are carried out (Anderson and Newell 2004, Resource and Energy Economics 26);
what programmes promise is saved only in part (Fowlie, Greenstone and Wolfram 2018, Quarterly Journal of Economics 133,
on homes).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...ground.compiled import compiled, kernel
from ...ground.units import whole_fen
from ...state.bank_columns import REST_DEPOSITS
from ...state.counts import PROFIT
from ...state.economy import Economy
from ...state.enterprise_columns import ALIVE, BANK, CASH, MARGIN, MARKET, SECTOR, SIZE, TURNOVER, YEAR_SALES
from ...state.ledger import PAYER, PURCHASES
from ...state.structure import LARGE
from ..trade.cash_flow import MONTH, OVERHEAD_SHARE


class Retrofit(NamedTuple):
    """What a firm's retrofit saves, in fen a month, and the last month in which it does."""

    saved: int
    until: int


@compiled
def buy_retrofit(economy: Economy, i: int, amount: int) -> None:
    """The firm in row `i` spends `amount` fen of its cash on a retrofit."""
    firm = economy.firm
    house = firm.tag[BANK, i]
    firm.whole[CASH, i] -= amount
    economy.bank.whole[REST_DEPOSITS, house] += amount
    economy.flows[PURCHASES, PAYER, house] += amount


@compiled
def overheads(economy: Economy, i: int) -> float:
    """Fen of overheads that the firm in row `i` pays in a month."""
    firm = economy.firm
    return (
        firm.real[MARKET, i]
        * firm.real[TURNOVER, i]
        * economy.sector_table[OVERHEAD_SHARE, firm.tag[SECTOR, i]]
        * MONTH
    )


@kernel
def save_energy(economy: Economy, rows: np.ndarray, saved: np.ndarray) -> None:
    """The firms in `rows` pay so much less of this month's overheads, in fen, and none pays less than nothing.

    The profit tax on what is saved is left out.
    """
    firm = economy.firm
    for k in range(len(rows)):
        i = rows[k]
        amount, house = min(saved[k], whole_fen(overheads(economy, i))), firm.tag[BANK, i]
        firm.whole[CASH, i] += amount
        firm.real[MARGIN, i] += amount / max(firm.whole[YEAR_SALES, i], 1)
        economy.bank.whole[REST_DEPOSITS, house] -= amount
        economy.flows[PURCHASES, PAYER, house] -= amount
        economy.counts[PROFIT] += amount if firm.tag[SIZE, i] != LARGE else 0


def rows_with(economy: Economy, retrofits: dict[int, Retrofit]) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the living firms whose retrofits still save, and fen saved a month; what is over or gone is forgotten."""
    firms = economy.firms
    ids = firms.column("id")
    alive = np.flatnonzero((firms.column("state") == ALIVE) & np.isin(ids, np.array([*retrofits], np.int64)))
    rows = alive[np.argsort(ids[alive])]
    known = {key: retrofits[key] for key in ids[rows].tolist() if retrofits[key].until >= economy.month}
    retrofits.clear()
    retrofits.update(known)
    rows = rows[np.isin(ids[rows], np.array([*known], np.int64))]
    return rows, np.array([each.saved for each in known.values()], np.int64)
