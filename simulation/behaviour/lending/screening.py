"""Effort to screen: chosen where the last yuan spent saves the bank a yuan of its own loss.

Because only the bank's own share of the loss counts, coverage weakens screening (Manove, Padilla and Pagano 2001,
RAND Journal of Economics 32).
"""

import math

from ...ground.compiled import compiled
from ...ground.parameters import ParameterGroup, assumption, parameter


class Screening(ParameterGroup, key="screening", title={"en": "Screening", "zh": "贷前审查"}):
    """Cost and yield of screening effort."""

    effort_cost: float = parameter(
        900.0,
        unit="yuan per unit of effort",
        low=0.01,
        high=1e7,
        meaning="Cost of one unit of effort: a visit, a check of orders and tax slips",
        zh="每单位审查努力的成本",
        source=assumption("one to two days of a loan officer"),
    )
    avoidable_loss: float = parameter(
        0.016,
        unit="probability of default",
        low=0.0,
        high=1.0,
        meaning="Default risk that perfect information would screen out",
        zh="完全信息可剔除的违约风险",
        source=assumption("about two thirds of the mean probability of default"),
    )
    most_effort: float = parameter(
        4.0,
        unit="units",
        low=0.0,
        high=100.0,
        meaning="Largest effort on one loan",
        zh="单笔贷款最大审查努力",
        source=assumption("five visits tell nearly all"),
    )


@compiled
def screening_effort(
    amount_yuan: float,
    own_share: float,
    loss_given_default: float,
    avoidable_loss: float,
    cost: float,
    most: float,
) -> float:
    """Effort e that maximises own_share x amount x LGD x avoidable_loss x e/(1+e) less cost x e.

    First-order condition: e = sqrt(A / cost) - 1, never below 0 or above `most`.
    """
    gain = own_share * amount_yuan * loss_given_default * avoidable_loss
    return min(max(math.sqrt(gain / cost) - 1.0, 0.0), most)
