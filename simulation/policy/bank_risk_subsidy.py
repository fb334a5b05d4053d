"""Government pays banks for lending to small firms: part of their losses, or an award on new loans (风险补偿).

The money goes to lenders. It reaches firms only as far as banks lower their rates (`loan_pricing.pass_through`) or
take risks they would have refused, because part of the loss is no longer theirs; by the same token they screen less
(`screening_effort` falls with the own share). Shenzhen pays 30% of bad loans and hoped for 20% more credit (F111);
Fujian paid 0.5% of net new small loans in 2011 (F112): here on loans newly made, renewals earning nothing.

When the budget runs out, banks get the same part of all compensation owed for the month's settled claims; awards are
paid with each loan, in the order in which loans are paid out, until the money is gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..state.economy import Economy
from .credit_programme import CreditProgramme

if TYPE_CHECKING:
    from ..ground.columns import Row


class BankRiskSubsidy(CreditProgramme):
    """Banks get back a share of their own loss on a settled claim, and a premium on every yuan newly lent."""

    kind: ClassVar[str] = "bank_risk_subsidy"
    label: ClassVar[dict[str, str]] = {"en": "risk subsidy to banks", "zh": "银行风险补偿与奖励"}
    example: ClassVar[Stated] = {"lending_award": 0.005}
    nulls: ClassVar[Nulls] = ({"loss_share": 0.0, "lending_award": 0.0},)

    loss_share: float = parameter(
        0.0,
        unit="share of the bank's own loss",
        low=0.0,
        high=1.0,
        meaning="Paid to the bank when the claim is settled",
        zh="按银行自担损失补偿的比例",
    )
    lending_award: float = parameter(
        0.0,
        unit="share of new loans",
        low=0.0,
        high=0.2,
        meaning="Paid to the bank when a loan is paid out; renewals earn nothing",
        zh="按新发放贷款奖励的比例（续贷不计）",
    )

    def write(self, economy: Economy, terms: Row) -> None:
        """Its share of losses and its award."""
        terms.loss_compensation = self.loss_share
        terms.lending_award = self.lending_award
        terms.supports = terms.loss_compensation > 0.0 or terms.lending_award > 0.0
