"""Trade: sales, collections, bills, wages, taxes, and money for those who are short of cash."""

from __future__ import annotations

from functools import partial

from ..behaviour.trade import bills, contagion, month_of_trade
from ..state.economy import Economy
from ..state.enterprise_columns import FREE, STATE


def trade(economy: Economy) -> None:
    """Firms pay one another, sell, collect, buy, pay wages and taxes; those short of cash look for money or fail."""
    contagion.settle_trade_credit(economy)
    gone = economy.gone
    economy.firm.tag[STATE, gone] = FREE
    economy.firms.release(gone)
    economy.gone = gone[:0]
    short = economy.over_firms(partial(month_of_trade.trade, economy))
    # Relief comes before the bills of those short of cash are counted: it may be what saves them.
    economy.schedule.call("after_trade", economy)
    for start, found in short:
        bills.meet_bills(economy, start, found)
