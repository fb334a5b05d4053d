"""One small credit model written three ways: Mesa objects, NumPy columns, a compiled loop over columns.

Each firm draws a shock to its revenue, pays its costs, borrows when short, repays a part and defaults when
its debt passes a limit. The arithmetic is the same in all three; what differs is how the firms are stored and
looped over.

    python benchmarks/small_model.py [FIRMS] [MONTHS]

It takes half a minute, nearly all of it for the objects.
"""

import time
from collections.abc import Callable

import mesa
import numpy as np

from smecredit.analysis.commands.program import ProgramOptions, count
from smecredit.simulation.ground.compiled import kernel
from smecredit.simulation.ground.mathematics import exponential
from smecredit.simulation.ground.randomness import laplace, uniforms

SALES, COST, BUFFER, REPAID, LIMIT, PURPOSE = 100.0, 92.0, 50.0, 0.05, 600.0, 5


class Firm(mesa.Agent):
    """A firm as an object with attributes."""

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        self.cash, self.debt, self.defaults = BUFFER, 0.0, 0

    def trade(self) -> None:
        shock = self.model.random.expovariate(5.0) - self.model.random.expovariate(5.0)
        self.cash += SALES * np.exp(shock) - COST - REPAID * self.debt
        self.debt -= REPAID * self.debt
        if self.cash < 0.0:
            self.debt -= self.cash
            self.cash = 0.0
        if self.debt > LIMIT:
            self.debt, self.cash, self.defaults = 0.0, BUFFER, self.defaults + 1


class Firms(mesa.Model):
    """The model of the objects."""

    def __init__(self, firms: int) -> None:
        super().__init__(rng=1)
        Firm.create_agents(self, firms)

    def step(self) -> None:
        self.agents.do("trade")


def with_objects(firms: int, months: int) -> float:
    model = Firms(firms)
    start = time.perf_counter()
    for _ in range(months):
        model.step()
    return time.perf_counter() - start


def with_numpy(firms: int, months: int) -> float:
    random = np.random.default_rng(1)
    cash, debt = np.full(firms, BUFFER), np.zeros(firms)
    defaults = np.zeros(firms, np.int64)
    start = time.perf_counter()
    for _ in range(months):
        cash += SALES * np.exp(random.laplace(0.0, 0.2, firms)) - COST - REPAID * debt
        debt -= REPAID * debt
        short = np.maximum(-cash, 0.0)
        debt += short
        cash += short
        failed = debt > LIMIT
        debt[failed], cash[failed] = 0.0, BUFFER
        defaults += failed
    return time.perf_counter() - start


@kernel
def trade(cash: np.ndarray, debt: np.ndarray, defaults: np.ndarray, seed: int, month: int) -> None:
    for firm in range(len(cash)):
        shock = laplace(uniforms(seed, firm, month, PURPOSE)[0], 0.2)
        cash[firm] += SALES * exponential(shock) - COST - REPAID * debt[firm]
        debt[firm] -= REPAID * debt[firm]
        short = max(-cash[firm], 0.0)
        debt[firm] += short
        cash[firm] += short
        if debt[firm] > LIMIT:
            debt[firm], cash[firm] = 0.0, BUFFER
            defaults[firm] += 1


def with_compiled_loop(firms: int, months: int) -> float:
    def run(firms: int, months: int) -> float:
        cash, debt = np.full(firms, BUFFER), np.zeros(firms)
        defaults = np.zeros(firms, np.int64)
        start = time.perf_counter()
        for month in range(months):
            trade(cash, debt, defaults, 1, month)
        return time.perf_counter() - start

    run(10, 1)  # compiles
    return run(firms, months)


def main() -> None:
    options = ProgramOptions(__doc__)
    options.add_argument("firms", nargs="?", type=count, default=100_000, help="(100000)")
    options.add_argument("months", nargs="?", type=count, default=12, help="(12)")
    asked = options.asked()
    firms, months = asked.firms, asked.months
    ways: dict[str, Callable[[int, int], float]] = {
        "Mesa objects": with_objects,
        "NumPy columns, stream of draws": with_numpy,
        "compiled loop, keyed draws": with_compiled_loop,
    }
    print(f"{firms:,} firms, {months} months, one thread; nanoseconds per firm-month, best of 3")
    for name, way in ways.items():
        best = min(way(firms, months) for _ in range(3))
        print(f"{name:32s} {best / firms / months * 1e9:10,.1f}")


if __name__ == "__main__":
    main()
