"""The simulation: columns, rules, agents, policies, the month and the market."""

from simulation.market import CreditMarket

__all__ = ["CreditMarket"]
