"""Imported by the process from which workers of the page are copied: what every run needs lies once in memory.

The kernels of a run take a hundred megabytes and a second to load, the settled economies of each past thirty more: once
instead of once a worker. Only where they lie ready: else the first worker to need them makes them, and the page opens
meanwhile.
"""

from __future__ import annotations

from contextlib import suppress

from ...scenarios import load
from ...simulation.ground.compiled import COMPILED
from ...simulation.ground.compiled_cache import cache_is_warm
from ...simulation.market import CreditMarket
from ...simulation.settled.kept import is_kept
from .offered import ECONOMIES, NORMAL

#: Firms, and months lived: enough for every kernel of an ordinary month to be called.
FIRMS, LIVED = 300, 3


def _load() -> None:
    if not COMPILED or not cache_is_warm():
        return
    for economy in ECONOMIES:
        scenario = load("one_plus_n", under=None if economy == NORMAL else economy, firms=FIRMS)
        if not is_kept(scenario):
            continue
        market = CreditMarket(scenario, seed=1, threads=1, tape=False)
        for _ in range(LIVED):
            market.step()


# A worker that finds nothing ready makes it: no fault here may keep the page from opening.
with suppress(Exception):
    _load()
