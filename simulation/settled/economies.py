"""Economies that run for long, each with its own luck, and are looked at from time to time.

How many firms there are, and how much they have built and borrowed, carries the luck of the cycle over the past ten
years. The mean of a few economies would be off by some per cent, and every run that opens from them would drift back;
so they come in pairs whose cycles mirror one another.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from functools import partial

from ..ground.errors import BooksError, RunError, Sentence
from ..month import forget_what_was_used, live_one_month
from ..opening import open_books
from ..scenario import Scenario
from ..state.economy import Economy
from .pool import Pool, look_at, pooled

#: The seed of the first of these economies, far from those that runs are given, so that a run draws its firms apart
#: from its own luck.
FIRST_SEED = 1_000_003
#: Seeds from the first economy of one pool to that of the next: no fewer than a pool can have economies.
BETWEEN_POOLS = 1_000
MONTHS_A_YEAR = 12

#: Does a piece of work for each economy, by its number, in whatever process; the order stays.
Mapper = Callable[[Callable[[int], list[Pool]], Iterable[int]], Iterable[list[Pool]]]


def long_economy(scenario: Scenario) -> Scenario:
    """The scenario of an economy in the past of a run: opened by drawing, policies of the past alone, no stress."""
    opening = scenario.group("opening")
    months = opening.pool_months + (opening.pool_looks - 1) * opening.pool_interval
    changes = {
        "economy": {"firms": opening.pool_firms, "months": 1, "report_from": 1, "burn_in": months},
        "cycle": {"path": ()},
        "opening": {"settled": False},
    }
    groups = tuple(group.model_copy(update=changes.get(group.key, {})) for group in scenario.groups)
    return dataclasses.replace(scenario, groups=groups, policies=(), stresses=())


def opened(scenario: Scenario, number: int) -> Economy:
    """The economy of this number at the beginning of its long life."""
    seed = FIRST_SEED + BETWEEN_POOLS * scenario.group("opening").pool_seed + number
    economy = Economy(long_economy(scenario), seed)
    open_books(economy)
    if number % 2:
        economy.cycle.mirrored = seed - 1
    return economy


def live_until(economy: Economy, month: int) -> None:
    """Live up to this month; what policies may spend is made up again each year."""
    while economy.month < month:
        live_one_month(economy)
        if economy.month % MONTHS_A_YEAR == 0:
            forget_what_was_used(economy)


def live_long(scenario: Scenario, number: int) -> list[Pool]:
    """Looks at the economy of this number. Raises RunError where its books do not close, or nobody is left."""
    opening = scenario.group("opening")
    looks = []
    try:
        economy = opened(scenario, number)
        for look in range(opening.pool_looks):
            live_until(economy, -(opening.pool_looks - 1 - look) * opening.pool_interval)
            looks.append(look_at(economy))
            _someone_is_left(looks[-1])
    except BooksError:
        raise
    except RunError as error:
        raise RunError(
            Sentence(
                "the economies that the opening books are drawn from cannot run for so long ({what}); with "
                "opening.settled = false the books are drawn from the documented mix of firms.",
                "用于抽取期初账面的经济体无法运行如此之久（{what}）；设 opening.settled = false "
                "则期初账面按文献结构抽取。",
                what=error.said.without_stop(),
            )
        ) from error
    return looks


def _someone_is_left(look: Pool) -> None:
    if not look.firms:
        raise RunError(Sentence("no firm is left", "没有企业留存"))


def pool_of(scenario: Scenario, run: Mapper = map) -> Pool:
    """The pool from which runs with this scenario's past open; `run` does the work on each economy."""
    numbers = range(scenario.group("opening").pool_economies)
    looks_of_all = run(partial(live_long, scenario), numbers)
    return pooled([look for looks in looks_of_all for look in looks])
