"""Trade: sales, collections, bills, wages, taxes, and money for those who are short of cash."""

from __future__ import annotations

from ..behaviour.trade import cash_flow, contagion, informal_finance
from ..state.counts import LOST_ON_BUYERS, PROFIT, SALES_OF_ALL, SME_SALES, UNPAID_BILLS
from ..state.economy import Economy, Scratch
from ..state.enterprise_columns import FREE, STATE


def trade(economy: Economy) -> None:
    """Firms pay one another, sell, collect, buy, pay wages and taxes; those short of cash look for money or fail."""
    p = economy.numbers.cash_flow
    link = economy.numbers.contagion
    flows = economy.flows
    collected = cash_flow.collection_rate(p.collection_months, p.collection_slump, economy.felt_gap)
    economy.counts[LOST_ON_BUYERS] = contagion.settle_trade_credit(
        economy.firm,
        economy.firms.rows,
        flows,
        collected,
        link.mark_share,
        economy.seed,
        economy.month,
        economy.originals,
    )
    gone = economy.gone
    economy.firm.tag[STATE, gone] = FREE
    economy.firms.release(gone)
    economy.gone = gone[:0]

    def one_range(start: int, stop: int, scratch: Scratch) -> int:
        return cash_flow.trade(
            start,
            stop,
            economy.firm,
            scratch.flows,
            scratch.rest,
            scratch.own,
            scratch.accounts,
            scratch.counters,
            economy.listed[start:stop],
            economy.seed,
            economy.month,
            economy.felt_gap,
            economy.policy_rate + 0.012,
            economy.demand,
            economy.sector_table,
            economy.numbers.cash_flow,
            link.link_share,
            economy.closure,
            economy.tax_base,
        )

    ranges = economy.over_firms(one_range)
    economy.counts[SALES_OF_ALL], economy.counts[PROFIT], economy.counts[SME_SALES] = (
        int(economy.firm_counters[k]) for k in range(3)
    )
    # Relief comes before the bills of those short of cash are counted: it may be what saves them.
    economy.schedule.call("after_trade", economy)
    unpaid = 0
    for start, found in ranges:
        unpaid += informal_finance.cover_shortfalls(
            found,
            economy.listed[start:],
            economy.firm,
            economy.loan,
            economy.bank,
            flows,
            economy.numbers.informal_finance,
        )
    economy.counts[UNPAID_BILLS] = unpaid
