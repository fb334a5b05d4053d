"""Wilful default: an owner who takes the cash and runs.

The hazard depends on honesty, on what is owed, and on what there is to lose: the firm's capital and the owner's
wealth at home (Jappelli, Pagano and Bianco 2005: weak enforcement and little to lose raise wilful default).
"""

from ...ground.compiled import compiled
from ...ground.parameters import ParameterGroup, assumption, parameter, secondary


class MoralHazard(ParameterGroup, key="moral_hazard", title={"en": "Moral hazard", "zh": "道德风险"}):
    """When owners abscond."""

    threshold: float = parameter(
        0.45,
        unit="honesty, 0 to 1",
        low=0.0,
        high=1.0,
        meaning="Honesty below which running away is thinkable",
        zh="可能跑路的诚信门槛",
        source=assumption("a small minority of owners"),
    )
    hazard: float = parameter(
        0.10,
        unit="per year",
        low=0.0,
        high=12.0,
        meaning="Hazard of the least honest owner who owes as much as there is to lose",
        zh="最不诚信业主的年跑路概率",
        source=secondary("F130", "at least 80 bosses in Wenzhou in 2011, of 360,000 SMEs: rare except in a wave"),
    )
    stake_weight: float = parameter(
        1.5,
        unit="exponent-free weight",
        low=0.0,
        high=20.0,
        meaning="How strongly debt relative to what there is to lose raises the hazard",
        zh="负债相对可损失财产的影响权重",
        source=assumption("no sourced figure; who owes twice what there is to lose has the stated hazard"),
    )
    most_temptation: float = parameter(
        3.0,
        unit="ratio",
        low=0.0,
        high=100.0,
        meaning="Highest weight of debt relative to what there is to lose",
        zh="负债影响权重的上限",
        source=assumption("whoever has nothing left to lose is tempted no further by owing more"),
    )
    loss_factor: float = parameter(
        2.0,
        unit="ratio",
        low=0.0,
        high=20.0,
        meaning="Hazard of the owner of a firm that makes losses, over that of others",
        zh="亏损企业业主跑路概率的倍数",
        source=assumption("what the firm still promises is part of what there is to lose; size not sourced"),
    )


@compiled
def absconding_hazard(honesty: float, debt: int, stake: int, margin: float, p: MoralHazard) -> float:
    """Hazard per year of running away: rises with dishonesty and debt over what there is to lose, and at a loss."""
    if honesty >= p.threshold or debt <= 0:
        return 0.0
    temptation = debt / max(stake + debt, 1)
    base = p.hazard * (1.0 - honesty / p.threshold) * min(p.stake_weight * temptation, p.most_temptation)
    return base * (p.loss_factor if margin < 0.0 else 1.0)
