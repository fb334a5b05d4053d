"""Stresses: dated blows to the economy that a scenario or `--under` adds to any policy."""

from __future__ import annotations

from typing import Annotated, ClassVar

from simulation.parameters import one_of, parameter
from simulation.policy.instrument import NonEmpty
from simulation.registry import Registered
from simulation.structure import REGIONS, SECTORS


class Stress(Registered):
    """A change of conditions from month `start`, for `months` months. It never adds or removes a policy."""

    start: int = parameter(1, unit="month", low=1, high=1200, meaning="First month", zh="起始月")
    months: int = parameter(unit="months", low=1, high=1200, meaning="How long it lasts in full", zh="持续月数")


class DemandShock(Stress):
    """Demand in some sectors and regions falls at once, stays down, and comes back in a line."""

    kind: ClassVar[str] = "demand_shock"
    label: ClassVar[dict[str, str]] = {"en": "fall in demand", "zh": "需求冲击"}

    depth: float = parameter(
        unit="fraction of demand",
        low=-0.95,
        high=1.0,
        meaning="Change of demand; -0.1 is 10% less",
        zh="需求变动幅度",
    )
    recovery_months: int = parameter(
        0, unit="months", low=0, high=1200, meaning="From the trough back to normal", zh="恢复月数"
    )
    sector: Annotated[tuple[Annotated[str, one_of(SECTORS)], ...], NonEmpty] = parameter(
        SECTORS, unit="names", meaning="Sectors it hits", zh="受冲击行业"
    )
    region: Annotated[tuple[Annotated[str, one_of(REGIONS)], ...], NonEmpty] = parameter(
        REGIONS, unit="names", meaning="Regions it hits", zh="受冲击地区"
    )

    def change(self, month: int) -> float:
        """Change of demand in `month`, a fraction: `depth` in the trough, then linearly back to 0."""
        since_trough = month - self.start - self.months + 1
        if month < self.start or since_trough > self.recovery_months:
            return 0.0
        if since_trough <= 0:
            return self.depth
        return self.depth * (1.0 - since_trough / (self.recovery_months + 1))
