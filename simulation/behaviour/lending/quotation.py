"""What a bank makes of a loan: the effort it spends, the risk it sees, the rate it asks, and what the loan costs."""

from typing import NamedTuple

from ...ground.compiled import compiled
from ...state.bank_columns import (
    CONSENT,
    FUNDING,
    LAYER_PARTY,
    LAYERS,
    MARKUP,
    NOISE,
    OPERATING,
    PRESSURE,
    SHADOW,
    SHARE,
    TARGET_RATIO,
)
from ...state.economy import Economy
from ...state.enterprise_columns import BANK_DEBT, LINE_ROOM, SIZE
from ...state.loan_columns import PLEDGED
from ...state.menu_columns import ADD_ON, CONVERSION, MENU_NOISE, MENU_PROCESSING, MENU_TROUBLE, PRODUCT_LGD
from ...state.offer_columns import ABOVE_THE_CAP, POSSIBLE, TOO_RISKY
from ..banking.funding import dearer_funds, return_wanted
from ..guarantee.guarantee_agreement import PARTY_BANK
from ..support.loan_support import (
    Terms,
    fields_under,
    lender_support,
    paid_for_borrower,
    tax_free_rate,
    within_ceilings,
)
from .backing import Backing
from .credit_scoring import Sight, lender_view
from .loan_pricing import (
    given_up,
    loan_rate,
    rate_after_tax,
    rate_before_tax,
    return_on_capital,
    risk_weight,
    yearly_fees,
)
from .screening import screening_effort
from .standards import factor_on_all
from .ways_to_lend import Request, Way


class Judgement(NamedTuple):
    """What a bank makes of a loan."""

    effort: float  # units of screening it has spent
    pd: float  # probability of default a year, as it sees it
    entry_pd: float  # the same as guarantors would have it looked at: as if the whole loss were the bank's
    lgd: float  # loss given default, before any guarantee
    own_loss: float  # expected a year on what no guarantor pays
    relieved: float  # expected a year on what guarantors pay, had the whole loss been the bank's
    expected_loss: float  # what weighs in its answer, after what programmes make good
    drift: float  # part of the shift in conduct that checks on the use of funds leave


class Quote(NamedTuple):
    """What a bank asks for a loan, per year, and what it earns."""

    rate: float
    tax_free: float  # it owes no value-added tax on interest up to this rate
    passed_on: float  # support of lenders that lowers the rate
    weight: float  # risk weight until it is drawn
    earned: float  # on the capital it ties up
    processing: float  # yuan, once: processing and screening


class Cost(NamedTuple):
    """What a loan costs its borrower, per year and yuan."""

    bits: int  # programmes that support it at this price
    paid: float  # rate and fee less what programmes pay
    in_all: float  # trouble included


@compiled
def effort_spent(economy: Economy, backing: Backing, terms: Terms, lgd: float, borne: float) -> float:
    """Effort that pays a bank that bears the share `borne` of a loss."""
    screening = economy.numbers.screening
    return screening_effort(
        backing.amount / 100.0,
        borne,
        lgd,
        screening.avoidable_loss,
        screening.effort_cost * terms.effort_cost,
        screening.most_effort,
    )


@compiled
def risk_seen(economy: Economy, request: Request, way: Way, terms: Terms, backing: Backing, effort: float) -> float:
    """Probability of default a year that the bank sees after so much screening."""
    bank, b = economy.bank, request.bank
    stranger = 1.0 if request.knows else economy.numbers.underwriting.stranger_noise
    sight = Sight(
        bank.real[NOISE, b] * stranger * economy.menu.real[MENU_NOISE, way.o],
        request.knows,
        effort,
        request.signal,
        factor_on_all(bank, b),
        terms.precision,
        terms.concealment,
        request.turned_away,
        fields_under(terms),
    )
    return lender_view(economy, request.firm, backing.amount, sight)


@compiled
def judged(economy: Economy, request: Request, way: Way, terms: Terms, backing: Backing) -> Judgement:
    """Screening, chosen on the bank's own share, the risk it then sees, and the loss to expect."""
    lgd = economy.menu.real[PRODUCT_LGD, way.o]
    if way.security == PLEDGED:
        lgd *= terms.pledge_loss
    effort = effort_spent(economy, backing, terms, lgd, (1.0 - backing.relief) * (1.0 - terms.loss_compensation))
    pd = risk_seen(economy, request, way, terms, backing, effort)
    entry_pd = pd
    if backing.relief > 0.0:
        entry_pd = risk_seen(economy, request, way, terms, backing, effort_spent(economy, backing, terms, lgd, 1.0))
    loss = pd * lgd
    weighs = (1.0 - economy.numbers.loan_pricing.cover_counted * backing.relief) * loss
    return Judgement(
        effort,
        pd,
        entry_pd,
        lgd,
        (1.0 - backing.relief) * loss,
        backing.relief * entry_pd * lgd,
        weighs * (1.0 - terms.loss_compensation),
        terms.conduct_drift,
    )


@compiled
def quoted(economy: Economy, request: Request, way: Way, terms: Terms, backing: Backing, view: Judgement) -> Quote:
    """The rate at which the bank breaks even and earns what it wants, less what support it passes on."""
    bank, menu, firm = economy.bank, economy.menu, economy.firm
    pricing, screening = economy.numbers.loan_pricing, economy.numbers.screening
    b, o, i = request.bank, way.o, request.firm
    amount_yuan = backing.amount / 100.0
    debt = firm.whole[BANK_DEBT, i] + firm.whole[LINE_ROOM, i] + backing.amount
    weight = risk_weight(firm.tag[SIZE, i], debt, view.pd, view.lgd, pricing)
    conversion = menu.real[CONVERSION, o]
    # Over its life it ties up capital in full but for the month before it is drawn.
    capital = weight * bank.real[TARGET_RATIO, b] * (1.0 - (1.0 - conversion) / way.tenor)
    fixed = pricing.processing_cost * terms.processing * menu.real[MENU_PROCESSING, o] + (
        screening.effort_cost * terms.effort_cost * view.effort
    )
    funding, operating = bank.real[FUNDING, b], bank.real[OPERATING, b]
    support = lender_support(terms, view.own_loss, funding, terms.lending_award * 12.0 / way.tenor)
    passed_on = pricing.pass_through * support
    wanted_return = return_wanted(economy, b)
    # Of what a guarantee saves it, against screening and bearing all of it, the bank keeps a part.
    priced = view.own_loss + (1.0 - pricing.pass_through) * view.relieved
    overhead = operating + fixed / amount_yuan
    net_rate = loan_rate(funding, overhead, view.pd, priced, capital, wanted_return, bank.real[MARKUP, b])
    tax_free = tax_free_rate(backing.amount, terms.tax_free, terms.tax_free_amount)
    rate = rate_before_tax(net_rate - passed_on, pricing.interest_vat, tax_free)
    conceded = given_up(backing.amount, terms.concession + terms.target_concession * bank.real[PRESSURE, b], pricing)
    # However much others pay, no bank pays a borrower for taking a loan.
    rate = max(rate + menu.real[ADD_ON, o] - conceded, 0.0)
    kept = (1.0 - view.pd) * rate_after_tax(rate, pricing.interest_vat, tax_free)
    earned = return_on_capital(kept + support, funding, overhead, view.own_loss, capital)
    return Quote(rate, tax_free, passed_on, weight * conversion, earned, fixed)


@compiled
def answer_of(economy: Economy, request: Request, way: Way, terms: Terms, view: Judgement, quote: Quote) -> int:
    """POSSIBLE, or why the bank refuses: a loss beyond what it tolerates, a rate beyond what is lawful.

    It puts nobody forward whom those who guarantee would refuse, as they look at each or at a bank's claims. Where they
    bear the whole loss and ask nobody, its own reckoning alone holds it back.
    """
    pricing = economy.numbers.loan_pricing
    if quote.rate > pricing.highest_rate:
        return ABOVE_THE_CAP
    tolerance = terms.tolerance + terms.target_tolerance * economy.bank.real[PRESSURE, request.bank]
    real, b = economy.bank.real, request.bank
    dearer = dearer_funds(economy, b) + quote.weight * real[TARGET_RATIO, b] * real[SHADOW, b]
    if view.relieved > 0.0 and view.entry_pd > pricing.riskiest_guaranteed and claims_count(economy, way.agreement):
        return TOO_RISKY
    limit = pricing.own_loss_limit - pricing.limit_falls_with_cost * dearer
    return TOO_RISKY if view.expected_loss > limit + tolerance else POSSIBLE


@compiled
def claims_count(economy: Economy, agreement: int) -> bool:
    """Whether those who bear losses under this agreement shut out banks whose claims are many.

    Guarantors who examine do, and funds with which banks share losses. Cover in full without examination is given in
    crises to whoever asks (C2, C17).
    """
    table = economy.agreement
    bears = table.index[SHARE + PARTY_BANK, agreement] > 0
    for layer in range(LAYERS):
        bears = bears or table.tag[LAYER_PARTY + layer, agreement] == PARTY_BANK
    return bears or table.tag[CONSENT, agreement] != 0


@compiled
def cost_of(economy: Economy, way: Way, terms: Terms, backing: Backing, quote: Quote) -> Cost:
    """What the loan costs its borrower after what programmes pay, and with the trouble it gives."""
    programme = economy.programme
    bits = within_ceilings(terms.bits, quote.rate, backing.fee, economy.policy_rate, programme)
    fees = yearly_fees(way.tenor, economy.numbers.loan_pricing)
    supported = paid_for_borrower(bits, quote.rate, backing.fee, economy.policy_rate, 0, way.tenor, programme)
    paid = quote.rate + fees + backing.fee - supported
    return Cost(bits, paid, paid + economy.menu.real[MENU_TROUBLE, way.o] * terms.trouble)
