"""Which economies a pool is made of: in pairs whose cycles mirror one another.

How many firms there are, and how much they have built and borrowed, carries the luck of the cycle over the past ten
years. The mean of a few economies would be off by some per cent, and every run that opens from them would drift back.
So each economy whose cycle is drawn has a partner, found among many candidates, whose gap has been as far on the other
side of its mean: antithetic draws (Hammersley and Morton 1956, Proceedings of the Cambridge Philosophical Society 52).
"""

import numpy as np

from ..behaviour.trade.business_cycle import BusinessCycle, Cycle

#: Candidates for each partner.
CANDIDATES = 24
#: Months before a look over which the mean of the gap is felt in what firms are, have and owe.
FELT_OVER = (1, 24, 60, 120)


def gaps(cycle: Cycle, seed: int, months: int) -> np.ndarray:
    """The gap in each of the `months` up to month 0 of an economy that begins in the normal phase; log points."""
    moving = BusinessCycle(cycle, ())
    path = np.empty(months)
    for k in range(months):
        moving.move_gap(cycle, seed, k - months + 1)
        path[k] = moving.gap
    return path


def felt(path: np.ndarray, looks: int, interval: int) -> np.ndarray:
    """Means of the gap over the months before each look, and over all looks; one for each of FELT_OVER."""
    ends = [len(path) - look * interval for look in range(looks)]
    return np.array([[path[max(end - back, 0) : end].mean() for back in FELT_OVER] for end in ends]).mean(axis=0)


def in_pairs(lucks: np.ndarray, drawn: int, count: int) -> list[int]:
    """`count` numbers: the first `drawn` and, for each in turn, the later one whose luck lies nearest to its opposite.

    `lucks` has a row for each number. Distance counts every column alike, in units of its own spread.
    """
    scaled = lucks / np.maximum(np.sqrt((lucks * lucks).mean(axis=0)), 1e-9)
    chosen = list(range(drawn))
    free = list(range(drawn, len(lucks)))
    for first in range(count - drawn):
        distances = [float(((scaled[each] + scaled[first]) ** 2).sum()) for each in free]
        chosen.append(free.pop(int(np.argmin(distances))))
    return chosen


def numbers_of_economies(
    cycle: Cycle, first_seed: int, count: int, months: int, looks: int, interval: int
) -> list[int]:
    """Numbers, to be added to `first_seed`, of `count` economies that live for `months` and are looked at `looks`
    times, `interval` months apart, the last time at the end."""
    drawn = (count + 1) // 2
    candidates = drawn + CANDIDATES * (count - drawn)
    lucks = np.array([felt(gaps(cycle, first_seed + number, months), looks, interval) for number in range(candidates)])
    return in_pairs(lucks, drawn, count)
