"""Default of loans: what lenders get at once, what the security will yield, the claim on others.

A firm that fails leaves: creditors share its cash, its loans turn nonperforming and become claims, its suppliers
find out next month. Advances on sold invoices fail with the buyer. What the security will fetch depends on its kind and
on how many others are selling (Altman, Brady, Resti and Sironi 2005; Shleifer and Vishny 1992).
"""

from typing import ClassVar

import numpy as np

from ...ground.compiled import compiled, kernel
from ...ground.parameters import ParameterGroup, assumption, paper, parameter
from ...ground.randomness import WORKOUT, pair_key, uniforms
from ...ground.units import whole_fen
from ...state.bank_columns import DELAY, OWN_CASH
from ...state.counts import (
    DEFAULTED_FEN,
    GUARANTEED_DEFAULTED,
    LOANS_DEFAULTED,
    RECOVERABLE_FEN,
    SUPPORTED_DEFAULTED_FEN,
)
from ...state.economy import Economy
from ...state.enterprise_columns import BANK, BANK_DEBT, CASH, CIRCLE, ID, OUTCOME, REGION
from ...state.ledger import INVENTORY_CHANGE, PAYEE, PAYER, RECOVERY_DEBTOR
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
    ON_PERSONS,
    ON_RECEIVABLES,
    PERFORMING,
    PLEDGED,
    PROGRAMME_BITS,
    RECEIVABLES_SOLD,
    RECOVERABLE,
    SECURED_EARLY,
    SECURITY,
    STATUS,
    SUPPORTED,
    WAITING,
)
from ..demography.entry_exit import ABSCONDED, FAILED
from ..lending.invoice_finance import free_of_recourse, yield_of_invoices
from ..support.loan_support import terms_at_default
from .circle import call_for


class Recovery(ParameterGroup, key="recovery", title={"en": "Default and recovery", "zh": "违约与处置回收"}):
    """How much is recovered, how fast, and how a glut of security lowers prices."""

    rising: ClassVar = (("shortest_workout", "longest_workout"),)

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
    lowest_price: float = parameter(
        0.4,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="Price of security in the worst glut, over that of normal times",
        zh="集中处置时抵押物价格的下限",
        source=assumption("buyers from outside the trade take what is cheap enough (Shleifer and Vishny 1992)"),
    )
    highest_price: float = parameter(
        1.15,
        unit="ratio",
        low=1.0,
        high=10.0,
        meaning="Price of security when little is for sale, over that of normal times",
        zh="处置量稀少时抵押物价格的上限",
        source=assumption("no sourced figure; a ceiling, so that months with few sales are not read as a boom"),
    )
    lowest_yield: float = parameter(
        0.6,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="Yield of the unluckiest sale over the mean",
        zh="单笔处置回收的最低水平（相对均值）",
        source=assumption("single recoveries differ widely; with the spread the mean is one"),
    )
    yield_spread: float = parameter(
        0.8,
        unit="ratio",
        low=0.0,
        high=2.0,
        meaning="Yield of the luckiest sale less that of the unluckiest, over the mean",
        zh="单笔处置回收的差幅（相对均值）",
        source=assumption("uniform between six and fourteen tenths of the mean"),
    )
    most_recovered: float = parameter(
        0.98,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Most that security yields, whatever it is",
        zh="回收率上限",
        source=assumption("a sale costs something"),
    )
    liquidity_margin: float = parameter(
        0.05,
        unit="share of sales",
        low=-1.0,
        high=1.0,
        meaning="Margin above which a default counts as for lack of cash in the figures shown",
        zh="统计口径：视为流动性违约的利润率下限",
        source=assumption("near the mean margin; nothing in the model acts on it"),
    )


@compiled
def fire_sale_price(volume: float, usual: float, elasticity: float, lowest: float, highest: float) -> float:
    """Price of security relative to normal times when `volume` is for sale against the usual, within two bounds."""
    if usual <= 0.0:
        return 1.0
    return min(max(1.0 - elasticity * (volume / usual - 1.0), lowest), highest)


@kernel
def find_failed_loans(economy: Economy, found: np.ndarray, freed: np.ndarray) -> tuple[int, int]:
    """Rows of performing loans whose firm has failed into `found`; undrawn lines are closed into `freed`.

    Returns how many of each.
    """
    firm, loan = economy.firm, economy.loan
    count, closed = 0, 0
    for row in range(loan.rows):
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


@kernel
def default_loans(economy: Economy, rows: np.ndarray, claim_rows: np.ndarray) -> None:
    """Turn the loans in `rows` nonperforming: share of the debtor's cash, expected recovery, claim, circle call.

    Claims are written into `claim_rows`, one a loan. What creditors took is kept in `defaulting` by firm row, the loan
    for which a circle is called in `circle_calls`. A firm that sold its invoices without recourse lives on when its
    buyer fails: the loss is the factor's alone.
    """
    firm, loan, counts, p = economy.firm, economy.loan, economy.counts, economy.numbers.recovery
    price = fire_sale_price(economy.for_sale, economy.usually_for_sale, p.fire_sale, p.lowest_price, p.highest_price)
    for k in range(len(rows)):
        row, record = rows[k], claim_rows[k]
        i = loan.index[FIRM, row]
        take_share_of_cash(row, i, economy)
        balance = loan.whole[BALANCE, row]
        u_time, u_yield, _, _ = uniforms(
            economy.seed, pair_key(firm.whole[ID, i], loan.tag[LENDER, row]), economy.month, WORKOUT
        )
        recovery = expected_recovery(row, i, price, u_yield, economy)
        if loan.tag[SECURITY, row] == ON_GOODS:
            economy.flows[INVENTORY_CHANGE, PAYER, firm.tag[BANK, i]] -= loan.whole[GOODS, row]
            loan.whole[GOODS, row] = 0
        loan.tag[STATUS, row] = NONPERFORMING
        loan.index[DEFAULTED, row] = economy.month
        loan.index[CLOSES, row] = economy.month + months_of_workout(row, u_time, economy)
        loan.index[CLAIM, row] = record
        loan.whole[RECOVERABLE, row] = whole_fen(balance * min(recovery, p.most_recovered))
        open_claim(row, i, record, economy)
        if loan.tag[SECURITY, row] == IN_CIRCLE and firm.index[CIRCLE, i] >= 0:
            call_for(row, firm.index[CIRCLE, i], economy)
        counts[LOANS_DEFAULTED] += 1
        counts[DEFAULTED_FEN] += balance
        counts[RECOVERABLE_FEN] += loan.whole[RECOVERABLE, row]
        if loan.tag[GUARANTOR, row] >= 0:
            counts[GUARANTEED_DEFAULTED] += 1
        if loan.tag[SUPPORTED, row]:
            counts[SUPPORTED_DEFAULTED_FEN] += balance


@compiled
def take_share_of_cash(row: int, i: int, economy: Economy) -> None:
    """The lender takes its share of a failed firm's cash, by what it is owed; a firm that lives on only owes less."""
    firm, loan, flows = economy.firm, economy.loan, economy.flows
    balance, b, house = loan.whole[BALANCE, row], loan.tag[LENDER, row], firm.tag[BANK, i]
    if firm.tag[OUTCOME, i] < FAILED:
        free_of_recourse(i, balance, firm)
        return
    share = whole_fen(firm.whole[CASH, i] * (balance / firm.whole[BANK_DEBT, i]) - 0.5)
    share = max(min(share, balance - 1), 0)
    economy.defaulting[i] += share
    loan.whole[BALANCE, row] = balance - share
    economy.bank.whole[OWN_CASH, b] += share
    flows[RECOVERY_DEBTOR, PAYER, house] += share
    flows[RECOVERY_DEBTOR, PAYEE, b] += share


@compiled
def expected_recovery(row: int, i: int, price: float, u_yield: float, economy: Economy) -> float:
    """Share of the balance that the security of a loan in default is expected to yield, at this price of security."""
    firm, loan, p = economy.firm, economy.loan, economy.numbers.recovery
    balance, security = loan.whole[BALANCE, row], loan.tag[SECURITY, row]
    pledge_loss, _, watched = terms_at_default(loan.index[PROGRAMME_BITS, row], economy.programme)
    if security in (ON_RECEIVABLES, RECEIVABLES_SOLD):
        recovery = yield_of_invoices(economy, security, i, balance)
    elif security == ON_GOODS:
        recovery = economy.numbers.warehouse_finance.resale * price * (loan.whole[GOODS, row] / balance)
    else:
        lgd = economy.lgd_by_security[security] * (pledge_loss if security == PLEDGED else 1.0)
        recovery = (1.0 - lgd) * price * (p.lowest_yield + p.yield_spread * u_yield)
    if loan.tag[SECURED_EARLY, row]:
        recovery *= watched
    if firm.tag[OUTCOME, i] == ABSCONDED and (security < ON_RECEIVABLES or security == ON_PERSONS):
        recovery *= p.absconded_yield
    return recovery


@compiled
def months_of_workout(row: int, u_time: float, economy: Economy) -> int:
    """Months from default until a loan is settled or written off."""
    p = economy.numbers.recovery
    _, workout, _ = terms_at_default(economy.loan.index[PROGRAMME_BITS, row], economy.programme)
    shortest = max(whole_fen(p.shortest_workout * workout), 1)
    span = max(whole_fen(p.longest_workout * workout) - shortest + 1, 1)
    return shortest + int(u_time * span)


@compiled
def open_claim(row: int, i: int, record: int, economy: Economy) -> None:
    """Write the claim on a loan in default into row `record`: all parties to its agreement pay later."""
    firm, loan, claim = economy.firm, economy.loan, economy.claim
    a = loan.tag[AGREEMENT, row]
    claim.whole[CLAIM_LOAN, record] = loan.whole[LOAN_ID, row]
    claim.whole[CLAIM_FIRM, record] = firm.whole[ID, i]
    claim.whole[LOSS, record] = loan.whole[BALANCE, row]
    claim.index[CLAIM_MONTH, record] = economy.month
    claim.index[CLAIM_ROW, record] = row
    claim.index[CLAIM_DUE, record] = economy.month + economy.agreement.index[DELAY, a]
    claim.tag[CLAIM_BANK, record] = loan.tag[LENDER, row]
    claim.tag[CLAIM_GUARANTOR, record] = loan.tag[GUARANTOR, row]
    claim.tag[CLAIM_AGREEMENT, record] = a
    claim.tag[CLAIM_STATE, record] = WAITING
    claim.tag[CLAIM_REGION, record] = firm.tag[REGION, i]
