"""Goods bought with a loan that the lender controls until they are paid for."""

from ...ground.columns import Blocks
from ...ground.compiled import compiled
from ...ground.units import whole_fen
from ...state.bank_columns import REST_DEPOSITS
from ...state.economy import Economy
from ...state.enterprise_columns import BANK, CASH, INVENTORY
from ...state.ledger import INVENTORY_CHANGE, PAYER, PURCHASES
from ...state.loan_columns import GOODS


@compiled
def buy_controlled_goods(economy: Economy, row: int, i: int, amount: int, deposit: float) -> None:
    """The loan just drawn and the firm's deposit go to the supplier; the goods come under the bank's control.

    `row` is the loan's, `i` the firm's, `amount` fen drawn, `deposit` the firm's own share of the goods.
    """
    firm, flows = economy.firm, economy.flows
    house = firm.tag[BANK, i]
    value = amount + min(own_part(amount, deposit), firm.whole[CASH, i] - amount)
    firm.whole[CASH, i] -= value
    economy.bank.whole[REST_DEPOSITS, house] += value
    economy.loan.whole[GOODS, row] = value
    flows[PURCHASES, PAYER, house] += value
    flows[INVENTORY_CHANGE, PAYER, house] += value


@compiled
def own_part(amount: int, deposit: float) -> int:
    """Fen the firm itself puts down beside a loan of `amount` when the deposit is a share of the goods."""
    return whole_fen(amount * deposit / (1.0 - deposit))


@compiled
def release_goods(row: int, i: int, repaid: int, balance: int, firm: Blocks, loan: Blocks) -> None:
    """Goods in step with `repaid` out of `balance` fen move from the warehouse into the firm's own stock."""
    goods = loan.whole[GOODS, row]
    released = goods if repaid >= balance else whole_fen(goods * (repaid / balance))
    loan.whole[GOODS, row] = goods - released
    firm.whole[INVENTORY, i] += released
