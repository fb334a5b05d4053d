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
#: 1 / sqrt(2 pi).
_DENSITY_AT_ZERO = 0.39894228040143267794
#: Where one approximation of the normal distribution gives way to the next: its upper quartile, and sqrt(32).
_CENTRE, _SHOULDER = 0.67448975, 5.656854249492380195


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
    """Standard normal distribution function, relative error below 1e-14, also of the lower tail; 0 below -37.5.

    Rational approximations of W. J. Cody (1969, Mathematics of Computation 23, in the form of 1993, ACM Transactions on
    Mathematical Software 19, algorithm 715).
    """
    z = abs(x)
    if z <= _CENTRE:
        return 0.5 + x * _central_ratio(x * x)
    if z > 37.5:
        return 1.0 if x > 0.0 else 0.0
    # The square of a number of few digits has no rounding, which the exponential would magnify.
    near = np.floor(z * 16.0) / 16.0
    density = exponential(-0.5 * near * near) * exponential(-0.5 * (z - near) * (z + near))
    beyond = density * (_shoulder_ratio(z) if z <= _SHOULDER else _far_ratio(z))
    return 1.0 - beyond if x > 0.0 else beyond


@compiled
def _central_ratio(square: float) -> float:
    """(Phi(x) - 1/2) / x by the square of x, up to 0.675."""
    a = 6.5682337918207449113e-02
    a = a * square + 2.2352520354606839287e00
    a = a * square + 1.6102823106855587881e02
    a = a * square + 1.0676894854603709582e03
    a = a * square + 1.8154981253343561249e04
    b = square + 4.7202581904688241870e01
    b = b * square + 9.7609855173777669322e02
    b = b * square + 1.0260932208618978205e04
    b = b * square + 4.5507789335026729956e04
    return a / b


@compiled
def _shoulder_ratio(z: float) -> float:
    """(1 - Phi(z)) e**(z**2/2) for z from 0.675 to the square root of 32."""
    c = 1.0765576773720192317e-08
    c = c * z + 3.9894151208813466764e-01
    c = c * z + 8.8831497943883759412e00
    c = c * z + 9.3506656132177855979e01
    c = c * z + 5.9727027639480026226e02
    c = c * z + 2.4945375852903726711e03
    c = c * z + 6.8481904505362823326e03
    c = c * z + 1.1602651437647350124e04
    c = c * z + 9.8427148383839780218e03
    d = z + 2.2266688044328115691e01
    d = d * z + 2.3538790178262499861e02
    d = d * z + 1.5193775994075548050e03
    d = d * z + 6.4855582982667607550e03
    d = d * z + 1.8615571640885098091e04
    d = d * z + 3.4900952721145977266e04
    d = d * z + 3.8912003286093271411e04
    d = d * z + 1.9685429676859990727e04
    return c / d


@compiled
def _far_ratio(z: float) -> float:
    """(1 - Phi(z)) e**(z**2/2) for z beyond the square root of 32."""
    inverse = 1.0 / (z * z)
    p = 2.307344176494017303e-02
    p = p * inverse + 2.1589853405795699e-01
    p = p * inverse + 1.274011611602473639e-01
    p = p * inverse + 2.2235277870649807e-02
    p = p * inverse + 1.421619193227893466e-03
    p = p * inverse + 2.9112874951168792e-05
    q = inverse + 1.28426009614491121e00
    q = q * inverse + 4.68238212480865118e-01
    q = q * inverse + 6.59881378689285515e-02
    q = q * inverse + 3.78239633202758244e-03
    q = q * inverse + 7.29751555083966205e-05
    return (_DENSITY_AT_ZERO - inverse * p / q) / z


@compiled
def refined_normal_quantile(p: float) -> float:
    """Inverse of the standard normal distribution for p in (0, 1), to 1e-14 of itself, or of 1 near the median.

    One step of Halley's method from `normal_quantile`, whose draws keep their bits; the upper half by symmetry.
    """
    lower = min(p, 1.0 - p)
    x = normal_quantile(lower)
    step = (normal_distribution(x) - lower) / (_DENSITY_AT_ZERO * exponential(-0.5 * x * x))
    x = x - step / (1.0 + 0.5 * x * step)
    return x if p <= 0.5 else -x


@compiled
def lognormal(median: float, dispersion: float, uniform: float) -> float:
    """Lognormal deviate of the given median."""
    return median * exponential(dispersion * normal_quantile(uniform))
