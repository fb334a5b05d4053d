"""Elementary functions written with `+ - * /` and `sqrt` alone, so that every CPU gives the same bits.

Library versions of exp and log differ by a bit from one CPU or compiler to the next, and a fed-back model
amplifies a bit. Splitting a number into mantissa and power of two is exact everywhere.
"""

import math

import numpy as np

from .compiled import compiled

_LN2_HIGH = 0.693147180369123816490
_LN2_LOW = 1.90821492927058770002e-10
_LOG2_E = 1.4426950408889634074
#: Bits of sqrt(1/2): where one binade of mantissas ends and the next begins.
_SQRT_HALF_BITS = 0x3FE6A09E667F3BCD


@compiled
def exponential(x: float) -> float:
    """e**x to within 2 units in the last place; x is held between -708 and 709.

    Cody and Waite (1980) reduction to |r| <= ln(2)/2, then a Taylor polynomial of degree 13; the power of two is
    built from its bits, so that no library call keeps a loop from being vectorised.
    """
    x = min(max(x, -708.0), 709.0)
    k = np.floor(x * _LOG2_E + 0.5)
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    p = 1.0 / 6227020800.0
    p = p * r + 1.0 / 479001600.0
    p = p * r + 1.0 / 39916800.0
    p = p * r + 1.0 / 3628800.0
    p = p * r + 1.0 / 362880.0
    p = p * r + 1.0 / 40320.0
    p = p * r + 1.0 / 5040.0
    p = p * r + 1.0 / 720.0
    p = p * r + 1.0 / 120.0
    p = p * r + 1.0 / 24.0
    p = p * r + 1.0 / 6.0
    p = p * r + 0.5
    p = p * r + 1.0
    p = p * r + 1.0
    bits = np.float64(k + (1023.0 + 4503599627370496.0)).view(np.int64) & 2047
    return p * np.int64(bits << 52).view(np.float64)


@compiled
def logarithm(x: float) -> float:
    """Natural logarithm of a positive normal number, to within 2 units in the last place; -745 for zero or less.

    log(m 2**k) with m in [sqrt(1/2), sqrt(2)), split by the bits: the series of 2 artanh((m-1)/(m+1)).
    """
    if not x > 0.0:
        return -745.0
    bits = np.float64(x).view(np.int64)
    k = (bits - _SQRT_HALF_BITS) >> 52
    m = np.int64(bits - (k << 52)).view(np.float64)
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    p = 1.0 / 23.0
    p = p * z + 1.0 / 21.0
    p = p * z + 1.0 / 19.0
    p = p * z + 1.0 / 17.0
    p = p * z + 1.0 / 15.0
    p = p * z + 1.0 / 13.0
    p = p * z + 1.0 / 11.0
    p = p * z + 1.0 / 9.0
    p = p * z + 1.0 / 7.0
    p = p * z + 1.0 / 5.0
    p = p * z + 1.0 / 3.0
    tail = 2.0 * s * z * p
    return k * _LN2_HIGH + (2.0 * s + (tail + k * _LN2_LOW))


@compiled
def logistic(x: float) -> float:
    """1 / (1 + e**-x), without overflow."""
    if x >= 0.0:
        return 1.0 / (1.0 + exponential(-x))
    e = exponential(x)
    return e / (1.0 + e)


@compiled
def normal_quantile(p: float) -> float:
    """Inverse of the standard normal distribution for p in (0, 1); relative error below 1.2e-9.

    Acklam's rational approximation (P. J. Acklam, 2003), arguments in the tails through logarithm and sqrt.
    """
    if p < 0.02425:
        q = math.sqrt(-2.0 * logarithm(p))
        return _tail_quantile(q)
    if p > 1.0 - 0.02425:
        q = math.sqrt(-2.0 * logarithm(1.0 - p))
        return -_tail_quantile(q)
    q = p - 0.5
    r = q * q
    a = -3.969683028665376e01
    a = a * r + 2.209460984245205e02
    a = a * r - 2.759285104469687e02
    a = a * r + 1.383577518672690e02
    a = a * r - 3.066479806614716e01
    a = a * r + 2.506628277459239e00
    b = -5.447609879822406e01
    b = b * r + 1.615858368580409e02
    b = b * r - 1.556989798598866e02
    b = b * r + 6.680131188771972e01
    b = b * r - 1.328068155288572e01
    return a * q / (b * r + 1.0)


@compiled
def _tail_quantile(q: float) -> float:
    c = -7.784894002430293e-03
    c = c * q - 3.223964580411365e-01
    c = c * q - 2.400758277161838e00
    c = c * q - 2.549732539343734e00
    c = c * q + 4.374664141464968e00
    c = c * q + 2.938163982698783e00
    d = 7.784695709041462e-03
    d = d * q + 3.224671290700398e-01
    d = d * q + 2.445134137142996e00
    d = d * q + 3.754408661907416e00
    return c / (d * q + 1.0)


@compiled
def normal_distribution(x: float) -> float:
    """Standard normal distribution function, absolute error below 7.5e-8 (Abramowitz and Stegun 1964, 26.2.17)."""
    z = x if x >= 0.0 else -x
    if z > 37.0:
        return 1.0 if x > 0.0 else 0.0
    t = 1.0 / (1.0 + 0.2316419 * z)
    p = 1.330274429
    p = p * t - 1.821255978
    p = p * t + 1.781477937
    p = p * t - 0.356563782
    p = p * t + 0.319381530
    upper = 0.39894228040143267794 * exponential(-0.5 * z * z) * p * t
    return 1.0 - upper if x >= 0.0 else upper


@compiled
def lognormal(median: float, dispersion: float, uniform: float) -> float:
    """Lognormal deviate of the given median."""
    return median * exponential(dispersion * normal_quantile(uniform))
