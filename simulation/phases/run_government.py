"""The month of government."""

from __future__ import annotations

from ..behaviour.support import public_purse, treasury
from ..behaviour.support.central_bank import central_bank_month
from ..state.economy import Economy
from ..state.ledger import BOND_ISSUE, BOND_REDEEMED, GOVERNMENT_PURCHASES
from ..state.structure import REGIONS


def run_government(economy: Economy) -> None:
    """The central bank's profit comes in, the month's plan is spent, a deficit issues bonds, a surplus redeems them."""
    central_bank_month(economy)
    share_among_budgets(economy)
    spend(economy)
    balance_with_bonds(economy)


def share_among_budgets(economy: Economy) -> None:
    """Localities pass on what they do not need and are topped up by the centre."""
    accounts = economy.accounts
    for region in range(len(REGIONS)):
        excess = int(accounts[1 + region]) - economy.local_balance
        accounts[1 + region] -= excess
        accounts[0] += excess


def spend(economy: Economy) -> None:
    """Ordinary spending by the plan: services, wages and pensions, which the rest of the economy gets."""
    p, money = economy.numbers.treasury, public_purse.public_money(economy)
    # Money that went into public institutions or came out of them is not spent: only their results count.
    left_over = int(economy.accounts[0]) - economy.central_balance + money - economy.public_money_at_budget
    months = economy.month + economy.burn_in
    economy.spending_plan = treasury.next_plan(
        economy.spending_plan, float(left_over), p.plan_follows, months, economy.month <= 0
    )
    economy.public_money_at_budget = money
    spending = treasury.ordinary_spending(
        economy.spending_plan, public_purse.net_debt(economy), economy.net_debt_goal, p.debt_response
    )
    public_purse.spread_to_rest(economy, GOVERNMENT_PURCHASES, spending)
    economy.accounts[0] -= spending


def balance_with_bonds(economy: Economy) -> None:
    """Bonds sold to banks cover what the centre lacks; what it has over buys bonds back."""
    spare = int(economy.accounts[0]) - economy.central_balance
    if spare < 0:
        public_purse.sell_bonds(economy, BOND_ISSUE, -spare)
        economy.accounts[0] -= spare
    elif spare > 0:
        economy.accounts[0] -= public_purse.redeem_bonds(economy, BOND_REDEEMED, spare)
