"""The figure a fund's manager would print: balance, capital needed, chance to run dry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..statistics.fund_risk import LEVELS, MONTHS_A_YEAR
from .formatting import scale_of, unit_label
from .fund import lead, title
from .plots import GREY, INK, style
from .strings import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..experiments.fund import FundStudy

_BLUE, _ORANGE = "#0072b2", "#c44e00"
#: Bands of the balance: lower and upper quantile, and how strongly each is filled.
_BANDS = ((0.01, 0.99, 0.12), (0.05, 0.95, 0.2), (0.25, 0.75, 0.3))

#: Per cent that leave room for a word above a curve that begins at 100.
_ABOVE_ALL = 114.0


def fund_figure(study: FundStudy, language: str = "en") -> Figure:
    """Three panels: what the fund holds, the capital that would be needed, the chance that it has run dry."""
    from matplotlib.figure import Figure

    with style():
        figure = Figure(figsize=(11.0, 4.3), layout="constrained")
        balance, capital, dry = figure.subplots(1, 3)
        _draw_balance(balance, study, language)
        _draw_capital(capital, study, language)
        _draw_dry(dry, study, language)
        figure.suptitle(title(study, language), x=0.01, ha="left", fontsize=11.0, color=INK)
        below = f"{lead(study, language)}\n{text('fund.plot.added', language)}"
        figure.supxlabel(below, x=0.01, ha="left", fontsize=8.0, color=GREY)
        for axis in (balance, capital, dry):
            axis.grid(axis="y", color="#dfe3e8", linewidth=0.6)
            axis.spines[["top", "right"]].set_visible(False)
        figure.canvas.draw()
    return figure


def _in_yuan(label: str, language: str, power: int) -> str:
    """The label of an axis of money."""
    return text("plot.with_unit", language, label=label, unit=unit_label("yuan", language, power))


def _draw_balance(axis: Axes, study: FundStudy, language: str) -> None:
    held = study.paths.balance
    power = scale_of([float(held.max())], "yuan", language)
    years = np.arange(1, held.shape[1] + 1) / MONTHS_A_YEAR
    for low, high, strength in _BANDS:
        ends = np.quantile(held, (low, high), axis=0) / 10.0**power
        axis.fill_between(years, *ends, color=_BLUE, alpha=strength, linewidth=0.0)
    axis.plot(years, np.median(held, axis=0) / 10.0**power, color=_BLUE, linewidth=1.6)
    axis.axhline(0.0, color=INK, linewidth=0.8)
    axis.set_title(text("fund.plot.balance", language), loc="left", fontsize=9.5)
    axis.set_xlabel(text("fund.plot.bands", language))
    axis.set_ylabel(_in_yuan(text("fund.plot.held", language), language, power))


def _draw_capital(axis: Axes, study: FundStudy, language: str) -> None:
    risk = study.risk
    power = scale_of([float(risk.needed.max()), risk.stated], "yuan", language)
    needed = np.concatenate([[0.0], risk.needed]) / 10.0**power
    above = 1.0 - np.arange(len(needed)) / (len(needed) - 1)
    axis.step(needed, 100.0 * above, where="post", color=_BLUE, linewidth=1.6)
    axis.axvline(risk.stated / 10.0**power, color=_ORANGE, linewidth=1.2, linestyle=(0, (4, 2)))
    axis.annotate(
        text("fund.plot.stated", language),
        (risk.stated / 10.0**power, _ABOVE_ALL),
        textcoords="offset points",
        xytext=(4, -2),
        va="top",
        color=_ORANGE,
        fontsize=8.0,
    )
    for level, mark in zip(LEVELS, ("o", "s"), strict=True):
        value = risk.capital[level].value / 10.0**power
        axis.plot([value], [100.0 * (1.0 - level)], mark, color=INK, markersize=5.0)
        axis.annotate(
            f"{round(100 * level)}%",
            (value, 100.0 * (1.0 - level)),
            textcoords="offset points",
            xytext=(5, 4),
            fontsize=8.0,
        )
    axis.set_ylim(0.0, _ABOVE_ALL)
    axis.set_yticks(range(0, 101, 20))
    axis.set_xlim(0.0, 1.1 * max(float(needed.max()), risk.stated / 10.0**power))
    axis.set_title(text("fund.plot.capital", language), loc="left", fontsize=9.5)
    axis.set_xlabel(_in_yuan(text("fund.capital", language), language, power))
    axis.set_ylabel(text("fund.plot.share", language))


def _draw_dry(axis: Axes, study: FundStudy, language: str) -> None:
    years = study.risk.years
    places = [year.year for year in years]
    values = np.array([100.0 * year.dry.value for year in years])
    ends = (
        np.array([[100.0 * (year.dry.low or 0.0), 100.0 * (year.dry.high or 0.0)] for year in years]).reshape(-1, 2).T
    )
    errors = np.abs(ends - values)
    axis.bar(places, values, color=_BLUE, alpha=0.55, width=0.7)
    axis.errorbar(places, values, yerr=errors, fmt="none", ecolor=INK, elinewidth=0.9, capsize=2.5)
    axis.set_ylim(0.0, max(5.0, float(ends.max(initial=0.0)) * 1.05))
    axis.set_xticks(places)
    axis.set_title(text("fund.plot.dry", language), loc="left", fontsize=9.5)
    axis.set_xlabel(text("fund.year", language))
    axis.set_ylabel(text("fund.plot.interval", language))
