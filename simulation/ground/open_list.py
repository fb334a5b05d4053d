"""A list of names that grows at its end only: the place of a name is its code for good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from .errors import RequestError, Sentence


class OpenList(Sequence[str]):
    """Names in the order of their codes; whoever holds the list sees those that join later."""

    def __init__(self, what: Sentence, names: Iterable[str], most: int) -> None:
        self._what, self._names, self._most = what, list(names), most

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> list[str]: ...

    def __getitem__(self, place: int | slice) -> str | list[str]:
        return self._names[place]

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __repr__(self) -> str:
        return f"OpenList({self._names})"

    def join(self, name: str) -> int:
        """Code of a name: its own if it is known, else the next. Raises RequestError when there is no room."""
        if name not in self._names:
            if len(self._names) == self._most:
                raise RequestError(
                    Sentence(
                        "{name}: no room for one more {what}; there are {most} at most.",
                        "{name}：{what}已满，至多 {most} 种。",
                        name=name,
                        what=self._what,
                        most=self._most,
                    )
                )
            self._names.append(name)
        return self._names.index(name)
