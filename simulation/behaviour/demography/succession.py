"""Owners who leave for good, at the end of a working life, and what becomes of their firms.

Some firms are taken over, by an heir or a buyer, and go on under an owner with an attitude to debt of their own; the
others close. Without that the firms of those who never borrow, which seldom fail, live on and slowly make up the whole
economy.
"""

from ...ground.compiled import compiled
from ...ground.parameters import ParameterGroup, paper, parameter
from ...ground.randomness import SUCCESSION, uniforms
from ...state.economy import Economy
from ...state.enterprise_columns import DEBT_RANK, ID
from .birth import give_size


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
            "retirement at 65 to 67 leaves some 25 years"
        ),
    )
    taken_over: float = parameter(
        0.30,
        unit="share of firms whose owner leaves",
        low=0.0,
        high=1.0,
        meaning="Firms that go on under a successor; the others close",
        zh="业主退出后由继任者接手经营的企业占比（其余关闭）",
        source=paper("Ward (1987), Keeping the Family Business Healthy: 30% live on in the second generation"),
    )


@compiled
def closing_with_owner(succession: Succession) -> float:
    """Hazard per year that a firm closes because its owner leaves and nobody takes over."""
    return succession.retiring * (1.0 - succession.taken_over)


@compiled
def takeover_hazard(succession: Succession) -> float:
    """Hazard per year that a successor takes over."""
    return succession.retiring * succession.taken_over


@compiled
def hand_over(economy: Economy, i: int) -> None:
    """The firm in row `i` has a new owner from now on, whose attitude to debt is drawn as a founder's is."""
    firm = economy.firm
    firm.real[DEBT_RANK, i], _, _, _ = uniforms(economy.seed, firm.whole[ID, i], economy.month, SUCCESSION)
    give_size(economy, firm, i)
