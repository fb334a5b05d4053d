"""Stocks re-summed from the columns once a month: for the audit, for banks and guarantors, for the indicators."""

from typing import Any

import numpy as np

from ...ground.compiled import allocating_kernel, unsigned
from ...ground.units import whole_fen
from ...state.bank_columns import BAD_LOANS, COVERED, LIVE_COVERED, SHARE, SME_LOANS, WEIGHTED
from ...state.enterprise_columns import (
    ALIVE,
    BANK,
    BANK_DEBT,
    CASH,
    EMPLOYEES,
    ENTRY_MONTH,
    FIXED_ASSETS,
    ID,
    INFORMAL_DEBT,
    INVENTORY,
    LINKED,
    LOANS,
    RECEIVABLES,
    REGION,
    SECTOR,
    SIZE,
    STATE,
    YEAR_SALES,
)
from ...state.loan_columns import (
    AGREEMENT,
    AMOUNT,
    BALANCE,
    ESTIMATE,
    EVERGREENED,
    FIRM,
    GOODS,
    GUARANTOR,
    LENDER,
    NONPERFORMING,
    PRODUCT,
    RENEWALS,
    SECURITY,
    STATUS,
    SUPPORTED,
)
from ...state.structure import LARGE, LETTER_OF_CREDIT
from ..distress.loss_sharing import BANK_PARTY, GUARANTOR_PARTY, PARTY_COUNT
from ..lending.loan_pricing import risk_weight

# Stocks by house bank, in the order of the audit
S_CASH, S_RECEIVABLES, S_INVENTORY, S_FIXED, S_INFORMAL = range(5)

# Observations of enterprises
(
    N_ALIVE,
    N_BORROWERS,
    N_EMPLOYEES_MILLI,
    N_CAPITAL,
    N_DEBT,
    N_OVERLEVERED,
    N_SME,
) = range(7)
FIRM_COUNTERS = 7
BUFFER_BINS = 120  # of a tenth of a month each
AGES = 10
#: Firms handled together: small enough to stay in the fastest cache.
BLOCK = 512


@allocating_kernel
def sum_firms(
    start: int,
    stop: int,
    firm: Any,
    month: int,
    stocks: Any,
    counters: Any,
    by_size: Any,
    by_sector: Any,
    by_region: Any,
    buffers: Any,
    ages: Any,
) -> None:
    """Stocks by bank, shape (5, banks), and what the indicators count, of rows `start` to `stop`.

    The breakdowns hold firms, borrowers, bank debt and capital; `buffers` is a histogram of cash in months of costs;
    `ages` counts firms born in the run by year of life. Both end with a bin for the firms that do not count.
    """
    whole, real, index, tag = firm.whole, firm.real, firm.index, firm.tag
    sizes, sectors, regions = by_size.shape[1], by_sector.shape[1], by_region.shape[1]
    # One cell for each kind of firm and one row for each bank, in memory of their own: four sums of a firm are then
    # one addition of vectors. The breakdowns are margins of the cells.
    cells = np.zeros((sectors, regions, sizes, 4), np.int64)
    by_bank = np.zeros((stocks.shape[1], 5), np.int64)
    employees_milli = 0
    bins = np.empty(BLOCK, np.int64)
    for first in range(start, stop, BLOCK):
        last = min(first + BLOCK, stop)
        # Bins in a loop of their own: what follows a histogram waits until the place of the last entry is known.
        for position in range(first, last):
            i = unsigned(position)  # unsigned: no check for places counted from the end
            months = whole[CASH, i] * 13.0 / max(whole[YEAR_SALES, i], 1)
            bins[unsigned(position - first)] = int(min(max(months, 0.0) * 10.0, BUFFER_BINS - 1.0))
        for position in range(first, last):
            i = unsigned(position)
            if tag[STATE, i] != ALIVE:
                continue
            house, size = unsigned(tag[BANK, i]), unsigned(tag[SIZE, i])
            sector, region = unsigned(tag[SECTOR, i]), unsigned(tag[REGION, i])
            capital = whole[FIXED_ASSETS, i]
            by_bank[house, S_CASH] += whole[CASH, i]
            by_bank[house, S_RECEIVABLES] += whole[RECEIVABLES, i] + whole[LINKED, i]
            by_bank[house, S_INVENTORY] += whole[INVENTORY, i]
            by_bank[house, S_FIXED] += capital
            by_bank[house, S_INFORMAL] += whole[INFORMAL_DEBT, i]
            cells[sector, region, size, 0] += 1
            cells[sector, region, size, 1] += 1 if tag[LOANS, i] > 0 else 0
            cells[sector, region, size, 2] += whole[BANK_DEBT, i]
            cells[sector, region, size, 3] += capital
            # Firms of the start have no age, large ones no place in the histogram: theirs is the last bin.
            born = whole[ID, i] >> 32 > 0
            ages[unsigned(min((month - index[ENTRY_MONTH, i]) // 12, AGES - 1) if born else AGES)] += 1
            small = size != LARGE
            buffers[unsigned(bins[unsigned(position - first)] if small else BUFFER_BINS)] += 1
            employees_milli += int(real[EMPLOYEES, i] * 1000.0 + 0.5) if small else 0
    for house in range(stocks.shape[1]):
        for stock in range(5):
            stocks[stock, house] += by_bank[house, stock]
    counters[N_EMPLOYEES_MILLI] += employees_milli
    for sector in range(sectors):
        for region in range(regions):
            for size in range(sizes):
                cell = cells[sector, region, size]
                by_sector[3, sector] += cell[3]
                counters[N_ALIVE] += cell[0]
                for k in range(3):
                    by_size[k, size] += cell[k]
                    if size != LARGE:
                        by_sector[k, sector] += cell[k]
                        by_region[k, region] += cell[k]
                if size != LARGE:
                    counters[N_SME] += cell[0]
                    counters[N_BORROWERS] += cell[1]
                    counters[N_DEBT] += cell[2]


# Observations of loans
(
    L_BALANCE,
    L_BAD,
    L_GUARANTEED,
    L_UNSECURED,
    L_SUPPORTED,
    L_COUNT,
    L_EVERGREENED,
    L_PREDICTED_MICRO,
    L_PUBLIC_LIABILITY,
    L_LIABILITY,
    L_OLD_WEAK,
) = range(11)
LOAN_COUNTERS = 11
# Sums of a bank's loans
OWED, OWED_BADLY, AT_RISK = range(3)


@allocating_kernel
def sum_loans(
    loans: int,
    loan: Any,
    firm: Any,
    bank: Any,
    institution: Any,
    agreement: Any,
    institution_of: Any,
    pr: Any,
    lgd_by_security: Any,
    undrawn_letter: float,
    weak_pd: float,
    goods: Any,
    counters: Any,
    by_size: Any,
    covered: Any,
) -> None:
    """Balances by bank, risk weights, cover by guarantor and agreement, and what the indicators count.

    `goods` collects goods under lenders' control by the owners' house bank; `by_size` holds balances, shape (2, sizes);
    `covered` collects guaranteed balances, shape (agreements, guarantors). `undrawn_letter` is the part of a letter of
    credit that counts for capital before documents come; loans with an estimate above `weak_pd` are weak.
    """
    whole, real, index, tag = loan.whole, loan.real, loan.index, loan.tag
    agreements, guarantors = covered.shape
    banks = goods.shape[0]
    # Summed apart from the arrays, any of which may for all the compiler knows lie over another, and without branches:
    # a loan that does not count adds 0.
    by_bank = np.zeros((banks, 3), np.int64)
    by_cover = np.zeros((agreements, guarantors + 1), np.int64)  # the last for loans without a guarantor
    balances = np.zeros(by_size.shape[1], np.int64)
    predicted, count, guaranteed = 0, 0, 0
    unsecured, supported, evergreened, old_weak = 0, 0, 0, 0
    for position in range(loans):
        row = unsigned(position)
        status = tag[STATUS, row]
        if status == 0:
            continue
        i = unsigned(index[FIRM, row])
        balance, estimate, security = whole[BALANCE, row], real[ESTIMATE, row], tag[SECURITY, row]
        size = unsigned(firm.tag[SIZE, i])
        live = status != NONPERFORMING
        weight = risk_weight(size, firm.whole[BANK_DEBT, i], estimate, lgd_by_security[unsigned(security)], pr)
        exposed = float(balance)
        if tag[PRODUCT, row] == LETTER_OF_CREDIT and balance == 0:
            exposed = whole[AMOUNT, row] * undrawn_letter
        if live and whole[GOODS, row] > 0:
            goods[unsigned(firm.tag[BANK, i])] += whole[GOODS, row]
        cell = by_bank[unsigned(tag[LENDER, row])]
        cell[OWED] += balance
        cell[OWED_BADLY] += 0 if live else balance
        cell[AT_RISK] += whole_fen(exposed * weight) if live else balance
        g = tag[GUARANTOR, row]
        alive = balance if live else 0
        by_cover[unsigned(tag[AGREEMENT, row]), unsigned(g if g >= 0 else guarantors)] += alive
        predicted += int(estimate * 1_000_000.0) if live else 0
        small = size != LARGE
        to_sme = alive if small else 0
        balances[size] += to_sme
        count += 1 if small and live else 0
        guaranteed += to_sme if g >= 0 else 0
        unsecured += to_sme if security == 0 else 0
        supported += to_sme if tag[SUPPORTED, row] else 0
        evergreened += to_sme if tag[EVERGREENED, row] else 0
        old_weak += to_sme if tag[RENEWALS, row] >= 2 and estimate > weak_pd else 0
    for b in range(banks):
        bank.whole[SME_LOANS, b] += by_bank[b, OWED]
        bank.whole[BAD_LOANS, b] += by_bank[b, OWED_BADLY]
        bank.whole[WEIGHTED, b] += by_bank[b, AT_RISK]
        counters[L_BAD] += by_bank[b, OWED_BADLY]
        counters[L_BALANCE] += by_bank[b, OWED_BADLY]
    for size in range(by_size.shape[1]):
        by_size[0, size] += balances[size]
        counters[L_BALANCE] += balances[size]
    counters[L_PREDICTED_MICRO] += predicted
    counters[L_COUNT] += count
    counters[L_GUARANTEED] += guaranteed
    counters[L_UNSECURED] += unsecured
    counters[L_SUPPORTED] += supported
    counters[L_EVERGREENED] += evergreened
    counters[L_OLD_WEAK] += old_weak
    for a in range(agreements):
        for g in range(guarantors):
            covered[a, g] += by_cover[a, g]
            if covered[a, g] == 0:
                continue
            agreement.whole[LIVE_COVERED, a] += covered[a, g]
            for party in range(PARTY_COUNT):
                points = agreement.index[SHARE + party, a]
                # In two parts, so that no balance leaves the range of int64 on the way.
                part = covered[a, g] // 10_000 * points + covered[a, g] % 10_000 * points // 10_000
                if part == 0 or party == BANK_PARTY:
                    continue
                k = g if party == GUARANTOR_PARTY else institution_of[party]
                if k >= 0:
                    institution.whole[COVERED, k] += part
                counters[L_LIABILITY] += part
                if a > 1:
                    counters[L_PUBLIC_LIABILITY] += part
