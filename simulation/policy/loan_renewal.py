"""Renewal without repaying principal first (无还本续贷), and deferral of principal in a slump (延期还本).

A borrower whose loan matures must otherwise find the whole principal, often at a bridge lender's price, and may fail at
that step though it is sound; spared that step, it lives on. Where renewal alone is no ground to downgrade a loan, banks
also go on with borrowers they would have let go: fewer failures now, more old weak loans later (Peek and Rosengren
2005, American Economic Review 95; Caballero, Hoshi and Kashyap 2008, American Economic Review 98). Rule and size in
China: F44, F45; deferral in 2020: F46, F47. Nothing is paid by the budget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..behaviour.debt_service.deferral import defer_principal
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..state.economy import Economy
from .credit_programme import CreditProgramme

if TYPE_CHECKING:
    from ..ground.columns import Row


class LoanRenewal(CreditProgramme):
    """Maturing loans of sound firms are renewed without repayment; in a slump principal is put off."""

    kind: ClassVar[str] = "loan_renewal"
    label: ClassVar[dict[str, str]] = {"en": "renewal without repayment", "zh": "无还本续贷"}
    example: ClassVar[Stated] = {"no_repayment": 0.5}
    nulls: ClassVar[Nulls] = ({"no_repayment": 0.0, "sound_pd": None, "tolerance": 0.0, "deferral_below": None},)

    no_repayment: float = parameter(
        unit="share of renewals",
        low=0.0,
        high=1.0,
        meaning="Renewals of sound firms that need no repayment first",
        zh="正常企业续贷中无需先还本的比例",
    )
    sound_pd: float | None = parameter(
        None,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Estimated risk up to which a firm counts as sound; none: as in the group of repayment",
        zh="视为正常企业的违约概率上限，空为沿用还款参数",
    )
    tolerance: float = parameter(
        0.0,
        unit="per year",
        low=0.0,
        high=0.5,
        meaning="Added to the expected loss with which a bank still renews: renewal alone is no ground to downgrade",
        zh="不因续贷单独下调分类，银行续贷可容忍预期损失的增加",
    )
    deferral_below: float | None = parameter(
        None,
        unit="fraction of trend",
        low=-1.0,
        high=1.0,
        meaning="Principal is put off while the output gap is below this; none: never",
        zh="产出缺口低于此值时可延期还本，空为不延期",
    )
    deferral_cash_months: float = parameter(
        0.5,
        unit="months of sales",
        low=0.0,
        high=120.0,
        meaning="Put off for firms with less cash than this",
        zh="现金低于此月销售额的企业可延期",
    )

    def write(self, economy: Economy, terms: Row) -> None:
        """How many renewals need no repayment, and of whom."""
        terms.no_repayment = self.no_repayment
        if self.sound_pd is not None:
            terms.sound_pd = self.sound_pd
        terms.renewal_tolerance = self.tolerance

    def after_trade(self, economy: Economy) -> None:
        """In a slump the principal due this month is put off for firms short of cash."""
        if self.deferral_below is None or economy.felt_gap >= self.deferral_below:
            return
        defer_principal(economy, economy.schedule.programme_row(self, economy), self.deferral_cash_months)
