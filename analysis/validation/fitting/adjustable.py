"""Which parameters may be fitted, and between which values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ....simulation.ground.errors import RequestError, Sentence, suggestion
from ....simulation.ground.given import written
from ....simulation.ground.parameters import ParameterGroup, declaration

if TYPE_CHECKING:
    from ....simulation.scenario import Scenario

#: Unless told otherwise, a value is looked for from the stated one over this to the stated one times this. What a
#: declaration allows is what is possible, far wider than what is plausible. Twice is the order by which published
#: levels themselves differ between sources and years.
FURTHEST = 2.0
#: Significant digits of a value that is tried: as many as a file of values shows, so that it says what was run.
DIGITS = 6


@dataclass(frozen=True)
class Adjustable:
    """A parameter to be fitted: its key, unit, meaning in both languages, stated value, and the range of the search."""

    key: str
    unit: str
    meaning: Mapping[str, str]
    stated: float
    low: float
    high: float

    def value(self, place: float) -> float:
        """The value at a place in the range, 0 its lower end and 1 its upper."""
        found = float(f"{self.low + place * (self.high - self.low):.{DIGITS}g}")
        return min(max(found, self.low), self.high)

    @property
    def start(self) -> float:
        """The place of the stated value."""
        return (self.stated - self.low) / (self.high - self.low)


def chosen(scenario: Scenario, keys: Sequence[str], ranges: Sequence[str]) -> tuple[Adjustable, ...]:
    """The parameters named, all that may be fitted where none is, with their ranges.

    Raises RequestError for a parameter that is not to be fitted and for a range that cannot be.
    """
    known = dict(_fitted(scenario))
    wanted = list(dict.fromkeys(keys)) or list(known)
    for key in wanted:
        if key not in known:
            raise _refused(scenario, key, known)
    asked = dict(_read(each) for each in ranges)
    for key in asked:
        if key not in wanted:
            raise RequestError(
                Sentence(
                    "--range: {key} is not among the parameters to be fitted; {hint}",
                    "--range：{key} 不在待校准的参数之中；{hint}",
                    key=key,
                    hint=suggestion(key, wanted),
                )
            )
    return tuple(_adjustable(key, *known[key], asked.get(key)) for key in wanted)


def _fitted(scenario: Scenario) -> Iterator[tuple[str, tuple[ParameterGroup, str]]]:
    """Every parameter that may be fitted: a single real number, marked calibrated, read while the economy runs."""
    for group in scenario.groups:
        for name in type(group).model_fields:
            if _obstacle(group, name) is None:
                yield f"{group.key}.{name}", (group, name)


def _obstacle(group: ParameterGroup, name: str) -> Sentence | None:
    """Why a parameter is not fitted; None for one that is."""
    stated = declaration(type(group), name)
    if (kind := stated["source"]["kind"]) != "calibrated":
        return Sentence("its source is {kind}, not calibrated", "其来源为 {kind}，而非 calibrated", kind=kind)
    if type(group).model_fields[name].annotation is not float:
        return Sentence("it is not a single real number", "它不是单个实数")
    if stated.get("opening_only"):
        return Sentence(
            "it is read only when the books open, and settled levels do not rest on it",
            "它只在开账时读取，稳定后的水平与之无关",
        )
    return None


def _refused(scenario: Scenario, key: str, known: Mapping[str, object]) -> RequestError:
    group_key, _, name = key.partition(".")
    group = next((group for group in scenario.groups if group.key == group_key), None)
    hint = suggestion(key, known)
    if group is None or name not in type(group).model_fields:
        return RequestError(
            Sentence(
                "--parameter: {key} is no parameter; {hint}",
                "--parameter：没有参数 {key}；{hint}",
                key=key,
                hint=hint,
            )
        )
    return RequestError(
        Sentence(
            "--parameter: {key} cannot be fitted: {why}; {hint}",
            "--parameter：{key} 不能校准：{why}；{hint}",
            key=key,
            why=_obstacle(group, name),
            hint=hint,
        )
    )


def _read(given: str) -> tuple[str, tuple[float, float]]:
    """KEY=LOW:HIGH."""
    key, _, ends = given.partition("=")
    try:
        low, high = (float(end) for end in ends.split(":"))
    except ValueError:
        low = high = math.nan
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise RequestError(
            Sentence(
                "--range: {given} is not KEY=LOW:HIGH with two numbers, the lower first.",
                "--range：{given} 不是 KEY=LOW:HIGH 的形式（两个数，小者在前）。",
                given=written(given),
            )
        )
    return key.strip(), (low, high)


def _adjustable(key: str, group: ParameterGroup, name: str, asked: tuple[float, float] | None) -> Adjustable:
    stated = declaration(type(group), name)
    value = float(getattr(group, name))
    least, most = (float(stated.get(end, nothing)) for end, nothing in (("minimum", -math.inf), ("maximum", math.inf)))
    low, high = asked or _usual_range(value, least, most)
    if low < least or high > most or not low <= value <= high or not math.isfinite(low + high):
        raise RequestError(
            Sentence(
                "--range: {key} from {low} to {high} must lie within {least} to {most} and hold the stated {value}.",
                "--range：{key} 的范围 {low} 至 {high} 须在 {least} 至 {most} 之内，并包含设定值 {value}。",
                key=key,
                low=low,
                high=high,
                least=least,
                most=most,
                value=value,
            )
        )
    meaning = {"en": str(type(group).model_fields[name].description), "zh": str(stated["description_zh"])}
    return Adjustable(key, str(stated["unit"]), meaning, value, low, high)


def _usual_range(value: float, least: float, most: float) -> tuple[float, float]:
    """From half to double the stated value within the bounds; all of the bounds for a value of zero."""
    if value == 0.0:
        return least, most
    ends = sorted((value / FURTHEST, value * FURTHEST))
    return max(ends[0], least), min(ends[1], most)
