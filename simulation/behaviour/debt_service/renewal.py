"""Renewal of maturing loans: whether the owner wants it, whether guarantor and bank go on, the bridge, the new terms.

A maturing loan is renewed if the bank still likes the borrower; unless it is renewed without repaying principal, the
borrower must first find the principal, often from bridge lenders, and may fail at that step although it is sound.
"""

from typing import NamedTuple

import numpy as np

from ...ground.columns import Blocks
from ...ground.compiled import compiled, kernel, unsigned
from ...ground.randomness import GUARANTOR_SIGNAL, RENEWAL, SIGNAL, pair_key, uniforms
from ...ground.units import whole_fen
from ...state.bank_columns import (
    ACTIVE,
    CONSENT,
    FUNDING,
    GUARANTOR_NOISE,
    MARKUP,
    NOISE,
    OPERATING,
    PRESSURE,
    PROCESSING,
    PUBLIC_AGREEMENT,
    RELEASED,
    RELIEF,
    REST_DEPOSITS,
    TARGET_RATIO,
    USES_GUARANTOR,
)
from ...state.counts import (
    BRIDGE_FAILED,
    MATURED,
    NOT_RENEWED,
    PASSED_ON,
    RENEWED,
    RENEWED_FEN,
    RENEWED_WITHOUT_REPAYMENT,
)
from ...state.counts import EVERGREENED as RENEWED_TO_HIDE
from ...state.economy import Economy
from ...state.eligibility_columns import MAX_LOAN
from ...state.enterprise_columns import (
    BANK,
    BANK_DEBT,
    CASH,
    FINANCE_COST,
    HELD,
    HOME,
    HURT_BY_CREDIT_CUT,
    ID,
    INFORMAL_DEBT,
    LEVERAGE,
    LINE,
    LINE_ROOM,
    MARGIN,
    MARK,
    MISSED,
    OUTCOME,
    OWNER_WEALTH,
    REFUSED_MONTH,
    REGION,
    SIZE,
    TAX_RECORD,
    YEAR_SALES,
)
from ...state.ledger import INTEREST_INFORMAL, PAYEE, PAYER, PRINCIPAL_DRAWN, PRINCIPAL_REPAID
from ...state.loan_columns import (
    AGREEMENT,
    AMOUNT,
    BALANCE,
    ESTIMATE,
    EVERGREENED,
    FEE,
    FIRM,
    GUARANTOR,
    IN_PART,
    INSTALMENT,
    LENDER,
    LOAN_ID,
    MATURITY,
    OPENED,
    PERFORMING,
    PLEDGED,
    PRODUCT,
    PROGRAMME_BITS,
    RATE,
    RENEWALS,
    SECURITY,
    STATUS,
    SUPPORTED,
    TAX_FREE,
    TERM,
    UNSECURED,
)
from ...state.structure import LETTER_OF_CREDIT, REVOLVING_LINE, SIMPLE_LOAN
from ..banking.funding import return_wanted
from ..guarantee.guarantee_agreement import (
    GUARANTORS_A_REGION,
    fee_of,
    guarantor_share,
    pay_guarantee_fee,
    relief_of,
    scheme_for,
)
from ..lending.credit_scoring import KNOWN, Sight, lender_view
from ..lending.known_terms import forget_terms, known_terms
from ..lending.lasting_view import luck_of_view
from ..lending.loan_pricing import given_up, loan_rate, pay_loan_fees, rate_before_tax, risk_weight, yearly_fees
from ..lending.standards import factor_on_all
from ..support.eligibility import Asked, asked_of, eligible
from ..support.loan_support import (
    Terms,
    bits_at_renewal,
    counts_as_supported,
    fields_under,
    lender_support,
    paid_for_borrower,
    programmes_for,
    programmes_on,
    tax_free_rate,
    within_ceilings,
)
from ..trade.informal_finance import private_loan_limit
from .partial_renewal import months_until_looked_at, part_back, renew_in_part
from .repayment import MOST_COUNTED

#: No debt beside what is owed: of one machine type, so that the long rules called compile once.
NO_NEW_DEBT: int = np.int64(0)  # type: ignore[assignment]


class Backing(NamedTuple):
    """What stands behind a renewed loan: agreement, guarantor (-1 none), fee per year, share of a loss others pay."""

    agreement: int
    guarantor: int
    fee: float
    relief: float


class View(NamedTuple):
    """What its bank expects of a loan."""

    pd: float  # probability of default within a year
    lgd: float  # loss given default
    own_loss: float  # a year on its own share
    relieved: float  # a year on what others pay
    weighs: float  # what counts in its answer


def renew(economy: Economy) -> None:
    """Maturing bullets and lines: whether the owner wants renewal, whether the bank grants it, and the bridge."""
    found = np.empty(economy.loan.rows, np.int32)
    maturing = found[: find_maturing(economy, found)]
    # Loans of one firm draw on the same cash: they come in the order of their keys, whatever their rows.
    order = np.argsort(economy.loan.whole[LOAN_ID, maturing], kind="stable")
    renew_loans(economy, maturing[order])


@compiled
def can_be_renewed(loan: Blocks, row: int) -> bool:
    """Whether the loan in `row` is looked at again at its maturity: a bullet, a line, or one renewed in part.

    Letters of credit are paid, never renewed, and so is what is repaid in instalments to the last.
    """
    if loan.tag[PRODUCT, row] == LETTER_OF_CREDIT:
        return False
    return bool(loan.whole[INSTALMENT, row] <= 0 or loan.tag[IN_PART, row])


@kernel
def find_maturing(economy: Economy, found: np.ndarray) -> int:
    """Rows of the loans that mature this month and can be renewed; how many."""
    loan, count = economy.loan, 0
    for position in range(loan.rows):
        row = unsigned(position)  # unsigned: no check for places counted from the end
        if loan.index[MATURITY, row] != economy.month or loan.tag[STATUS, row] != PERFORMING:
            continue
        if not can_be_renewed(loan, row):
            continue
        found[count] = position
        count += 1
    return count


@kernel
def renew_loans(economy: Economy, rows: np.ndarray) -> None:
    """Renew the maturing loans in `rows` one after the other, or leave them to be repaid."""
    forget_terms(economy)
    firm, loan, counts = economy.firm, economy.loan, economy.counts
    p = economy.numbers.repayment
    for k in range(len(rows)):
        row = unsigned(rows[k])
        i: int = np.int64(loan.index[FIRM, row])  # type: ignore[assignment] # of one type: long rules compile once
        b = loan.tag[LENDER, row]
        counts[MATURED] += 1
        if not wants_renewal(row, i, economy):
            continue
        terms = terms_at_renewal(row, i, economy)
        backing = backing_at_renewal(row, i, terms, economy)
        pair = pair_key(firm.whole[ID, i], b)
        u_view = luck_of_view(economy, pair, SIGNAL)
        _, u_rest, u_hide, _ = uniforms(economy.seed, pair, economy.month, RENEWAL)
        view = bank_view(row, i, terms, backing.relief, u_view, economy)
        hidden = False
        if view.weighs * (1.0 - terms.loss_compensation) > renewal_limit(b, terms, economy):
            if u_hide < p.evergreen_share * economy.capital_short[b]:
                hidden = True
            else:
                counts[NOT_RENEWED] += 1
                firm.tag[MARK, i] |= HURT_BY_CREDIT_CUT
                firm.index[REFUSED_MONTH, i] = economy.month
                take_back_in_parts(row, i, economy)
                continue
        share = max(p.without_repayment, terms.no_repayment)
        part = part_back(economy, row, months_of_renewal(row, economy))
        if hidden or (view.pd <= max(p.sound_pd, terms.sound_pd) and u_rest < share):
            counts[RENEWED_WITHOUT_REPAYMENT] += 1
            part = 0.0
        elif not repays_first(row, i, economy):
            counts[BRIDGE_FAILED] += 1
            firm.tag[MARK, i] |= HURT_BY_CREDIT_CUT
            take_back_in_parts(row, i, economy)
            continue
        begin_anew(row, economy)
        price_anew(row, i, view, terms, economy)
        months = months_until_looked_at(economy, part, months_of_renewal(row, economy))
        go_on(row, i, months, backing, terms.bits, economy)
        renew_in_part(economy, row, part, months)
        if hidden:
            loan.tag[EVERGREENED, row] = 1
            counts[RENEWED_TO_HIDE] += 1


@compiled
def take_back_in_parts(row: int, i: int, economy: Economy) -> None:
    """A loan that is not renewed is repaid in equal monthly parts, under the guarantee it has; a line becomes a loan.

    A lender that called in all at once from a firm that earns would lose more than by waiting (Rajan 1992, Journal of
    Finance 47; Bolton and Scharfstein 1996, Journal of Political Economy 104): it takes what the firm can pay.
    """
    firm, loan, p = economy.firm, economy.loan, economy.numbers.repayment
    months, balance = p.run_off_months, loan.whole[BALANCE, row]
    if months <= 0 or balance <= 0 or firm.real[MARGIN, i] < p.run_off_margin:
        return
    if loan.tag[PRODUCT, row] == REVOLVING_LINE:
        firm.index[LINE, i] = -1
        firm.whole[LINE_ROOM, i] = 0
        firm.index[HELD, i] = (firm.index[HELD, i] & ~(1 << REVOLVING_LINE)) | (1 << SIMPLE_LOAN)
        loan.tag[PRODUCT, row] = SIMPLE_LOAN
    loan.whole[INSTALMENT, row] = balance // months + 1
    loan.tag[IN_PART, row] = 0
    loan.index[MATURITY, row] = economy.month + months


@compiled
def begin_anew(row: int, economy: Economy) -> None:
    """What the loan was ends, with the guarantee on it; it begins anew with what is owed, a line with its limit."""
    loan = economy.loan
    if loan.tag[GUARANTOR, row] >= 0:
        economy.institution.whole[RELEASED, loan.tag[GUARANTOR, row]] += loan.whole[AMOUNT, row]
    if loan.tag[PRODUCT, row] != REVOLVING_LINE:
        loan.whole[AMOUNT, row] = loan.whole[BALANCE, row]


@compiled
def months_of_renewal(row: int, economy: Economy) -> int:
    """For how long the loan in `row` would be renewed."""
    stated = economy.numbers.repayment.renewal_months
    return stated if stated > 0 else economy.loan.index[TERM, row]


@compiled
def wants_renewal(row: int, i: int, economy: Economy) -> bool:
    """Whether the owner asks for it: not one who leaves or is in arrears, or owes more than is wanted and can repay."""
    firm, p = economy.firm, economy.numbers.repayment
    if firm.tag[OUTCOME, i] > 0 or firm.tag[MISSED, i] > 0:
        return False
    wanted = firm.real[LEVERAGE, i] * firm.whole[YEAR_SALES, i]
    rich = firm.whole[CASH, i] > p.cash_to_repay * economy.loan.whole[BALANCE, row]
    return not (rich and firm.whole[BANK_DEBT, i] > p.debt_to_repay * wanted)


@compiled
def asked_at_renewal(row: int, economy: Economy) -> Asked:
    """The renewed loan, as conditions on loans see it."""
    loan, months = economy.loan, months_of_renewal(row, economy)
    return asked_of(economy, loan.tag[LENDER, row], loan.whole[AMOUNT, row], loan.tag[PRODUCT, row], months)


@compiled
def terms_at_renewal(row: int, i: int, economy: Economy) -> Terms:
    """What the programmes that reach the renewed loan change in its terms."""
    firm, loan, programme = economy.firm, economy.loan, economy.programme
    reach = programmes_for(i, firm, programme, programme.rows, economy.month)
    under = programmes_on(reach, asked_at_renewal(row, economy), loan.tag[SECURITY, row], programme)
    return known_terms(economy, under, firm.tag[TAX_RECORD, i])


@compiled
def backing_at_renewal(row: int, i: int, terms: Terms, economy: Economy) -> Backing:
    """Agreement and guarantor of the renewed loan; neither where the guarantor does not go on."""
    agreement, institution = economy.agreement, economy.institution
    a, guarantor = guarantee_at_renewal(row, i, economy)
    fee = economy.loan.real[FEE, row]
    if a != economy.loan.tag[AGREEMENT, row]:
        fee = fee_of(a, guarantor, agreement, institution)
    relief = 0.0
    if guarantor >= 0 and institution.tag[ACTIVE, guarantor]:
        relief = relief_of(a, guarantor, agreement, institution)
    if guarantor >= 0 and agreement.tag[CONSENT, a] and agreement.tag[USES_GUARANTOR, a]:
        own = guarantor_share(a, agreement)
        expected = own * guarantor_view(i, guarantor, terms, economy) * economy.numbers.loan_pricing.lgd_guaranteed
        if expected > economy.numbers.repayment.guarantor_patience * fee:
            # The guarantor will not go on: the bank alone would have to carry the loan.
            relief, a, guarantor = 0.0, 0, -1
    return Backing(a, guarantor, fee, relief)


@compiled
def guarantee_at_renewal(row: int, i: int, economy: Economy) -> tuple[int, int]:
    """Agreement and guarantor that a renewed loan would have, -1 for none.

    A private guarantee goes on. A public one goes on while its agreement takes firm and loan; then the first agreement
    in force for which the loan is eligible takes over, else a private guarantor is asked.
    """
    firm, loan, agreement = economy.firm, economy.loan, economy.agreement
    a, guarantor = loan.tag[AGREEMENT, row], loan.tag[GUARANTOR, row]
    if guarantor < 0 or a <= 1:
        return a, guarantor
    asked = asked_at_renewal(row, economy)
    if eligible(a, i, asked, firm, agreement, economy.month):
        return a, guarantor
    public = firm.tag[REGION, i] * GUARANTORS_A_REGION
    candidate = scheme_for(i, asked, loan.real[ESTIMATE, row], firm, agreement, economy.month)
    if candidate >= 0 and asked.amount <= agreement.whole[MAX_LOAN, candidate]:
        if agreement.real[RELIEF, candidate] > 0.0:
            return candidate, public
    return 1, public + 1


@compiled
def guarantor_view(i: int, guarantor: int, terms: Terms, economy: Economy) -> float:
    """The guarantor's estimate that the firm defaults within a year."""
    u_view = luck_of_view(economy, pair_key(economy.firm.whole[ID, i], guarantor), GUARANTOR_SIGNAL)
    noise = np.float64(economy.institution.real[GUARANTOR_NOISE, guarantor])
    effort = economy.numbers.repayment.monitoring_effort
    sight = Sight(noise, KNOWN, effort, u_view, 1.0, terms.precision, terms.concealment, 0.0, fields_under(terms))
    return lender_view(economy, i, NO_NEW_DEBT, sight)


@compiled
def bank_view(row: int, i: int, terms: Terms, relief: float, u_view: float, economy: Economy) -> View:
    """What the bank expects of the loan, of whose loss it counts on others for the share `relief`."""
    loan, bank = economy.loan, economy.bank
    b, security = loan.tag[LENDER, row], loan.tag[SECURITY, row]
    noise = bank.real[NOISE, b] * economy.learned[0, loan.tag[PRODUCT, row]]
    effort = economy.numbers.repayment.monitoring_effort / terms.effort_cost
    experience = factor_on_all(bank, b)
    sight = Sight(
        noise, KNOWN, effort, u_view, experience, terms.precision, terms.concealment, 0.0, fields_under(terms)
    )
    pd = lender_view(economy, i, NO_NEW_DEBT, sight)
    lgd = economy.lgd_by_security[security]
    if security == PLEDGED:
        lgd *= terms.pledge_loss
    loss = pd * lgd
    weighs = (1.0 - economy.numbers.loan_pricing.cover_counted * relief) * loss
    return View(pd, lgd, (1.0 - relief) * loss, relief * loss, weighs)


@compiled
def renewal_limit(b: int, terms: Terms, economy: Economy) -> float:
    """Expected loss a year on its own share above which bank `b` does not renew; lower where it is short of capital."""
    p = economy.numbers.repayment
    tolerance = terms.tolerance + terms.renewal_tolerance + terms.target_tolerance * economy.bank.real[PRESSURE, b]
    kept = max(1.0 - p.capital_caution * economy.capital_short[b], p.least_limit)
    return p.renewal_loss_limit * kept + tolerance


@compiled
def repays_first(row: int, i: int, economy: Economy) -> bool:
    """Repay the principal and draw it anew, bridging what the firm's cash lacks; False where no bridge is found."""
    firm, flows, informal = economy.firm, economy.flows, economy.numbers.informal_finance
    whole, b, house = firm.whole, economy.loan.tag[LENDER, row], firm.tag[BANK, i]
    balance = economy.loan.whole[BALANCE, row]
    kept = whole_fen(whole[YEAR_SALES, i] / economy.numbers.repayment.sales_over_cash_kept)
    bridge = max(balance - max(whole[CASH, i] - kept, 0), 0)
    property_and_money = whole[OWNER_WEALTH, i] + whole[HOME, i]
    private = private_loan_limit(property_and_money, whole[YEAR_SALES, i], whole[INFORMAL_DEBT, i], informal)
    if bridge > whole_fen(informal.bridge_multiple * property_and_money) + private:
        return False
    cost = min(whole_fen(bridge * informal.bridge_fee), max(whole[CASH, i], 0))
    whole[CASH, i] -= cost
    economy.bank.whole[REST_DEPOSITS, house] += cost
    flows[INTEREST_INFORMAL, PAYER, house] += cost
    flows[PRINCIPAL_REPAID, PAYER, house] += balance
    flows[PRINCIPAL_REPAID, PAYEE, b] += balance
    flows[PRINCIPAL_DRAWN, PAYER, b] += balance
    flows[PRINCIPAL_DRAWN, PAYEE, house] += balance
    return True


@compiled
def price_anew(row: int, i: int, view: View, terms: Terms, economy: Economy) -> None:
    """Rate, estimated risk and tax exemption of the renewed loan; counts the support that reached its rate."""
    firm, loan, bank, learned = economy.firm, economy.loan, economy.bank, economy.learned
    pricing, b, product = economy.numbers.loan_pricing, loan.tag[LENDER, row], loan.tag[PRODUCT, row]
    amount = loan.whole[AMOUNT, row]
    weight = risk_weight(firm.tag[SIZE, i], firm.whole[BANK_DEBT, i], view.pd, view.lgd, pricing)
    support = lender_support(terms, view.own_loss, bank.real[FUNDING, b], 0.0)
    processing = economy.numbers.repayment.processing_share * pricing.processing_cost * terms.processing
    # As at grant, of what a guarantee saves it in losses the bank keeps a part.
    priced = view.own_loss + (1.0 - pricing.pass_through) * view.relieved
    net_rate = loan_rate(
        bank.real[FUNDING, b],
        bank.real[OPERATING, b] + processing * learned[2, product] / (max(amount, 1) / 100.0),
        view.pd,
        priced,
        weight * bank.real[TARGET_RATIO, b],
        return_wanted(economy, b),
        bank.real[MARKUP, b],
    )
    passed_on = pricing.pass_through * support
    conceded = given_up(amount, terms.concession + terms.target_concession * bank.real[PRESSURE, b], pricing)
    tax_free = tax_free_rate(amount, terms.tax_free, terms.tax_free_amount)
    rate = rate_before_tax(net_rate - passed_on, pricing.interest_vat, tax_free) + learned[1, product] - conceded
    loan.real[RATE, row] = max(min(rate, pricing.highest_rate), 0.0)
    loan.real[TAX_FREE, row] = tax_free
    loan.real[ESTIMATE, row] = view.pd
    bank.whole[PROCESSING, b] += whole_fen(processing * learned[2, product] * 100.0)
    economy.counts[PASSED_ON] += whole_fen(loan.whole[BALANCE, row] * passed_on)


@compiled
def go_on(row: int, i: int, months: int, backing: Backing, bits: int, economy: Economy) -> None:
    """The priced loan runs on for `months`: its guarantee, the programmes among `bits` that support it, its maturity,
    and the fees of that time."""
    loan, agreement, programme = economy.loan, economy.agreement, economy.programme
    a, guarantor, fee = backing.agreement, backing.guarantor, backing.fee
    balance = loan.whole[BALANCE, row]
    loan.real[FEE, row] = fee if guarantor >= 0 else 0.0
    pay_loan_fees(economy, i, balance)
    loan.tag[AGREEMENT, row] = a
    granted: int = np.int64(loan.index[PROGRAMME_BITS, row])  # type: ignore[assignment] # of one type everywhere
    since = economy.month - loan.index[OPENED, row]
    bits = bits_at_renewal(granted, bits, since, programme)
    kept = within_ceilings(bits, loan.real[RATE, row], loan.real[FEE, row], economy.policy_rate, programme)
    loan.index[PROGRAMME_BITS, row] = kept
    rate = np.float64(loan.real[RATE, row])
    paid = paid_for_borrower(kept, rate, loan.real[FEE, row], economy.policy_rate, since, months, programme)
    fees = yearly_fees(months, economy.numbers.loan_pricing)
    economy.firm.real[FINANCE_COST, i] = loan.real[RATE, row] + loan.real[FEE, row] + fees - paid
    lasting = bits_at_renewal(kept, kept, since + 1, programme)
    supported = agreement.tag[PUBLIC_AGREEMENT, a] > 0 or counts_as_supported(lasting, programme)
    loan.tag[SUPPORTED, row] = 1 if supported else 0
    if loan.tag[GUARANTOR, row] >= 0 and guarantor < 0:
        loan.tag[SECURITY, row] = UNSECURED
    loan.tag[GUARANTOR, row] = guarantor
    # A loan that is looked at again sooner is then renewed for as long as it was granted for.
    loan.index[TERM, row] = months_of_renewal(row, economy)
    loan.index[MATURITY, row] = economy.month + months
    if loan.tag[RENEWALS, row] < MOST_COUNTED:
        loan.tag[RENEWALS, row] += 1
    if guarantor >= 0:
        pay_guarantee_fee(i, guarantor, balance, fee, months, kept, economy)
    economy.counts[RENEWED] += 1
    economy.counts[RENEWED_FEN] += balance
