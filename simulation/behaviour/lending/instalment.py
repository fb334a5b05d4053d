"""How principal is repaid."""

from ...ground.compiled import compiled
from ...state.menu_columns import AT_WILL, BULLET_OR_INSTALMENTS


@compiled
def instalment(amount: int, tenor: int, repaid: int, bullet_months: int) -> int:
    """Principal due each month: none for a bullet up to so many months, equal parts beyond or where the offer says
    so.
    """
    if repaid == AT_WILL or (repaid == BULLET_OR_INSTALMENTS and tenor <= bullet_months):
        return 0
    return amount // tenor
