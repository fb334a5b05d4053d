"""Complaints about what was stated: pydantic's mistakes in plain sentences of both languages, with the place."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails, PydanticCustomError

from .errors import Sentence, suggestion, unknown
from .given import written

# What a value must be, by the name pydantic gives the mistake.
_MUST_BE = {
    "bool_type": Sentence("true or false", "true 或 false"),
    "dict_type": Sentence("a table", "表"),
    "finite_number": Sentence("a finite number", "有限的数"),
    "float_type": Sentence("a number", "数"),
    "int_from_float": Sentence("a whole number", "整数"),
    "int_type": Sentence("a whole number", "整数"),
    "model_type": Sentence("a table", "表"),
    "string_type": Sentence("text", "文字"),
    "tuple_type": Sentence("a list", "列表"),
}


def complaint(said: Sentence) -> PydanticCustomError:
    """What a validator raises: `said` goes on from the path of the key, such as "is 3; it must be even."."""
    return PydanticCustomError("complaint", "{said}", {"said": said})


def check_ages(least: int, most: int | None) -> None:
    """Raises a complaint where the largest age in months lies below the smallest; no largest one is in order."""
    if most is not None and most < least:
        raise complaint(
            Sentence(
                "has max_age_months below min_age_months, {low}.",
                "的 max_age_months 小于 min_age_months（{low}）。",
                low=least,
            )
        )


def bounds_in_words(low: float | None, high: float | None) -> Sentence:
    """Inclusive bounds, at least one of them stated, as a sentence goes on from "it must be"."""
    if low is None:
        return Sentence("at most {high:,}", "至多须为 {high:,}", high=high)
    if high is None:
        return Sentence("at least {low:,}", "至少须为 {low:,}", low=low)
    return Sentence("from {low:,} to {high:,}", "须在 {low:,} 至 {high:,} 之间", low=low, high=high)


def explained(mistake: ErrorDetails, values: Any) -> tuple[str, Sentence]:
    """Path below the record and the complaint about it, of one of pydantic's mistakes."""
    kind, context = mistake["type"], mistake.get("ctx", {})
    path: list[str] = []
    for part in mistake["loc"]:
        # Pydantic also names the branch of a union it tried; only what the user wrote is a place.
        stated = values.keys() if isinstance(values, Mapping) else range(_length(values))
        if part in stated:
            values = values[part]
            path.append(str(part))
        elif kind == "missing":
            path.append(str(part))
    if kind == "unknown_key":
        path.append(context["key"] or '""')
    return ".".join(path), _words(kind, context, mistake)


def _words(kind: str, context: Mapping[str, Any], mistake: ErrorDetails) -> Sentence:
    """The complaint about one of pydantic's mistakes."""
    shown = written(mistake["input"])
    if kind == "complaint":
        said: Sentence = context["said"]
        return said
    if kind == "unknown_key":
        return unknown(context["key"], context["allowed"])
    if kind == "missing":
        return Sentence("is missing.", "缺失。")
    if kind == "literal_error":
        expected = [choice.strip("' ") for choice in context["expected"].replace(" or ", ",").split(",")]
        hint = suggestion(str(mistake["input"]), expected)
        return Sentence("is {shown}; {hint}", "为 {shown}；{hint}", shown=shown, hint=hint)
    if kind == "too_short":
        return Sentence(
            "has {count} values; it must have at least {least}.",
            "有 {count} 个值；至少须有 {least} 个。",
            count=context["actual_length"],
            least=context["min_length"],
        )
    if kind == "too_long":
        return Sentence(
            "has {count} values; it must have at most {most}.",
            "有 {count} 个值；至多可有 {most} 个。",
            count=context["actual_length"],
            most=context["max_length"],
        )
    if kind == "float_type" and isinstance(mistake["input"], int) and not isinstance(mistake["input"], bool):
        return Sentence("is {shown}; such a number is too large.", "为 {shown}；这个数过大。", shown=shown)
    if kind in _MUST_BE:
        return Sentence(
            "is {shown}; it must be {what}.", "为 {shown}；必须是{what}。", shown=shown, what=_MUST_BE[kind]
        )
    problem = Sentence("{words}", "不符合要求", words=mistake["msg"])
    return Sentence("is {shown}: {problem}.", "为 {shown}：{problem}。", shown=shown, problem=problem)


def _length(values: object) -> int:
    return len(values) if isinstance(values, list | tuple) else 0
