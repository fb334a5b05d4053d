"""The fixed lists of the economy: sectors, regions, sizes, bank types, parties to a loss, products.

Order is part of the file formats and of the draws: append, never reorder.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated

from ..ground.errors import Sentence
from ..ground.open_list import OpenList
from ..ground.parameters import ElementNames, ParameterGroup, Whole, assumption, dataset, parameter

SECTORS = (
    "hotels_catering",
    "transport",
    "software",
    "wholesale_retail",
    "manufacturing",
    "services",
    "construction",
    "property",
)
REGIONS = ("east", "central", "west", "northeast")
SIZES = ("micro", "small", "medium", "large")
BANK_TYPES = ("large_state", "joint_stock", "city", "rural")
#: Types of which each bank works in one region, by their positions.
REGIONAL_TYPES = (2, 3)
#: Products for which masks and keys have a place.
MOST_PRODUCTS = 30
#: Loan products; one from outside the package comes after these.
PRODUCTS = OpenList(
    Sentence("loan product", "贷款产品"),
    (
        "simple_loan",
        "revolving_line",
        "factoring",
        "domestic_letter_of_credit",
        "warehouse_finance",
        "tax_credit_loan",
        "startup_loan",
    ),
    MOST_PRODUCTS,
)
#: Codes of the products: their positions above.
SIMPLE_LOAN, REVOLVING_LINE, FACTORING, LETTER_OF_CREDIT, WAREHOUSE_FINANCE, TAX_CREDIT_LOAN, STARTUP_LOAN = range(7)
#: Rungs of the innovation ladder; the position is the code in the enterprise's column.
RUNGS = ("none", "innovative", "specialised", "little_giant", "single_champion", "leader")
#: Grades of the tax credit record, worst first; the position is the code in the enterprise's column.
TAX_GRADES = ("none", "D", "C", "B", "A")
PARTIES = (
    "bank",
    "guarantor",
    "provincial_reguarantor",
    "national_fund",
    "compensation_fund",
    "local_fund",
    "local_government",
    "insurer",
)
CAUSES = ("own", "buyer", "circle", "credit_cut", "absconding")

#: Fields of records that authorities share with lenders.
FIELDS_OF_RECORDS = ("tax", "social_security", "electricity", "credit_bureau")

PerSector = Annotated[tuple[float, float, float, float, float, float, float, float], ElementNames(SECTORS)]
PerRegion = Annotated[tuple[float, float, float, float], ElementNames(REGIONS)]
PerSize = Annotated[tuple[float, float, float, float], ElementNames(SIZES)]
PerField = Annotated[tuple[float, float, float, float], ElementNames(FIELDS_OF_RECORDS)]
PerBankType = Annotated[tuple[float, float, float, float], ElementNames(BANK_TYPES)]
WholePerBankType = tuple[Whole, Whole, Whole, Whole]

MICRO, SMALL, MEDIUM, LARGE = range(4)
LABELS = {
    "hotels_catering": {"en": "hotels and catering", "zh": "住宿餐饮"},
    "transport": {"en": "transport", "zh": "交通运输"},
    "software": {"en": "software and IT", "zh": "软件信息"},
    "wholesale_retail": {"en": "wholesale and retail", "zh": "批发零售"},
    "manufacturing": {"en": "manufacturing", "zh": "制造业"},
    "services": {"en": "services", "zh": "服务业"},
    "construction": {"en": "construction", "zh": "建筑业"},
    "property": {"en": "property", "zh": "房地产"},
    "east": {"en": "East", "zh": "东部"},
    "central": {"en": "Central", "zh": "中部"},
    "west": {"en": "West", "zh": "西部"},
    "northeast": {"en": "Northeast", "zh": "东北"},
    "micro": {"en": "micro", "zh": "微型"},
    "small": {"en": "small", "zh": "小型"},
    "medium": {"en": "medium", "zh": "中型"},
    "large": {"en": "large", "zh": "大型"},
    "large_state": {"en": "large state bank", "zh": "国有大型银行"},
    "joint_stock": {"en": "joint-stock bank", "zh": "股份制银行"},
    "city": {"en": "city bank", "zh": "城市商业银行"},
    "rural": {"en": "rural bank", "zh": "农村金融机构"},
    "simple_loan": {"en": "simple loan", "zh": "简式贷"},
    "revolving_line": {"en": "smart revolving line", "zh": "智动贷"},
    "factoring": {"en": "factoring of receivables", "zh": "应收账款保理"},
    "domestic_letter_of_credit": {"en": "domestic letter of credit", "zh": "国内信用证"},
    "warehouse_finance": {"en": "bonded-warehouse purchase finance", "zh": "保兑仓"},
    "tax_credit_loan": {"en": "bank-tax credit loan", "zh": "银税互动贷款"},
    "startup_loan": {"en": "start-up guaranteed loan", "zh": "创业担保贷款"},
    "none": {"en": "on no rung", "zh": "未入库"},
    "innovative": {"en": "innovative", "zh": "创新型中小企业"},
    "specialised": {"en": "specialised", "zh": "专精特新"},
    "little_giant": {"en": "little giant", "zh": "专精特新“小巨人”"},
    "single_champion": {"en": "single champion", "zh": "单项冠军"},
    "leader": {"en": "industry leader", "zh": "领航企业"},
    "bank": {"en": "lending bank", "zh": "贷款银行"},
    "guarantor": {"en": "guarantor", "zh": "担保机构"},
    "provincial_reguarantor": {"en": "provincial re-guarantor", "zh": "省级再担保"},
    "national_fund": {"en": "national guarantee fund", "zh": "国家融资担保基金"},
    "compensation_fund": {"en": "risk-compensation fund", "zh": "风险补偿基金"},
    "local_fund": {"en": "local fund", "zh": "地方基金"},
    "local_government": {"en": "local government", "zh": "地方财政"},
    "insurer": {"en": "insurer", "zh": "保险机构"},
    "own": {"en": "own difficulties", "zh": "自身经营"},
    "buyer": {"en": "failure of a buyer", "zh": "买方倒闭"},
    "circle": {"en": "guarantee circle", "zh": "互保联保"},
    "credit_cut": {"en": "credit cut off", "zh": "银行抽贷"},
    "absconding": {"en": "absconding", "zh": "跑路"},
}


class Economy(ParameterGroup, key="economy", title={"en": "Economy", "zh": "经济总体"}):
    """How large the represented economy is, how long it runs and which months are reported."""

    firms: int = parameter(
        10_000, opening_only=True, unit="firms", low=200, high=1_000_000_000,
        meaning="Enterprises simulated at the start", zh="模拟初始企业数",
        source=assumption("the design's default: large enough for stable ratios, small enough for a second"),
    )  # fmt: skip
    population: float = parameter(
        18_070_000.0, opening_only=True, unit="firms", low=1.0, high=1e10,
        meaning="Operating SMEs the simulated firms stand for", zh="所代表的正常经营中小企业数",
        source=dataset("NBS 4th economic census 2018: micro 15.44m, small 2.39m, medium 0.24m (K-h)"),
    )  # fmt: skip
    months: int = parameter(
        120, opening_only=True, unit="months", low=1, high=1200,
        meaning="Months simulated after the burn-in", zh="预热期之后模拟的月数",
        source=assumption("ten years: longer than one cycle and than the life of most loans"),
    )  # fmt: skip
    burn_in: int = parameter(
        12, opening_only=True, unit="months", low=0, high=600,
        meaning="Months run before month 1 under the base policies, without stress", zh="预热月数（基础政策、无压力）",
        source=assumption("a settled opening needs a year for links and banks; one that is drawn needs three and more"),
    )  # fmt: skip
    report_from: int = parameter(
        13, opening_only=True, unit="month", low=1, high=1200,
        meaning="First month of the summary window", zh="汇总窗口的首月",
        source=assumption("rates over the last twelve months then lie wholly inside the run"),
    )  # fmt: skip

    def contradiction(self, groups: Mapping[str, ParameterGroup]) -> tuple[Sequence[str], Sentence] | None:
        """More simulated firms than there are."""
        if self.population >= self.firms:
            return None
        return ("economy.population", "economy.firms"), Sentence(
            "makes {firms:,} simulated firms stand for {population:,.0f}; the population must be at least as many.",
            "使 {firms:,} 户模拟企业代表 {population:,.0f} 户企业；总体不得少于模拟企业数。",
            firms=self.firms,
            population=self.population,
        )
