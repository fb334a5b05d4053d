"""What lenders learn from a month: how often loans fail, how often owners run away, how much security is for sale."""

from __future__ import annotations

from ...state.counts import LOANS_DEFAULTED, WILFUL_DEFAULTS
from ...state.economy import Economy
from ..banking import totals
from . import lender_trust


def learn_defaults(economy: Economy) -> None:
    """Lenders compare defaults with what they had predicted and correct their estimates slowly."""
    predicted = economy.loan_counters[totals.L_PREDICTED_MICRO] / 12e6
    realised = float(int(economy.counts[LOANS_DEFAULTED]))
    economy.predicted_defaults += 0.04 * (predicted - economy.predicted_defaults)
    economy.realised_defaults += 0.04 * (realised - economy.realised_defaults)
    if economy.predicted_defaults > 0.0 and economy.month > 18 - economy.burn_in:
        relative = min(max(economy.realised_defaults / economy.predicted_defaults, 0.5), 2.0)
        experience = economy.banks.column("experience")
        factor = 1.0 + economy.numbers.banking.learning * (relative - 1.0)
        experience[:] = [min(max(value * factor, 0.3), 3.0) for value in experience.tolist()]


def learn_trust(economy: Economy) -> None:
    """Lenders see owners run away more often than usual, and fear those whose books show little."""
    trust = economy.numbers.lender_trust
    borrowers = max(int(economy.observed[totals.N_BORROWERS]), 1)
    rate = 12.0 * int(economy.counts[WILFUL_DEFAULTS]) / borrowers
    economy.flights = lender_trust.remembered(economy.flights, rate, trust.memory)
    economy.usual_flights = lender_trust.remembered(economy.usual_flights, rate, trust.long_memory)
    economy.suspicion = lender_trust.suspicion(economy.flights, economy.usual_flights, trust.fear)


def learn_sales(economy: Economy, volume: int) -> None:
    """Volume of security coming up for sale, over the last year and usually."""
    base = max(float(economy.loan_counters[totals.L_BALANCE]), 1.0)
    share = volume / base
    economy.for_sale += (share - economy.for_sale) / 12.0
    economy.usually_for_sale += (share - economy.usually_for_sale) / 60.0
