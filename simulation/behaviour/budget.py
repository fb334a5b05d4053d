"""What claims on a programme get when its budget runs out."""

import math

from simulation.compiled import compiled

#: Budgets from here on never run out: more fen than an economy has.
UNLIMITED = 1 << 59


@compiled
def budget_ratio(claimed: int, left: int) -> float:
    """Part of each claim that the money left allows: all have the same part, so that nobody is first in the queue."""
    if claimed <= left:
        return 1.0
    return max(left, 0) / claimed


@compiled
def part_of_claim(claim: int, ratio: float) -> int:
    """Fen paid on a claim: all of it, or its part rounded down, so that the parts never exceed what is left."""
    return claim if ratio >= 1.0 else int(math.floor(claim * ratio))


@compiled
def first_pass(left: int) -> int:
    """Where a kernel that adds up claims (0) and then pays them (1) starts: money without end needs no adding up."""
    return 0 if left < UNLIMITED else 1
