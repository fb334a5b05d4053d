"""From application to disbursement: security, agreement, consent, price, refusal, rationing by capital.

The house bank looks first, then one other bank. Each weighs what the firm can offer: a pledge, a guarantor under a
public agreement, a private guarantor, or nothing. It refuses where the expected loss on its own share exceeds its
limit or the break-even rate the lawful cap. Offers compete for the bank's capital in order of the return they earn
on it. The borrower takes the cheapest of what would carry most of what it asked for.
"""

from typing import Any

import numpy as np

from simulation.bank_columns import (
    ACCEPTANCE,
    ACTIVE,
    BANK_OPEN,
    BUDGET,
    CONSENT,
    COVERED,
    DEPOSIT,
    EXPERIENCE,
    FUNDING,
    GUARANTOR_NOISE,
    LEVERAGE_CAP,
    MARKUP,
    MAX_LOAN,
    NOISE,
    OPERATING,
    OWN_CASH,
    PUBLIC_AGREEMENT,
    RELIEF,
    SHADOW,
    SHARE,
    TARGET_RATIO,
    USES_GUARANTOR,
    WILLINGNESS,
)
from simulation.behaviour.collateral import collateral_value
from simulation.behaviour.credit_scoring import lender_view
from simulation.behaviour.guarantee_agreement import (
    GUARANTORS_A_REGION,
    PARTY_GUARANTOR,
    eligible,
    fee_of,
    pay_guarantee_fee,
    relief_of,
)
from simulation.behaviour.guarantee_terms import appraisal_cost, guarantor_consents
from simulation.behaviour.informal_finance import fall_back
from simulation.behaviour.loan_pricing import loan_rate, return_on_capital, risk_weight
from simulation.behaviour.screening import screening_effort
from simulation.compiled import compiled, kernel
from simulation.enterprise_columns import (
    BANK,
    BANK_DEBT,
    BORROWED,
    CASH,
    CIRCLE,
    CONDUCT,
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
    YEAR_SALES,
)
from simulation.ledger import PAYEE, PAYER, PRINCIPAL_DRAWN
from simulation.loan_columns import (
    AGREEMENT,
    AMOUNT,
    BALANCE,
    ESTIMATE,
    FEE,
    FIRM,
    GUARANTEED,
    GUARANTOR,
    IN_CIRCLE,
    INSTALMENT,
    LENDER,
    LOAN_ID,
    MATURITY,
    OPENED,
    PERFORMING,
    PLEDGED,
    PRODUCT,
    RATE,
    SECURITY,
    STATUS,
    SUPPORTED,
    UNSECURED,
)
from simulation.parameters import ParameterGroup, assumption, paper, parameter
from simulation.products.simple_loan import instalment, largest_simple_loan
from simulation.randomness import GUARANTOR_SIGNAL, LOAN_TERMS, SECOND_BANK, SIGNAL, pair_key, uniforms
from simulation.structure import REVOLVING_LINE, SIMPLE_LOAN
from simulation.units import whole_fen

# How an application ended
REFUSED, OFFERED, RATIONED, GRANTED = 0, 1, 2, 3


class Underwriting(ParameterGroup, key="underwriting", title={"en": "Underwriting", "zh": "授信审批"}):
    """Trouble of security to the borrower, what serves it, how terms change conduct."""

    trouble_of_pledging: float = parameter(
        0.006,
        unit="per year of the amount",
        low=0.0,
        high=0.2,
        meaning="Trouble of a pledge to the borrower: valuation, registration, notary, waiting",
        zh="抵押手续的隐性成本",
        source=assumption("weighs in the choice of security, is not paid"),
    )
    trouble_of_guarantee: float = parameter(
        0.025,
        unit="per year of the amount",
        low=0.0,
        high=0.2,
        meaning="Trouble of a guarantee to the borrower: second file, counter-security, waiting",
        zh="担保手续的隐性成本",
        source=assumption("weighs in the choice of security, is not paid"),
    )
    partial_that_serves: float = parameter(
        0.6,
        unit="share of amount asked",
        low=0.0,
        high=1.0,
        meaning="Part of the amount that still serves the purpose",
        zh="可接受的最低满足比例",
        source=assumption("more than half"),
    )
    conduct_rate: float = parameter(
        4.0,
        unit="conduct per unit of rate",
        low=0.0,
        high=100.0,
        meaning="Shift to riskier conduct per point of cost above normal",
        zh="利率上升引致的冒险倾向",
        source=paper("Stiglitz and Weiss (1981), American Economic Review 71, section I"),
    )
    conduct_coverage: float = parameter(
        0.25,
        unit="conduct at full coverage",
        low=0.0,
        high=10.0,
        meaning="Shift to riskier conduct when the lender's own share is zero",
        zh="全额覆盖引致的冒险倾向",
        source=paper("Saito and Tsuruta (2014), RIETI 14-E-042: payout rises with the guaranteed share, more at 100%"),
    )
    stranger_noise: float = parameter(
        1.3,
        unit="ratio",
        low=1.0,
        high=10.0,
        meaning="Noise of a second bank over the house bank's",
        zh="非主办行的信息噪声倍数",
        source=paper("Petersen and Rajan (1994)"),
    )


# Columns of the offer table
O_ROW, O_AMOUNT, O_ASKED, O_BANK, O_SECURITY, O_PRODUCT, O_GUARANTOR, O_AGREEMENT, O_STATUS, O_FIRST = range(10)
OFFER_WHOLE = 10
O_RATE, O_FEE, O_PD, O_EFFORT, O_RETURN, O_WEIGHT, O_COVERAGE = range(7)
OFFER_REAL = 7


@compiled
def consider(
    i: int,
    asked: int,
    b: int,
    knows: bool,
    firm: Any,
    bank: Any,
    institution: Any,
    agreement: Any,
    agreements: int,
    seed: int,
    month: int,
    policy_rate: float,
    s: Any,
    e: Any,
    pr: Any,
    u: Any,
    g: Any,
    sl: Any,
    rl: Any,
    out_whole: Any,
    out_real: Any,
    counters: Any,
) -> bool:
    """What bank `b` offers firm `i`: fills the offer's row and returns True, or returns False.

    The short names are the parameter groups of scoring, screening, pricing, underwriting, guarantors, simple loan
    and revolving line.
    """
    whole, real, tag = firm.whole, firm.real, firm.tag
    key = whole[ID, i]
    sales = whole[YEAR_SALES, i]
    debt = whole[BANK_DEBT, i] + whole[LINE_ROOM, i]
    u_signal, u_product, _u_tenor, u_which = uniforms(seed, pair_key(key, b), month, SIGNAL)
    noise = bank.real[NOISE, b] * (1.0 if knows else u.stranger_noise)
    experience = bank.real[EXPERIENCE, b]
    funding, operating = bank.real[FUNDING, b], bank.real[OPERATING, b]
    wanted_return = pr.return_on_equity + bank.real[SHADOW, b]
    cap = policy_rate * pr.rate_cap_multiple
    collateral = collateral_value(i, firm, sl.pledge_ratio, sl.owner_pledge)
    scheme = -1
    best_cost, best_amount = 1e9, 0
    asked_guarantor = False
    guarantor_agreed = False
    for option in range(5):
        security, product, a, guarantor = UNSECURED, SIMPLE_LOAN, 0, -1
        lgd, relief, fee = pr.lgd_unsecured, 0.0, 0.0
        if option == 0:
            security, lgd = PLEDGED, pr.lgd_pledged
            amount = largest_simple_loan(security, asked, debt, sales, tag[SIZE, i], collateral, sl)
        elif option == 1 or option == 2:
            amount = largest_simple_loan(GUARANTEED, asked, debt, sales, tag[SIZE, i], collateral, sl)
            if option == 1:
                for candidate in range(2, agreements):
                    if eligible(
                        candidate,
                        i,
                        min(amount, agreement.whole[MAX_LOAN, candidate]),
                        SIMPLE_LOAN,
                        firm,
                        agreement,
                        month,
                    ):
                        scheme = candidate
                        break
                if scheme < 0 or agreement.real[RELIEF, scheme] <= 0.0:
                    continue
                a = scheme
                guarantor = tag[REGION, i] * GUARANTORS_A_REGION
                amount = min(amount, agreement.whole[MAX_LOAN, a])
            else:
                a = 1
                guarantor = tag[REGION, i] * GUARANTORS_A_REGION + 1 + (1 if u_which < 0.5 else 0)
            security, lgd = GUARANTEED, pr.lgd_guaranteed
        elif option == 3:
            if firm.index[CIRCLE, i] < 0:
                continue
            security, lgd = IN_CIRCLE, pr.lgd_guaranteed
            amount = largest_simple_loan(security, asked, debt, sales, tag[SIZE, i], collateral, sl)
        else:
            amount = largest_simple_loan(security, asked, debt, sales, tag[SIZE, i], collateral, sl)
            if u_product < rl.share and firm.index[LINE, i] < 0:
                product = REVOLVING_LINE
        if amount < 2_000_000 or amount < 0.2 * asked:
            continue
        amount_yuan = amount / 100.0
        if guarantor >= 0:
            fee = fee_of(a, guarantor, agreement, institution)
            if agreement.tag[USES_GUARANTOR, a]:
                if not institution.tag[ACTIVE, guarantor] or institution.real[ACCEPTANCE, guarantor] < 0.3:
                    continue
                own = agreement.index[SHARE + PARTY_GUARANTOR, a] / 10_000.0
                net_assets = institution.whole[DEPOSIT, guarantor]
                largest = 100.0 * (
                    g.single_borrower_public if guarantor % GUARANTORS_A_REGION == 0 else g.single_borrower_commercial
                )
                if own * amount > largest:
                    amount = whole_fen(largest / own)
                    amount_yuan = amount / 100.0
                    if amount < 2_000_000 or amount < 0.2 * asked:
                        continue
                if (
                    institution.whole[COVERED, guarantor] + own * amount
                    > institution.real[LEVERAGE_CAP, guarantor] * net_assets
                ):
                    asked_guarantor = True
                    continue
                if agreement.tag[CONSENT, a]:
                    asked_guarantor = True
                    u_view, u_will, _, _ = uniforms(seed, pair_key(key, guarantor), month, GUARANTOR_SIGNAL)
                    view = lender_view(
                        i,
                        amount,
                        firm,
                        month,
                        institution.real[GUARANTOR_NOISE, guarantor],
                        True,
                        1.0,
                        u_view,
                        1.0,
                        s,
                    )
                    cost = appraisal_cost(g.appraisal_cost, real[TRANSPARENCY, i])
                    tolerance = g.tolerated_loss if guarantor % GUARANTORS_A_REGION == 0 else 1.0
                    if u_will > institution.real[WILLINGNESS, guarantor] or not guarantor_consents(
                        fee, own, view, pr.lgd_guaranteed, cost, amount_yuan, tolerance, 1.0
                    ):
                        continue
                    guarantor_agreed = True
            relief = relief_of(a, guarantor, agreement, institution)
        effort = screening_effort(amount_yuan, 1.0 - relief, lgd, e.avoidable_loss, e.effort_cost, e.most_effort)
        pd = lender_view(i, amount, firm, month, noise, knows, effort, u_signal, experience, s)
        expected_loss = (1.0 - relief) * pd * lgd
        weight = risk_weight(
            tag[SIZE, i],
            debt + amount,
            whole_fen(pr.risk_weight_limit * 100.0),
            pr.risk_weight_retail,
            pr.risk_weight_sme,
        )
        capital = weight * bank.real[TARGET_RATIO, b]
        fixed = pr.processing_cost + e.effort_cost * effort
        rate = loan_rate(
            funding,
            operating,
            fixed,
            amount_yuan,
            expected_loss,
            capital,
            wanted_return,
            bank.real[MARKUP, b],
        )
        rate += (rl.add_on if product == REVOLVING_LINE else 0.0) - pr.guidance_discount
        if expected_loss > pr.own_loss_limit or rate > cap:
            continue
        cost = rate + fee
        if security == PLEDGED:
            cost += u.trouble_of_pledging
        elif security == GUARANTEED or security == IN_CIRCLE:  # noqa: SIM109
            cost += u.trouble_of_guarantee
        serves = amount >= u.partial_that_serves * asked
        best_serves = best_amount >= u.partial_that_serves * asked
        if (serves and not best_serves) or (
            serves == best_serves and (cost < best_cost if serves else amount > best_amount)
        ):
            best_cost, best_amount = cost, amount
            out_whole[O_ROW] = i
            out_whole[O_AMOUNT] = amount
            out_whole[O_ASKED] = asked
            out_whole[O_BANK] = b
            out_whole[O_SECURITY] = security
            out_whole[O_PRODUCT] = product
            out_whole[O_GUARANTOR] = guarantor if security == GUARANTEED else -1
            out_whole[O_AGREEMENT] = a
            out_real[O_RATE] = rate
            out_real[O_FEE] = fee
            out_real[O_PD] = pd
            out_real[O_EFFORT] = effort
            out_real[O_RETURN] = return_on_capital(rate, funding, operating, fixed, amount_yuan, expected_loss, capital)
            out_real[O_WEIGHT] = weight
            out_real[O_COVERAGE] = relief
    if asked_guarantor:
        counters[C_GUARANTOR_ASKED] += 1
        if guarantor_agreed:
            counters[C_GUARANTOR_AGREED] += 1
    return best_amount > 0


# Counters of underwriting
(
    C_APPLICATIONS,
    C_GRANTED,
    C_REFUSED,
    C_PARTIAL,
    C_ASKED_FEN,
    C_GRANTED_FEN,
    C_RATE_FEN,
    C_EFFORT,
    C_GUARANTOR_ASKED,
    C_GUARANTOR_AGREED,
    C_FIRST,
    C_RATIONED,
    C_COST_FEN,
    C_FOUND_ELSEWHERE,
) = range(14)
UNDERWRITING_COUNTERS = 14


@kernel
def decide(
    applicants: int,
    rows: Any,
    amounts: Any,
    offers_whole: Any,
    offers_real: Any,
    firm: Any,
    bank: Any,
    banks: int,
    institution: Any,
    agreement: Any,
    agreements: int,
    second_choice: Any,
    seed: int,
    month: int,
    policy_rate: float,
    s: Any,
    e: Any,
    pr: Any,
    u: Any,
    g: Any,
    sl: Any,
    rl: Any,
    counters: Any,
) -> None:
    """Each applicant's best offer at the house bank or, failing that, at a second one; then rationing by capital."""
    for k in range(applicants):
        i = rows[k]
        house = firm.tag[BANK, i]
        counters[C_APPLICATIONS] += 1
        counters[C_ASKED_FEN] += amounts[k]
        offers_whole[k, O_STATUS] = REFUSED
        offers_whole[k, O_ROW] = i
        offers_whole[k, O_ASKED] = amounts[k]
        offers_whole[k, O_BANK] = house
        found = consider(
            i,
            amounts[k],
            house,
            True,
            firm,
            bank,
            institution,
            agreement,
            agreements,
            seed,
            month,
            policy_rate,
            s,
            e,
            pr,
            u,
            g,
            sl,
            rl,
            offers_whole[k],
            offers_real[k],
            counters,
        )
        if not found:
            u_other, _, _, _ = uniforms(seed, firm.whole[ID, i], month, SECOND_BANK)
            other = 0
            while other < banks - 1 and u_other >= second_choice[firm.tag[SIZE, i], firm.tag[REGION, i], other]:
                other += 1
            if other != house and bank.tag[BANK_OPEN, other]:
                found = consider(
                    i,
                    amounts[k],
                    other,
                    False,
                    firm,
                    bank,
                    institution,
                    agreement,
                    agreements,
                    seed,
                    month,
                    policy_rate,
                    s,
                    e,
                    pr,
                    u,
                    g,
                    sl,
                    rl,
                    offers_whole[k],
                    offers_real[k],
                    counters,
                )
        if found:
            offers_whole[k, O_STATUS] = OFFERED
    # Highest return on capital first; equal returns by the firm's key, so that no order of rows matters.
    keys = np.empty(applicants, np.int64)
    for k in range(applicants):
        keys[k] = firm.whole[ID, offers_whole[k, O_ROW]]
    by_key = np.argsort(keys, kind="mergesort")
    returns = np.empty(applicants, np.float64)
    for k in range(applicants):
        returns[k] = -offers_real[by_key[k], O_RETURN]
    order = by_key[np.argsort(returns, kind="mergesort")]
    for k in order:
        if offers_whole[k, O_STATUS] != OFFERED:
            continue
        b = offers_whole[k, O_BANK]
        takes = whole_fen(offers_whole[k, O_AMOUNT] * offers_real[k, O_WEIGHT])
        if takes <= bank.whole[BUDGET, b]:
            bank.whole[BUDGET, b] -= takes
            offers_whole[k, O_STATUS] = GRANTED
        else:
            offers_whole[k, O_STATUS] = RATIONED


@kernel
def disburse(
    applicants: int,
    offers_whole: Any,
    offers_real: Any,
    loan_rows: Any,
    firm: Any,
    loan: Any,
    bank: Any,
    institution: Any,
    agreement: Any,
    flows: Any,
    tenors: Any,
    tenor_mix: Any,
    seed: int,
    month: int,
    key_month: int,
    normal_cost: float,
    u: Any,
    inf: Any,
    rl: Any,
    counters: Any,
    breakdown: Any,
) -> int:
    """Pay out the granted loans into rows `loan_rows`; mark the refused. Returns the number of rows used.

    `breakdown` counts by size: applications, refusals, fen granted, shape (3, sizes).
    """
    whole, real, index, tag = firm.whole, firm.real, firm.index, firm.tag
    used = 0
    for k in range(applicants):
        i = offers_whole[k, O_ROW]
        size = tag[SIZE, i]
        breakdown[0, size] += 1
        if offers_whole[k, O_STATUS] != GRANTED:
            counters[C_REFUSED] += 1
            breakdown[1, size] += 1
            if offers_whole[k, O_STATUS] == RATIONED:
                counters[C_RATIONED] += 1
            index[REFUSED_MONTH, i] = month
            counters[C_FOUND_ELSEWHERE] += fall_back(i, offers_whole[k, O_ASKED], firm, bank, flows, inf)
            if tag[BORROWED, i]:
                tag[MARK, i] |= HURT_BY_CREDIT_CUT
            continue
        row = loan_rows[used]
        used += 1
        b, amount, product = offers_whole[k, O_BANK], offers_whole[k, O_AMOUNT], offers_whole[k, O_PRODUCT]
        rate, fee_rate = offers_real[k, O_RATE], offers_real[k, O_FEE]
        house = tag[BANK, i]
        u_tenor, _, _, _ = uniforms(seed, whole[ID, i], month, LOAN_TERMS)
        choice = 0
        while choice < 3 and u_tenor >= tenor_mix[choice]:
            choice += 1
        tenor = rl.tenor if product == REVOLVING_LINE else int(tenors[choice])
        drawn = 0 if product == REVOLVING_LINE else amount
        loan.whole[LOAN_ID, row] = (whole[ID, i] << 12) | ((key_month & 0x7FF) << 1) | product
        loan.whole[BALANCE, row] = drawn
        loan.whole[AMOUNT, row] = amount
        loan.whole[INSTALMENT, row] = instalment(drawn, tenor)
        loan.real[RATE, row] = rate
        loan.real[ESTIMATE, row] = offers_real[k, O_PD]
        loan.real[FEE, row] = fee_rate
        loan.index[FIRM, row] = i
        loan.index[OPENED, row] = month
        loan.index[MATURITY, row] = month + tenor
        loan.tag[STATUS, row] = PERFORMING
        loan.tag[PRODUCT, row] = product
        loan.tag[LENDER, row] = b
        loan.tag[GUARANTOR, row] = offers_whole[k, O_GUARANTOR]
        loan.tag[AGREEMENT, row] = offers_whole[k, O_AGREEMENT]
        loan.tag[SECURITY, row] = offers_whole[k, O_SECURITY]
        loan.tag[SUPPORTED, row] = agreement.tag[PUBLIC_AGREEMENT, offers_whole[k, O_AGREEMENT]]
        tag[LOANS, i] += 1
        if product == REVOLVING_LINE:
            index[LINE, i] = row
            whole[LINE_ROOM, i] = amount
        whole[CASH, i] += drawn
        whole[BANK_DEBT, i] += drawn
        bank.whole[OWN_CASH, b] -= drawn
        flows[PRINCIPAL_DRAWN, PAYER, b] += drawn
        flows[PRINCIPAL_DRAWN, PAYEE, house] += drawn
        if offers_whole[k, O_SECURITY] == GUARANTEED:
            pay_guarantee_fee(i, house, offers_whole[k, O_GUARANTOR], amount, fee_rate, tenor, firm, institution, flows)
        if tag[BORROWED, i] == 0:
            tag[BORROWED, i] = 1
            counters[C_FIRST] += 1
        index[LAST_LOAN, i] = month
        cost = rate + fee_rate
        wanted_conduct = 1.0 + (
            u.conduct_rate * max(cost - normal_cost, 0.0) + u.conduct_coverage * offers_real[k, O_COVERAGE]
        ) * (1.6 - real[HONESTY, i])
        real[CONDUCT, i] = max(real[CONDUCT, i], min(wanted_conduct, 3.0))
        counters[C_GRANTED] += 1
        counters[C_GRANTED_FEN] += amount
        counters[C_RATE_FEN] += whole_fen(amount * rate)
        counters[C_COST_FEN] += whole_fen(amount * cost)
        counters[C_EFFORT] += whole_fen(1000.0 * offers_real[k, O_EFFORT])
        if amount < offers_whole[k, O_ASKED]:
            counters[C_PARTIAL] += 1
        breakdown[2, size] += amount
    return used
