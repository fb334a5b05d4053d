"""Stocks and totals of the month as the audit, banks, guarantors and indicators read them."""

from __future__ import annotations

import numpy as np

from ...state import bank_columns as bc
from ...state import ledger as lg
from ...state.economy import Economy
from ...state.structure import REGIONS, SECTORS, SIZES
from ..guarantee import institution_month
from ..guarantee.guarantee_agreement import GUARANTORS
from . import totals

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
    [lg.STOCK[name] for name in ("deposits_enterprise", "receivables", "inventory", "fixed_assets", "informal_debt")]
)
_STOCKS_OF_INSTITUTIONS = np.array([lg.STOCK[f"deposits_{sector}"] for sector in lg.INSTITUTIONS])


def sum_firms(economy: Economy) -> None:
    """Re-sum enterprises' stocks and what the indicators count."""
    economy.firm_stocks = np.zeros((5, economy.banks.rows), np.int64)
    economy.observed = np.zeros(totals.FIRM_COUNTERS, np.int64)
    economy.by_size, economy.by_sector, economy.by_region = (
        np.zeros((4, len(names)), np.int64) for names in (SIZES, SECTORS, REGIONS)
    )
    buffers, ages = np.zeros(totals.BUFFER_BINS + 1, np.int64), np.zeros(totals.AGES + 1, np.int64)
    totals.sum_firms(
        0,
        economy.firms.rows,
        economy.firm,
        economy.month,
        economy.firm_stocks,
        economy.observed,
        economy.by_size,
        economy.by_sector,
        economy.by_region,
        buffers,
        ages,
    )
    economy.buffers, economy.ages = buffers[:-1], ages[:-1]
    economy.count_alive = int(economy.observed[totals.N_ALIVE])
    economy.bank.whole[bc.FIRM_DEPOSITS, : economy.banks.rows] = economy.firm_stocks[totals.S_CASH]
    crowd(economy)


def crowd(economy: Economy) -> None:
    """Demand per unit of capital falls where a sector has grown since the start."""
    capital = economy.by_sector[3].astype(np.float64)
    if economy.capital_at_start is None:
        economy.capital_at_start = np.maximum(capital, 1.0)
    share = economy.numbers.cash_flow.crowding
    for sector in range(len(SECTORS)):
        relative = min(max(capital[sector] / economy.capital_at_start[sector], 0.2), 5.0)
        economy.crowding[sector] = crowded(relative, share)


def crowded(relative_capital: float, elasticity: float) -> float:
    """Demand per unit of capital when the sector's capital is `relative_capital` times the start's."""
    return (
        1.0 / (1.0 + elasticity * (relative_capital - 1.0))
        if relative_capital > 1.0
        else 1.0 + elasticity * (1.0 - relative_capital)
    )


def sum_loans(economy: Economy) -> None:
    """Re-sum loans by bank, guarantor and agreement, and what the indicators count."""
    for column in (bc.SME_LOANS, bc.BAD_LOANS, bc.WEIGHTED):
        economy.bank.whole[column] = 0
    economy.institution.whole[bc.COVERED] = 0
    economy.agreement.whole[bc.LIVE_COVERED] = 0
    economy.loan_counters = np.zeros(totals.LOAN_COUNTERS, np.int64)
    economy.loans_by_size = np.zeros((2, len(SIZES)), np.int64)
    economy.goods = np.zeros(economy.banks.rows, np.int64)
    totals.sum_loans(
        economy.loans.rows,
        economy.loan,
        economy.firm,
        economy.bank,
        economy.institution,
        economy.agreement,
        economy.institution_of,
        economy.numbers.loan_pricing,
        economy.lgd_by_security,
        economy.numbers.domestic_letter_of_credit.conversion,
        economy.numbers.repayment.weak_pd,
        economy.goods,
        economy.loan_counters,
        economy.loans_by_size,
        np.zeros((economy.agreements.rows, GUARANTORS), np.int64),
    )


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
    return stocks
