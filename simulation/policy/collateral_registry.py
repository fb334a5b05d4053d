"""A unified registry of collateral (动产和权利担保统一登记): notice, priority and enforcement of security made sure.

A lender who finds prior claims in a register and can enforce without a trial loses less on a pledge, sooner, and lends
more against it (Love, Martinez Peria and Singh 2016, Journal of Financial Services Research 49; Campello and Larrain
2016, Review of Financial Studies 29). For the borrower registration online spares the notary and the waiting. It
touches loans on what registries record: pledges, invoices, goods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..ground.parameters import parameter
from ..ground.registry import Nulls
from ..state.economy import Economy
from ..state.programme_columns import PLEDGE_LOSS, PLEDGE_VALUE, REGISTERED, TROUBLE, WORKOUT
from .public_service import PublicService

if TYPE_CHECKING:
    from ..ground.columns import Blocks


class CollateralRegistry(PublicService):
    """Security is registered in one place: surer, faster, less trouble."""

    kind: ClassVar[str] = "collateral_registry"
    label: ClassVar[dict[str, str]] = {"en": "collateral registry", "zh": "担保物统一登记"}
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

    def write(self, economy: Economy, programme: Blocks, row: int) -> None:
        """Ratios on loss, time, value and trouble of what is registered."""
        programme.real[PLEDGE_LOSS, row] = self.pledge_loss
        programme.real[WORKOUT, row] = self.workout
        programme.real[PLEDGE_VALUE, row] = self.pledge_value
        programme.real[TROUBLE, row] = self.trouble
        programme.tag[REGISTERED, row] = 1
