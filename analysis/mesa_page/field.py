"""A field of firms: every living firm a dot in its region, coloured by how it stands with its banks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...simulation.state.structure import LABELS, REGIONS, SIZES
from ..presentation.palette import BETTER, CAVEAT, EDGE, SECOND, WORSE
from ..presentation.typeface import families
from .words import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ...simulation.market import CreditMarket

#: What a firm can be, the worst last, and its colour.
STATES = {"no_loan": EDGE, "loan": BETTER, "refused": CAVEAT, "late": WORSE}
#: Months for which a firm without a loan that a bank has turned down counts as refused.
REFUSED_FOR = 3
#: Steps of a sequence that fills a square evenly (Roberts 2018, the plastic number): a firm keeps its place for life.
_STEPS = (0.7548776662466927, 0.5698402909980532)
#: Area of a dot by size class, in square points.
_AREAS = np.array([6.0, 16.0, 40.0, 70.0])
#: Width of a region and the gap beside it.
_BESIDE = 1.06


def states_of(market: CreditMarket) -> np.ndarray:
    """For every living firm, the place of its state in `STATES`."""
    firms = market.enterprises
    borrows, late = firms["loans"] > 0, firms["missed"] > 0
    refused = firms["refused_month"] > market.month - REFUSED_FOR
    return np.select([borrows & late, borrows, refused], [3, 1, 2], 0)


def places_of(market: CreditMarket) -> np.ndarray:
    """For every living firm, its place in the unit square of its region; shape (firms, 2)."""
    keys = market.enterprises["id"]
    # A later entrant's key holds its month in the high half: both halves move it along the sequence.
    along = (keys & 0xFFFFFFFF) + 1 + (keys >> 32) * 7919
    return np.column_stack([np.modf(along * step)[0] for step in _STEPS])


def field_figure(market: CreditMarket, language: str = "en") -> Figure:
    """The field as it stands: regions side by side, larger dots for larger firms, a legend with numbers."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    states, places = states_of(market), places_of(market)
    places[:, 0] += _BESIDE * market.enterprises["region"]
    areas = _AREAS[np.minimum(market.enterprises["size"], len(SIZES) - 1)]
    worst_last = np.argsort(states, kind="stable")  # so that no other dot hides it
    colours = np.array([*STATES.values()])
    with rc_context({"font.family": families(), "font.size": 9.0}):
        figure = Figure(figsize=(7.0, 4.4))
        axis = figure.add_axes((0.01, 0.09, 0.98, 0.79))
        axis.scatter(
            places[worst_last, 0],
            places[worst_last, 1],
            s=areas[worst_last],
            color=colours[states[worst_last]],
            linewidths=0.0,
        )
        for region, name in enumerate(REGIONS):
            axis.text(_BESIDE * region, 1.02, LABELS[name][language], color=SECOND)
        axis.set(xlim=(-0.02, _BESIDE * len(REGIONS)), ylim=(-0.02, 1.08))
        axis.set_axis_off()
        handles = [
            Line2D([], [], linestyle="", marker="o", color=colour, label=f"{say(name, language)} {number:,}")
            for (name, colour), number in zip(STATES.items(), np.bincount(states, minlength=len(STATES)), strict=True)
        ]
        figure.legend(handles=handles, loc="lower left", ncols=len(STATES), frameon=False)
        figure.suptitle(say("field", language, month=market.month), x=0.01, ha="left", fontsize=10.0)
        figure.canvas.draw()
    return figure
