"""What lenders learn from a month: how often loans fail, how often owners run away, how much security is for sale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..banking import totals
from ..distress import default
from . import lender_trust

if TYPE_CHECKING:
    from ...market import CreditMarket


def learn_defaults(m: CreditMarket) -> None:
    """Lenders compare defaults with what they had predicted and correct their estimates slowly."""
    predicted = m.loan_counters[totals.L_PREDICTED_MICRO] / 12e6
    realised = float(m.count.get("loans_defaulted", 0))
    m.predicted_defaults += 0.04 * (predicted - m.predicted_defaults)
    m.realised_defaults += 0.04 * (realised - m.realised_defaults)
    if m.predicted_defaults > 0.0 and m.month > 18 - m.burn_in:
        relative = min(max(m.realised_defaults / m.predicted_defaults, 0.5), 2.0)
        experience = m.banks.column("experience")
        factor = 1.0 + m.group("banking").learning * (relative - 1.0)
        experience[:] = [min(max(value * factor, 0.3), 3.0) for value in experience.tolist()]


def learn_trust(m: CreditMarket) -> None:
    """Lenders see owners run away more often than usual, and fear those whose books show little."""
    trust = m.group("lender_trust")
    borrowers = max(int(m.observed[totals.N_BORROWERS]), 1)
    rate = 12.0 * int(m.exits[default.C_WILFUL]) / borrowers
    m.flights = lender_trust.remembered(m.flights, rate, trust.memory)
    m.usual_flights = lender_trust.remembered(m.usual_flights, rate, trust.long_memory)
    fear = lender_trust.suspicion(m.flights, m.usual_flights, trust.fear)
    m.change_numbers("credit_scoring", suspicion=fear)


def learn_sales(m: CreditMarket, volume: int) -> None:
    """Volume of security coming up for sale, over the last year and usually."""
    base = max(float(m.loan_counters[totals.L_BALANCE]), 1.0)
    share = volume / base
    m.for_sale += (share - m.for_sale) / 12.0
    m.usually_for_sale += (share - m.usually_for_sale) / 60.0
