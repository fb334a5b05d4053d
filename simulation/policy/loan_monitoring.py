"""Management of loans before, during and after (贷前、贷中、贷后管理), with early warning (风险预警).

Before the loan, tools make a check cheaper, so banks check more. During it, checks of the use of funds hold back the
shift to riskier conduct that a dear or covered loan invites (Holmstrom and Tirole 1997, Quarterly Journal of Economics
112: monitoring limits private benefit). After it, movements of the account show trouble before arrears
(`simulation.behaviour.debt_service.early_warning`). Bank or budget pays for each loan that is watched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from ..behaviour.debt_service.early_warning import watch_loans
from ..ground.parameters import one_of, parameter
from ..ground.registry import Nulls, Stated
from ..ground.units import fen, whole_fen
from ..state.economy import Economy
from .credit_programme import CreditProgramme
from .public_service import pay_for_service

if TYPE_CHECKING:
    from ..ground.columns import Row

PAYERS = ("bank", "budget")


class LoanMonitoring(CreditProgramme):
    """Cheaper checks before, use-of-funds checks during, early warning after."""

    kind: ClassVar[str] = "loan_monitoring"
    label: ClassVar[dict[str, str]] = {"en": "loan monitoring and early warning", "zh": "贷款全流程管理与预警"}
    example: ClassVar[Stated] = {"effort_cost": 0.5}
    nulls: ClassVar[Nulls] = (
        {
            "effort_cost": 1.0, "conduct_drift": 1.0, "warning": 0.0, "grace_months": 0, "early_recovery": 1.0,
            "cost_a_loan_yuan": 0.0,
        },
    )  # fmt: skip

    effort_cost: float = parameter(
        1.0, unit="ratio", low=0.05, high=1.0, meaning="Cost of a unit of screening effort", zh="贷前单位审查成本系数"
    )
    conduct_drift: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="Shift to riskier conduct that checks on the use of funds leave",
        zh="贷中检查后剩余的冒险倾向",
    )
    warning: float = parameter(
        0.0,
        unit="probability a month",
        low=0.0,
        high=1.0,
        meaning="Chance that a borrower's trouble is seen before arrears",
        zh="逾期前发现风险的月概率",
    )
    grace_months: int = parameter(
        0,
        unit="months",
        low=0,
        high=36,
        meaning="Principal is put off for a viable firm",
        zh="对可持续企业延期还本月数",
    )
    early_recovery: float = parameter(
        1.0,
        unit="ratio",
        low=1.0,
        high=3.0,
        meaning="Recovery where assets were secured in time",
        zh="提前保全后的回收系数",
    )
    cash_months: float = parameter(
        0.5,
        unit="months of sales",
        low=0.0,
        high=24.0,
        meaning="Cash below which a borrower is in trouble",
        zh="触发预警的现金月数",
    )
    viable_margin: float = parameter(
        0.03,
        unit="share of sales",
        low=-1.0,
        high=1.0,
        meaning="Cash margin from which a firm in trouble is viable",
        zh="视为可持续的现金利润率",
    )
    cost_a_loan_yuan: float = parameter(
        0.0, unit="yuan a year", low=0.0, high=1e6, meaning="Cost of watching a loan", zh="每笔贷款年监测成本"
    )
    paid_by: Annotated[str, one_of(PAYERS)] = parameter(
        "bank", unit="name", meaning="Who pays for the watch: bank or budget", zh="监测成本承担方"
    )

    def write(self, economy: Economy, terms: Row) -> None:
        """What tools and checks change, how often trouble is seen, and what is done about it."""
        terms.effort_cost = self.effort_cost
        terms.conduct_drift = self.conduct_drift
        terms.warning = self.warning
        terms.grace = self.grace_months
        terms.early_recovery = self.early_recovery

    def after_service(self, economy: Economy) -> None:
        """Live loans are watched, and the watch paid for."""
        a_month = self.cost_a_loan_yuan / 12.0
        row = economy.schedule.programme_row(self, economy)
        bank_cost = fen(a_month) if self.paid_by == "bank" else 0
        watched = watch_loans(economy, row, self.cash_months, self.viable_margin, bank_cost)
        if self.paid_by == "budget":
            pay_for_service(economy, self, whole_fen(watched * a_month * 100.0))
