"""Coordination of finance for small firms (支持小微企业融资协调工作机制): visits, recommended lists, a deadline.

Teams of government and banks call on firms in turn. A firm in good order that has been called on is recommended to
banks for some months: it dares to ask, banks know more of it, further banks look where the first refuses, and a
deadline for the decision spares it waiting. Set up in China in October 2024; in Fuzhou about 30% of such loans were
first loans (F48). Visits cost the budget; nobody is told to lend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..behaviour.support.choice_by_lot import choose_firms
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..ground.units import whole_fen
from ..state.counts import VISITS
from ..state.economy import Economy
from .credit_programme import CreditProgramme
from .public_service import pay_for_service

if TYPE_CHECKING:
    from ..ground.columns import Row

#: Number of the lot that sets firms' places in the rota of visits.
LOT = 2


class FinancingCoordination(CreditProgramme):
    """Visits in turn to firms; those in good order are recommended to banks for some months."""

    kind: ClassVar[str] = "financing_coordination"
    label: ClassVar[dict[str, str]] = {"en": "financing coordination mechanism", "zh": "小微企业融资协调机制"}
    example: ClassVar[Stated] = {"visits_a_month": 0.5, "least_grade": 0, "discouragement": 0.0}
    nulls: ClassVar[Nulls] = ({"visits_a_month": 0.0},)

    visits_a_month: float = parameter(
        unit="share of eligible firms a month", low=0.0, high=1.0, meaning="Firms called on", zh="月走访覆盖率"
    )
    listed_months: int = parameter(
        6, unit="months", low=1, high=120, meaning="How long a recommendation holds", zh="推荐清单有效期"
    )
    least_grade: int = parameter(
        1,
        unit="grade",
        low=0,
        high=4,
        meaning="Tax grade a recommended firm has at least",
        zh="推荐企业最低纳税信用等级",
    )
    discouragement: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="Chance that a recommended firm in need dares not ask",
        zh="推荐企业不敢申请的概率系数",
    )
    further_banks: int = parameter(
        0,
        unit="banks",
        low=0,
        high=3,
        meaning="Further banks that look at a recommended firm after a refusal",
        zh="被拒后继续对接的银行数",
    )
    noise: float | None = parameter(
        None,
        unit="log odds",
        low=0.05,
        high=20.0,
        meaning="Standard error of what the recommendation tells of default risk; none: it tells nothing",
        zh="推荐信息对违约风险的标准误，空为无信息",
    )
    trouble: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="Hidden cost of giving security, with a deadline for the decision",
        zh="限时办结后的手续隐性成本系数",
    )
    cost_a_visit_yuan: float = parameter(
        0.0, unit="yuan", low=0.0, high=1e6, meaning="Public cost of a visit", zh="每次走访成本"
    )

    def write(self, economy: Economy, terms: Row) -> None:
        """What a recommendation changes."""
        terms.discouragement = self.discouragement
        terms.shared_noise = 0.0 if self.noise is None else self.noise
        terms.trouble = self.trouble
        terms.second_looks = self.further_banks
        terms.by_lot = True

    def before_trade(self, economy: Economy) -> None:
        """The month's visits are made and paid for; the list is drawn up anew."""
        super().before_trade(economy)
        if not self.in_force(economy):
            return
        row, a_month = economy.schedule.programme_row(self, economy), self.visits_a_month
        served = min(a_month * self.listed_months, 1.0)
        visits = choose_firms(economy, row, LOT, a_month, a_month, served, self.least_grade)
        economy.counts[VISITS] += visits
        pay_for_service(economy, self, whole_fen(visits * self.cost_a_visit_yuan * 100.0))
