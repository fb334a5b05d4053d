"""Guarantors lose their money and find opaque firms too costly to assess (担保机构危机).

Hebei Rongtou stopped in 2015 with fifty billion guaranteed on four of capital, Sichuan Huitong's executives vanished in
2014 (F84, F85): what guarantors had was gone before their guarantees were called. Banks trust by net assets, so
co-operation breaks down although the firms are what they were.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..ground.units import whole_fen
from ..state.bank_columns import REST_DEPOSITS
from ..state.counts import GUARANTORS_LOST
from ..state.economy import Economy
from ..state.ledger import DIVIDEND_GUARANTOR
from ..state.numbers import Change, times
from .stress import Stress


class GuarantorLoss(Stress):
    """A share of guarantors' money leaves for their owners' ventures; their appraisals cost more for a while."""

    kind: ClassVar[str] = "guarantor_loss"
    label: ClassVar[dict[str, str]] = {"en": "losses of guarantors", "zh": "担保机构资本损失"}
    example: ClassVar[Stated] = {"months": 12, "share": 0.5}
    nulls: ClassVar[Nulls] = ({"share": 0.0, "appraisal_factor": 1.0},)

    share: float = parameter(
        unit="share of net assets",
        low=0.0,
        high=1.0,
        meaning="Money that is gone in the first month",
        zh="首月损失比例",
    )
    who: Literal["all", "commercial", "public"] = parameter(
        "all", unit="choice", meaning="Which guarantors", zh="涉及的担保机构"
    )
    appraisal_factor: float = parameter(
        1.0, unit="ratio", low=0.1, high=100.0, meaning="Cost of an appraisal over its usual one", zh="尽调成本倍数"
    )

    def strike(self, economy: Economy) -> None:
        """Take the money out, at each guarantor's own bank."""
        for number in range(economy.institutions.rows):
            guarantor = economy.institutions.row(number)
            if guarantor.sector != 0 or self.who == ("commercial" if guarantor.public else "public"):
                continue
            lost, bank = whole_fen(self.share * max(guarantor.deposit, 0)), guarantor.bank
            guarantor.deposit -= lost
            economy.bank.whole[REST_DEPOSITS, bank] += lost
            economy.ledger.post(DIVIDEND_GUARANTOR, bank, bank, lost)
            economy.counts[GUARANTORS_LOST] += lost

    def changes(self, economy: Economy) -> Iterable[Change]:
        """Appraisals are dear while it lasts; the money does not come back."""
        return (times("guarantors.appraisal_cost", self.appraisal_factor),)
