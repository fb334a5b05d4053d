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
}


def _programme_label(programme: str) -> Label:
    known = instrument_kinds().get(programme)
    return PROGRAMMES.get(programme) or (known.label if known else {"en": programme, "zh": programme})


def _public_cost(counts: MonthCounts) -> Series:
    """What support has cost so far, in fen: outlay less what came back or is still in public hands as money."""
    return counts.fiscal_outlay - counts.recovered_local_government - counts.stakes_sold - counts.public_money_gain


def _net_cost(counts: MonthCounts) -> Series:
    """The same without tax relief, which has lowered revenue already, and less that revenue."""
    return _public_cost(counts) - counts.tax_relieved - counts.flow_tax - counts.flow_charge - counts.flow_tax_bank


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
    "fiscal_net_cost",
    Measure("yuan", "sum", -1),
    Words(
        "Net fiscal cost",
        "财政净成本",
        "Outlay without tax relief (it lowers revenue already), less recoveries and stakes sold, less what public "
        "funds and guarantors gained, less tax revenue; read it in differences",
        "财政支出（不含减免税费，因其已减少税收）减追偿与股权退出收入、减公共基金与担保机构净增加、减税费收入；请看差额",
    ),
    lambda counts: (
        _public_cost(counts) - counts.tax_relieved - counts.flow_tax - counts.flow_charge - counts.flow_tax_bank
    ),
)

GROUP.declare(
    "public_loss_cost",
    Measure("yuan", "sum", -1),
    Words(
        "Public cost of support",
        "公共支持成本",
        "Outlay, tax relief included, less recoveries and stakes sold, less what public funds and guarantors gained: "
        "before any other tax effect",
        "财政支出（含减免税费）减追偿与股权退出收入、减公共基金与担保机构净增加（不计其他税收效应）",
    ),
    _public_cost,
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
