"""The month of government."""

from __future__ import annotations

from ..behaviour.support import public_purse
from ..state.economy import Economy
from ..state.ledger import BOND_ISSUE, GOVERNMENT_PURCHASES
from ..state.structure import REGIONS


def run_government(economy: Economy) -> None:
    """Revenue left after programmes is spent; a deficit is covered by bonds sold to banks."""
    accounts = economy.accounts
    for region in range(len(REGIONS)):
        # Localities pass on what they do not need and are topped up by the centre.
        excess = int(accounts[1 + region]) - economy.local_balance
        accounts[1 + region] -= excess
        accounts[0] += excess
    spare = int(accounts[0]) - economy.central_balance
    if spare > 0:
        public_purse.spread_to_rest(economy, GOVERNMENT_PURCHASES, spare)
        accounts[0] -= spare
    elif spare < 0:
        public_purse.sell_bonds(economy, BOND_ISSUE, -spare)
        accounts[0] -= spare
