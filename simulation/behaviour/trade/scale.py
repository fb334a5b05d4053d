"""How large a firm wants to be: what its capital yields in its market, and what finance costs it.

A firm serves a market of its own that its customers keep busy: sales rise less than in proportion with the capital put
into it, and the market itself grows slowly after the capital (Foster, Haltiwanger and Syverson 2016, Economica 83:
plants of the same productivity take more than a decade to find their customers). Wanted capital is where the last yuan
earns wear, the firm's own cost of finance and a premium (Jorgenson 1963, American Economic Review 53): a firm short of
finance stays below it and earns more on the margin, as constrained firms do (Banerjee and Duflo 2014).
"""

import math

from ...ground.compiled import compiled
from ...ground.parameters import ParameterGroup, assumption, paper, parameter, secondary
from ...state.economy import Economy
from ...state.enterprise_columns import FIXED_ASSETS, MARKET, TURNOVER


class Scale(ParameterGroup, key="scale", title={"en": "Scale of firms", "zh": "企业规模"}):
    """Returns to capital, the market's growth, and the return that owners ask."""

    returns_to_capital: float = parameter(
        0.5,
        unit="elasticity",
        low=0.1,
        high=1.0,
        meaning="Rise of a firm's sales with its own capital where the capital fits its market; 1 leaves no market",
        zh="企业销售对自身资本的弹性（资本与其市场规模相适应时；为1表示不受市场限制）",
        source=secondary("scorecard G11", "output elasticity of capital 0.3 to 0.5"),
    )
    market_growth: float = parameter(
        0.10,
        unit="per year",
        low=0.0,
        high=2.0,
        meaning="Part of the distance between a firm's market and its capital that the market makes up in a year",
        zh="企业市场规模向资本规模靠拢的年速度",
        source=paper(
            "Foster, Haltiwanger and Syverson (2016), Economica 83: demand gaps of new plants close over some 15 years"
        ),
    )
    premium: float = parameter(
        0.02,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Return on capital that owners ask beyond wear and the cost of finance",
        zh="业主在折旧与融资成本之外要求的资本回报",
        source=assumption("capital of a small firm is risky and cannot be sold in parts: near the premium on shares"),
    )
    building: float = parameter(
        0.12,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Part of the distance to wanted capital that a firm builds in a month if money lasts",
        zh="资金充足时企业每月补足意愿资本缺口的比例",
        source=paper(
            "Kydland and Prescott (1982), Econometrica 50: four quarters to build; four fifths of the distance a year"
        ),
    )


@compiled
def use_of_capital(relative: float, elasticity: float) -> float:
    """Sales over those of a firm whose capital fits its market, at `relative` times that capital.

    1 at 1, with the stated elasticity there; bounded as capital outgrows the market.
    """
    bend = 1.0 / elasticity - 1.0
    return relative * (1.0 + bend) / (1.0 + bend * relative)


@compiled
def capacity(capital: float, market: float, turnover: float, elasticity: float) -> float:
    """Normal sales a year of `capital` in a market whose fitting capital is `market`, in the unit of both."""
    bend = 1.0 / elasticity - 1.0
    return turnover * capital * (market * (1.0 + bend) / max(market + bend * capital, 1.0))


@compiled
def wanted_relative(return_at_market: float, user_cost: float, elasticity: float) -> float:
    """Capital over that which fits the market at which the last yuan earns its cost.

    `return_at_market` is what a year's sales leave after inputs and wages over capital where it fits the market;
    `user_cost` wear, finance and premium, all per year. Without a market (elasticity 1) all or none: kept at 1.
    """
    bend = 1.0 / elasticity - 1.0
    if bend <= 0.0 or user_cost <= 0.0:
        return 1.0
    marginal = (1.0 + bend) * max(return_at_market, 0.0) / user_cost
    return max((math.sqrt(marginal) - 1.0) / bend, 0.0)


@compiled
def return_at_market(left: float, capital: float, market: float, elasticity: float) -> float:
    """What a year would leave over capital if `capital` fitted the market; `left` is what it leaves now, all in fen."""
    return left / max(use_of_capital(capital / market, elasticity) * market, 1.0)


@compiled
def normal_sales(economy: Economy, i: int) -> float:
    """Sales a year, in fen, that the capital of the firm in row `i` brings at normal productivity and demand."""
    firm = economy.firm
    elasticity = economy.numbers.scale.returns_to_capital
    return capacity(firm.whole[FIXED_ASSETS, i], firm.real[MARKET, i], firm.real[TURNOVER, i], elasticity)
