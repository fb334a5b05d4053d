"""Time of each phase of the month, in one warm run.

    python benchmarks/phases.py [SCENARIO] [FIRMS] [MONTHS]

It takes some seconds.
"""

import time

from smecredit.analysis.commands.program import ProgramOptions, count
from smecredit.scenarios import load
from smecredit.simulation import CreditMarket, month


def timed(phase, spent: dict[str, float]):
    def run(market: CreditMarket) -> None:
        start = time.perf_counter()
        phase(market)
        spent[phase.__name__] += time.perf_counter() - start

    return run


def main() -> None:
    options = ProgramOptions(__doc__)
    options.add_argument("scenario", nargs="?", default="baseline", help="of the library, or a file (baseline)")
    options.add_argument("firms", nargs="?", type=count, default=10_000, help="(10000)")
    options.add_argument("months", nargs="?", type=count, default=120, help="(120)")
    asked = options.asked()
    name, firms, months = asked.scenario, asked.firms, asked.months
    scenario = load(name, firms=firms, months=months)
    CreditMarket(load(name, firms=200, months=3), seed=1, tape=False).run()  # compiles

    phases = month.PHASES
    spent = {phase.__name__: 0.0 for phase in phases}
    month.PHASES = tuple(timed(phase, spent) for phase in phases)
    start = time.perf_counter()
    market = CreditMarket(scenario, seed=1, tape=False)
    opening = time.perf_counter() - start
    market.run()
    lived = months + scenario.burn_in

    print(f"{name}: {firms:,} firms, {scenario.burn_in} + {months} months")
    print(f"{'phase':20s} {'ms a month':>12s} {'ns a firm-month':>16s}")
    for phase, seconds in spent.items():
        print(f"{phase:20s} {seconds / lived * 1e3:12.3f} {seconds / lived / firms * 1e9:16.1f}")
    total = sum(spent.values())
    print(f"{'all':20s} {total / lived * 1e3:12.3f} {total / lived / firms * 1e9:16.1f}")
    print(f"opening {opening:.3f} s, months {total:.3f} s")


if __name__ == "__main__":
    main()
