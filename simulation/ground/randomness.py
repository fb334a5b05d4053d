"""Luck as a pure function of (seed, key, month, purpose).

Philox4x32 with 10 rounds: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as
easy as 1, 2, 3", SC11 (2011); checked against the known-answer vectors its authors publish. There is no
generator state: the same question always has the same answer, in any order and on any thread.
"""

import numpy as np

from .compiled import compiled
from .mathematics import logarithm

_MASK = 0xFFFFFFFF
_MULTIPLIER_0 = 0xD2511F53
_MULTIPLIER_1 = 0xCD9E8D57
_WEYL_0 = 0x9E3779B9
_WEYL_1 = 0xBB67AE85
#: Months are counted from the end of the burn-in and may be negative; the counter wants them non-negative.
_MONTH_OFFSET = 1 << 20


def _purpose(number: int) -> int:
    """A number of one machine type, so that the draw is compiled once and not for each constant."""
    return np.int64(number)  # type: ignore[return-value]


# Purposes of draws. A number is never given a second meaning: append (8 and 16 have been used).
BIRTH, BIRTH_FINANCE, BIRTH_LINKS, BIRTH_CHARACTER = _purpose(1), _purpose(2), _purpose(3), _purpose(4)
TRADE = _purpose(5)
CYCLE = _purpose(6)
ABSCONDING = _purpose(7)
APPLICATION = _purpose(9)
SIGNAL = _purpose(10)
GUARANTOR_SIGNAL = _purpose(11)
RENEWAL = _purpose(12)
WORKOUT = _purpose(13)
ENTRY = _purpose(14)
LOAN_TERMS = _purpose(15)
START = _purpose(17)
SECOND_BANK = _purpose(18)
PRODUCT_OFFERED = _purpose(19)
EARLY_WARNING = _purpose(20)
VENTURE_CHOICE = _purpose(21)
GRANT_CHOICE = _purpose(22)
CHOSEN = _purpose(31)
SETTLED_FIRM, SETTLED_BAD_LOAN = _purpose(40), _purpose(41)
BANK_STRUCK, FIRM_STRUCK, CELL_STRUCK = _purpose(42), _purpose(43), _purpose(44)
OWN_TARGET, LARGE_FIRMS = _purpose(51), _purpose(52)
SUCCESSION = _purpose(60)
GUARANTOR_TAKEN_OVER = _purpose(61)
APPLICATION_TO_BANK, GUARANTOR_CONSENT = _purpose(62), _purpose(63)
TAX_THRESHOLD = _purpose(64)
BANK_STANDARDS = _purpose(65)


@compiled
def philox(
    counter_0: int, counter_1: int, counter_2: int, counter_3: int, key_0: int, key_1: int
) -> tuple[int, int, int, int]:
    """Four 32-bit words of Philox4x32-10 for a counter of four words and a key of two, each in 0..2**32-1.

    Unsigned words throughout: with them the compiler vectorises the rounds.
    """
    c0, c1, c2, c3 = np.uint32(counter_0), np.uint32(counter_1), np.uint32(counter_2), np.uint32(counter_3)
    k0, k1 = np.uint32(key_0), np.uint32(key_1)
    for _ in range(10):
        first = np.uint64(c0) * np.uint64(_MULTIPLIER_0)
        second = np.uint64(c2) * np.uint64(_MULTIPLIER_1)
        c0 = np.uint32(second >> np.uint64(32)) ^ c1 ^ k0
        c1 = np.uint32(second & np.uint64(_MASK))
        c2 = np.uint32(first >> np.uint64(32)) ^ c3 ^ k1
        c3 = np.uint32(first & np.uint64(_MASK))
        k0 = np.uint32((np.uint64(k0) + np.uint64(_WEYL_0)) & np.uint64(_MASK))
        k1 = np.uint32((np.uint64(k1) + np.uint64(_WEYL_1)) & np.uint64(_MASK))
    return np.int64(c0), np.int64(c1), np.int64(c2), np.int64(c3)  # type: ignore[return-value]


@compiled
def uniforms(seed: int, key: int, month: int, purpose: int) -> tuple[float, float, float, float]:
    """Four independent uniforms in (0, 1), each on 32 bits."""
    a, b, c, d = philox(
        int(key & _MASK),
        int((key >> 32) & _MASK),
        int((month + _MONTH_OFFSET) & _MASK),
        purpose,
        int(seed & _MASK),
        int((seed >> 32) & _MASK),
    )
    scale = 1.0 / 4294967296.0
    return (a + 0.5) * scale, (b + 0.5) * scale, (c + 0.5) * scale, (d + 0.5) * scale


@compiled
def pair_key(first: int, second: int) -> int:
    """One key for a firm together with a bank, guarantor or other small number (below 2**12)."""
    return first * 4096 + second


@compiled
def laplace(uniform: float, scale: float) -> float:
    """Laplace deviate of mean 0 from one uniform; its standard deviation is sqrt(2) times `scale`."""
    deviate = scale * logarithm(2.0 * (uniform if uniform < 0.5 else 1.0 - uniform))
    return deviate if uniform < 0.5 else -deviate
