"""Staff: how many workers a firm wants at its present scale, how many it can carry, and what it sells with fewer.

Wages are paid before sales are collected, so staff has to be financed like goods are (Benmelech, Bergman and Seru 2021,
Review of Finance 25: Financing Labor). A firm short of cash keeps fewer workers and serves fewer customers; one that
grows hires after it has built.
"""

from ...ground.compiled import compiled
from ...ground.parameters import ParameterGroup, assumption, calibrated, parameter, secondary
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
        source=secondary("scorecard G11", "output elasticity of capital 0.3 to 0.5; labour has the rest"),
    )
    careful_below: float = parameter(
        1.0,
        unit="share of the wanted buffer",
        low=0.0,
        high=10.0,
        meaning="Cash below which a firm keeps fewer workers; 0 never",
        zh="企业开始减少用工的现金水平（占目标现金缓冲；0表示不减少）",
        source=assumption("an owner with less cash than wanted puts off hiring first"),
    )
    cut_when_short: float = parameter(
        0.30,
        unit="share of staff",
        low=0.0,
        high=0.9,
        meaning="Workers that a firm without cash does without; fewer the more it has of the cash that it wants",
        zh="现金耗尽的企业减少的用工比例（随现金缺口减小而降低）",
        source=calibrated(
            "firms given half a month of sales hire 1.2 to 1.7% more within a year: about 0.4% a per cent of sales, as "
            "the 10 cents of payroll a dollar paid sooner of Barrot and Nanda (2020), Journal of Finance 75"
        ),
    )


@compiled
def sold_with(served: float, wanted: float, elasticity: float) -> float:
    """Part of what it could sell that a firm sells whose staff serves `served` a month where its capital and demand
    need `wanted`, both in fen: all with enough staff, less with fewer."""
    return 1.0 if served >= wanted else use_of_capital(max(served, 0.0) / max(wanted, 1.0), elasticity)


@compiled
def staff_carried(cash: float, wanted_cash: float, careful_below: float, cut: float) -> float:
    """Part of the staff it needs that a firm with this much cash keeps; cash in fen, as in `goods_afforded`."""
    enough = careful_below * wanted_cash
    if cash >= enough or enough <= 0.0:
        return 1.0
    return 1.0 - cut * (1.0 - max(cash, 0.0) / enough)
