"""Owners who close: how likely they think of it, what selling up yields, and the loans they repay.

The hazard of closing never rises with age (Knaup 2005: 66% of new establishments live after two years, 44% after
four). An owner who wants to close sells up and repays everyone, or cannot and carries on until money runs out.
"""

import numpy as np

from ...ground.compiled import compiled, kernel
from ...ground.units import whole_fen
from ...state.bank_columns import RELEASED
from ...state.economy import Economy
from ...state.enterprise_columns import (
    BANK,
    BANK_DEBT,
    CASH,
    FIXED_ASSETS,
    INFORMAL_DEBT,
    INVENTORY,
    LATE_BILLS,
    LINKED,
    LOANS,
    MARGIN,
    OUTCOME,
    OWNER_WEALTH,
    RECEIVABLES,
)
from ...state.ledger import COLLECTIONS, INFORMAL_REPAYMENT, LATE_BILLS_PAID, OWNER_CAPITAL, PAYER, SALES
from ...state.loan_columns import AMOUNT, BALANCE, FIRM, GOODS, GUARANTOR, PERFORMING, STATUS
from ...state.scratch import Scratch
from ..debt_service.loan_service import repay
from ..lending.controlled_goods import release_goods
from .entry_exit import CLOSED_DOWN, FAILED, OUTGREW
from .population import Population


@compiled
def closing_hazard(age: int, margin: float, population: Population) -> float:
    """Hazard per year that the owner wants to close: falls with age (months) like 1 / (1 + age / maturing)**2, rises
    with the cash margin's shortfall below the threshold, up to a bound."""
    ratio = 1.0 + age / population.closure_maturing
    shortfall = min(max(population.closure_margin - margin, 0.0), population.closure_shortfall)
    return population.closure_base + population.closure_young / (ratio * ratio) + population.closure_weak * shortfall


@compiled
def proceeds_of_closing(
    fixed_assets: int,
    inventory: int,
    receivables: int,
    assets_yield: float,
    goods_yield: float,
    claims_yield: float,
) -> int:
    """Fen an owner gets who sells up."""
    return (
        whole_fen(assets_yield * fixed_assets)
        + whole_fen(goods_yield * inventory)
        + whole_fen(claims_yield * receivables)
    )


@compiled
def lacking_to_close(economy: Economy, i: int) -> int:
    """Fen that the firm in row `i` would owe beyond what it has and what selling up yields."""
    whole, growth = economy.firm.whole, economy.numbers.growth
    owed = whole[BANK_DEBT, i] + whole[INFORMAL_DEBT, i] + whole[LATE_BILLS, i]
    proceeds = proceeds_of_closing(
        whole[FIXED_ASSETS, i],
        whole[INVENTORY, i],
        whole[RECEIVABLES, i],
        growth.sale_of_assets,
        growth.sale_of_inventory,
        growth.sale_of_receivables,
    ) + whole_fen(growth.sale_of_receivables * whole[LINKED, i])
    return max(owed - whole[CASH, i] - proceeds, 0)


@compiled
def most_added(economy: Economy, i: int) -> int:
    """Fen of own money that the owner of the firm in row `i` adds at most, so that everyone is repaid."""
    return int(economy.numbers.growth.wealth_at_closing * economy.firm.whole[OWNER_WEALTH, i])


@compiled
def can_close(economy: Economy, i: int) -> bool:
    """Whether the owner of the firm in row `i`, selling up and adding own money, can repay everyone."""
    return lacking_to_close(economy, i) <= most_added(economy, i)


@compiled
def close_if_possible(economy: Economy, i: int, scratch: Scratch) -> None:
    """The owner of the firm in row `i` sells up, if that and part of the own wealth repay everyone.

    One who cannot gives up if the firm owes banks and loses money, and carries on otherwise.
    """
    firm, growth = economy.firm, economy.numbers.growth
    whole, tag = firm.whole, firm.tag
    cash, debt, late = whole[CASH, i], whole[INFORMAL_DEBT, i], whole[LATE_BILLS, i]
    tag[OUTCOME, i] = 0
    from_claims = whole_fen(growth.sale_of_receivables * whole[RECEIVABLES, i])
    from_buyer = whole_fen(growth.sale_of_receivables * whole[LINKED, i])
    from_sale = proceeds_of_closing(
        whole[FIXED_ASSETS, i], whole[INVENTORY, i], 0, growth.sale_of_assets, growth.sale_of_inventory, 0.0
    )
    missing = lacking_to_close(economy, i)
    if missing <= most_added(economy, i):
        house, flows = tag[BANK, i], scratch.flows
        tag[OUTCOME, i] = CLOSED_DOWN
        whole[OWNER_WEALTH, i] -= missing
        whole[RECEIVABLES, i] -= from_claims
        whole[LINKED, i] -= from_buyer
        from_claims += from_buyer
        flows[COLLECTIONS, PAYER, house] += from_claims
        flows[SALES, PAYER, house] += from_sale
        flows[OWNER_CAPITAL, PAYER, house] += missing
        flows[INFORMAL_REPAYMENT, PAYER, house] += debt
        flows[LATE_BILLS_PAID, PAYER, house] += late
        whole[INFORMAL_DEBT, i] = 0
        whole[LATE_BILLS, i] = 0
        whole[CASH, i] = cash + from_claims + from_sale + missing - debt - late
        scratch.rest[house] += debt + late - from_claims - from_sale - missing
    elif firm.real[MARGIN, i] < growth.surrender_margin and tag[LOANS, i] > 0:
        tag[OUTCOME, i] = FAILED


@compiled
def leave_as_large(economy: Economy, i: int, scratch: Scratch) -> None:
    """The firm in row `i` is large by far: others finance it from now on, who pay off its banks and private lenders."""
    firm = economy.firm
    whole, house, flows = firm.whole, firm.tag[BANK, i], scratch.flows
    debt, late = whole[INFORMAL_DEBT, i], whole[LATE_BILLS, i]
    missing = max(whole[BANK_DEBT, i] + debt + late - whole[CASH, i], 0)
    flows[OWNER_CAPITAL, PAYER, house] += missing
    flows[INFORMAL_REPAYMENT, PAYER, house] += debt
    flows[LATE_BILLS_PAID, PAYER, house] += late
    whole[CASH, i] += missing - debt - late
    whole[INFORMAL_DEBT, i] = 0
    whole[LATE_BILLS, i] = 0
    scratch.rest[house] += debt + late - missing
    firm.tag[OUTCOME, i] = OUTGREW


@kernel
def repay_on_closing(economy: Economy, freed: np.ndarray) -> int:
    """Firms that close or have outgrown repay every loan; returns how many loan rows in `freed` were closed."""
    firm, loan, institution = economy.firm, economy.loan, economy.institution
    count = 0
    for row in range(loan.rows):
        if loan.tag[STATUS, row] != PERFORMING:
            continue
        i = loan.index[FIRM, row]
        if firm.tag[OUTCOME, i] != CLOSED_DOWN and firm.tag[OUTCOME, i] != OUTGREW:
            continue
        if loan.whole[GOODS, row] > 0:
            release_goods(row, i, loan.whole[BALANCE, row], loan.whole[BALANCE, row], firm, loan)
        repay(row, i, loan.whole[BALANCE, row], firm, loan, economy.bank, economy.flows)
        if loan.tag[GUARANTOR, row] >= 0:
            institution.whole[RELEASED, loan.tag[GUARANTOR, row]] += loan.whole[AMOUNT, row]
        loan.tag[STATUS, row] = 0
        freed[count] = row
        count += 1
    return count
