"""A wave of absconding: owners who would have stayed run away with the cash (跑路潮).

Wenzhou in 2011 (F130): at least 80 bosses vanished within months. More owners find flight thinkable and fewer who are
tempted resist; lenders who cannot tell the honest from the others then fear all whose books show little.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..state.economy import Economy
from ..state.numbers import Change, at_least, times
from .stress import Stress


class HonestyShock(Stress):
    """Honesty below which flight is thinkable rises, and so does the hazard of those below it."""

    kind: ClassVar[str] = "honesty_shock"
    label: ClassVar[dict[str, str]] = {"en": "wave of absconding", "zh": "跑路潮"}
    example: ClassVar[Stated] = {"months": 12, "threshold": 0.8, "hazard_factor": 4.0}
    nulls: ClassVar[Nulls] = ({"threshold": 0.0, "hazard_factor": 1.0},)

    threshold: float = parameter(
        unit="honesty, 0 to 1",
        low=0.0,
        high=1.0,
        meaning="Honesty below which flight is thinkable",
        zh="可能跑路的诚信门槛",
    )
    hazard_factor: float = parameter(
        unit="ratio", low=0.0, high=100.0, meaning="Hazard of flight over its usual one", zh="跑路概率倍数"
    )

    def changes(self, economy: Economy) -> Iterable[Change]:
        """Raise threshold and hazard."""
        return (
            at_least("moral_hazard.threshold", self.threshold),
            times("moral_hazard.hazard", self.hazard_factor),
        )
