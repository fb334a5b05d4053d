"""What is asked for: seeds, stress, overrides, size and workers, checked."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any

from ...simulation.ground.errors import RequestError, Sentence
from .loading import Overrides
from .runs import available_workers

_LARGEST_SEED = 2**53
_MOST_SEEDS = 100_000


@dataclass(frozen=True)
class Request:
    """How scenarios are to be run.

    Seeds are `first_seed`, `first_seed + 1`, ... `under` is a stress laid on every scenario; `set` overrides
    parameters (`{"path": value}` or `["path=value"]`; one that names a policy applies to the scenarios that have it);
    `firms` and `months` change the size of the run. `workers` is the number of processes, by default one a processor;
    results are identical for any number.
    """

    seeds: int = 1
    first_seed: int = 1
    under: str | None = None
    set: Overrides = None
    firms: int | None = None
    months: int | None = None
    workers: int | None = None

    @property
    def numbers(self) -> range:
        """The seeds. Raises `RequestError` where they, or the workers, are no whole numbers within bounds."""
        seeds = _whole("seeds", self.seeds, 1, _MOST_SEEDS)
        first = _whole("first_seed", self.first_seed, 0, _LARGEST_SEED - seeds + 1)
        return range(first, first + seeds)

    @property
    def processes(self) -> int:
        """Worker processes, no more than there are seeds. Raises `RequestError` as `numbers` does."""
        workers = available_workers() if self.workers is None else _whole("workers", self.workers, 1, _MOST_SEEDS)
        return min(workers, len(self.numbers))


def _whole(name: str, number: Any, least: int, most: int) -> int:
    try:
        found = None if isinstance(number, bool) else operator.index(number)
    except TypeError:
        found = None
    if found is None or not least <= found <= most:
        raise RequestError(
            Sentence(
                "{name} must be a whole number from {least} to {most:,}; got {number!r}.",
                "{name} 必须是 {least} 至 {most:,} 之间的整数；所给为 {number!r}。",
                name=name,
                least=least,
                most=most,
                number=number,
            )
        )
    return found
