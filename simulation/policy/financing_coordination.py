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
from ..ground.registry import Nulls
from ..ground.units import whole_fen
from ..state.counts import VISITS
from ..state.economy import Economy
from ..state.programme_columns import BY_LOT, DISCOURAGEMENT, SECOND_LOOKS, SHARED_NOISE, TROUBLE
from .credit_programme import CreditProgramme
from .public_service import pay_for_service, serves_now

if TYPE_CHECKING:
    from ..ground.columns import Blocks

#: Number of the lot that sets firms' places in the rota of visits.
LOT = 2


class FinancingCoordination(CreditProgramme):
    """Visits in turn to firms; those in good order are recommended to banks for some months."""

    kind: ClassVar[str] = "financing_coordination"
    label: ClassVar[dict[str, str]] = {"en": "financing coordination mechanism", "zh": "小微企业融资协调机制"}
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

    def write(self, economy: Economy, programme: Blocks, row: int) -> None:
        """What a recommendation changes."""
        programme.real[DISCOURAGEMENT, row] = self.discouragement
        programme.real[SHARED_NOISE, row] = 0.0 if self.noise is None else self.noise
        programme.real[TROUBLE, row] = self.trouble
        programme.index[SECOND_LOOKS, row] = self.further_banks
        programme.tag[BY_LOT, row] = 1

    def before_trade(self, economy: Economy) -> None:
        """The month's visits are made and paid for; the list is drawn up anew."""
        super().before_trade(economy)
        if not serves_now(economy, self):
            return
        visits = choose_firms(
            economy.firms.rows,
            economy.schedule.programme_row(self, economy),
            economy.firm,
            economy.programme,
            economy.seed,
            economy.month,
            LOT,
            self.visits_a_month,
            self.visits_a_month,
            min(self.visits_a_month * self.listed_months, 1.0),
            self.least_grade,
        )
        economy.counts[VISITS] += visits
        pay_for_service(economy, self, whole_fen(visits * self.cost_a_visit_yuan * 100.0))
