"""The central bank as one Mesa agent."""

from __future__ import annotations

import mesa

from .model import EconomyModel


class CentralBank(mesa.Agent):
    """What it holds against reserves and the government's account, in model fen."""

    model: EconomyModel

    def __init__(self, model: EconomyModel) -> None:
        self.model = model
        self.unique_id = 1 + len(model.agents)
        self.pos = None
        model.register_agent(self)

    @property
    def foreign_assets(self) -> int:
        """Foreign and other assets."""
        return self.model.economy.foreign_assets

    @property
    def bonds(self) -> int:
        """Government bonds."""
        return self.model.economy.bonds_of_central_bank

    @property
    def net_worth(self) -> int:
        """Assets less debts at the month's end: profit not passed on yet, below zero a loss still to be made good."""
        return self.model.economy.profit_kept
