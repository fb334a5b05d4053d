"""Government: the central budget and those of the regions, as one Mesa agent."""

from __future__ import annotations

import mesa

from .model import EconomyModel


class Government(mesa.Agent):
    """Its accounts at the central bank and what its programmes have spent, in model fen."""

    model: EconomyModel

    def __init__(self, model: EconomyModel) -> None:
        self.model = model
        self.unique_id = 1 + len(model.agents)
        self.pos = None
        model.register_agent(self)

    @property
    def central_balance(self) -> int:
        """Account of the central budget."""
        return int(self.model.economy.accounts[0])

    @property
    def local_balances(self) -> tuple[int, ...]:
        """Accounts of the regions' budgets, in the order of REGIONS."""
        return tuple(int(balance) for balance in self.model.economy.accounts[1:])

    @property
    def debt(self) -> int:
        """Bonds outstanding, held by banks and the central bank."""
        economy = self.model.economy
        return sum(economy.banks.column("bonds").tolist()) + economy.bonds_of_central_bank

    @property
    def outlays(self) -> dict[str, int]:
        """Spent so far by policy."""
        return dict(self.model.economy.programme_outlay)
