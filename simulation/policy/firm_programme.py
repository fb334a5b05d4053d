"""Instruments that pay firms themselves: they use a row of the table of programmes for eligibility and budget alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..state.eligibility_columns import PRODUCT_MASK
from .credit_programme import CreditProgramme

if TYPE_CHECKING:
    from ..ground.columns import Blocks
    from ..market import CreditMarket


class FirmProgramme(CreditProgramme):
    """Base of the instruments that change no terms of loans: a subclass visits firms in its hooks.

    Where claims exceed what is left of the budget, all are paid the same part.
    """

    def write(self, market: CreditMarket, programme: Blocks, row: int) -> None:
        """No loan comes under it, and the columns of loan terms stay neutral."""
        programme.index[PRODUCT_MASK, row] = 0

    def round_due(self, market: CreditMarket) -> bool:
        """Whether a yearly round is held this month: the first active month, then when a year has passed."""
        last = market.last_rounds.get(self.terms)
        if last is not None and market.month - last < 12:
            return False
        market.last_rounds[self.terms] = market.month
        return True
