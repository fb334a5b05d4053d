"""Public money for firms themselves, whatever they borrow: what a budget allows, payment, investment."""

import math
from typing import Any

from simulation.bank_columns import REST_DEPOSITS
from simulation.behaviour.loan_support import charge_programme
from simulation.compiled import compiled
from simulation.enterprise_columns import BANK, CASH, FIXED_ASSETS, REGION
from simulation.ledger import INVESTMENT, PAYEE, PAYER


@compiled
def budget_ratio(claimed: int, left: int) -> float:
    """Part of each claim that the money left allows: all have the same part, so that nobody is first in the queue."""
    if claimed <= left:
        return 1.0
    return max(left, 0) / claimed


@compiled
def part_of_claim(claim: int, ratio: float) -> int:
    """Fen paid on a claim: all of it, or its part rounded down, so that the parts never exceed what is left."""
    return claim if ratio >= 1.0 else int(math.floor(claim * ratio))


@compiled
def support_firm(r: int, i: int, amount: int, route: int, firm: Any, programme: Any, accounts: Any, flows: Any) -> int:
    """Government pays up to `amount` fen to the firm in row `i` under programme `r`; returns fen paid."""
    paid = charge_programme(r, amount, firm.tag[REGION, i], programme, accounts)
    firm.whole[CASH, i] += paid
    flows[route, PAYER, 0] += paid
    flows[route, PAYEE, firm.tag[BANK, i]] += paid
    return paid


@compiled
def invest(i: int, amount: int, firm: Any, bank: Any, flows: Any) -> None:
    """The firm in row `i` turns `amount` fen of its cash into fixed assets."""
    house = firm.tag[BANK, i]
    firm.whole[CASH, i] -= amount
    firm.whole[FIXED_ASSETS, i] += amount
    bank.whole[REST_DEPOSITS, house] += amount
    flows[INVESTMENT, PAYER, house] += amount
