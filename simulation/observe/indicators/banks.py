"""Banks' capital, return and failures."""

from ..indicator import IndicatorGroup, Measure, Words

GROUP = IndicatorGroup("banks")

GROUP.declare(
    "bank_capital_ratio",
    Measure("share", "mean", +1),
    Words(
        "Bank capital ratio",
        "银行资本充足率",
        "Banks' equity over risk-weighted assets",
        "银行权益与风险加权资产之比",
    ),
    lambda counts: counts.bank_equity,
    lambda counts: counts.risk_weighted_assets,
)

GROUP.declare(
    "bank_return_on_equity",
    Measure("share per year", "mean", +1),
    Words(
        "Bank return on equity",
        "银行净资产收益率",
        "Profit of a month times 12 over equity",
        "月利润年化与权益之比",
    ),
    lambda counts: counts.bank_profit * 12.0,
    lambda counts: counts.bank_equity,
)

GROUP.declare(
    "bank_failures",
    Measure("count", "sum", -1, grossed=False),
    Words(
        "Bank failures",
        "银行倒闭",
        "Banks recapitalised by government",
        "由政府注资救助的银行数",
    ),
    lambda counts: counts.bank_failures,
)
