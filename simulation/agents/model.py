"""What the agents know of the model they belong to: that it has an economy."""

import mesa

from ..state.economy import Economy


class EconomyModel(mesa.Model):
    """A Mesa model of one economy."""

    economy: Economy
