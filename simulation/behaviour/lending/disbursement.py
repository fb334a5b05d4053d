"""Granted loans are paid out: a row of the loan book, the money, the guarantee fee, awards; the refused turn away."""

from typing import Any

from ...ground.compiled import compiled, kernel
from ...ground.units import whole_fen
from ...products.simple_loan import instalment
from ...state.bank_columns import OWN_CASH
from ...state.economy import Economy
from ...state.enterprise_columns import (
    BANK,
    BANK_DEBT,
    BORROWED,
    CASH,
    CONDUCT,
    HELD,
    HONESTY,
    HURT_BY_CREDIT_CUT,
    ID,
    LAST_LOAN,
    LINE,
    LINE_ROOM,
    LOANS,
    MARK,
    REFUSED_MONTH,
    REGION,
    SIZE,
    TRANSPARENCY,
)
from ...state.ledger import PAYEE, PAYER, PRINCIPAL_DRAWN
from ...state.loan_columns import (
    AGREEMENT,
    AMOUNT,
    BALANCE,
    ESTIMATE,
    FEE,
    FIRM,
    GUARANTEED,
    GUARANTOR,
    INSTALMENT,
    LENDER,
    LOAN_ID,
    MATURITY,
    OPENED,
    PERFORMING,
    PRODUCT,
    PROGRAMME_BITS,
    RATE,
    SECURITY,
    STATUS,
    SUPPORTED,
    TAX_FREE,
    loan_key,
)
from ...state.menu_columns import OWN_DEPOSIT, REPAID
from ...state.offer_columns import (
    C_AWARDS,
    C_COST_FEN,
    C_EFFORT,
    C_FIRST,
    C_FOUND_ELSEWHERE,
    C_GRANTED,
    C_GRANTED_FEN,
    C_HONEST,
    C_HONEST_REFUSED,
    C_OPAQUE,
    C_OPAQUE_REFUSED,
    C_PARTIAL,
    C_PASSED_ON,
    C_RATE_FEN,
    C_RATIONED,
    C_REFUSED,
    GRANTED,
    O_AGREEMENT,
    O_AMOUNT,
    O_ASKED,
    O_BANK,
    O_BITS,
    O_COST,
    O_DRIFT,
    O_EFFORT,
    O_FEE,
    O_GUARANTOR,
    O_OFFER,
    O_PASSED_ON,
    O_PD,
    O_PRODUCT,
    O_RATE,
    O_ROW,
    O_SECURITY,
    O_STATUS,
    O_TAX_FREE,
    O_TENOR,
    RATIONED,
)
from ...state.structure import LETTER_OF_CREDIT, REVOLVING_LINE, WAREHOUSE_FINANCE
from ..guarantee.guarantee_agreement import pay_guarantee_fee
from ..support.loan_support import pay_lending_award
from ..trade.informal_finance import fall_back
from .controlled_goods import buy_controlled_goods
from .credit_rationing import supported


@compiled
def conduct_with_loan(dearness: float, effort: float, honesty: float, by_rate: float, unwatched: float) -> float:
    """Riskiness of a borrower's conduct: higher on a dear loan and where the lender makes no effort; 1 is the safe way.

    `dearness` is the cost per year above the normal one. A lender's effort, chosen on its own share of the loss, also
    watches the borrower: coverage weakens both.
    """
    temptation = by_rate * max(dearness, 0.0) + unwatched / (1.0 + effort)
    return min(1.0 + temptation * (1.6 - honesty), 3.0)


@kernel
def disburse(
    economy: Economy,
    applicants: int,
    offers_whole: Any,
    offers_real: Any,
    loan_rows: Any,
    at: Any,
    loan: Any,
    accounts: Any,
    flows: Any,
    month: int,
    key_month: int,
    normal_cost: float,
    u: Any,
    inf: Any,
    counters: Any,
    breakdown: Any,
) -> int:
    """Pay out the granted loans into rows `loan_rows`; mark the refused. Returns the number of rows used.

    `breakdown` counts by size: applications, refusals, fen granted, interest on it a year, fen that public programmes
    support, and applications rationed by capital, shape (6, sizes).
    """
    firm, bank, menu = at.firm, at.bank, at.menu
    whole, real, index, tag = firm.whole, firm.real, firm.index, firm.tag
    used = 0
    for k in range(applicants):
        i = offers_whole[k, O_ROW]
        size = tag[SIZE, i]
        refused = 0 if offers_whole[k, O_STATUS] == GRANTED else 1
        if real[HONESTY, i] >= 1.0:
            counters[C_HONEST] += 1
            counters[C_HONEST_REFUSED] += refused
        if real[TRANSPARENCY, i] < 0.5:
            counters[C_OPAQUE] += 1
            counters[C_OPAQUE_REFUSED] += refused
        breakdown[0, size] += 1
        if offers_whole[k, O_STATUS] != GRANTED:
            counters[C_REFUSED] += 1
            breakdown[1, size] += 1
            if offers_whole[k, O_STATUS] == RATIONED:
                counters[C_RATIONED] += 1
                breakdown[5, size] += 1
            index[REFUSED_MONTH, i] = month
            counters[C_FOUND_ELSEWHERE] += fall_back(i, offers_whole[k, O_ASKED], firm, bank, flows, inf)
            if tag[BORROWED, i]:
                tag[MARK, i] |= HURT_BY_CREDIT_CUT
            continue
        row = loan_rows[used]
        used += 1
        b, amount, product = offers_whole[k, O_BANK], offers_whole[k, O_AMOUNT], offers_whole[k, O_PRODUCT]
        bits, o, tenor = offers_whole[k, O_BITS], offers_whole[k, O_OFFER], offers_whole[k, O_TENOR]
        rate, fee_rate = offers_real[k, O_RATE], offers_real[k, O_FEE]
        house = tag[BANK, i]
        later = product in (REVOLVING_LINE, LETTER_OF_CREDIT)
        drawn = 0 if later else amount
        loan.whole[LOAN_ID, row] = loan_key(whole[ID, i], key_month, product)
        loan.whole[BALANCE, row] = drawn
        loan.whole[AMOUNT, row] = amount
        loan.whole[INSTALMENT, row] = instalment(drawn, tenor, menu.tag[REPAID, o])
        loan.real[RATE, row] = rate
        loan.real[ESTIMATE, row] = offers_real[k, O_PD]
        loan.real[FEE, row] = fee_rate
        loan.index[FIRM, row] = i
        loan.index[OPENED, row] = month
        loan.index[MATURITY, row] = month + tenor
        loan.index[PROGRAMME_BITS, row] = bits
        loan.tag[STATUS, row] = PERFORMING
        loan.tag[PRODUCT, row] = product
        loan.tag[LENDER, row] = b
        loan.tag[GUARANTOR, row] = offers_whole[k, O_GUARANTOR]
        loan.tag[AGREEMENT, row] = offers_whole[k, O_AGREEMENT]
        loan.tag[SECURITY, row] = offers_whole[k, O_SECURITY]
        loan.tag[SUPPORTED, row] = 1 if supported(k, offers_whole, at.agreement, at.programme) else 0
        loan.real[TAX_FREE, row] = offers_real[k, O_TAX_FREE]
        tag[LOANS, i] += 1
        tag[HELD, i] |= 1 << product
        if product == REVOLVING_LINE:
            index[LINE, i] = row
            whole[LINE_ROOM, i] = amount
        whole[CASH, i] += drawn
        whole[BANK_DEBT, i] += drawn
        bank.whole[OWN_CASH, b] -= drawn
        flows[PRINCIPAL_DRAWN, PAYER, b] += drawn
        flows[PRINCIPAL_DRAWN, PAYEE, house] += drawn
        if product == WAREHOUSE_FINANCE:
            buy_controlled_goods(row, i, amount, menu.real[OWN_DEPOSIT, o], firm, loan, bank, flows)
        if offers_whole[k, O_SECURITY] == GUARANTEED:
            pay_guarantee_fee(i, offers_whole[k, O_GUARANTOR], amount, fee_rate, tenor, bits, economy)
        counters[C_AWARDS] += pay_lending_award(bits, amount, b, tag[REGION, i], bank, at.programme, accounts, flows)
        if tag[BORROWED, i] == 0:
            tag[BORROWED, i] = 1
            counters[C_FIRST] += 1
        index[LAST_LOAN, i] = month
        cost = offers_real[k, O_COST]
        conduct = conduct_with_loan(
            cost - normal_cost, offers_real[k, O_EFFORT], real[HONESTY, i], u.conduct_rate, u.conduct_unwatched
        )
        real[CONDUCT, i] = max(real[CONDUCT, i], 1.0 + offers_real[k, O_DRIFT] * (conduct - 1.0))
        counters[C_GRANTED] += 1
        counters[C_GRANTED_FEN] += amount
        counters[C_RATE_FEN] += whole_fen(amount * rate)
        counters[C_COST_FEN] += whole_fen(amount * cost)
        counters[C_PASSED_ON] += whole_fen(amount * offers_real[k, O_PASSED_ON] * tenor / 12.0)
        counters[C_EFFORT] += whole_fen(1000.0 * offers_real[k, O_EFFORT])
        if amount < offers_whole[k, O_ASKED]:
            counters[C_PARTIAL] += 1
        breakdown[2, size] += amount
        breakdown[3, size] += whole_fen(amount * rate)
        if loan.tag[SUPPORTED, row]:
            breakdown[4, size] += amount
    return used
