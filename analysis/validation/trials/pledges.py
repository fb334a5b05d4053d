"""Investment and debt per yuan of what can be pledged, where its price rises or falls (J1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ..experiment import Experiment, Part, figure
from ..worlds import BEFORE, TWIN, Cohort, Investment, Mask, Values, live_to, total, worlds

if TYPE_CHECKING:
    from ....simulation import CreditMarket

MONTHS, YEARS = 36, 3.0
CHANGE = 0.2
EAST, LARGE = 0, 3


class PerYuanOfPledges(Experiment):
    """A fifth up and a fifth down in one region: investment a year and debt after three, per yuan of change."""

    fact = "J1"
    firms = 20_000
    title: ClassVar = {"en": "Investment and debt per yuan of pledges", "zh": "每元抵押物价值对应的投资与债务"}
    note: ClassVar = {
        "en": "Bound: owners who want to owe more than banks lend at most on the best of their security.",
        "zh": "受约束：业主意愿负债超过银行按其最优担保方式可贷上限的企业。",
    }
    figures = (
        figure("invested", "Investment a year per yuan", "每元年投资", "ratio", 0.0, 0.10),
        figure("debt", "Bank debt per yuan", "每元银行债务", "ratio", 0.0, 0.15),
        figure("bound", "Debt, bound less other firms", "债务：受约束减不受约束", "ratio", 0.0, None),
        figure("fall", "Debt, fall less rise", "债务：下跌减上涨", "ratio"),
        figure("others", "Investment of those without", "无抵押物企业投资（相对固定资产）", "share"),
    )

    def measure(self, seed: int, firms: int) -> dict[str, Part]:
        """Owners of the region with the price up less down, each firm against itself."""
        up, down, twin = worlds(seed, firms, BEFORE + MONTHS, "pledges_up", "pledges_down", TWIN)
        live_to(BEFORE, up, down, twin)
        everyone = Cohort(twin)
        local = (everyone.read(twin, "region") == EAST) & (everyone.read(twin, "size") < LARGE)
        firms_there = everyone.chosen(local)
        terms = twin.economy.numbers.simple_loan
        assets, part = firms_there.read(twin, "fixed_assets"), firms_there.read(twin, "pledgeable")
        worth = np.where(part > 0.0, part * assets + terms.owner_pledge * firms_there.read(twin, "home"), 0.0)
        owners = worth > 0.0
        bound = limit_binds(twin, firms_there)
        sums = [Investment(market, firms_there) for market in (up, down)]
        for each in sums:
            each.live_to(BEFORE + MONTHS)
        live_to(BEFORE + MONTHS, twin)
        debts = [firms_there.debt(market) for market in (up, down, twin)]
        invested, moved = sums[0].total - sums[1].total, 2.0 * CHANGE * worth
        per_yuan = [self._ratio(debts[0] - debts[1], moved, owners & among) for among in (bound, ~bound)]
        rise, fall = debts[0] - debts[2], debts[2] - debts[1]
        return {
            "invested": (total(invested[owners]) / YEARS, total(moved[owners])),
            "debt": (total((debts[0] - debts[1])[owners]), total(moved[owners])),
            "bound": (per_yuan[0] - per_yuan[1], 1.0),
            "fall": (total((fall - rise)[owners]), total(0.5 * moved[owners])),
            "others": (total(invested[~owners]), total(assets[~owners])),
        }

    @staticmethod
    def _ratio(effect: Values, per: Values, among: Mask) -> float:
        bottom = total(per[among])
        return total(effect[among]) / bottom if bottom else float("nan")


def limit_binds(market: CreditMarket, cohort: Cohort) -> Mask:
    """Which of them want to owe more than banks lend at most on the best of their security."""
    from ....simulation.behaviour.lending.collateral import collateral_value, within_reach
    from ....simulation.behaviour.lending.credit_demand import wanted_debt
    from ....simulation.state.enterprise_columns import FINANCE_COST, LEVERAGE, REGION, SECTOR, YEAR_SALES

    economy, found = market.economy, []
    firm, simple, demand = economy.firm, economy.numbers.simple_loan, economy.numbers.credit_demand
    for row in cohort.rows(market).tolist():
        sales, asked_last = int(firm.whole[YEAR_SALES, row]), float(firm.real[FINANCE_COST, row])
        cost = asked_last if asked_last > 0.0 else economy.borrowing_cost
        leverage = float(firm.real[LEVERAGE, row])
        wanted = wanted_debt(leverage, sales, cost, demand.normal_cost, demand.rate_elasticity)
        loan_to_value = simple.pledge_ratio * simple.pledge_price[firm.tag[REGION, row]]
        lent = within_reach(economy, sales, collateral_value(row, firm, loan_to_value, simple.owner_pledge))
        found.append(wanted > lent * simple.limit_of_sector[firm.tag[SECTOR, row]])
    return np.array(found, np.bool_)
