"""A lender's opinion of a firm lasts: what it misjudges this month it misjudges next month too.

Banks review ratings once a year and mostly leave them as they are. A firm that one bank underrates is underrated by it
until somebody looks anew; asking the same bank again soon brings the same answer, and a loan once granted is renewed
with the same eyes.
"""

from ...ground.compiled import compiled
from ...ground.randomness import uniforms
from ...state.economy import Economy


@compiled
def view_in_force(pair: int, month: int, lasts: int) -> int:
    """Number of the opinion in force in `month`, which a lender holds of a firm for `lasts` months.

    `pair` is the key of the two; the months in which opinions are formed anew are spread over the pairs. With 1 month
    it is the month itself.
    """
    return (month + pair % lasts) // lasts


@compiled
def luck_of_view(economy: Economy, pair: int, purpose: int) -> float:
    """Uniform luck of the opinion that a lender now holds of a firm, by the key of the two and what is drawn."""
    opinion = view_in_force(pair, economy.month, economy.numbers.underwriting.view_lasts)
    luck, _, _, _ = uniforms(economy.seed, pair, opinion, purpose)
    return luck
