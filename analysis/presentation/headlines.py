"""Which indicators answer which question, which are drawn, and what they are called in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...simulation.state import structure
from ..statistics.indicators import RUN, SIZES, YEAR, effect_or_none, indicator_or_none
from .strings import text

# The headline table: a policymaker's questions in order, and the indicators that answer each.
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "credit": (
        "borrower_share",
        "credit_outstanding",
        *(f"credit_outstanding.size.{size}" for size in SIZES),
        "lending",
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
        "additionality_at_decision",
        *(f"additionality.size.{size}" for size in SIZES),
        "additionality_by_number",
        "lost_without_support",
        "dearer_without_support",
        "deadweight",
        "additionality_placebo",
    ),
    "purse": (
        "fiscal_outlay",
        "public_cost",
        "cost_of_capital",
        "fiscal_balance",
        "contingent_liability",
        "credit_per_fiscal_yuan_gross",
        "credit_per_fiscal_yuan_incremental",
        "cost_per_job",
        "cost_per_firm_saved",
    ),
    "lenders": (
        "guaranteed_share",
        "licensed_guarantee_share",
        "guarantor_leverage",
        "fund_balance",
        "bank_capital_ratio",
    ),
    "economy": ("firms_alive", "firms_saved", "firms_rescued", "firms_lost", "employment", "output"),
}

# Indicators drawn month by month.
PANELS = (
    "credit_outstanding",
    "lending",
    "borrower_share",
    "rejection_rate",
    "mean_loan_rate",
    "default_rate",
    "npl_ratio",
    "fiscal_outlay",
    "public_cost",
    "bank_capital_ratio",
    "employment",
    "output_gap",
)

#: Over what a panel's value is taken, where that is not the month: flows jump from month to month, and payments come
#: in lumps.
SPANS: Mapping[str, str] = {
    "lending": YEAR,
    "rejection_rate": YEAR,
    "mean_loan_rate": YEAR,
    "fiscal_outlay": RUN,
    "public_cost": RUN,
}


def label_of(key: str, language: str, reference: str = "") -> str:
    """Name of an indicator or of an effect in English or Chinese; an effect's says against which `reference` it is."""
    if effect_or_none(key) is not None:
        base, _, part = key.partition(".")
        against = text("quoted", language, name=reference) if reference else text("effect.reference", language)
        label = text(f"effect.{base}", language, reference=against)
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
