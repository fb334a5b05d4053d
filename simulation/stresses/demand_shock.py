"""A fall in demand, by sector and region, with a recovery."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ..ground.parameters import one_of, parameter
from ..ground.registry import Nulls, Stated
from ..policy.instrument import NonEmpty
from ..state.structure import REGIONS, SECTORS
from .stress import Stress


class DemandShock(Stress):
    """Demand in some sectors and regions falls at once, stays down, and comes back in a line."""

    kind: ClassVar[str] = "demand_shock"
    label: ClassVar[dict[str, str]] = {"en": "fall in demand", "zh": "需求冲击"}
    example: ClassVar[Stated] = {"months": 12, "depth": -0.1}
    nulls: ClassVar[Nulls] = ({"depth": 0.0},)

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
