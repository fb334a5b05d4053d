"""Private interest, investment, drawings, hiring, size class and voluntary closure.

Investment follows profitability (Tobin's q read from the margin) and is limited by cash above the buffer: growth
needs finance (Fazzari, Hubbard and Petersen 1988). Owners draw what they cannot use. An owner who wants to close
sells up and repays everyone, or cannot and carries on until money runs out.
"""

from typing import Any

import numpy as np

from ...ground.compiled import allocating_kernel, compiled, kernel, unsigned
from ...ground.parameters import ParameterGroup, assumption, calibrated, paper, parameter
from ...ground.units import whole_fen
from ...state.bank_columns import RELEASED
from ...state.enterprise_columns import (
    ALIVE,
    BANK,
    BANK_DEBT,
    BUFFER,
    CASH,
    CONDUCT,
    EMPLOYEES,
    ENTRY_MONTH,
    FIXED_ASSETS,
    INFORMAL_DEBT,
    INVENTORY,
    LABOUR,
    LOANS,
    MARGIN,
    MARK,
    OUTCOME,
    OWNER_WEALTH,
    RECEIVABLES,
    SECTOR,
    SIZE,
    STATE,
    YEAR_SALES,
)
from ...state.ledger import (
    COLLECTIONS,
    INFORMAL_REPAYMENT,
    INTEREST_INFORMAL,
    INVESTMENT,
    OWNER_CAPITAL,
    OWNER_DRAWING,
    PAYER,
    SALES,
)
from ...state.loan_columns import AMOUNT, BALANCE, FIRM, GOODS, GUARANTOR, PERFORMING, STATUS
from ..debt_service.loan_service import repay
from ..lending.controlled_goods import release_goods
from .entry_exit import CLOSED_DOWN, FAILED, WISHES_TO_CLOSE, size_class


class Growth(ParameterGroup, key="growth", title={"en": "Investment and growth", "zh": "投资与成长"}):
    """How fast firms invest, draw and adjust."""

    investment_response: float = parameter(
        0.9,
        unit="growth a year per unit of margin",
        low=0.0,
        high=50.0,
        meaning="Rise of wanted capital growth per point of margin",
        zh="利润率对意愿投资的影响",
        source=paper(
            "Fazzari, Hubbard and Petersen (1988), Brookings Papers; size chosen for yearly growth of a few per cent"
        ),
    )
    hurdle_margin: float = parameter(
        0.105,
        unit="share of sales",
        low=-1.0,
        high=1.0,
        meaning="Cash margin at which wear is just replaced",
        zh="维持性投资对应的现金利润率",
        source=calibrated("cash margin of a normal firm"),
    )
    reinvested: float = parameter(
        0.04,
        unit="share a month",
        low=0.0,
        high=1.0,
        meaning="Part of cash above the buffer put into the firm each month",
        zh="富余现金月再投资比例",
        source=assumption("borrowed money is put to work within two years"),
    )
    drawn: float = parameter(
        0.16,
        unit="share a month",
        low=0.0,
        high=1.0,
        meaning="Part of cash above the buffer the owner draws each month",
        zh="富余现金月提取比例",
        source=assumption("owners live from the firm"),
    )
    saved: float = parameter(
        0.35,
        unit="share of drawings",
        low=0.0,
        high=1.0,
        meaning="Part of drawings that adds to the owner's wealth",
        zh="业主提取中转为财富的比例",
        source=assumption("near the household saving rate"),
    )
    labour_adjustment: float = parameter(
        0.08,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Share of the gap to the wanted number of workers closed in a month",
        zh="用工月调整速度",
        source=assumption("a year to adjust: contracts and severance"),
    )
    sale_of_assets: float = parameter(
        0.55,
        unit="share of book value",
        low=0.0,
        high=1.0,
        meaning="What fixed assets fetch when an owner sells up",
        zh="歇业清算资产变现率",
        source=assumption("used machines sell near half their book value"),
    )
    sale_of_inventory: float = parameter(
        0.75,
        unit="share of cost",
        low=0.0,
        high=1.0,
        meaning="What goods fetch when an owner sells up",
        zh="歇业清算存货变现率",
        source=assumption("clearance sale"),
    )
    sale_of_receivables: float = parameter(
        0.90,
        unit="share of claims",
        low=0.0,
        high=1.0,
        meaning="Claims collected when an owner sells up",
        zh="歇业清算应收账款回收率",
        source=assumption("most buyers pay"),
    )
    surrender_margin: float = parameter(
        0.0,
        unit="share of sales",
        low=-1.0,
        high=1.0,
        meaning="Cash margin below which an owner who cannot repay gives up",
        zh="无力偿债业主放弃经营的利润率",
        source=assumption("losses leave nothing to wait for"),
    )
    conduct_decay: float = parameter(
        0.02,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Return of conduct to the safe way",
        zh="冒险倾向的月衰减",
        source=assumption("projects end within a few years"),
    )


@compiled
def wanted_investment(capital: int, margin: float, depreciation: float, response: float, hurdle: float) -> float:
    """Fen of investment wanted in a month: wear plus growth with profitability; from 0 to 6% of capital."""
    rate = (depreciation + response * (margin - hurdle)) / 12.0
    return capital * min(max(rate, 0.0), 0.06)


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


@allocating_kernel
def grow(
    start: int,
    stop: int,
    firm: Any,
    flows: Any,
    rest_change: Any,
    month: int,
    depreciation: float,
    informal_rate: float,
    size_workers: Any,
    size_sales: Any,
    p: Any,
) -> int:
    """One month of private interest, investment, drawings, hiring and of decisions to close; returns closures."""
    whole, real, index, tag = firm.whole, firm.real, firm.index, firm.tag
    closures = 0
    sums = np.zeros((rest_change.shape[0], 4), np.int64)
    for position in range(start, stop):
        i = unsigned(position)  # unsigned: no check for places counted from the end
        if tag[STATE, i] != ALIVE or tag[OUTCOME, i] > WISHES_TO_CLOSE:
            continue
        house = unsigned(tag[BANK, i])
        cash = whole[CASH, i]
        debt = whole[INFORMAL_DEBT, i]
        if tag[OUTCOME, i] == WISHES_TO_CLOSE:
            tag[OUTCOME, i] = 0
            owed = whole[BANK_DEBT, i] + debt
            claims = whole[RECEIVABLES, i]
            from_claims = whole_fen(p.sale_of_receivables * claims)
            from_sale = proceeds_of_closing(
                whole[FIXED_ASSETS, i], whole[INVENTORY, i], 0, p.sale_of_assets, p.sale_of_inventory, 0.0
            )
            missing = max(owed - cash - from_claims - from_sale, 0)
            if missing <= whole[OWNER_WEALTH, i] // 2:
                tag[OUTCOME, i] = CLOSED_DOWN
                closures += 1
                whole[OWNER_WEALTH, i] -= missing
                whole[RECEIVABLES, i] -= from_claims
                flows[COLLECTIONS, PAYER, house] += from_claims
                flows[SALES, PAYER, house] += from_sale
                flows[OWNER_CAPITAL, PAYER, house] += missing
                flows[INFORMAL_REPAYMENT, PAYER, house] += debt
                whole[INFORMAL_DEBT, i] = 0
                whole[CASH, i] = cash + from_claims + from_sale + missing - debt
                rest_change[house] += debt - from_claims - from_sale - missing
                continue
            if real[MARGIN, i] < p.surrender_margin and tag[LOANS, i] > 0:
                tag[OUTCOME, i] = FAILED
                continue
        sales = whole[YEAR_SALES, i]
        # Choices rather than branches, which the processor would guess wrong for one firm in three.
        interest = min(whole_fen(debt * informal_rate / 12.0), cash) if debt > 0 else 0
        cash -= interest
        spare = max(cash - whole_fen(real[BUFFER, i] * 0.92 * sales / 12.0), 0)
        repaid = min(debt, spare)
        whole[INFORMAL_DEBT, i] = debt - repaid
        spare -= repaid
        capital, margin = whole[FIXED_ASSETS, i], real[MARGIN, i]
        wanted = whole_fen(wanted_investment(capital, margin, depreciation, p.investment_response, p.hurdle_margin))
        invested = min(wanted, spare)
        invested += whole_fen(p.reinvested * (spare - invested)) if margin > p.hurdle_margin else 0
        drawing = whole_fen(p.drawn * (spare - invested))
        whole[FIXED_ASSETS, i] = capital + invested
        whole[OWNER_WEALTH, i] += whole_fen(p.saved * drawing)
        whole[CASH, i] = cash - repaid - invested - drawing
        sums[house, 0] += interest
        sums[house, 1] += repaid
        sums[house, 2] += invested
        sums[house, 3] += drawing
        wanted_workers = real[LABOUR, i] * sales / 100.0
        real[EMPLOYEES, i] += p.labour_adjustment * (max(wanted_workers, 1.0) - real[EMPLOYEES, i])
        if tag[LOANS, i] == 0:
            real[CONDUCT, i] += p.conduct_decay * (1.0 - real[CONDUCT, i])
        if (month - index[ENTRY_MONTH, i]) % 12 == 0:
            sector = unsigned(tag[SECTOR, i])
            tag[SIZE, i] = size_class(real[EMPLOYEES, i], sales / 100.0, size_workers[sector], size_sales[sector])
            tag[MARK, i] = 0
    for house in range(rest_change.shape[0]):
        flows[INTEREST_INFORMAL, PAYER, house] += sums[house, 0]
        flows[INFORMAL_REPAYMENT, PAYER, house] += sums[house, 1]
        flows[INVESTMENT, PAYER, house] += sums[house, 2]
        flows[OWNER_DRAWING, PAYER, house] += sums[house, 3]
        rest_change[house] += sums[house].sum()
    return closures


@kernel
def repay_on_closing(loans: int, firm: Any, loan: Any, bank: Any, institution: Any, flows: Any, freed: Any) -> int:
    """Firms that close repay every loan; returns how many loan rows in `freed` were closed."""
    count = 0
    for row in range(loans):
        if loan.tag[STATUS, row] != PERFORMING:
            continue
        i = loan.index[FIRM, row]
        if firm.tag[OUTCOME, i] != CLOSED_DOWN:
            continue
        if loan.whole[GOODS, row] > 0:
            release_goods(row, i, loan.whole[BALANCE, row], loan.whole[BALANCE, row], firm, loan)
        repay(row, i, loan.whole[BALANCE, row], firm, loan, bank, flows)
        if loan.tag[GUARANTOR, row] >= 0:
            institution.whole[RELEASED, loan.tag[GUARANTOR, row]] += loan.whole[AMOUNT, row]
        loan.tag[STATUS, row] = 0
        freed[count] = row
        count += 1
    return count
