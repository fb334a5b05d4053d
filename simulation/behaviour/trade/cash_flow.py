"""The rules of a firm's cash flow: productivity, inputs, collection of claims, taxes; and their parameters."""

from collections.abc import Mapping, Sequence

import numpy as np

from ...ground.compiled import compiled
from ...ground.errors import Sentence
from ...ground.mathematics import exponential, logarithm
from ...ground.parameters import (
    ParameterGroup,
    assumption,
    calibrated,
    dataset,
    paper,
    parameter,
    regulation,
    secondary,
)
from ...ground.units import whole_fen
from ...state.economy import Economy
from ...state.structure import SECTORS, PerSector, PerSize

#: Rows of the table of sectors.
CREDIT_SHARE, INPUT_SHARE, OVERHEAD_SHARE = range(3)
#: A month in years: multiplied, because divisions are dear in a hot loop.
MONTH = 1.0 / 12.0


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
        0.036,
        opening_only=True,
        unit="share of sales",
        low=-0.5,
        high=0.5,
        meaning="Margin of a normal firm in a normal month before interest and profit tax; inputs take the rest",
        zh="正常企业在正常月份的息税前利润率",
        source=calibrated("net margin of small firms 4 to 6.5% (F18, F19, F1) after interest, tax and weaker firms"),
    )
    cost_share: float = parameter(
        0.92,
        unit="share of sales",
        low=0.0,
        high=2.0,
        meaning="Costs paid in a month over the month's sales: what a month of the cash buffer has to cover",
        zh="月度付现成本占销售额比例（现金缓冲按此计算）",
        source=assumption("sales less the cash margin of a normal firm, some 8 to 12% before debt service"),
    )
    collection_months: float = parameter(
        3.6,
        unit="months",
        low=1.0,
        high=36.0,
        meaning="Mean time to collect a credit sale at a zero gap",
        zh="应收账款平均回收期",
        source=secondary(
            "F29",
            "terms 76 days plus a delay of 65 for part of the invoices (141 in all); industry 66.8 days of all "
            "sales (F28)",
        ),
    )
    collection_by_size: PerSize = parameter(
        (1.0, 1.0, 1.0, 1.0),
        unit="ratio",
        low=0.01,
        high=10.0,
        meaning="Time to collect a credit sale over the mean, by the seller's size class",
        zh="各规模企业应收账款回收期与平均值之比",
        source=assumption("no difference by size was found that is not one of sector"),
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
    restocking: float = parameter(
        0.3,
        unit="share a month",
        low=0.0,
        high=1.0,
        meaning="Part of the distance to the wanted inventory that purchases close in a month",
        zh="采购每月弥补存货缺口的比例",
        source=assumption("a quarter or so to restock: goods are ordered in advance"),
    )
    goods_that_suffice: float = parameter(
        0.85,
        unit="share of wanted inventory",
        low=0.0,
        high=1.0,
        meaning="Inventory below which a firm runs out of goods and sells less in proportion; 0 never",
        zh="企业因存货不足而按比例减少销售的临界水平（占目标存货）",
        source=assumption("stocks turn once a month: a fifth is held against surprises"),
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
    productivity_bound: float = parameter(
        2.5,
        unit="log points",
        low=0.1,
        high=10.0,
        meaning="Largest log distance of a firm's productivity from normal, either way",
        zh="企业生产率对正常水平的最大对数偏离",
        source=assumption("a twelfth and twelve times the normal sales of its capital: beyond lies another firm"),
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
    deductible_margin: float = parameter(
        0.012,
        unit="per year",
        low=0.0,
        high=0.5,
        meaning="Interest on bank debt that is deducted from profit before tax, over the policy rate",
        zh="税前扣除的银行利息相对政策利率的加点",
        source=assumption(
            "near the usual mark-up of loans to small firms; the tax office takes a rate, not the contract"
        ),
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
    local_vat_share: float = parameter(
        0.5,
        unit="share of VAT",
        low=0.0,
        high=1.0,
        meaning="VAT that stays with the region; the rest goes to the centre",
        zh="增值税地方分享比例",
        source=regulation("half to the centre, half to the place of payment since May 2016: State Council 2016 No.26"),
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
        0.75,
        unit="elasticity",
        low=0.0,
        high=1.0,
        meaning="Fall of a firm's sales when all firms of its sector and region offer more with their capital, goods "
        "and staff: a shared market; where goods are traded abroad, less",
        zh="同地区同行业企业凭资本、存货与用工提供的供给增加时，单个企业销售下降的弹性（共享市场）；外贸品行业较低",
        source=paper(
            "Cai and Szeidl (2024), American Economic Review 114: a loan raises a shop's sales by 9%, loans for all "
            "its rivals lower them by 7%; the rest is new demand"
        ),
    )
    traded: PerSector = parameter(
        (0.0, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0),
        unit="share of sales",
        low=0.0,
        high=1.0,
        meaning="Sales of goods traded with other countries, for which rivals at home do not crowd each other",
        zh="外贸品销售占比：此类产品的国内同业不相互挤占",
        source=paper(
            "Rotemberg (2019), American Economic Review 109: where firms are subsidised, their rivals are crowded out "
            "almost wholly for products that are traded less than others, and hardly for those traded more, so of "
            "manufactures for half; nothing is known of other sectors: none (assumption)"
        ),
    )
    crowding_range: float = parameter(
        5.0,
        unit="ratio",
        low=1.0,
        high=100.0,
        meaning="Growth of what a sector offers beyond which it crowds no further, and shrinkage as much the other way",
        zh="行业供给规模影响需求稀释的最大倍数（及其倒数）",
        source=assumption("keeps a vanished sector, or one of few simulated firms, within what was ever seen"),
    )
    months_of_costs: float = parameter(
        13.0,
        unit="months",
        low=1.0,
        high=120.0,
        meaning="Months of running costs that a year's sales pay for, by which cash is counted in months",
        zh="一年销售额可支付的运营成本月数，用于以月数计量现金",
        source=assumption("twelve over costs of 92% of sales (`cost_share`), in whole months; lenders reckon alike"),
    )

    def contradiction(self, groups: Mapping[str, ParameterGroup]) -> tuple[Sequence[str], Sentence] | None:
        """Inputs that would be negative, or more than sales."""
        return _contradiction(self, groups["population"].turnover)  # type: ignore[attr-defined]


@compiled
def shocked_productivity(
    productivity: float, quality: float, persistence: float, drag: float, conduct: float, shock: float, bound: float
) -> float:
    """Productivity after a shock date: log level returns part of the way to quality, less the drag of risky conduct.

    It stays within `bound` log points of normal.
    """
    level = quality + persistence * (logarithm(productivity) - quality) + shock - drag * (conduct - 1.0)
    return exponential(min(max(level, -bound), bound))


@compiled
def collection_rate(months: float, slump: float, gap: float) -> float:
    """Share of receivables collected in a month; the mean delay lengthens while the gap is negative."""
    return 1.0 / (months * (1.0 + slump * max(-gap, 0.0)))


@compiled
def sales_of_stock(inventory: float, wanted: float, suffices: float, least: float) -> float:
    """Part of its customers that a firm serves: all while goods suffice, fewer in proportion below, `least` of them."""
    enough = suffices * wanted
    return max(inventory / enough, least) if inventory < enough else 1.0


@compiled
def share_collected(economy: Economy, size: int) -> float:
    """Share of the receivables of a firm of this size class that is collected this month."""
    cash_flow = economy.numbers.cash_flow
    months = cash_flow.collection_months * cash_flow.collection_by_size[size]
    rate = collection_rate(months, cash_flow.collection_slump, economy.felt_gap)
    # Nobody collects what is never paid.
    return min(rate, 1.0 - cash_flow.uncollected_share)


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


def sector_table(now: CashFlow, stated: CashFlow, turnover: np.ndarray) -> np.ndarray:
    """Credit, input and overhead shares by sector, shape (3, sectors).

    What a firm needs per yuan of sales is technology: it follows from the numbers as stated, so that dearer workers,
    rents or higher taxes lower the margin instead of the need for inputs.
    """
    inputs = [now.input_factor * input_shares(stated, sector, turnover[sector]) for sector in range(len(SECTORS))]
    return np.array([now.credit_share, inputs, now.overhead_factor * np.array(now.overhead_share)])
