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
        source=assumption("no sourced figure"),
    )


@compiled
def absconding_hazard(
    honesty: float, debt: int, stake: int, margin: float, threshold: float, hazard: float, stake_weight: float
) -> float:
    """Hazard per year of running away: rises with dishonesty and debt over what there is to lose; doubles at a loss."""
    if honesty >= threshold or debt <= 0:
        return 0.0
    temptation = debt / max(stake + debt, 1)
    base = hazard * (1.0 - honesty / threshold) * min(stake_weight * temptation, 3.0)
    return base * (2.0 if margin < 0.0 else 1.0)
