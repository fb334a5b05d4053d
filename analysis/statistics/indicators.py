"""Facts about indicators and effects: unit, direction, and how a month's value adds up. What they are called is told
in presentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...simulation.state import structure

if TYPE_CHECKING:
    from ...simulation.observe.indicator import Indicator

#: Size classes of SMEs.
SIZES = structure.SIZES[:3]

#: Over what a value by month is taken: the month, the twelve months up to it, or the run up to it.
MONTH, YEAR, RUN = "month", "year", "run"


@dataclass(frozen=True)
class Effect:
    """An indicator that exists only in a comparison: its unit, and whether more is better (+1, -1 or 0)."""

    unit: str
    direction: int
    #: A share of the scenario's own loans: it has no counterpart in the reference to differ from.
    share_of_own: bool = False


EFFECTS: Mapping[str, Effect] = {
    "credit_per_fiscal_yuan_gross": Effect("yuan per yuan", 1),
    "credit_per_fiscal_yuan_incremental": Effect("yuan per yuan of public cost", 1),
    "cost_per_job": Effect("yuan per job-year", -1),
    "cost_per_firm_saved": Effect("yuan per firm", -1),
    "additionality": Effect("share", 1, share_of_own=True),
    "additionality_by_number": Effect("share", 1, share_of_own=True),
    "lost_without_support": Effect("share", 1, share_of_own=True),
    "dearer_without_support": Effect("points per year", 0, share_of_own=True),
    "deadweight": Effect("share", -1, share_of_own=True),
    "additionality_placebo": Effect("share", 0, share_of_own=True),
    "firms_saved": Effect("count", 1),
    "firms_rescued": Effect("count", 1),
    "firms_lost": Effect("count", -1),
}

#: Effects whose keys also come with a dimension and a value: `additionality.size.micro`.
BROKEN_DOWN = ("additionality", "firms_saved")

#: Indicators whose level leaves out too much to mean anything: only differences are shown.
DIFFERENCE_ONLY = ("fiscal_balance",)


def effect_or_none(key: str) -> Effect | None:
    """The declaration of an effect, breakdowns included, or None for a key that is none."""
    base, _, part = key.partition(".")
    return EFFECTS.get(base) if not part or base in BROKEN_DOWN else None


def indicator_or_none(key: str) -> Indicator | None:
    """The declaration of an indicator, or None for a key that is none."""
    from ...simulation.observe.indicator import indicator

    try:
        return indicator(key)
    except (KeyError, ValueError):
        return None


def unit_of(key: str) -> str:
    """Unit of an indicator or of an effect; empty for a key that is neither."""
    if (effect := effect_or_none(key)) is not None:
        return effect.unit
    declared = indicator_or_none(key)
    return declared.unit if declared is not None else ""


def flows_by_month(key: str) -> bool:
    """True where a month's value is a flow, summed over the window or the run; it is shown as a yearly rate."""
    declared = indicator_or_none(key)
    return declared is not None and declared.aggregate == "sum" and declared.unit in ("yuan", "count", "workers")


def over_whole_run(key: str) -> bool:
    """True where an indicator sums the whole run, not its summary window."""
    declared = indicator_or_none(key)
    return declared is not None and declared.measure.whole_run


def shown_unit(key: str) -> str:
    """The unit in which tables and figures show an indicator."""
    return f"{unit_of(key)} per year" if flows_by_month(key) else unit_of(key)


def direction_of(key: str) -> int:
    """+1 where more of an indicator is better, -1 where less is, 0 where neither."""
    if (effect := effect_or_none(key)) is not None:
        return effect.direction
    declared = indicator_or_none(key)
    return declared.direction if declared is not None else 0
