"""A unified registry of collateral (动产和权利担保统一登记): notice, priority and enforcement of security made sure.

A lender who finds prior claims in a register and can enforce without a trial loses less on a pledge, sooner, and lends
more against it (Love, Martinez Peria and Singh 2016, Journal of Financial Services Research 49; Campello and Larrain
2016, Review of Financial Studies 29). For the borrower registration online spares the notary and the waiting. It
touches loans on what registries record: pledges, invoices, goods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..state.economy import Economy
from .public_service import PublicService

if TYPE_CHECKING:
    from ..ground.columns import Row


class CollateralRegistry(PublicService):
    """Security is registered in one place: surer, faster, less trouble."""

    kind: ClassVar[str] = "collateral_registry"
    label: ClassVar[dict[str, str]] = {"en": "collateral registry", "zh": "担保物统一登记"}
    example: ClassVar[Stated] = {"trouble": 0.0, "pledge_loss": 0.2, "pledge_value": 2.0}
    nulls: ClassVar[Nulls] = (
        {
            "pledge_loss": 1.0, "workout": 1.0, "pledge_value": 1.0, "trouble": 1.0, "setup_yuan": 0.0,
            "yearly_yuan": 0.0,
        },
    )  # fmt: skip

    pledge_loss: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="Loss given default of pledged loans",
        zh="抵质押贷款违约损失率系数",
    )
    workout: float = parameter(1.0, unit="ratio", low=0.1, high=1.0, meaning="Months of work-out", zh="处置期系数")
    pledge_value: float = parameter(
        1.0, unit="ratio", low=1.0, high=3.0, meaning="What banks lend against a pledge", zh="抵押可贷额系数"
    )
    trouble: float = parameter(
        1.0, unit="ratio", low=0.0, high=1.0, meaning="Hidden cost of giving the security", zh="抵押手续隐性成本系数"
    )

    def write(self, economy: Economy, terms: Row) -> None:
        """Ratios on loss, time, value and trouble of what is registered."""
        terms.pledge_loss = self.pledge_loss
        terms.workout = self.workout
        terms.pledge_value = self.pledge_value
        terms.trouble = self.trouble
        terms.registered = True
