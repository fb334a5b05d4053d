"""What is asked for: seeds, stress, overrides, size and workers, checked."""

from __future__ import annotations

from dataclasses import dataclass

from ...simulation.ground.errors import RequestError, Sentence
from ...simulation.ground.given import LARGEST_SEED, MOST_AT_ONCE, MOST_SEEDS, seed_number, whole_number
from .loading import Overrides
from .processes import available_workers


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
        """The seeds. Raises `RequestError` where they are no whole numbers, or beyond the largest seed."""
        seeds, first = whole_number("seeds", self.seeds, 1, MOST_SEEDS), seed_number(self.first_seed, "first_seed")
        last = first + seeds - 1
        if last > LARGEST_SEED:
            raise RequestError(
                Sentence(
                    "{seeds:,} seeds from {first:,} end at {last:,}; the largest seed is {most:,}.",
                    "自 {first:,} 起的 {seeds:,} 个种子止于 {last:,}；最大的种子为 {most:,}。",
                    seeds=seeds,
                    first=first,
                    last=last,
                    most=LARGEST_SEED,
                )
            )
        return range(first, last + 1)

    @property
    def processes(self) -> int:
        """Worker processes, no more than there are seeds. Raises `RequestError` where `workers` is no whole number."""
        if self.workers is None:
            return min(available_workers(), len(self.numbers))
        return min(whole_number("workers", self.workers, 1, MOST_AT_ONCE), len(self.numbers))
