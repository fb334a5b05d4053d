"""Whoever wants to know what happens in a month: the phases tell, and nothing of the economy depends on who listens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from .economy import Economy


class Observer:
    """Hears what the phases tell. Each method does nothing until an observer says otherwise."""

    def phase_over(self, economy: Economy, phase: str) -> None:
        """A phase of this name is over."""

    def policy_acts(self, economy: Economy, policy: Any) -> None:
        """A policy is about to act in one of its hooks."""

    def policy_acted(self, economy: Economy, policy: Any) -> None:
        """It has acted."""

    def loans_mature(self, economy: Economy) -> None:
        """Maturing loans are about to be renewed or not."""

    def debt_falls_due(self, economy: Economy) -> None:
        """Interest and principal of the month are known: `economy.due` holds one fen more than is due, by firm row."""

    def interest_is_subsidised(self, economy: Economy) -> None:
        """Programmes are about to pay part of the month's interest."""

    def interest_was_subsidised(self, economy: Economy) -> None:
        """They have paid."""

    def firms_ask(self, economy: Economy, ask: Callable[[int, int, Any], int]) -> None:
        """Owners are about to ask for credit; `ask(start, stop, scratch)` asks those in a range of rows."""

    def banks_decided(self, economy: Economy, offers: np.ndarray, terms: np.ndarray) -> None:
        """Banks have decided and not yet paid out: a row an applicant of the tables of `offer_columns`."""

    def loans_granted(self, economy: Economy, rows: np.ndarray) -> None:
        """New loans have been paid out into these rows of the loan book; not told of the opening book."""

    def loans_end(self, economy: Economy, rows: np.ndarray) -> None:
        """The loans in these rows are over; the rows are about to be free."""

    def books_closed(self, economy: Economy) -> None:
        """The month's books have been audited; its counts and flows are about to be cleared."""

    def firms_leave(self, economy: Economy, rows: np.ndarray, ways: np.ndarray, causes: np.ndarray) -> None:
        """The firms in these rows have left: how, and of what failed why, as `distress.departure` lists them."""


Kind = TypeVar("Kind", bound=Observer)


class Observers(Observer):
    """Several observers told one after the other; one that does not care about something is not told of it."""

    def __init__(self) -> None:
        self._all: tuple[Observer, ...] = ()
        self._hearing: dict[str, list[Callable[..., None]]] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {"_all": self._all, "_hearing": {}}

    @property
    def all(self) -> tuple[Observer, ...]:
        """Those who listen, in the order in which they are told."""
        return self._all

    def add(self, observer: Observer) -> None:
        """From now on this one listens too, after the others."""
        self._all, self._hearing = (*self._all, observer), {}

    def of(self, kind: type[Kind]) -> Kind | None:
        """The first of those who listen that is of this class, None without one."""
        return next((each for each in self._all if isinstance(each, kind)), None)

    def hearing(self, name: str) -> list[Callable[..., None]]:
        """The methods of this name that do something."""
        found = self._hearing.get(name)
        if found is None:
            nothing = getattr(Observer, name)
            chosen = [each for each in self._all if getattr(type(each), name) is not nothing]
            found = self._hearing[name] = [getattr(each, name) for each in chosen]
        return found


def _to_all(name: str) -> Callable[..., None]:
    def tell(self: Observers, *told: Any) -> None:
        for hear in self.hearing(name):
            hear(*told)

    tell.__name__, tell.__doc__ = name, getattr(Observer, name).__doc__
    return tell


for _name in [name for name in vars(Observer) if not name.startswith("_")]:
    setattr(Observers, _name, _to_all(_name))
