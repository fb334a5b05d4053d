"""A setting of the page as its address states it: a scheme, the guarantee coverage, and levers.

    one_plus_n
    one_plus_n,coverage=60,no_repayment=0.7

It holds names and numbers only. What a browser sends is read here and nowhere else, before anything is run.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ...simulation.ground.errors import RequestError, Sentence, listed, suggestion
from ...simulation.ground.given import written
from .levers import BY_KEY, LEVERS, Lever

COVERAGE = "coverage"
#: Longest text of a setting, in characters: every lever fits in.
LONGEST = 900
#: Longest number; no lever needs more digits.
_LONGEST_NUMBER = 24


@dataclass(frozen=True)
class Setting:
    """A scheme of the library, its coverage in per cent (None: as the scheme states it), and levers moved."""

    scheme: str
    coverage: int | None = None
    levers: tuple[tuple[str, float], ...] = ()

    @property
    def text(self) -> str:
        """The setting as the address states it; equal settings have equal texts."""
        parts = [self.scheme]
        if self.coverage is not None:
            parts.append(f"{COVERAGE}={self.coverage}")
        return ",".join([*parts, *(f"{key}={value:.10g}" for key, value in self.levers)])

    @property
    def changed(self) -> bool:
        """Whether anything of the scheme is moved."""
        return self.coverage is not None or bool(self.levers)


def read_setting(text: str, schemes: Collection[str], coverages: Mapping[str, int | None]) -> Setting:
    """The setting that a text states.

    `schemes` are the names allowed, `coverages` the coverage in per cent that each scheme states by itself: a coverage
    that equals it changes nothing and is left out. Raises RequestError with the place, what is allowed and the nearest.
    """
    if len(text) > LONGEST:
        raise RequestError(
            Sentence(
                "setting: the text has {count} characters; it may have at most {most}.",
                "setting：文字有 {count} 个字符；至多 {most} 个。",
                count=len(text),
                most=LONGEST,
            )
        )
    scheme, *parts = text.split(",")
    if scheme not in schemes:
        hint = suggestion(scheme, schemes)
        raise RequestError(
            Sentence(
                "setting: no scheme is named {given}; {hint}",
                "setting：没有名为 {given} 的方案；{hint}",
                given=written(scheme),
                hint=hint,
            )
        )
    stated: dict[str, float] = {}
    for part in parts:
        key, equals, number = part.partition("=")
        if key != COVERAGE and key not in BY_KEY:
            raise RequestError(
                Sentence(
                    "setting: {given} is no lever; {hint}",
                    "setting：没有名为 {given} 的政策工具；{hint}",
                    given=written(key),
                    hint=suggestion(key, [COVERAGE, *BY_KEY]),
                )
            )
        if key in stated:
            raise RequestError(
                Sentence(
                    "setting: {key} is given twice; give it once.",
                    "setting：{key} 出现了两次；只能给出一次。",
                    key=key,
                )
            )
        stated[key] = _number(key, number if equals else "")
    coverage = _coverage(stated.pop(COVERAGE, None), scheme, coverages)
    ordered = tuple((lever.key, _in_range(lever, stated[lever.key])) for lever in LEVERS if lever.key in stated)
    return Setting(scheme, coverage, ordered)


def _number(key: str, text: str) -> float:
    try:
        value = float(text) if len(text) <= _LONGEST_NUMBER else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise RequestError(
            Sentence(
                "setting: {key} is {given}; it must be a number.",
                "setting：{key} 为 {given}；必须是数字。",
                key=key,
                given=written(text[:40]),
            )
        )
    return value + 0.0  # no negative zero


def _in_range(lever: Lever, value: float) -> float:
    if lever.low <= value <= lever.high:
        return value
    raise _out_of_range(lever.key, value, lever.low, lever.high)


def _out_of_range(key: str, value: float, low: float, high: float) -> RequestError:
    return RequestError(
        Sentence(
            "setting: {key} is {value:g}; it must be from {low:g} to {high:g}, the nearest is {nearest:g}.",
            "setting：{key} 为 {value:g}；须在 {low:g} 至 {high:g} 之间，最接近的为 {nearest:g}。",
            key=key,
            value=value,
            low=low,
            high=high,
            nearest=min(max(value, low), high),
        )
    )


def _coverage(value: float | None, scheme: str, coverages: Mapping[str, int | None]) -> int | None:
    if value is None:
        return None
    own = coverages.get(scheme)
    if own is None:
        raise RequestError(
            Sentence(
                "setting: {scheme} shares no losses, so it has no coverage; schemes that do are {names}.",
                "setting：{scheme} 不分担损失，没有担保覆盖比例；有此比例的方案为 {names}。",
                scheme=scheme,
                names=listed(sorted(name for name, each in coverages.items() if each is not None)),
            )
        )
    if not 0.0 <= value <= 100.0:
        raise _out_of_range(COVERAGE, value, 0.0, 100.0)
    if value != int(value):
        raise RequestError(
            Sentence(
                "setting: coverage is {value:g}; it must be a whole number of per cent, the nearest is {nearest}.",
                "setting：coverage 为 {value:g}；须为整数百分比，最接近的为 {nearest}。",
                value=value,
                nearest=round(value),
            )
        )
    return None if int(value) == own else int(value)
