"""Staff: how many workers a firm wants at its present scale, how many it can carry, and what it sells with fewer.

Wages are paid before sales are collected, so staff has to be financed like goods are (Benmelech, Bergman and Seru 2021,
Review of Finance 25: Financing Labor). A firm short of cash keeps fewer workers and serves fewer customers; one that
grows hires after it has built.
"""

from ...ground.compiled import compiled
from ...ground.parameters import ParameterGroup, assumption, parameter
from .scale import use_of_capital


class Staff(ParameterGroup, key="staff", title={"en": "Staff", "zh": "用工"}):
    """What staff brings, and how it gives way where cash is short."""

    returns_to_labour: float = parameter(
        0.5,
        unit="elasticity",
        low=0.01,
        high=1.0,
        meaning="Fall of sales with staff where a firm has fewer workers than its capital needs",
        zh="用工少于资本所需时销售对用工的弹性",
        source=assumption("labour has about half of value added; sales fall with staff as value added does"),
    )
    careful_below: float = parameter(
        1.0,
        unit="months of costs",
        low=0.0,
        high=24.0,
        meaning="Cash and undrawn line below which a firm keeps fewer workers, or its wanted buffer where that is "
        "less; 0 never",
        zh="企业开始减少用工的可用资金水平（现金加未用授信，以月成本计；目标缓冲较低者取其缓冲；0表示不减少）",
        source=assumption("the next month's wages and bills are in sight"),
    )
    cut_when_short: float = parameter(
        0.30,
        unit="share of staff",
        low=0.0,
        high=0.9,
        meaning="Workers that a firm without cash does without; fewer the more it has of the cash that it wants",
        zh="现金耗尽的企业减少的用工比例（随现金缺口减小而降低）",
        source=assumption(
            "the part of a small firm's staff that is temporary or on trial and is let go first; as a check: firms "
            "paid half a month sooner raise their payroll (Barrot and Nanda 2020, Journal of Finance 75)"
        ),
    )


@compiled
def sold_with(served: float, wanted: float, elasticity: float) -> float:
    """Part of what it could sell that a firm sells whose staff serves `served` a month where its capital and demand
    need `wanted`, both in fen: all with enough staff, less with fewer."""
    return 1.0 if served >= wanted else use_of_capital(max(served, 0.0) / max(wanted, 1.0), elasticity)


@compiled
def staff_carried(money: float, enough: float, cut: float) -> float:
    """Part of the staff it needs that a firm keeps with `money` at hand where `enough` would be needed, both in fen."""
    return 1.0 if money >= enough or enough <= 0.0 else 1.0 - cut * (1.0 - max(money, 0.0) / enough)


@compiled
def staff_needed(labour: float, normal_sales: float, productivity: float, demand: float, filled: float) -> float:
    """Workers times 100 that a firm needs for its normal sales (fen a year) at its productivity and at this demand.

    `labour` is workers per yuan of sales a year, `filled` the part of jobs that can be filled.
    """
    return labour * normal_sales * productivity * demand * filled
