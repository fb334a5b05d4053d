"""Firms that lenders find hard to serve: they have nothing to pledge, and their books show little."""

from ..behaviour.lending.disbursement import OPAQUE
from ..ground.compiled import kernel, unsigned
from ..state.economy import Economy
from ..state.enterprise_columns import ALIVE, LOANS, PLEDGEABLE, SIZE, STATE, TRANSPARENCY
from ..state.structure import LARGE


@kernel
def without_pledge_or_record(economy: Economy, borrowing: bool) -> int:
    """Small and medium firms with neither a pledge nor books that show half of them; with a bank loan, if so asked."""
    firm = economy.firm
    found = 0
    for position in range(firm.rows):
        i = unsigned(position)  # unsigned: no check for places counted from the end
        hard = firm.real[PLEDGEABLE, i] <= 0.0 and firm.real[TRANSPARENCY, i] < OPAQUE
        if hard and firm.tag[STATE, i] == ALIVE and firm.tag[SIZE, i] != LARGE:
            found += 1 if firm.tag[LOANS, i] > 0 or not borrowing else 0
    return found
