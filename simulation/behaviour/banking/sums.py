"""Stocks of the month as the audit reads them."""

from __future__ import annotations

import numpy as np

from ...state import bank_columns as bc
from ...state import ledger as lg
from ...state.economy import Economy
from ..guarantee import institution_month

#: Where the stocks of the audit stand: columns of banks, and rows of what is summed over firms and institutions.
_STOCKS_OF_BANKS, _COLUMNS_OF_BANKS = np.array(
    [
        (lg.STOCK["deposits_rest_of_economy"], bc.REST_DEPOSITS),
        (lg.STOCK["loans_enterprise"], bc.SME_LOANS),
        (lg.STOCK["loans_large_firms"], bc.LARGE_LOANS),
        (lg.STOCK["reserves"], bc.RESERVES),
        (lg.STOCK["bonds"], bc.BONDS),
        (lg.STOCK["advances"], bc.ADVANCES),
        (lg.STOCK["relending"], bc.RELENDING),
        (lg.STOCK["allowances"], bc.ALLOWANCE),
    ]
).T
_STOCKS_OF_FIRMS = np.array(  # in the order of `totals.S_...`
    [
        lg.STOCK[name]
        for name in ("deposits_enterprise", "receivables", "inventory", "fixed_assets", "informal_debt", "late_bills")
    ]
)
_STOCKS_OF_INSTITUTIONS = np.array([lg.STOCK[f"deposits_{sector}"] for sector in lg.INSTITUTIONS])


def deposits_of_institutions(economy: Economy) -> np.ndarray:
    """Deposits by sector of `ledger.INSTITUTIONS` and by bank, in fen, shape (3, banks)."""
    sums = np.zeros((len(lg.INSTITUTIONS), economy.banks.rows), np.int64)
    institution_month.deposits_by_sector(economy.institutions.rows, economy.institution, sums)
    return sums


def institution_deposits(economy: Economy) -> np.ndarray:
    """Deposits of guarantors, re-guarantors and funds together, by bank, in fen."""
    return deposits_of_institutions(economy).sum(axis=0)  # type: ignore[no-any-return]


def closing_stocks(economy: Economy) -> np.ndarray:
    """Every stock of the audit from the columns, shape (stocks, banks)."""
    stocks = np.zeros((len(lg.STOCKS), economy.banks.rows), np.int64)
    stocks[_STOCKS_OF_BANKS] = economy.bank.whole[_COLUMNS_OF_BANKS, : economy.banks.rows]
    stocks[_STOCKS_OF_FIRMS] = economy.firm_stocks
    stocks[_STOCKS_OF_INSTITUTIONS] = deposits_of_institutions(economy)
    stocks[lg.STOCK["inventory"]] += economy.goods
    stocks[lg.STOCK["government_account"], 0] = economy.accounts.sum()
    stocks[lg.STOCK["bonds_central_bank"], 0] = economy.bonds_of_central_bank
    stocks[lg.STOCK["foreign_assets"], 0] = economy.foreign_assets
    return stocks
