"""Bank failure: a bank below zero equity is wound up once, merged into another with public capital.

Loans, deposits, bonds, reserves, advances and allowances pass to the acquirer fen by fen, its customers with them. The
injection covers the hole and the capital that the assets taken over need (purchase and assumption: the acquirer is
paid to take over what the failed bank owed; Baoshang Bank in 2019-20 and the mergers of rural banks in Liaoning and
Henan are of this kind). A bank that takes over a nationwide one serves the whole country. The last bank of all is
recapitalised where it stands, to what banks steer to, so that it does not fail again for want of a buffer.
"""

from __future__ import annotations

import numpy as np

from ...ground.units import whole_fen
from ...state import bank_columns as bc
from ...state.counts import BANK_FAILURES
from ...state.economy import Economy
from ...state.enterprise_columns import BANK
from ...state.ledger import RESOLUTION
from ...state.loan_columns import CLAIM_BANK, LENDER
from .bank_balance import equities_of_banks
from .bond_values import capitals_of_banks

#: Stocks and month's totals that pass to the acquirer.
_PASSED_ON = (
    bc.OWN_CASH,
    bc.RESERVES,
    bc.LARGE_LOANS,
    bc.LINES_DRAWN,
    bc.BONDS,
    bc.ADVANCES,
    bc.RELENDING,
    bc.ALLOWANCE,
    bc.REST_DEPOSITS,
    bc.FIRM_DEPOSITS,
    bc.SME_LOANS,
    bc.BAD_LOANS,
    bc.WEIGHTED,
    bc.EQUITY_BEFORE,
    bc.USUAL_PROFIT,
    bc.BUDGET,
    bc.DUE_BACK,
    bc.PROCESSING,
)


def resolve_banks(economy: Economy) -> None:
    """Wind up every bank below zero equity; each is counted as a failure.

    What it is brought up to is capital, so that what its bonds have lost is made good too.
    """
    capitals = capitals_of_banks(economy).tolist()
    for bank, equity in enumerate(equities_of_banks(economy).tolist()):
        if equity >= 0 or not economy.bank.tag[bc.BANK_OPEN, bank]:
            continue
        acquirer = acquirer_of(economy, bank)
        if acquirer is None:
            inject(economy, bank, capitals[bank], float(economy.bank.real[bc.TARGET_RATIO, bank]))
        else:
            inject(economy, bank, capitals[bank], economy.numbers.banking.minimum_ratio)
            merge(economy, bank, acquirer)
        economy.counts[BANK_FAILURES] += 1


def inject(economy: Economy, bank: int, capital: int, ratio: float) -> None:
    """Government brings a bank's capital, fen, up to this share of its risk-weighted assets."""
    whole, now = economy.bank.whole, economy.numbers
    large = now.loan_pricing.risk_weight_large * int(whole[bc.LARGE_LOANS, bank])
    assets = max(int(whole[bc.WEIGHTED, bank]), 0) + max(whole_fen(large), 0)
    amount = whole_fen(ratio * assets) - capital
    whole[bc.OWN_CASH, bank] += amount
    whole[bc.EQUITY_BEFORE, bank] += amount
    economy.accounts[0] -= amount
    economy.ledger.post(RESOLUTION, 0, bank, amount)
    economy.outlays["resolution"] = economy.outlays.get("resolution", 0) + amount


def acquirer_of(economy: Economy, failed: int) -> int | None:
    """The largest other bank that serves the failed one's region, best capitalised of equals; None if there is none.

    For a nationwide bank that is another of them, or else the largest of all.
    """
    tag, whole = economy.bank.tag, economy.bank.whole
    region = int(tag[bc.BANK_REGION, failed])
    equities = equities_of_banks(economy)
    sound = [
        bank for bank in range(economy.banks.rows) if bank != failed and tag[bc.BANK_OPEN, bank] and equities[bank] >= 0
    ]
    able = [bank for bank in sound if int(tag[bc.BANK_REGION, bank]) in (-1, region)]
    if region < 0:
        able = able or sound
    size = whole[bc.SME_LOANS] + whole[bc.LARGE_LOANS]
    return max(able, key=lambda bank: (int(size[bank]), int(equities[bank]), -bank)) if able else None


def merge(economy: Economy, failed: int, acquirer: int) -> None:
    """All that a failed bank has, owes and does passes to the acquirer; it is closed for good."""
    whole, tag = economy.bank.whole, economy.bank.tag
    for column in _PASSED_ON:
        whole[column, acquirer] += whole[column, failed]
        whole[column, failed] = 0
    tag[bc.BANK_OPEN, failed] = 0
    if tag[bc.BANK_REGION, failed] < 0:
        tag[bc.BANK_REGION, acquirer] = -1
    for stocks in (economy.deposits_before, economy.large_at_start):
        stocks[acquirer] += stocks[failed]
        stocks[failed] = 0
    economy.capital_short[failed] = economy.capital_ratios[failed] = 0.0
    economy.ledger.merge_bank(failed, acquirer)
    _move_customers(economy, failed, acquirer)
    # New firms that would have gone to the failed bank go to the acquirer.
    shares = np.diff(economy.house_banks, axis=2, prepend=0.0)
    shares[:, :, acquirer] += shares[:, :, failed]
    shares[:, :, failed] = 0.0
    economy.house_banks = np.ascontiguousarray(np.cumsum(shares, axis=2))
    economy.schedule.call("bank_merged", economy, failed, acquirer)


def _move_customers(economy: Economy, failed: int, acquirer: int) -> None:
    firm, loan, claim, institution = economy.firm, economy.loan, economy.claim, economy.institution
    for codes in (
        firm.tag[BANK, : firm.rows],
        loan.tag[LENDER, : loan.rows],
        claim.tag[CLAIM_BANK, : claim.rows],
        institution.tag[bc.HOME_BANK, : institution.rows],
    ):
        codes[codes == failed] = acquirer
