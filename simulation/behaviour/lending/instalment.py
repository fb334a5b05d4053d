"""How principal is repaid."""

from ...ground.compiled import compiled
from ...state.menu_columns import AT_WILL, BULLET_OR_INSTALMENTS


@compiled
def instalment(amount: int, tenor: int, repaid: int) -> int:
    """Principal due each month: none for a bullet up to a year, equal parts beyond it or where the offer says so."""
    if repaid == AT_WILL or (repaid == BULLET_OR_INSTALMENTS and tenor <= 12):
        return 0
    return amount // tenor
