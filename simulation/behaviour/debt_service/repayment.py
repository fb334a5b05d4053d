"""Service of debt: revolving lines, maturities and renewal, interest and principal due, arrears, absconding.

A firm pays all its banks in a month or none: the order of its loans is irrelevant. A maturing loan is renewed if
the bank still likes the borrower; unless it is renewed without repaying principal, the borrower must first find the
principal, often from bridge lenders, and may fail at that step although it is sound.
"""

from typing import Any

import numpy as np

from ...ground.compiled import allocating_kernel, compiled, kernel, unsigned
from ...ground.parameters import ParameterGroup, assumption, calibrated, parameter, secondary
from ...ground.randomness import ABSCONDING, GUARANTOR_SIGNAL, RENEWAL, pair_key, uniforms
from ...ground.units import whole_fen
from ...state.bank_columns import (
    ACTIVE,
    CONSENT,
    DUE_BACK,
    EXPERIENCE,
    FUNDING,
    GUARANTOR_NOISE,
    MARKUP,
    NOISE,
    OPERATING,
    OWN_CASH,
    PRESSURE,
    PUBLIC_AGREEMENT,
    RELEASED,
    RELIEF,
    REST_DEPOSITS,
    SHADOW,
    SHARE,
    TARGET_RATIO,
    USES_GUARANTOR,
)
from ...state.eligibility_columns import IN_FORCE, MAX_LOAN
from ...state.enterprise_columns import (
    BANK,
    BANK_DEBT,
    CASH,
    FIXED_ASSETS,
    HELD,
    HONESTY,
    HURT_BY_CREDIT_CUT,
    ID,
    INFORMAL_DEBT,
    LEVERAGE,
    LINE,
    LINE_ROOM,
    LOANS,
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
from ...state.ledger import (
    INTEREST,
    INTEREST_INFORMAL,
    OWNER_DRAWING,
    PAYEE,
    PAYER,
    PRINCIPAL_DRAWN,
    PRINCIPAL_REPAID,
    TAX_BANK,
)
from ...state.loan_columns import (
    AGREEMENT,
    AMOUNT,
    ARREARS,
    BALANCE,
    DEFERRED,
    ESTIMATE,
    EVERGREENED,
    FEE,
    FIRM,
    GOODS,
    GUARANTOR,
    INSTALMENT,
    LENDER,
    LOAN_ID,
    MATURITY,
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
    UNSECURED,
)
from ...state.structure import LETTER_OF_CREDIT, REVOLVING_LINE
from ..demography.entry_exit import ABSCONDED, FAILED
from ..guarantee.guarantee_agreement import (
    GUARANTORS_A_REGION,
    PARTY_GUARANTOR,
    fee_of,
    pay_guarantee_fee,
    relief_of,
    scheme_for,
)
from ..lending.controlled_goods import release_goods
from ..lending.credit_scoring import KNOWN, Sight, lender_view
from ..lending.known_terms import forget_terms, known_terms
from ..lending.loan_pricing import loan_rate, rate_before_tax, risk_weight, tax_on_interest
from ..support.loan_support import (
    counts_as_supported,
    lender_support,
    programmes_for,
    programmes_on,
    tax_free_rate,
    within_ceilings,
)
from ..trade.informal_finance import find_money, private_loan_limit
from .loan_service import draw_line, repay
from .moral_hazard import absconding_hazard


class Repayment(ParameterGroup, key="repayment", title={"en": "Repayment and renewal", "zh": "还款与续贷"}):
    """Renewal, arrears and the use of revolving lines."""

    renewal_loss_limit: float = parameter(
        0.055,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Expected loss on its own share above which a bank does not renew",
        zh="银行拒绝续贷的自担预期损失门槛",
        source=calibrated("default rate of borrowers 1.5-5% a year; banks tolerate more in old customers than in new"),
    )
    guarantor_patience: float = parameter(
        2.0,
        unit="times the fee",
        low=0.0,
        high=50.0,
        meaning="Expected own loss, relative to the fee, above which a guarantor does not go on with an old customer",
        zh="担保机构续保可承受预期损失（费率倍数）",
        source=calibrated("default rate of borrowers 1.5-5% a year; about twice the tolerance for a new customer"),
    )
    without_repayment: float = parameter(
        0.18,
        unit="share of renewals",
        low=0.0,
        high=1.0,
        meaning="Renewals that need no repayment of principal first",
        zh="无还本续贷占比",
        source=secondary("F44", "5.6tn in May 2024, about 18% of the inclusive stock"),
    )
    sound_pd: float = parameter(
        0.05,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Estimated probability of default up to which renewal needs no repayment",
        zh="可无还本续贷的违约概率上限",
        source=assumption("for sound firms only, by the rule's wording (F45)"),
    )
    weak_pd: float = parameter(
        0.10,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Estimated risk above which a loan counts as weak in the figures shown",
        zh="统计口径：视为高风险贷款的违约概率",
        source=assumption("twice that of a sound firm; nothing in the model acts on it"),
    )
    evergreen_share: float = parameter(
        0.30,
        unit="probability at no capital above the minimum",
        low=0.0,
        high=1.0,
        meaning="Chance that a bank short of capital renews a loan it would refuse",
        zh="资本紧张银行掩盖坏账续贷的概率",
        source=assumption("Peek and Rosengren (2005) find it where capital is short; size assumed"),
    )
    months_to_default: int = parameter(
        3,
        unit="months",
        low=1,
        high=24,
        meaning="Months overdue at which a loan is in default",
        zh="认定违约的逾期月数",
        source=assumption("the 90 days of Basel and of China's five-grade rules"),
    )
    monitoring_effort: float = parameter(
        1.0,
        unit="units",
        low=0.0,
        high=10.0,
        meaning="Effort spent on a renewal",
        zh="续贷审查努力",
        source=assumption("one visit"),
    )


#: A renewal runs for a year. These are of one machine type, so that the long rules called compile once.
RENEWAL_MONTHS: int = np.int64(12)  # type: ignore[assignment]
NO_NEW_DEBT: int = np.int64(0)  # type: ignore[assignment]

# Counters of renewal
(
    C_MATURED,
    C_RENEWED,
    C_NO_REPAYMENT,
    C_NOT_RENEWED,
    C_EVERGREENED,
    C_RENEWED_FEN,
    C_BRIDGE_FAILED,
    C_PASSED_ON,
) = range(8)
RENEWAL_COUNTERS = 8


@allocating_kernel
def renew(
    loans: int,
    loan: Any,
    economy: Any,
    learned: Any,
    lgd_by_security: Any,
    accounts: Any,
    flows: Any,
    capital_short: Any,
    seed: int,
    month: int,
    policy_rate: float,
    p: Any,
    pr: Any,
    inf: Any,
    counters: Any,
) -> None:
    """Maturing bullets and lines: whether the owner wants renewal, whether the bank grants it, and the bridge.

    `learned` are noise, add-on and processing cost by product, `capital_short` each
    bank's shortfall of capital, 0 to 1, shape (banks,). Letters of credit are paid at maturity, never renewed.
    """
    firm, bank, institution, agreement = economy.firm, economy.bank, economy.institution, economy.agreement
    forget_terms(economy)
    whole = firm.whole
    maturing = np.empty(loans, np.uint64)
    count = 0
    for position in range(loans):
        row = unsigned(position)  # unsigned: no check for places counted from the end
        if loan.index[MATURITY, row] != month or loan.tag[STATUS, row] != PERFORMING or loan.whole[INSTALMENT, row] > 0:
            continue
        if loan.tag[PRODUCT, row] == LETTER_OF_CREDIT:
            continue
        maturing[count] = row
        count += 1
    keys = np.empty(count, np.int64)
    for k in range(count):
        keys[k] = loan.whole[LOAN_ID, maturing[k]]
    # Loans of one firm draw on the same cash: they come in the order of their keys, whatever their rows.
    for k in np.argsort(keys, kind="mergesort"):
        row = maturing[k]
        i: int = np.int64(loan.index[FIRM, row])  # type: ignore[assignment]
        b = loan.tag[LENDER, row]
        house = firm.tag[BANK, i]
        amount = loan.whole[AMOUNT, row]
        balance = loan.whole[BALANCE, row]
        counters[C_MATURED] += 1
        if firm.tag[OUTCOME, i] > 0 or firm.tag[MISSED, i] > 0:
            continue
        wanted = firm.real[LEVERAGE, i] * whole[YEAR_SALES, i]
        if whole[CASH, i] > 1.5 * balance and whole[BANK_DEBT, i] > 1.3 * wanted:
            continue
        product = loan.tag[PRODUCT, row]
        security = loan.tag[SECURITY, row]
        reach = programmes_for(i, firm, economy.programme, economy.programme.rows, month)
        under = programmes_on(reach, amount, product, security, RENEWAL_MONTHS, economy.programme)
        terms = known_terms(economy, under, firm.tag[TAX_RECORD, i])
        a, guarantor = guarantee_at_renewal(row, i, amount, loan, firm, agreement, agreement.rows, month)
        fee = loan.real[FEE, row]
        if a != loan.tag[AGREEMENT, row]:
            fee = fee_of(a, guarantor, agreement, institution)
        relief = 0.0
        if guarantor >= 0 and institution.tag[ACTIVE, guarantor]:
            relief = relief_of(a, guarantor, agreement, institution)
        u_view, u_rest, u_hide, _ = uniforms(seed, pair_key(whole[ID, i], b), month, RENEWAL)
        sight = Sight(
            bank.real[NOISE, b] * learned[0, product],
            KNOWN,
            p.monitoring_effort / terms.effort_cost,
            u_view,
            np.float64(bank.real[EXPERIENCE, b]),
            terms.precision,
            terms.concealment,
        )
        pd = lender_view(economy, i, NO_NEW_DEBT, sight)
        lgd = lgd_by_security[security]
        if security == PLEDGED:
            lgd *= terms.pledge_loss
        own_loss = (1.0 - relief) * pd * lgd
        tolerance = terms.tolerance + terms.renewal_tolerance + terms.target_tolerance * bank.real[PRESSURE, b]
        limit = p.renewal_loss_limit * max(1.0 - 0.5 * capital_short[b], 0.1) + tolerance
        if guarantor >= 0 and agreement.tag[CONSENT, a] and agreement.tag[USES_GUARANTOR, a]:
            u_second, _, _, _ = uniforms(seed, pair_key(whole[ID, i], guarantor), month, GUARANTOR_SIGNAL)
            noise = np.float64(institution.real[GUARANTOR_NOISE, guarantor])
            second = Sight(noise, KNOWN, p.monitoring_effort, u_second, 1.0, terms.precision, terms.concealment)
            view = lender_view(economy, i, NO_NEW_DEBT, second)
            own = agreement.index[SHARE + PARTY_GUARANTOR, a] / 10_000.0
            if own * view * pr.lgd_guaranteed > p.guarantor_patience * fee:
                # The guarantor will not go on: the bank alone would have to carry the loan.
                own_loss, relief, a, guarantor = pd * lgd, 0.0, 0, -1
        hidden = False
        if own_loss * (1.0 - terms.loss_compensation) > limit:
            if u_hide < p.evergreen_share * capital_short[b]:
                hidden = True
            else:
                counters[C_NOT_RENEWED] += 1
                firm.tag[MARK, i] |= HURT_BY_CREDIT_CUT
                firm.index[REFUSED_MONTH, i] = month
                continue
        share = max(p.without_repayment, terms.no_repayment)
        no_repayment = hidden or (pd <= max(p.sound_pd, terms.sound_pd) and u_rest < share)
        if not no_repayment:
            bridge = max(balance - max(whole[CASH, i] - whole_fen(whole[YEAR_SALES, i] / 36.0), 0), 0)
            if bridge > whole_fen(inf.bridge_multiple * whole[OWNER_WEALTH, i]) + private_loan_limit(
                whole[OWNER_WEALTH, i], whole[INFORMAL_DEBT, i], inf.wealth_multiple
            ):
                counters[C_BRIDGE_FAILED] += 1
                firm.tag[MARK, i] |= HURT_BY_CREDIT_CUT
                continue
            cost = min(whole_fen(bridge * inf.bridge_fee), max(whole[CASH, i], 0))
            whole[CASH, i] -= cost
            bank.whole[REST_DEPOSITS, house] += cost
            flows[INTEREST_INFORMAL, PAYER, house] += cost
            flows[PRINCIPAL_REPAID, PAYER, house] += balance
            flows[PRINCIPAL_REPAID, PAYEE, b] += balance
            flows[PRINCIPAL_DRAWN, PAYER, b] += balance
            flows[PRINCIPAL_DRAWN, PAYEE, house] += balance
        else:
            counters[C_NO_REPAYMENT] += 1
        weight = risk_weight(firm.tag[SIZE, i], whole[BANK_DEBT, i], pd, lgd, pr)
        support = lender_support(terms, own_loss, bank.real[FUNDING, b], 0.0)
        net_rate = loan_rate(
            bank.real[FUNDING, b],
            bank.real[OPERATING, b],
            0.5 * pr.processing_cost * terms.processing * learned[2, product],
            max(amount, 1) / 100.0,
            own_loss,
            weight * bank.real[TARGET_RATIO, b],
            pr.return_on_equity + bank.real[SHADOW, b],
            bank.real[MARKUP, b],
        )
        passed_on = pr.pass_through * support
        given_up = pr.guidance_discount + terms.concession + terms.target_concession * bank.real[PRESSURE, b]
        tax_free = tax_free_rate(amount, terms.tax_free, terms.tax_free_amount)
        rate = rate_before_tax(net_rate - passed_on, pr.interest_vat, tax_free) + learned[1, product] - given_up
        loan.real[RATE, row] = min(rate, policy_rate * pr.rate_cap_multiple)
        counters[C_PASSED_ON] += whole_fen(balance * passed_on)
        loan.real[ESTIMATE, row] = pd
        loan.real[FEE, row] = fee if guarantor >= 0 else 0.0
        loan.tag[AGREEMENT, row] = a
        bits = within_ceilings(terms.bits, loan.real[RATE, row], loan.real[FEE, row], policy_rate, economy.programme)
        loan.index[PROGRAMME_BITS, row] = bits
        loan.real[TAX_FREE, row] = tax_free
        supported = agreement.tag[PUBLIC_AGREEMENT, a] > 0 or counts_as_supported(bits, economy.programme)
        loan.tag[SUPPORTED, row] = 1 if supported else 0
        if loan.tag[GUARANTOR, row] >= 0:
            institution.whole[RELEASED, loan.tag[GUARANTOR, row]] += balance
            if guarantor < 0:
                loan.tag[SECURITY, row] = UNSECURED
        loan.tag[GUARANTOR, row] = guarantor
        loan.index[MATURITY, row] = month + RENEWAL_MONTHS
        if loan.tag[RENEWALS, row] < 120:
            loan.tag[RENEWALS, row] += 1
        loan.tag[EVERGREENED, row] = 1 if hidden else loan.tag[EVERGREENED, row]
        if guarantor >= 0:
            pay_guarantee_fee(
                i, guarantor, balance, fee, RENEWAL_MONTHS, bits, firm, institution, economy.programme, accounts, flows
            )
        counters[C_RENEWED] += 1
        counters[C_RENEWED_FEN] += balance
        if hidden:
            counters[C_EVERGREENED] += 1


@compiled
def guarantee_at_renewal(
    row: int, i: int, amount: int, loan: Any, firm: Any, agreement: Any, agreements: int, month: int
) -> tuple[int, int]:
    """Agreement and guarantor of a renewed loan, -1 for none.

    A private guarantee goes on. A public one goes on while its agreement takes loans; when that has ended, the first
    agreement in force for which the loan is eligible takes over, else a private guarantor is asked.
    """
    a, guarantor = loan.tag[AGREEMENT, row], loan.tag[GUARANTOR, row]
    if guarantor < 0 or a <= 1 or agreement.tag[IN_FORCE, a]:
        return a, guarantor
    public = firm.tag[REGION, i] * GUARANTORS_A_REGION
    candidate = scheme_for(i, amount, loan.tag[PRODUCT, row], RENEWAL_MONTHS, firm, agreement, agreements, month)
    if candidate >= 0 and amount <= agreement.whole[MAX_LOAN, candidate] and agreement.real[RELIEF, candidate] > 0.0:
        return candidate, public
    return 1, public + 1


@kernel
def add_up_due(loans: int, loan: Any, due: Any, debtors: Any, month: int) -> int:
    """One plus interest and principal due this month by firm row into `due`; lists the firms; returns how many."""
    count = 0
    for position in range(loans):
        row = unsigned(position)
        if loan.tag[STATUS, row] != PERFORMING:
            continue
        i = unsigned(loan.index[FIRM, row])
        if due[i] == 0:
            due[i] = 1
            debtors[count] = loan.index[FIRM, row]
            count += 1
        due[i] += interest_due(row, loan) + principal_due(row, loan, month)
    return count


@compiled
def interest_due(row: int, loan: Any) -> int:
    """Interest of this month and of those missed, in fen."""
    return whole_fen(loan.whole[BALANCE, row] * loan.real[RATE, row] * (1 + loan.tag[ARREARS, row]) / 12.0)


@compiled
def principal_due(row: int, loan: Any, month: int) -> int:
    """Principal of this month and of those missed, in fen; all of it at maturity, none while it is deferred."""
    balance = loan.whole[BALANCE, row]
    if month <= loan.index[DEFERRED, row]:
        return 0
    if month >= loan.index[MATURITY, row]:
        return balance
    return min(loan.whole[INSTALMENT, row] * (1 + loan.tag[ARREARS, row]), balance)


@kernel
def find_payment(
    count: int,
    debtors: Any,
    due: Any,
    firm: Any,
    loan: Any,
    bank: Any,
    flows: Any,
    seed: int,
    month: int,
    p: Any,
    inf: Any,
    mh: Any,
) -> None:
    """Each debtor finds the money or misses the month; an owner may run away with the cash instead.

    `due` is set to 0 for those who miss. Private interest is paid here as well.
    """
    whole = firm.whole
    for k in range(count):
        i = debtors[k]
        if firm.tag[OUTCOME, i] > 1:
            due[i] = 0
            continue
        if firm.real[HONESTY, i] < mh.threshold:
            u_flight, _, _, _ = uniforms(seed, whole[ID, i], month, ABSCONDING)
            own_stake = whole[FIXED_ASSETS, i] + whole[OWNER_WEALTH, i]
            if u_flight * 12.0 < absconding_hazard(
                firm.real[HONESTY, i],
                whole[BANK_DEBT, i] + whole[INFORMAL_DEBT, i],
                own_stake,
                firm.real[MARGIN, i],
                mh.threshold,
                mh.hazard,
                mh.stake_weight,
            ):
                firm.tag[OUTCOME, i] = ABSCONDED
                house = firm.tag[BANK, i]
                taken = whole[CASH, i]
                whole[CASH, i] = 0
                bank.whole[REST_DEPOSITS, house] += taken
                flows[OWNER_DRAWING, PAYER, house] += taken
                due[i] = 0
                continue
        need = due[i] - 1 - whole[CASH, i]
        if need > 0:
            line = firm.index[LINE, i]
            # What is drawn bears interest at once, so a little more is drawn than is due.
            drawn = whole_fen(need / (1.0 - loan.real[RATE, line] / 12.0)) + 2 if line >= 0 else 0
            if (
                line >= 0
                and firm.tag[MISSED, i] == 0
                and drawn <= whole[LINE_ROOM, i]
                and month < loan.index[MATURITY, line]
            ):
                draw_line(i, drawn, firm, loan, bank, flows)
            elif not find_money(i, need, firm, bank, flows, inf):
                due[i] = 0
                firm.tag[MISSED, i] += 1
                if firm.tag[MISSED, i] >= p.months_to_default:
                    firm.tag[OUTCOME, i] = FAILED
                continue
        firm.tag[MISSED, i] = 0


@kernel
def pay_due(
    loans: int,
    firm: Any,
    loan: Any,
    bank: Any,
    institution: Any,
    flows: Any,
    accounts: Any,
    due: Any,
    interest_vat: float,
    month: int,
    freed: Any,
) -> int:
    """Loans of the firms that found the money are served, the others fall into arrears; returns rows paid off.

    Banks pay the value-added tax contained in the interest, half of it to the region, on the part that is not exempt.
    """
    count = 0
    for position in range(loans):
        row = unsigned(position)
        if loan.tag[STATUS, row] != PERFORMING:
            continue
        i = unsigned(loan.index[FIRM, row])
        if due[i] == 0:
            loan.tag[ARREARS, row] = min(firm.tag[MISSED, i], 120)
            continue
        interest, principal = interest_due(row, loan), principal_due(row, loan, month)
        lender, house = loan.tag[LENDER, row], firm.tag[BANK, i]
        firm.whole[CASH, i] -= interest
        bank.whole[OWN_CASH, lender] += interest
        flows[INTEREST, PAYER, house] += interest
        flows[INTEREST, PAYEE, lender] += interest
        tax = tax_on_interest(interest, loan.real[RATE, row], interest_vat, loan.real[TAX_FREE, row])
        if tax > 0:
            bank.whole[OWN_CASH, lender] -= tax
            accounts[0] += tax - tax // 2
            accounts[1 + unsigned(firm.tag[REGION, i])] += tax // 2
            flows[TAX_BANK, PAYER, lender] += tax
            flows[TAX_BANK, PAYEE, 0] += tax
        if loan.whole[GOODS, row] > 0:
            release_goods(row, i, principal, loan.whole[BALANCE, row], firm, loan)
        repay(row, i, principal, firm, loan, bank, flows)
        bank.whole[DUE_BACK, lender] += principal
        loan.tag[ARREARS, row] = 0
        if month >= loan.index[MATURITY, row]:
            if loan.tag[PRODUCT, row] == REVOLVING_LINE:
                firm.index[LINE, i] = -1
                firm.whole[LINE_ROOM, i] = 0
            firm.tag[LOANS, i] -= 1
            firm.tag[HELD, i] &= ~(1 << loan.tag[PRODUCT, row])
            if loan.tag[GUARANTOR, row] >= 0:
                institution.whole[RELEASED, loan.tag[GUARANTOR, row]] += loan.whole[AMOUNT, row]
            loan.tag[STATUS, row] = 0
            freed[count] = position
            count += 1
    return count
