"""What lenders make of owners who run away: a wave of flights casts suspicion on the honest.

A lender learns how often owners vanish. What exceeds the usual it adds to the risk of every firm whose books do not
show who runs it (Akerlof 1970; in Wenzhou banks recalled loans from sound firms after the first flights, F129, F130).
"""

from ...ground.compiled import compiled
from ...ground.parameters import ParameterGroup, assumption, calibrated, parameter


class LenderTrust(ParameterGroup, key="lender_trust", title={"en": "Lenders' trust", "zh": "银行信任"}):
    """How fast lenders learn of flights and how much they fear them."""

    memory: float = parameter(
        0.25,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Weight of the last month in what lenders have just seen",
        zh="近期跑路率的月更新权重",
        source=assumption("news of a few months"),
    )
    long_memory: float = parameter(
        0.01,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Weight of the last month in what lenders think usual",
        zh="常态跑路率的月更新权重",
        source=assumption("a memory of about eight years"),
    )
    usual: float = parameter(
        0.002,
        opening_only=True,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Borrowers whose owner runs away in a year, as lenders believe at the start",
        zh="期初银行认为的年跑路率",
        source=calibrated("the baseline's mean"),
    )
    fear: float = parameter(
        1.5,
        unit="ratio",
        low=0.0,
        high=50.0,
        meaning="Risk added to a wholly opaque firm per unit of flights above the usual",
        zh="超常跑路率折算为不透明企业风险的系数",
        source=assumption("more than one for one: nothing is recovered quickly from who has gone"),
    )


@compiled
def remembered(before: float, now: float, weight: float) -> float:
    """A slow average after one more month."""
    return before + weight * (now - before)


@compiled
def suspicion(seen: float, usual: float, fear: float) -> float:
    """Probability of default per year that lenders add to a wholly opaque firm."""
    return fear * max(seen - usual, 0.0)
