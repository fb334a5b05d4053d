"""The indicators: each declared once with key, unit, definition, direction and a label in both languages.

A value is numerator over denominator; over months both are aggregated as declared, over seeds both are averaged, so
that a ratio is always a ratio of means. Money is in model fen here and grossed up by the recorder.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from ..policy.instrument import instrument_kinds
from ..state.structure import CAUSES, LABELS, PARTIES, PRODUCTS, REGIONS, RUNGS, SECTORS, SIZES

#: One number a month.
Series = np.ndarray[Any, Any]
Unit = Literal["share", "share per year", "yuan", "count", "workers", "months", "ratio", "index"]

_DIMENSIONS = {
    "size": SIZES[:3],
    "sector": SECTORS,
    "region": REGIONS,
    "cause": CAUSES,
    "payer": PARTIES,
    "product": PRODUCTS,
    "ladder": RUNGS[1:],
}


@dataclass(frozen=True)
class Indicator:
    """What is measured; `direction` is +1 where more is better, -1 where less is, 0 where neither."""

    key: str
    group: str
    unit: Unit
    aggregate: Literal["mean", "sum", "last"]
    direction: int
    label: dict[str, str]
    definition: dict[str, str]
    numerator: Callable[[Any], Series]
    denominator: Callable[[Any], Series] | None = None
    gross: Literal["money", "number", "none"] = "none"

    @property
    def ratio(self) -> bool:
        """Whether the value is a quotient of two sums."""
        return self.denominator is not None


INDICATORS: dict[str, Indicator] = {}
#: Breakdowns: full key -> indicator, with the value of the dimension in its label.
BREAKDOWNS: dict[str, Indicator] = {}


def over_a_year(values: Series) -> Series:
    """Sums over the last twelve months, or as many as there have been; exact for whole numbers."""
    sums = np.cumsum(values)
    return np.concatenate([sums[:12], sums[12:] - sums[:-12]])


def _year_mean(values: Series) -> Series:
    return over_a_year(values) / np.minimum(np.arange(1, len(values) + 1), 12)


def _as_it_is(series: Series) -> Series:
    return series


def _column(name: str, shape: Callable[[Series], Series]) -> Callable[[Any], Series]:
    return lambda raw: shape(raw[name])


def _public_cost(raw: Any) -> Series:
    """What support has cost so far, in fen: outlay less what came back or is still in public hands as money."""
    return raw.fiscal_outlay - raw.recovered_local_government - raw.stakes_sold - raw.public_money_gain


def _declare(
    key: str,
    group: str,
    unit: Unit,
    aggregate: Any,
    direction: int,
    en: str,
    zh: str,
    definition_en: str,
    definition_zh: str,
    numerator: Callable[[Any], Series],
    denominator: Callable[[Any], Series] | None = None,
    gross: Any = "none",
    by: dict[str, tuple[str, str | None]] | None = None,
    over: tuple[Callable[[Series], Series], Callable[[Series], Series]] = (_as_it_is, _as_it_is),
) -> None:
    """Declare an indicator and its breakdowns; `by` maps a dimension to the raw columns' prefixes.

    `over` is what is done with numerator and denominator of a breakdown, such as summing twelve months.
    """
    base = Indicator(
        key,
        group,
        unit,
        aggregate,
        direction,
        {"en": en, "zh": zh},
        {"en": definition_en, "zh": definition_zh},
        numerator,
        denominator,
        gross,
    )
    INDICATORS[key] = base
    for dimension, (top, bottom) in (by or {}).items():
        for value in _DIMENSIONS[dimension]:
            full = f"{key}.{dimension}.{value}"
            label = {"en": f"{en}: {LABELS[value]['en']}", "zh": f"{zh}：{LABELS[value]['zh']}"}
            BREAKDOWNS[full] = replace(
                base,
                key=full,
                label=label,
                numerator=_column(f"{top}_{value}", over[0]),
                denominator=None if bottom is None else _column(f"{bottom}_{value}", over[1]),
            )


# Credit
_declare(
    "credit_outstanding",
    "credit",
    "yuan",
    "mean",
    1,
    "Credit outstanding",
    "贷款余额",
    "Loans to SMEs, bad ones included, at the end of the month",
    "月末中小企业贷款余额（含不良）",
    lambda r: r.loan_balance,
    gross="money",
    by={"size": ("debt_size", None), "sector": ("debt_sector", None), "region": ("debt_region", None)},
)
_declare(
    "new_lending",
    "credit",
    "yuan",
    "sum",
    1,
    "New lending",
    "新增贷款",
    "Loans and limits granted, renewals not counted",
    "新发放贷款及授信（不含续贷）",
    lambda r: r.granted_fen,
    gross="money",
    by={"size": ("granted_fen_size", None), "product": ("granted_fen_product", None)},
)
_declare(
    "borrower_share",
    "credit",
    "share",
    "mean",
    1,
    "Firms with a bank loan",
    "有贷企业占比",
    "SMEs with a live bank loan or line over all SMEs",
    "有存量贷款或授信的企业占比",
    lambda r: r.borrowers,
    lambda r: r.sme,
    by={
        "size": ("borrowers_size", "firms_size"),
        "sector": ("borrowers_sector", "firms_sector"),
        "region": ("borrowers_region", "firms_region"),
    },
)
_declare(
    "first_time_borrowers",
    "credit",
    "count",
    "sum",
    1,
    "First-time borrowers",
    "首贷户",
    "Firms granted their first bank loan",
    "首次获得银行贷款的企业数",
    lambda r: r.first_loans,
    gross="number",
)
_declare(
    "applications",
    "credit",
    "count",
    "sum",
    0,
    "Applications",
    "贷款申请",
    "Firms applying for new credit",
    "提出新增融资申请的企业数",
    lambda r: r.applications,
    gross="number",
    by={"size": ("applications_size", None)},
)
_declare(
    "approval_rate",
    "credit",
    "share",
    "mean",
    1,
    "Approval rate",
    "获批率",
    "Applications ending in a loan over applications",
    "获得贷款的申请占比",
    lambda r: r.granted,
    lambda r: r.applications,
)
_declare(
    "rejection_rate",
    "credit",
    "share",
    "mean",
    -1,
    "Rejection rate",
    "拒贷率",
    "Applications ending without any loan after guarantor and all banks, over applications",
    "经担保机构与所有银行后仍未获贷的申请占比",
    lambda r: r.refused,
    lambda r: r.applications,
    by={"size": ("refused_size", "applications_size")},
)
_declare(
    "rejection_rate_honest",
    "credit",
    "share",
    "mean",
    -1,
    "Rejection rate of honest owners",
    "诚信业主拒贷率",
    "Applications of wholly honest owners ending without any loan, over all of theirs",
    "完全诚信业主的申请中未获贷占比",
    lambda r: r.honest_refused,
    lambda r: r.honest_applications,
)
_declare(
    "rejection_rate_opaque",
    "credit",
    "share",
    "mean",
    -1,
    "Rejection rate of opaque firms",
    "不透明企业拒贷率",
    "Applications of firms of which less than half shows, ending without any loan, over all of theirs",
    "信息透明度低于一半的企业申请中未获贷占比",
    lambda r: r.opaque_refused,
    lambda r: r.opaque_applications,
)
_declare(
    "rationed_share",
    "credit",
    "share",
    "mean",
    -1,
    "Rationed by capital",
    "因银行资本不足被配给",
    "Applications with an offer that the bank had no capital left for, over applications",
    "已获报价但因银行资本不足未能放款的申请占比",
    lambda r: r.rationed,
    lambda r: r.applications,
    by={"size": ("rationed_size", "applications_size")},
)
_declare(
    "partial_share",
    "credit",
    "share",
    "mean",
    -1,
    "Granted in part",
    "部分满足率",
    "Loans smaller than asked over loans granted",
    "获批额度低于申请的占比",
    lambda r: r.partial,
    lambda r: r.granted,
)
_declare(
    "discouraged_share",
    "credit",
    "share",
    "mean",
    -1,
    "Discouraged borrowers",
    "退缩借款人占比",
    "Firms in need that do not ask, over firms in need that reviewed their finance",
    "有需求但未申请的企业占比",
    lambda r: r.discouraged,
    lambda r: r.in_need,
)
_declare(
    "credit_gap",
    "credit",
    "yuan",
    "sum",
    -1,
    "Unmet demand",
    "融资缺口",
    "Amounts not asked for by the discouraged and asked for but not granted",
    "退缩未申请及申请未获批金额",
    lambda r: r.unmet_fen + r.asked_fen - r.granted_fen,
    gross="money",
)
_declare(
    "mean_loan_rate",
    "credit",
    "share per year",
    "mean",
    -1,
    "Rate of new loans",
    "新发贷款利率",
    "Mean contract rate of new loans, weighted by amount",
    "新发放贷款加权平均利率",
    lambda r: r.rate_fen,
    lambda r: r.granted_fen,
    by={"size": ("rate_fen_size", "granted_fen_size")},
)
_declare(
    "mean_borrowing_cost",
    "credit",
    "share per year",
    "mean",
    -1,
    "Cost of new loans with fee",
    "综合融资成本",
    "Rate plus guarantee fee, weighted by amount",
    "利率加担保费的加权平均",
    lambda r: r.cost_fen,
    lambda r: r.granted_fen,
)
_declare(
    "spread_over_large_firms",
    "credit",
    "share per year",
    "mean",
    -1,
    "Spread over large firms",
    "与大企业利差",
    "Mean rate of new loans less the rate of large firms",
    "新发贷款利率与大企业贷款利率之差",
    lambda r: r.rate_fen - r.granted_fen * r.large_rate,
    lambda r: r.granted_fen,
)
_declare(
    "unsecured_share",
    "credit",
    "share",
    "mean",
    0,
    "Unsecured loans",
    "信用贷款占比",
    "Unsecured balance over performing balance",
    "信用贷款余额占正常贷款比",
    lambda r: r.unsecured,
    lambda r: r.performing,
)
_declare(
    "loans_to_sales",
    "credit",
    "share",
    "mean",
    0,
    "Loans over yearly sales",
    "贷款/年销售额",
    "Credit outstanding over the sales of the last 12 months",
    "贷款余额与近12个月销售额之比",
    lambda r: r.loan_balance,
    lambda r: over_a_year(r.sme_sales),
)
# Loss
_declare(
    "default_rate",
    "loss",
    "share per year",
    "mean",
    -1,
    "Default rate",
    "违约率",
    "Borrowers defaulting in the last 12 months over the mean number of performing borrowers in them",
    "近12个月违约借款企业数与同期平均正常借款企业数之比",
    lambda r: over_a_year(r.defaulters),
    lambda r: _year_mean(r.borrowers),
    by={"size": ("defaulters_size", "borrowers_size")},
    over=(over_a_year, _year_mean),
)
_declare(
    "default_rate_by_balance",
    "loss",
    "share per year",
    "mean",
    -1,
    "Default rate by balance",
    "违约率（按余额）",
    "Principal defaulting in the last 12 months over the mean performing balance",
    "近12个月违约本金与平均正常余额之比",
    lambda r: over_a_year(r.defaulted_fen),
    lambda r: _year_mean(r.performing),
)
_declare(
    "default_rate_supported",
    "loss",
    "share per year",
    "mean",
    -1,
    "Default rate of supported loans",
    "受支持贷款违约率",
    "Supported principal defaulting in the last 12 months over the mean supported performing balance",
    "近12个月受支持贷款违约本金与其平均正常余额之比",
    lambda r: over_a_year(r.supported_defaulted_fen),
    lambda r: _year_mean(r.supported),
)
_declare(
    "npl_ratio",
    "loss",
    "share",
    "mean",
    -1,
    "Nonperforming loan ratio",
    "不良贷款率",
    "Nonperforming over gross balance",
    "不良贷款余额占贷款余额比",
    lambda r: r.bad,
    lambda r: r.loan_balance,
)
_declare(
    "loss_given_default",
    "loss",
    "share",
    "mean",
    -1,
    "Loss given default",
    "违约损失率",
    "Principal not expected back from security and debtor, at default, before any guarantee",
    "违约时预计无法从抵押物和债务人收回的本金占比（代偿前）",
    lambda r: r.defaulted_fen - r.recoverable_fen,
    lambda r: r.defaulted_fen,
)
_declare(
    "wilful_default_share",
    "loss",
    "share",
    "mean",
    -1,
    "Absconding among defaults",
    "跑路违约占比",
    "Defaulters whose owner ran away over all defaulters",
    "业主跑路的违约企业占比",
    lambda r: r.wilful,
    lambda r: r.defaulters,
)
_declare(
    "failures_by_cause",
    "loss",
    "count",
    "sum",
    -1,
    "Failures",
    "倒闭企业",
    "Failures of firms, with and without bank debt",
    "倒闭企业数（含无贷企业）",
    lambda r: sum(r[f"cause_{c}"] for c in CAUSES),
    gross="number",
    by={"cause": ("cause", None)},
)
_declare(
    "losses_by_payer",
    "loss",
    "yuan",
    "sum",
    -1,
    "Losses at claim",
    "损失分担",
    "Outstanding principal at claim, by the party that paid or bears it",
    "按分担方列示的索赔时未偿本金",
    lambda r: sum(r[f"paid_{p}"] for p in PARTIES),
    gross="money",
    by={"payer": ("paid", None)},
)
_declare(
    "recoveries_by_payer",
    "loss",
    "yuan",
    "sum",
    1,
    "Recoveries",
    "追偿收回",
    "Later recoveries, by the party that gets them back",
    "按分担方列示的追偿收回",
    lambda r: sum(r[f"recovered_{p}"] for p in PARTIES),
    gross="money",
    by={"payer": ("recovered", None)},
)
# Guarantee
_declare(
    "guarantee_balance",
    "guarantee",
    "yuan",
    "mean",
    0,
    "Guaranteed loans",
    "担保贷款余额",
    "Balance of loans with a guarantor",
    "有担保机构担保的贷款余额",
    lambda r: r.guaranteed,
    gross="money",
)
_declare(
    "guaranteed_share",
    "guarantee",
    "share",
    "mean",
    0,
    "Guaranteed share of loans",
    "担保贷款占比",
    "Guaranteed over performing balance",
    "担保贷款余额占正常贷款比",
    lambda r: r.guaranteed,
    lambda r: r.performing,
)
_declare(
    "guarantee_payout_rate",
    "guarantee",
    "share per year",
    "mean",
    -1,
    "Guarantee payout rate",
    "担保代偿率",
    "Payouts of 12 months over guarantees released in them, both on the partners' liability",
    "近12个月代偿额与同期解除担保额之比（按责任额）",
    lambda r: over_a_year(r.payouts),
    lambda r: over_a_year(r.released),
)
_declare(
    "recovery_rate",
    "guarantee",
    "share",
    "mean",
    1,
    "Recovery after payout",
    "代偿追偿率",
    "Recoveries of the partners over their payouts, both in the window",
    "窗口期内追偿收回与代偿之比",
    lambda r: r.partner_recoveries,
    lambda r: r.payouts,
)
_declare(
    "guarantor_leverage",
    "guarantee",
    "ratio",
    "mean",
    0,
    "Guarantor leverage",
    "担保放大倍数",
    "Guaranteed balance over guarantors' net assets",
    "担保余额与担保机构净资产之比",
    lambda r: r.guaranteed,
    lambda r: r.guarantor_assets,
)
_declare(
    "guarantors_active",
    "guarantee",
    "count",
    "mean",
    1,
    "Guarantors in business",
    "在营担保机构",
    "Simulated guarantors still in business",
    "仍在经营的模拟担保机构数",
    lambda r: r.guarantors_active,
)
_declare(
    "guarantor_acceptance_rate",
    "guarantee",
    "share",
    "mean",
    1,
    "Guarantor consent",
    "担保通过率",
    "Applicants a guarantor agreed to guarantee over those it was asked about",
    "担保机构同意担保的申请占比",
    lambda r: r.guarantor_agreed,
    lambda r: r.guarantor_asked,
)
_declare(
    "fund_balance",
    "guarantee",
    "yuan",
    "mean",
    0,
    "Compensation funds",
    "补偿基金余额",
    "Money left in the compensation and local funds",
    "风险补偿基金与地方基金余额",
    lambda r: r.fund_balance,
    gross="money",
)
_declare(
    "fund_exhaustion_share",
    "guarantee",
    "share",
    "mean",
    -1,
    "Promised but not paid",
    "应付未付占比",
    "Part of the partners' shares of claims that caps or empty funds left unpaid",
    "因封顶或基金耗尽未支付的分担额占比",
    lambda r: r.claims_short_fen,
    lambda r: r.payouts + r.claims_short_fen,
)
_declare(
    "payout_delay_months",
    "guarantee",
    "months",
    "mean",
    -1,
    "Payout delay",
    "代偿时滞",
    "Mean months from claim to payment",
    "从索赔到支付的平均月数",
    lambda r: r.delay_months,
    lambda r: r.claims_settled,
)
# Banks
_declare(
    "bank_capital_ratio",
    "banks",
    "share",
    "mean",
    1,
    "Bank capital ratio",
    "银行资本充足率",
    "Banks' equity over risk-weighted assets",
    "银行权益与风险加权资产之比",
    lambda r: r.bank_equity,
    lambda r: r.risk_weighted_assets,
)
_declare(
    "bank_return_on_equity",
    "banks",
    "share per year",
    "mean",
    1,
    "Bank return on equity",
    "银行净资产收益率",
    "Profit of a month times 12 over equity",
    "月利润年化与权益之比",
    lambda r: r.bank_profit * 12.0,
    lambda r: r.bank_equity,
)
_declare(
    "bank_failures",
    "banks",
    "count",
    "sum",
    -1,
    "Bank failures",
    "银行倒闭",
    "Banks recapitalised by government",
    "由政府注资救助的银行数",
    lambda r: r.bank_failures,
)
# Economy
_declare(
    "firms_alive",
    "economy",
    "count",
    "mean",
    1,
    "Firms",
    "企业数",
    "Enterprises alive, those grown large included",
    "存续企业数（含已成长为大型的企业）",
    lambda r: r.alive,
    gross="number",
)
_declare(
    "entry_rate",
    "economy",
    "share per year",
    "mean",
    1,
    "Entry rate",
    "进入率",
    "Entrants times 12 over firms",
    "月新设企业年化占比",
    lambda r: r.entrants * 12.0,
    lambda r: r.alive,
)
_declare(
    "exit_rate",
    "economy",
    "share per year",
    "mean",
    -1,
    "Exit rate",
    "退出率",
    "Firms leaving times 12 over firms",
    "月退出企业年化占比",
    lambda r: r.exits * 12.0,
    lambda r: r.alive,
)
_declare(
    "employment",
    "economy",
    "workers",
    "mean",
    1,
    "Employment",
    "就业人数",
    "Workers in SMEs",
    "中小企业从业人数",
    lambda r: r.employees_milli / 1000.0,
    gross="number",
)
_declare(
    "output",
    "economy",
    "yuan",
    "sum",
    1,
    "Sales",
    "销售额",
    "Sales of SMEs",
    "中小企业销售额",
    lambda r: r.sme_sales,
    gross="money",
)
_declare(
    "net_margin",
    "economy",
    "share",
    "mean",
    1,
    "Net margin",
    "净利润率",
    "Profit after interest and tax over sales of SMEs",
    "中小企业税后净利润与销售额之比",
    lambda r: r.profit,
    lambda r: r.sme_sales,
)
_declare(
    "wage_bill",
    "economy",
    "yuan",
    "sum",
    1,
    "Wage bill",
    "工资总额",
    "Wages paid by enterprises",
    "企业支付的工资",
    lambda r: r.flow_wages,
    gross="money",
)
_declare(
    "tax_revenue",
    "economy",
    "yuan",
    "sum",
    1,
    "Tax revenue",
    "税费收入",
    "Taxes and charges from enterprises, and value-added tax on banks' interest",
    "企业缴纳的税费及银行利息增值税",
    lambda r: r.flow_tax + r.flow_charge + r.flow_tax_bank,
    gross="money",
)
_declare(
    "output_gap",
    "economy",
    "share",
    "mean",
    1,
    "Output gap",
    "产出缺口",
    "Deviation of demand from trend, log points",
    "需求相对趋势的对数偏离",
    lambda r: r.output_gap,
)
_declare(
    "cash_buffer_months",
    "economy",
    "months",
    "mean",
    1,
    "Median cash buffer",
    "现金缓冲中位数",
    "Median cash over monthly costs",
    "现金与月成本之比的中位数",
    lambda r: r.cash_buffer,
)
# Public purse
_declare(
    "fiscal_outlay",
    "public_purse",
    "yuan",
    "sum",
    -1,
    "Fiscal outlay",
    "财政支出",
    "Paid by government under programmes or forgone as tax relief: funds, capital, claims, support, rescue of banks",
    "各项政策的财政支出及减免税费：基金、注资、代偿、补助、银行救助",
    lambda r: r.fiscal_outlay,
    gross="money",
)
_declare(
    "fiscal_net_cost",
    "public_purse",
    "yuan",
    "sum",
    -1,
    "Net fiscal cost",
    "财政净成本",
    "Outlay without tax relief (it lowers revenue already), less recoveries and stakes sold, less what public funds "
    "and guarantors gained, less tax revenue; read it in differences",
    "财政支出（不含减免税费，因其已减少税收）减追偿与股权退出收入、减公共基金与担保机构净增加、减税费收入；请看差额",
    lambda r: _public_cost(r) - r.tax_relieved - r.flow_tax - r.flow_charge - r.flow_tax_bank,
    gross="money",
)
_declare(
    "public_loss_cost",
    "public_purse",
    "yuan",
    "sum",
    -1,
    "Public cost of support",
    "公共支持成本",
    "Outlay, tax relief included, less recoveries and stakes sold, less what public funds and guarantors gained: "
    "before any other tax effect",
    "财政支出（含减免税费）减追偿与股权退出收入、减公共基金与担保机构净增加（不计其他税收效应）",
    lambda r: _public_cost(r),
    gross="money",
)
_declare(
    "contingent_liability",
    "public_purse",
    "yuan",
    "mean",
    -1,
    "Contingent liability",
    "或有负债",
    "Public partners' shares of live guaranteed loans",
    "公共分担方对存量担保贷款的责任",
    lambda r: r.public_liability,
    gross="money",
)
_declare(
    "supported_hires",
    "public_purse",
    "workers",
    "sum",
    1,
    "Hires paid for",
    "补贴新增就业",
    "Additional workers that an employment subsidy paid for, those included who would have been hired anyway",
    "就业补贴支付的新增员工数（含无补贴也会招用者）",
    lambda r: r.supported_hires_milli / 1000.0,
    gross="number",
)
_declare(
    "grants_to_firms",
    "public_purse",
    "yuan",
    "sum",
    0,
    "Grants to firms",
    "对企业拨款",
    "Start-up grants, targeted grants and awards paid to firms",
    "创业补助、专项扶持与奖励资金",
    lambda r: r.flow_grant,
    gross="money",
)
_declare(
    "granted_projects",
    "public_purse",
    "yuan",
    "sum",
    1,
    "Investment with grants",
    "补助项目投资",
    "Fixed assets bought with targeted grants and the firms' own part",
    "专项扶持资金及企业配套形成的固定资产投资",
    lambda r: r.granted_projects_fen,
    gross="money",
)
_declare(
    "firms_on_ladder",
    "public_purse",
    "count",
    "mean",
    1,
    "Firms on the innovation ladder",
    "梯度培育企业",
    "SMEs with a title of the innovation ladder, by the highest they hold",
    "拥有优质中小企业梯度称号的企业数（按最高称号）",
    lambda r: sum(r[f"rung_{rung}"] for rung in RUNGS[1:]),
    gross="number",
    by={"ladder": ("rung", None)},
)
_declare(
    "stakes_outstanding",
    "public_purse",
    "yuan",
    "mean",
    0,
    "Public stakes in firms",
    "政府股权投资余额",
    "Stakes held by public venture funds, at what was paid for them",
    "政府引导基金持有的企业股权（按投资成本）",
    lambda r: r.stakes_fen,
    gross="money",
)
_declare(
    "stake_proceeds",
    "public_purse",
    "yuan",
    "sum",
    1,
    "Stakes sold",
    "股权退出收入",
    "What public venture funds got for stakes sold",
    "政府引导基金股权退出收入",
    lambda r: r.stakes_sold,
    gross="money",
)
_declare(
    "stakes_lost_share",
    "public_purse",
    "share",
    "mean",
    -1,
    "Stakes lost",
    "股权投资损失率",
    "Cost of stakes in firms that left over the cost of all stakes that ended",
    "退出市场企业的股权成本占已了结股权成本比",
    lambda r: r.stakes_lost,
    lambda r: r.stakes_lost + r.stakes_sold_cost,
)
_declare(
    "relending_outstanding",
    "public_purse",
    "yuan",
    "mean",
    0,
    "Relending outstanding",
    "再贷款余额",
    "Owed by banks to the central bank for refinanced loans to small firms",
    "银行因小微贷款再贷款对央行的负债",
    lambda r: r.relending,
    gross="money",
)
# Behaviour
_declare(
    "screening_effort",
    "behaviour",
    "index",
    "mean",
    1,
    "Screening effort",
    "审查努力",
    "Mean units of effort spent on a new loan",
    "每笔新贷款的平均审查努力",
    lambda r: r.effort_milli / 1000.0,
    lambda r: r.granted,
)
_declare(
    "evergreened_share",
    "behaviour",
    "share",
    "mean",
    -1,
    "Evergreened loans",
    "掩盖续贷占比",
    "Balance renewed to hide a loss over performing balance",
    "为掩盖损失而续贷的余额占比",
    lambda r: r.evergreened_fen,
    lambda r: r.performing,
)
_declare(
    "old_weak_share",
    "behaviour",
    "share",
    "mean",
    -1,
    "Old weak loans",
    "反复续贷的高风险贷款占比",
    "Balance of loans renewed twice or more with an estimated risk above 10% a year, over performing balance",
    "续贷两次及以上且估计年违约概率高于10%的余额占正常贷款比",
    lambda r: r.old_weak_fen,
    lambda r: r.performing,
)
_declare(
    "deferred_principal",
    "behaviour",
    "yuan",
    "sum",
    0,
    "Principal deferred",
    "延期还本金额",
    "Principal due that a programme put off, counted once while it is put off month by month",
    "因政策安排延期偿还的到期本金，连续延期只计一次",
    lambda r: r.deferred_fen,
    gross="money",
)
_declare(
    "renewed_without_repayment",
    "behaviour",
    "share",
    "mean",
    0,
    "Renewed without repaying",
    "无还本续贷占比",
    "Renewals that needed no repayment first, over renewals",
    "无还本续贷占续贷比",
    lambda r: r.renewed_without_repayment,
    lambda r: r.renewed,
)
_declare(
    "liquidity_default_share",
    "behaviour",
    "share",
    "mean",
    -1,
    "Liquidity defaults",
    "流动性违约占比",
    "Defaulters with a sound margin (above 5%) that ran out of money, over defaulters",
    "利润率良好但资金链断裂的违约企业占比",
    lambda r: r.liquidity_defaults,
    lambda r: r.defaulters,
)
_declare(
    "informal_credit",
    "behaviour",
    "yuan",
    "mean",
    -1,
    "Private lending",
    "民间借贷余额",
    "Owed by enterprises to private lenders",
    "企业民间借贷余额",
    lambda r: r.informal_debt,
    gross="money",
)
_declare(
    "additionality_at_decision",
    "behaviour",
    "share",
    "mean",
    1,
    "Additional at the moment of decision",
    "决策时点的增量占比",
    "New supported lending that the same banks would not have made without any support at that moment and with the "
    "same luck (no loan, or less than half of it), over all new supported lending",
    "同一时点、同样运气下，若撤除全部支持则银行不会发放（或不足一半）的受支持新增贷款占比",
    lambda r: r.supported_additional_fen,
    lambda r: r.supported_fen,
)
_declare(
    "supported_share",
    "behaviour",
    "share",
    "mean",
    0,
    "Supported share of new lending",
    "受支持新增贷款占比",
    "New lending with a public agreement or public money behind it, over new lending",
    "有公共分担协议或财政资金支持的新增贷款占比",
    lambda r: r.supported_fen,
    lambda r: r.granted_fen,
    by={"size": ("supported_fen_size", "granted_fen_size")},
)
_declare(
    "support_to_lenders_share",
    "behaviour",
    "share",
    "mean",
    -1,
    "Support that goes to lenders",
    "支持资金流向贷款机构占比",
    "Public payouts on claims and subsidies to banks and guarantors, over those plus subsidies and grants to firms",
    "公共代偿及对银行、担保机构的补贴占其与对企业补贴之和的比例",
    lambda r: r.public_payouts + r.flow_to_lenders,
    lambda r: r.public_payouts + r.flow_to_lenders + r.flow_subsidy + r.flow_grant,
)
_declare(
    "lender_support_passed_on",
    "behaviour",
    "yuan",
    "sum",
    1,
    "Passed on by lenders",
    "银行让利",
    "Interest borrowers save over the life of loans granted or renewed because banks pass on what they expect of "
    "compensation, awards and cheap funds",
    "因银行让渡预期补偿、奖励与低成本资金，借款人在贷款存续期内少付的利息（新发放与续贷）",
    lambda r: r.passed_on,
    gross="money",
)


def indicator(key: str) -> Indicator:
    """The indicator of a key, breakdowns and programmes included. Raises KeyError."""
    if key in INDICATORS:
        return INDICATORS[key]
    if key in BREAKDOWNS:
        return BREAKDOWNS[key]
    base, _, programme = key.partition(".programme.")
    if base == "fiscal_outlay" and programme:
        whole = INDICATORS[base]
        known = instrument_kinds().get(programme)
        name = PROGRAMMES.get(programme) or (known.label if known else {"en": programme, "zh": programme})
        return replace(
            whole,
            key=key,
            label={lang: f"{whole.label[lang]}{'：' if lang == 'zh' else ': '}{name[lang]}" for lang in ("en", "zh")},
            numerator=lambda r: r[f"outlay_{programme}"],
        )
    raise KeyError(key)


#: Labels of the programmes that every run shows, spent or not; the others have their instrument's.
PROGRAMMES: dict[str, dict[str, str]] = {
    "local_government_payout": {"en": "local budgets' share of claims", "zh": "地方财政分担代偿"},
    "resolution": {"en": "rescue of banks", "zh": "银行救助"},
    "compensation_fund": {"en": "risk-compensation fund", "zh": "风险补偿基金"},
    "guarantee_fund": {"en": "government guarantee fund", "zh": "政府性融资担保基金"},
}
