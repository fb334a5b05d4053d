"""What the tax office knows of a firm: the tax it has recorded in a year."""

from ...ground.compiled import compiled
from ...ground.units import whole_fen
from ..trade.cash_flow import CashFlow


@compiled
def recorded_tax(year_sales: int, margin: float, honesty: float, cf: CashFlow) -> int:
    """Turnover and profit tax in fen on the books of a year; an owner who conceals profit has the smaller record.

    `margin` is the cash margin before debt service; `cf` the terms of tax in the group of cash flow.
    """
    turnover = whole_fen(year_sales * cf.turnover_tax) if year_sales > 12.0 * 100.0 * cf.turnover_tax_threshold else 0
    declared = 1.0 - cf.concealment * (1.0 - honesty)
    profit = max(margin, 0.0) * year_sales * declared * cf.profit_tax
    return turnover + whole_fen(profit)
