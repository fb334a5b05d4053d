"""Banks' capital, margins, return and failures."""

from ...state.bank_columns import BANK_OPEN, BONDS, LARGE_LOANS, RESERVES, SME_LOANS
from ...state.economy import Economy
from ..indicator import IndicatorGroup, Measure, Words

GROUP = IndicatorGroup("banks")

GROUP.declare(
    "bank_capital_ratio",
    Measure("share", "mean", +1),
    Words(
        "Bank capital ratio",
        "银行资本充足率",
        "Banks' equity, less what their bonds at fair value have lost, over risk-weighted assets",
        "银行权益扣除以公允价值计量债券的浮亏后与风险加权资产之比",
    ),
    lambda counts: counts.regulatory_capital,
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


def _earning_assets(economy: Economy) -> float:
    """Fen of loans, bonds and reserves of all banks."""
    whole = economy.bank.whole
    return float(sum(int(whole[column].sum()) for column in (SME_LOANS, LARGE_LOANS, BONDS, RESERVES)))


def _deposits(economy: Economy) -> float:
    """Fen of deposits at all banks."""
    return float(economy.deposits_before.sum())


def _short_of_capital(economy: Economy) -> float:
    """Number of open banks below the capital ratio they steer to."""
    return float((economy.capital_short > 0.0).sum())


def _open_banks(economy: Economy) -> float:
    """Number of banks in business."""
    return float((economy.bank.tag[BANK_OPEN] == 1).sum())


GROUP.declare(
    "net_interest_margin",
    Measure("share per year", "mean", 0),
    Words(
        "Net interest margin",
        "净息差",
        "Interest received less interest paid by banks, times 12, over loans, bonds and reserves",
        "银行利息收入减利息支出（年化）与贷款、债券及准备金之比",
    ),
    lambda counts: (counts.flow_interest_to_banks - counts.flow_interest_by_banks) * 12.0,
    lambda counts: counts.earning_assets,
    reads={"earning_assets": _earning_assets},
)

GROUP.declare(
    "deposit_rate",
    Measure("share per year", "mean", 0),
    Words(
        "Rate of deposits",
        "存款平均利率",
        "Interest that banks pay on deposits of all holders, times 12, over these deposits",
        "银行支付的全部存款利息（年化）与存款余额之比",
    ),
    lambda counts: counts.flow_interest_on_deposits * 12.0,
    lambda counts: counts.all_deposits,
    reads={"all_deposits": _deposits},
)

GROUP.declare(
    "large_firm_loan_share",
    Measure("share", "mean", 0),
    Words(
        "Loans to large firms",
        "大企业贷款占比",
        "Loans to large firms over all loans of banks to enterprises",
        "大企业贷款占银行企业贷款总额的比例",
    ),
    lambda counts: counts.large_firm_loans,
    lambda counts: counts.large_firm_loans + counts.loan_balance,
    reads={"large_firm_loans": lambda economy: float(economy.bank.whole[LARGE_LOANS].sum())},
)

GROUP.declare(
    "banks_short_of_capital",
    Measure("share", "mean", -1),
    Words(
        "Banks short of capital",
        "资本低于自身目标的银行占比",
        "Banks in business below the capital ratio that they steer to, over all in business",
        "资本充足率低于自身目标的在营银行占比",
    ),
    lambda counts: counts.short_of_capital,
    lambda counts: counts.open_banks,
    reads={"short_of_capital": _short_of_capital, "open_banks": _open_banks},
)
