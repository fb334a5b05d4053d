"""Bills that exceed a firm's cash: what it does about them, one thing after the other, until it fails.

Bills come before receipts. A firm short of cash draws on its line, then buys less, so that it has less to sell the
month after, then pays suppliers late, then turns to its owner and private lenders, then fails. Firms cut off from
credit cut purchases and staff long before they fail (Berton, Mocetti, Presbitero and Richiardi 2018, Review of
Financial Studies 31), and suppliers are the lenders of next to last resort (Cunat 2007, Review of Financial Studies
20).
"""

from ...ground.compiled import compiled, kernel
from ...ground.parameters import ParameterGroup, assumption, parameter
from ...state.bank_columns import REST_DEPOSITS
from ...state.counts import LATE_BILLS_FEN, PURCHASES_CUT, UNPAID_BILLS
from ...state.economy import Economy
from ...state.enterprise_columns import (
    BANK,
    CASH,
    INVENTORY,
    LATE_BILLS,
    LINE,
    LINE_ROOM,
    OUTCOME,
    SECTOR,
    YEAR_SALES,
)
from ...state.ledger import INVENTORY_CHANGE, PAYER, PURCHASES
from ...state.ledger import LATE_BILLS as LATE_BILLS_ROUTE
from ..debt_service.loan_service import draw_line
from ..demography.entry_exit import FAILED
from .cash_flow import INPUT_SHARE
from .informal_finance import find_money


class Bills(ParameterGroup, key="bills", title={"en": "Firms short of cash", "zh": "资金短缺的企业"}):
    """How far purchases are cut and suppliers wait."""

    purchases_cut: float = parameter(
        0.4,
        unit="share of a month's purchases",
        low=0.0,
        high=1.0,
        meaning="Purchases that a firm short of cash forgoes at most in a month",
        zh="资金短缺企业当月最多削减的采购比例",
        source=assumption("what is bought for next month's sales; the rest is under contract or already used"),
    )
    careful_below: float = parameter(
        0.75,
        unit="share of the wanted buffer",
        low=0.0,
        high=10.0,
        meaning="Cash below which a firm holds fewer goods, down to what cut purchases leave when there is "
        "none; 0 never",
        zh="企业开始压缩备货的现金水平（占目标现金缓冲；0表示不压缩）",
        source=assumption(
            "Fazzari and Petersen (1993), RAND Journal of Economics 24: working capital gives way first when "
            "cash is short"
        ),
    )
    months_late: float = parameter(
        1.0,
        unit="months of purchases",
        low=0.0,
        high=12.0,
        meaning="Bills of suppliers that a firm short of cash can leave unpaid for a month, at most",
        zh="资金短缺企业可延付一个月的供应商账款上限（以月采购额计）",
        source=assumption("B2B payments are late by 38 days on average in China (OECD 2020): suppliers wait a month"),
    )
    spare_months: float = parameter(
        0.5,
        unit="months of sales",
        low=0.0,
        high=12.0,
        meaning="Looked for on top of the bills of a firm short of cash, so that the next bill finds it provided",
        zh="资金短缺企业在应付账单之外一并筹措的款项（以月销售额计）",
        source=assumption("nobody asks a lender twice in a month"),
    )


@compiled
def goods_afforded(cash: float, wanted_cash: float, bills: Bills) -> float:
    """Part of the inventory it would hold that a firm with this much cash, in fen, lets itself have."""
    enough = bills.careful_below * wanted_cash
    if cash >= enough or enough <= 0.0:
        return 1.0
    return 1.0 - bills.purchases_cut * (1.0 - max(cash, 0.0) / enough)


@compiled
def pay_by_line(economy: Economy, i: int, need: int) -> int:
    """Draw on the revolving line; returns fen still needed."""
    firm = economy.firm
    room = min(need, firm.whole[LINE_ROOM, i])
    if room <= 0 or firm.index[LINE, i] < 0:
        return need
    draw_line(i, room, firm, economy.loan, economy.bank, economy.flows)
    return need - room


@compiled
def buy_less(economy: Economy, i: int, need: int) -> int:
    """Forgo purchases of the month: goods that are not there to be sold the next. Returns fen still needed."""
    firm, flows = economy.firm, economy.flows
    house = firm.tag[BANK, i]
    cut = min(need, int(economy.numbers.bills.purchases_cut * month_of_purchases(economy, i)), firm.whole[INVENTORY, i])
    firm.whole[INVENTORY, i] -= cut
    firm.whole[CASH, i] += cut
    economy.bank.whole[REST_DEPOSITS, house] -= cut
    flows[PURCHASES, PAYER, house] -= cut
    flows[INVENTORY_CHANGE, PAYER, house] -= cut
    economy.counts[PURCHASES_CUT] += cut
    return need - cut


@compiled
def pay_late(economy: Economy, i: int, need: int) -> int:
    """Let suppliers wait until the next month. Returns fen still needed."""
    most = int(economy.numbers.bills.months_late * month_of_purchases(economy, i))
    late = max(min(need, most - economy.firm.whole[LATE_BILLS, i]), 0)
    owe_suppliers(economy, i, late)
    economy.counts[LATE_BILLS_FEN] += late
    return need - late


@compiled
def owe_suppliers(economy: Economy, i: int, amount: int) -> None:
    """`amount` fen of the month's bills are owed instead of paid."""
    firm, flows, house = economy.firm, economy.flows, economy.firm.tag[BANK, i]
    firm.whole[LATE_BILLS, i] += amount
    firm.whole[CASH, i] += amount
    economy.bank.whole[REST_DEPOSITS, house] -= amount
    flows[PURCHASES, PAYER, house] -= amount
    flows[LATE_BILLS_ROUTE, PAYER, house] += amount


@compiled
def month_of_purchases(economy: Economy, i: int) -> float:
    """Fen of goods and services that the firm in row `i` buys in a usual month."""
    firm = economy.firm
    return max(firm.whole[YEAR_SALES, i], 0) * economy.sector_table[INPUT_SHARE, firm.tag[SECTOR, i]] / 12.0


@kernel
def meet_bills(economy: Economy, start: int, count: int) -> None:
    """The `count` firms listed from place `start` on, whose bills exceeded their cash, find a way to meet them or fail.

    What those that fail cannot pay is lost to their suppliers.
    """
    firm, bills = economy.firm, economy.numbers.bills
    for k in range(start, start + count):
        i = economy.listed[k]
        need = pay_by_line(economy, i, -firm.whole[CASH, i])
        if need > 0:
            need = buy_less(economy, i, need)
        if need > 0:
            need = pay_late(economy, i, need)
        if need <= 0:
            continue
        more = int(max(firm.whole[YEAR_SALES, i], 0) * bills.spare_months / 12.0)
        if not find_money(economy, i, need + more) and not find_money(economy, i, need):
            owe_suppliers(economy, i, need)
            firm.tag[OUTCOME, i] = FAILED
            economy.counts[UNPAID_BILLS] += need
