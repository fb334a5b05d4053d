"""What a bank offers an applicant: security, agreement, consent of a guarantor, price, or refusal.

A bank weighs every way to lend on the menu of products: on a pledge, with a guarantor under a public agreement or a
private one, on receivables, goods or documents, or on nothing. It refuses where the expected loss on its own share
exceeds its limit or the break-even rate the lawful cap. The borrower takes the cheapest of what would carry most of
what it asked for.
"""

from typing import Any, NamedTuple

import numpy as np

from ...ground.compiled import compiled
from ...ground.mathematics import logistic
from ...ground.parameters import ParameterGroup, assumption, paper, parameter
from ...ground.randomness import GUARANTOR_SIGNAL, LOAN_TERMS, PRODUCT_OFFERED, SIGNAL, pair_key, uniforms
from ...ground.units import whole_fen
from ...state.bank_columns import (
    ACCEPTANCE,
    ACTIVE,
    CONSENT,
    COVERED,
    DEPOSIT,
    EXPERIENCE,
    FUNDING,
    GUARANTOR_NOISE,
    LEVERAGE_CAP,
    MARKUP,
    NOISE,
    OPERATING,
    PRESSURE,
    RELIEF,
    SHADOW,
    SHARE,
    TARGET_RATIO,
    USES_GUARANTOR,
    WILLINGNESS,
)
from ...state.eligibility_columns import MAX_LOAN
from ...state.enterprise_columns import BANK_DEBT, CIRCLE, ID, LINE_ROOM, REGION, SIZE, TAX_RECORD, TRANSPARENCY
from ...state.loan_columns import IN_CIRCLE, PLEDGED
from ...state.menu_columns import (
    ADD_ON,
    BY_PRIVATE_GUARANTOR,
    BY_SCHEME,
    CONVERSION,
    DRAWN_FROM,
    DRAWN_TO,
    MENU_NOISE,
    MENU_PROCESSING,
    MENU_PRODUCT,
    MENU_SECURITY,
    MENU_TROUBLE,
    OFFERED_SHARE,
    PRODUCT_LGD,
    ROUTE,
    TENOR,
)
from ...state.offer_columns import (
    ABOVE_THE_CAP,
    C_GUARANTOR_AGREED,
    C_GUARANTOR_ASKED,
    GUARANTOR_CLOSED,
    GUARANTOR_FULL,
    GUARANTOR_REFUSED,
    NO_SCHEME,
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
    O_RETURN,
    O_ROW,
    O_SECURITY,
    O_TAX_FREE,
    O_TENOR,
    O_WEIGHT,
    POSSIBLE,
    T_AMOUNT,
    T_COST,
    T_EFFORT,
    T_EXPECTED_LOSS,
    T_FEE,
    T_GUARANTOR_PD,
    T_IN_ALL,
    T_OUTCOME,
    T_PD,
    T_RATE,
    T_RELIEF,
    T_TENOR,
    T_TRUE_PD,
    TOO_RISKY,
    TOO_SMALL,
)
from ..guarantee.guarantee_agreement import GUARANTORS_A_REGION, PARTY_GUARANTOR, fee_of, relief_of, scheme_for
from ..guarantee.guarantee_terms import appraisal_cost, guarantor_consents
from ..support.loan_support import (
    fee_paid_for,
    interest_paid_over_life,
    lender_support,
    programmes_on,
    tax_free_rate,
    within_ceilings,
)
from .collateral import collateral_value
from .credit_scoring import KNOWN, lender_view, score_of
from .known_terms import KnownTerms, known_terms
from .lending_limit import can_have, largest_loan
from .loan_pricing import loan_rate, rate_after_tax, rate_before_tax, return_on_capital, risk_weight
from .screening import screening_effort


class Underwriting(ParameterGroup, key="underwriting", title={"en": "Underwriting", "zh": "授信审批"}):
    """What part of a request serves the borrower, how terms change conduct, what a stranger sees."""

    partial_that_serves: float = parameter(
        0.6,
        unit="share of amount asked",
        low=0.0,
        high=1.0,
        meaning="Part of the amount that still serves the purpose",
        zh="可接受的最低满足比例",
        source=assumption("more than half"),
    )
    smallest_loan: float = parameter(
        20_000.0,
        unit="yuan",
        low=0.0,
        high=1e9,
        meaning="No bank offers less",
        zh="单笔最低授信额",
        source=assumption("the fixed cost of a loan would be a tenth of it a year"),
    )
    smallest_part: float = parameter(
        0.2,
        unit="share of amount asked",
        low=0.0,
        high=1.0,
        meaning="An offer of a smaller part is not made",
        zh="最低部分满足比例",
        source=assumption("less than a fifth of what is needed leaves the need as it was"),
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
    conduct_unwatched: float = parameter(
        0.25,
        unit="conduct without monitoring",
        low=0.0,
        high=10.0,
        meaning="Shift to riskier conduct of a borrower nobody watches; a lender's effort e leaves 1 / (1 + e) of it",
        zh="无人监督时的冒险倾向（贷款人努力e使其降至1/(1+e)）",
        source=paper(
            "Holmstrom and Tirole (1997), Quarterly Journal of Economics 112: monitoring keeps borrowers from private "
            "benefits, and a lender without a stake does not monitor; in Japan payouts rise with the guaranteed share, "
            "more steeply at 100% (Saito and Tsuruta 2014); size assumed"
        ),
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


class Lending(NamedTuple):
    """The tables that a decision to lend reads, and how many rows of each are in use."""

    firm: Any
    bank: Any
    institution: Any
    agreement: Any
    programme: Any
    menu: Any
    input_share: Any
    tenors: Any
    tenor_mix: Any
    agreements: int
    programmes: int
    offers: int
    known: KnownTerms
    holds_blocks: bool = True


class Rules(NamedTuple):
    """The parameter groups behind a decision to lend, as numbers."""

    scoring: Any
    screening: Any
    pricing: Any
    underwriting: Any
    guarantors: Any
    simple_loan: Any
    cash_flow: Any


#: No bits of programmes, of one machine type, so that rules are not compiled once more for the constant.
NO_PROGRAMMES: int = np.int64(0)  # type: ignore[assignment]


@compiled
def large_enough(amount: int, asked: int, u: Any) -> bool:
    """Whether a loan of `amount` fen is worth its trouble to both: not too small, and a fair part of what was asked."""
    return amount >= u.smallest_loan * 100.0 and amount >= u.smallest_part * asked


@compiled
def consider(
    i: int,
    asked: int,
    b: int,
    knows: bool,
    reach: int,
    at: Any,
    seed: int,
    month: int,
    policy_rate: float,
    rules: Any,
    out_whole: Any,
    out_real: Any,
    trace: Any,
    counters: Any,
) -> bool:
    """What bank `b` offers firm `i`: fills the offer's row and returns True, or returns False.

    `reach` are the programmes that reach the firm, `at` is a `Lending`, `rules` are `Rules`. `trace`, shape (ways to
    lend, TRACE) or empty, is told how each fared.
    """
    firm, bank, institution, agreement, menu = at.firm, at.bank, at.institution, at.agreement, at.menu
    s, e, pr, u, g, sl = (
        rules.scoring,
        rules.screening,
        rules.pricing,
        rules.underwriting,
        rules.guarantors,
        rules.simple_loan,
    )
    whole, real, tag = firm.whole, firm.real, firm.tag
    key = whole[ID, i]
    u_signal, u_product, _, u_which = uniforms(seed, pair_key(key, b), month, SIGNAL)
    u_tenor, _, _, _ = uniforms(seed, key, month, LOAN_TERMS)
    bank_noise = bank.real[NOISE, b] * (1.0 if knows else u.stranger_noise)
    experience = np.float64(bank.real[EXPERIENCE, b])
    operating = bank.real[OPERATING, b]
    wanted_return = pr.return_on_equity + bank.real[SHADOW, b]
    cap = policy_rate * pr.rate_cap_multiple
    pledge = collateral_value(i, firm, sl.pledge_ratio, sl.owner_pledge)
    best_cost, best_amount = 1e9, 0
    # Most ways to lend fall under the same programmes: their terms are made once.
    made_for, terms = -1, known_terms(NO_PROGRAMMES, tag[TAX_RECORD, i], at.programme, policy_rate, at.known)
    asked_guarantor, guarantor_agreed = False, False
    tracing = trace.shape[0] > 0
    for o in range(at.offers):
        product, security, route = menu.tag[MENU_PRODUCT, o], menu.tag[MENU_SECURITY, o], menu.tag[ROUTE, o]
        if not can_have(o, i, firm, menu, month) or not menu.real[DRAWN_FROM, o] <= u_product < menu.real[DRAWN_TO, o]:
            continue
        if menu.real[OFFERED_SHARE, o] < 1.0:
            u_offered, _, _, _ = uniforms(seed, pair_key(key, b), int(product), PRODUCT_OFFERED)
            if u_offered >= menu.real[OFFERED_SHARE, o]:
                continue
        if security == IN_CIRCLE and firm.index[CIRCLE, i] < 0:
            continue
        tenor = menu.index[TENOR, o]
        if tenor == 0:
            tenor = drawn_tenor(u_tenor, at.tenors, at.tenor_mix)
        amount = largest_loan(o, i, asked, pledge, firm, menu, at.input_share, rules.cash_flow)
        a, guarantor = 0, -1
        lgd, relief, fee = menu.real[PRODUCT_LGD, o], 0.0, 0.0
        if route == BY_SCHEME:
            a = scheme_for(i, amount, product, tenor, firm, agreement, at.agreements, month)
            if a < 0 or agreement.real[RELIEF, a] <= 0.0:
                if tracing:
                    trace[o, T_OUTCOME] = NO_SCHEME
                continue
            guarantor = tag[REGION, i] * GUARANTORS_A_REGION
            amount = min(amount, agreement.whole[MAX_LOAN, a])
        elif route == BY_PRIVATE_GUARANTOR:
            a = 1
            guarantor = tag[REGION, i] * GUARANTORS_A_REGION + 1 + (1 if u_which < 0.5 else 0)
        if security == PLEDGED or large_enough(amount, asked, u):
            under = programmes_on(reach, amount, product, security, tenor, at.programme)
            if under != made_for:
                made_for = under
                terms = known_terms(under, tag[TAX_RECORD, i], at.programme, policy_rate, at.known)
        if security == PLEDGED:
            lgd *= terms.pledge_loss
            if terms.pledge_value != 1.0:
                worth = whole_fen(pledge * terms.pledge_value)
                amount = largest_loan(o, i, asked, worth, firm, menu, at.input_share, rules.cash_flow)
        if tracing:
            trace[o, T_AMOUNT], trace[o, T_TENOR] = amount / 100.0, tenor
            trace[o, T_OUTCOME] = TOO_SMALL
        if not large_enough(amount, asked, u):
            continue
        amount_yuan = amount / 100.0
        if guarantor >= 0:
            fee = fee_of(a, guarantor, agreement, institution)
            if agreement.tag[USES_GUARANTOR, a]:
                if (
                    not institution.tag[ACTIVE, guarantor]
                    or institution.real[ACCEPTANCE, guarantor] < g.least_acceptance
                ):
                    if tracing:
                        trace[o, T_OUTCOME] = GUARANTOR_CLOSED
                    continue
                own = agreement.index[SHARE + PARTY_GUARANTOR, a] / 10_000.0
                net_assets = institution.whole[DEPOSIT, guarantor]
                largest = 100.0 * (
                    g.single_borrower_public if guarantor % GUARANTORS_A_REGION == 0 else g.single_borrower_commercial
                )
                if own * amount > largest:
                    amount = whole_fen(largest / own)
                    amount_yuan = amount / 100.0
                    if not large_enough(amount, asked, u):
                        continue
                if (
                    institution.whole[COVERED, guarantor] + own * amount
                    > institution.real[LEVERAGE_CAP, guarantor] * net_assets
                ):
                    asked_guarantor = True
                    if tracing:
                        trace[o, T_OUTCOME] = GUARANTOR_FULL
                    continue
                if agreement.tag[CONSENT, a]:
                    asked_guarantor = True
                    u_view, u_will, _, _ = uniforms(seed, pair_key(key, guarantor), month, GUARANTOR_SIGNAL)
                    view = lender_view(
                        i,
                        amount,
                        firm,
                        month,
                        np.float64(institution.real[GUARANTOR_NOISE, guarantor]),
                        KNOWN,
                        1.0,
                        u_view,
                        1.0,
                        terms.precision,
                        terms.concealment,
                        s,
                    )
                    cost = appraisal_cost(g.appraisal_cost * terms.appraisal, real[TRANSPARENCY, i], g.opaque_appraisal)
                    tolerance = g.tolerated_loss if guarantor % GUARANTORS_A_REGION == 0 else 1.0
                    if tracing:
                        trace[o, T_GUARANTOR_PD] = view
                        trace[o, T_OUTCOME] = GUARANTOR_REFUSED
                    if u_will > institution.real[WILLINGNESS, guarantor] or not guarantor_consents(
                        fee, own, view, pr.lgd_guaranteed, cost / amount_yuan, g.appraisal_charged, tolerance, 1.0
                    ):
                        continue
                    guarantor_agreed = True
            relief = relief_of(a, guarantor, agreement, institution)
        own_share = (1.0 - relief) * (1.0 - terms.loss_compensation)
        effort = screening_effort(
            amount_yuan, own_share, lgd, e.avoidable_loss, e.effort_cost * terms.effort_cost, e.most_effort
        )
        pd = lender_view(
            i,
            amount,
            firm,
            month,
            bank_noise * menu.real[MENU_NOISE, o],
            knows,
            effort,
            u_signal,
            experience,
            terms.precision,
            terms.concealment,
            s,
        )
        own_loss = (1.0 - relief) * pd * lgd
        expected_loss = own_loss * (1.0 - terms.loss_compensation)
        weight = risk_weight(
            tag[SIZE, i],
            whole[BANK_DEBT, i] + whole[LINE_ROOM, i] + amount,
            pd,
            lgd,
            pr,
        )
        conversion = menu.real[CONVERSION, o]
        # Over its life it ties up capital in full but for the month before it is drawn.
        capital = weight * bank.real[TARGET_RATIO, b] * (1.0 - (1.0 - conversion) / tenor)
        fixed = pr.processing_cost * terms.processing * menu.real[MENU_PROCESSING, o] + (
            e.effort_cost * terms.effort_cost * effort
        )
        funding = bank.real[FUNDING, b]
        support = lender_support(terms, own_loss, funding, terms.lending_award * 12.0 / tenor)
        passed_on = pr.pass_through * support
        net_rate = loan_rate(
            funding,
            operating,
            fixed,
            amount_yuan,
            own_loss,
            capital,
            wanted_return,
            bank.real[MARKUP, b],
        )
        tax_free = tax_free_rate(amount, terms.tax_free, terms.tax_free_amount)
        rate = rate_before_tax(net_rate - passed_on, pr.interest_vat, tax_free)
        rate += menu.real[ADD_ON, o] - pr.guidance_discount
        rate -= terms.concession + terms.target_concession * bank.real[PRESSURE, b]
        if tracing:
            trace[o, T_RATE], trace[o, T_FEE], trace[o, T_PD], trace[o, T_EFFORT] = rate, fee, pd, effort
            trace[o, T_RELIEF], trace[o, T_EXPECTED_LOSS] = relief, expected_loss
            trace[o, T_AMOUNT], trace[o, T_TRUE_PD] = amount_yuan, logistic(score_of(i, amount, firm, month, s))
            trace[o, T_OUTCOME] = ABOVE_THE_CAP if rate > cap else TOO_RISKY
        tolerance = terms.tolerance + terms.target_tolerance * bank.real[PRESSURE, b]
        if expected_loss > pr.own_loss_limit + tolerance or rate > cap:
            continue
        bits = within_ceilings(terms.bits, rate, fee, policy_rate, at.programme)
        subsidy = interest_paid_over_life(bits, rate, policy_rate, tenor, at.programme)
        cost = rate + fee - fee_paid_for(bits, fee, at.programme) - subsidy
        trouble = menu.real[MENU_TROUBLE, o] * terms.trouble
        if tracing:
            trace[o, T_COST], trace[o, T_IN_ALL], trace[o, T_OUTCOME] = cost, cost + trouble, POSSIBLE
        total = cost + trouble
        serves = amount >= u.partial_that_serves * asked
        best_serves = best_amount >= u.partial_that_serves * asked
        if (serves and not best_serves) or (
            serves == best_serves and (total < best_cost if serves else amount > best_amount)
        ):
            best_cost, best_amount = total, amount
            out_whole[O_ROW] = i
            out_whole[O_AMOUNT] = amount
            out_whole[O_ASKED] = asked
            out_whole[O_BANK] = b
            out_whole[O_SECURITY] = security
            out_whole[O_PRODUCT] = product
            out_whole[O_GUARANTOR] = guarantor
            out_whole[O_AGREEMENT] = a
            out_whole[O_OFFER] = o
            out_whole[O_TENOR] = tenor
            out_whole[O_BITS] = bits
            out_real[O_RATE] = rate
            out_real[O_FEE] = fee
            out_real[O_PD] = pd
            out_real[O_EFFORT] = effort
            kept = rate_after_tax(rate, pr.interest_vat, tax_free)
            out_real[O_RETURN] = return_on_capital(
                kept + support, funding, operating, fixed, amount_yuan, own_loss, capital
            )
            out_real[O_WEIGHT] = weight * conversion
            out_real[O_COST] = cost
            out_real[O_DRIFT] = terms.conduct_drift
            out_real[O_TAX_FREE] = tax_free
            out_real[O_PASSED_ON] = passed_on
    if asked_guarantor:
        counters[C_GUARANTOR_ASKED] += 1
        if guarantor_agreed:
            counters[C_GUARANTOR_AGREED] += 1
    return best_amount > 0


@compiled
def drawn_tenor(uniform: float, tenors: Any, tenor_mix: Any) -> int:
    """Tenor in months of an ordinary loan, by the cumulative mix."""
    choice = 0
    while choice < len(tenors) - 1 and uniform >= tenor_mix[choice]:
        choice += 1
    return int(tenors[choice])
