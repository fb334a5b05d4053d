"""An enterprise as a Mesa agent: a view of its row, made when asked for, never registered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import mesa
import numpy as np
from mesa.agent import AgentSet

from ..ground.errors import nearest
from ..state.enterprise_columns import ALIVE, ENTERPRISE, ID, STATE
from ..state.structure import REGIONS, SECTORS, SIZES

_NAMES = {"size": SIZES, "sector": SECTORS, "region": REGIONS}


class DepartedError(LookupError):
    """The firm asked about has left the market or never was in it."""


class Enterprise(mesa.Agent):
    """One firm, read from the columns each time; `unique_id` is its key. A departed firm raises DepartedError."""

    def __init__(self, model: Any, key: int) -> None:
        # Mesa's own __init__ would register the view and number it; a view holds nothing.
        self.model = model
        self.unique_id = int(key)
        self.pos = None
        self._slot = _row_of(model, self.unique_id)

    def __getattr__(self, name: str) -> Any:
        column = ENTERPRISE.columns.get(name)
        if name.startswith("_") or column is None:
            guess = nearest(name, ENTERPRISE.columns)
            raise AttributeError(f"an enterprise has no {name!r}" + (f"; did you mean {guess!r}?" if guess else ""))
        store = self.model.economy.firms
        if store.blocks.whole[ID, self._slot] != self.unique_id or store.blocks.tag[STATE, self._slot] != ALIVE:
            raise DepartedError(f"enterprise {self.unique_id} has left the market")
        value = getattr(store.blocks, column.kind)[column.position, self._slot].item()
        return _NAMES[name][value] if name in _NAMES else value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Enterprise) and other.model is self.model and other.unique_id == self.unique_id

    def __hash__(self) -> int:
        return hash(self.unique_id)

    def __repr__(self) -> str:
        return f"Enterprise({self.unique_id})"

    def remove(self) -> None:
        """Refused: the market decides when a firm leaves. Raises TypeError."""
        raise TypeError("an enterprise is a view of a row; the market decides when it leaves")


class Enterprises(AgentSet):
    """Views held by strong reference; Mesa's own set holds weak ones, and views would vanish at once."""

    def __init__(self, views: Iterable[Enterprise], random: Any) -> None:
        self._held = list(views)
        super().__init__(self._held, random=random)


class EnterpriseColumns:
    """Columns by name (living firms only) and views by key."""

    def __init__(self, market: Any) -> None:
        self._market = market

    def __getitem__(self, name: str | int) -> Any:
        if isinstance(name, str):
            store = self._market.economy.firms
            return store.column(name)[store.column("state") == ALIVE]
        return Enterprise(self._market, int(name))

    def __len__(self) -> int:
        return int((self._market.economy.firms.column("state") == ALIVE).sum())

    def __iter__(self) -> Any:
        return (Enterprise(self._market, int(key)) for key in self["id"])


def _row_of(market: Any, key: int) -> int:
    store = market.economy.firms
    found = np.flatnonzero((store.column("id") == key) & (store.column("state") == ALIVE))
    if not len(found):
        raise DepartedError(f"enterprise {key} has left the market or never was in it")
    return int(found[0])
