"""Numbers as people read them: per cent, points, billions (or 亿), with the digits an interval deserves."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..statistics.intervals import Estimate
from .strings import text

MINUS = "\N{MINUS SIGN}"

_MONEY = {"yuan", "yuan per month", "yuan per year", "yuan per job-year", "yuan per firm"}
_PEOPLE = {"count", "count per year", "workers", "workers per year"}
_SHARES = {"share", "share per year", "points per year"}

# Powers of ten with a name, largest first; the names are `scale.<exponent>` in presentation/strings.py.
_SCALES = {"en": (12, 9, 6, 3), "zh": (12, 8, 4)}
_MOST_DECIMALS = 4
# In a row, whose levels have as many decimals as its differences, unless an end near zero needs more.
_MOST_IN_A_ROW = 3
# No level is shown with more digits before the point than this: then the whole row takes a larger unit.
_LARGEST_SHOWN = 1e6
#: Fewer people than this are counted one by one in a sentence: 834,000, but 195.2 m.
_COUNTED_ONE_BY_ONE = 1e7


class Look(NamedTuple):
    """How the numbers of one row are shown: the power of ten of its unit, and decimals."""

    scale: int
    decimals: int


def scale_of(values: Iterable[float | None], unit: str, language: str) -> int:
    """The power of ten in which the largest of these values of money or people is best shown."""
    if unit not in _MONEY and unit not in _PEOPLE:
        return 0
    largest = max((abs(value) for value in values if value is not None and math.isfinite(value)), default=0.0)
    return next((power for power in _SCALES[language] if largest >= 10.0**power), 0)


def unit_label(unit: str, language: str, scale: int = 0, difference: bool = False) -> str:
    """What stands on an axis: "¥ tn a year", "% a year", or "points" for a difference of shares."""
    if difference and unit in _SHARES:
        return text("unit.points", language)
    if unit in _MONEY or unit in _PEOPLE:
        return text(f"unit.{unit}", language, scale=_scale_word(scale, language)).replace(" /", "/").strip()
    return text(f"unit.{unit}", language)


def scaled(value: float, unit: str, scale: int) -> float:
    """The number that stands on the axis labelled by `unit_label`."""
    return value * 100.0 if unit in _SHARES else value / 10.0**scale


def amount(value: float | None, unit: str, language: str, look: Look | None = None) -> str:
    """A level with its unit, to three significant digits or as its row looks: "¥12.3 tn"; a dash where undefined."""
    if value is None:
        return text("undefined", language)
    scale = scale_of([value], unit, language) if look is None else look.scale
    number = scaled(value, unit, scale)
    decimals = _digits(number) if look is None else look.decimals
    return with_unit(_fixed(number, decimals), "amount", unit, scale, language)


def look_of_sentence(values: Iterable[float | None], unit: str, language: str) -> Look | None:
    """How people are counted in an English sentence: one by one, to three digits of the largest; else None."""
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    if language != "en" or unit not in _PEOPLE or largest >= _COUNTED_ONE_BY_ONE:
        return None
    return Look(0, min(0, 2 - math.floor(math.log10(largest))) if largest > 0.0 else 0)


def levels(value: float | None, before: float | None, unit: str, language: str) -> tuple[str, str]:
    """Two levels side by side, with enough digits to tell them apart: ("31.9%", "31.2%")."""
    if value is None or before is None:
        return amount(value, unit, language), amount(before, unit, language)
    scale = scale_of([value, before], unit, language)
    if look_of_sentence([value, before], unit, language) is not None:
        scale = 0
    numbers = scaled(value, unit, scale), scaled(before, unit, scale)
    decimals = max(map(_digits, numbers))
    if numbers[0] != numbers[1]:
        decimals = max(decimals, min(decimals + 2, _digits(numbers[0] - numbers[1], 2)))
    first, second = (with_unit(_fixed(number, decimals), "amount", unit, scale, language) for number in numbers)
    return first, second


def look_of_row(levels: Sequence[float | None], changes: Sequence[Estimate], unit: str, language: str) -> Look:
    """One unit and one number of decimals for a row, so that levels and differences add up.

    The unit is that of the largest difference; decimals are those that the least certain difference deserves, and as
    many more as keep an end near zero from reading as zero. Where nothing differs the largest level decides.
    """
    known = [level for level in levels if level is not None]
    ends = [end for each in changes for end in (each.value, each.low, each.high) if end]
    scale = scale_of(ends or known, unit, language)
    larger = sorted(power for power in _SCALES[language] if power > scale)
    while larger and max(map(abs, known), default=0.0) >= _LARGEST_SHOWN * 10.0**scale and (scale or ends):
        scale = larger.pop(0)
    if not ends:
        return Look(scale, _digits(max((abs(scaled(level, unit, scale)) for level in known), default=0.0)))
    differing = [each for each in changes if each.value or each.low or each.high]
    deserved = min(_decimals_deserved(each, unit, scale) for each in differing)
    return Look(scale, max(_keeping_signs(each, unit, scale, min(deserved, _MOST_IN_A_ROW)) for each in differing))


def change(estimate: Estimate, unit: str, language: str, look: Look | None = None) -> tuple[str, str]:
    """A difference and its interval, empty where there is none, or only zero: ("+¥1.2 tn", "+0.9 to +1.5").

    With `look`, as its row looks.
    """
    if estimate.value is None:
        return text("undefined", language), ""
    ends = [end for end in (estimate.value, estimate.low, estimate.high) if end is not None]
    scale = scale_of(ends, unit, language) if look is None else look.scale
    if look is None:
        decimals = _keeping_signs(estimate, unit, scale, _decimals_deserved(estimate, unit, scale))
    else:
        decimals = look.decimals
    number = scaled(estimate.value, unit, scale)
    shown = with_unit(_fixed(number, decimals, True), "change", unit, scale, language)
    if estimate.low is None or estimate.high is None or estimate.nothing:
        return shown, ""
    low, high = scaled(estimate.low, unit, scale), scaled(estimate.high, unit, scale)
    return shown, text("interval", language, low=_fixed(low, decimals, True), high=_fixed(high, decimals, True))


def _decimals_deserved(estimate: Estimate, unit: str, scale: int) -> int:
    """Decimals that a difference deserves: two digits of its uncertainty, three of its own where that is unknown."""
    number = scaled(estimate.value or 0.0, unit, scale)
    if estimate.low is None or estimate.high is None:
        return _digits(number)
    width = scaled(estimate.high - estimate.low, unit, scale)
    return _digits(width / 2.0, 2) if width > 0.0 else _digits(number)


def _keeping_signs(estimate: Estimate, unit: str, scale: int, decimals: int) -> int:
    """As many decimals, or more: an end near zero keeps its sign, for 0.00 would say that the interval covers zero."""
    ends = [scaled(end, unit, scale) for end in (estimate.low, estimate.high) if end]
    while decimals < _MOST_DECIMALS and not all(round(end, decimals) for end in ends):
        decimals += 1
    return decimals


def interval_of_level(estimate: Estimate, unit: str, language: str) -> str:
    """The interval of a level, in the scale of the level: "30.1 to 31.7"; empty where there is none, or only zero."""
    if estimate.value is None or estimate.low is None or estimate.high is None or estimate.nothing:
        return ""
    scale = scale_of([estimate.value], unit, language)
    low, high = scaled(estimate.low, unit, scale), scaled(estimate.high, unit, scale)
    decimals = _digits((high - low) / 2.0, 2) if high > low else _digits(high)
    return text("interval", language, low=_fixed(low, decimals), high=_fixed(high, decimals))


def band(low: float | None, high: float | None, unit: str, language: str) -> str:
    """An accepted range: "1.5 to 3.5%", "at most −0.3", "¥300 k to ¥900 k"."""
    bottom = low if low is not None and math.isfinite(low) else None
    top = high if high is not None and math.isfinite(high) else None
    scale = scale_of([bottom, top], unit, language)
    ends = ["" if end is None else _trimmed(scaled(end, unit, scale)) for end in (bottom, top)]
    if unit in _MONEY:
        ends = [with_unit(end, "amount", unit, scale, language) if end else "" for end in ends]
    key = "band.both" if bottom is not None and top is not None else "band.from" if top is None else "band.to"
    shown = text(key, language, low=ends[0], high=ends[1])
    return f"{shown}{'%' if unit in _SHARES else ''}"


def yuan_of_loss(share: float | None, language: str) -> str:
    """A party's part of one yuan of loss, in yuan and fen."""
    return text("undefined", language) if share is None else text("amount.loss", language, number=f"{share:.2f}")


def _digits(number: float, significant: int = 3) -> int:
    """Decimals that leave so many significant digits, between none and four."""
    if number == 0.0 or not math.isfinite(number):
        return 0
    return min(_MOST_DECIMALS, max(0, significant - 1 - math.floor(math.log10(abs(number)))))


def _fixed(number: float, decimals: int, signed: bool = False) -> str:
    number = round(number, decimals) if decimals < 0 else number
    shown = f"{abs(number):,.{max(decimals, 0)}f}"
    if not any(digit in shown for digit in "123456789"):
        return shown
    if number < 0.0:
        return MINUS + shown
    return "+" + shown if signed else shown


def _trimmed(number: float) -> str:
    return f"{number:,.4g}".replace("-", MINUS)


def _scale_word(scale: int, language: str) -> str:
    return text(f"scale.{scale}", language) if scale else ""


def with_unit(shown: str, kind: str, unit: str, scale: int, language: str) -> str:
    """A number as written, signed or not, with its unit as strings of this kind have it."""
    # The sign of a sum of money stands before the currency: "+¥1.2 bn".
    sign, number = (shown[0], shown[1:]) if shown[0] in "+" + MINUS else ("", shown)
    shown = text(f"{kind}.{unit}", language, sign=sign, number=number, scale=_scale_word(scale, language))
    return shown.replace(" /", "/").strip()
