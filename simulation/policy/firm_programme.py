"""Instruments that pay firms themselves: they use a row of the table of programmes for eligibility and budget alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..state.economy import Economy
from .credit_programme import CreditProgramme

if TYPE_CHECKING:
    from ..ground.columns import Row


class FirmProgramme(CreditProgramme):
    """Base of the instruments that change no terms of loans: a subclass visits firms in its hooks.

    Where claims exceed what is left of the budget, all are paid the same part.
    """

    @dataclass
    class Memory:
        """The month of the last yearly round."""

        last_round: int | None = None

    def write(self, economy: Economy, terms: Row) -> None:
        """No loan comes under it, and the columns of loan terms stay neutral."""
        terms.product_mask = 0

    def round_due(self, economy: Economy) -> bool:
        """Whether a yearly round is held this month: the first active month, then when a year has passed."""
        memory = economy.schedule.memory(self)
        last = memory.last_round
        if last is not None and economy.month - last < 12:
            return False
        memory.last_round = economy.month
        return True
