"""The public purse: what government pays under programmes and what their budgets allow, bonds, failing banks.

Every payment takes from budgets the same integer that reaches the payee and the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from typing import ClassVar, Protocol

import numpy as np

from ...ground.units import whole_fen
from ...state import bank_columns as bc
from ...state.counts import PAID_BY, TAX_RELIEVED
from ...state.economy import Economy
from ...state.ledger import PAYEE, PAYER
from ...state.structure import PARTIES, REGIONS
from ..banking.bank_balance import equities_of_banks
from ..banking.bond_values import capitals_of_banks
from ..guarantee.guarantee_agreement import COMPENSATION, GUARANTORS, GUARANTORS_A_REGION, INSURER, LOCAL


class Programme(Protocol):
    """What the purse asks of a policy that spends: its name, its kind, and its budget in yuan of the population."""

    kind: ClassVar[str]
    budget_yuan: float | None

    @property
    def name(self) -> str:
        """Name in the scenario."""
        ...


_ALL_REGIONS = range(len(REGIONS))
#: Institutions whose money is public: public guarantors, re-guarantors and funds.
_IS_PUBLIC = [row != INSURER and (row >= GUARANTORS or row % GUARANTORS_A_REGION == 0) for row in range(INSURER + 1)]


def budget_left(economy: Economy, policy: Programme, amount: int) -> int:
    """The part of `amount` fen that the policy's budget still allows."""
    if policy.budget_yuan is None:
        return amount
    return max(min(amount, economy.fen_of_model(policy.budget_yuan) - economy.programme_outlay.get(policy.name, 0)), 0)


def parts_of_budgets(amount: int, central_share: float, regions: Sequence[int] = _ALL_REGIONS) -> np.ndarray:
    """Fen of `amount` that are the centre's and, in equal parts, the regions': by place in `economy.accounts`.

    What is paid and what is returned is divided alike; the parts are whole and sum to the amount.
    """
    parts = np.zeros(1 + len(REGIONS), np.int64)
    parts[0] = central = whole_fen(amount * central_share)
    local, count = amount - central, len(regions)
    for position, region in enumerate(regions):
        parts[1 + region] = local * (position + 1) // count - local * position // count
    return parts


def pay_institution(
    economy: Economy, policy: Programme, route: int, row: int, amount: int, central_share: float
) -> int:
    """Government pays `amount` fen to an institution under a programme; returns what its budget allowed."""
    amount = budget_left(economy, policy, amount)
    if amount <= 0:
        return 0
    economy.accounts[:] -= parts_of_budgets(amount, central_share)
    economy.institution.whole[bc.DEPOSIT, row] += amount
    economy.ledger.post(route, 0, int(economy.institution.tag[bc.HOME_BANK, row]), amount)
    book_outlay(economy, policy, amount)
    return amount


def pay_from_budget(economy: Economy, policy: Programme, amount: int, region: int, central_share: float) -> int:
    """Government takes `amount` fen for a programme from its budgets; returns what the programme's budget allowed.

    The caller posts the same integer to the payee and to the ledger.
    """
    amount = budget_left(economy, policy, amount)
    if amount <= 0:
        return 0
    central = whole_fen(amount * central_share)
    economy.accounts[0] -= central
    economy.accounts[1 + region] -= amount - central
    book_outlay(economy, policy, amount)
    return amount


def return_to_budgets(economy: Economy, row: int, route: int, amount: int, central_share: float) -> None:
    """An institution gives back `amount` fen to the budgets that paid it in, in the parts in which they paid."""
    economy.institution.whole[bc.DEPOSIT, row] -= amount
    economy.accounts[:] += parts_of_budgets(amount, central_share)
    economy.ledger.post(route, int(economy.institution.tag[bc.HOME_BANK, row]), 0, amount)


def book_outlay(economy: Economy, policy: Programme, amount: int) -> None:
    """Count `amount` fen as the programme's outlay this month."""
    economy.programme_outlay[policy.name] = economy.programme_outlay.get(policy.name, 0) + amount
    economy.outlays[policy.kind] = economy.outlays.get(policy.kind, 0) + amount


def book_tax_relieved(economy: Economy, policy: Programme, amount: int) -> None:
    """Count `amount` fen of tax that a programme left uncollected: its outlay, and known as no payment."""
    book_outlay(economy, policy, amount)
    economy.counts[TAX_RELIEVED] += amount


def spread_to_rest(economy: Economy, route: int, amount: int) -> None:
    """Government pays the rest of the economy, spread over banks as its deposits are."""
    deposits = economy.banks.column("rest_deposits")
    parts = _parts(amount, deposits)
    deposits += parts
    economy.flows[route, PAYER, 0] += amount
    economy.flows[route, PAYEE] += parts


def take_from_rest(economy: Economy, route: int, amount: int) -> None:
    """The rest of the economy pays the centre or the central bank, from banks as its deposits are."""
    deposits = economy.banks.column("rest_deposits")
    parts = _parts(amount, deposits)
    deposits -= parts
    economy.flows[route, PAYER] += parts
    economy.flows[route, PAYEE, 0] += amount


def sell_bonds(economy: Economy, route: int, amount: int) -> None:
    """Banks buy government bonds, in proportion to their deposits."""
    parts = _parts(amount, economy.banks.column("rest_deposits"))
    economy.banks.column("bonds")[:] += parts
    economy.banks.column("own_cash")[:] -= parts
    economy.flows[route, PAYER] += parts
    economy.flows[route, PAYEE, 0] += amount


def redeem_bonds(economy: Economy, route: int, amount: int) -> int:
    """Government buys bonds back from banks, in proportion to what they hold; returns fen, at most what they hold."""
    bonds = economy.banks.column("bonds")
    amount = min(amount, sum(bonds.tolist()))
    parts = _parts(amount, bonds)
    bonds -= parts
    economy.banks.column("own_cash")[:] += parts
    economy.flows[route, PAYER, 0] += amount
    economy.flows[route, PAYEE] += parts
    return amount


def net_debt(economy: Economy) -> int:
    """Government bonds, whoever holds them, less the money of public guarantors, re-guarantors and funds, in fen."""
    bonds = sum(economy.banks.column("bonds").tolist()) + economy.bonds_of_central_bank
    return bonds - public_money(economy)


def in_proportion(amount: int, weights: Sequence[int]) -> list[int]:
    """Whole fen that sum to `amount`, by weight; none exceeds its weight where the amount does not exceed their sum.

    Each part is rounded down; the odd fen go one each to the first places that rounding has cost some. A weight below
    zero counts as none, and where there is no weight at all the first place gets everything.
    """
    shares = [max(weight, 0) for weight in weights]
    total = max(sum(shares), 1)
    # Python's whole numbers: the product may leave the range of int64.
    parts = [amount * share // total for share in shares]
    left = amount - sum(parts)
    for place, share in enumerate(shares):
        if left > 0 and amount * share % total:
            parts[place] += 1
            left -= 1
    parts[0] += left
    return parts


def _parts(amount: int, weights: np.ndarray) -> np.ndarray:
    # A bank whose deposits are below zero for the moment gets nothing: `cover_overdrafts` sees to it.
    return np.array(in_proportion(amount, weights.tolist()), np.int64)


def public_money(economy: Economy) -> int:
    """What public guarantors, re-guarantors and funds hold, in model fen."""
    return sum(compress(economy.institutions.column("deposit").tolist(), _IS_PUBLIC))


def counts_of_the_month(economy: Economy) -> dict[str, float]:
    """The month's counts of the public purse, of guarantors and of banks' capital, in model fen."""
    deposits, active = economy.institutions.column("deposit").tolist(), economy.institutions.column("active").tolist()
    paid = economy.counts[list(PAID_BY)].tolist()
    budget_payouts = paid[PARTIES.index("local_government")]
    outlay = sum(economy.outlays.values()) + budget_payouts
    large = np.floor(economy.numbers.loan_pricing.risk_weight_large * economy.banks.column("large_loans") + 0.5)
    return {
        "fiscal_outlay": outlay,
        "outlay_local_government_payout": budget_payouts,
        "public_money_gain": public_money(economy) - economy.public_money,
        "cost_of_capital": whole_fen(economy.numbers.banking.bond_rate * economy.public_money / 12.0),
        "government_debt": sum(economy.banks.column("bonds").tolist()) + economy.bonds_of_central_bank,
        "public_payouts": sum(paid[2:7]),
        "guarantor_assets": sum(deposits[:GUARANTORS]),
        "guarantors_active": sum(active[:GUARANTORS]),
        "fund_balance": deposits[COMPENSATION] + deposits[LOCAL],
        "bank_equity": sum(equities_of_banks(economy).tolist()),
        "regulatory_capital": sum(capitals_of_banks(economy).tolist()),
        "risk_weighted_assets": sum(economy.banks.column("risk_weighted_sme").tolist()) + sum(map(int, large.tolist())),
    }
