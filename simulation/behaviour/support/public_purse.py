"""The public purse: what government pays under programmes and what their budgets allow, bonds, failing banks.

Every payment takes from budgets the same integer that reaches the payee and the ledger.
"""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING, Any

import numpy as np

from ...ground.units import whole_fen
from ...state import bank_columns as bc
from ...state.ledger import PAYEE, PAYER, RESOLUTION
from ...state.structure import PARTIES, REGIONS
from ..guarantee.guarantee_agreement import COMPENSATION, GUARANTORS, GUARANTORS_A_REGION, INSURER, LOCAL

if TYPE_CHECKING:
    from ...market import CreditMarket

#: Institutions whose money is public: public guarantors, re-guarantors and funds.
_IS_PUBLIC = [row != INSURER and (row >= GUARANTORS or row % GUARANTORS_A_REGION == 0) for row in range(INSURER + 1)]


def budget_left(m: CreditMarket, policy: Any, amount: int) -> int:
    """The part of `amount` fen that the policy's budget still allows."""
    if policy.budget_yuan is None:
        return amount
    return max(min(amount, m.fen_of_model(policy.budget_yuan) - m.programme_outlay.get(policy.name, 0)), 0)


def pay_institution(m: CreditMarket, policy: Any, route: int, row: int, amount: int, central_share: float) -> int:
    """Government pays `amount` fen to an institution under a programme; returns what its budget allowed."""
    amount = budget_left(m, policy, amount)
    if amount <= 0:
        return 0
    central = whole_fen(amount * central_share)
    m.accounts[0] -= central
    local, regions = amount - central, len(REGIONS)
    for region in range(regions):
        m.accounts[1 + region] -= local * (region + 1) // regions - local * region // regions
    m.institutions.blocks.whole[bc.DEPOSIT, row] += amount
    m.ledger.post(route, 0, int(m.institutions.blocks.tag[bc.HOME_BANK, row]), amount)
    book_outlay(m, policy, amount)
    return amount


def pay_from_budget(m: CreditMarket, policy: Any, amount: int, region: int, central_share: float) -> int:
    """Government takes `amount` fen for a programme from its budgets; returns what the programme's budget allowed.

    The caller posts the same integer to the payee and to the ledger.
    """
    amount = budget_left(m, policy, amount)
    if amount <= 0:
        return 0
    central = whole_fen(amount * central_share)
    m.accounts[0] -= central
    m.accounts[1 + region] -= amount - central
    book_outlay(m, policy, amount)
    return amount


def return_to_budget(m: CreditMarket, row: int, route: int, central_share: float) -> None:
    """A fund is wound up: its money goes back to the budgets that paid it in."""
    amount = max(int(m.institutions.blocks.whole[bc.DEPOSIT, row]), 0)
    central = whole_fen(amount * central_share)
    m.institutions.blocks.whole[bc.DEPOSIT, row] -= amount
    m.accounts[0] += central
    m.accounts[1] += amount - central
    m.ledger.post(route, int(m.institutions.blocks.tag[bc.HOME_BANK, row]), 0, amount)


def book_outlay(m: CreditMarket, policy: Any, amount: int) -> None:
    """Count `amount` fen as the programme's outlay this month."""
    m.programme_outlay[policy.name] = m.programme_outlay.get(policy.name, 0) + amount
    key = f"outlay_{policy.kind}"
    m.count[key] = m.count.get(key, 0) + amount


def book_tax_relieved(m: CreditMarket, policy: Any, amount: int) -> None:
    """Count `amount` fen of tax that a programme left uncollected: its outlay, and known as no payment."""
    book_outlay(m, policy, amount)
    m.count["tax_relieved"] = m.count.get("tax_relieved", 0) + amount


def spread_to_rest(m: CreditMarket, route: int, amount: int) -> None:
    """Government pays the rest of the economy, spread over banks as its deposits are."""
    deposits = m.banks.column("rest_deposits")
    parts = _parts(amount, deposits)
    deposits += parts
    m.ledger.flows[route, PAYER, 0] += amount
    m.ledger.flows[route, PAYEE] += parts


def sell_bonds(m: CreditMarket, route: int, amount: int) -> None:
    """Banks buy government bonds, in proportion to their deposits."""
    parts = _parts(amount, m.banks.column("rest_deposits"))
    m.banks.column("bonds")[:] += parts
    m.banks.column("own_cash")[:] -= parts
    m.ledger.flows[route, PAYER] += parts
    m.ledger.flows[route, PAYEE, 0] += amount


def _parts(amount: int, weights: np.ndarray) -> np.ndarray:
    # Python's whole numbers: the product may leave the range of int64.
    # A bank whose deposits are below zero gets nothing; `check_rest_deposits` speaks of it at the month's end.
    shares = np.maximum(weights, 0).tolist()
    total = max(sum(shares), 1)
    parts = [amount * weight // total for weight in shares]
    parts[0] += amount - sum(parts)
    return np.array(parts, np.int64)


def resolve_banks(m: CreditMarket) -> None:
    """A bank below zero equity gets public capital up to the minimum: counted as a failure."""
    banking = m.numbers("banking")
    for bank, equity in enumerate(m.bank_equities().tolist()):
        if equity >= 0:
            continue
        whole = m.banks.blocks.whole
        assets = int(whole[bc.WEIGHTED, bank] + whole[bc.LARGE_LOANS, bank])
        amount = whole_fen(banking.minimum_ratio * assets) - equity
        whole[bc.OWN_CASH, bank] += amount
        whole[bc.EQUITY_BEFORE, bank] += amount
        m.accounts[0] -= amount
        m.ledger.post(RESOLUTION, 0, bank, amount)
        m.count["bank_failures"] = m.count.get("bank_failures", 0) + 1
        m.count["outlay_resolution"] = m.count.get("outlay_resolution", 0) + amount


def counts_of_the_month(m: CreditMarket) -> dict[str, float]:
    """The month's counts of the public purse, of guarantors and of banks' capital, in model fen."""
    deposits, active = m.institutions.column("deposit").tolist(), m.institutions.column("active").tolist()
    public_money = sum(compress(deposits, _IS_PUBLIC))
    gain, m.public_money = public_money - m.public_money, public_money
    paid = m.paid.tolist()
    budget_payouts = paid[PARTIES.index("local_government")]
    outlay = sum(amount for key, amount in m.count.items() if key.startswith("outlay_")) + budget_payouts
    large = np.floor(m.numbers("loan_pricing").risk_weight_large * m.banks.column("large_loans") + 0.5)
    return {
        "fiscal_outlay": outlay,
        "outlay_local_government_payout": budget_payouts,
        "public_money_gain": gain,
        "public_payouts": sum(paid[2:7]),
        "guarantor_assets": sum(deposits[:GUARANTORS]),
        "guarantors_active": sum(active[:GUARANTORS]),
        "fund_balance": deposits[COMPENSATION] + deposits[LOCAL],
        "bank_equity": sum(m.bank_equities().tolist()),
        "risk_weighted_assets": sum(m.banks.column("risk_weighted_sme").tolist()) + sum(map(int, large.tolist())),
    }
