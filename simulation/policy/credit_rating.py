"""Public credit rating of firms (企业信用评级): an agency rates firms at public cost and lenders may read the grade.

A grade is one more independent signal for every lender (Berger, Frame and Miller 2005, Journal of Money, Credit and
Banking 37: small-business scores bring more lending to opaque firms), and it saves guarantors part of their own
appraisal of a small file. Who is rated is settled by a lot drawn once, or by size through `eligible.size`. The budget
pays for each firm that is rated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..behaviour.support.choice_by_lot import choose_firms
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..ground.units import whole_fen
from ..state.counts import FIRMS_RATED
from ..state.economy import Economy
from .credit_programme import CreditProgramme
from .public_service import pay_for_service

if TYPE_CHECKING:
    from ..ground.columns import Row

#: Number of the lot by which firms are chosen for rating.
LOT = 1


class CreditRating(CreditProgramme):
    """Firms are rated at public cost; the grade is open to banks and guarantors."""

    kind: ClassVar[str] = "credit_rating"
    label: ClassVar[dict[str, str]] = {"en": "public credit rating", "zh": "企业公共信用评级"}
    example: ClassVar[Stated] = {"coverage": 0.5, "noise": 0.5}
    nulls: ClassVar[Nulls] = ({"coverage": 0.0},)

    coverage: float = parameter(
        unit="share of eligible firms", low=0.0, high=1.0, meaning="Firms that are rated", zh="评级覆盖率"
    )
    noise: float = parameter(
        unit="log odds",
        low=0.05,
        high=20.0,
        meaning="Standard error of the grade as a signal of default risk",
        zh="评级对违约风险的标准误",
    )
    appraisal: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="A guarantor's cost of appraising a rated firm",
        zh="担保机构对已评级企业的评审成本系数",
    )
    cost_a_firm_yuan: float = parameter(
        0.0, unit="yuan a year", low=0.0, high=1e6, meaning="Public cost of a rated firm", zh="每户年评级成本"
    )

    def write(self, economy: Economy, terms: Row) -> None:
        """The precision of the grade and what it spares guarantors; only those chosen by lot are rated."""
        terms.shared_noise = self.noise
        terms.appraisal = self.appraisal
        terms.by_lot = True

    def before_trade(self, economy: Economy) -> None:
        """Newcomers are rated, grades renewed, the month's cost paid."""
        super().before_trade(economy)
        if not self.in_force(economy):
            return
        row = economy.schedule.programme_row(self, economy)
        rated = choose_firms(economy, row, LOT, 0.0, self.coverage, self.coverage, 0)
        economy.counts[FIRMS_RATED] += rated
        pay_for_service(economy, self, whole_fen(rated * self.cost_a_firm_yuan * 100.0 / 12.0))
