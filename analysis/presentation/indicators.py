"""What the output says about indicators: unit, direction, label, and which ones answer which question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...simulation.state import structure
from .strings import text

if TYPE_CHECKING:
    from ...simulation.observe.indicator import Indicator


@dataclass(frozen=True)
class Effect:
    """An indicator that exists only in a comparison: its unit, and whether more is better (+1, -1 or 0)."""

    unit: str
    direction: int
    #: A share of the scenario's own loans: it has no counterpart in the reference to differ from.
    share_of_own: bool = False


EFFECTS: Mapping[str, Effect] = {
    "credit_per_fiscal_yuan_gross": Effect("yuan per yuan", 1),
    "credit_per_fiscal_yuan_incremental": Effect("yuan per yuan", 1),
    "cost_per_job": Effect("yuan per job-year", -1),
    "cost_per_firm_saved": Effect("yuan per firm", -1),
    "additionality": Effect("share", 1, share_of_own=True),
    "deadweight": Effect("share", -1, share_of_own=True),
    "additionality_placebo": Effect("share", 0, share_of_own=True),
    "firms_saved": Effect("count", 1),
    "firms_rescued": Effect("count", 1),
    "firms_lost": Effect("count", -1),
}

#: Effects whose keys also come with a dimension and a value: `additionality.size.micro`.
BROKEN_DOWN = ("additionality", "firms_saved")

#: Size classes of SMEs.
SIZES = structure.SIZES[:3]

# The headline table: a policymaker's questions in order, and the indicators that answer each.
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "credit": (
        "borrower_share",
        "credit_outstanding",
        *(f"credit_outstanding.size.{size}" for size in SIZES),
        "new_lending",
        "first_time_borrowers",
        "rejection_rate",
        "discouraged_share",
    ),
    "price": ("mean_loan_rate", "spread_over_large_firms"),
    "default": ("default_rate", "npl_ratio", "guarantee_payout_rate"),
    "failures": ("failures_by_cause", *(f"failures_by_cause.cause.{cause}" for cause in structure.CAUSES)),
    "anyway": (
        "additionality",
        *(f"additionality.size.{size}" for size in SIZES),
        "additionality_at_decision",
        "deadweight",
        "additionality_placebo",
    ),
    "purse": (
        "fiscal_outlay",
        "public_loss_cost",
        "fiscal_net_cost",
        "contingent_liability",
        "credit_per_fiscal_yuan_gross",
        "credit_per_fiscal_yuan_incremental",
        "cost_per_job",
        "cost_per_firm_saved",
    ),
    "lenders": ("guaranteed_share", "guarantor_leverage", "fund_balance", "bank_capital_ratio"),
    "economy": ("firms_alive", "firms_saved", "firms_rescued", "firms_lost", "employment", "output"),
}

_WHOLE_RUN = ("losses_by_payer", "recoveries_by_payer")

# Indicators drawn month by month.
PANELS = (
    "credit_outstanding",
    "new_lending",
    "borrower_share",
    "rejection_rate",
    "mean_loan_rate",
    "default_rate",
    "npl_ratio",
    "fiscal_outlay",
    "public_loss_cost",
    "bank_capital_ratio",
    "employment",
    "output_gap",
)

# Over what a panel's value is taken: the month, the twelve months up to it, or the run up to it. Flows
# jump from month to month, and payments come in lumps.
MONTH, YEAR, RUN = "month", "year", "run"
SPANS: Mapping[str, str] = {
    "new_lending": YEAR,
    "rejection_rate": YEAR,
    "mean_loan_rate": YEAR,
    "fiscal_outlay": RUN,
    "public_loss_cost": RUN,
}


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
    """Unit of an indicator or of an effect."""
    if (effect := effect_or_none(key)) is not None:
        return effect.unit
    declared = indicator_or_none(key)
    return declared.unit if declared is not None else ""


def flows_by_month(key: str) -> bool:
    """True where a month's value is a flow, summed over the window; it is shown as a yearly rate.

    Losses and recoveries by payer are left alone: they sum the whole run.
    """
    declared = indicator_or_none(key)
    return (
        declared is not None
        and declared.aggregate == "sum"
        and declared.unit in ("yuan", "count")
        and not key.startswith(_WHOLE_RUN)
    )


def shown_unit(key: str) -> str:
    """The unit in which tables and figures show an indicator."""
    return f"{unit_of(key)} per year" if flows_by_month(key) else unit_of(key)


def direction_of(key: str) -> int:
    """+1 where more of an indicator is better, -1 where less is, 0 where neither."""
    if (effect := effect_or_none(key)) is not None:
        return effect.direction
    declared = indicator_or_none(key)
    return declared.direction if declared is not None else 0


def label_of(key: str, language: str) -> str:
    """Name of an indicator or of an effect in English or Chinese."""
    if effect_or_none(key) is not None:
        base, _, part = key.partition(".")
        label = text(f"effect.{base}", language)
        return text("label.part", language, label=label, part=_name_of_part(part, language)) if part else label
    declared = indicator_or_none(key)
    return declared.label[language] if declared is not None else key


def _name_of_part(part: str, language: str) -> str:
    """Name of a value of a dimension, such as `sector.transport`."""
    return structure.LABELS[part.partition(".")[2]][language]


def definition_of(key: str, language: str) -> str:
    """Definition of an indicator or of an effect in English or Chinese."""
    if effect_or_none(key) is not None:
        return text(f"effect.{key.partition('.')[0]}.definition", language)
    declared = indicator_or_none(key)
    return declared.definition[language] if declared is not None else ""


def headline_keys(present: Iterable[str]) -> dict[str, list[str]]:
    """The headline indicators that a result has, by question; questions without any are left out."""
    present = set(present)
    found = {question: [key for key in keys if key in present] for question, keys in QUESTIONS.items()}
    return {question: keys for question, keys in found.items() if keys}
