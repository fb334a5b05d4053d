"""An enterprise as a Mesa agent: a view of its row, made when asked for, never registered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import mesa
import numpy as np
from mesa.agent import AgentSet

from ..ground.errors import DepartedError, RequestError, Sentence, no_attribute
from ..state.enterprise_columns import ALIVE, ENTERPRISE, ID, STATE
from ..state.structure import REGIONS, RUNGS, SECTORS, SIZES
from .model import EconomyModel

#: Columns of codes that are lists of the economy, and what the codes stand for.
CODED: Mapping[str, tuple[str, ...]] = {"size": SIZES, "sector": SECTORS, "region": REGIONS, "ladder": RUNGS}
#: Of them those of which a view tells the word; the rung is a number, for it counts.
_TOLD = ("size", "sector", "region")


class Enterprise(mesa.Agent):
    """One firm, read from the columns each time; `unique_id` is its key. A departed firm raises DepartedError."""

    model: EconomyModel

    def __init__(self, model: EconomyModel, key: int) -> None:
        # Mesa's own __init__ would register the view and number it; a view holds nothing.
        self.model = model
        self.unique_id = int(key)
        self.pos = None
        self._row = _row_of(model, self.unique_id)

    def __getattr__(self, name: str) -> Any:
        # A word or a number, as the column has it: Mesa reads attributes by name.
        column = ENTERPRISE.columns.get(name)
        if name.startswith("_") or column is None:
            raise no_attribute(Sentence("an enterprise", "企业"), name, dir(self))
        blocks = self.model.economy.firm
        if not _lives_in(self.model, self._row, self.unique_id):
            self._row = _row_of(self.model, self.unique_id)
        value = getattr(blocks, column.kind)[column.position, self._row].item()
        return CODED[name][value] if name in _TOLD else value

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *ENTERPRISE.columns})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Enterprise) and other.model is self.model and other.unique_id == self.unique_id

    def __hash__(self) -> int:
        return hash(self.unique_id)

    def __repr__(self) -> str:
        return f"Enterprise({self.unique_id})"

    def remove(self) -> None:
        """Refused: the market decides when a firm leaves. Raises RequestError."""
        raise RequestError(
            Sentence(
                "an enterprise is a view of a row; the market decides when it leaves.",
                "企业只是表中一行的视图；何时退出由市场决定。",
            )
        )


class Enterprises(AgentSet):
    """Views held by strong reference; Mesa's own set holds weak ones, and views would vanish at once."""

    def __init__(self, views: Iterable[Enterprise], luck: Any) -> None:
        self._held = list(views)
        super().__init__(self._held, random=luck)


def _lives_in(model: EconomyModel, row: int, key: int) -> bool:
    blocks = model.economy.firm
    return bool(blocks.whole[ID, row] == key and blocks.tag[STATE, row] == ALIVE)


def _row_of(model: EconomyModel, key: int) -> int:
    store = model.economy.firms
    found = np.flatnonzero((store.column("id") == key) & (store.column("state") == ALIVE))
    if not len(found):
        raise DepartedError(
            Sentence(
                "enterprise {key} has left the market or never was in it",
                "企业 {key} 已退出市场或从未存在",
                key=key,
            )
        )
    return int(found[0])
