"""Owners who hold their firm at the VAT threshold, because one yuan more of sales makes all of them taxed.

The tax is a notch: up to the threshold none is owed, above it the rate falls due on the whole of the month's sales.
Within the month staff and rent are paid anyway, so that the next sale leaves its price less its inputs: who could sell
a little more than the threshold earns more by turning custom away. Over the years the owner compares what the wanted
capital earns after tax with what the firm earns on the capital that just reaches the threshold, and builds no more if
that is as good. Firms therefore bunch below the threshold and are missing above it, and grow when it is raised.

Japanese firms bunched below theirs (Onji 2009, Journal of Public Economics 93), British ones do, those with a small
share of inputs most (Liu, Lockwood, Almunia and Tam 2021, Review of Economics and Statistics 103). Part of what tax
records show there is concealment or the splitting of firms; here sales themselves are held. No source says how many
owners in China watch the threshold, and the untouched economy has none.
"""

from typing import NamedTuple

import numpy as np

from ...ground.compiled import compiled
from ...ground.parameters import ParameterGroup, assumption, parameter
from ...ground.randomness import TAX_THRESHOLD, uniforms
from ...state.economy import Economy
from ...state.enterprise_columns import (
    FIXED_ASSETS,
    ID,
    MARKET,
    PRODUCTIVITY,
    REGION,
    SECTOR,
    TURNOVER,
    YEAR_SALES,
)
from .scale import use_of_capital

#: Row of the month's tax bases where reliefs note the threshold that they give a firm, in fen a month.
RELIEVED_THRESHOLD = 3
#: The threshold of a firm that owes no VAT at all, in fen a month.
NO_THRESHOLD = 10**15


class TaxThreshold(
    ParameterGroup, key="tax_threshold", title={"en": "Owners at the VAT threshold", "zh": "增值税起征点附近的业主"}
):
    """How many owners hold their firm at the threshold."""

    watching: float = parameter(
        0.0,
        unit="share of owners",
        low=0.0,
        high=1.0,
        meaning="Owners who hold sales and capital at the VAT threshold where more would leave them less; 0 none",
        zh="在超过增值税起征点税后反而少赚时，将销售与资本控制在起征点以内的业主占比；0表示没有",
        source=assumption(
            "no estimate for China; firms bunch below thresholds in Japan (Onji 2009, Journal of Public Economics 93) "
            "and Britain (Liu, Lockwood, Almunia and Tam 2021, Review of Economics and Statistics 103)"
        ),
    )


class Plan(NamedTuple):
    """What an owner weighs about scale: money in fen a year, rates per year."""

    market: float  # capital that fits the market
    turnover: float  # sales over capital that fits the market, at the firm's productivity and today's demand
    elasticity: float
    return_at_market: float  # what sales leave after inputs and wages, VAT left out, over capital that fits the market
    user_cost: float
    turnover_tax: float


@compiled
def held_up_to(threshold: float, turnover_tax: float, kept: float) -> float:
    """Possible sales, in the unit of `threshold`, up to which holding at it beats selling all.

    `kept` is what the next yuan of sales leaves after inputs and charges: holding forgoes `kept` of the sales beyond
    the threshold and saves the tax on all.
    """
    return threshold * kept / (kept - turnover_tax) if kept > turnover_tax else np.inf


@compiled
def sales_made(possible: float, threshold: float, held_to: float) -> float:
    """What an owner sells of what the firm could sell: the threshold, where that is worth more than all of it."""
    return threshold if threshold < possible <= held_to else possible


@compiled
def held_scale(wanted: float, yearly_threshold: float, plan: Plan) -> float:
    """Capital in fen that an owner wants who counts the tax: `wanted`, or what just reaches the threshold if better."""
    relative = wanted / plan.market
    normal = plan.turnover * plan.market
    sales = normal * use_of_capital(relative, plan.elasticity)
    if sales <= yearly_threshold:
        return wanted
    bend = 1.0 / plan.elasticity - 1.0
    used = yearly_threshold / normal
    at_threshold = used / (1.0 + bend - bend * used)
    more_use = use_of_capital(relative, plan.elasticity) - used
    gain = plan.market * (plan.return_at_market * more_use - plan.user_cost * (relative - at_threshold))
    return wanted if gain > plan.turnover_tax * sales else at_threshold * plan.market


@compiled
def watches(economy: Economy, i: int) -> bool:
    """Whether the owner of the firm in row `i` holds it at the threshold."""
    luck, _, _, _ = uniforms(economy.seed, economy.firm.whole[ID, i], 0, TAX_THRESHOLD)
    return luck < economy.numbers.tax_threshold.watching


@compiled
def threshold_of(economy: Economy, i: int) -> float:
    """Fen a month up to which the firm in row `i` owes no VAT, by the general terms or a relief that reaches it."""
    general = economy.numbers.cash_flow.turnover_tax_threshold * 100.0
    relieved = economy.tax_base[RELIEVED_THRESHOLD, i] if i < economy.tax_base.shape[1] else 0
    return max(general, float(relieved))


@compiled
def scale_held(economy: Economy, i: int, wanted: float, earned: float, user_cost: float) -> float:
    """Fen of capital that the owner of the firm in row `i` wants who without the tax would want `wanted`.

    One who watches the threshold wants no more than is worth its tax.

    `earned` is what a year leaves after inputs, wages and taxes on sales over capital that fits the market.
    """
    if not watches(economy, i):
        return wanted
    firm, elasticity = economy.firm, economy.numbers.scale.returns_to_capital
    tax, yearly = economy.numbers.cash_flow.turnover_tax, 12.0 * threshold_of(economy, i)
    market, sales = max(firm.real[MARKET, i], 1.0), firm.whole[YEAR_SALES, i]
    used = market * use_of_capital(firm.whole[FIXED_ASSETS, i] / market, elasticity)
    demand = economy.demand[firm.tag[SECTOR, i], firm.tag[REGION, i]]
    # The firm's margin is one after VAT where it owes it.
    before_tax = earned + (tax * sales / max(used, 1.0) if sales > yearly else 0.0)
    turnover = firm.real[TURNOVER, i] * firm.real[PRODUCTIVITY, i] * demand
    plan = Plan(market, turnover, elasticity, before_tax, user_cost, tax)
    return held_scale(wanted, yearly, plan)
