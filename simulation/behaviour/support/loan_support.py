"""What credit programmes change in a loan: the terms at grant and renewal, and the public money that follows it.

Several programmes may reach one loan. Their money adds up, their ratios multiply, shared records combine as
independent signals (Pagano and Jappelli 1993, Journal of Finance 48), and of conditions the most generous holds.
"""

from typing import NamedTuple

import numpy as np

from ...ground.columns import Blocks
from ...ground.compiled import allocating_kernel, compiled, kernel, routine, unsigned
from ...ground.units import whole_fen
from ...state.bank_columns import OWN_CASH
from ...state.counts import BANKS_COMPENSATED, INTEREST_SUBSIDIES
from ...state.economy import Economy
from ...state.enterprise_columns import BANK, BEST_TAX_GRADE, CASH, REGION, SERVED
from ...state.ledger import PAYEE, PAYER, SUBSIDY, SUBSIDY_BANK
from ...state.loan_columns import (
    BALANCE,
    CLAIM_REGION,
    CLAIM_ROW,
    FEE,
    FIRM,
    LENDER,
    MATURITY,
    ON_GOODS,
    ON_RECEIVABLES,
    OPENED,
    PAID,
    PERFORMING,
    PLEDGED,
    PROGRAMME_BITS,
    RATE,
    STATUS,
)
from ...state.programme_columns import (
    APPRAISAL,
    BUDGET_LEFT,
    BY_LOT,
    CENTRAL_SHARE,
    CHEAP_FUNDS,
    CHEAP_RATE,
    CONCEALMENT,
    CONCESSION,
    CONDUCT_DRIFT,
    DISCOURAGEMENT,
    EARLY_RECOVERY,
    EFFORT_COST,
    FEE_CEILING,
    FEE_SUPPORT,
    LENDING_AWARD,
    LOSS_COMPENSATION,
    MOST_PROGRAMMES,
    NO_REPAYMENT,
    PLEDGE_LOSS,
    PLEDGE_VALUE,
    PROCESSING,
    RATE_CEILING,
    RATE_SUBSIDY,
    RATE_SUBSIDY_FROM,
    RATE_SUBSIDY_SHARE,
    REGISTERED,
    RENEWAL_TOLERANCE,
    SECOND_LOOKS,
    SHARED_BY_TAX,
    SHARED_NOISE,
    SOUND_PD,
    SPENT,
    SPENT_UP,
    SUBSIDY_MONTHS,
    SUPPORTS,
    TARGET_CONCESSION,
    TARGET_TOLERANCE,
    TAX_FREE_AMOUNT,
    TAX_FREE_MULTIPLE,
    TOLERANCE,
    TROUBLE,
    WORKOUT,
)
from .budget import budget_ratio, first_pass, part_of_claim
from .eligibility import Asked, takes_firm, takes_loan, traits_of
from .fields_shared import FieldsShared, fields_shared

#: A rate that no loan bears: interest up to it is all of the interest.
WHOLLY_TAX_FREE = 1_000.0


class Terms(NamedTuple):
    """What all programmes together change in the terms of one loan; rates per year, ratios 1 where nothing changes.

    Fields of records are as in `FieldsShared`.
    """

    bits: int
    precision: float
    concealment: float
    effort_cost: float
    trouble: float
    appraisal: float
    processing: float
    tolerance: float
    concession: float
    target_tolerance: float
    target_concession: float
    pledge_loss: float
    pledge_value: float
    loss_compensation: float
    lending_award: float
    cheap_funds: float
    cheap_rate: float
    no_repayment: float
    sound_pd: float
    renewal_tolerance: float
    conduct_drift: float
    tax_free: float
    tax: float
    social_security: float
    electricity: float
    credit_bureau: float
    tax_free_amount: int


@compiled
def fields_under(terms: Terms) -> FieldsShared:
    """The fields that programmes share under these terms."""
    return FieldsShared(terms.tax, terms.social_security, terms.electricity, terms.credit_bureau)


@compiled
def serves(r: int, i: int, firm: Blocks, programme: Blocks) -> bool:
    """Whether programme `r`, if it chooses firms by lot, has chosen the one in row `i`."""
    return programme.tag[BY_LOT, r] == 0 or (firm.index[SERVED, i] >> r) & 1 == 1


@compiled
def takes_security(r: int, security: int, programme: Blocks) -> bool:
    """Whether programme `r` takes a loan on this security: one about a registry only what registries record."""
    return programme.tag[REGISTERED, r] == 0 or security in (PLEDGED, ON_RECEIVABLES, ON_GOODS)


@compiled
def programmes_for(i: int, firm: Blocks, programme: Blocks, programmes: int, month: int) -> int:
    """Bits of the programmes that reach the firm in row `i`, whatever it borrows, and chose it if they do so by lot."""
    traits = traits_of(i, firm, month)
    bits = 0
    for r in range(programmes):
        if takes_firm(r, programme, traits) and serves(r, i, firm, programme):
            bits |= 1 << r
    return bits


@compiled
def programmes_on(bits: int, asked: Asked, security: int, programme: Blocks) -> int:
    """Those of the programmes `bits` that take this loan on this security."""
    kept, r = 0, 0
    while bits >> r:
        here = (bits >> r) & 1 and takes_loan(r, programme, asked)
        if here and takes_security(r, security, programme):
            kept |= 1 << r
        r += 1
    return kept


@routine
def terms_under(bits: int, tax_record: int, programme: Blocks, policy_rate: float) -> Terms:
    """The terms of a loan under the programmes `bits`, together, to a firm with this grade of tax record."""
    precision = precision_shared(bits, tax_record, programme)
    fields = fields_shared(bits, tax_record, programme)
    concealment, effort_cost, trouble, appraisal, processing = 1.0, 1.0, 1.0, 1.0, 1.0
    tolerance, concession, pledge_loss, pledge_value = 0.0, 0.0, 1.0, 1.0
    target_tolerance, target_concession = 0.0, 0.0
    loss_compensation, lending_award, cheap_funds, cheap_rate = 0.0, 0.0, 0.0, 0.0
    no_repayment, sound_pd, renewal_tolerance, conduct_drift = -1.0, -1.0, 0.0, 1.0
    tax_free, tax_free_amount = 0.0, 0
    real = programme.real
    r = -1
    while bits >> (r + 1):
        r += 1
        if (bits >> r) & 1 == 0:
            continue
        concealment *= real[CONCEALMENT, r]
        effort_cost *= real[EFFORT_COST, r]
        trouble *= real[TROUBLE, r]
        appraisal *= real[APPRAISAL, r]
        processing *= real[PROCESSING, r]
        tolerance += real[TOLERANCE, r]
        concession += real[CONCESSION, r]
        target_tolerance += real[TARGET_TOLERANCE, r]
        target_concession += real[TARGET_CONCESSION, r]
        pledge_loss *= real[PLEDGE_LOSS, r]
        pledge_value *= real[PLEDGE_VALUE, r]
        loss_compensation += real[LOSS_COMPENSATION, r]
        lending_award += real[LENDING_AWARD, r]
        if real[CHEAP_FUNDS, r] > cheap_funds:
            cheap_funds, cheap_rate = real[CHEAP_FUNDS, r], real[CHEAP_RATE, r]
        no_repayment = max(no_repayment, real[NO_REPAYMENT, r])
        sound_pd = max(sound_pd, real[SOUND_PD, r])
        renewal_tolerance += real[RENEWAL_TOLERANCE, r]
        conduct_drift *= real[CONDUCT_DRIFT, r]
        tax_free = max(tax_free, policy_rate * real[TAX_FREE_MULTIPLE, r])
        tax_free_amount = max(tax_free_amount, programme.whole[TAX_FREE_AMOUNT, r])
    return Terms(
        bits,
        precision,
        concealment,
        effort_cost,
        trouble,
        appraisal,
        processing,
        tolerance,
        concession,
        target_tolerance,
        target_concession,
        pledge_loss,
        pledge_value,
        min(loss_compensation, 1.0),
        lending_award,
        cheap_funds,
        cheap_rate,
        no_repayment,
        sound_pd,
        renewal_tolerance,
        conduct_drift,
        tax_free,
        fields.tax,
        fields.social_security,
        fields.electricity,
        fields.credit_bureau,
        tax_free_amount,
    )


@compiled
def approach_to_owners(bits: int, programme: Blocks) -> tuple[float, int]:
    """What the programmes `bits` change before a firm asks: chance of not daring (a ratio), further banks that look."""
    discouragement, looks, r = 1.0, 0, 0
    while bits >> r:
        if (bits >> r) & 1:
            discouragement *= programme.real[DISCOURAGEMENT, r]
            looks += programme.index[SECOND_LOOKS, r]
        r += 1
    return discouragement, looks


@compiled
def precision_shared(bits: int, tax_record: int, programme: Blocks) -> float:
    """Precision of the records on a firm with this grade of tax record that the programmes `bits` share with lenders.

    In units of one over the variance of the log odds of default.
    """
    precision, r = 0.0, 0
    while bits >> r:
        noise = programme.real[SHARED_NOISE, r]
        if (bits >> r) & 1 and noise > 0.0:
            grade = 1.0 - programme.real[SHARED_BY_TAX, r] * (1.0 - tax_record / BEST_TAX_GRADE)
            precision += grade / (noise * noise)
        r += 1
    return precision


@compiled
def within_ceilings(bits: int, rate: float, fee: float, policy_rate: float, programme: Blocks) -> int:
    """The programmes of `bits` that still support a loan at this contract rate and guarantee fee (0: no guarantee).

    No ceiling may be exceeded, and support of fees needs a fee.
    """
    kept = bits
    r = 0
    while bits >> r:
        if (bits >> r) & 1:
            no_fee = programme.real[FEE_SUPPORT, r] > 0.0 and (fee <= 0.0 or fee > programme.real[FEE_CEILING, r])
            if no_fee or rate > policy_rate + programme.real[RATE_CEILING, r]:
                kept ^= 1 << r
        r += 1
    return kept


@compiled
def fee_paid_for(bits: int, fee: float, programme: Blocks) -> float:
    """Part of a guarantee fee, per year and share of the amount, that programmes of `bits` pay for the borrower."""
    paid = 0.0
    r = 0
    while bits >> r:
        if (bits >> r) & 1:
            paid += programme.real[FEE_SUPPORT, r]
        r += 1
    return min(paid, fee)


@compiled
def tax_free_rate(amount: int, tax_free: float, tax_free_amount: int) -> float:
    """Rate per year up to which interest on a loan of `amount` fen bears no value-added tax."""
    return WHOLLY_TAX_FREE if amount <= tax_free_amount else tax_free


@compiled
def lender_support(terms: Terms, own_loss: float, funding: float, award: float) -> float:
    """What public money is worth to the bank per yuan lent and year: compensation, award, funds below their cost.

    `own_loss` is the expected loss per year on the bank's own share, `funding` its own cost of funds, `award` what a
    new loan earns over its life, per year; a renewal earns none.
    """
    cheaper = terms.cheap_funds * max(funding - terms.cheap_rate, 0.0)
    return own_loss * terms.loss_compensation + award + cheaper


@compiled
def interest_paid_by(r: int, rate: float, policy_rate: float, months: int, programme: Blocks) -> float:
    """Interest per year, share of the balance, that programme `r` pays for the borrower `months` after the grant."""
    if months >= programme.index[SUBSIDY_MONTHS, r]:
        return 0.0
    above = min(max(rate - (policy_rate + programme.real[RATE_SUBSIDY_FROM, r]), 0.0), rate)
    return min(programme.real[RATE_SUBSIDY, r], programme.real[RATE_SUBSIDY_SHARE, r] * above, rate)


@compiled
def interest_paid_in_months(
    bits: int, rate: float, policy_rate: float, since: int, months: int, programme: Blocks
) -> float:
    """Mean interest per year that programmes pay for the borrower in the `months` that begin `since` after the grant.

    Programmes pay from the grant on: the time that a loan gains at its renewal is not counted anew.
    """
    paid = 0.0
    r = 0
    while bits >> r:
        if (bits >> r) & 1:
            covered = min(max(programme.index[SUBSIDY_MONTHS, r] - since, 0), months) / months
            paid += interest_paid_by(r, rate, policy_rate, since, programme) * covered
        r += 1
    return min(paid, rate)


@compiled
def bits_at_renewal(granted: int, now: int, since: int, programme: Blocks) -> int:
    """The programmes of a loan renewed `since` months after it was `granted` under some, of which others take it `now`.

    Interest is paid on new loans: a renewal keeps the subsidy that the loan was granted with, whose months run on (an
    assumption), while there are any left and money for them, and begins none (start-up loans: no interest is paid for
    an extension, Shenzhen Municipal Human Resources and Social Security Bureau 2015). The month of the renewal is still
    one of the old term.
    """
    interest = bits_that_pay(RATE_SUBSIDY, programme)
    kept, left, r = now & ~interest, granted & interest, 0
    while left >> r:
        if (left >> r) & 1 and since <= programme.index[SUBSIDY_MONTHS, r] and programme.tag[SPENT_UP, r] == 0:
            kept |= 1 << r
        r += 1
    return kept


@compiled
def paid_for_borrower(
    bits: int, rate: float, fee: float, policy_rate: float, since: int, months: int, programme: Blocks
) -> float:
    """What programmes pay of rate and guarantee fee a year, in the `months` that begin `since` after the grant."""
    interest = interest_paid_in_months(bits, rate, policy_rate, since, months, programme)
    return fee_paid_for(bits, fee, programme) + interest


@kernel
def costs_to_borrowers(economy: Economy, rows: np.ndarray, costs: np.ndarray) -> None:
    """Write into `costs` what each loan in `rows`, just granted, costs its borrower: a year, its own fees left out."""
    loan, programme = economy.loan, economy.programme
    for place in range(len(rows)):
        row = rows[place]
        bits, rate, fee = loan.index[PROGRAMME_BITS, row], float(loan.real[RATE, row]), float(loan.real[FEE, row])
        months = max(loan.index[MATURITY, row] - loan.index[OPENED, row], 1)
        costs[place] = rate + fee - paid_for_borrower(bits, rate, fee, economy.policy_rate, 0, months, programme)


@routine
def pay_lending_award(
    bits: int,
    amount: int,
    b: int,
    region: int,
    bank: Blocks,
    programme: Blocks,
    accounts: np.ndarray,
    flows: np.ndarray,
) -> int:
    """Government pays bank `b` its award for a new loan of `amount` fen. Returns fen paid.

    Awards are paid with the loans, in the order in which these are paid out: the last gets what is left of a budget.
    """
    paid_in_all = 0
    r = 0
    while bits >> r:
        if (bits >> r) & 1 and programme.real[LENDING_AWARD, r] > 0.0:
            part = whole_fen(amount * programme.real[LENDING_AWARD, r])
            paid = charge_programme(r, part, region, programme, accounts)
            bank.whole[OWN_CASH, b] += paid
            flows[SUBSIDY_BANK, PAYER, 0] += paid
            flows[SUBSIDY_BANK, PAYEE, b] += paid
            paid_in_all += paid
        r += 1
    return paid_in_all


@compiled
def terms_at_default(bits: int, programme: Blocks) -> tuple[float, float, float]:
    """Ratios on the loss of a pledge, on the months of work-out, and on recovery of a loan secured in time.

    Those of all programmes in `bits` together.
    """
    pledge_loss, workout, recovery = 1.0, 1.0, 1.0
    r = 0
    while bits >> r:
        if (bits >> r) & 1:
            pledge_loss *= programme.real[PLEDGE_LOSS, r]
            workout *= programme.real[WORKOUT, r]
            recovery *= programme.real[EARLY_RECOVERY, r]
        r += 1
    return pledge_loss, workout, recovery


@compiled
def counts_as_supported(bits: int, programme: Blocks) -> bool:
    """Whether public money of one of these programmes follows the loan."""
    r = 0
    while bits >> r:
        if (bits >> r) & 1 and programme.tag[SUPPORTS, r]:
            return True
        r += 1
    return False


@compiled
def charge_programme(r: int, amount: int, region: int, programme: Blocks, accounts: np.ndarray) -> int:
    """The part of `amount` fen that programme `r` can still pay, taken from the central and the region's budget."""
    paid = max(min(amount, programme.whole[BUDGET_LEFT, r]), 0)
    central = whole_fen(paid * programme.real[CENTRAL_SHARE, r])
    accounts[0] -= central
    accounts[1 + region] -= paid - central
    programme.whole[BUDGET_LEFT, r] -= paid
    programme.whole[SPENT, r] += paid
    return paid


@compiled
def part_within_budget(r: int, claimed: int, programme: Blocks) -> float:
    """Part of each of the month's claims on programme `r`, `claimed` fen in all, that its budget allows.

    Where it is not all of them, the budget is spent from now on.
    """
    ratio = budget_ratio(claimed, programme.whole[BUDGET_LEFT, r])
    if ratio < 1.0:
        programme.tag[SPENT_UP, r] = 1
    return ratio


@allocating_kernel
def pay_interest_subsidies(economy: Economy) -> None:
    """Government pays its part of the month's interest to every borrower that is about to pay.

    `economy.due` is what each firm has found the money for, by row, 0 where it misses the month. Interest first falls
    due a month after the grant; all programmes together pay no more than the interest.

    The first pass adds up the claims on each programme, the second pays: no loan comes before another when money ends.
    """
    firm, loan, programme, due = economy.firm, economy.loan, economy.programme, economy.due
    claimed, ratio, paid_in_all = np.zeros(MOST_PROGRAMMES, np.int64), np.ones(MOST_PROGRAMMES), 0
    paying = bits_that_pay(RATE_SUBSIDY, programme)
    if paying == 0:
        return
    for pays in range(first_pass_of(paying, programme), 2):
        for position in range(loan.rows):
            row = unsigned(position)
            bits = loan.index[PROGRAMME_BITS, row] & paying
            if bits == 0 or loan.tag[STATUS, row] != PERFORMING:
                continue
            i = loan.index[FIRM, row]
            if due[i] == 0:
                continue
            age = economy.month - loan.index[OPENED, row]
            rate = loan.real[RATE, row]
            left = float(rate)
            r = 0
            while bits >> r:
                if (bits >> r) & 1:
                    share = min(interest_paid_by(r, rate, economy.policy_rate, age - 1, programme), left)
                    left -= share
                    amount = whole_fen(loan.whole[BALANCE, row] * share / 12.0)
                    if pays:
                        amount = part_of_claim(amount, ratio[r])
                        paid = charge_programme(r, amount, firm.tag[REGION, i], programme, economy.accounts)
                        firm.whole[CASH, i] += paid
                        economy.flows[SUBSIDY, PAYER, 0] += paid
                        economy.flows[SUBSIDY, PAYEE, firm.tag[BANK, i]] += paid
                        paid_in_all += paid
                    else:
                        claimed[r] += amount
                r += 1
        if not pays:
            for r in range(MOST_PROGRAMMES):
                ratio[r] = part_within_budget(r, claimed[r], programme)
    economy.counts[INTEREST_SUBSIDIES] += paid_in_all


@allocating_kernel
def compensate_banks(economy: Economy, order: np.ndarray) -> None:
    """Government pays banks part of their own loss on the claims just settled (rows `order`).

    The loss stays the bank's in the table of claims; the compensation is an outlay of its programme. All programmes
    together pay no more than the loss. The first pass adds up the month's claims on each programme, the second pays:
    where money ends, every bank gets the same part of what it is owed.
    """
    claim, loan, programme = economy.claim, economy.loan, economy.programme
    claimed, ratio, paid_in_all = np.zeros(MOST_PROGRAMMES, np.int64), np.ones(MOST_PROGRAMMES), 0
    paying = bits_that_pay(LOSS_COMPENSATION, programme)
    if paying == 0:
        return
    for pays in range(first_pass_of(paying, programme), 2):
        for row in order:
            loan_row = claim.index[CLAIM_ROW, row]
            bits = loan.index[PROGRAMME_BITS, loan_row] & paying
            b = loan.tag[LENDER, loan_row]
            left = claim.whole[PAID, row]
            r = 0
            while bits >> r:
                if (bits >> r) & 1:
                    amount = min(whole_fen(claim.whole[PAID, row] * programme.real[LOSS_COMPENSATION, r]), left)
                    left -= amount
                    if pays:
                        amount = part_of_claim(amount, ratio[r])
                        paid = charge_programme(r, amount, claim.tag[CLAIM_REGION, row], programme, economy.accounts)
                        economy.bank.whole[OWN_CASH, b] += paid
                        economy.flows[SUBSIDY_BANK, PAYER, 0] += paid
                        economy.flows[SUBSIDY_BANK, PAYEE, b] += paid
                        paid_in_all += paid
                    else:
                        claimed[r] += amount
                r += 1
        if not pays:
            for r in range(MOST_PROGRAMMES):
                ratio[r] = part_within_budget(r, claimed[r], programme)
    economy.counts[BANKS_COMPENSATED] += paid_in_all


@compiled
def bits_that_pay(column: int, programme: Blocks) -> int:
    """Bits of the programmes that pay anything by this column of real numbers."""
    paying = 0
    for r in range(MOST_PROGRAMMES):
        if programme.real[column, r] > 0.0:
            paying |= 1 << r
    return paying


@compiled
def first_pass_of(bits: int, programme: Blocks) -> int:
    """Where a kernel that adds up claims on the programmes `bits` (0) and then pays them (1) starts."""
    start = 1
    for r in range(MOST_PROGRAMMES):
        if (bits >> r) & 1:
            start = min(start, first_pass(programme.whole[BUDGET_LEFT, r]))
    return start
