"""Trade credit between enterprises: what a buyer pays, and what its failure takes with it.

Jacobson and von Schedvin (2015), Econometrica 83: a creditor's risk of bankruptcy rises with what a failed debtor
owed it, and, as they infer, with the demand that goes with the debtor. Each linked firm has one main buyer; that buyer
pays with the usual delay, or has failed and pays nothing. An owner who has closed repays everyone, and a firm that has
outgrown the simulated ones pays and buys on as a customer like others. A part of what a buyer that is no more bought
finds no other customer before there is a new one, which is looked for once a year.
"""

from ...ground.compiled import compiled, kernel
from ...ground.parameters import ParameterGroup, assumption, parameter
from ...ground.units import whole_fen
from ...state.bank_columns import REST_DEPOSITS
from ...state.counts import LOST_ON_BUYERS
from ...state.economy import Economy
from ...state.enterprise_columns import (
    ALIVE,
    BANK,
    BUYER,
    CASH,
    HURT_BY_BUYER,
    LINKED,
    LOST_BUYER,
    MARK,
    NO_BUYER,
    OUTCOME,
    RECEIVABLES,
    SECTOR,
    SIZE,
    STATE,
    SUPPLIED,
    WITHOUT_BUYER,
    YEAR_SALES,
)
from ...state.ledger import COLLECTIONS, PAYEE, PAYER, RECEIVABLES_LOST, SALES_BETWEEN
from ..demography.entry_exit import CLOSED_DOWN, OUTGREW
from .cash_flow import CREDIT_SHARE, share_collected


class Contagion(ParameterGroup, key="contagion", title={"en": "Contagion", "zh": "风险传染"}):
    """How much of a linked firm's credit goes to its main buyer, and when a loss marks it."""

    link_share: float = parameter(
        0.40,
        unit="share of credit sales",
        low=0.0,
        high=1.0,
        meaning="Credit sales of a linked firm that go to its main buyer",
        zh="赊销中面向主要买方的占比",
        source=assumption("one dominant customer is common among small suppliers; no ratio sourced"),
    )
    custom_lost: float = parameter(
        0.92,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Part of what a main buyer that is no more bought that finds no other customer before there is a new "
        "one; 0: none",
        zh="主要买方倒闭或歇业后、找到新买方前，其原采购额中无法售予他人的比例；0为全部可转售",
        source=assumption(
            "few new customers are at hand: 92% of a firm's links to customers are the same a year later (Mizuno, "
            "Souma and Watanabe 2015, RIETI 15-E-056); that the one share is the other is assumed; Jacobson and von "
            "Schedvin (2015), Econometrica 83, infer that suppliers of failed firms lose demand and not only claims; "
            "that custom of closed ones goes alike: assumed"
        ),
    )
    mark_share: float = parameter(
        0.02,
        unit="share of yearly sales",
        low=0.0,
        high=1.0,
        meaning="Claims and custom lost with a failed buyer above which a failure within the year is put down to it",
        zh="将一年内倒闭归因于买方倒闭的货款与订单损失门槛",
        source=assumption("a quarter of a month's sales"),
    )


@kernel
def settle_trade_credit(economy: Economy) -> None:
    """Buyers pay what falls due to linked suppliers; claims on buyers that have failed are lost, and counted."""
    firm, flows = economy.firm, economy.flows
    whole, index, tag = firm.whole, firm.index, firm.tag
    for i in range(firm.rows):
        buyer = index[BUYER, i]
        if buyer < 0 or tag[STATE, i] != ALIVE:
            continue
        owed = whole[LINKED, i]
        if tag[STATE, buyer] != ALIVE:
            lose_buyer(economy, i, tag[OUTCOME, buyer])
            continue
        paid = whole_fen(owed * share_collected(economy, tag[SIZE, i]))
        whole[LINKED, i] = owed - paid
        whole[CASH, i] += paid
        whole[CASH, buyer] -= paid
        whole[SUPPLIED, buyer] += paid
        flows[SALES_BETWEEN, PAYER, tag[BANK, buyer]] += paid
        flows[SALES_BETWEEN, PAYEE, tag[BANK, i]] += paid


@compiled
def lose_buyer(economy: Economy, i: int, outcome: int) -> None:
    """The main buyer of the firm in row `i` left so: the claim on it is paid or lost, its custom stays or goes.

    Who closes repays everyone, as `close_if_possible` makes sure of towards lenders; who outgrew buys on elsewhere.
    """
    firm, flows = economy.firm, economy.flows
    whole, tag, house = firm.whole, firm.tag, firm.tag[BANK, i]
    owed = whole[LINKED, i]
    whole[LINKED, i] = 0
    firm.index[BUYER, i] = NO_BUYER
    if outcome != OUTGREW:
        tag[MARK, i] |= WITHOUT_BUYER
    if outcome == OUTGREW:
        whole[RECEIVABLES, i] += owed
        return
    if outcome == CLOSED_DOWN:
        whole[CASH, i] += owed
        economy.bank.whole[REST_DEPOSITS, house] -= owed
        flows[COLLECTIONS, PAYER, house] += owed
        return
    flows[RECEIVABLES_LOST, PAYER, house] += owed
    economy.counts[LOST_ON_BUYERS] += owed
    tag[MARK, i] |= LOST_BUYER
    if owed + custom_lost_until_the_look(economy, i) > economy.numbers.contagion.mark_share * whole[YEAR_SALES, i]:
        tag[MARK, i] |= HURT_BY_BUYER


@compiled
def custom_lost_until_the_look(economy: Economy, i: int) -> float:
    """Fen of sales that the firm in row `i` loses until it finds a new main buyer: half a year of them on average."""
    contagion, sector = economy.numbers.contagion, economy.firm.tag[SECTOR, i]
    part = contagion.custom_lost * contagion.link_share * economy.sector_table[CREDIT_SHARE, sector]
    return part * max(economy.firm.whole[YEAR_SALES, i], 0) / 2.0
