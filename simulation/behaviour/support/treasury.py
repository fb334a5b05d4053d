"""The budget of government: what it spends beside its programmes, and the bonds that a deficit issues.

Ordinary spending follows a plan, not the month's revenue. The plan is what revenue has left over after interest,
programmes and the results of public institutions, on average over years (a rule of structural balance, as Chile's:
Marcel and others 2001), corrected by how far net debt stands from where it stood at the start (Bohn 1998: governments
raise their surplus as debt rises). So a programme's cost is borrowed first and paid for by less spending later; higher
revenue lowers debt first; and debt stands still where nothing changes. Money put into public guarantors and funds is
still there: what counts is debt less that money.
"""

from __future__ import annotations

import math

from ...ground.parameters import ParameterGroup, assumption, paper, parameter
from ...ground.units import whole_fen


class Treasury(ParameterGroup, key="treasury", title={"en": "Government budget", "zh": "政府预算"}):
    """How spending follows revenue and how it answers to debt."""

    plan_follows: float = parameter(
        1.0 / 60.0,
        unit="share of the gap a month",
        low=0.0,
        high=1.0,
        meaning="Speed at which planned spending follows what revenue leaves over; 0: the plan of the burn-in stays; "
        "1: what comes in is spent at once",
        zh="计划支出跟随财政结余的速度（0：沿用预热期计划；1：当月收入当月花完）",
        source=assumption("medium-term budgets average revenue over about five years, a cycle"),
    )
    debt_response: float = parameter(
        0.06,
        unit="yuan a year per yuan of net debt",
        low=0.0,
        high=1.0,
        meaning="Spending cut per yuan by which net debt stands above its goal; 0: debt is left where it goes",
        zh="净债务每高于目标一元所削减的年度支出（0：不作反应）",
        source=paper(
            "Bohn (1998), Quarterly Journal of Economics 113: surpluses rise by 0.03 to 0.06 per unit of debt"
        ),
    )


def next_plan(plan: float, left_over: float, follows: float, months: int, learning: bool) -> float:
    """Planned spending of the month, fen: a mean of what was left over, over all months while it is being learned.

    `left_over` is what the month's revenue leaves for it, `months` how many there have been, this one included.
    """
    if math.isnan(plan):
        return left_over
    speed = max(follows, 1.0 / months) if learning else follows
    return plan + speed * (left_over - plan)


def ordinary_spending(plan: float, net_debt: int, goal: int, response: float) -> int:
    """Fen of a month that government spends beside its programmes: the plan less its answer to debt, never below 0."""
    return whole_fen(max(plan - response * (net_debt - goal) / 12.0, 0.0))
