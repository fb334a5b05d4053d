"""Where each firm ever founded stands in the table of firms: a register by key, in which buyers are looked for.

A place belongs to a key for ever, whatever policies save or bring other firms: the firms of the start come first, then
as many places for every later month as entrants are usual. Entrants beyond them have no place.
"""

from __future__ import annotations

import numpy as np

from ..ground.compiled import compiled
from .economy import Economy

#: The ordinal of an entrant is the low part of its key, the entry month (from the start of the burn-in) the high one.
ENTRY_BITS = 32
NO_PLACE = -1


def open_register(economy: Economy) -> None:
    """Make the register for the firms of the start; nobody stands in it yet."""
    economy.entrants_a_month = int(economy.numbers.population.entry_rate * economy.originals / 12.0) + 1
    economy.register = np.full(economy.originals, NO_PLACE, np.int32)


def room_in_register(economy: Economy, entry: int) -> None:
    """Make room for the entrants of month `entry`, counted from the start of the burn-in."""
    places = economy.originals + entry * economy.entrants_a_month
    missing = places - len(economy.register)
    if missing > 0:
        economy.register = np.concatenate([economy.register, np.full(missing, NO_PLACE, np.int32)])


@compiled
def place_of(economy: Economy, key: int) -> int:
    """Place in the register of the firm of this key, or NO_PLACE."""
    entry, ordinal = key >> ENTRY_BITS, key & ((1 << ENTRY_BITS) - 1)
    if entry == 0:
        return ordinal
    if ordinal >= economy.entrants_a_month:
        return NO_PLACE
    return economy.originals + (entry - 1) * economy.entrants_a_month + ordinal


@compiled
def note_row(economy: Economy, key: int, row: int) -> None:
    """The firm of this key stands in `row`, or is gone: NO_PLACE."""
    place = place_of(economy, key)
    if 0 <= place < len(economy.register):
        economy.register[place] = row
