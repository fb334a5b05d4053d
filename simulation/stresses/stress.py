"""What every stress has: a dated blow to the economy that a scenario or `--under` adds to any policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..ground.parameters import parameter
from ..ground.registry import Registered, kinds_in

if TYPE_CHECKING:
    from ..market import CreditMarket


class Stress(Registered):
    """A change of conditions from month `start`, for `months` months. It never adds or removes a policy.

    A new one is a file of `simulation/stresses/` with a subclass: `kind`, `label`, its fields, its hooks.
    """

    start: int = parameter(1, unit="month", low=1, high=1200, meaning="First month", zh="起始月")
    months: int = parameter(unit="months", low=1, high=1200, meaning="How long it lasts in full", zh="持续月数")

    def acts_in(self, month: int) -> bool:
        """Whether it lasts in `month`."""
        return self.start <= month < self.start + self.months

    def strike(self, market: CreditMarket) -> None:
        """Called in its first month, after the cycle moved: change conditions."""

    def restore(self, market: CreditMarket) -> None:
        """Called from its first month to the one after its last, before any stress acts: put back what it moves.

        Stresses of one kind may overlap: each month all that last act anew on the stated conditions.
        """

    def last(self, market: CreditMarket) -> None:
        """Called in every month it lasts, the first included: what goes on while it does."""

    def pass_away(self, market: CreditMarket) -> None:
        """Called in the month after its last: conditions go back."""

    def idle_because(self, scenario: Any) -> dict[str, str] | None:
        """Why it changes nothing under this scenario, in both languages; None where it has something to act on."""
        if self.does_nothing:
            return {"en": "its figures leave everything as it is", "zh": "其数值使一切保持不变"}
        return None


def stress_kinds() -> dict[str, type[Stress]]:
    """Class of every stress, by kind."""
    return kinds_in(__package__, Stress)
