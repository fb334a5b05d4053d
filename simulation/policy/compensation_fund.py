"""A public fund that pays its share of loan losses until its money is gone, at once or in stages."""

from __future__ import annotations

from typing import ClassVar, Literal

from ..behaviour.guarantee.institution_month import payout_rate
from ..behaviour.support.public_purse import pay_institution, return_to_budgets
from ..ground.columns import Row
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..state.economy import Economy
from ..state.ledger import FUND_CONTRIBUTION, FUND_RETURN
from .instrument import LARGEST_YUAN, Instrument


class CompensationFund(Instrument):
    """The "1" of 1+N: government pays it in, a `risk_sharing` agreement pays it out."""

    kind: ClassVar[str] = "compensation_fund"
    label: ClassVar[dict[str, str]] = {"en": "risk-compensation fund", "zh": "风险补偿基金"}
    example: ClassVar[Stated] = {"size_yuan": 1e12}
    nulls: ClassVar[Nulls] = ({"size_yuan": 0.0},)
    restrictable: ClassVar[bool] = False
    needs_money: ClassVar[bool] = True
    alone_by: ClassVar[str | None] = "party"

    party: Literal["compensation_fund", "local_fund"] = parameter(
        "compensation_fund",
        unit="name",
        meaning="Party to an agreement whose share it pays",
        zh="对应的分担方",
    )
    size_yuan: float = parameter(
        unit="yuan of the population",
        low=0.0,
        high=LARGEST_YUAN,
        meaning="Paid in at the start",
        zh="初始规模",
    )
    top_up_yuan_a_year: float = parameter(
        0.0,
        unit="yuan of the population a year",
        low=0.0,
        high=LARGEST_YUAN,
        meaning="Most that is added in a year",
        zh="每年补充上限",
    )
    top_up_below: float = parameter(
        0.0,
        unit="share of size",
        low=0.0,
        high=1.0,
        meaning="Money is added while the balance is below this",
        zh="触发补充的余额比例",
    )
    central_share: float = parameter(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Part of contributions from the central budget, the rest local",
        zh="中央财政出资比例",
    )
    stop_loss: float | None = parameter(
        None,
        unit="share of guarantees released, 12 months",
        low=0.0,
        high=1.0,
        meaning="Payments stop while the payout rate is above this; none: never",
        zh="止损线，空为不设",
    )
    window_months: int | None = parameter(
        None,
        unit="months",
        low=1,
        high=1200,
        meaning="Claims later than this after it is paid in are not paid; none: all are",
        zh="补偿窗口期，空为不限",
    )

    first_stage: float = parameter(
        1.0,
        unit="share of what it owes on a claim",
        low=0.0,
        high=1.0,
        meaning="Paid when the claim is settled; the rest later",
        zh="首次补偿比例，其余分期支付",
    )
    second_stage_months: int = parameter(
        12, unit="months", low=1, high=36, meaning="From the first payment to the rest", zh="两次补偿间隔月数"
    )

    def open(self, economy: Economy) -> None:
        """Pay the fund in; say in what stages it pays."""
        fund = self._fund(economy)
        fund.first_stage = self.first_stage
        fund.second_stage = self.second_stage_months if self.first_stage < 1.0 else 0
        size = economy.fen_of_model(self.size_yuan)
        pay_institution(economy, self, FUND_CONTRIBUTION, fund.number, size, self.central_share)

    def before_trade(self, economy: Economy) -> None:
        """Top the fund up once a year if it has run low; suspend payouts past the stop-loss or window."""
        fund, size = self._fund(economy), economy.fen_of_model(self.size_yuan)
        months = self._months_on(economy)
        a_year_on = months > 0 and months % 12 == 0
        if a_year_on and not economy.top_ups_suspended and fund.deposit < self.top_up_below * size:
            amount = min(size - fund.deposit, economy.fen_of_model(self.top_up_yuan_a_year))
            pay_institution(economy, self, FUND_CONTRIBUTION, fund.number, amount, self.central_share)
        self._pay_or_not(economy)

    def idle(self, economy: Economy) -> None:
        """No top-up while the trigger does not hold; claims on earlier loans are paid, stop-loss and window hold."""
        self._pay_or_not(economy)

    def _pay_or_not(self, economy: Economy) -> None:
        months = self._months_on(economy)
        too_late = self.window_months is not None and months >= self.window_months
        too_much = self.stop_loss is not None and payout_rate(economy) > self.stop_loss
        self._fund(economy).active = not (too_late or too_much)

    def close(self, economy: Economy) -> None:
        """Pay nothing more and return what is left to the budgets."""
        fund = self._fund(economy)
        return_to_budgets(economy, fund.number, FUND_RETURN, max(fund.deposit, 0), self.central_share)
        fund.first_stage, fund.second_stage = 1.0, 0

    def _fund(self, economy: Economy) -> Row:
        return economy.institutions.row(economy.institution_row(self.party))

    def _months_on(self, economy: Economy) -> int:
        """Months since it was paid in."""
        return economy.month - economy.schedule.first_month(self)


def central_share_of(economy: Economy, party: str) -> float:
    """Part of the money of the fund of this `party` that the central budget pays in; 0 where there is no fund."""
    policies = economy.schedule.among("open")
    funds = [policy for policy in policies if isinstance(policy, CompensationFund) and policy.party == party]
    return funds[0].central_share if funds else 0.0
