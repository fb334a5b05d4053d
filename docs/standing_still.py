"""Draws forty years of the untouched baseline and writes docs/images/forty_years.png:

    python docs/standing_still.py [--seeds R] [--firms N] [--workers W]

Each seed opens from economies of its own. Thirty seeds of 4,000 firms take some four minutes on two processors.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import smecredit as sc
from smecredit.analysis.commands.program import ProgramOptions, count
from smecredit.analysis.presentation.plots import style
from smecredit.analysis.validation.trials.standing_still import INDICATORS, SIZES, yearly
from smecredit.analysis.validation.worlds import own_past

PICTURE = Path(__file__).parent / "images" / "forty_years.png"
YEARS = 40
#: Percentiles over seeds between which the band lies: eight seeds of ten.
BAND = (10, 90)
#: What each figure is multiplied with to be shown, and its unit; ratios and rates are per cent.
UNITS = {
    "credit_outstanding": (1e-12, "¥ tn"),
    "firms_alive": (1e-6, "million"),
    "employment": (1e-6, "million"),
}
PER_CENT = (100.0, "%")


def forty_years(seed: int, firms: int) -> dict[str, np.ndarray]:
    """Figures of each year in one seed, shape (YEARS,)."""
    scenario = sc.load("baseline", set=own_past(seed), firms=firms, months=12 * YEARS)
    market = sc.CreditMarket(scenario, seed=seed, tape=False)
    market.run()
    return yearly(market)


def figure(paths: list[dict[str, np.ndarray]]) -> Figure:
    """A panel a series: the mean over seeds, the band, and the mean of all years."""
    titles = {**INDICATORS, **SIZES}
    columns = 4
    rows = -(-len(titles) // columns)
    drawn = Figure(figsize=(12.8, 2.1 * rows + 0.7))
    panels = drawn.subplots(rows, columns, squeeze=False).ravel()
    for axes, (key, (english, chinese)) in zip(panels, titles.items(), strict=False):
        panel(axes, f"{english} · {chinese}", np.array([path[key] for path in paths]), *UNITS.get(key, PER_CENT))
    for axes in panels[len(titles) :]:
        axes.set_visible(False)
    shown = f"mean and eight of ten of {len(paths)} seeds" if len(paths) > 1 else "one seed, which gives no band"
    drawn.suptitle(
        f"Forty years of the baseline: {shown}, year by year; dotted, the mean of all years",
        x=0.01,
        ha="left",
    )
    drawn.tight_layout(rect=(0, 0, 1, 0.98))
    return drawn


def panel(axes: Axes, title: str, values: np.ndarray, factor: float, unit: str) -> None:
    """One series, `values` of shape (seeds, years), from zero, so that a drift is seen at its size."""
    years, shown = np.arange(1, values.shape[1] + 1), values * factor
    low, high = np.percentile(shown, BAND, axis=0)
    axes.fill_between(years, low, high, color="#0072b2", alpha=0.2, linewidth=0)
    axes.plot(years, shown.mean(axis=0), color="#0072b2", linewidth=1.6)
    axes.axhline(shown.mean(), color="#4d5761", linewidth=0.9, linestyle=(0, (1, 1.5)))
    axes.set_ylim(0.0, 1.15 * float(high.max()))
    axes.set_xlim(1, values.shape[1])
    axes.set_title(f"{title}, {unit}", loc="left", fontsize=8)


def main() -> None:
    """Run, draw, say the slopes."""
    parser = ProgramOptions(__doc__)
    parser.add_argument("--seeds", type=count, default=30, help="seeds 1 to so many (30)")
    parser.add_argument("--firms", type=count, default=4_000, help="(4000)")
    parser.add_argument("--workers", type=count, default=2, help="processes (2)")
    options = parser.asked()
    sc.CreditMarket(sc.load("baseline", firms=options.firms, months=1)).run()  # the pool is made once, for all
    with ProcessPoolExecutor(options.workers, mp_context=get_context("forkserver")) as pool:
        paths = list(pool.map(partial(forty_years, firms=options.firms), range(1, options.seeds + 1)))
    with style():
        PICTURE.parent.mkdir(exist_ok=True)
        figure(paths).savefig(PICTURE, dpi=110)
    print("\n".join(slopes(paths)))


def slopes(paths: list[dict[str, np.ndarray]]) -> Iterator[str]:
    """Slope over years 2 to 40 in per cent of the mean a year, of the mean over seeds."""
    for key in paths[0]:
        mean = np.mean([path[key] for path in paths], axis=0)[1:]
        slope = np.polyfit(np.arange(len(mean)), mean, 1)[0]
        yield f"{key}: {100.0 * slope / mean.mean():+.2f}% a year"


if __name__ == "__main__":
    main()
