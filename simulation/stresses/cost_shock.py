"""Costs, taxes and unfilled jobs squeeze margins (成本、税费与用工挤压).

Wages, inputs, rents and charges rise while prices do not; jobs that nobody fills leave capacity idle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..behaviour.trade.cash_flow import sector_table
from ..ground.parameters import parameter
from ..ground.registry import Nulls
from .stress import Stress

if TYPE_CHECKING:
    from ..market import CreditMarket

INPUTS, OVERHEADS = 1, 2


class CostShock(Stress):
    """Factors on what firms pay, and the share of capacity that stands idle for want of workers."""

    kind: ClassVar[str] = "cost_shock"
    label: ClassVar[dict[str, str]] = {"en": "rising costs and unfilled jobs", "zh": "成本上升与用工短缺"}
    nulls: ClassVar[Nulls] = (
        {
            "wages": 1.0, "inputs": 1.0, "overheads": 1.0, "charges": 1.0, "turnover_tax": 1.0, "unfilled_jobs": 0.0,
        },
    )  # fmt: skip

    wages: float = parameter(1.0, unit="ratio", low=0.1, high=10.0, meaning="Cost of a worker", zh="人工成本倍数")
    inputs: float = parameter(1.0, unit="ratio", low=0.1, high=10.0, meaning="Price of inputs", zh="投入品价格倍数")
    overheads: float = parameter(
        1.0, unit="ratio", low=0.1, high=10.0, meaning="Rent and overheads", zh="租金等固定费用倍数"
    )
    charges: float = parameter(
        1.0, unit="ratio", low=0.0, high=50.0, meaning="Administrative charges", zh="行政收费倍数"
    )
    turnover_tax: float = parameter(1.0, unit="ratio", low=0.0, high=50.0, meaning="Turnover tax", zh="增值税倍数")
    unfilled_jobs: float = parameter(
        0.0,
        unit="share of capacity",
        low=0.0,
        high=0.9,
        meaning="Capacity idle for want of workers",
        zh="缺工导致的闲置产能",
    )

    def restore(self, market: CreditMarket) -> None:
        """Costs are as the scenario states."""
        market.restore_numbers("cash_flow", "wage_factor", "charge_rate", "turnover_tax", "unfilled_jobs")
        market.sector_table[:] = sector_table(market.group("cash_flow"), market.group("population").turnover)

    def last(self, market: CreditMarket) -> None:
        """Raise what firms pay."""
        now = market.numbers("cash_flow")
        market.change_numbers(
            "cash_flow",
            wage_factor=now.wage_factor * self.wages,
            charge_rate=now.charge_rate * self.charges,
            turnover_tax=now.turnover_tax * self.turnover_tax,
            unfilled_jobs=max(now.unfilled_jobs, self.unfilled_jobs),
        )
        market.sector_table[INPUTS] *= self.inputs
        market.sector_table[OVERHEADS] *= self.overheads
