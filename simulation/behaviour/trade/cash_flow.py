"""Sales, collections, input costs, wages and taxes of every enterprise, month by month.

Sales = capital x turnover x own productivity x demand. Productivity returns to the firm's hidden quality and is
hit by Laplace shocks at random dates, so that yearly growth rates are tent-shaped (Fu and others 2005; Bottazzi
and Secchi 2006), with a dispersion that falls with size (Stanley and others 1996). Wages and overheads do not
fall with sales at once: operating leverage. Part of sales is on credit.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...ground.compiled import allocating_kernel, compiled, unsigned
from ...ground.errors import Sentence
from ...ground.mathematics import exponential, logarithm
from ...ground.parameters import ParameterGroup, assumption, calibrated, dataset, parameter, regulation, secondary
from ...ground.randomness import TRADE, laplace, uniforms
from ...ground.units import nearest_fen, whole_fen
from ...state.enterprise_columns import (
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
from ...state.ledger import (
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
from ...state.structure import LARGE, SECTORS, PerSector

#: A month in years: multiplied, because divisions are dear in a hot loop.
MONTH = 1.0 / 12.0
#: Firms that pass together: their scratch stays in the second cache, and columns are read in stretches long enough for
#: the processor to read ahead. No power of two: rows of the scratch would fall on the same lines of the cache.
BLOCK = 1000


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
    input_factor: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=20.0,
        meaning="Price of inputs over the normal one",
        zh="投入品价格倍数",
        source=assumption("1 unless a stress squeezes costs"),
    )
    overhead_factor: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=20.0,
        meaning="Rent and overheads over the normal ones",
        zh="租金等固定费用倍数",
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

    def contradiction(self, groups: Mapping[str, ParameterGroup]) -> tuple[Sequence[str], Sentence] | None:
        """Inputs that would be negative, or more than sales."""
        return _contradiction(self, groups["population"].turnover)  # type: ignore[attr-defined]


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


def _contradiction(flow: "CashFlow", turnover: Sequence[float]) -> tuple[Sequence[str], Sentence] | None:
    for sector, name in enumerate(SECTORS):
        share = input_shares(flow, sector, turnover[sector])
        if not 0.0 <= share <= 1.0:
            return _OF_INPUTS, Sentence(
                "makes purchases {share:.3f} yuan per yuan of sales in the sector {name}; what is left of sales after "
                "wages, overheads, wear, taxes and the margin must be from 0 to 1.",
                "使 {name} 行业每元销售额的外购投入为 {share:.3f} 元；扣除工资、固定费用、折旧、税费和利润后的余额"
                "须在 0 至 1 之间。",
                share=share,
                name=name,
            )
    return None


#: What the share of inputs follows from.
_OF_INPUTS = (
    "cash_flow.wage",
    "cash_flow.sales_per_worker",
    "cash_flow.overhead_share",
    "cash_flow.depreciation",
    "cash_flow.turnover_tax",
    "cash_flow.charge_rate",
    "cash_flow.normal_margin",
    "population.turnover",
)


def input_shares(parameters: CashFlow, sector: int, turnover: float) -> float:
    """Purchases per yuan of normal sales that leave the normal margin after wages, overhead, wear and taxes."""
    wages = 12.0 * parameters.wage[sector] / parameters.sales_per_worker[sector]
    wear = parameters.depreciation / turnover
    taxes = parameters.turnover_tax + parameters.charge_rate
    return 1.0 - wages - parameters.overhead_share[sector] - wear - taxes - parameters.normal_margin


@compiled
def taxes_due(
    sales: int,
    profit: int,
    declared: float,
    charge_rate: float,
    turnover_tax: float,
    threshold: int,
    profit_tax: float,
) -> tuple[int, int, int]:
    """Fen of charges, VAT and profit tax of a month; `profit` is before all three, `declared` the part shown of it."""
    charge = whole_fen(sales * charge_rate)
    vat = whole_fen(sales * turnover_tax) if sales > threshold else 0
    taxed = profit - charge - vat
    return charge, vat, whole_fen(taxed * declared * profit_tax) if taxed > 0 else 0


# Counters of the trade phase
C_SALES, C_PROFIT, C_SME_SALES = range(3)

# Rows of the scratch of a block: draws, what is read of a firm, and what comes of its month.
(
    B_ALIVE,
    B_LUCK,
    B_SHOCK,
    B_CLOSING,
    B_DEMAND,
    B_CREDIT_SHARE,
    B_INPUT_SHARE,
    B_OVERHEAD_SHARE,
    B_PAYROLL,
    B_LINKED_SHARE,
    B_CAPITAL,
    B_TURNOVER,
    B_PRODUCTIVITY,
    B_RECEIVABLES,
    B_INVENTORY,
    B_YEAR_SALES,
    B_BANK_DEBT,
    B_HONESTY,
    B_CASH,
    B_SUPPLIED,
    B_MARGIN,
    B_SALES,
    B_CREDIT,
    B_LINKED,
    B_COLLECTED,
    B_LOST,
    B_MATERIALS,
    B_PURCHASE,
    B_WAGES,
    B_OVERHEAD,
    B_CHARGE,
    B_VAT,
    B_TAX,
    B_WEAR,
    B_OPERATING,
    B_PROFIT,
    B_DEPOSIT_INTEREST,
    B_BILLS,
    B_CASH_AFTER,
    B_RECEIVABLES_AFTER,
    B_INVENTORY_AFTER,
    B_CAPITAL_AFTER,
    B_YEAR_SALES_AFTER,
    B_MARGIN_AFTER,
) = range(44)

# Sums by house bank
(
    P_SALES,
    P_INVOICED,
    P_COLLECTED,
    P_LOST,
    P_BILLS,
    P_STOCKED,
    P_WAGES,
    P_CHARGE,
    P_TAX,
    P_DEPOSIT_INTEREST,
    P_WEAR,
) = range(11)


@allocating_kernel
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
    tax_base: Any,
) -> int:
    """One month of trade for rows `start` to `stop`; returns how many rows of `short` were filled.

    `sectors` holds credit, input and overhead shares by sector, shape (3, sectors). `tax_base`, shape (3, rows)
    or (3, 0), is told sales, profit before taxes and that nothing is relieved yet. A firm whose cash falls below
    zero is listed in `short`; the next kernel finds it money or fails it. The same draw decides whether its owner
    thinks of closing, which the turnover phase acts on.

    Firms pass in blocks through loops that are simple enough to become vectors; free rows pass too, and what comes
    out of them is thrown away. Within a block amounts are whole numbers in `float64`, exact below 2**53 fen.
    """
    collected_share = collection_rate(p.collection_months, p.collection_slump, gap)
    most_likely = closing_hazard(0, -1.0, closure) / 12.0
    banks, regions = own_change.shape[0], accounts.shape[0] - 1
    sums = np.zeros((banks, 11), np.int64)
    local = np.zeros(regions, np.int64)
    block = np.empty((44, BLOCK))
    shocked = np.empty(BLOCK, np.int64)
    shorts = 0
    for first in range(start, stop, BLOCK):
        size = min(BLOCK, stop - first)
        draw(first, size, firm, block, seed, month)
        shock_productivity(first, size, firm, block, shocked, p)
        read_firms(first, size, firm, block, demand, sectors, link_share, 100.0 * p.wage_factor)
        produce_and_sell(size, block, p, collected_share)
        settle_accounts(size, block, p, reference_rate)
        if tax_base.shape[1] > 0:
            note_tax_base(first, size, firm, block, tax_base)
        write_firms(first, size, firm, block)
        add_up(first, size, firm, block, sums, local, counters)
        shorts = mark_rare_cases(first, size, firm, block, short, shorts, month, most_likely, closure)
    post_trade(sums, local, flows, rest_change, own_change, accounts)
    return shorts


@compiled
def draw(first: int, size: int, firm: Any, block: Any, seed: int, month: int) -> None:
    """The draws of a block, without a branch."""
    for k in range(size):
        j = unsigned(k)  # unsigned: no check for places counted from the end
        block[B_LUCK, j], block[B_SHOCK, j], block[B_CLOSING, j], _ = uniforms(
            seed, firm.whole[ID, unsigned(first + k)], month, TRADE
        )


@compiled
def shock_productivity(first: int, size: int, firm: Any, block: Any, shocked: Any, p: Any) -> None:
    """Productivity of the firms whose shock date has come; `shocked` is room for their places in the block."""
    count = 0
    for k in range(size):
        # Listed without a branch, which the processor would guess wrong once in ten firms.
        shocked[unsigned(count)] = k
        alive = firm.tag[STATE, unsigned(first + k)] == ALIVE
        count += 1 if alive and block[B_LUCK, unsigned(k)] < p.shock_probability else 0
    real = firm.real
    for hit in range(count):
        k = shocked[unsigned(hit)]
        i = unsigned(first + k)
        conduct = real[CONDUCT, i]
        shock = laplace(block[B_SHOCK, unsigned(k)], real[DISPERSION, i] * conduct)
        real[PRODUCTIVITY, i] = shocked_productivity(
            real[PRODUCTIVITY, i], real[QUALITY, i], p.shock_persistence, p.conduct_drag, conduct, shock
        )


@compiled
def read_firms(
    first: int, size: int, firm: Any, block: Any, demand: Any, sectors: Any, link_share: float, wage_fen: float
) -> None:
    """What the month needs of each firm, looked up and copied."""
    whole, real, index, tag = firm.whole, firm.real, firm.index, firm.tag
    for k in range(size):
        j, i = unsigned(k), unsigned(first + k)
        sector, region = unsigned(tag[SECTOR, i]), unsigned(tag[REGION, i])
        block[B_ALIVE, j] = 1.0 if tag[STATE, i] == ALIVE else 0.0
        block[B_DEMAND, j] = demand[sector, region]
        block[B_CREDIT_SHARE, j] = sectors[0, sector]
        block[B_INPUT_SHARE, j] = sectors[1, sector]
        block[B_OVERHEAD_SHARE, j] = sectors[2, sector]
    for k in range(size):
        j, i = unsigned(k), unsigned(first + k)
        block[B_PAYROLL, j] = real[EMPLOYEES, i] * real[WAGE, i] * wage_fen
    for k in range(size):
        block[B_LINKED_SHARE, unsigned(k)] = link_share if index[BUYER, unsigned(first + k)] >= 0 else 0.0
    copy_column(first, size, whole[FIXED_ASSETS], block[B_CAPITAL])
    copy_column(first, size, real[TURNOVER], block[B_TURNOVER])
    copy_column(first, size, real[PRODUCTIVITY], block[B_PRODUCTIVITY])
    copy_column(first, size, whole[RECEIVABLES], block[B_RECEIVABLES])
    copy_column(first, size, whole[INVENTORY], block[B_INVENTORY])
    copy_column(first, size, whole[YEAR_SALES], block[B_YEAR_SALES])
    copy_column(first, size, whole[BANK_DEBT], block[B_BANK_DEBT])
    copy_column(first, size, real[HONESTY], block[B_HONESTY])
    copy_column(first, size, whole[CASH], block[B_CASH])
    copy_column(first, size, whole[SUPPLIED], block[B_SUPPLIED])
    copy_column(first, size, real[MARGIN], block[B_MARGIN])


@compiled
def copy_column(first: int, size: int, column: Any, to: Any) -> None:
    """One column of the firms of a block."""
    for k in range(size):
        to[unsigned(k)] = column[unsigned(first + k)]


@compiled
def produce_and_sell(size: int, b: Any, p: Any, collected_share: float) -> None:
    """Sales, what is collected and lost of old claims, inputs, wages, other costs and taxes on sales."""
    threshold = nearest_fen(p.turnover_tax_threshold * 100.0)
    staffed = 1.0 - p.unfilled_jobs
    for k in range(size):
        j = unsigned(k)
        normal_sales = b[B_CAPITAL, j] * b[B_TURNOVER, j] * MONTH
        sales = nearest_fen(normal_sales * b[B_PRODUCTIVITY, j] * b[B_DEMAND, j] * staffed)
        credit = nearest_fen(sales * b[B_CREDIT_SHARE, j])
        materials = nearest_fen(sales * b[B_INPUT_SHARE, j])
        inventory = b[B_INVENTORY, j]
        wanted = nearest_fen(b[B_YEAR_SALES, j] * b[B_INPUT_SHARE, j] * p.inventory_months * MONTH)
        purchase = max(materials + nearest_fen(0.3 * (wanted - inventory)), 0.0)
        wages = nearest_fen(b[B_PAYROLL, j])
        overhead = nearest_fen(normal_sales * b[B_OVERHEAD_SHARE, j])
        charge = nearest_fen(sales * p.charge_rate)
        vat = nearest_fen(sales * p.turnover_tax) if sales > threshold else 0.0
        b[B_SALES, j] = sales
        b[B_CREDIT, j] = credit
        b[B_LINKED, j] = nearest_fen(credit * b[B_LINKED_SHARE, j])
        b[B_COLLECTED, j] = nearest_fen(b[B_RECEIVABLES, j] * collected_share)
        b[B_LOST, j] = nearest_fen(b[B_RECEIVABLES, j] * p.uncollected_share)
        b[B_MATERIALS, j] = materials
        b[B_PURCHASE, j] = max(purchase, materials - inventory)
        b[B_WAGES, j] = wages
        b[B_OVERHEAD, j] = overhead
        b[B_CHARGE, j] = charge
        b[B_VAT, j] = vat
        b[B_WEAR, j] = nearest_fen(b[B_CAPITAL, j] * p.depreciation * MONTH)
        b[B_OPERATING, j] = sales - materials - wages - overhead - charge - vat


@compiled
def settle_accounts(size: int, b: Any, p: Any, reference_rate: float) -> None:
    """Profit and its tax, cash, and the stocks after the month."""
    for k in range(size):
        j = unsigned(k)
        cost_of_debt = nearest_fen(b[B_BANK_DEBT, j] * reference_rate * MONTH)
        profit = b[B_OPERATING, j] - b[B_WEAR, j] - b[B_LOST, j] - cost_of_debt
        declared = 1.0 - p.concealment * (1.0 - b[B_HONESTY, j])
        profit_tax = nearest_fen(profit * declared * p.profit_tax) if profit > 0.0 else 0.0
        deposit_interest = nearest_fen(b[B_CASH, j] * p.deposit_rate * MONTH)
        bills = max(b[B_PURCHASE, j] + b[B_OVERHEAD, j] - b[B_SUPPLIED, j], 0.0)
        got = b[B_SALES, j] - b[B_CREDIT, j] + b[B_COLLECTED, j] + deposit_interest
        tax = b[B_VAT, j] + profit_tax
        paid = bills + b[B_WAGES, j] + b[B_CHARGE, j] + tax
        margin = b[B_OPERATING, j] / max(b[B_SALES, j], 1.0)
        b[B_PROFIT, j] = profit - profit_tax
        b[B_TAX, j] = tax
        b[B_DEPOSIT_INTEREST, j] = deposit_interest
        b[B_BILLS, j] = bills
        b[B_CASH_AFTER, j] = b[B_CASH, j] + got - paid
        kept = b[B_RECEIVABLES, j] - b[B_COLLECTED, j] - b[B_LOST, j]
        b[B_RECEIVABLES_AFTER, j] = kept + b[B_CREDIT, j] - b[B_LINKED, j]
        b[B_INVENTORY_AFTER, j] = b[B_INVENTORY, j] + b[B_PURCHASE, j] - b[B_MATERIALS, j]
        b[B_CAPITAL_AFTER, j] = b[B_CAPITAL, j] - b[B_WEAR, j]
        moved = nearest_fen(b[B_SALES, j] - b[B_YEAR_SALES, j] * MONTH)
        b[B_YEAR_SALES_AFTER, j] = b[B_YEAR_SALES, j] + moved
        b[B_MARGIN_AFTER, j] = b[B_MARGIN, j] + (margin - b[B_MARGIN, j]) * MONTH


@compiled
def note_tax_base(first: int, size: int, firm: Any, b: Any, tax_base: Any) -> None:
    """Sales, profit before charges and taxes, and that nothing is relieved yet, of the living, for tax relief."""
    for k in range(size):
        j, i = unsigned(k), unsigned(first + k)
        if firm.tag[STATE, i] == ALIVE:
            tax_base[0, i] = np.int64(b[B_SALES, j])
            tax_base[1, i] = np.int64(b[B_PROFIT, j] + b[B_TAX, j] + b[B_CHARGE, j])
            tax_base[2, i] = 0


@compiled
def write_firms(first: int, size: int, firm: Any, block: Any) -> None:
    """The stocks after the month go back to the columns of the living."""
    whole, real = firm.whole, firm.real
    write_column(first, size, whole[CASH], block[B_CASH_AFTER], block[B_ALIVE])
    write_column(first, size, whole[RECEIVABLES], block[B_RECEIVABLES_AFTER], block[B_ALIVE])
    write_column(first, size, whole[INVENTORY], block[B_INVENTORY_AFTER], block[B_ALIVE])
    write_column(first, size, whole[FIXED_ASSETS], block[B_CAPITAL_AFTER], block[B_ALIVE])
    write_column(first, size, whole[YEAR_SALES], block[B_YEAR_SALES_AFTER], block[B_ALIVE])
    for k in range(size):
        j, i = unsigned(k), unsigned(first + k)
        whole[LINKED, i] += np.int64(block[B_LINKED, j] * block[B_ALIVE, j])
        whole[SUPPLIED, i] = 0
    for k in range(size):
        j, i = unsigned(k), unsigned(first + k)
        real[MARGIN, i] = block[B_MARGIN_AFTER, j] if block[B_ALIVE, j] > 0.0 else real[MARGIN, i]


@compiled
def write_column(first: int, size: int, column: Any, source: Any, alive: Any) -> None:
    """One column of the living firms of a block, in whole fen."""
    for k in range(size):
        j, i = unsigned(k), unsigned(first + k)
        column[i] = np.int64(source[j]) if alive[j] > 0.0 else column[i]


@compiled
def add_up(first: int, size: int, firm: Any, b: Any, sums: Any, local: Any, counters: Any) -> None:
    """Flows by house bank, taxes that stay in the region, and what is counted of the living."""
    sales_in_all, sme_sales, profit = 0, 0, 0
    for k in range(size):
        j, i = unsigned(k), unsigned(first + k)
        if firm.tag[STATE, i] != ALIVE:
            continue
        bank, region = unsigned(firm.tag[BANK, i]), unsigned(firm.tag[REGION, i])
        sums[bank, P_SALES] += int(b[B_SALES, j] - b[B_CREDIT, j])
        sums[bank, P_INVOICED] += int(b[B_CREDIT, j])
        sums[bank, P_COLLECTED] += int(b[B_COLLECTED, j])
        sums[bank, P_LOST] += int(b[B_LOST, j])
        sums[bank, P_BILLS] += int(b[B_BILLS, j])
        sums[bank, P_STOCKED] += int(b[B_PURCHASE, j] - b[B_MATERIALS, j])
        sums[bank, P_WAGES] += int(b[B_WAGES, j])
        sums[bank, P_CHARGE] += int(b[B_CHARGE, j])
        sums[bank, P_TAX] += int(b[B_TAX, j])
        sums[bank, P_DEPOSIT_INTEREST] += int(b[B_DEPOSIT_INTEREST, j])
        sums[bank, P_WEAR] += int(b[B_WEAR, j])
        local[region] += int(b[B_CHARGE, j]) + int(b[B_VAT, j]) // 2
        small = firm.tag[SIZE, i] != LARGE
        sales_in_all += int(b[B_SALES, j])
        sme_sales += int(b[B_SALES, j]) if small else 0
        profit += int(b[B_PROFIT, j]) if small else 0
    counters[C_SALES] += sales_in_all
    counters[C_SME_SALES] += sme_sales
    counters[C_PROFIT] += profit


@compiled
def mark_rare_cases(
    first: int,
    size: int,
    firm: Any,
    b: Any,
    short: Any,
    shorts: int,
    month: int,
    most_likely: float,
    closure: Any,
) -> int:
    """Owners who think of closing are marked, firms out of cash listed in `short`; returns how many stand there."""
    for k in range(size):
        j = unsigned(k)
        if b[B_ALIVE, j] == 0.0 or (b[B_CLOSING, j] >= most_likely and b[B_CASH_AFTER, j] >= 0.0):
            continue
        i = unsigned(first + k)
        if b[B_CLOSING, j] < most_likely:
            hazard = closing_hazard(month - firm.index[ENTRY_MONTH, i], firm.real[MARGIN, i], closure)
            if b[B_CLOSING, j] * 12.0 < hazard and firm.tag[OUTCOME, i] == 0:
                firm.tag[OUTCOME, i] = 1
        if b[B_CASH_AFTER, j] < 0.0:
            short[shorts] = first + k
            shorts += 1
    return shorts


@compiled
def post_trade(sums: Any, local: Any, flows: Any, rest_change: Any, own_change: Any, accounts: Any) -> None:
    """The sums go to the ledger, to the deposits of the rest of the economy, to banks' own cash and to government."""
    for bank in range(sums.shape[0]):
        s = sums[bank]
        flows[SALES, PAYER, bank] += s[P_SALES]
        flows[INVOICED, PAYER, bank] += s[P_INVOICED]
        flows[COLLECTIONS, PAYER, bank] += s[P_COLLECTED]
        flows[RECEIVABLES_LOST, PAYER, bank] += s[P_LOST]
        flows[PURCHASES, PAYER, bank] += s[P_BILLS]
        flows[INVENTORY_CHANGE, PAYER, bank] += s[P_STOCKED]
        flows[WAGES, PAYER, bank] += s[P_WAGES]
        flows[CHARGE, PAYER, bank] += s[P_CHARGE]
        flows[TAX, PAYER, bank] += s[P_TAX]
        flows[CHARGE, PAYEE, 0] += s[P_CHARGE]
        flows[TAX, PAYEE, 0] += s[P_TAX]
        flows[DEPOSIT_INTEREST_ENTERPRISE, PAYER, bank] += s[P_DEPOSIT_INTEREST]
        flows[DEPRECIATION, PAYER, bank] += s[P_WEAR]
        rest_change[bank] += s[P_BILLS] + s[P_WAGES] - s[P_SALES] - s[P_COLLECTED]
        own_change[bank] -= s[P_DEPOSIT_INTEREST]
        accounts[0] += s[P_CHARGE] + s[P_TAX]
    for region in range(local.shape[0]):
        accounts[1 + region] += local[region]
        accounts[0] -= local[region]


@compiled
def closing_hazard(age: int, margin: float, closure: Any) -> float:
    """Hazard per year that the owner wants to close: falls with age (months) like 1 / (1 + age / maturing)**2, rises
    with the cash margin's shortfall below the threshold, at most 0.3."""
    ratio = 1.0 + age / closure.maturing_months
    return closure.base + closure.young / (ratio * ratio) + closure.weak * min(max(closure.margin - margin, 0.0), 0.3)


def sector_table(now: CashFlow, stated: CashFlow, turnover: np.ndarray) -> np.ndarray:
    """Credit, input and overhead shares by sector, shape (3, sectors).

    What a firm needs per yuan of sales is technology: it follows from the numbers as stated, so that dearer workers or
    higher taxes lower the margin instead of the need for inputs.
    """
    inputs = [now.input_factor * input_shares(stated, sector, turnover[sector]) for sector in range(len(SECTORS))]
    return np.array([now.credit_share, inputs, now.overhead_factor * np.array(stated.overhead_share)])
