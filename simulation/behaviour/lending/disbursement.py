"""Granted loans are paid out: a row of the loan book, the money, the guarantee fee, awards; the refused turn away."""

import numpy as np

from ...ground.compiled import compiled, kernel
from ...ground.units import whole_fen
from ...state.bank_columns import OWN_CASH
from ...state.counts import (
    AWARDS,
    COST_FEN,
    EFFORT_MILLI,
    FIRST_LOANS,
    FOUND_ELSEWHERE,
    GRANTED_FEN,
    GUARANTOR_AGREED,
    GUARANTOR_ASKED,
    HONEST_APPLICATIONS,
    HONEST_REFUSED,
    NEWLY_GUARANTEED_FEN,
    OLDER_GRANTED,
    OPAQUE_APPLICATIONS,
    OPAQUE_REFUSED,
    PARTIAL,
    PASSED_ON,
    RATE_FEN,
    YOUNG_GRANTED,
)
from ...state.counts import GRANTED as GRANTED_LOANS
from ...state.counts import RATIONED as RATIONED_APPLICATIONS
from ...state.counts import REFUSED as REFUSED_APPLICATIONS
from ...state.economy import Economy
from ...state.enterprise_columns import (
    BANK,
    BANK_DEBT,
    BORROWED,
    CASH,
    CONDUCT,
    FINANCE_COST,
    HELD,
    HONESTY,
    HURT_BY_CREDIT_CUT,
    ID,
    LAST_LOAN,
    LINE,
    LINE_ROOM,
    LOANS,
    MARK,
    PUNCTUAL_SINCE,
    REFUSED_MONTH,
    REGION,
    SIZE,
    TRANSPARENCY,
)
from ...state.ledger import PAYEE, PAYER, PRINCIPAL_DRAWN
from ...state.loan_columns import (
    AGREEMENT,
    AMOUNT,
    ANNUITY,
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
    ON_GOODS,
    OPENED,
    PAID_EVERY,
    PERFORMING,
    PRODUCT,
    PROGRAMME_BITS,
    RATE,
    SECURITY,
    STATUS,
    SUPPORTED,
    TAX_FREE,
    TERM,
    loan_key,
)
from ...state.menu_columns import BULLET_OR_INSTALMENTS, OWN_DEPOSIT, REPAID
from ...state.offer_columns import (
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
    O_GUARANTOR_AGREED,
    O_GUARANTOR_ASKED,
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
from ...state.structure import LETTER_OF_CREDIT, REVOLVING_LINE
from ..guarantee.guarantee_agreement import pay_guarantee_fee
from ..support.loan_support import pay_lending_award
from ..trade.informal_finance import fall_back
from .controlled_goods import buy_controlled_goods
from .credit_rationing import supported
from .instalment import annuity, instalment, steps_in
from .loan_pricing import pay_loan_fees
from .owners_fear import is_young
from .underwriting import Underwriting

#: An owner who conceals nothing, and a firm whose books show less than half, as the figures count them.
HONEST, OPAQUE = 1.0, 0.5

# Rows of the breakdown by size
BY_APPLICATIONS, BY_REFUSALS, BY_FEN, BY_INTEREST, BY_SUPPORTED, BY_RATIONED = range(6)
BREAKDOWN = 6


@compiled
def conduct_with_loan(dearness: float, effort: float, honesty: float, p: Underwriting) -> float:
    """Riskiness of a borrower's conduct: higher on a dear loan and where the lender makes no effort; 1 is the safe way.

    `dearness` is the cost per year above the normal one. A lender's effort, chosen on its own share of the loss, also
    watches the borrower: coverage weakens both.
    """
    shift = p.conduct_rate * max(dearness, 0.0) + p.conduct_unwatched / (1.0 + effort)
    return min(1.0 + shift * (p.temptation - honesty), p.most_conduct)


@kernel
def disburse(
    economy: Economy, offers: np.ndarray, offer_terms: np.ndarray, loan_rows: np.ndarray, breakdown: np.ndarray
) -> int:
    """Pay out the granted loans into rows `loan_rows`; mark the refused. Returns the number of rows used.

    `breakdown` counts by size: applications, refusals, fen granted, interest on it a year, fen that public programmes
    support, and applications rationed by capital, shape (BREAKDOWN, sizes).
    """
    used = 0
    for k in range(len(offers)):
        offer, terms = offers[k], offer_terms[k]
        by_size = breakdown[:, economy.firm.tag[SIZE, offer[O_ROW]]]
        count_application(economy, offer, by_size)
        if offer[O_STATUS] != GRANTED:
            turn_away(economy, offer)
            continue
        row = loan_rows[used]
        used += 1
        enter_loan(economy, row, offer, terms)
        pay_out(economy, row, offer)
        pay_fees_and_awards(economy, offer, terms)
        shift_conduct(economy, offer, terms)
        count_grant(economy, row, offer, terms, by_size)
    return used


@compiled
def count_application(economy: Economy, offer: np.ndarray, by_size: np.ndarray) -> None:
    """Count an application and how it ended."""
    firm, counts, i = economy.firm, economy.counts, offer[O_ROW]
    refused = 0 if offer[O_STATUS] == GRANTED else 1
    rationed = 1 if offer[O_STATUS] == RATIONED else 0
    by_size[BY_APPLICATIONS] += 1
    by_size[BY_REFUSALS] += refused
    by_size[BY_RATIONED] += rationed
    counts[REFUSED_APPLICATIONS] += refused
    counts[RATIONED_APPLICATIONS] += rationed
    counts[GUARANTOR_ASKED] += offer[O_GUARANTOR_ASKED]
    counts[GUARANTOR_AGREED] += offer[O_GUARANTOR_AGREED]
    if firm.real[HONESTY, i] >= HONEST:
        counts[HONEST_APPLICATIONS] += 1
        counts[HONEST_REFUSED] += refused
    if firm.real[TRANSPARENCY, i] < OPAQUE:
        counts[OPAQUE_APPLICATIONS] += 1
        counts[OPAQUE_REFUSED] += refused


@compiled
def turn_away(economy: Economy, offer: np.ndarray) -> None:
    """Who gets no loan remembers it and turns to the owner and to private lenders."""
    firm, i = economy.firm, offer[O_ROW]
    firm.index[REFUSED_MONTH, i] = economy.month
    economy.counts[FOUND_ELSEWHERE] += fall_back(economy, i, offer[O_ASKED])
    if firm.tag[BORROWED, i]:
        firm.tag[MARK, i] |= HURT_BY_CREDIT_CUT


@compiled
def drawn_at_once(offer: np.ndarray) -> int:
    """Fen paid out at the grant: a line is drawn at will, a letter of credit when the documents come."""
    later = offer[O_PRODUCT] in (REVOLVING_LINE, LETTER_OF_CREDIT)
    return 0 if later else offer[O_AMOUNT]


@compiled
def enter_loan(economy: Economy, row: int, offer: np.ndarray, terms: np.ndarray) -> None:
    """The loan stands in row `row` of the loan book."""
    firm, loan, month = economy.firm, economy.loan, economy.month
    i, product, tenor, drawn = offer[O_ROW], offer[O_PRODUCT], offer[O_TENOR], drawn_at_once(offer)
    loan.whole[LOAN_ID, row] = loan_key(firm.whole[ID, i], month + economy.burn_in, product)
    loan.whole[BALANCE, row] = drawn
    loan.whole[AMOUNT, row] = offer[O_AMOUNT]
    loan.real[RATE, row] = terms[O_RATE]
    agree_on_payments(economy, row, drawn, tenor, economy.menu.tag[REPAID, offer[O_OFFER]])
    loan.real[ESTIMATE, row] = terms[O_PD]
    loan.real[FEE, row] = terms[O_FEE]
    loan.real[TAX_FREE, row] = terms[O_TAX_FREE]
    loan.index[FIRM, row] = i
    loan.index[OPENED, row] = month
    loan.index[TERM, row] = tenor
    loan.index[MATURITY, row] = month + tenor
    loan.index[PROGRAMME_BITS, row] = offer[O_BITS]
    loan.tag[STATUS, row] = PERFORMING
    loan.tag[PRODUCT, row] = product
    loan.tag[LENDER, row] = offer[O_BANK]
    loan.tag[GUARANTOR, row] = offer[O_GUARANTOR]
    loan.tag[AGREEMENT, row] = offer[O_AGREEMENT]
    loan.tag[SECURITY, row] = offer[O_SECURITY]
    loan.tag[SUPPORTED, row] = 1 if supported(economy, offer[O_AGREEMENT], offer[O_BITS]) else 0


@compiled
def agree_on_payments(economy: Economy, row: int, drawn: int, tenor: int, repaid: int) -> None:
    """When and how the loan in `row` is repaid; other steps and annuities are for loans that could be bullets."""
    loan, terms = economy.loan, economy.numbers.simple_loan
    step = terms.repayment_step_months if repaid == BULLET_OR_INSTALMENTS else 1
    part = instalment(drawn, tenor, repaid, terms.bullet_months, step)
    if part > 0:
        loan.tag[PAID_EVERY, row] = step
        if terms.annuity and repaid == BULLET_OR_INSTALMENTS:
            loan.tag[ANNUITY, row] = 1
            part = annuity(drawn, float(loan.real[RATE, row]), steps_in(tenor, step), step)
    loan.whole[INSTALMENT, row] = part


@compiled
def pay_out(economy: Economy, row: int, offer: np.ndarray) -> None:
    """The bank pays what is drawn at once; the firm owes it, and what it bought with it may be under control."""
    firm, flows = economy.firm, economy.flows
    i, b, amount, product = offer[O_ROW], offer[O_BANK], offer[O_AMOUNT], offer[O_PRODUCT]
    drawn = drawn_at_once(offer)
    if firm.tag[BORROWED, i] == 0:
        firm.tag[BORROWED, i] = 1
        firm.index[PUNCTUAL_SINCE, i] = economy.month
        economy.counts[FIRST_LOANS] += 1
    firm.index[LAST_LOAN, i] = economy.month
    firm.tag[LOANS, i] += 1
    firm.index[HELD, i] |= 1 << product
    if product == REVOLVING_LINE:
        firm.index[LINE, i] = row
        firm.whole[LINE_ROOM, i] = amount
    firm.whole[CASH, i] += drawn
    firm.whole[BANK_DEBT, i] += drawn
    economy.bank.whole[OWN_CASH, b] -= drawn
    flows[PRINCIPAL_DRAWN, PAYER, b] += drawn
    flows[PRINCIPAL_DRAWN, PAYEE, firm.tag[BANK, i]] += drawn
    if offer[O_SECURITY] == ON_GOODS:
        buy_controlled_goods(economy, row, i, amount, economy.menu.real[OWN_DEPOSIT, offer[O_OFFER]])


@compiled
def pay_fees_and_awards(economy: Economy, offer: np.ndarray, terms: np.ndarray) -> None:
    """Valuers and notaries get their fees, the guarantor its own, the bank what programmes award it for lending."""
    firm, programme, accounts, flows = economy.firm, economy.programme, economy.accounts, economy.flows
    i, amount, bits = offer[O_ROW], offer[O_AMOUNT], offer[O_BITS]
    pay_loan_fees(economy, i, amount)
    if offer[O_SECURITY] == GUARANTEED:
        pay_guarantee_fee(i, offer[O_GUARANTOR], amount, terms[O_FEE], offer[O_TENOR], bits, economy)
    economy.counts[AWARDS] += pay_lending_award(
        bits, amount, offer[O_BANK], firm.tag[REGION, i], economy.bank, programme, accounts, flows
    )


@compiled
def shift_conduct(economy: Economy, offer: np.ndarray, terms: np.ndarray) -> None:
    """A dear or unwatched loan shifts its borrower to riskier ways, never back to safer ones."""
    firm, i = economy.firm, offer[O_ROW]
    firm.real[FINANCE_COST, i] = terms[O_COST]
    dearness = terms[O_COST] - economy.numbers.credit_demand.normal_cost
    conduct = conduct_with_loan(dearness, terms[O_EFFORT], firm.real[HONESTY, i], economy.numbers.underwriting)
    firm.real[CONDUCT, i] = max(firm.real[CONDUCT, i], 1.0 + terms[O_DRIFT] * (conduct - 1.0))


@compiled
def count_grant(economy: Economy, row: int, offer: np.ndarray, terms: np.ndarray, by_size: np.ndarray) -> None:
    """Count a loan granted."""
    counts, amount = economy.counts, offer[O_AMOUNT]
    interest = whole_fen(amount * terms[O_RATE])
    counts[GRANTED_LOANS] += 1
    if is_young(economy, offer[O_ROW]):
        counts[YOUNG_GRANTED] += 1
    else:
        counts[OLDER_GRANTED] += 1
    counts[GRANTED_FEN] += amount
    counts[NEWLY_GUARANTEED_FEN] += amount if offer[O_SECURITY] == GUARANTEED else 0
    counts[RATE_FEN] += interest
    counts[COST_FEN] += whole_fen(amount * terms[O_COST])
    counts[PASSED_ON] += whole_fen(amount * terms[O_PASSED_ON] * offer[O_TENOR] / 12.0)
    counts[EFFORT_MILLI] += whole_fen(1000.0 * terms[O_EFFORT])
    if amount < offer[O_ASKED]:
        counts[PARTIAL] += 1
    by_size[BY_FEN] += amount
    by_size[BY_INTEREST] += interest
    if economy.loan.tag[SUPPORTED, row]:
        by_size[BY_SUPPORTED] += amount
