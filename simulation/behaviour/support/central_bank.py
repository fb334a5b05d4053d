"""The central bank: what stands against reserves and the government's account, what it earns, whom it pays.

Its assets are foreign and other assets, government bonds, advances and relending to banks; they equal its debts in the
opening books. What it earns on them beyond the interest on reserves belongs to government (Law of the People's Bank of
China, article 39: profit to the central budget, losses made good by it); a loss is carried and made good from later
profit, so that no month's budget jumps.
"""

from __future__ import annotations

from ...ground.parameters import ParameterGroup, assumption, dataset, parameter
from ...ground.units import whole_fen
from ...state.economy import Economy
from ...state.ledger import (
    ADVANCE_INTEREST,
    BOND_INTEREST_CENTRAL_BANK,
    CENTRAL_BANK_PROFIT,
    FOREIGN_INTEREST,
    PAYEE,
    PAYER,
    RELENDING_INTEREST,
    RESERVE_INTEREST,
)
from .public_purse import take_from_rest


class CentralBank(ParameterGroup, key="central_bank", title={"en": "Central bank", "zh": "中央银行"}):
    """What the central bank holds and earns."""

    bond_share: float = parameter(
        0.06,
        opening_only=True,
        unit="share of assets other than claims on banks",
        low=0.0,
        high=1.0,
        meaning="Government bonds at the start; the rest are foreign and other assets",
        zh="期初政府债券占央行资产（不含对银行债权）的比例，其余为国外及其他资产",
        source=dataset("People's Bank of China, end of 2023: claims on government 1.5tn, foreign assets 23.3tn (K-h)"),
    )
    foreign_return: float = parameter(
        0.0162,
        unit="per year",
        low=0.0,
        high=0.2,
        meaning="What foreign and other assets yield",
        zh="国外及其他资产收益率",
        source=assumption(
            "as much as reserves cost, so that the central bank neither feeds nor drains the economy; "
            "short foreign government bonds have yielded 0 to 5%"
        ),
    )


def open_central_bank(economy: Economy) -> None:
    """Its opening books: bonds and foreign assets stand against what it owes beyond its claims on banks."""
    banks = economy.banks
    owed = sum(banks.column("reserves").tolist()) + int(economy.accounts.sum())
    held = owed - sum(banks.column("advances").tolist()) - sum(banks.column("relending").tolist())
    economy.bonds_of_central_bank = whole_fen(economy.numbers.central_bank.bond_share * held)
    economy.foreign_assets = held - economy.bonds_of_central_bank
    economy.profit_kept = 0


def central_bank_month(economy: Economy) -> None:
    """Interest of the month on what it holds beside claims on banks; the profit goes to government."""
    now, flows = economy.numbers, economy.flows
    foreign = whole_fen(economy.foreign_assets * now.central_bank.foreign_return / 12.0)
    take_from_rest(economy, FOREIGN_INTEREST, foreign)
    coupon = whole_fen(economy.bonds_of_central_bank * now.banking.bond_rate / 12.0)
    economy.accounts[0] -= coupon
    economy.ledger.post(BOND_INTEREST_CENTRAL_BANK, 0, 0, coupon)
    from_banks = int(flows[ADVANCE_INTEREST, PAYEE].sum()) + int(flows[RELENDING_INTEREST, PAYEE].sum())
    economy.profit_kept += foreign + coupon + from_banks - int(flows[RESERVE_INTEREST, PAYER].sum())
    passed_on = max(economy.profit_kept, 0)
    economy.profit_kept -= passed_on
    economy.accounts[0] += passed_on
    economy.ledger.post(CENTRAL_BANK_PROFIT, 0, 0, passed_on)
