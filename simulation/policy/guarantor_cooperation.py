"""Government-backed and private guarantors work together under supervision (担保机构合作与监管).

They share files, so that an opaque firm is appraised once and seen better; they guarantee large loans together, so that
one guarantor's limit for a borrower binds less; supervised accounts let banks trust them with thinner capital and
regain trust sooner; and weak ones are strengthened with public capital before they fail. The budget pays for the
capital; guarantors save appraisals.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from ..behaviour.support.public_purse import pay_from_budget
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..state.economy import Economy
from ..state.ledger import CAPITAL_GUARANTOR
from ..state.numbers import Change, Setting, set_to, times
from .credit_programme import CreditProgramme
from .instrument import LARGEST_YUAN

if TYPE_CHECKING:
    from ..ground.columns import Row


#: Every guarantor works on its own, as without the policy.
_ALONE = {"appraisal": 1.0, "noise": 1.0, "joint_share": 0.0, "solvency_floor": None, "regained": None}


class GuarantorCooperation(CreditProgramme):
    """Shared appraisal, joint guarantees, supervision, and capital for weak guarantors."""

    kind: ClassVar[str] = "guarantor_cooperation"
    label: ClassVar[dict[str, str]] = {"en": "co-operation and supervision of guarantors", "zh": "担保机构合作与监管"}
    example: ClassVar[Stated] = {"appraisal": 0.05, "noise": 0.05}
    within_reach: ClassVar[Stated] = {"noise": 1.0}
    nulls: ClassVar[Nulls] = (
        {**_ALONE, "strengthen_below": 0.0},
        {**_ALONE, "capital_yuan_a_year": 0.0},
    )
    alone: ClassVar[bool] = True
    needs_money: ClassVar[bool] = False  # co-operation costs nothing; the budget is for capital

    appraisal: float = parameter(
        1.0,
        unit="ratio",
        low=0.05,
        high=1.0,
        meaning="Cost of an appraisal with shared files",
        zh="共享尽调后的成本系数",
    )
    noise: float = parameter(
        1.0,
        unit="ratio",
        low=0.05,
        high=1.0,
        meaning="Noise of guarantors' view with shared files",
        zh="共享尽调后的信息噪声系数",
    )
    joint_share: float = parameter(
        0.0,
        unit="share",
        low=0.0,
        high=4.0,
        meaning="What partners add to a guarantor's limit for one borrower",
        zh="联合担保对单户限额的提高比例",
    )
    solvency_floor: float | None = parameter(
        None,
        unit="share of initial net assets",
        low=0.0,
        high=1.0,
        meaning="Net assets at which banks stop trusting a supervised guarantor; none: the general one",
        zh="受监管机构的银行信任下限，空为一般水平",
    )
    regained: float | None = parameter(
        None,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="Speed at which trust comes back over that at which it is lost; none: the general one",
        zh="信任恢复速度，空为一般水平",
    )
    strengthen_below: float = parameter(
        0.0,
        unit="share of initial net assets",
        low=0.0,
        high=1.0,
        meaning="Guarantors weaker than this are given capital up to it",
        zh="低于此净资产比例即注资补足",
    )
    capital_yuan_a_year: float = parameter(
        0.0,
        unit="yuan of the population a year",
        low=0.0,
        high=LARGEST_YUAN,
        meaning="Most that is given to guarantors in a year",
        zh="每年注资上限",
    )

    def write(self, economy: Economy, terms: Row) -> None:
        """Shared files make the appraisal cheaper."""
        terms.appraisal = self.appraisal

    def changes(self, economy: Economy) -> Iterable[Change]:
        """What supervision and joint guarantees change while it acts."""
        found = [
            times("guarantors.single_borrower_public", 1.0 + self.joint_share),
            times("guarantors.single_borrower_commercial", 1.0 + self.joint_share),
            times("guarantors.noise", self.noise),
        ]
        return found + [set_to(each.path, each.value) for each in self.sets() if each.value is not None]

    def sets(self) -> Iterable[Setting]:
        """What banks' trust turns on, where it is stated."""
        for key in ("solvency_floor", "regained"):
            if (value := getattr(self, key)) is not None:
                yield Setting(f"guarantors.{key}", key, value)

    def before_record(self, economy: Economy) -> None:
        """Strengthen weak guarantors, the weakest first, within the year's and the policy's limit."""
        left = economy.fen_of_model(self.capital_yuan_a_year) // 12
        weak = []
        for number in range(economy.institutions.rows):
            guarantor = economy.institutions.row(number)
            wanted = int(self.strengthen_below * int(economy.initial_net_assets[number]))
            missing = wanted - guarantor.deposit
            if guarantor.sector == 0 and guarantor.active and missing > 0:
                weak.append((-missing, number))
        for missing, number in sorted(weak):
            guarantor = economy.institutions.row(number)
            paid = pay_from_budget(economy, self, min(-missing, left), guarantor.region, self.central_share)
            guarantor.deposit += paid
            economy.ledger.post(CAPITAL_GUARANTOR, 0, guarantor.bank, paid)
            left -= paid
