"""Costs, taxes and unfilled jobs squeeze margins (成本、税费与用工挤压).

Wages, inputs, rents and charges rise while prices do not; jobs that nobody fills leave capacity idle.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..state.economy import Economy
from ..state.numbers import Change, at_least, times
from .stress import Stress


class CostShock(Stress):
    """Factors on what firms pay, and the share of capacity that stands idle for lack of workers."""

    kind: ClassVar[str] = "cost_shock"
    label: ClassVar[dict[str, str]] = {"en": "rising costs and unfilled jobs", "zh": "成本上升与用工短缺"}
    example: ClassVar[Stated] = {"months": 12, "wages": 1.2}
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
        meaning="Capacity idle for lack of workers",
        zh="缺工导致的闲置产能",
    )

    def changes(self, economy: Economy) -> Iterable[Change]:
        """Raise what firms pay."""
        return (
            times("cash_flow.wage_factor", self.wages),
            times("cash_flow.input_factor", self.inputs),
            times("cash_flow.overhead_factor", self.overheads),
            times("cash_flow.charge_rate", self.charges),
            times("cash_flow.turnover_tax", self.turnover_tax),
            at_least("cash_flow.unfilled_jobs", self.unfilled_jobs),
        )
