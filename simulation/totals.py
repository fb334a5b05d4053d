"""Stocks re-summed from the columns once a month: for the audit, for banks and guarantors, for the indicators."""

from typing import Any

from simulation.bank_columns import (
    BAD_LOANS,
    COVERED,
    LIVE_COVERED,
    SHARE,
    SME_LOANS,
    WEIGHTED,
)
from simulation.behaviour.loan_pricing import risk_weight
from simulation.behaviour.loss_sharing import BANK_PARTY, GUARANTOR_PARTY, PARTY_COUNT
from simulation.compiled import kernel, unsigned
from simulation.enterprise_columns import (
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
from simulation.loan_columns import (
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
from simulation.structure import LARGE, LETTER_OF_CREDIT
from simulation.units import whole_fen

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


@kernel
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
    `ages` counts firms born in the run by year of life.
    """
    whole, real, index, tag = firm.whole, firm.real, firm.index, firm.tag
    for position in range(start, stop):
        i = unsigned(position)  # unsigned: no check for places counted from the end
        if tag[STATE, i] != ALIVE:
            continue
        house, size = unsigned(tag[BANK, i]), unsigned(tag[SIZE, i])
        sector, region = unsigned(tag[SECTOR, i]), unsigned(tag[REGION, i])
        cash, debt, capital = whole[CASH, i], whole[BANK_DEBT, i], whole[FIXED_ASSETS, i]
        stocks[S_CASH, house] += cash
        stocks[S_RECEIVABLES, house] += whole[RECEIVABLES, i] + whole[LINKED, i]
        stocks[S_INVENTORY, house] += whole[INVENTORY, i]
        stocks[S_FIXED, house] += capital
        stocks[S_INFORMAL, house] += whole[INFORMAL_DEBT, i]
        borrower = 1 if tag[LOANS, i] > 0 else 0
        counters[N_ALIVE] += 1
        by_sector[3, sector] += capital
        age = month - index[ENTRY_MONTH, i]
        if whole[ID, i] >> 32 > 0:
            ages[min(age // 12, AGES - 1)] += 1
        by_size[0, size] += 1
        by_size[1, size] += borrower
        by_size[2, size] += debt
        if size == LARGE:
            continue
        counters[N_SME] += 1
        counters[N_BORROWERS] += borrower
        counters[N_DEBT] += debt
        counters[N_EMPLOYEES_MILLI] += int(real[EMPLOYEES, i] * 1000.0 + 0.5)
        by_sector[0, sector] += 1
        by_sector[1, sector] += borrower
        by_sector[2, sector] += debt
        by_region[0, region] += 1
        by_region[1, region] += borrower
        by_region[2, region] += debt
        months = cash * 13.0 / max(whole[YEAR_SALES, i], 1)
        buffers[min(int(max(months, 0.0) * 10.0), BUFFER_BINS - 1)] += 1


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


@kernel
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
    for position in range(loans):
        row = unsigned(position)
        status = loan.tag[STATUS, row]
        if status == 0:
            continue
        b, i = unsigned(loan.tag[LENDER, row]), unsigned(loan.index[FIRM, row])
        balance = loan.whole[BALANCE, row]
        bank.whole[SME_LOANS, b] += balance
        size = unsigned(firm.tag[SIZE, i])
        if status == NONPERFORMING:
            bank.whole[BAD_LOANS, b] += balance
            bank.whole[WEIGHTED, b] += balance
            counters[L_BALANCE] += balance
            counters[L_BAD] += balance
            continue
        goods[unsigned(firm.tag[BANK, i])] += loan.whole[GOODS, row]
        lgd = lgd_by_security[unsigned(loan.tag[SECURITY, row])]
        weight = risk_weight(size, firm.whole[BANK_DEBT, i], loan.real[ESTIMATE, row], lgd, pr)
        if balance == 0 and loan.tag[PRODUCT, row] == LETTER_OF_CREDIT:
            bank.whole[WEIGHTED, b] += whole_fen(loan.whole[AMOUNT, row] * undrawn_letter * weight)
        else:
            bank.whole[WEIGHTED, b] += whole_fen(balance * weight)
        counters[L_PREDICTED_MICRO] += int(loan.real[ESTIMATE, row] * 1_000_000.0)
        g = loan.tag[GUARANTOR, row]
        if g >= 0:
            covered[unsigned(loan.tag[AGREEMENT, row]), unsigned(g)] += balance
        if size == LARGE:
            continue
        by_size[0, size] += balance
        counters[L_BALANCE] += balance
        counters[L_COUNT] += 1
        if g >= 0:
            counters[L_GUARANTEED] += balance
        if loan.tag[SECURITY, row] == 0:
            counters[L_UNSECURED] += balance
        if loan.tag[SUPPORTED, row]:
            counters[L_SUPPORTED] += balance
        if loan.tag[EVERGREENED, row]:
            counters[L_EVERGREENED] += balance
        if loan.tag[RENEWALS, row] >= 2 and loan.real[ESTIMATE, row] > weak_pd:
            counters[L_OLD_WEAK] += balance
    agreements, guarantors = covered.shape
    for a in range(agreements):
        for g in range(guarantors):
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
