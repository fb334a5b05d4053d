"""The ways to lend of the menu that a bank can offer a firm: on which terms, behind what guarantee, up to what amount.

A request is what one firm asks of one bank, with the luck of their meeting; a way is a row of the menu made out for it.
"""

from typing import NamedTuple

import numpy as np

from ...ground.compiled import compiled, kernel
from ...ground.randomness import APPLICATION_TO_BANK, LOAN_TERMS, PRODUCT_OFFERED, SIGNAL, pair_key, uniforms
from ...state.bank_columns import NO_AGREEMENT, NOISE, PRIVATE_GUARANTEE, RELIEF
from ...state.economy import Economy
from ...state.eligibility_columns import MAX_LOAN, MIN_LOAN
from ...state.enterprise_columns import BANK, CIRCLE, ID, REGION
from ...state.loan_columns import IN_CIRCLE
from ...state.menu_columns import (
    BY_PRIVATE_GUARANTOR,
    BY_SCHEME,
    DRAWN_FROM,
    DRAWN_TO,
    MENU_PRODUCT,
    MENU_SECURITY,
    OFFERED_SHARE,
    ROUTE,
    TENOR,
)
from ..guarantee.guarantee_agreement import GUARANTORS_A_REGION, asks_for_estimate, scheme_for
from ..support.eligibility import asked_of
from ..support.fields_shared import NO_FIELDS
from .collateral import collateral_value
from .credit_demand import lacking_for_plan
from .credit_scoring import Sight, lender_view
from .lasting_view import luck_of_view
from .lending_limit import can_have, largest_loan
from .standards import factor_on_all


class Request(NamedTuple):
    """What a firm asks of a bank, and the luck of their meeting this month."""

    firm: int  # its row
    bank: int
    asked: int  # fen
    knows: bool  # whether it is the firm's own bank
    turned_away: float  # log odds by which the bank takes it to be worse than others: its own bank has turned it away
    reach: int  # bits of the programmes that reach the firm
    supported: bool  # whether public guarantee schemes are open to it
    signal: float  # luck of the bank's view, uniform
    drawn: float  # luck of what is on offer, uniform
    shops: float  # luck of whether it asks a guarantor though it is offered enough without one, uniform
    which: int  # which of the private guarantors of the region it turns to
    tenor: int  # of an ordinary loan, months
    guaranteed_tenor: int  # of one that a guarantor stands behind, months
    pledge: int  # fen that banks lend against what firm and owner can pledge


class Way(NamedTuple):
    """A way to lend, made out for one request."""

    o: int  # row of the menu
    product: int
    security: int
    tenor: int  # months
    amount: int  # fen at most, before guarantors and programmes have their say
    agreement: int  # row, 0 for no guarantee, -1 where no scheme takes the loan
    guarantor: int  # row, -1 for none


@compiled
def request_of(economy: Economy, i: int, b: int, asked: int, reach: int, supported: bool) -> Request:
    """The firm in row `i` asks bank `b` for `asked` fen: for longer if it wants most of the money to build with.

    It comes to a bank other than its own because its own has not lent to it.

    Behind a guarantee banks lend for as long as for building: schemes lengthened loans in Japan (Uesugi, Sakai and
    Yamashiro 2010, Journal of the Japanese and International Economies 24), in Tuscany (D'Ignazio and Menon 2020,
    Scandinavian Journal of Economics 122) and in China (C19).
    """
    firm, simple = economy.firm, economy.numbers.simple_loan
    key = firm.whole[ID, i]
    pair = pair_key(key, b)
    signal = luck_of_view(economy, pair, SIGNAL)
    _, drawn, shops, which = uniforms(economy.seed, pair, economy.month, APPLICATION_TO_BANK)
    tenor, _, _, _ = uniforms(economy.seed, key, economy.month, LOAN_TERMS)
    builds = 2.0 * lacking_for_plan(economy, i) > asked
    long_tenor = drawn_tenor(tenor, economy.tenors, economy.tenor_mix_to_build)
    knows = b == firm.tag[BANK, i]
    return Request(
        i,
        b,
        asked,
        knows,
        0.0 if knows else economy.numbers.strangers.turned_away,
        reach,
        supported,
        signal,
        drawn,
        shops,
        1 if which < 0.5 else 0,
        long_tenor if builds else drawn_tenor(tenor, economy.tenors, economy.tenor_mix),
        long_tenor,
        collateral_value(i, firm, simple.pledge_ratio * simple.pledge_price[firm.tag[REGION, i]], simple.owner_pledge),
    )


@compiled
def drawn_tenor(uniform: float, tenors: np.ndarray, tenor_mix: np.ndarray) -> int:
    """Tenor in months of an ordinary loan, by the cumulative mix."""
    choice = 0
    while choice < len(tenors) - 1 and uniform >= tenor_mix[choice]:
        choice += 1
    return int(tenors[choice])


@compiled
def on_offer(economy: Economy, o: int, request: Request) -> bool:
    """Whether the bank lends to this firm in way `o` at all: the firm may have it, and this bank offers it."""
    firm, menu, i = economy.firm, economy.menu, request.firm
    if not can_have(economy, o, i) or not menu.real[DRAWN_FROM, o] <= request.drawn < menu.real[DRAWN_TO, o]:
        return False
    if menu.real[OFFERED_SHARE, o] < 1.0:
        pair = pair_key(firm.whole[ID, i], request.bank)
        luck, public, private, _ = uniforms(economy.seed, pair, int(menu.tag[MENU_PRODUCT, o]), PRODUCT_OFFERED)
        route = menu.tag[ROUTE, o]
        # A bank that works with the public guarantor of the place need not work with a private one.
        drawn = public if route == BY_SCHEME else private if route == BY_PRIVATE_GUARANTOR else luck
        if drawn >= menu.real[OFFERED_SHARE, o]:
            return False
    return menu.tag[MENU_SECURITY, o] != IN_CIRCLE or firm.index[CIRCLE, i] >= 0


@compiled
def first_estimate(economy: Economy, request: Request) -> float:
    """Probability of default a year that the bank sees in an applicant before it screens: what a scheme is told."""
    bank, b = economy.bank, request.bank
    stranger = 1.0 if request.knows else economy.numbers.underwriting.stranger_noise
    sight = Sight(
        bank.real[NOISE, b] * stranger,
        request.knows,
        0.0,
        request.signal,
        factor_on_all(bank, b),
        0.0,
        1.0,
        request.turned_away,
        NO_FIELDS,
    )
    return lender_view(economy, request.firm, request.asked, sight)


@kernel
def first_estimates(economy: Economy, rows: np.ndarray, amounts: np.ndarray, estimates: np.ndarray) -> None:
    """Fill `estimates` with what the house banks of the firms in `rows` see who ask for so many fen this month."""
    for k in range(len(rows)):
        i: int = np.int64(rows[k])  # type: ignore[assignment] # of one type everywhere
        b: int = np.int64(economy.firm.tag[BANK, i])  # type: ignore[assignment]
        estimates[k] = first_estimate(economy, request_of(economy, i, b, amounts[k], 0, True))


@compiled
def scheme_taking(economy: Economy, request: Request, amount: int, product: int, tenor: int) -> int:
    """The scheme that takes a loan of `amount` fen, as far as its largest amount; -1 if none does."""
    estimate = first_estimate(economy, request) if asks_for_estimate(economy.agreement) else 0.0
    asked = asked_of(economy, request.bank, amount, product, tenor)
    return scheme_for(request.firm, asked, estimate, economy.firm, economy.agreement, economy.month)


@compiled
def way_for_less(economy: Economy, request: Request, way: Way, amount: int) -> Way:
    """The same way for no more than `amount` fen: where its scheme takes no loan so small, with the one that does."""
    a = way.agreement
    if a > PRIVATE_GUARANTEE and amount < economy.agreement.whole[MIN_LOAN, a]:
        a = scheme_taking(economy, request, amount, way.product, way.tenor)
        if a >= 0 and economy.agreement.real[RELIEF, a] <= 0.0:
            a = -1
    return Way(way.o, way.product, way.security, way.tenor, amount, a, way.guarantor)


@compiled
def made_out(economy: Economy, o: int, request: Request) -> Way:
    """Way `o` as far as menu and guarantee schemes say: tenor, largest amount, agreement and guarantor."""
    menu, agreement, i = economy.menu, economy.agreement, request.firm
    product, route = int(menu.tag[MENU_PRODUCT, o]), menu.tag[ROUTE, o]
    tenor = int(menu.index[TENOR, o])
    if tenor == 0:
        tenor = request.tenor if route == 0 else request.guaranteed_tenor
    amount = largest_loan(economy, o, i, request.asked, request.pledge)
    a, guarantor = NO_AGREEMENT, -1
    public = int(economy.firm.tag[REGION, i]) * GUARANTORS_A_REGION
    if route == BY_SCHEME:
        a = -1
        if request.supported:
            a = scheme_taking(economy, request, amount, product, tenor)
        if a >= 0 and agreement.real[RELIEF, a] <= 0.0:
            a = -1
        if a >= 0:
            guarantor = public
            amount = min(amount, agreement.whole[MAX_LOAN, a])
    elif route == BY_PRIVATE_GUARANTOR:
        a, guarantor = PRIVATE_GUARANTEE, public + 1 + request.which
    return Way(o, product, int(menu.tag[MENU_SECURITY, o]), tenor, amount, a, guarantor)
