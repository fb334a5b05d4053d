"""Watching live loans: trouble is seen before arrears, a viable firm gets time, from a hopeless one assets are secured.

Mester, Nakamura and Renault 2007, Review of Financial Studies 20: movements of the account show distress before
payments fail; Norden and Weber 2010, Review of Financial Studies 23.
"""

from ...ground.compiled import compiled, kernel
from ...ground.randomness import EARLY_WARNING, pair_key, uniforms
from ...ground.units import whole_fen
from ...state.bank_columns import OWN_CASH, REST_DEPOSITS
from ...state.counts import DEFERRED_FEN, GIVEN_TIME, LOANS_WATCHED
from ...state.counts import SECURED_EARLY as SECURED
from ...state.economy import Economy
from ...state.eligibility_columns import IN_FORCE
from ...state.enterprise_columns import CASH, ID, MARGIN, MISSED, OUTCOME, YEAR_SALES
from ...state.ledger import BANK_COST, PAYER
from ...state.loan_columns import (
    BALANCE,
    DEFERRED,
    FIRM,
    LENDER,
    PERFORMING,
    PRODUCT,
    PROGRAMME_BITS,
    SECURED_EARLY,
    STATUS,
)
from ...state.programme_columns import GRACE, WARNING
from ...state.structure import LETTER_OF_CREDIT
from ..lending.instalment import scheduled_principal
from .deferral import put_off, short_of_cash_for, taken_by


@compiled
def in_trouble(cash: int, year_sales: int, margin: float, cash_months: float) -> bool:
    """What the account shows before payments fail: little cash left, or costs above sales."""
    return cash < whole_fen(cash_months * year_sales / 12.0) or margin < 0.0


@compiled
def is_viable(margin: float, viable_margin: float) -> bool:
    """Whether time would help: the firm earns enough before debt service."""
    return margin >= viable_margin


@compiled
def is_watched(r: int, row: int, economy: Economy) -> bool:
    """Whether lenders watch the loan in `row` under programme `r`: it owes money and came or would come under it."""
    loan = economy.loan
    if loan.tag[STATUS, row] != PERFORMING or loan.whole[BALANCE, row] == 0:
        return False
    if economy.firm.tag[OUTCOME, loan.index[FIRM, row]] > 0:
        return False
    return (loan.index[PROGRAMME_BITS, row] >> r) & 1 == 1 or taken_by(r, row, economy)


@compiled
def give_time(r: int, row: int, i: int, cash_months: float, economy: Economy) -> None:
    """Grace where principal of the next months would leave the firm short of cash, at most once a year."""
    firm, loan, month = economy.firm, economy.loan, economy.month
    grace = economy.programme.index[GRACE, r]
    principal = scheduled_principal(row, month + 1, month + grace, loan) if grace > 0 else 0
    if principal == 0 or loan.tag[PRODUCT, row] == LETTER_OF_CREDIT or loan.index[DEFERRED, row] > month - 12:
        return
    if short_of_cash_for(principal, firm.whole[CASH, i], firm.whole[YEAR_SALES, i], cash_months):
        put_off(row, month + 1, grace, loan)
        economy.counts[GIVEN_TIME] += 1
        economy.counts[DEFERRED_FEN] += principal


@kernel
def watch_loans(economy: Economy, r: int, cash_months: float, viable_margin: float, bank_cost: int) -> int:
    """Lenders watch the loans that programme `r` takes, at `bank_cost` fen each this month; returns how many.

    Trouble before arrears is seen with the programme's probability. A viable firm whose principal of the next months
    would leave it short of cash gets grace, at most once a year and not on a letter of credit; the assets of any other
    are secured.
    """
    firm, loan, bank, programme, counts = economy.firm, economy.loan, economy.bank, economy.programme, economy.counts
    whole, watched = firm.whole, 0
    if programme.tag[IN_FORCE, r] == 0:
        return watched
    for row in range(loan.rows):
        if not is_watched(r, row, economy):
            continue
        i, b = loan.index[FIRM, row], loan.tag[LENDER, row]
        watched += 1
        bank.whole[OWN_CASH, b] -= bank_cost
        bank.whole[REST_DEPOSITS, b] += bank_cost
        economy.flows[BANK_COST, PAYER, b] += bank_cost
        margin = firm.real[MARGIN, i]
        if firm.tag[MISSED, i] > 0 or not in_trouble(whole[CASH, i], whole[YEAR_SALES, i], margin, cash_months):
            continue
        seen, _, _, _ = uniforms(economy.seed, pair_key(whole[ID, i], b), economy.month, EARLY_WARNING)
        if seen >= programme.real[WARNING, r]:
            continue
        if is_viable(margin, viable_margin):
            give_time(r, row, i, cash_months, economy)
        elif loan.tag[SECURED_EARLY, row] == 0:
            loan.tag[SECURED_EARLY, row] = 1
            loan.index[PROGRAMME_BITS, row] |= 1 << r
            counts[SECURED] += 1
    counts[LOANS_WATCHED] += watched
    return watched
