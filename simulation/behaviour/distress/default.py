"""Failure of firms, default of their loans, calls on guarantee circles.

A firm that fails leaves: creditors share its cash, its loans turn nonperforming and become claims, its suppliers
find out next month. Advances on sold invoices fail with the buyer. What the security will fetch depends on its kind and
on how many others are selling (Altman, Brady, Resti and Sironi 2005; Shleifer and Vishny 1992).
"""

from typing import Any

from ...ground.compiled import compiled, kernel
from ...ground.parameters import ParameterGroup, assumption, paper, parameter
from ...ground.randomness import WORKOUT, pair_key, uniforms
from ...ground.units import whole_fen
from ...state.bank_columns import DELAY, OWN_CASH, REST_DEPOSITS
from ...state.enterprise_columns import (
    ALIVE,
    BANK,
    BANK_DEBT,
    CASH,
    CIRCLE,
    ENTRY_MONTH,
    FIXED_ASSETS,
    GONE,
    HURT_BY_BUYER,
    HURT_BY_CIRCLE,
    HURT_BY_CREDIT_CUT,
    ID,
    INFORMAL_DEBT,
    INVENTORY,
    LINKED,
    MARGIN,
    MARK,
    OUTCOME,
    RECEIVABLES,
    REGION,
    SIZE,
    STATE,
)
from ...state.ledger import (
    FIXED_ASSETS_LOST,
    INFORMAL_LOST,
    INVENTORY_CHANGE,
    OWNER_DRAWING,
    PAYEE,
    PAYER,
    RECEIVABLES_LOST,
    RECOVERY_DEBTOR,
)
from ...state.loan_columns import (
    AGREEMENT,
    BALANCE,
    CLAIM,
    CLAIM_AGREEMENT,
    CLAIM_BANK,
    CLAIM_DUE,
    CLAIM_FIRM,
    CLAIM_GUARANTOR,
    CLAIM_LOAN,
    CLAIM_MONTH,
    CLAIM_REGION,
    CLAIM_ROW,
    CLAIM_STATE,
    CLOSES,
    DEFAULTED,
    FIRM,
    GOODS,
    GUARANTOR,
    IN_CIRCLE,
    LENDER,
    LOAN_ID,
    LOSS,
    NONPERFORMING,
    ON_GOODS,
    ON_RECEIVABLES,
    PERFORMING,
    PLEDGED,
    PROGRAMME_BITS,
    RECEIVABLES_SOLD,
    RECOVERABLE,
    RECOVERED,
    SECURED_EARLY,
    SECURITY,
    STATUS,
    SUPPORTED,
    WAITING,
)
from ..demography.entry_exit import ABSCONDED, CLOSED_DOWN, FAILED
from ..lending.invoice_finance import free_of_recourse, yield_of_invoices
from ..support.loan_support import terms_at_default


class Recovery(ParameterGroup, key="recovery", title={"en": "Default and recovery", "zh": "违约与处置回收"}):
    """How much is recovered, how fast, and how a glut of security lowers prices."""

    shortest_workout: int = parameter(
        12,
        unit="months",
        low=1,
        high=120,
        meaning="Shortest time to write-off or settlement",
        zh="最短处置期",
        source=assumption("12-24 months, by the design"),
    )
    longest_workout: int = parameter(
        24,
        unit="months",
        low=1,
        high=120,
        meaning="Longest time to write-off or settlement",
        zh="最长处置期",
        source=assumption("12-24 months, by the design"),
    )
    fire_sale: float = parameter(
        0.22,
        unit="elasticity",
        low=0.0,
        high=2.0,
        meaning="Fall of prices when twice the usual volume is for sale",
        zh="抵押物集中处置的价格折扣",
        source=paper(
            "Altman, Brady, Resti and Sironi (2005), Journal of Business 78: recoveries fall as defaults rise"
        ),
    )
    absconded_yield: float = parameter(
        0.6,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Recovery from an absconded owner relative to others",
        zh="跑路企业回收折扣",
        source=assumption("movables are gone"),
    )
    circle_members: float = parameter(
        4.0,
        unit="firms",
        low=1.0,
        high=100.0,
        meaning="Members called on when one fails",
        zh="互保圈其他成员数",
        source=assumption("circles of five, as joint-liability groups"),
    )


@compiled
def fire_sale_price(volume: float, usual: float, elasticity: float) -> float:
    """Price of security relative to normal times when `volume` is for sale against the usual; between 0.4 and 1.15."""
    if usual <= 0.0:
        return 1.0
    return min(max(1.0 - elasticity * (volume / usual - 1.0), 0.4), 1.15)


@kernel
def find_failed_loans(loans: int, firm: Any, loan: Any, found: Any, freed: Any) -> tuple[int, int]:
    """Rows of performing loans whose firm has failed into `found`; undrawn lines are closed into `freed`."""
    count, closed = 0, 0
    for row in range(loans):
        if loan.tag[STATUS, row] != PERFORMING:
            continue
        i = loan.index[FIRM, row]
        if firm.tag[OUTCOME, i] < FAILED:
            continue
        if loan.whole[BALANCE, row] == 0:
            loan.tag[STATUS, row] = 0
            freed[closed] = row
            closed += 1
        else:
            found[count] = row
            count += 1
    return count, closed


# Counters of default
C_LOANS_DEFAULTED, C_DEFAULTED_FEN, C_RECOVERABLE_FEN, C_GUARANTEED_DEFAULTED, C_SUPPORTED_DEFAULTED_FEN = range(5)
DEFAULT_COUNTERS = 5


@kernel
def default_loans(
    count: int,
    rows: Any,
    claim_rows: Any,
    firm: Any,
    loan: Any,
    claim: Any,
    bank: Any,
    agreement: Any,
    flows: Any,
    from_cash: Any,
    circle_calls: Any,
    programme: Any,
    lgd_by_security: Any,
    resale: float,
    price: float,
    seed: int,
    month: int,
    p: Any,
    fa: Any,
    counters: Any,
) -> None:
    """Turn the loans in `rows` nonperforming: share of the debtor's cash, expected recovery, claim, circle call.

    `from_cash` collects by firm row what its creditors took; `circle_calls` holds by circle the row of the loan called.
    A firm that sold its invoices without recourse lives on when its buyer fails: the loss is the factor's alone.
    """
    for k in range(count):
        row, record = rows[k], claim_rows[k]
        i, b = loan.index[FIRM, row], loan.tag[LENDER, row]
        balance, security = loan.whole[BALANCE, row], loan.tag[SECURITY, row]
        lives_on = firm.tag[OUTCOME, i] < FAILED
        if lives_on:
            share = 0
            free_of_recourse(i, balance, firm)
        else:
            share = whole_fen(firm.whole[CASH, i] * (balance / firm.whole[BANK_DEBT, i]) - 0.5)
            share = max(min(share, balance - 1), 0)
        from_cash[i] += share
        balance -= share
        loan.whole[BALANCE, row] = balance
        bank.whole[OWN_CASH, b] += share
        flows[RECOVERY_DEBTOR, PAYER, firm.tag[BANK, i]] += share
        flows[RECOVERY_DEBTOR, PAYEE, b] += share
        pledge_loss, workout, watched = terms_at_default(loan.index[PROGRAMME_BITS, row], programme)
        u_time, u_yield, _, _ = uniforms(seed, pair_key(firm.whole[ID, i], b), month, WORKOUT)
        if security in (ON_RECEIVABLES, RECEIVABLES_SOLD):
            recovery = yield_of_invoices(security, i, balance, firm, fa)
        elif security == ON_GOODS:
            recovery = resale * price * (loan.whole[GOODS, row] / balance)
            flows[INVENTORY_CHANGE, PAYER, firm.tag[BANK, i]] -= loan.whole[GOODS, row]
            loan.whole[GOODS, row] = 0
        else:
            lgd = lgd_by_security[security] * (pledge_loss if security == PLEDGED else 1.0)
            recovery = (1.0 - lgd) * price * (0.6 + 0.8 * u_yield)
        if loan.tag[SECURED_EARLY, row]:
            recovery *= watched
        if firm.tag[OUTCOME, i] == ABSCONDED and security < ON_RECEIVABLES:
            recovery *= p.absconded_yield
        shortest = max(whole_fen(p.shortest_workout * workout), 1)
        span = max(whole_fen(p.longest_workout * workout) - shortest + 1, 1)
        loan.tag[STATUS, row] = NONPERFORMING
        loan.index[DEFAULTED, row] = month
        loan.index[CLOSES, row] = month + shortest + int(u_time * span)
        loan.index[CLAIM, row] = record
        loan.whole[RECOVERABLE, row] = whole_fen(balance * min(recovery, 0.98))
        a, g = loan.tag[AGREEMENT, row], loan.tag[GUARANTOR, row]
        claim.whole[CLAIM_LOAN, record] = loan.whole[LOAN_ID, row]
        claim.whole[CLAIM_FIRM, record] = firm.whole[ID, i]
        claim.whole[LOSS, record] = balance
        claim.index[CLAIM_MONTH, record] = month
        claim.index[CLAIM_ROW, record] = row
        claim.index[CLAIM_DUE, record] = month + agreement.index[DELAY, a]
        claim.tag[CLAIM_BANK, record] = b
        claim.tag[CLAIM_GUARANTOR, record] = g
        claim.tag[CLAIM_AGREEMENT, record] = a
        claim.tag[CLAIM_STATE, record] = WAITING
        claim.tag[CLAIM_REGION, record] = firm.tag[REGION, i]
        if security == IN_CIRCLE and firm.index[CIRCLE, i] >= 0:
            called = circle_calls[firm.index[CIRCLE, i]]
            if called < 0 or loan.whole[LOAN_ID, row] < loan.whole[LOAN_ID, called]:
                circle_calls[firm.index[CIRCLE, i]] = row
        counters[C_LOANS_DEFAULTED] += 1
        counters[C_DEFAULTED_FEN] += balance
        counters[C_RECOVERABLE_FEN] += loan.whole[RECOVERABLE, row]
        if g >= 0:
            counters[C_GUARANTEED_DEFAULTED] += 1
        if loan.tag[SUPPORTED, row]:
            counters[C_SUPPORTED_DEFAULTED_FEN] += balance


@kernel
def call_circles(
    firms: int, firm: Any, loan: Any, claim: Any, bank: Any, flows: Any, circle_calls: Any, members: float
) -> int:
    """Members of a circle pay their part of a fallen member's loan out of their cash. Returns fen paid."""
    paid_in_all = 0
    for i in range(firms):
        circle = firm.index[CIRCLE, i]
        if circle < 0 or firm.tag[STATE, i] != ALIVE or firm.tag[OUTCOME, i] >= FAILED:
            continue
        row = circle_calls[circle]
        if row < 0:
            continue
        record = loan.index[CLAIM, row]
        paid = min(
            whole_fen(claim.whole[LOSS, record] / (members + 1.0)),
            firm.whole[CASH, i],
            loan.whole[BALANCE, row],
        )
        if paid <= 0:
            continue
        b = loan.tag[LENDER, row]
        firm.whole[CASH, i] -= paid
        firm.tag[MARK, i] |= HURT_BY_CIRCLE
        loan.whole[BALANCE, row] -= paid
        loan.whole[RECOVERABLE, row] = min(loan.whole[RECOVERABLE, row], loan.whole[BALANCE, row])
        claim.whole[RECOVERED, record] += paid
        bank.whole[OWN_CASH, b] += paid
        flows[RECOVERY_DEBTOR, PAYER, firm.tag[BANK, i]] += paid
        flows[RECOVERY_DEBTOR, PAYEE, b] += paid
        paid_in_all += paid
    return paid_in_all


# Counters of exit: borrowers defaulting by size, then by cause, then firms leaving by kind, then by age
C_BY_SIZE, C_BY_CAUSE, C_WILFUL, C_LIQUIDITY, C_CLOSED, C_FAILED_NO_DEBT, C_DEFAULTERS, C_EXIT_AGE = (
    0,
    4,
    9,
    10,
    11,
    12,
    13,
    14,
)
EXIT_COUNTERS = 24


#: How a firm left: by its owner's choice with debts repaid; failed owing banks nothing; failed in default; ran away.
CLOSED, FAILED_WITHOUT_DEBT, FAILED_IN_DEFAULT, RAN_AWAY = range(4)
#: The cause of one that closed.
NO_CAUSE = -1


@compiled
def cause_of_failure(outcome: int, mark: int) -> int:
    """Cause in the order of CAUSES: absconding, else a lost claim on a buyer, a circle call, a credit cut, own."""
    if outcome == ABSCONDED:
        return 4
    if mark & HURT_BY_BUYER:
        return 1
    if mark & HURT_BY_CIRCLE:
        return 2
    if mark & HURT_BY_CREDIT_CUT:
        return 3
    return 0


@kernel
def leave(
    firms: int,
    first: int,
    last: int,
    firm: Any,
    bank: Any,
    flows: Any,
    from_cash: Any,
    gone: Any,
    ways: Any,
    causes: Any,
    month: int,
    counters: Any,
) -> int:
    """Firms with an outcome from `first` to `last` leave: the rest goes to owners, claims and assets are struck off.

    Lists their rows in `gone`, how they left in `ways` and why in `causes`; returns how many.
    """
    whole, tag = firm.whole, firm.tag
    count = 0
    for i in range(firms):
        if tag[OUTCOME, i] < first or tag[OUTCOME, i] > last or tag[STATE, i] != ALIVE:
            continue
        house = tag[BANK, i]
        cash = whole[CASH, i] - from_cash[i]
        from_cash[i] = 0
        flows[OWNER_DRAWING, PAYER, house] += cash
        bank.whole[REST_DEPOSITS, house] += cash
        flows[INFORMAL_LOST, PAYER, house] += whole[INFORMAL_DEBT, i]
        flows[RECEIVABLES_LOST, PAYER, house] += whole[RECEIVABLES, i] + whole[LINKED, i]
        flows[INVENTORY_CHANGE, PAYER, house] -= whole[INVENTORY, i]
        flows[FIXED_ASSETS_LOST, PAYER, house] += whole[FIXED_ASSETS, i]
        way, cause = CLOSED, NO_CAUSE
        if tag[OUTCOME, i] == CLOSED_DOWN:
            counters[C_CLOSED] += 1
        else:
            cause = cause_of_failure(tag[OUTCOME, i], tag[MARK, i])
            counters[C_BY_CAUSE + cause] += 1
            way = FAILED_WITHOUT_DEBT if whole[BANK_DEBT, i] == 0 else FAILED_IN_DEFAULT
            if way == FAILED_WITHOUT_DEBT:
                counters[C_FAILED_NO_DEBT] += 1
            else:
                counters[C_DEFAULTERS] += 1
                counters[C_BY_SIZE + tag[SIZE, i]] += 1
            if tag[OUTCOME, i] == ABSCONDED:
                counters[C_WILFUL] += 1 if way == FAILED_IN_DEFAULT else 0
                way = RAN_AWAY
            elif way == FAILED_IN_DEFAULT and firm.real[MARGIN, i] > 0.05:
                counters[C_LIQUIDITY] += 1
        age = month - firm.index[ENTRY_MONTH, i]
        if whole[ID, i] >> 32 > 0:
            counters[C_EXIT_AGE + min(age // 12, 9)] += 1
        whole[CASH, i] = 0
        whole[RECEIVABLES, i] = 0
        whole[LINKED, i] = 0
        whole[INVENTORY, i] = 0
        whole[FIXED_ASSETS, i] = 0
        whole[INFORMAL_DEBT, i] = 0
        whole[BANK_DEBT, i] = 0
        tag[STATE, i] = GONE
        gone[count], ways[count], causes[count] = i, way, cause
        count += 1
    return count
