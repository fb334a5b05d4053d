"""The month of banks."""

from __future__ import annotations

from ..behaviour.banking import bank_month, resolution
from ..behaviour.lending import learning, standards
from ..state.economy import Economy


def run_banks(economy: Economy) -> None:
    """Banks earn, provision, pay dividends; capital sets next month's room and the pull towards large firms."""
    economy.schedule.call("settle_with_banks", economy)
    bank_month.bank_month(economy, economy.felt_gap)
    resolution.resolve_banks(economy)
    learning.learn_defaults(economy)
    learning.learn_trust(economy)
    standards.move_standards(economy)
