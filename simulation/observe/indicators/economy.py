"""Firms, jobs, sales and taxes."""

from ..indicator import IndicatorGroup, Measure, Words

GROUP = IndicatorGroup("economy")

GROUP.declare(
    "firms_alive",
    Measure("count", "mean", +1),
    Words(
        "Firms",
        "企业数",
        "Enterprises alive, those grown large included",
        "存续企业数（含已成长为大型的企业）",
    ),
    lambda counts: counts.alive,
)

GROUP.declare(
    "entry_rate",
    Measure("share per year", "mean", +1),
    Words(
        "Entry rate",
        "进入率",
        "Entrants times 12 over firms",
        "月新设企业年化占比",
    ),
    lambda counts: counts.entrants * 12.0,
    lambda counts: counts.alive,
)

GROUP.declare(
    "exit_rate",
    Measure("share per year", "mean", -1),
    Words(
        "Exit rate",
        "退出率",
        "Firms leaving times 12 over firms",
        "月退出企业年化占比",
    ),
    lambda counts: counts.exits * 12.0,
    lambda counts: counts.alive,
)

GROUP.declare(
    "employment",
    Measure("workers", "mean", +1),
    Words(
        "Employment",
        "就业人数",
        "Workers in SMEs",
        "中小企业从业人数",
    ),
    lambda counts: counts.employees_milli / 1000.0,
)

GROUP.declare(
    "output",
    Measure("yuan", "sum", +1),
    Words(
        "Sales",
        "销售额",
        "Sales of SMEs",
        "中小企业销售额",
    ),
    lambda counts: counts.sme_sales,
)

GROUP.declare(
    "net_margin",
    Measure("share", "mean", +1),
    Words(
        "Net margin",
        "净利润率",
        "Profit after interest and tax over sales of SMEs",
        "中小企业税后净利润与销售额之比",
    ),
    lambda counts: counts.profit,
    lambda counts: counts.sme_sales,
)

GROUP.declare(
    "wage_bill",
    Measure("yuan", "sum", +1),
    Words(
        "Wage bill",
        "工资总额",
        "Wages paid by enterprises",
        "企业支付的工资",
    ),
    lambda counts: counts.flow_wages,
)

GROUP.declare(
    "tax_revenue",
    Measure("yuan", "sum", +1),
    Words(
        "Tax revenue",
        "税费收入",
        "Taxes and charges from enterprises, and value-added tax on banks' interest",
        "企业缴纳的税费及银行利息增值税",
    ),
    lambda counts: counts.flow_tax + counts.flow_charge + counts.flow_tax_bank,
)

GROUP.declare(
    "output_gap",
    Measure("share", "mean", +1),
    Words(
        "Output gap",
        "产出缺口",
        "Deviation of demand from trend, log points",
        "需求相对趋势的对数偏离",
    ),
    lambda counts: counts.output_gap,
)

GROUP.declare(
    "cash_buffer_months",
    Measure("months", "mean", +1),
    Words(
        "Median cash buffer",
        "现金缓冲中位数",
        "Median cash over monthly costs",
        "现金与月成本之比的中位数",
    ),
    lambda counts: counts.cash_buffer,
)
