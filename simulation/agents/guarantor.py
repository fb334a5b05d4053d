"""Guarantors and re-guarantors: Mesa agents that read their row of the institution table."""

from ..state.structure import REGIONS
from .few import RowAgent


class Guarantor(RowAgent):
    """A guarantor of one region, government-backed or commercial."""

    table = "institutions"

    @property
    def public(self) -> bool:
        """Whether it is government-backed."""
        return bool(self.value("public"))

    @property
    def region(self) -> str:
        """Region it serves."""
        return REGIONS[self.whole("region")]

    @property
    def leverage(self) -> float:
        """Own liability over net assets; 0 where it has neither."""
        assets = self.whole("deposit")
        return self.whole("covered") / assets if assets > 0 else 0.0


class Reguarantor(RowAgent):
    """The provincial re-guarantors together, or the national guarantee fund."""

    table = "institutions"
