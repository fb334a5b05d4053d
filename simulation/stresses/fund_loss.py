"""A compensation fund runs dry: its money is called back and nobody tops it up (补偿资金耗尽)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from ..behaviour.support.public_purse import return_to_budgets
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..ground.units import whole_fen
from ..policy.compensation_fund import central_share_of
from ..state.counts import FUNDS_CALLED_BACK
from ..state.economy import Economy
from ..state.ledger import FUND_RETURN
from .stress import Stress

FUNDS = ("compensation_fund", "local_fund")


class FundLoss(Stress):
    """Part of existing funds goes back to the budgets that paid it in; top-ups stop while it lasts."""

    kind: ClassVar[str] = "fund_loss"
    label: ClassVar[dict[str, str]] = {"en": "funds run dry", "zh": "补偿资金耗尽"}
    example: ClassVar[Stated] = {"start": 2, "months": 6, "share": 0.5}  # the fund is paid in in month 1
    beside: ClassVar[Mapping[str, Stated]] = {"fund": {"kind": "compensation_fund", "size_yuan": 1e12}}
    nulls: ClassVar[Nulls] = ({"share": 0.0, "top_ups_stop": False},)

    share: float = parameter(
        unit="share of the balance", low=0.0, high=1.0, meaning="Called back in the first month", zh="首月收回比例"
    )
    top_ups_stop: bool = parameter(
        True, unit="flag", meaning="Nobody tops a fund up while it lasts", zh="压力期内停止补充资金"
    )

    def strike(self, economy: Economy) -> None:
        """Return the share of each fund's balance to the budgets."""
        for party in FUNDS:
            fund = economy.institutions.row(economy.institution_row(party))
            amount = whole_fen(self.share * max(fund.deposit, 0))
            return_to_budgets(economy, fund.number, FUND_RETURN, amount, central_share_of(economy, party))
            economy.counts[FUNDS_CALLED_BACK] += amount

    def last(self, economy: Economy) -> None:
        """Nobody tops a fund up, where the stress says so."""
        economy.top_ups_suspended = economy.top_ups_suspended or self.top_ups_stop

    def end(self, economy: Economy) -> None:
        """Funds may be topped up again."""
        economy.top_ups_suspended = False

    def idle_because(self, scenario: Any) -> dict[str, str] | None:
        """There is no fund."""
        if any(policy.kind == "compensation_fund" and not policy.does_nothing for policy in scenario.policies):
            return super().idle_because(scenario)
        return {"en": "there is no compensation fund to run dry", "zh": "该情景没有可耗尽的补偿基金"}
