"""How often a 95% interval holds the truth when a comparison is repeated.

    python benchmarks/interval_coverage.py [SEEDS] [FIRMS] [MONTHS] [TIMES]

Two policies are run over many seeds, once. The truth is what all of them say; an experiment draws a few of them at
random, each time from all, and gives its intervals as `compare` does (10 seeds are its default, 30 those of the
documentation), and as `compare --until-width` does (the bootstrap-t, 50 seeds or more). Runs are kept in
.cache/interval_coverage.results: the same command again repeats the draws alone. The share of so many experiments is
known to within 0.7 points (TIMES 4000). The runs take some minutes on two processors, the draws some more.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

import smecredit as sc
from smecredit.analysis.commands.program import ProgramOptions, count
from smecredit.analysis.experiments.by_seed import parts_by_seed
from smecredit.analysis.statistics.bootstrap_t import PairedRatios, bootstrap_t
from smecredit.analysis.statistics.intervals import Estimate, differences, estimates, resampled

STORE = Path(".cache") / "interval_coverage.results"
INDICATORS = (
    "credit_outstanding", "new_lending.size.micro", "mean_loan_rate", "default_rate", "npl_ratio", "failures_by_cause",
    "public_cost", "employment",
)  # fmt: skip
#: Seeds of an experiment, and of one that ends in a bootstrap-t.
FEW, PILOT = (10, 30), 60

#: Numerators and denominators of the indicators, a row a seed, a column an indicator.
Parts = tuple[np.ndarray, np.ndarray]
Intervals = list[Estimate]


def run(seeds: int, firms: int, months: int) -> dict[str, Parts]:
    """The parts of every indicator by scenario; what is not in the store yet is run."""
    design = {
        "title": "coverage",
        "scenarios": ["baseline", "one_plus_n"],
        "firms": firms,
        "months": months,
        "seeds": seeds,
        "set": {"opening.settled": False, "economy.burn_in": 12},
    }
    result = sc.sweep(design, STORE)
    hashes = dict(result.sql("SELECT scenario, scenario_hash FROM points").itertuples(index=False, name=None))
    found: dict[str, Parts] = {}
    for name, scenario_hash in hashes.items():
        columns = [parts_by_seed(result, key)[scenario_hash] for key in INDICATORS]
        rows = np.array([[column[seed] for column in columns] for seed in range(1, seeds + 1)])
        found[name] = rows[:, :, 0], rows[:, :, 1]
    return found


def means(parts: Parts) -> np.ndarray:
    return parts[0].sum(axis=0) / parts[1].sum(axis=0)


def usual(own: Parts, other: Parts) -> tuple[Intervals, Intervals]:
    """The intervals of a level and of a difference, as `compare` gives them."""
    sample, reference = resampled(*own), resampled(*other)
    return estimates(sample), differences(sample, reference)


def of_pilot(own: Parts, other: Parts) -> tuple[Intervals]:
    """The intervals of a difference, as `compare --until-width` gives them."""
    columns = range(len(INDICATORS))
    return ([bootstrap_t(PairedRatios(*(part[:, each] for part in (*own, *other)))) for each in columns],)


def covered(
    give: Callable[[Parts, Parts], tuple[Intervals, ...]],
    truths: list[np.ndarray],
    drawn_from: tuple[Parts, Parts],
    seeds: int,
    times: int,
) -> list[np.ndarray]:
    """The share of intervals that hold the truth, an array a kind of interval, by indicator."""
    luck = np.random.default_rng(seeds)
    held = [np.zeros(len(INDICATORS)) for _ in truths]
    for _ in range(times):
        rows = luck.integers(0, len(drawn_from[0][0]), seeds)
        own, other = ((top[rows], bottom[rows]) for top, bottom in drawn_from)
        for share, truth, intervals in zip(held, truths, give(own, other), strict=True):
            pairs = zip(intervals, truth, strict=True)
            share += [each.low is not None and each.low <= at <= each.high for each, at in pairs]
    return [share / times for share in held]


def measure(seeds: int, firms: int, months: int, times: int) -> None:
    parts = run(seeds, firms, months)
    other, own = parts["baseline"], parts["one_plus_n"]
    level, difference = means(own), means(own) - means(other)
    columns: dict[str, np.ndarray] = {}
    for few in FEW:
        shares = covered(usual, [level, difference], (own, other), few, times)
        columns |= {f"level, {few} seeds": shares[0], f"difference, {few} seeds": shares[1]}
    columns[f"bootstrap-t, {PILOT} seeds"] = covered(of_pilot, [difference], (own, other), PILOT, times // 4)[0]
    print(
        f"{times:,} experiments on {seeds:,} seeds, {firms:,} firms, {months} months: intervals that hold the truth, %"
    )
    print(f"{'':26s}" + "".join(f"{name:>24s}" for name in columns))
    for place, key in enumerate(INDICATORS):
        print(f"{key:26s}" + "".join(f"{100.0 * share[place]:24.1f}" for share in columns.values()))
    print(f"{'mean':26s}" + "".join(f"{100.0 * share.mean():24.1f}" for share in columns.values()))


if __name__ == "__main__":
    options = ProgramOptions(__doc__)
    options.add_argument("seeds", nargs="?", type=count, default=2000, help="run once, whose mean is the truth (2000)")
    options.add_argument("firms", nargs="?", type=count, default=1000, help="(1000)")
    options.add_argument("months", nargs="?", type=count, default=36, help="(36)")
    options.add_argument("times", nargs="?", type=count, default=4000, help="experiments drawn from them (4000)")
    asked = options.asked()
    measure(asked.seeds, asked.firms, asked.months, asked.times)
