"""Some firms that banks would refuse get what they ask for (取消部分企业的信贷约束).

What credit limits cost is measured by firms for which they are lifted: foreign capital in some Indian industries (Bau
and Matray 2023, Econometrica 91), branches of other banks for young American firms (Kerr and Nanda 2009, Journal of
Financial Economics 94). Whoever of the firms drawn asks and would be refused, or offered less, borrows what it asks
for from its own bank, on nothing and at usual terms.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ..behaviour.lending.credit_rationing import offers_to
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..state import offer_columns as oc
from ..state.counts import OLDER_GRANTED, YOUNG_GRANTED
from ..state.economy import Economy
from ..state.enterprise_columns import ENTRY_MONTH, ID
from .choice import SomeFirms
from .credit_offer import lend
from .stress import Stress


class RefusalsLifted(Stress):
    """Applications of some firms are granted in full, whatever banks think of them."""

    kind: ClassVar[str] = "refusals_lifted"
    label: ClassVar[dict[str, str]] = {"en": "credit limits lifted for some firms", "zh": "取消部分企业的信贷约束"}
    example: ClassVar[Stated] = {"months": 12}
    nulls: ClassVar[Nulls] = ({"firms": SomeFirms(share=0.0)},)

    firms: SomeFirms = parameter(SomeFirms(), unit="table", meaning="Which firms", zh="所涉企业")
    tenor: int = parameter(24, unit="months", low=1, high=120, meaning="Tenor of the loans", zh="贷款期限")
    spread: float = parameter(
        0.015, unit="per year over the policy rate", low=-0.1, high=1.0, meaning="Their rate", zh="利率（LPR加点）"
    )

    def before_underwriting(self, economy: Economy) -> None:
        """Lend to those that would be refused; banks decide on the others."""
        ours = np.isin(economy.applicant_rows, self.firms.struck(economy))
        rows, amounts = economy.applicant_rows[ours], economy.applicant_amounts[ours]
        by_key = np.argsort(economy.firm.whole[ID, rows], kind="stable")
        rows, amounts = rows[by_key], amounts[by_key]
        if not len(rows):
            return
        offers, _ = offers_to(economy, rows, amounts)
        short = (offers[:, oc.O_STATUS] == oc.REFUSED) | (offers[:, oc.O_AMOUNT] < amounts)
        if not short.any():
            return
        lend(economy, rows[short], amounts[short], self.tenor, economy.policy_rate + self.spread)
        # Founders and owners hear of them as of any loan.
        age = economy.month - economy.firm.index[ENTRY_MONTH, rows[short]]
        young = int((age < economy.numbers.lender_learning.young_months).sum())
        economy.counts[YOUNG_GRANTED] += young
        economy.counts[OLDER_GRANTED] += len(age) - young
        others = ~np.isin(economy.applicant_rows, rows[short])
        economy.applicant_rows, economy.applicant_amounts = (
            economy.applicant_rows[others],
            economy.applicant_amounts[others],
        )
