"""Sales, collections, input costs, wages and taxes of every enterprise, month by month.

Sales = capital x turnover x own productivity x demand. Productivity returns to the firm's hidden quality and is
hit by Laplace shocks at random dates, so that yearly growth rates are tent-shaped (Fu and others 2005; Bottazzi
and Secchi 2006), with a dispersion that falls with size (Stanley and others 1996). Wages and overheads do not
fall with sales at once: operating leverage. Part of sales is on credit.
"""

from typing import Any

import numpy as np

from simulation.compiled import compiled, kernel, unsigned
from simulation.enterprise_columns import (
    ALIVE,
    BANK,
    BANK_DEBT,
    BUYER,
    CASH,
    CONDUCT,
    DISPERSION,
    EMPLOYEES,
    ENTRY_MONTH,
    FIXED_ASSETS,
    HONESTY,
    ID,
    INVENTORY,
    LINKED,
    MARGIN,
    OUTCOME,
    PRODUCTIVITY,
    QUALITY,
    RECEIVABLES,
    REGION,
    SECTOR,
    SIZE,
    STATE,
    SUPPLIED,
    TURNOVER,
    WAGE,
    YEAR_SALES,
)
from simulation.ledger import (
    CHARGE,
    COLLECTIONS,
    DEPOSIT_INTEREST_ENTERPRISE,
    DEPRECIATION,
    INVENTORY_CHANGE,
    INVOICED,
    PAYEE,
    PAYER,
    PURCHASES,
    RECEIVABLES_LOST,
    SALES,
    TAX,
    WAGES,
)
from simulation.mathematics import exponential, logarithm
from simulation.parameters import (
    ParameterGroup,
    assumption,
    calibrated,
    dataset,
    parameter,
    regulation,
    secondary,
)
from simulation.randomness import TRADE, laplace, uniforms
from simulation.structure import LARGE, SECTORS, PerSector
from simulation.units import whole_fen

#: A month in years: multiplied, because divisions are dear in a hot loop.
MONTH = 1.0 / 12.0
#: Firms whose draws are made together: small enough to stay in the fastest cache.
BLOCK = 512


class CashFlow(ParameterGroup, key="cash_flow", title={"en": "Cash flow of enterprises", "zh": "企业现金流"}):
    """Costs, credit sales, taxes and the shocks to productivity."""

    sales_per_worker: PerSector = parameter(
        (350e3, 600e3, 700e3, 1500e3, 900e3, 450e3, 800e3, 900e3),
        unit="yuan a year",
        low=1e3,
        high=1e8,
        meaning="Normal yearly sales per worker, by sector",
        zh="各行业人均年销售额",
        source=calibrated("mean over SMEs 188.2tn / 233m workers = 808k (D from K-h); trade above, services below"),
    )
    wage: PerSector = parameter(
        (4500.0, 6200.0, 10500.0, 5600.0, 6200.0, 6000.0, 6000.0, 6000.0),
        unit="yuan a month",
        low=100.0,
        high=1e6,
        meaning="Monthly cost of a worker, by sector",
        zh="各行业月人工成本",
        source=assumption(
            "near the published private-sector average of about 5,700 yuan a month; by sector not in the facts"
        ),
    )
    overhead_share: PerSector = parameter(
        (0.14, 0.10, 0.12, 0.06, 0.09, 0.14, 0.07, 0.10),
        unit="share of normal sales",
        low=0.0,
        high=0.8,
        meaning="Rent and other costs that do not fall with sales",
        zh="不随销售下降的固定费用占比",
        source=assumption("no sourced split of SME costs; gives operating leverage of three to five"),
    )
    credit_share: PerSector = parameter(
        (0.15, 0.5, 0.6, 0.4, 0.75, 0.5, 0.8, 0.5),
        unit="share of sales",
        low=0.0,
        high=1.0,
        meaning="Sales on credit, by sector",
        zh="赊销占比",
        source=assumption("by who the buyers are: households pay at once, firms and builders later"),
    )
    normal_margin: float = parameter(
        0.032,
        unit="share of sales",
        low=-0.5,
        high=0.5,
        meaning="Margin of a normal firm in a normal month before interest and profit tax; inputs take the rest",
        zh="正常企业在正常月份的息税前利润率",
        source=calibrated("net margin of small firms 4 to 6.5% (F18, F19, F1) after interest, tax and weaker firms"),
    )
    collection_months: float = parameter(
        2.6,
        unit="months",
        low=1.0,
        high=36.0,
        meaning="Mean time to collect a credit sale at a zero gap",
        zh="应收账款平均回收期",
        source=secondary("F29", "terms 76 plus delay for part of the invoices; industry 66.8 days of all sales (F28)"),
    )
    collection_slump: float = parameter(
        8.0,
        unit="share per log point of gap",
        low=0.0,
        high=50.0,
        meaning="Lengthening of collection per point of negative gap",
        zh="下行期回收期延长幅度",
        source=assumption("receivable days rose from 54 to 67 across years of slower growth (F28, F154)"),
    )
    uncollected_share: float = parameter(
        0.006,
        unit="share of receivables a month",
        low=0.0,
        high=0.5,
        meaning="Receivables that are never paid",
        zh="无法收回的应收账款占比（月）",
        source=secondary(
            "F29",
            "80% of delays above 180 days and 2% of turnover are never collected, for part of the firms",
        ),
    )
    inventory_months: float = parameter(
        1.0,
        unit="months of inputs",
        low=0.0,
        high=24.0,
        meaning="Goods and materials held",
        zh="存货月数",
        source=assumption("about half of receivables, as in industrial accounts"),
    )
    depreciation: float = parameter(
        0.08,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Wear of fixed assets",
        zh="固定资产折旧率",
        source=regulation("tax lives of 10 years for machines and 20 for buildings, together about 12 years"),
    )
    shock_probability: float = parameter(
        0.10,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Chance that a productivity shock arrives in a month",
        zh="每月发生生产率冲击的概率",
        source=assumption(
            "a little more than one a year: a random number of Laplace shocks keeps yearly growth tent-shaped"
        ),
    )
    shock_persistence: float = parameter(
        0.80,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="Share of the distance to own quality that survives a shock date",
        zh="冲击时距自身质量水平的持续比例",
        source=assumption("yearly persistence of firm productivity near 0.8 in the literature"),
    )
    conduct_drag: float = parameter(
        0.10,
        unit="log points",
        low=0.0,
        high=1.0,
        meaning="Fall of expected productivity at a shock date per unit of risky conduct",
        zh="冒险经营对预期生产率的拖累",
        source=assumption("Stiglitz and Weiss (1981): riskier projects have the lower mean"),
    )
    profit_tax: float = parameter(
        0.05,
        unit="share of profit",
        low=0.0,
        high=1.0,
        meaning="Effective income tax of small-profit firms",
        zh="小型微利企业所得税实际税负",
        source=regulation("5% effective up to 3m of taxable income, to 2027: MOF/STA 2023 No.12 (K-h)"),
    )
    turnover_tax: float = parameter(
        0.01,
        unit="share of sales",
        low=0.0,
        high=1.0,
        meaning="VAT of small taxpayers above the threshold",
        zh="小规模纳税人增值税征收率",
        source=secondary(
            "F107",
            "3% cut to 1%, to 2027; larger firms' net VAT is taken to be of the same size (assumption)",
        ),
    )
    turnover_tax_threshold: float = parameter(
        100_000.0,
        unit="yuan a month",
        low=0.0,
        high=1e12,
        meaning="Monthly sales below which no VAT is due",
        zh="增值税月起征点",
        source=secondary("F107", "exempt up to 100,000 a month"),
    )
    charge_rate: float = parameter(
        0.002,
        unit="share of sales",
        low=0.0,
        high=0.5,
        meaning="Administrative charges",
        zh="行政事业性收费",
        source=assumption("surcharges and fees; no ratio found"),
    )
    concealment: float = parameter(
        0.25,
        unit="share of profit",
        low=0.0,
        high=1.0,
        meaning="Profit the least honest owner hides from tax",
        zh="最不诚信业主隐匿利润的比例",
        source=assumption("profit understated 10-40% suggested; no sourced rate"),
    )
    deposit_rate: float = parameter(
        0.003,
        unit="per year",
        low=0.0,
        high=0.2,
        meaning="Interest on enterprises' current deposits",
        zh="企业活期存款利率",
        source=dataset("listed demand deposit rates 0.1-0.35%"),
    )
    wage_factor: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=20.0,
        meaning="Cost of a worker over the normal one",
        zh="人工成本倍数",
        source=assumption("1 unless a stress squeezes costs"),
    )
    unfilled_jobs: float = parameter(
        0.0,
        unit="share of capacity",
        low=0.0,
        high=0.9,
        meaning="Capacity idle because jobs stay unfilled",
        zh="招工不足导致的闲置产能",
        source=assumption("none unless a stress says so"),
    )
    crowding: float = parameter(
        0.6,
        unit="elasticity",
        low=0.0,
        high=1.0,
        meaning="Fall of a sector's sales per unit of capital when its capital grows: the market is shared",
        zh="行业资本扩张对单位资本销售的稀释弹性",
        source=assumption("demand is given: more capacity takes sales from competitors"),
    )


@compiled
def shocked_productivity(
    productivity: float, quality: float, persistence: float, drag: float, conduct: float, shock: float
) -> float:
    """Productivity after a shock date: log level returns part of the way to quality, less the drag of risky conduct."""
    level = quality + persistence * (logarithm(productivity) - quality) + shock - drag * (conduct - 1.0)
    return exponential(min(max(level, -2.5), 2.5))


@compiled
def collection_rate(months: float, slump: float, gap: float) -> float:
    """Share of receivables collected in a month; the mean delay lengthens while the gap is negative."""
    return 1.0 / (months * (1.0 + slump * max(-gap, 0.0)))


def input_shares(parameters: CashFlow, sector: int, turnover: float) -> float:
    """Purchases per yuan of normal sales that leave the normal margin after wages, overhead, wear and taxes."""
    wages = 12.0 * parameters.wage[sector] / parameters.sales_per_worker[sector]
    wear = parameters.depreciation / turnover
    taxes = parameters.turnover_tax + parameters.charge_rate
    return 1.0 - wages - parameters.overhead_share[sector] - wear - taxes - parameters.normal_margin


# Counters of the trade phase
C_SALES, C_PROFIT, C_SME_SALES = range(3)


@kernel
def trade(
    start: int,
    stop: int,
    firm: Any,
    flows: Any,
    rest_change: Any,
    own_change: Any,
    accounts: Any,
    counters: Any,
    short: Any,
    seed: int,
    month: int,
    gap: float,
    reference_rate: float,
    demand: Any,
    sectors: Any,
    p: Any,
    link_share: float,
    closure: Any,
) -> int:
    """One month of trade for rows `start` to `stop`; returns how many rows of `short` were filled.

    `sectors` holds credit, input and overhead shares by sector, shape (3, sectors). A firm whose cash falls below
    zero is listed in `short`; the next kernel finds it money or fails it. The same draw decides whether its owner
    thinks of closing, which the turnover phase acts on.
    """
    whole, real, index, tag = firm.whole, firm.real, firm.index, firm.tag
    collected_share = collection_rate(p.collection_months, p.collection_slump, gap)
    threshold = whole_fen(p.turnover_tax_threshold * 100.0)
    staffed, wage_fen = 1.0 - p.unfilled_jobs, 100.0 * p.wage_factor
    most_likely = closing_hazard(0, -1.0, closure) / 12.0
    shorts = 0
    lucks = np.empty((3, BLOCK))
    for first in range(start, stop, BLOCK):
        last = min(first + BLOCK, stop)
        # The draws of a block in a loop of their own, without a branch: the compiler makes it one of vectors.
        for i in range(first, last):
            lucks[0, i - first], lucks[1, i - first], lucks[2, i - first], _ = uniforms(
                seed, whole[ID, i], month, TRADE
            )
        for row in range(first, last):
            # Unsigned positions: no check for places counted from the end.
            i = unsigned(row)
            if tag[STATE, i] != ALIVE:
                continue
            luck, luck_closing = lucks[0, row - first], lucks[2, row - first]
            bank, sector, region = unsigned(tag[BANK, i]), unsigned(tag[SECTOR, i]), unsigned(tag[REGION, i])
            if luck < p.shock_probability:
                conduct = real[CONDUCT, i]
                shock = laplace(lucks[1, row - first], real[DISPERSION, i] * conduct)
                real[PRODUCTIVITY, i] = shocked_productivity(
                    real[PRODUCTIVITY, i], real[QUALITY, i], p.shock_persistence, p.conduct_drag, conduct, shock
                )
            capital = whole[FIXED_ASSETS, i]
            normal_sales = capital * real[TURNOVER, i] * MONTH
            sales = whole_fen(normal_sales * real[PRODUCTIVITY, i] * demand[sector, region] * staffed)
            credit = whole_fen(sales * sectors[0, sector])
            linked = whole_fen(credit * link_share) if index[BUYER, i] >= 0 else 0
            receivables = whole[RECEIVABLES, i]
            collected = whole_fen(receivables * collected_share)
            lost = whole_fen(receivables * p.uncollected_share)
            materials = whole_fen(sales * sectors[1, sector])
            inventory = whole[INVENTORY, i]
            wanted = whole_fen(whole[YEAR_SALES, i] * sectors[1, sector] * p.inventory_months * MONTH)
            purchase = max(materials + whole_fen(0.3 * (wanted - inventory)), 0)
            if inventory + purchase < materials:
                purchase = materials - inventory
            wages = whole_fen(real[EMPLOYEES, i] * real[WAGE, i] * wage_fen)
            overhead = whole_fen(normal_sales * sectors[2, sector])
            charge = whole_fen(sales * p.charge_rate)
            vat = whole_fen(sales * p.turnover_tax) if sales > threshold else 0
            wear = whole_fen(capital * p.depreciation * MONTH)
            operating = sales - materials - wages - overhead - charge - vat
            profit = operating - wear - lost - whole_fen(whole[BANK_DEBT, i] * reference_rate * MONTH)
            declared = 1.0 - p.concealment * (1.0 - real[HONESTY, i])
            profit_tax = whole_fen(profit * declared * p.profit_tax) if profit > 0 else 0
            cash = whole[CASH, i]
            deposit_interest = whole_fen(cash * p.deposit_rate * MONTH)
            bills = max(purchase + overhead - whole[SUPPLIED, i], 0)
            cash += sales - credit + collected - bills - wages - charge - vat - profit_tax + deposit_interest

            whole[CASH, i] = cash
            whole[RECEIVABLES, i] = receivables + credit - linked - collected - lost
            whole[LINKED, i] += linked
            whole[SUPPLIED, i] = 0
            whole[INVENTORY, i] = inventory + purchase - materials
            whole[FIXED_ASSETS, i] = capital - wear
            whole[YEAR_SALES, i] += whole_fen(sales - whole[YEAR_SALES, i] * MONTH)
            real[MARGIN, i] += (operating / max(sales, 1) - real[MARGIN, i]) * MONTH

            flows[SALES, PAYER, bank] += sales - credit
            flows[INVOICED, PAYER, bank] += credit
            flows[COLLECTIONS, PAYER, bank] += collected
            flows[RECEIVABLES_LOST, PAYER, bank] += lost
            flows[PURCHASES, PAYER, bank] += bills
            flows[INVENTORY_CHANGE, PAYER, bank] += purchase - materials
            flows[WAGES, PAYER, bank] += wages
            flows[CHARGE, PAYER, bank] += charge
            flows[TAX, PAYER, bank] += vat + profit_tax
            flows[CHARGE, PAYEE, 0] += charge
            flows[TAX, PAYEE, 0] += vat + profit_tax
            local = charge + vat // 2
            accounts[unsigned(tag[REGION, i] + 1)] += local
            accounts[0] += charge + vat + profit_tax - local
            rest_change[bank] += bills + wages - (sales - credit) - collected
            own_change[bank] -= deposit_interest
            flows[DEPOSIT_INTEREST_ENTERPRISE, PAYER, bank] += deposit_interest
            flows[DEPRECIATION, PAYER, bank] += wear
            counters[C_SALES] += sales
            if tag[SIZE, i] != LARGE:
                counters[C_SME_SALES] += sales
                counters[C_PROFIT] += profit - profit_tax
            if luck_closing < most_likely:
                age = month - index[ENTRY_MONTH, i]
                hazard = closing_hazard(age, real[MARGIN, i], closure)
                if luck_closing * 12.0 < hazard and tag[OUTCOME, i] == 0:
                    tag[OUTCOME, i] = 1
            if cash < 0:
                short[shorts] = row
                shorts += 1
    return shorts


@compiled
def closing_hazard(age: int, margin: float, closure: Any) -> float:
    """Hazard per year that the owner wants to close: falls with age (months) like 1 / (1 + age / maturing)**2, rises
    with the cash margin's shortfall below the threshold, at most 0.3."""
    ratio = 1.0 + age / closure.maturing_months
    return closure.base + closure.young / (ratio * ratio) + closure.weak * min(max(closure.margin - margin, 0.0), 0.3)


def sector_table(parameters: CashFlow, turnover: tuple[float, ...]) -> np.ndarray:
    """Credit, input and overhead shares by sector, shape (3, sectors)."""
    inputs = [input_shares(parameters, sector, turnover[sector]) for sector in range(len(SECTORS))]
    return np.array([parameters.credit_share, inputs, parameters.overhead_share])
