"""What a firm's story is put together from, in English and in Chinese: names, parts of sentences, headings."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("en", "zh")
#: A text in each language, by its code.
Pair = Mapping[str, str]


def pair(en: str, zh: str) -> Pair:
    """Words in English and in Chinese."""
    return {"en": en, "zh": zh}


#: How a way to lend fared, in the order of the outcomes of underwriting.
OUTCOMES: tuple[str, ...] = (
    "not_open",
    "too_small",
    "no_scheme",
    "guarantor_closed",
    "guarantor_full",
    "guarantor_refused",
    "too_risky",
    "above_the_cap",
    "possible",
)
WAYS: dict[str, Pair] = {
    "nothing": pair("{way}: none left", "{way}：已无可贷额度"),
    "too_small": pair("{way}: only {amount}, too little", "{way}：仅{amount}，太少"),
    "no_scheme": pair("{way}: no public scheme takes it", "{way}：没有适用的担保计划"),
    "guarantor_closed": pair("{way}: the bank no longer trusts the guarantor", "{way}：银行已不认可担保机构"),
    "guarantor_full": pair("{way}: the guarantor has no room left", "{way}：担保机构额度已满"),
    "guarantor_refused": pair(
        "{way}: the guarantor declines, putting the risk at {guarantor_risk}",
        "{way}：担保机构不同意，估计风险{guarantor_risk}",
    ),
    "too_risky": pair(
        "{way}: too risky, with an expected loss to the bank of {expected_loss_rate} a year",
        "{way}：风险过高，银行每年预期损失{expected_loss_rate}",
    ),
    "above_the_cap": pair(
        "{way}: would have to cost {rate}, above the lawful ceiling", "{way}：利率须达{rate}，超过法定上限"
    ),
    "possible_at_the_rate": pair("{way}: {amount} at {rate}", "{way}：{amount}，利率{rate}"),
    "possible": pair(
        "{way}: {amount} at {rate} (all-in cost {cost_in_all_rate})",
        "{way}：{amount}，利率{rate}（综合成本{cost_in_all_rate}）",
    ),
    "possible_for_a_fee": pair(
        "{way}: {amount} at {rate} and a fee of {fee_rate} (all-in cost {cost_in_all_rate})",
        "{way}：{amount}，利率{rate}，担保费率{fee_rate}（综合成本{cost_in_all_rate}）",
    ),
}

#: Security of a loan, in the order of its codes.
SECURITIES: tuple[Pair, ...] = (
    pair("unsecured", "信用"),
    pair("against collateral", "抵质押"),
    pair("with a guarantor", "担保"),
    pair("within a guarantee circle", "互保联保"),
    pair("with recourse", "有追索权"),
    pair("without recourse", "无追索权"),
    pair("secured by the goods", "货物监管"),
    pair("against documents", "凭单据"),
    pair("on a personal guarantee", "个人或关联保证"),
)
#: Who guarantees a way to lend, by the route of the menu.
ROUTES: tuple[Pair, ...] = (
    pair("with a guarantor", "担保"),
    pair("under a public scheme", "政策性担保"),
    pair("with a private guarantor", "商业担保"),
)
PARTY_NAMES: dict[str, Pair] = {
    "bank": pair("the bank", "银行"),
    "guarantor": pair("the guarantor", "担保机构"),
    "provincial_reguarantor": pair("the provincial re-guarantor", "省级再担保"),
    "national_fund": pair("the national guarantee fund", "国家融资担保基金"),
    "compensation_fund": pair("the risk-compensation fund", "风险补偿基金"),
    "local_fund": pair("the local fund", "地方基金"),
    "local_government": pair("the local government", "地方财政"),
    "insurer": pair("the insurer", "保险机构"),
}
CAUSE_NAMES: dict[str, Pair] = {
    "own": pair("its own difficulties", "自身经营困难"),
    "buyer": pair("the failure of a buyer", "买方倒闭"),
    "circle": pair("a call on its guarantee circle", "互保圈代偿"),
    "credit_cut": pair("credit that was cut off", "银行断贷"),
    "absconding": pair("the owner ran away", "业主跑路"),
}
WORDS: dict[str, Pair] = {
    "month": pair("month {month}", "第{month}个月"),
    "Month": pair("Month {month}", "第{month}个月"),
    "before": pair("{months} months before month 1", "期初前{months}个月"),
    "just_before": pair("The month before month 1", "期初前1个月"),
    "loan_of": pair("the {product} of month {month}", "第{month}个月的{product}"),
    "loan_from_just_before": pair("the {product} from the month before month 1", "期初前1个月的{product}"),
    "loan_from_before": pair("the {product} from {months} months before month 1", "期初前{months}个月的{product}"),
    "bank": pair("{kind} {number}", "{kind}{number}号"),
    "public_guarantor": pair("the public guarantor of the {region} region", "{region}地区政府性融资担保机构"),
    "private_guarantor": pair("commercial guarantor {number}", "商业担保机构{number}号"),
    "all_that_was_asked": pair("all that was asked", "足额满足"),
    "part_that_was_asked": pair("{share} of what was asked", "为申请额的{share}"),
    "party_share": pair("{party} bears {share}", "{party}承担{share}"),
    "party_pays": pair("{party} pays {amount}", "{party}支付{amount}"),
    "bank_bears": pair("the bank bears {amount}", "银行自担{amount}"),
    "party_gets": pair("{party} gets {amount}", "{party}收回{amount}"),
    "party_loses": pair("{party} {amount}", "{party}{amount}"),
    "own_money": pair("puts in {amount}", "投入自有资金{amount}"),
    "private_money": pair("borrows {amount} from private lenders at {rate}", "以{rate}的年利率向民间借款{amount}"),
    "line_money": pair("draws {amount} on the bank limit", "动用银行授信{amount}"),
    "agreement": pair("agreement “{name}”", "“{name}”协议"),
    "private_agreement": pair("a private guarantee", "商业担保"),
    "programme": pair("The policy “{name}”", "“{name}”政策"),
    "times.renewed_after_repaying": pair("{count} after repaying from its own account", "先以自有资金归还{count}次"),
    "times.renewed_by_bridge": pair("{count} by way of a bridge loan", "借过桥资金{count}次"),
    "times.renewed_without_repaying": pair("{count} without repaying principal", "无还本{count}次"),
    "times.renewed_undrawn": pair("{count} with nothing drawn", "无用款{count}次"),
    "each.renewed_after_repaying": pair("each time after repaying from its own account", "每次均先以自有资金归还"),
    "each.renewed_by_bridge": pair("each time by way of a bridge loan", "每次均借过桥资金"),
    "each.renewed_without_repaying": pair("each time without repaying principal", "每次均无还本"),
    "each.renewed_undrawn": pair("each time with nothing drawn", "每次均无用款"),
    "years": pair("{count} years", "{count}年"),
    "months_of_age": pair("{count} months", "{count}个月"),
    "one_month": pair("1 month", "1个月"),
    "once": pair("once", "1次"),
    "several_times": pair("{count} times", "{count}次"),
    "several_months": pair("{count} months", "{count}个月"),
    "way": pair("{product}, {security}", "{product}（{security}）"),
    "and": pair(" and ", "，"),
    "comma": pair(", ", "，"),
    "semicolon": pair("; ", "；"),
    "space": pair(" ", ""),
    "colon": pair(": ", "："),
    "title": pair("The story of enterprise {enterprise}", "企业{enterprise}的故事"),
    "year_by_year": pair("Its figures at the end of each year", "年末状况"),
    "every_way": pair("How each way to lend fared", "各种贷款方式的结果"),
}
#: Headings of the yearly table, by column of `Story.rows`.
HEADINGS: dict[str, Pair] = {
    "month": pair("month", "月份"),
    "size": pair("size", "规模"),
    "workers": pair("workers", "员工"),
    "year_sales_yuan": pair("sales a year", "年销售额"),
    "margin": pair("margin", "利润率"),
    "cash_yuan": pair("cash", "现金"),
    "bank_debt_yuan": pair("bank debt", "银行债务"),
    "informal_debt_yuan": pair("private debt", "民间债务"),
    "loans": pair("loans", "贷款数"),
    "missed_months": pair("months overdue", "逾期月数"),
}
#: Headings of the table of ways to lend, by column of `Story.ways`.
WAY_HEADINGS: dict[str, Pair] = {
    "month": pair("month", "月份"),
    "bank": pair("bank", "银行"),
    "way": pair("way to lend", "贷款方式"),
    "outcome": pair("outcome", "结果"),
    "amount_yuan": pair("amount", "金额"),
    "rate": pair("rate", "利率"),
    "fee_rate": pair("fee", "担保费率"),
    "cost_in_all_rate": pair("all-in cost", "综合成本"),
    "estimated_risk": pair("risk as the bank sees it", "银行估计风险"),
    "true_risk": pair("true risk", "真实风险"),
    "guarantor_risk": pair("risk as the guarantor sees it", "担保机构估计风险"),
    "expected_loss_rate": pair("expected loss to the bank", "银行预期损失"),
}
OUTCOME_NAMES: dict[str, Pair] = {
    "not_open": pair("not open to it", "不适用"),
    "too_small": pair("too little", "金额太少"),
    "nothing": pair("none left", "已无可贷额度"),
    "no_scheme": pair("no public scheme", "无适用担保计划"),
    "guarantor_closed": pair("guarantor not trusted", "担保机构不被认可"),
    "guarantor_full": pair("guarantor full", "担保机构额度已满"),
    "guarantor_refused": pair("guarantor declines", "担保机构不同意"),
    "too_risky": pair("too risky", "风险过高"),
    "above_the_cap": pair("above the lawful rate", "超过法定利率"),
    "possible": pair("possible", "可行"),
    "taken": pair("taken", "选用"),
}


def word(key: str, language: str, **values: object) -> str:
    """The entry of WORDS in this language, filled in."""
    return WORDS[key][language].format(**values)
