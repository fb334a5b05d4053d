"""What is said of a request that cannot be read: one sentence in either language, with what is allowed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from ...simulation.ground.errors import Sentence, suggestion
from ...simulation.ground.given import written

#: What the checks of a request call their findings, and what is said of each. {given} and {limit} are of the request.
_SAID: Mapping[str, tuple[str, str]] = {
    "missing": ("{place}: it is missing and must be given.", "{place}：缺少此项，必须给出。"),
    "extra_forbidden": ("{place}: there is nothing of this name; leave it out.", "{place}：没有此项，请去掉。"),
    "string_too_long": (
        "{place}: the text is too long; it must have at most {limit} characters.",
        "{place}：文字过长，最多 {limit} 个字符。",
    ),
    "too_long": ("{place}: too many are given; at most {limit} are allowed.", "{place}：给出过多，最多 {limit} 个。"),
    "too_short": ("{place}: too few are given; at least {limit} must be.", "{place}：给出过少，至少 {limit} 个。"),
    "greater_than_equal": (
        "{place}: {given} is too small; the least allowed is {limit}.",
        "{place}：{given} 过小；允许的最小值为 {limit}。",
    ),
    "less_than_equal": (
        "{place}: {given} is too large; the most allowed is {limit}.",
        "{place}：{given} 过大；允许的最大值为 {limit}。",
    ),
    "whole": ("{place}: {given} is no whole number.", "{place}：{given} 不是整数。"),
    "string_type": ("{place}: {given} is no text.", "{place}：{given} 不是文字。"),
    "literal_error": ("{place}: {given} is none of those known; {hint}", "{place}：没有 {given}；{hint}"),
    "object": (
        '{place}: an object of JSON is needed, such as {{"seed": 7}}, sent as application/json.',
        '{place}：须为 JSON 对象，例如 {{"seed": 7}}，并以 application/json 发送。',
    ),
    "json_invalid": (
        '{place}: it is not JSON; an object such as {{"seed": 7}} is needed.',
        '{place}：不是有效的 JSON；须为对象，例如 {{"seed": 7}}。',
    ),
    "other": ("{place}: {given} is not valid here.", "{place}：{given} 在此无效。"),
}
#: Said where too many ask at the same moment.
CROWDED = Sentence(
    "Too many requests are being answered at this moment; try again in a few seconds.",
    "当前请求过多，请稍等几秒再试。",
)
_WHOLE = "int_"
_OBJECTS = frozenset({"model_type", "model_attributes_type", "dict_type"})
#: Where a finding of each kind states its limit.
_LIMITS = ("max_length", "min_length", "ge", "le")
#: The whole of what was sent, where no part of it is to blame.
_WHOLE_REQUEST = "request"


def unreadable(error: RequestValidationError) -> Sentence:
    """What is said of the first thing in a request that cannot be read."""
    found = cast("Mapping[str, object]", error.errors()[0])
    kind, given = str(found["type"]), found.get("input")
    context = cast("Mapping[str, object]", found.get("ctx") or {})
    # The first part says whether it stood in the address or was sent; of what is not JSON the second is a position.
    parts = () if kind == "json_invalid" else cast("tuple[object, ...]", found["loc"])[1:]
    place = ".".join(str(part) for part in parts) or _WHOLE_REQUEST
    known = "object" if kind in _OBJECTS else "whole" if kind.startswith(_WHOLE) else kind
    english, chinese = _SAID.get(known, _SAID["other"])
    return Sentence(
        english,
        chinese,
        place=place,
        given=written(given),
        limit=next((context[name] for name in _LIMITS if name in context), ""),
        hint=suggestion(str(given), re.findall("'([^']*)'", str(context.get("expected", "")))),
    )


def unanswered(error: HTTPException, method: str) -> Sentence:
    """What is said where no page and no part of the interface answers."""
    if error.status_code == 405:
        return Sentence(
            "{method} is not understood at this address; allowed: {allowed}.",
            "此地址不接受 {method}；可用的有：{allowed}。",
            method=method[:20],
            allowed=(error.headers or {}).get("Allow", "GET"),
        )
    if error.status_code == 404:
        return Sentence(
            "There is nothing at this address; the page is at / and the interface at /api.",
            "此地址没有内容；页面在 /，接口说明在 /api。",
        )
    return Sentence(
        "The request cannot be read; the interface is described at /api.", "请求无法读取；接口说明在 /api。"
    )
