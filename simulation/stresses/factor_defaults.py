"""Defaults by regime and one common factor, whatever the firms' state (单因子违约).

The textbook model of portfolio credit risk (Vasicek 2002, Risk 15(12); Gordy 2003, Journal of Financial Intermediation
12): in a month with probability of default p each borrower defaults if its own luck, a standard normal, and the month's
common factor Z, weighted by a correlation r, fall below a threshold. Given Z the share that defaults is

    Phi((Phi^-1(p) + sqrt(r) Z) / sqrt(1 - r)),

Z being positive in a bad month. The probability follows the regime of the cycle: recession, normal, boom (Hamilton
1989). A model whose own causes of failure are kept small reduces to this case, so that what follows from defaults,
losses, payouts, ruin of funds, can be held against known answers.
"""

from __future__ import annotations

import math
from typing import ClassVar

from ..behaviour.demography.entry_exit import FAILED
from ..ground.compiled import compiled, kernel
from ..ground.mathematics import normal_distribution, normal_quantile, refined_normal_quantile
from ..ground.parameters import parameter
from ..ground.randomness import CELL_STRUCK, FIRM_STRUCK, uniforms
from ..ground.registry import Nulls, Stated
from ..state.economy import Economy
from ..state.enterprise_columns import ALIVE, BANK_DEBT, ID, OUTCOME, STATE
from .stress import Stress


class FactorDefaults(Stress):
    """Each month borrowers fail with the probability of the cycle's regime, together as one factor has it."""

    kind: ClassVar[str] = "factor_defaults"
    label: ClassVar[dict[str, str]] = {"en": "defaults by one factor", "zh": "单因子违约"}
    example: ClassVar[Stated] = {"months": 12, "recession": 0.02, "normal": 0.02, "boom": 0.02}
    nulls: ClassVar[Nulls] = ({"recession": 0.0, "normal": 0.0, "boom": 0.0},)

    recession: float = parameter(
        unit="probability a month",
        low=0.0,
        high=0.5,
        meaning="Of a borrower in a recession",
        zh="衰退期借款企业违约概率",
    )
    normal: float = parameter(
        unit="probability a month",
        low=0.0,
        high=0.5,
        meaning="Of a borrower in normal times",
        zh="正常期借款企业违约概率",
    )
    boom: float = parameter(
        unit="probability a month", low=0.0, high=0.5, meaning="Of a borrower in a boom", zh="繁荣期借款企业违约概率"
    )
    correlation: float = parameter(
        0.1,
        unit="share",
        low=0.0,
        high=0.95,
        meaning="Weight of the common factor in a borrower's luck",
        zh="资产相关系数",
    )

    def last(self, economy: Economy) -> None:
        """Borrowers fail; the month settles what they owed as of any other firm that fails."""
        usual = (self.recession, self.normal, self.boom)[economy.cycle.regime]
        if usual > 0.0:
            common = normal_quantile(uniforms(economy.seed, 0, economy.month, CELL_STRUCK)[1])
            strike_borrowers(economy, conditional_probability(usual, self.correlation, common))


@compiled
def conditional_probability(usual: float, correlation: float, common: float) -> float:
    """Probability of default a month given the common factor, a standard normal that is high in bad months.

    `usual` is the probability over all values of the factor, above 0. Source: Vasicek (2002), equation 3.
    """
    threshold = refined_normal_quantile(usual) + math.sqrt(correlation) * common
    return normal_distribution(threshold / math.sqrt(1.0 - correlation))


@kernel
def strike_borrowers(economy: Economy, probability: float) -> None:
    """Each living firm that owes banks fails with this probability, by its own luck of the month."""
    firm = economy.firm
    for i in range(firm.rows):
        if firm.tag[STATE, i] != ALIVE or firm.tag[OUTCOME, i] > 0 or firm.whole[BANK_DEBT, i] <= 0:
            continue
        if uniforms(economy.seed, firm.whole[ID, i], economy.month, FIRM_STRUCK)[1] < probability:
            firm.tag[OUTCOME, i] = FAILED
