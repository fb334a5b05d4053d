"""The cash that an owner wants at hand: a number of months of costs, and more while a refusal is remembered."""

from ...ground.columns import Blocks
from ...ground.compiled import compiled
from ...state.enterprise_columns import BUFFER, YEAR_SALES


@compiled
def usual_buffer(firm: Blocks, i: int, cost_share: float) -> float:
    """Fen that the owner of the firm in row `i` wants at hand in ordinary times; `cost_share` is costs over sales."""
    return buffer_of(firm.real[BUFFER, i], cost_share, firm.whole[YEAR_SALES, i])


@compiled
def buffer_of(months: float, cost_share: float, year_sales: float) -> float:
    """Fen that `months` of costs come to; `cost_share` is costs over sales."""
    return months * cost_share * year_sales / 12.0


@compiled
def times_usual(refused: bool, caution: float) -> float:
    """How many times its usual buffer an owner wants: more than once while a refusal is remembered."""
    return 1.0 + caution if refused else 1.0
