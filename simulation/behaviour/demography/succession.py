"""Owners who leave for good, at the end of a working life, and what becomes of their firms.

Some firms are taken over, by an heir or a buyer, and go on under an owner with an attitude to debt of their own; the
others close. Without that the firms of those who never borrow, which seldom fail, live on and slowly make up the whole
economy. A firm that could not repay everyone if it were sold up goes on under whoever takes it.
"""

from ...ground.compiled import compiled
from ...ground.parameters import ParameterGroup, assumption, paper, parameter
from ...ground.randomness import SUCCESSION, uniforms
from ...state.economy import Economy
from ...state.enterprise_columns import DEBT_RANK, ID, LEVERAGE, OUTCOME, SIZE
from ...state.structure import PerSize
from .birth import give_size, wanted_at_birth
from .closing import can_close
from .entry_exit import WISHES_TO_CLOSE


class Succession(ParameterGroup, key="succession", title={"en": "Owners who retire", "zh": "业主退休与接班"}):
    """How often owners leave for good, and how many firms go on without them."""

    retiring: float = parameter(
        0.04,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Owners who leave their firm for good, for age, illness or another life",
        zh="业主因年龄、健康等原因永久退出企业的年比例",
        source=paper(
            "Azoulay, Jones, Kim and Miranda (2020), American Economic Review: Insights 2: founders are 42 on average; "
            "owners who work until 65 to 67 have some 25 years (assumption), employees in China fewer"
        ),
    )
    taken_over: PerSize = parameter(
        (0.30, 0.50, 0.70, 0.90),
        unit="share of firms whose owner leaves",
        low=0.0,
        high=1.0,
        meaning="Firms that go on under a successor, by size; the others close",
        zh="业主退出后由继任者接手经营的企业占比（按规模；其余关闭）",
        source=assumption(
            "no sourced rate: of small family firms about three in ten reach the second generation (Ward 1987), "
            "failures included; the larger a sound firm, the more it is worth to an heir or buyer"
        ),
    )


@compiled
def owner_leaves(economy: Economy, i: int) -> None:
    """The owner of the firm in row `i` leaves: a successor takes over, or the firm is to close."""
    firm, succession = economy.firm, economy.numbers.succession
    u_taken, u_rank, _, _ = uniforms(economy.seed, firm.whole[ID, i], economy.month, SUCCESSION)
    if u_taken < succession.taken_over[firm.tag[SIZE, i]] or not can_close(economy, i):
        hand_over(economy, i, u_rank)
    else:
        firm.tag[OUTCOME, i] = WISHES_TO_CLOSE


@compiled
def hand_over(economy: Economy, i: int, rank: float) -> None:
    """The firm in row `i` has a new owner from now on, whose attitude to debt, `rank`, is drawn as a founder's is.

    Equity that has replaced debt goes on replacing its part of it.
    """
    firm = economy.firm
    drawn, kept = wanted_at_birth(economy, i, firm.tag[SIZE, i]), firm.real[LEVERAGE, i]
    firm.real[DEBT_RANK, i] = rank
    give_size(economy, firm, i)
    firm.real[LEVERAGE, i] *= min(kept / drawn, 1.0) if drawn > 0.0 else 1.0
