"""What `fund` prints: the chance to run dry, what is asked of the fund, the capital and the fee that hold it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.text import Text

from ...simulation.ground.printable import printable
from ..statistics.fund_risk import LEVELS, Ranged
from .formatting import amount
from .layout import Column, Grid, Prose
from .strings import text

if TYPE_CHECKING:
    from ..experiments.fund import FundStudy

#: Seeds from which on the 99% has an upper end: the largest of so many exceeds it with 97.5%.
SEEDS_FOR_99 = 368


def fund_tables(study: FundStudy, language: str) -> Iterable[Any]:
    """The tables and what they do not say."""
    risk = study.risk
    yield Prose(title(study, language), "bold")
    yield Prose(lead(study, language), "dim")
    for caveat in caveats(study, language):
        yield Prose(f"! {caveat}", hanging=2)
    yield Text()
    names = ("dry", "mean", "median", "q95", "q99")
    table = Grid(
        language,
        Column(text("fund.year", language), "right"),
        *(Column(text(f"fund.{name}", language), "right") for name in names),
    )
    for year in risk.years:
        asked = (year.mean, *(year.quantiles[level] for level in (0.5, 0.95, 0.99)))
        said = _share_said(year.dry, language)
        table.row(str(year.year), said, *(amount(each, "yuan", language) for each in asked), indent=0)
    yield table
    yield Text()
    table = Grid(
        language,
        Column(text("fund.holds", language)),
        Column(text("fund.capital", language), "right"),
        Column(text("column.interval", language), "right"),
        Column(text("fund.fee", language), "right"),
        Column(text("column.interval", language), "right"),
    )
    for level in LEVELS:
        capital, fee = risk.capital[level], risk.fee[level]
        table.row(
            text("fund.level", language, level=round(100 * level)),
            amount(capital.value, "yuan", language),
            _interval(capital, "yuan", language),
            amount(fee.value, "share per year", language) if fee.value else text("fund.no_fee", language),
            _interval(fee, "share per year", language) if fee.value else "",
            indent=0,
        )
    yield table
    yield Text()
    yield Prose(text("fund.premium", language, fee=amount(risk.premium, "share per year", language)))
    yield Prose(text("fund.how", language), "dim")
    weight = study.scenario.group("economy").population / study.scenario.firms
    yield Prose(text("fund.sample", language, weight=f"{weight:,.0f}"), "dim")


def title(study: FundStudy, language: str) -> str:
    """The fund, and under what."""
    party = text(f"party.{study.party}", language)
    named = {"fund": study.fund, "party": party, "scenario": printable(study.scenario.title[language])}
    if study.stress is None:
        return text("fund.title", language, **named)
    return text("fund.title_under", language, **named, stress=printable(study.stress[language]))


def lead(study: FundStudy, language: str) -> str:
    """Seeds, size and what was paid in."""
    return text(
        "fund.lead",
        language,
        seeds=study.risk.seeds,
        firms=f"{study.scenario.firms:,}",
        months=study.scenario.months,
        size=amount(study.risk.stated, "yuan", language),
    )


def caveats(study: FundStudy, language: str) -> list[str]:
    """What makes the figures less than they seem."""
    risk, found = study.risk, []
    if risk.censored:
        found.append(text("fund.censored", language, count=risk.censored, seeds=risk.seeds))
    if risk.capital[LEVELS[-1]].high is None:
        found.append(text("fund.few", language, seeds=risk.seeds, needed=SEEDS_FOR_99))
    return found


def _share_said(share: Ranged, language: str) -> str:
    return f"{amount(share.value, 'share', language)} ({_interval(share, 'share', language)})"


def _interval(found: Ranged, unit: str, language: str) -> str:
    """An interval; one that so few seeds leave open above says so."""
    low = amount(found.low if found.low is not None else 0.0, unit, language)
    if found.high is None:
        return text("fund.from", language, low=low)
    return text("interval", language, low=low, high=amount(found.high, unit, language))


def document(study: FundStudy) -> dict[str, Any]:
    """What `fund --json` prints: yuan of the population, shares as fractions, ends that are not known as null."""
    risk = study.risk

    def ranged(found: Ranged) -> dict[str, float | None]:
        return {"value": found.value, "ci_low": found.low, "ci_high": found.high}

    return {
        "scenario": study.scenario.name,
        "fund": study.fund,
        "party": study.party,
        "seeds": risk.seeds,
        "months": study.scenario.months,
        "firms": study.scenario.firms,
        "stated_yuan": risk.stated,
        "years": [
            {
                "year": year.year,
                "run_dry": ranged(year.dry),
                "payouts_mean_yuan": year.mean,
                "payouts_quantiles_yuan": {str(level): value for level, value in year.quantiles.items()},
            }
            for year in risk.years
        ],
        "capital_yuan": {str(level): ranged(found) for level, found in risk.capital.items()},
        "fee_a_year": {str(level): ranged(found) for level, found in risk.fee.items()},
        "premium_a_year": risk.premium,
        "censored_seeds": risk.censored,
    }


def years_table(study: FundStudy) -> pd.DataFrame:
    """A row a year: the chance to have run dry by its end with its interval, what is asked with its quantiles."""
    rows = [
        {
            "run_dry": year.dry.value,
            "run_dry_low": year.dry.low,
            "run_dry_high": year.dry.high,
            "asked_mean_yuan": year.mean,
            **{f"asked_{100.0 * level:g}_yuan": value for level, value in year.quantiles.items()},
        }
        for year in study.risk.years
    ]
    return pd.DataFrame(rows, index=pd.Index([year.year for year in study.risk.years], name="year"))


def needs_table(study: FundStudy) -> pd.DataFrame:
    """A row a part of the runs: the capital and the fee a year that hold in them, each with its interval."""
    risk = study.risk
    rows = [
        {
            f"{name}{end}": value
            for name, found in (("capital_yuan", risk.capital[level]), ("fee_a_year", risk.fee[level]))
            for end, value in (("", found.value), ("_low", found.low), ("_high", found.high))
        }
        for level in LEVELS
    ]
    return pd.DataFrame(rows, index=pd.Index(LEVELS, name="holds_in"), dtype=float)


def months_table(study: FundStudy) -> pd.DataFrame:
    """The table of `fund.csv`: a row a seed and month from the fund's first, what it holds, is asked and gets back.

    The balance is of the fund as stated, the rest of one that pays whatever is asked of it.
    """
    paths = study.paths
    seeds, months = paths.balance.shape
    first = study.scenario.months - months + 1
    return pd.DataFrame(
        {
            "seed": [seed for seed in study.plan.seeds for _ in range(months)],
            "month": [*range(first, first + months)] * seeds,
            "balance_yuan": paths.balance.ravel(),
            "asked_yuan": paths.payouts.ravel(),
            "recovered_yuan": paths.recoveries.ravel(),
            "guaranteed_yuan": paths.guaranteed.ravel(),
        }
    )
