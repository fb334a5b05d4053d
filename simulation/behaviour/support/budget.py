"""What claims on a programme get when its budget runs out.

Where all claims of a month are known before the first is paid, each gets the same part: interest paid for borrowers,
compensation of banks' losses, tax left uncollected, subsidies and grants to firms as a right. Money that belongs to a
loan is paid with it, first come, first served: awards to lenders and guarantee fees in the order in which loans are
paid out, renewals as they fall due before new loans, each by the firms' keys, which tell no more of a firm than when
it entered. The last of them gets what is left. Where firms compete for money, the best come first.

A budget that could not meet the month's claims in full is spent: the fen that rounding down leaves of it are no money
that anyone may count on.
"""

import math

from ...ground.compiled import compiled

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
