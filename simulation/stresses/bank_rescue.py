"""Banks' equity is restored at once: what a slump does without a shortage of capital (银行资本即时补足).

The other world in which losses of banks and the rest of a crisis are told apart (Acharya, Eisert, Eufinger and Hirsch
2018, Review of Financial Studies 31; Chodorow-Reich 2014, Quarterly Journal of Economics 129): demand falls as it does,
and lenders have all the capital they want. Government pays and asks nothing in return.
"""

from __future__ import annotations

from typing import ClassVar

from ..behaviour.banking.bond_values import capitals_of_banks
from ..behaviour.banking.resolution import inject
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..state.bank_columns import BANK_OPEN, LARGE_LOANS, TARGET_RATIO, WEIGHTED
from ..state.economy import Economy
from .stress import Stress


class BankRescue(Stress):
    """In every month it lasts banks below their own target of capital are brought up to it."""

    kind: ClassVar[str] = "bank_rescue"
    label: ClassVar[dict[str, str]] = {"en": "banks' capital restored", "zh": "银行资本即时补足"}
    example: ClassVar[Stated] = {"months": 12, "level": 1.2}
    nulls: ClassVar[Nulls] = ({"level": 0.0},)

    level: float = parameter(
        1.0, unit="share of the target", low=0.0, high=3.0, meaning="Capital ratio to which they are brought",
        zh="补足后资本充足率（占目标的比例）",
    )  # fmt: skip

    def last(self, economy: Economy) -> None:
        """Pay in what is missing."""
        capitals, whole = capitals_of_banks(economy), economy.bank.whole
        weight = economy.numbers.loan_pricing.risk_weight_large
        for bank in range(economy.banks.rows):
            wanted = self.level * float(economy.bank.real[TARGET_RATIO, bank])
            assets = float(whole[WEIGHTED, bank] + weight * whole[LARGE_LOANS, bank])
            if economy.bank.tag[BANK_OPEN, bank] and capitals[bank] < wanted * assets:
                inject(economy, bank, int(capitals[bank]), wanted)
