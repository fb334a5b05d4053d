"""What a bank offers an applicant: security, agreement, consent of a guarantor, price, or refusal.

A bank weighs every way to lend on the menu of products: on a pledge, with a guarantor under a public agreement or a
private one, on receivables, goods or documents, on persons, or on nothing. It refuses where the expected loss on its
own share exceeds its limit or the break-even rate the lawful cap. The borrower takes the cheapest of what would carry
most of what it asked for; an institution's guarantee is asked for by those who are offered too little without one, by
few others, and by those whom their bank sends to the guarantor: the likelier, the more it fears to lose on its own.
"""

import numpy as np

from ...ground.compiled import compiled, routine
from ...ground.parameters import ParameterGroup, assumption, paper, parameter
from ...ground.units import whole_fen
from ...state.economy import Economy
from ...state.enterprise_columns import TAX_RECORD
from ...state.loan_columns import PLEDGED
from ...state.menu_columns import BASE, BY_SALES, ROUTE
from ...state.offer_columns import (
    NO_SCHEME,
    NOT_OPEN,
    O_AGREEMENT,
    O_AMOUNT,
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
    O_PROCESSING,
    O_PRODUCT,
    O_RATE,
    O_RETURN,
    O_SECURITY,
    O_TAX_FREE,
    O_TENOR,
    O_WEIGHT,
    POSSIBLE,
    TOO_SMALL,
    W_AMOUNT,
    W_COST,
    W_EFFORT,
    W_EXPECTED_LOSS,
    W_FEE,
    W_IN_ALL,
    W_OUTCOME,
    W_PD,
    W_RATE,
    W_RELIEF,
    W_TENOR,
)
from ..guarantee.guarantee_agreement import relief_of
from ..support.eligibility import asked_of
from ..support.loan_support import Terms, fields_under, programmes_on
from .backing import Backing, backing_of
from .known_terms import known_terms
from .lending_limit import large_enough, largest_loan
from .quotation import Cost, Judgement, Quote, answer_of, cost_of, judged, quoted
from .verified_sales import carried_by_cash_flow
from .ways_to_lend import Request, Way, made_out, on_offer, way_for_less


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
    view_lasts: int = parameter(
        36,
        unit="months",
        low=1,
        high=600,
        meaning="Months for which a lender or guarantor keeps its opinion of a firm; 1: it looks anew each month",
        zh="银行与担保机构对企业的看法持续月数；1表示每月重新判断",
        source=assumption(
            "banks review ratings once a year and leave two thirds as they were (Machauer and Weber 1998, Journal of "
            "Banking and Finance 22, on German banks; K-m): a third of opinions a year is formed anew"
        ),
    )
    turn_elsewhere: float = parameter(
        0.5,
        unit="probability",
        low=0.0,
        high=1.0,
        meaning="Chance that a firm whose house bank has no capital left asks another in the same month; 0: never",
        zh="主办行因资本不足未能放贷时，企业当月转向其他银行的概率（0为从不）",
        source=paper(
            "Iyer, Peydro, da-Rocha-Lopes and Schoar (2014), Review of Financial Studies 27: small firms hit by a bank "
            "short of funds replace less than half of it from others; chance assumed"
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
    temptation: float = parameter(
        1.6,
        unit="ratio",
        low=0.0,
        high=10.0,
        meaning="How strongly a dear or unwatched loan tempts an owner without honesty; honesty weighs against it",
        zh="失信业主受高成本或无监督贷款诱惑的强度（诚信度从中扣减）",
        source=assumption("the wholly honest are tempted less than half as much"),
    )
    most_conduct: float = parameter(
        3.0,
        unit="ratio",
        low=1.0,
        high=100.0,
        meaning="Riskiest conduct, in units of the safe way",
        zh="经营风险度上限",
        source=assumption("odds of default five times those of the safe way, at the weight of conduct in scores"),
    )
    cash_for_deposits: float = parameter(
        0.5,
        unit="share of cash",
        low=0.0,
        high=1.0,
        meaning="Part of its cash that a firm can put down beside a loan on goods or documents",
        zh="可用作保证金的现金比例",
        source=assumption("the other half pays the month's bills"),
    )


#: Dearer than any loan.
NO_COST = 1e9


@routine
def consider(economy: Economy, request: Request, ways: np.ndarray, offer: np.ndarray, offer_terms: np.ndarray) -> bool:
    """What the bank of a request offers: fills the applicant's row of the tables of offers and returns True, or False.

    `ways`, shape (ways to lend, WEIGHED), is told how each fared.
    """
    enough = economy.numbers.underwriting.partial_that_serves * request.asked
    best_cost, best_amount = NO_COST, 0
    tax_record = economy.firm.tag[TAX_RECORD, request.firm]
    guarantor_asked, guarantor_agreed = False, False
    best_loss, best_guaranteed, sent = 0.0, False, False
    for turn in range(2 * economy.menu.rows):
        # Ways without an institution's guarantee come first: most ask for one only where they are offered too little.
        o = turn % economy.menu.rows
        guaranteed = economy.menu.tag[ROUTE, o] != 0
        if guaranteed != (turn >= economy.menu.rows):
            continue
        told = ways[o]
        told[W_OUTCOME] = NOT_OPEN
        if guaranteed and best_amount >= enough and not sent and not asks_anyway(economy, request):
            # A bank may lend only behind a guarantor to whom it would lend without, if the guarantor consents.
            if not sent_to_guarantor(economy, request, best_loss):
                continue
            sent = True
        if not on_offer(economy, o, request):
            continue
        way = made_out(economy, o, request)
        if way.agreement < 0:
            told[W_OUTCOME] = NO_SCHEME
            continue
        told[W_OUTCOME], told[W_AMOUNT], told[W_TENOR] = TOO_SMALL, way.amount / 100.0, way.tenor
        # A pledge may be worth more where programmes register it.
        if way.security != PLEDGED and not large_enough(economy, way.amount, request.asked):
            continue
        terms = known_terms(economy, programmes_taking(economy, request, way, way.amount), tax_record)
        amount = amount_under(economy, request, way, terms)
        if amount < way.amount:
            # What is lent in the end may be small enough for programmes that what was asked for was not, or too small.
            way = way_for_less(economy, request, way, amount)
            if way.agreement < 0:
                told[W_OUTCOME] = NO_SCHEME
                continue
            terms = known_terms(economy, programmes_taking(economy, request, way, amount), tax_record)
        told[W_AMOUNT] = amount / 100.0
        if not large_enough(economy, amount, request.asked):
            continue
        backing = backing_of(economy, request, way, terms, amount, told)
        guarantor_asked = guarantor_asked or backing.asked
        told[W_OUTCOME] = backing.outcome
        if backing.outcome != POSSIBLE:
            continue
        guarantor_agreed = guarantor_agreed or backing.asked
        view = judged(economy, request, way, terms, backing)
        quote = quoted(economy, request, way, terms, backing, view)
        tell(told, backing, view, quote)
        told[W_OUTCOME] = answer_of(economy, request, way, terms, view, quote)
        if told[W_OUTCOME] != POSSIBLE:
            continue
        cost = cost_of(economy, way, terms, backing, quote)
        told[W_COST], told[W_IN_ALL] = cost.paid, cost.in_all
        if sent and not best_guaranteed and backing.amount >= enough:
            best_cost, best_amount = NO_COST, 0
        if preferred(cost.in_all, backing.amount, best_cost, best_amount, enough):
            best_cost, best_amount, best_loss = cost.in_all, backing.amount, view.own_loss
            best_guaranteed = guaranteed
            put_down(offer, offer_terms, way, backing, view, quote, cost)
    offer[O_GUARANTOR_ASKED] += guarantor_asked
    offer[O_GUARANTOR_AGREED] += guarantor_agreed
    return best_amount > 0


@compiled
def asks_anyway(economy: Economy, request: Request) -> bool:
    """Whether the firm asks a guarantor though it is offered enough without one, and lets the price decide."""
    return request.shops < economy.numbers.guarantors.asked_anyway


@compiled
def sent_to_guarantor(economy: Economy, request: Request, own_loss: float) -> bool:
    """Whether the bank, which would bear `own_loss` a year, sends the firm to a guarantor all the same."""
    g = economy.numbers.guarantors
    return request.shops < g.asked_anyway + g.sent_by_banks * own_loss


@compiled
def programmes_taking(economy: Economy, request: Request, way: Way, amount: int) -> int:
    """Bits of the programmes that reach the firm and take a loan of `amount` fen in this way."""
    asked = asked_of(economy, request.bank, amount, way.product, way.tenor)
    return programmes_on(request.reach, asked, way.security, economy.programme)


@compiled
def amount_under(economy: Economy, request: Request, way: Way, terms: Terms) -> int:
    """Fen at most: what verified sales carry with what others cover; a registered pledge may be worth more."""
    if economy.menu.tag[BASE, way.o] == BY_SALES:
        cover = 0.0
        if way.guarantor >= 0:
            cover = relief_of(way.agreement, way.guarantor, economy.agreement, economy.institution)
        carried = carried_by_cash_flow(
            economy, way.o, request.firm, request.knows, terms.precision, fields_under(terms), cover
        )
        return min(way.amount, carried)
    if way.security != PLEDGED or terms.pledge_value == 1.0:
        return way.amount
    return largest_loan(economy, way.o, request.firm, request.asked, whole_fen(request.pledge * terms.pledge_value))


@compiled
def preferred(cost: float, amount: int, best_cost: float, best_amount: int, enough: float) -> bool:
    """Whether the borrower takes this loan and not the best so far: the cheaper of two that carry enough, in fen.

    One that carries enough comes before one that does not; of two that do not, the larger; of equal ones, the
    cheaper.
    """
    serves, best_serves = amount >= enough, best_amount >= enough
    if serves != best_serves:
        return serves
    if serves or amount == best_amount:
        return cost < best_cost
    return amount > best_amount


@compiled
def tell(told: np.ndarray, backing: Backing, view: Judgement, quote: Quote) -> None:
    """Note what the bank makes of a loan."""
    told[W_AMOUNT], told[W_RATE], told[W_FEE] = backing.amount / 100.0, quote.rate, backing.fee
    told[W_PD], told[W_EFFORT], told[W_RELIEF] = view.pd, view.effort, backing.relief
    told[W_EXPECTED_LOSS] = view.expected_loss


@compiled
def put_down(
    offer: np.ndarray,
    offer_terms: np.ndarray,
    way: Way,
    backing: Backing,
    view: Judgement,
    quote: Quote,
    cost: Cost,
) -> None:
    """Fill an applicant's row of the tables of offers."""
    offer[O_AMOUNT], offer[O_OFFER], offer[O_TENOR] = backing.amount, way.o, way.tenor
    offer[O_SECURITY], offer[O_PRODUCT], offer[O_BITS] = way.security, way.product, cost.bits
    offer[O_GUARANTOR], offer[O_AGREEMENT] = way.guarantor, way.agreement
    offer_terms[O_RATE], offer_terms[O_FEE], offer_terms[O_COST] = quote.rate, backing.fee, cost.paid
    offer_terms[O_PD], offer_terms[O_EFFORT], offer_terms[O_DRIFT] = view.pd, view.effort, view.drift
    offer_terms[O_RETURN], offer_terms[O_WEIGHT] = quote.earned, quote.weight
    offer_terms[O_TAX_FREE], offer_terms[O_PASSED_ON] = quote.tax_free, quote.passed_on
    offer_terms[O_PROCESSING] = quote.processing
