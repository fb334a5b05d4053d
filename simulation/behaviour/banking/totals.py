"""Stocks re-summed from the columns once a month: for the audit, for banks and guarantors, for the indicators."""

import numpy as np

from ...ground.blocks import BLOCK
from ...ground.compiled import allocating_kernel, compiled, unsigned
from ...ground.units import whole_fen
from ...state.bank_columns import BAD_LOANS, COVERED, FIRM_DEPOSITS, LIVE_COVERED, SHARE, SME_LOANS, WEIGHTED
from ...state.economy import Economy
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
    LATE_BILLS,
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
    IN_CIRCLE,
    LENDER,
    NONPERFORMING,
    ON_PERSONS,
    PRODUCT,
    RENEWALS,
    SECURITY,
    STATUS,
    SUPPORTED,
)
from ...state.structure import LARGE, LETTER_OF_CREDIT, REGIONS, SECTORS, SIZES
from ..distress.loss_sharing import BANK_PARTY, GUARANTOR_PARTY, PARTY_COUNT
from ..guarantee.guarantee_agreement import GUARANTORS
from ..lending.loan_pricing import risk_weight
from ..trade.shared_market import OFFER_ROOM, crowd, fill_offers

# Stocks by house bank, in the order of the audit
S_CASH, S_RECEIVABLES, S_INVENTORY, S_FIXED, S_INFORMAL, S_LATE = range(6)
FIRM_STOCKS = 6

# Observations of enterprises
(
    N_ALIVE,
    N_BORROWERS,
    N_EMPLOYEES_MILLI,
    N_DEBT,
    N_SME,
) = range(5)
FIRM_COUNTERS = 5
BUFFER_BINS, BINS_A_MONTH = 120, 10.0
AGES = 10


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
    L_PERSONAL,
) = range(12)
LOAN_COUNTERS = 12
# Sums of a bank's loans
OWED, OWED_BADLY, AT_RISK = range(3)


def make_room(economy: Economy) -> None:
    """Make the arrays that hold the sums; the economy has its banks by now."""
    banks = economy.banks.rows
    economy.firm_stocks, economy.goods = np.zeros((FIRM_STOCKS, banks), np.int64), np.zeros(banks, np.int64)
    economy.observed = np.zeros(FIRM_COUNTERS, np.int64)
    economy.market_supply = np.zeros((len(SECTORS), len(REGIONS)), np.int64)
    economy.by_size, economy.by_sector, economy.by_region = (
        np.zeros((3, len(names)), np.int64) for names in (SIZES, SECTORS, REGIONS)
    )
    economy.buffers, economy.ages = np.zeros(BUFFER_BINS, np.int64), np.zeros(AGES, np.int64)
    economy.loan_counters = np.zeros(LOAN_COUNTERS, np.int64)
    economy.loans_by_size = np.zeros((2, len(SIZES)), np.int64)


def sum_firms(economy: Economy) -> None:
    """Re-sum enterprises' stocks and what the indicators count; sectors that offer more are more crowded."""
    add_up_firms(economy)
    economy.count_alive, economy.small_and_medium = int(economy.observed[N_ALIVE]), int(economy.observed[N_SME])
    crowd(economy)


@allocating_kernel
def add_up_firms(economy: Economy) -> None:
    """Stocks by bank and what the indicators count, into the economy's arrays.

    The breakdowns hold firms, borrowers and bank debt; `buffers` is a histogram of cash in months of costs;
    `ages` counts firms born in the run by year of life.
    """
    firm, stocks, month = economy.firm, economy.firm_stocks, economy.month
    months_of_costs = economy.numbers.cash_flow.months_of_costs
    whole, real, index, tag = firm.whole, firm.real, firm.index, firm.tag
    # One cell for each kind of firm and one row for each bank, in memory of their own: four sums of a firm are then
    # one addition of vectors. The breakdowns are margins of the cells.
    cells = np.zeros((len(SECTORS), len(REGIONS), len(SIZES), 4), np.int64)
    by_bank = np.zeros((stocks.shape[1], FIRM_STOCKS), np.int64)
    # Both end with a bin for the firms that do not count.
    buffers, ages = np.zeros(BUFFER_BINS + 1, np.int64), np.zeros(AGES + 1, np.int64)
    employees_milli = 0
    bins, room, offers = np.empty(BLOCK, np.int64), np.empty((OFFER_ROOM, BLOCK)), np.empty(BLOCK)
    for first in range(0, firm.rows, BLOCK):
        last = min(first + BLOCK, firm.rows)
        fill_offers(economy, first, last - first, room, offers)
        # Bins in a loop of their own: what follows a histogram waits until the place of the last entry is known.
        for position in range(first, last):
            i = unsigned(position)  # unsigned: no check for places counted from the end
            months = whole[CASH, i] * months_of_costs / max(whole[YEAR_SALES, i], 1)
            bins[unsigned(position - first)] = int(min(max(months, 0.0) * BINS_A_MONTH, BUFFER_BINS - 1.0))
        for position in range(first, last):
            i = unsigned(position)
            if tag[STATE, i] != ALIVE:
                continue
            house, size = unsigned(tag[BANK, i]), unsigned(tag[SIZE, i])
            sector, region = unsigned(tag[SECTOR, i]), unsigned(tag[REGION, i])
            by_bank[house, S_CASH] += whole[CASH, i]
            by_bank[house, S_RECEIVABLES] += whole[RECEIVABLES, i] + whole[LINKED, i]
            by_bank[house, S_INVENTORY] += whole[INVENTORY, i]
            by_bank[house, S_FIXED] += whole[FIXED_ASSETS, i]
            by_bank[house, S_INFORMAL] += whole[INFORMAL_DEBT, i]
            by_bank[house, S_LATE] += whole[LATE_BILLS, i]
            cells[sector, region, size, 0] += 1
            cells[sector, region, size, 1] += 1 if tag[LOANS, i] > 0 else 0
            cells[sector, region, size, 2] += whole[BANK_DEBT, i]
            cells[sector, region, size, 3] += int(offers[unsigned(position - first)])
            # Firms of the start have no age, large ones no place in the histogram: theirs is the last bin.
            born = whole[ID, i] >> 32 > 0
            ages[unsigned(min((month - index[ENTRY_MONTH, i]) // 12, AGES - 1) if born else AGES)] += 1
            small = size != LARGE
            buffers[unsigned(bins[unsigned(position - first)] if small else BUFFER_BINS)] += 1
            employees_milli += int(real[EMPLOYEES, i] * 1000.0 + 0.5) if small else 0
    for house in range(stocks.shape[1]):
        for stock in range(FIRM_STOCKS):
            stocks[stock, house] = by_bank[house, stock]
        economy.bank.whole[FIRM_DEPOSITS, house] = by_bank[house, S_CASH]
    economy.buffers[:] = buffers[:BUFFER_BINS]
    economy.ages[:] = ages[:AGES]
    break_down(economy, cells)
    economy.observed[N_EMPLOYEES_MILLI] = employees_milli


@compiled
def break_down(economy: Economy, cells: np.ndarray) -> None:
    """Firms, borrowers and bank debt by size, sector and region, and what markets are offered.

    `cells` holds them by sector, region and size.
    """
    by_size, by_sector, by_region = economy.by_size, economy.by_sector, economy.by_region
    counters = economy.observed
    by_size[:], by_sector[:], by_region[:], counters[:] = 0, 0, 0, 0
    economy.market_supply[:] = 0
    for sector in range(cells.shape[0]):
        for region in range(cells.shape[1]):
            for size in range(cells.shape[2]):
                cell = cells[sector, region, size]
                counters[N_ALIVE] += cell[0]
                for k in range(3):
                    by_size[k, size] += cell[k]
                    if size != LARGE:
                        by_sector[k, sector] += cell[k]
                        by_region[k, region] += cell[k]
                if size != LARGE:
                    economy.market_supply[sector, region] += cell[3]
                    counters[N_SME] += cell[0]
                    counters[N_BORROWERS] += cell[1]
                    counters[N_DEBT] += cell[2]


@allocating_kernel
def sum_loans(economy: Economy) -> None:
    """Balances by bank, risk weights, cover by guarantor and agreement, and what the indicators count.

    `goods` collects goods under lenders' control by the owners' house bank; `loans_by_size` holds balances. A letter
    of credit counts for capital by a part until documents come.
    """
    firm, loan, goods, lgd_by_security = economy.firm, economy.loan, economy.goods, economy.lgd_by_security
    pricing, weak_pd = economy.numbers.loan_pricing, economy.numbers.repayment.weak_pd
    undrawn_letter = economy.numbers.domestic_letter_of_credit.conversion
    whole, real, index, tag = loan.whole, loan.real, loan.index, loan.tag
    banks, agreements = goods.shape[0], economy.agreement.rows
    goods[:] = 0
    # Summed apart from the arrays, any of which may for all the compiler knows lie over another, and without branches:
    # a loan that does not count adds 0.
    by_bank = np.zeros((banks, 3), np.int64)
    by_cover = np.zeros((agreements, GUARANTORS + 1), np.int64)  # the last for loans without a guarantor
    balances = np.zeros(len(SIZES), np.int64)
    predicted, count, guaranteed = 0, 0, 0
    unsecured, supported, evergreened, old_weak, personal = 0, 0, 0, 0, 0
    for position in range(loan.rows):
        row = unsigned(position)
        status = tag[STATUS, row]
        if status == 0:
            continue
        i = unsigned(index[FIRM, row])
        balance, estimate, security = whole[BALANCE, row], real[ESTIMATE, row], tag[SECURITY, row]
        size = unsigned(firm.tag[SIZE, i])
        live = status != NONPERFORMING
        weight = risk_weight(size, firm.whole[BANK_DEBT, i], estimate, lgd_by_security[unsigned(security)], pricing)
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
        by_cover[unsigned(tag[AGREEMENT, row]), unsigned(g if g >= 0 else GUARANTORS)] += alive
        predicted += int(estimate * 1_000_000.0) if live else 0
        small = size != LARGE
        to_sme = alive if small else 0
        balances[size] += to_sme
        count += 1 if small and live else 0
        guaranteed += to_sme if g >= 0 else 0
        unsecured += to_sme if security == 0 else 0
        personal += to_sme if security in (IN_CIRCLE, ON_PERSONS) else 0
        supported += to_sme if tag[SUPPORTED, row] else 0
        evergreened += to_sme if tag[EVERGREENED, row] else 0
        old_weak += to_sme if tag[RENEWALS, row] >= 2 and estimate > weak_pd else 0
    counters = economy.loan_counters
    counters[:] = 0
    counters[L_PREDICTED_MICRO], counters[L_COUNT], counters[L_GUARANTEED] = predicted, count, guaranteed
    counters[L_UNSECURED], counters[L_SUPPORTED] = unsecured, supported
    counters[L_EVERGREENED], counters[L_OLD_WEAK], counters[L_PERSONAL] = evergreened, old_weak, personal
    tell_banks(economy, by_bank, balances)
    tell_guarantors(economy, by_cover)


@compiled
def tell_banks(economy: Economy, by_bank: np.ndarray, balances: np.ndarray) -> None:
    """Write each bank's loans, bad loans and risk-weighted loans, and the balances by size of borrower."""
    bank, counters = economy.bank, economy.loan_counters
    for b in range(by_bank.shape[0]):
        bank.whole[SME_LOANS, b] = by_bank[b, OWED]
        bank.whole[BAD_LOANS, b] = by_bank[b, OWED_BADLY]
        bank.whole[WEIGHTED, b] = by_bank[b, AT_RISK]
        counters[L_BAD] += by_bank[b, OWED_BADLY]
        counters[L_BALANCE] += by_bank[b, OWED_BADLY]
    for size in range(len(balances)):
        economy.loans_by_size[0, size] = balances[size]
        counters[L_BALANCE] += balances[size]


@compiled
def tell_guarantors(economy: Economy, by_cover: np.ndarray) -> None:
    """Write what each institution covers, and each agreement's live loans; `by_cover`: agreements by guarantors."""
    institution, agreement, counters = economy.institution, economy.agreement, economy.loan_counters
    institution.whole[COVERED, :] = 0
    agreement.whole[LIVE_COVERED, :] = 0
    for a in range(by_cover.shape[0]):
        for g in range(GUARANTORS):
            covered = by_cover[a, g]
            if covered == 0:
                continue
            agreement.whole[LIVE_COVERED, a] += covered
            for party in range(PARTY_COUNT):
                points = agreement.index[SHARE + party, a]
                # In two parts, so that no balance leaves the range of int64 on the way.
                part = covered // 10_000 * points + covered % 10_000 * points // 10_000
                if part == 0 or party == BANK_PARTY:
                    continue
                k = g if party == GUARANTOR_PARTY else economy.institution_of[party]
                if k >= 0:
                    institution.whole[COVERED, k] += part
                counters[L_LIABILITY] += part
                if a > 1:
                    counters[L_PUBLIC_LIABILITY] += part
