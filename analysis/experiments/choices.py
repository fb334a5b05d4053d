"""A name that is not among those there are: one refusal, with the nearest."""

from __future__ import annotations

from collections.abc import Collection

from ...simulation.ground.errors import RequestError, Sentence, suggestion
from ...simulation.ground.printable import printable


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
