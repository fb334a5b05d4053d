"""What a run costs before any of its size has been measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...simulation.scenario import Scenario

#: CPU seconds that a run takes before any is measured: a month of the model, and each firm in it.
MONTH_SECONDS, FIRM_MONTH_SECONDS = 1.8e-3, 5.3e-7


def seconds_by_rule(scenario: Scenario) -> float:
    """CPU seconds of a run, by rule."""
    return (scenario.months + scenario.burn_in) * (MONTH_SECONDS + scenario.firms * FIRM_MONTH_SECONDS)
