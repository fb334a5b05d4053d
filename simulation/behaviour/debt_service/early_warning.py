"""Watching live loans: trouble is seen before arrears, a viable firm gets time, from a hopeless one assets are secured.

Mester, Nakamura and Renault 2007, Review of Financial Studies 20: movements of the account show distress before
payments fail; Norden and Weber 2010, Review of Financial Studies 23.
"""

from typing import Any

from ...ground.compiled import compiled, kernel
from ...ground.randomness import EARLY_WARNING, pair_key, uniforms
from ...ground.units import whole_fen
from ...state.bank_columns import OWN_CASH, REST_DEPOSITS
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
from .deferral import put_off, scheduled_principal, short_of_cash_for, taken_by

# Counters of the watch
C_WATCHED, C_TIME_GIVEN, C_SECURED, C_DEFERRED_FEN = range(4)


@compiled
def in_trouble(cash: int, year_sales: int, margin: float, cash_months: float) -> bool:
    """What the account shows before payments fail: little cash left, or costs above sales."""
    return cash < whole_fen(cash_months * year_sales / 12.0) or margin < 0.0


@compiled
def is_viable(margin: float, viable_margin: float) -> bool:
    """Whether time would help: the firm earns enough before debt service."""
    return margin >= viable_margin


@kernel
def watch_loans(
    loans: int,
    r: int,
    firm: Any,
    loan: Any,
    bank: Any,
    programme: Any,
    flows: Any,
    seed: int,
    month: int,
    cash_months: float,
    viable_margin: float,
    bank_cost: int,
    counters: Any,
) -> None:
    """Lenders watch the loans that programme `r` takes; each costs its bank `bank_cost` fen this month.

    Trouble before arrears is seen with the programme's probability. A viable firm whose principal of the next months
    would leave it short of cash gets grace, at most once a year and not on a letter of credit; the assets of any other
    are secured. `counters`: watched, given time, secured, fen put off.
    """
    whole = firm.whole
    if programme.tag[IN_FORCE, r] == 0:
        return
    grace = programme.index[GRACE, r]
    for row in range(loans):
        if loan.tag[STATUS, row] != PERFORMING or loan.whole[BALANCE, row] == 0:
            continue
        i, b = loan.index[FIRM, row], loan.tag[LENDER, row]
        if firm.tag[OUTCOME, i] > 0:
            continue
        if not (loan.index[PROGRAMME_BITS, row] >> r) & 1 and not taken_by(r, row, firm, loan, programme, month):
            continue
        counters[C_WATCHED] += 1
        bank.whole[OWN_CASH, b] -= bank_cost
        bank.whole[REST_DEPOSITS, b] += bank_cost
        flows[BANK_COST, PAYER, b] += bank_cost
        margin = firm.real[MARGIN, i]
        if firm.tag[MISSED, i] > 0 or not in_trouble(whole[CASH, i], whole[YEAR_SALES, i], margin, cash_months):
            continue
        seen, _, _, _ = uniforms(seed, pair_key(whole[ID, i], b), month, EARLY_WARNING)
        if seen >= programme.real[WARNING, r]:
            continue
        if is_viable(margin, viable_margin):
            principal = scheduled_principal(row, month + 1, month + grace, loan) if grace > 0 else 0
            if principal == 0 or loan.tag[PRODUCT, row] == LETTER_OF_CREDIT or loan.index[DEFERRED, row] > month - 12:
                continue
            if short_of_cash_for(principal, whole[CASH, i], whole[YEAR_SALES, i], cash_months):
                put_off(row, month + 1, grace, loan)
                counters[C_TIME_GIVEN] += 1
                counters[C_DEFERRED_FEN] += principal
        elif loan.tag[SECURED_EARLY, row] == 0:
            loan.tag[SECURED_EARLY, row] = 1
            loan.index[PROGRAMME_BITS, row] |= 1 << r
            counters[C_SECURED] += 1
