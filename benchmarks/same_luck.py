"""What it buys that two policies are run with the same luck.

    python benchmarks/same_luck.py [SEEDS] [FIRMS] [MONTHS]

For each indicator the variance of the difference between two scenarios, seed by seed, over the variance that the
difference of two runs with seeds of their own has: the sum of the variances of both. One over that ratio is how many
times as many seeds runs without the same luck need for an interval as narrow. The range is a 95% interval by bootstrap
over seeds. It takes a quarter of a minute on two processors.
"""

from functools import partial

import numpy as np

import smecredit as sc
from smecredit.analysis.commands.program import ProgramOptions, count

INDICATORS = (
    "credit_outstanding", "new_lending.size.micro", "default_rate", "failures_by_cause", "public_cost", "employment",
)  # fmt: skip
PAIRS = (("no_support", "baseline"), ("baseline", "one_plus_n"))
RESAMPLES = 2000


def ratio(own: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Variance of paired differences over that of unpaired ones, along the last axis."""
    return (own - other).var(axis=-1, ddof=1) / (own.var(axis=-1, ddof=1) + other.var(axis=-1, ddof=1))


def measure(seeds: int, firms: int, months: int) -> None:
    names = list(dict.fromkeys(name for pair in PAIRS for name in pair))
    table = sc.compare(names, seeds=seeds, firms=firms, months=months).by_seed
    luck = np.random.default_rng(1)
    draws = luck.integers(0, seeds, (RESAMPLES, seeds))
    print(
        f"{seeds} seeds, {firms:,} firms, {months} months: variance of the difference, same luck over luck of its own"
    )
    for reference, scenario in PAIRS:
        print(f"{scenario} less {reference}")
        for key in INDICATORS:
            own, other = (
                table[(table["scenario"] == name) & (table["indicator"] == key)].sort_values("seed")["value"].to_numpy()
                for name in (scenario, reference)
            )
            if len(own) != seeds or not (np.isfinite(own) & np.isfinite(other)).all():
                print(f"  {key:40s} is not defined in every seed")
                continue
            found = float(ratio(own, other))
            low, high = np.nanquantile(ratio(own[draws], other[draws]), (0.025, 0.975))
            times = f"{1.0 / found:,.0f}" if found < 0.1 else f"{1.0 / found:.1f}"
            print(f"  {key:24s} {found:8.2g} ({low:.2g} to {high:.2g}), as good as {times} times the seeds")


if __name__ == "__main__":
    options = ProgramOptions(__doc__)
    options.add_argument(
        "seeds", nargs="?", type=partial(count, least=2), default=30, help="at least 2, for one has no variance (30)"
    )
    options.add_argument("firms", nargs="?", type=count, default=2000, help="(2000)")
    options.add_argument("months", nargs="?", type=count, default=60, help="(60)")
    asked = options.asked()
    measure(asked.seeds, asked.firms, asked.months)
