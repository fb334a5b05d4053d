"""The month of banks."""

from __future__ import annotations

from ..behaviour.banking import bank_balance, resolution
from ..behaviour.lending import learning
from ..state.counts import BANK_PROFIT
from ..state.economy import Economy


def run_banks(economy: Economy) -> None:
    """Banks earn, provision, pay dividends; capital sets next month's room and the pull towards large firms."""
    for policy in economy.schedule.ever_open.values():
        policy.settle_with_banks(economy)
    pricing = economy.numbers.loan_pricing
    economy.counts[BANK_PROFIT] = bank_balance.bank_month(
        economy.banks.rows,
        economy.bank,
        economy.deposits_before,
        economy.accounts,
        economy.flows,
        bank_balance.large_demand(economy),
        economy.policy_rate,
        pricing.large_firm_spread,
        pricing.risk_weight_large,
        economy.sme_return,
        economy.numbers.banking,
        economy.capital_short,
        economy.capital_ratios,
    )
    resolution.resolve_banks(economy)
    learning.learn_defaults(economy)
    learning.learn_trust(economy)
