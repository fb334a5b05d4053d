"""Opportunities: now and then a firm wins or loses a part of its market for good.

A contract, a product, a rival that opens or closes: demand differs between firms far more than efficiency does, and
its changes last (Foster, Haltiwanger and Syverson 2008, American Economic Review 98). They come seldom and are large,
so that growth has a body like a tent and heavy tails (Bottazzi and Secchi 2006, RAND Journal of Economics 37). A firm
whose market has outgrown its capital earns much on the next yuan, and needs money to serve it; one whose market has
shrunk has capital to spare.
"""

from ...ground.columns import Blocks
from ...ground.compiled import compiled, unsigned
from ...ground.mathematics import exponential
from ...ground.parameters import ParameterGroup, assumption, paper, parameter
from ...ground.randomness import laplace
from ...state.enterprise_columns import MARKET


class Opportunities(ParameterGroup, key="opportunities", title={"en": "Markets won and lost", "zh": "市场机会"}):
    """How often a firm's market changes, and by how much."""

    arrival: float = parameter(
        0.1,
        unit="per year",
        low=0.0,
        high=6.0,
        meaning="Times a year that a firm wins or loses a part of its market; 0 never",
        zh="企业每年赢得或失去部分市场的次数；0表示从不",
        source=assumption("a new product, customer or rival that changes a firm for good comes once in ten years"),
    )
    size: float = parameter(
        0.5,
        unit="log points",
        low=0.0,
        high=0.9,
        meaning="Laplace scale of such a change of the market",
        zh="市场变动幅度（拉普拉斯尺度）",
        source=paper(
            "Foster, Haltiwanger and Syverson (2008), American Economic Review 98: demand of plants differs by more "
            "than a log point and nearly all of it is left a year later, which changes of 0.2 to 0.25 a year keep up"
        ),
    )
    largest: float = parameter(
        2.5,
        unit="log points",
        low=0.0,
        high=5.0,
        meaning="Largest change of a market at once",
        zh="单次市场变动的上限",
        source=assumption(
            "nine times as many customers at once, or a sixteenth: one change in 150 would be larger, and the mean of "
            "all changes is off by 3%; a tighter bound cuts the tail of growth (A2)"
        ),
    )


@compiled
def changed_market(market: float, uniform: float, size: float, largest: float) -> float:
    """The market after a change drawn with `uniform`, in the unit of `market`; its mean is what it was.

    The mean is exact where `largest` does not bind.
    """
    change = min(max(laplace(uniform, size), -largest), largest)
    return market * exponential(change) * (1.0 - size * size)


@compiled
def change_market(firm: Blocks, i: int, uniform: float, chance: float, opportunities: Opportunities) -> None:
    """The market of the firm in row `i`, for which an opportunity came by a draw `uniform` below `chance`."""
    row = unsigned(i)
    market = changed_market(firm.real[MARKET, row], uniform / chance, opportunities.size, opportunities.largest)
    firm.real[MARKET, row] = market
