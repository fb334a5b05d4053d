"""Money between borrower and lender: drawing on a line, repaying principal, interest and the tax on it."""

import numpy as np

from ...ground.columns import Blocks
from ...ground.compiled import compiled, unsigned
from ...state.bank_columns import OWN_CASH
from ...state.economy import Economy
from ...state.enterprise_columns import BANK, BANK_DEBT, CASH, LINE, LINE_ROOM, REGION
from ...state.ledger import INTEREST, PAYEE, PAYER, PRINCIPAL_DRAWN, PRINCIPAL_REPAID, TAX_BANK
from ...state.loan_columns import BALANCE, LENDER, RATE, TAX_FREE
from ..lending.loan_pricing import tax_on_interest


@compiled
def draw_line(i: int, amount: int, firm: Blocks, loan: Blocks, bank: Blocks, flows: np.ndarray) -> None:
    """Draw `amount` fen, at most the room, on the firm's line."""
    row = firm.index[LINE, i]
    lender, house = loan.tag[LENDER, row], firm.tag[BANK, i]
    loan.whole[BALANCE, row] += amount
    firm.whole[LINE_ROOM, i] -= amount
    firm.whole[BANK_DEBT, i] += amount
    firm.whole[CASH, i] += amount
    bank.whole[OWN_CASH, lender] -= amount
    flows[PRINCIPAL_DRAWN, PAYER, lender] += amount
    flows[PRINCIPAL_DRAWN, PAYEE, house] += amount


@compiled
def repay(row: int, i: int, amount: int, firm: Blocks, loan: Blocks, bank: Blocks, flows: np.ndarray) -> None:
    """Principal of any loan, from the firm's deposit to the lending bank."""
    lender = loan.tag[LENDER, row]
    loan.whole[BALANCE, row] -= amount
    firm.whole[BANK_DEBT, i] -= amount
    firm.whole[CASH, i] -= amount
    bank.whole[OWN_CASH, lender] += amount
    flows[PRINCIPAL_REPAID, PAYER, firm.tag[BANK, i]] += amount
    flows[PRINCIPAL_REPAID, PAYEE, lender] += amount


@compiled
def pay_interest(row: int, i: int, interest: int, economy: Economy) -> None:
    """Interest in fen, from the firm's deposit to the lending bank, which pays the value-added tax contained in it."""
    firm, loan, bank, flows = economy.firm, economy.loan, economy.bank, economy.flows
    lender = loan.tag[LENDER, row]
    firm.whole[CASH, i] -= interest
    bank.whole[OWN_CASH, lender] += interest
    flows[INTEREST, PAYER, firm.tag[BANK, i]] += interest
    flows[INTEREST, PAYEE, lender] += interest
    vat = economy.numbers.loan_pricing.interest_vat
    tax = tax_on_interest(interest, loan.real[RATE, row], vat, loan.real[TAX_FREE, row])
    if tax > 0:
        pay_tax(lender, tax, firm.tag[REGION, i], economy)


@compiled
def pay_tax(lender: int, tax: int, region: int, economy: Economy) -> None:
    """Value-added tax in fen on interest, from the bank to government, the region's share of it to the region."""
    local = int(tax * economy.numbers.cash_flow.local_vat_share)
    economy.bank.whole[OWN_CASH, lender] -= tax
    economy.accounts[0] += tax - local
    economy.accounts[1 + unsigned(region)] += local
    economy.flows[TAX_BANK, PAYER, lender] += tax
    economy.flows[TAX_BANK, PAYEE, 0] += tax
