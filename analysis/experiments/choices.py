"""A name that is not among those there are: one refusal, with the nearest."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ...simulation.ground.errors import RequestError, Sentence, suggestion
from ...simulation.ground.given import written
from ...simulation.ground.printable import printable
from ..statistics.indicators import indicator_or_none


def shown(given: str) -> str:
    """A name as a message repeats it."""
    return printable(given) or '""'


def check_choice(option: str, given: str, known: Collection[str], said: Sentence) -> None:
    """Raise RequestError where the name is not known: where it stands, what is wrong with it, and the nearest."""
    if given not in known:
        raise RequestError(
            Sentence(
                "{option}: {said}; {hint}",
                "{option}：{said}；{hint}",
                option=option,
                said=said,
                hint=suggestion(given, known),
            )
        )


def check_indicators(keys: Iterable[object], place: str = "") -> None:
    """Raise RequestError for a key that is no indicator, with the nearest: before anything runs for it.

    `place` stands before what is said, such as "--until-width: ".
    """
    from ...simulation.observe.indicator import indicators

    for key in keys:
        word = key if isinstance(key, str) else written(key)
        if not isinstance(key, str) or indicator_or_none(key) is None:
            raise RequestError(
                Sentence(
                    "{place}{key} is no indicator; {hint}",
                    "{place}{key} 不是指标；{hint}",
                    place=place,
                    key=shown(word),
                    hint=suggestion(word, indicators()),
                )
            )
