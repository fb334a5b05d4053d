"""The recorder as Mesa's collector: `market.datacollector`."""

from __future__ import annotations

from typing import Any, Protocol

import mesa
import pandas as pd

from .indicator import indicators


class Recorded(Protocol):
    """What the collector needs of a market."""

    month: int

    @property
    def indicators(self) -> pd.DataFrame:
        """One row a month, one column an indicator."""


class RecorderCollector(mesa.DataCollector):
    """`model.datacollector` by default: shows the recorder's series to Mesa and stores nothing twice."""

    def __init__(self, market: Recorded) -> None:
        # Mesa's own __init__ would assign model_vars, which is a property here.
        self._market = market
        self.model_reporters = {key: key for key in indicators()}
        self.agent_reporters: dict = {}
        self.agenttype_reporters: dict = {}
        self.tables: dict = {}
        self._agent_records: dict = {}
        self._agenttype_records: dict = {}
        self._validated = True

    @property
    def model_vars(self) -> dict[str, list[Any]]:
        """Base indicators by key, one value a month."""
        frame = self._market.indicators
        return {key: frame[key].tolist() for key in indicators()}

    @property
    def _collection_steps(self) -> list[int]:
        return list(range(1, max(self._market.month, 0) + 1))

    def collect(self, model: mesa.Model) -> None:
        """Nothing to do: the recorder has already written the month."""

    def get_model_vars_dataframe(self) -> pd.DataFrame:
        """Base indicators, one row a month."""
        return pd.DataFrame(self.model_vars)
