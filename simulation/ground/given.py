"""What a user gives: shown as TOML writes it, and checked where it must be a whole number."""

import datetime
import operator
from collections.abc import Mapping
from typing import Any

from .errors import RequestError, Sentence

#: Longest text that a refusal shows of a value.
_MOST_SHOWN = 60
#: Tables and lists inside one another are shown down to this level.
_DEEPEST_SHOWN = 8
#: The largest seed: up to here every whole number is exact in JSON and in every other tool's numbers.
LARGEST_SEED = 2**53
#: Most seeds of one comparison, and most threads or processes at once.
MOST_SEEDS, MOST_AT_ONCE = 100_000, 256


def written(value: object) -> str:
    """A value as TOML writes it (true, not True), cut after 60 characters; text stands in quotes."""
    text = _toml(value, 0)
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 3]}..."


def _toml(value: object, level: int) -> str:
    if hasattr(value, "tolist"):  # numpy's
        value = value.tolist()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        try:
            return str(int(value))
        except ValueError:  # more digits than Python writes
            return hex(value)
    if isinstance(value, float):
        return repr(float(value))
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, list | tuple | Mapping):
        if level == _DEEPEST_SHOWN:
            return "..."
        if isinstance(value, Mapping):
            return f"{{{', '.join(f'{key} = {_toml(part, level + 1)}' for key, part in value.items())}}}"
        return f"[{', '.join(_toml(part, level + 1) for part in value)}]"
    return repr(value)


def whole_number(name: str, given: object, least: int, most: int | None = None) -> int:
    """`given` as a whole number from `least` to `most`; numpy's count, True and fractions do not.

    Raises RequestError naming what it is for (`name`), what was given and what is allowed.
    """
    number = given if isinstance(given, int) else _index_of(given)
    if number is None or isinstance(given, bool) or number < least or (most is not None and number > most):
        bounds = (
            Sentence("a whole number of at least {least:,}", "不小于 {least:,} 的整数", least=least)
            if most is None
            else Sentence(
                "a whole number from {least:,} to {most:,}", "{least:,} 至 {most:,} 之间的整数", least=least, most=most
            )
        )
        raise RequestError(
            Sentence(
                "{name} is {given}; it must be {bounds}.",
                "{name} 为 {given}；必须是{bounds}。",
                name=name,
                given=written(given),
                bounds=bounds,
            )
        )
    return int(number)


def _index_of(given: Any) -> int | None:
    try:
        return operator.index(given)
    except TypeError:
        return None


def seed_number(given: object, name: str = "seed") -> int:
    """`given` as a seed: a whole number from 0 to 2^53. Raises RequestError."""
    return whole_number(name, given, 0, LARGEST_SEED)


def flag(name: str, given: object) -> bool:
    """`given` as True or False, numpy's too; no other value stands for either. Raises RequestError."""
    if given is True or given is False or (type(given).__name__ == "bool" and hasattr(given, "tolist")):
        return bool(given)
    raise RequestError(
        Sentence(
            "{name} is {given}; it must be True or False.",
            "{name} 为 {given}；必须是 True 或 False。",
            name=name,
            given=written(given),
        )
    )
