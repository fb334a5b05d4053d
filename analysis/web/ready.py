"""Imported by the process from which workers of the page are copied: what every run needs lies once in memory.

The kernels of a run take a hundred megabytes and a second to load, the settled economies of each past thirty more: once
instead of once a worker. Only what lies ready is loaded. What is missing or damaged in the cache is made by the first
worker that needs it, while the page is open already: here nothing is compiled and no economy is settled.

With a plug-in installed nothing is loaded: workers copied after its import would share its open files and miss its
threads, and what it says of its failure would be lost. Nor is anything where kernels run as plain Python
(`SMECREDIT_NOJIT`), which need no loading. Where no worker is copied from another process, as on Windows, this is never
imported, and each worker loads what it needs for itself.
"""

from __future__ import annotations

import gc
from contextlib import suppress
from importlib.metadata import entry_points
from typing import NoReturn

from ...scenarios import load
from ...simulation.ground.compiled import COMPILED
from ...simulation.ground.compiled_cache import cache_is_warm
from ...simulation.ground.plugins import GROUP
from ...simulation.market import CreditMarket
from ...simulation.settled.kept import pool_for
from .offered import ECONOMIES, NORMAL

#: Firms, and months lived: enough for every kernel of an ordinary month to be called.
FIRMS, LIVED = 300, 3


class _NotKept(Exception):
    """Something would have to be made that the cache does not hold."""


def _not_here(*_: object) -> NoReturn:
    raise _NotKept


def _load() -> None:
    if not COMPILED or not cache_is_warm() or entry_points(group=GROUP):
        return
    from numba.core.event import Listener, install_listener

    class Refusing(Listener):
        """Told of each kernel that is about to be compiled, before any work on it."""

        on_start = on_end = _not_here

    with install_listener("numba:compile", Refusing()):
        for economy in ECONOMIES:
            with suppress(_NotKept):
                _live(economy)


def _live(economy: str) -> None:
    """Live a small market for a few months. Raises _NotKept where something had to be made for it."""
    scenario = load("one_plus_n", under=None if economy == NORMAL else economy, firms=FIRMS)
    pool_for(scenario, run=_not_here)
    market = CreditMarket(scenario, seed=1, threads=1, tape=False)
    for _ in range(LIVED):
        market.step()


# Whatever goes wrong here goes wrong again in a worker, which says so: it may not keep the page from opening.
with suppress(Exception):
    _load()
# Copies share memory until one of them writes to it, as a search for unused objects would.
gc.collect()
gc.freeze()
