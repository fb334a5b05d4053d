"""A small pool of economies that have run for long, and markets that open from it."""

from collections.abc import Callable
from typing import Any

import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.scenario import Scenario
from smecredit.simulation.settled.economies import pool_of
from smecredit.simulation.settled.pool import Pool

#: A pool that is made in a moment.
SMALL_POOL = {
    "opening.settled": True,
    "opening.pool_economies": 2,
    "opening.pool_firms": 400,
    "opening.pool_months": 30,
    "opening.pool_looks": 2,
    "opening.pool_interval": 7,
    "economy.burn_in": 3,
}

Settled = Callable[..., Scenario]


@pytest.fixture(scope="session")
def settled() -> Settled:
    """`settled(name, firms, months, path=value)`: a scenario that opens from a small pool."""

    def made(
        name: str = "baseline", firms: int = 600, months: int = 6, under: str | None = None, **more: Any
    ) -> Scenario:
        return load(name, under=under, firms=firms, months=months, set={**SMALL_POOL, **more})

    return made


@pytest.fixture(scope="session")
def small_pool(settled: Settled) -> Pool:
    """The pool of the baseline, made anew."""
    return pool_of(settled())


@pytest.fixture(scope="session")
def opened(settled: Settled) -> CreditMarket:
    """A market of 3,000 firms as it opens; to be read, not changed."""
    return CreditMarket(settled(firms=3_000), seed=7)
