"""Compensation funds and the insurer: Mesa agents that read their row of the institution table."""

from .few import RowAgent


class RiskFund(RowAgent):
    """A fund that pays its share of losses while it has money."""

    table = "institutions"

    @property
    def balance(self) -> int:
        """Money left in model fen."""
        return self.whole("deposit")
