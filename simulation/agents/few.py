"""What the few share: Mesa agents that read their row of a table."""

from __future__ import annotations

from typing import ClassVar

import mesa

from ..ground.columns import Store
from .model import EconomyModel


class RowAgent(mesa.Agent):
    """A registered agent whose state is a row of a table; `value` reads a column of it."""

    model: EconomyModel
    #: Attribute of the economy that holds the table.
    table: ClassVar[str]

    def __init__(self, model: EconomyModel, row: int) -> None:
        # Mesa 3.3's own __init__ keeps every model alive in a class-level counter; registering is enough.
        self.model = model
        self.unique_id = 1 + len(model.agents)
        self.pos = None
        self.row = row
        model.register_agent(self)

    def value(self, name: str) -> int | float:
        """One column of the agent's row as a Python number. Raises KeyError naming the nearest column."""
        store: Store = getattr(self.model.economy, self.table)
        number: int | float = store.column(name)[self.row].item()
        return number

    def whole(self, name: str) -> int:
        """One column that holds money or a code. Raises KeyError naming the nearest column."""
        return int(self.value(name))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.row})"
