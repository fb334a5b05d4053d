"""What the few share: Mesa agents that read their row of a table."""

from __future__ import annotations

from typing import Any, ClassVar

import mesa


class RowAgent(mesa.Agent):
    """A registered agent whose state is a row of a table; `value` reads a column of it."""

    #: Attribute of the economy that holds the table.
    table: ClassVar[str]

    def __init__(self, model: Any, row: int) -> None:
        # Mesa 3.3's own __init__ keeps every model alive in a class-level counter; registering is enough.
        self.model = model
        self.unique_id = 1 + len(model.agents)
        self.pos = None
        self.row = row
        model.register_agent(self)

    def value(self, name: str) -> Any:
        """One column of the agent's row as a Python number. Raises KeyError naming the nearest column."""
        return getattr(self.model.economy, self.table).column(name)[self.row].item()
