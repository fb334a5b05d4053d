"""What support costs the public purse, and what it buys or leaves owed."""

from ...policy.instrument import instrument_kinds
from ...state.structure import RUNGS
from ..indicator import IndicatorGroup, Label, Measure, Split, Words
from ..month_counts import MonthCounts, Series

GROUP = IndicatorGroup("public_purse")

#: Labels of the programmes that every run shows, spent or not; the others have their instrument's.
PROGRAMMES: dict[str, Label] = {
    "local_government_payout": {"en": "local budgets' share of claims", "zh": "地方财政分担代偿"},
    "resolution": {"en": "rescue of banks", "zh": "银行救助"},
    "compensation_fund": {"en": "risk-compensation fund", "zh": "风险补偿基金"},
    "guarantee_fund": {"en": "government guarantee fund", "zh": "政府性融资担保基金"},
    "recapitalisation": {"en": "losses of public guarantors made good", "zh": "弥补政府性担保机构亏损"},
}


def _programme_label(programme: str) -> Label:
    known = instrument_kinds().get(programme)
    return PROGRAMMES.get(programme) or (known.label if known else {"en": programme, "zh": programme})


def _came_back(counts: MonthCounts) -> Series:
    """What came back to the budgets, in fen: recoveries, stakes sold, capital and surpluses of public institutions."""
    return counts.recovered_local_government + counts.stakes_sold + counts.flow_capital_back


def _public_cost(counts: MonthCounts) -> Series:
    """What support costs, in fen: outlay less what came back or is still there as money, and the cost of that money."""
    support = counts.fiscal_outlay - counts.outlay_resolution
    return support - _came_back(counts) - counts.public_money_gain + counts.cost_of_capital


def _fiscal_balance(counts: MonthCounts) -> Series:
    """Taxes less outlay and what came back, in fen; tax relief has lowered taxes already and is no outlay here."""
    taxes = counts.flow_tax + counts.flow_charge + counts.flow_tax_bank
    return taxes - (counts.fiscal_outlay - counts.tax_relieved) + _came_back(counts)


GROUP.declare(
    "fiscal_outlay",
    Measure("yuan", "sum", -1),
    Words(
        "Fiscal outlay",
        "财政支出",
        "Paid by government under programmes or forgone as tax relief: funds, capital, claims, support, rescue of "
        "banks",
        "各项政策的财政支出及减免税费：基金、注资、代偿、补助、银行救助",
    ),
    lambda counts: counts.fiscal_outlay,
    by={"programme": Split("outlay", always=tuple(PROGRAMMES), name=_programme_label)},
)

GROUP.declare(
    "public_cost",
    Measure("yuan", "sum", -1),
    Words(
        "Public cost of support",
        "公共支持成本",
        "Outlay on programmes, tax relief included and rescue of banks left out, less recoveries, stakes sold and "
        "capital given back, less what public guarantors and funds gained, plus the cost of the money they hold, at "
        "the rate of government bonds",
        "各项政策的财政支出（含减免税费，不含银行救助），减追偿、股权退出与退回的资本，减公共担保机构与基金的净增加，"
        "加其所持资金按国债利率计的资金成本",
    ),
    _public_cost,
)

GROUP.declare(
    "cost_of_capital",
    Measure("yuan", "sum", -1),
    Words(
        "Cost of public capital",
        "公共资本成本",
        "Interest, at the rate of government bonds, on the money that public guarantors, re-guarantors and funds hold",
        "政府性担保、再担保机构与基金所持资金按国债利率计的利息",
    ),
    lambda counts: counts.cost_of_capital,
)

GROUP.declare(
    "fiscal_balance",
    Measure("yuan", "sum", +1),
    Words(
        "Fiscal balance",
        "财政收支差额",
        "Taxes and charges, less outlay but for tax relief (it lowers taxes already), plus what came back to the "
        "budgets; it leaves out what government spends on anything else, so only its difference means anything",
        "税费收入减财政支出（不含减免税费，因其已减少税收），加退回财政的资金；不含政府其他支出，故只看差额",
    ),
    _fiscal_balance,
)

GROUP.declare(
    "government_debt",
    Measure("yuan", "mean", -1),
    Words(
        "Government bonds",
        "政府债券余额",
        "Government bonds outstanding, held by banks and the central bank",
        "银行与央行所持政府债券余额",
    ),
    lambda counts: counts.government_debt,
)

GROUP.declare(
    "contingent_liability",
    Measure("yuan", "mean", -1),
    Words(
        "Contingent liability",
        "或有负债",
        "Public partners' shares of live guaranteed loans",
        "公共分担方对存量担保贷款的责任",
    ),
    lambda counts: counts.public_liability,
)

GROUP.declare(
    "supported_hires",
    Measure("workers", "sum", +1),
    Words(
        "Hires paid for",
        "补贴新增就业",
        "Additional workers that an employment subsidy paid for, those included who would have been hired anyway",
        "就业补贴支付的新增员工数（含无补贴也会招用者）",
    ),
    lambda counts: counts.supported_hires_milli / 1000.0,
)

GROUP.declare(
    "grants_to_firms",
    Measure("yuan", "sum", 0),
    Words(
        "Grants to firms",
        "对企业拨款",
        "Start-up grants, targeted grants and awards paid to firms",
        "创业补助、专项扶持与奖励资金",
    ),
    lambda counts: counts.flow_grant,
)

GROUP.declare(
    "granted_projects",
    Measure("yuan", "sum", +1),
    Words(
        "Investment with grants",
        "补助项目投资",
        "Fixed assets bought with targeted grants and the firms' own part",
        "专项扶持资金及企业配套形成的固定资产投资",
    ),
    lambda counts: counts.granted_projects_fen,
)

GROUP.declare(
    "firms_on_ladder",
    Measure("count", "mean", +1),
    Words(
        "Firms on the innovation ladder",
        "梯度培育企业",
        "SMEs with a title of the innovation ladder, by the highest they hold",
        "拥有优质中小企业梯度称号的企业数（按最高称号）",
    ),
    lambda counts: counts.sum_of(f"rung_{rung}" for rung in RUNGS[1:]),
    by={
        "ladder": Split("rung"),
    },
)

GROUP.declare(
    "stakes_outstanding",
    Measure("yuan", "mean", 0),
    Words(
        "Public stakes in firms",
        "政府股权投资余额",
        "Stakes held by public venture funds, at what was paid for them",
        "政府引导基金持有的企业股权（按投资成本）",
    ),
    lambda counts: counts.stakes_fen,
)

GROUP.declare(
    "stake_proceeds",
    Measure("yuan", "sum", +1),
    Words(
        "Stakes sold",
        "股权退出收入",
        "What public venture funds got for stakes sold",
        "政府引导基金股权退出收入",
    ),
    lambda counts: counts.stakes_sold,
)

GROUP.declare(
    "stakes_lost_share",
    Measure("share", "mean", -1),
    Words(
        "Stakes lost",
        "股权投资损失率",
        "Cost of stakes in firms that left over the cost of all stakes that ended",
        "退出市场企业的股权成本占已了结股权成本比",
    ),
    lambda counts: counts.stakes_lost,
    lambda counts: counts.stakes_lost + counts.stakes_sold_cost,
)

GROUP.declare(
    "relending_outstanding",
    Measure("yuan", "mean", 0),
    Words(
        "Relending outstanding",
        "再贷款余额",
        "Owed by banks to the central bank for refinanced loans to small firms",
        "银行因小微贷款再贷款对央行的负债",
    ),
    lambda counts: counts.relending,
)

GROUP.declare(
    "central_bank_profit",
    Measure("yuan", "sum", +1),
    Words(
        "Profit of the central bank",
        "央行上缴利润",
        "What the central bank passes on to government: interest on bonds, foreign assets, advances and relending, "
        "less interest on reserves",
        "央行上缴财政的利润：债券、国外资产、对银行贷款与再贷款的利息减准备金利息",
    ),
    lambda counts: counts.flow_central_bank_profit,
)
