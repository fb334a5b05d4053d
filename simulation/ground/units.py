"""Money in fen, rates per year and per month: every conversion lives here.

Inside the model money is a whole number of fen (1/100 yuan) in `int64`; rates are per year in `float64`.
"""

import math

import numpy as np

from .compiled import compiled

FEN_PER_YUAN = 100
#: A whole share is counted in basis points.
BASIS_POINTS = 10_000
#: More fen than an economy has: a limit that never binds, and twice of which is still a whole number of 64 bits.
UNLIMITED_FEN = 1 << 60


@compiled
def whole_fen(amount: float) -> int:
    """The nearest whole fen, halves up; `amount` is in fen and below 2**53 in size."""
    return int(math.floor(amount + 0.5))


@compiled
def nearest_fen(amount: float) -> float:
    """The nearest whole fen, halves up, left in `float64`, which holds it exactly; for loops that run as vectors."""
    return np.floor(amount + 0.5)  # type: ignore[no-any-return]


@compiled
def monthly(annual_rate: float) -> float:
    """Simple monthly rate of a rate quoted per year, as loan contracts count it."""
    return annual_rate / 12.0


def fen(yuan: float) -> int:
    """Whole fen of an amount in yuan, halves up."""
    return int(math.floor(yuan * FEN_PER_YUAN + 0.5))


def yuan(amount_fen: float) -> float:
    """Yuan of an amount in fen."""
    return amount_fen / FEN_PER_YUAN
