"""The words of a firm's story, in English and in Chinese: one template for each kind of event.

A template's placeholders are numbers of its event, shown as `DISPLAY` says. Money is yuan; where parts must visibly add
up, as in a claim, it is shown to the fen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...ground.units import yuan
from ...state.structure import CAUSES, LABELS, PARTIES

#: What a sentence is told with: text, a number, or a table of such.
Told = Any

LANGUAGES = ("en", "zh")
Pair = Mapping[str, str]


def _pair(en: str, zh: str) -> Pair:
    return {"en": en, "zh": zh}


#: What happened, by kind of event. An event whose kind is in `SILENT` is kept in the tables and not told.
SENTENCES: dict[str, Pair] = {
    # Who it is
    "start": _pair(
        "When the records begin, it is a {size} firm in {sector}, {region} region, {age} old, with a staff of "
        "{workers} and sales of {sales} a year. It keeps its account at {bank}, with {cash} in it.",
        "记录开始时，它是{region}地区一家{size}企业，属{sector}，已成立{age}，有员工{workers}人，年销售额{sales}。"
        "其账户开在{bank}，存款{cash}。",
    ),
    "born": _pair(
        "The firm is founded: a {size} firm in {sector}, {region} region, with a staff of {workers}. It starts "
        "with {cash} at {bank}.",
        "企业成立：{region}地区一家{size}企业，属{sector}，员工{workers}人，开业现金{cash}，存于{bank}。",
    ),
    "old_loan": _pair(
        "It already owes {lender} {balance}: {loan}, {security}, at {rate} a year.",
        "此时已欠{lender}{balance}：{loan}（{security}），年利率{rate}。",
    ),
    "old_limit": _pair(
        "It already has an undrawn limit of {amount} at {lender}: {loan}, {security}, at {rate} a year.",
        "此时已有{lender}未使用授信{amount}：{loan}（{security}），年利率{rate}。",
    ),
    "size": _pair("By the official cut-offs it is now a {size} firm.", "按官方划型标准，现为{size}企业。"),
    "rung": _pair("It reaches a rung of the innovation ladder: {rung}.", "在企业梯度培育中达到：{rung}。"),
    # Need and application
    "need_urgent": _pair("Cash is running short: it needs {amount}.", "现金告急，需要{amount}。"),
    "need_growth": _pair("Its owner would like {amount} more in bank loans.", "业主希望增加银行贷款{amount}。"),
    "discouraged": _pair("The owner expects to be turned down and does not ask.", "业主认为会被拒绝，没有提出申请。"),
    "applies": _pair("It asks {bank} for {asked}.", "向{bank}申请贷款{asked}。"),
    "weighs": _pair("{bank} weighs {ways_weighed}.", "{bank}考虑：{ways_weighed}。"),
    "weighs_in_table": _pair(
        "{bank} weighs {count} ways to lend, listed below.", "{bank}考虑{count}种贷款方式（见下表）。"
    ),
    "no_way": _pair("{bank} has no product for which the firm qualifies.", "{bank}没有该企业可申请的产品。"),
    "signal": _pair(
        "From what it can see, {bank} puts the risk of default within a year at {estimated_risk}; the true score, "
        "which no bank sees, says {true_risk}. Its screening takes the work of {effort} visits.",
        "{bank}根据所掌握的信息，估计其一年内违约概率为{estimated_risk}；银行看不到的真实评分为{true_risk}。"
        "贷前审查投入约{effort}次走访的工作量。",
    ),
    "signal_without_effort": _pair(
        "From what it can see, {bank} puts the risk of default within a year at {estimated_risk}; the true score, "
        "which no bank sees, says {true_risk}. It spends no effort of its own on screening.",
        "{bank}根据所掌握的信息，估计其一年内违约概率为{estimated_risk}；银行看不到的真实评分为{true_risk}。"
        "未另行投入贷前审查。",
    ),
    "guarantor_view": _pair(
        "{guarantor} puts the same risk at {guarantor_risk}.", "{guarantor}对同一风险的估计为{guarantor_risk}。"
    ),
    "refused": _pair("No bank makes an offer: the request is refused.", "没有银行愿意放贷，申请被拒。"),
    "rationed": _pair(
        "{bank} would lend {amount} at {rate}, but loans that earn more on its capital have used up too much of it "
        "this month. The firm gets nothing.",
        "{bank}本可按{rate}的利率贷给{amount}，但当月资本已被回报更高的贷款占用，所剩不足，企业一无所得。",
    ),
    "turns_elsewhere": _pair(
        "{bank} has no capital left for it this month, so the firm asks elsewhere.",
        "{bank}当月资本已用尽，企业转向其他银行。",
    ),
    # The loan
    "granted": _pair(
        "{lender} lends {amount}, {part_of_asked}: {product}, {security}, for {tenor} months at {rate} a year.",
        "{lender}放款{amount}（{part_of_asked}）：{product}，{security}，期限{tenor}个月，年利率{rate}。",
    ),
    "granted_line": _pair(
        "{lender} opens a limit of {amount}, {part_of_asked}: {product}, {security}, for {tenor} months at {rate} "
        "a year on what is drawn.",
        "{lender}授信{amount}（{part_of_asked}）：{product}，{security}，期限{tenor}个月，按用款计息，年利率{rate}。",
    ),
    "granted_letter": _pair(
        "{lender} undertakes to pay its supplier {amount} ({part_of_asked}) against documents: {product}, due in "
        "{tenor} months at {rate} a year.",
        "{lender}承诺凭单据向其供应商付款{amount}（{part_of_asked}）：{product}，{tenor}个月后到期，年利率{rate}。",
    ),
    "guarantee": _pair(
        "{guarantor} stands behind it for a fee of {fee_rate} a year; the firm pays {fee_paid} at once. Of a loss "
        "on it, {shares} ({agreement}).",
        "{guarantor}为其担保，年费率{fee_rate}，企业一次性支付{fee_paid}。如有损失，{shares}（{agreement}）。",
    ),
    "shared_risk": _pair(
        "Its risk is shared: of a loss on it, {shares} ({agreement}).",
        "其风险由多方分担：如有损失，{shares}（{agreement}）。",
    ),
    "fee_support": _pair("{programme} pays {amount} of the guarantee fee.", "{programme}为其支付担保费{amount}。"),
    "additional": _pair(
        "Without public support no bank would have lent it even half as much.",
        "若无政府支持，没有银行会贷给它哪怕一半的金额。",
    ),
    "deadweight": _pair(
        "Without public support a bank would have lent it at least half as much.",
        "即使没有政府支持，也有银行会贷给它至少一半的金额。",
    ),
    "conduct": _pair(
        "With that price and that cover its owner takes more risk: {conduct} times the safe level.",
        "在这样的利率与保障之下，业主承担更多风险：为稳健水平的{conduct}倍。",
    ),
    "line_drawn": _pair("It draws {amount} on its limit, for the first time.", "首次使用授信额度{amount}。"),
    "letter_drawn": _pair(
        "The documents arrive: {lender} pays the supplier, and the firm owes it {amount}.",
        "单据到达，{lender}向供应商付款，企业由此欠款{amount}。",
    ),
    "repaid": _pair("It pays off {loan}: {amount}.", "还清{loan}，最后一笔{amount}。"),
    "line_closed": _pair("Its limit ends and is paid off: {loan}.", "授信到期并结清：{loan}。"),
    # Money from elsewhere
    "after_refusal": _pair("Instead, the owner {money_found}.", "业主转而{money_found}。"),
    "after_bills": _pair(
        "Its bills exceed its cash; to pay them, the owner {money_found}.", "应付账款超过现金，为此业主{money_found}。"
    ),
    "after_due": _pair(
        "To pay what its banks are owed, the owner {money_found}.", "为偿付银行到期款项，业主{money_found}。"
    ),
    "owner_pays_on": _pair(
        "From now to {until}, bills or banks take more than it has {count} times; the owner {money_found} in all.",
        "从本月到{until}，账单或银行还款{count}次超过其现金，业主共{money_found}。",
    ),
    "private_repaid": _pair("Its private lenders are repaid.", "民间借款已还清。"),
    "support": _pair("{programme} pays it {amount}.", "{programme}向其支付{amount}。"),
    "support_series": _pair(
        "{programme} pays it {amount}, the first of {count} payments that come to {total} by {until}.",
        "{programme}向其支付{amount}，此后至{until}共{count}笔，合计{total}。",
    ),
    "charged": _pair("{programme} takes {amount} from it.", "{programme}从其收取{amount}。"),
    # Renewal
    "renewed_after_repaying": _pair(
        "{loan_capital} falls due and is renewed for twelve months at {rate} a year: it must first repay {amount} "
        "and finds the money in its own account.",
        "{loan}到期，续贷一年，年利率{rate}：须先归还{amount}，企业用自有现金还上。",
    ),
    "renewed_by_bridge": _pair(
        "{loan_capital} falls due and is renewed for twelve months at {rate} a year: it must first repay {amount}, "
        "and a bridge loan of a few days costs it {bridge_fee}.",
        "{loan}到期，续贷一年，年利率{rate}：须先归还{amount}，为此借过桥资金数日，花费{bridge_fee}。",
    ),
    "renewed_without_repaying": _pair(
        "{loan_capital} falls due; {lender} renews it for twelve months at {rate} a year without repayment of "
        "principal ({amount}).",
        "{loan}到期，{lender}予以无还本续贷一年，年利率{rate}（本金{amount}）。",
    ),
    "renewed_undrawn": _pair(
        "{loan_capital} comes to its end with nothing drawn; {lender} renews it for twelve months at {rate} a year.",
        "{loan}到期，无用款余额，{lender}续期一年，年利率{rate}。",
    ),
    "evergreened": _pair(
        "{lender} thinks the loan too risky to renew, but is short of capital and renews it rather than show a "
        "loss: {loan}, {amount}, at {rate} a year.",
        "{lender}认为风险过高本不应续贷，但因资本紧张，为不暴露损失仍予续贷：{loan}，{amount}，年利率{rate}。",
    ),
    "renewed_again_and_again": _pair(
        "{loan_capital} falls due and is renewed year after year, {count} times up to {until}, at {lowest} to "
        "{highest} a year: {ways_of_renewal}. At the last, {lender} puts its risk of default at {estimated_risk} a "
        "year.",
        "{loan}到期后逐年续贷，至{until}共{count}次，年利率{lowest}至{highest}：{ways_of_renewal}。最后一次，{lender}估计其年违约"
        "概率为{estimated_risk}。",
    ),
    "view_at_renewal": _pair(
        "{lender} now puts its risk of default at {estimated_risk} a year.",
        "{lender}此时估计其年违约概率为{estimated_risk}。",
    ),
    "guarantee_lapses": _pair(
        "The guarantor does not go on: the bank now carries the loan alone.", "担保机构不再续保，贷款由银行独自承担。"
    ),
    "renewal_refused": _pair(
        "{loan_capital} falls due; {lender} sees too much risk and does not renew it, so {amount} must be repaid now.",
        "{loan}到期，{lender}认为风险过高，不予续贷，须立即归还{amount}。",
    ),
    "limit_refused": _pair(
        "{loan_capital} comes to its end; {lender} sees too much risk and does not renew it.",
        "{loan}到期，{lender}认为风险过高，不予续期。",
    ),
    "bridge_failed": _pair(
        "{loan_capital} falls due; {lender} would renew it once {amount} is repaid, but nobody bridges such a sum.",
        "{loan}到期，{lender}愿意在归还{amount}后续贷，但企业借不到这么多过桥资金。",
    ),
    "deferred": _pair("{lender} puts off repayment of {loan} by {months}.", "{lender}同意将{loan}的还款推迟{months}。"),
    # Trouble
    "buyer_failed": _pair(
        "Its main buyer has gone out of business and leaves {amount} unpaid.",
        "主要买方退出经营，{amount}货款无法收回。",
    ),
    "circle_called": _pair(
        "A member of its guarantee circle has failed: it must pay {amount} for it.",
        "互保圈中有成员倒闭，须代其偿还{amount}。",
    ),
    "arrears": _pair(
        "It cannot find the {amount} of interest and principal due: {months_overdue} overdue.",
        "无力偿付到期本息{amount}：已逾期{months_overdue}。",
    ),
    "cured": _pair("It pays its arrears.", "逾期款项已补清。"),
    "absconds": _pair("The owner runs away with {amount}.", "业主携{amount}跑路。"),
    "bills_unpaid": _pair(
        "It can no longer pay its bills: neither its owner nor private lenders put in more.",
        "已无力支付账单：业主和民间放贷人都不再投入资金。",
    ),
    "gives_up": _pair(
        "Its owner, who wants to close but cannot repay, gives up.", "业主想停业却还不清债务，只得放弃。"
    ),
    "default": _pair(
        "It fails and defaults on {balance} of bank debt. Cause: {cause}.",
        "企业倒闭，{balance}银行债务违约。原因：{cause}。",
    ),
    "fails": _pair("It fails, owing its banks nothing. Cause: {cause}.", "企业倒闭，未欠银行债务。原因：{cause}。"),
    "closes": _pair(
        "Its owner closes the firm, sells what it has and repays what it owes.", "业主停业，变卖资产并还清债务。"
    ),
    "outgrows": _pair(
        "It has outgrown the small and medium firms: others finance it from now on, and its banks are paid off.",
        "企业规模已远超中小企业标准：此后由其他渠道融资，银行贷款已结清。",
    ),
    "closes_with_own_money": _pair(
        "Its owner closes the firm, sells what it has, adds {own} and repays what it owes.",
        "业主停业，变卖资产，另投入{own}还清债务。",
    ),
    # Claim, payment, recovery
    "claim": _pair(
        "On {loan}, {lender} takes {from_account_exact} from the firm's account, which leaves a loss of {loss_exact}.",
        "对{loan}，{lender}从企业账户扣收{from_account_exact}，剩余损失{loss_exact}。",
    ),
    "claim_on_nothing": _pair(
        "On {loan}, {lender} finds nothing in the firm's account: the loss is {loss_exact}.",
        "对{loan}，{lender}从企业账户未能扣收，损失{loss_exact}。",
    ),
    "factor_loses": _pair(
        "The buyer of the invoices it sold has failed. The loss of {loss_exact} on {loan} is {lender}'s; the firm "
        "owes nothing more on it.",
        "所转让账款的买方倒闭，{loan}的损失{loss_exact}由{lender}承担，企业不再欠款。",
    ),
    "circle_pays": _pair(
        "The other members of its guarantee circle pay {amount_exact} of it.", "互保圈其他成员代偿{amount_exact}。"
    ),
    "claim_waits": _pair(
        "{lender} claims on the guarantee; payment is due in {month_due}.",
        "{lender}提出代偿要求，应于{month_due}支付。",
    ),
    "claim_alone": _pair(
        "Nobody shares the loss: {lender} bears all {loss_exact}.", "无人分担：{lender}承担全部损失{loss_exact}。"
    ),
    "claim_paid": _pair("The loss of {loss_exact} is settled: {paid}.", "损失{loss_exact}的分担结果：{paid}。"),
    "claim_short": _pair(
        "{party_capital} pays {paid_part_exact} where its share is {promised_exact}: its cap or its money is used up.",
        "{party}按比例应付{promised_exact}，实付{paid_part_exact}：已达上限或资金用尽。",
    ),
    "claim_in_stages": _pair(
        "{party_capital} pays in stages: it owes {amount_exact} more in {month_due}, and until then the bank bears it.",
        "{party}分期支付：另有{amount_exact}应于{month_due}支付，在此之前由银行承担。",
    ),
    "second_stage": _pair(
        "{party_capital} pays the second part of its share, {amount_exact}; the bank now bears {bank_part_exact}.",
        "{party}支付第二期{amount_exact}，银行自担降为{bank_part_exact}。",
    ),
    "second_stage_short": _pair(
        "{party_capital} owes {promised_exact} more and pays only {amount_exact}: its money is used up, and the "
        "bank bears {bank_part_exact}.",
        "{party}尚欠{promised_exact}，仅支付{amount_exact}：资金已用尽，银行自担{bank_part_exact}。",
    ),
    "compensated": _pair(
        "{programme} makes good up to {amount_exact} of the bank's own loss.",
        "{programme}为银行自担损失补偿，至多{amount_exact}。",
    ),
    "recovery": _pair("The work-out brings {amount_exact}.", "处置回收{amount_exact}。"),
    "worked_out": _pair(
        "The work-out of {loan} ends. It brought {amount_exact}: {recovered}. {lender_capital} writes off "
        "{written_off_exact}.",
        "{loan}处置结束，共收回{amount_exact}：{recovered}。{lender}核销{written_off_exact}。",
    ),
    "worked_out_alone": _pair(
        "The work-out of {loan} ends. It brought {lender} {amount_exact}; the remaining {written_off_exact} is "
        "written off.",
        "{loan}处置结束，{lender}共收回{amount_exact}，其余{written_off_exact}核销。",
    ),
    "worked_out_for_nothing": _pair(
        "The work-out of {loan} ends and has brought nothing. {lender_capital} writes off {written_off_exact}.",
        "{loan}处置结束，分文未收回。{lender}核销{written_off_exact}。",
    ),
    "final_loss": _pair("In the end {amount_exact} of it is lost: {borne}.", "最终净损失{amount_exact}：{borne}。"),
    "final_loss_alone": _pair("In the end the bank loses {amount_exact}.", "银行最终净损失{amount_exact}。"),
    "recovered_so_far": _pair(
        "The work-out of {loan} goes on. So far it has brought {amount_exact}: {recovered}.",
        "{loan}仍在处置，至今收回{amount_exact}：{recovered}。",
    ),
    "alive": _pair(
        "The records end here: it has a staff of {workers}, sales of {sales} a year and {cash} in the bank; it "
        "owes its banks {bank_debt} and private lenders {private}.",
        "记录到此为止：员工{workers}人，年销售额{sales}，存款{cash}，欠银行{bank_debt}，欠民间{private}。",
    ),
}
#: Kinds kept in the tables and told only as part of another event.
SILENT = frozenset({"recovery", "final_loss_alone"})

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
    "nothing": _pair("{way}: none left", "{way}：已无可贷额度"),
    "too_small": _pair("{way}: only {amount}, too little", "{way}：仅{amount}，太少"),
    "no_scheme": _pair("{way}: no public scheme takes it", "{way}：没有适用的担保计划"),
    "guarantor_closed": _pair("{way}: the bank no longer trusts the guarantor", "{way}：银行已不认可担保机构"),
    "guarantor_full": _pair("{way}: the guarantor has no room left", "{way}：担保机构额度已满"),
    "guarantor_refused": _pair(
        "{way}: the guarantor declines, putting the risk at {guarantor_risk}",
        "{way}：担保机构不同意，估计风险{guarantor_risk}",
    ),
    "too_risky": _pair(
        "{way}: too risky, with an expected loss to the bank of {expected_loss_rate} a year",
        "{way}：风险过高，银行每年预期损失{expected_loss_rate}",
    ),
    "above_the_cap": _pair(
        "{way}: would have to cost {rate}, above the lawful ceiling", "{way}：利率须达{rate}，超过法定上限"
    ),
    "possible_at_the_rate": _pair("{way}: {amount} at {rate}", "{way}：{amount}，利率{rate}"),
    "possible": _pair(
        "{way}: {amount} at {rate} (all-in cost {cost_in_all_rate})",
        "{way}：{amount}，利率{rate}（综合成本{cost_in_all_rate}）",
    ),
    "possible_for_a_fee": _pair(
        "{way}: {amount} at {rate} and a fee of {fee_rate} (all-in cost {cost_in_all_rate})",
        "{way}：{amount}，利率{rate}，担保费率{fee_rate}（综合成本{cost_in_all_rate}）",
    ),
}

#: Security of a loan, in the order of its codes.
SECURITIES: tuple[Pair, ...] = (
    _pair("unsecured", "信用"),
    _pair("against collateral", "抵质押"),
    _pair("with a guarantor", "担保"),
    _pair("within a guarantee circle", "互保联保"),
    _pair("with recourse", "有追索权"),
    _pair("without recourse", "无追索权"),
    _pair("secured by the goods", "货物监管"),
    _pair("against documents", "凭单据"),
    _pair("on a personal guarantee", "个人或关联保证"),
)
#: Who guarantees a way to lend, by the route of the menu.
ROUTES: tuple[Pair, ...] = (
    _pair("with a guarantor", "担保"),
    _pair("under a public scheme", "政策性担保"),
    _pair("with a private guarantor", "商业担保"),
)
PARTY_NAMES: dict[str, Pair] = {
    "bank": _pair("the bank", "银行"),
    "guarantor": _pair("the guarantor", "担保机构"),
    "provincial_reguarantor": _pair("the provincial re-guarantor", "省级再担保"),
    "national_fund": _pair("the national guarantee fund", "国家融资担保基金"),
    "compensation_fund": _pair("the risk-compensation fund", "风险补偿基金"),
    "local_fund": _pair("the local fund", "地方基金"),
    "local_government": _pair("the local government", "地方财政"),
    "insurer": _pair("the insurer", "保险机构"),
}
CAUSE_NAMES: dict[str, Pair] = {
    "own": _pair("its own difficulties", "自身经营困难"),
    "buyer": _pair("the failure of a buyer", "买方倒闭"),
    "circle": _pair("a call on its guarantee circle", "互保圈代偿"),
    "credit_cut": _pair("credit that was cut off", "银行断贷"),
    "absconding": _pair("the owner ran away", "业主跑路"),
}
WORDS: dict[str, Pair] = {
    "month": _pair("month {month}", "第{month}个月"),
    "Month": _pair("Month {month}", "第{month}个月"),
    "before": _pair("{months} months before month 1", "期初前{months}个月"),
    "just_before": _pair("The month before month 1", "期初前1个月"),
    "loan_of": _pair("the {product} of month {month}", "第{month}个月的{product}"),
    "loan_from_just_before": _pair("the {product} from the month before month 1", "期初前1个月的{product}"),
    "loan_from_before": _pair("the {product} from {months} months before month 1", "期初前{months}个月的{product}"),
    "bank": _pair("{kind} {number}", "{kind}{number}号"),
    "public_guarantor": _pair("the public guarantor of the {region} region", "{region}地区政府性融资担保机构"),
    "private_guarantor": _pair("commercial guarantor {number}", "商业担保机构{number}号"),
    "all_that_was_asked": _pair("all that was asked", "足额满足"),
    "part_that_was_asked": _pair("{share} of what was asked", "为申请额的{share}"),
    "party_share": _pair("{party} bears {share}", "{party}承担{share}"),
    "party_pays": _pair("{party} pays {amount}", "{party}支付{amount}"),
    "bank_bears": _pair("the bank bears {amount}", "银行自担{amount}"),
    "party_gets": _pair("{party} gets {amount}", "{party}收回{amount}"),
    "party_loses": _pair("{party} {amount}", "{party}{amount}"),
    "own_money": _pair("puts in {amount}", "投入自有资金{amount}"),
    "private_money": _pair("borrows {amount} from private lenders at {rate}", "以{rate}的年利率向民间借款{amount}"),
    "line_money": _pair("draws {amount} on the bank limit", "动用银行授信{amount}"),
    "agreement": _pair("agreement “{name}”", "“{name}”协议"),
    "private_agreement": _pair("a private guarantee", "商业担保"),
    "programme": _pair("The policy “{name}”", "“{name}”政策"),
    "times.renewed_after_repaying": _pair("{count} after repaying from its own account", "先以自有资金归还{count}次"),
    "times.renewed_by_bridge": _pair("{count} by way of a bridge loan", "借过桥资金{count}次"),
    "times.renewed_without_repaying": _pair("{count} without repaying principal", "无还本{count}次"),
    "times.renewed_undrawn": _pair("{count} with nothing drawn", "无用款{count}次"),
    "each.renewed_after_repaying": _pair("each time after repaying from its own account", "每次均先以自有资金归还"),
    "each.renewed_by_bridge": _pair("each time by way of a bridge loan", "每次均借过桥资金"),
    "each.renewed_without_repaying": _pair("each time without repaying principal", "每次均无还本"),
    "each.renewed_undrawn": _pair("each time with nothing drawn", "每次均无用款"),
    "years": _pair("{count} years", "{count}年"),
    "months_of_age": _pair("{count} months", "{count}个月"),
    "one_month": _pair("1 month", "1个月"),
    "several_months": _pair("{count} months", "{count}个月"),
    "way": _pair("{product}, {security}", "{product}（{security}）"),
    "and": _pair(" and ", "，"),
    "comma": _pair(", ", "，"),
    "semicolon": _pair("; ", "；"),
    "space": _pair(" ", ""),
    "colon": _pair(": ", "："),
    "title": _pair("The story of enterprise {enterprise}", "企业{enterprise}的故事"),
    "year_by_year": _pair("Its figures at the end of each year", "年末状况"),
    "every_way": _pair("How each way to lend fared", "各种贷款方式的结果"),
}
#: Headings of the yearly table, by column of `Story.rows`.
HEADINGS: dict[str, Pair] = {
    "month": _pair("month", "月份"),
    "size": _pair("size", "规模"),
    "workers": _pair("workers", "员工"),
    "year_sales_yuan": _pair("sales a year", "年销售额"),
    "margin": _pair("margin", "利润率"),
    "cash_yuan": _pair("cash", "现金"),
    "bank_debt_yuan": _pair("bank debt", "银行债务"),
    "informal_debt_yuan": _pair("private debt", "民间债务"),
    "loans": _pair("loans", "贷款数"),
    "missed_months": _pair("months overdue", "逾期月数"),
}
#: Headings of the table of ways to lend, by column of `Story.ways`.
WAY_HEADINGS: dict[str, Pair] = {
    "month": _pair("month", "月份"),
    "bank": _pair("bank", "银行"),
    "way": _pair("way to lend", "贷款方式"),
    "outcome": _pair("outcome", "结果"),
    "amount_yuan": _pair("amount", "金额"),
    "rate": _pair("rate", "利率"),
    "fee_rate": _pair("fee", "担保费率"),
    "cost_in_all_rate": _pair("all-in cost", "综合成本"),
    "estimated_risk": _pair("risk as the bank sees it", "银行估计风险"),
    "true_risk": _pair("true risk", "真实风险"),
    "guarantor_risk": _pair("risk as the guarantor sees it", "担保机构估计风险"),
    "expected_loss_rate": _pair("expected loss to the bank", "银行预期损失"),
}
OUTCOME_NAMES: dict[str, Pair] = {
    "not_open": _pair("not open to it", "不适用"),
    "too_small": _pair("too little", "金额太少"),
    "nothing": _pair("none left", "已无可贷额度"),
    "no_scheme": _pair("no public scheme", "无适用担保计划"),
    "guarantor_closed": _pair("guarantor not trusted", "担保机构不被认可"),
    "guarantor_full": _pair("guarantor full", "担保机构额度已满"),
    "guarantor_refused": _pair("guarantor declines", "担保机构不同意"),
    "too_risky": _pair("too risky", "风险过高"),
    "above_the_cap": _pair("above the lawful rate", "超过法定利率"),
    "possible": _pair("possible", "可行"),
    "taken": _pair("taken", "选用"),
}


def word(key: str, language: str, **values: Told) -> str:
    """The entry of WORDS in this language, filled in."""
    return WORDS[key][language].format(**values)


# Numbers ---------------------------------------------------------------------------------------------------------


def money(fen: int, language: str) -> str:
    """Whole yuan: ¥412,337; in Chinese 41.23万元 from ten thousand yuan up."""
    amount = yuan(fen)
    if language == "zh":
        if abs(amount) < 1e4:
            return f"{amount:,.0f}元"
        name, unit = ("亿", 1e8) if abs(amount) >= 1e8 else ("万", 1e4)
        return f"{amount / unit:,.2f}".rstrip("0").rstrip(".") + f"{name}元"
    return f"¥{amount:,.0f}"


def exact(fen: int, language: str) -> str:
    """Yuan to the fen: ¥412,337.15; whole yuan without decimals."""
    shown = f"{fen // 100:,}" if fen % 100 == 0 else f"{fen // 100:,}.{fen % 100:02d}"
    return f"{shown}元" if language == "zh" else f"¥{shown}"


def per_cent(share: float, _: str = "en") -> str:
    """A share of one: 40%, 3.1%, 0.35%; two decimals below one per cent, at most one above."""
    value = 100.0 * share
    decimals = 2 if abs(value) < 1.0 else 1
    shown = f"{value:.{decimals}f}"
    return (shown.rstrip("0").rstrip(".") or "0") + "%"


def annual(rate: float, _: str = "en") -> str:
    """A contract rate or fee: 5.25%."""
    return f"{100.0 * rate:.2f}%"


def month_name(month: int, language: str, capital: bool = False) -> str:
    """Month 14, or how long before month 1 it was."""
    if month >= 1:
        return word("Month" if capital else "month", language, month=month)
    if month == 0:
        return word("just_before", language)
    return word("before", language, months=1 - month)


def loan_name(product: str, opened: int, language: str) -> str:
    """A loan by product and month: the simple loan of month 14."""
    named = LABELS[product][language]
    if opened >= 1:
        return word("loan_of", language, product=named, month=opened)
    if opened == 0:
        return word("loan_from_just_before", language, product=named)
    return word("loan_from_before", language, product=named, months=1 - opened)


def bank_name(bank: Mapping[str, Told], language: str) -> str:
    """A bank by its type and its number on the loan tape: city bank 7."""
    return word("bank", language, kind=LABELS[bank["type"]][language], number=bank["number"])


def guarantor_name(guarantor: Mapping[str, Told], language: str) -> str:
    """A guarantor: the public one by its region, others by their number on the loan tape."""
    if guarantor["public"]:
        return word("public_guarantor", language, region=LABELS[guarantor["region"]][language])
    return word("private_guarantor", language, number=guarantor["number"])


def _parties(key: str, show: Callable[[Told, str], str]) -> Callable[[Mapping[str, Told], str], str]:
    """A list of parties, the largest part first, each with its number; those with nothing are left out."""

    def shown(parts: Mapping[str, Told], language: str) -> str:
        named = [party for party in PARTIES if parts.get(party)]
        named.sort(key=lambda party: -parts[party])
        found = []
        for party in named:
            if key == "party_pays" and party == "bank":
                found.append(word("bank_bears", language, amount=show(parts[party], language)))
                continue
            values = {"party": PARTY_NAMES[party][language], "share": "", "amount": ""}
            values["share" if key == "party_share" else "amount"] = show(parts[party], language)
            found.append(word(key, language, **values))
        return word("comma", language).join(found)

    return shown


def _age(months: int, language: str) -> str:
    if months < 24:
        return word("months_of_age", language, count=months)
    return word("years", language, count=months // 12)


def _months(months: int, language: str) -> str:
    return word("one_month", language) if months == 1 else word("several_months", language, count=months)


def _money_found(found: Mapping[str, Told], language: str) -> str:
    parts = []
    for key, name in (("line_money", "line_fen"), ("own_money", "own_fen"), ("private_money", "private_fen")):
        if found.get(name):
            rate = annual(found["rate"], language)
            parts.append(word(key, language, amount=money(found[name], language), rate=rate))
    return word("and", language).join(parts)


def _part_of_asked(share: float, language: str) -> str:
    if share >= 1.0:
        return word("all_that_was_asked", language)
    return word("part_that_was_asked", language, share=per_cent(share))


def _agreement(name: str, language: str) -> str:
    return (
        word("private_agreement", language) if name == "private_guarantee" else word("agreement", language, name=name)
    )


def way_name(way: Mapping[str, Told], language: str) -> str:
    """A way to lend: the product and its security."""
    security = ROUTES[way["route"]] if way["security"] == 2 else SECURITIES[way["security"]]
    return word("way", language, product=LABELS[way["product"]][language], security=security[language])


def _ways(ways: Sequence[Mapping[str, Told]], language: str) -> str:
    found = []
    for way in ways:
        outcome = way["outcome"]
        if outcome == "too_small" and way["amount_fen"] == 0:
            outcome = "nothing"
        if outcome == "possible" and way["fee_rate"] > 0.0:
            outcome = "possible_for_a_fee"
        elif outcome == "possible" and annual(way["cost_in_all_rate"]) == annual(way["rate"]):
            outcome = "possible_at_the_rate"
        values = {
            "amount": money(way["amount_fen"], language),
            **{name: annual(way[name]) for name in ("rate", "fee_rate", "cost_in_all_rate", "expected_loss_rate")},
            "guarantor_risk": per_cent(way["guarantor_risk"]),
        }
        found.append(WAYS[outcome][language].format(way=way_name(way, language), **values))
    return word("semicolon", language).join(found)


def offer_headings(language: str) -> list[str]:
    """What stands over the lines of `offer`."""
    return [WAY_HEADINGS[name][language] for name in ("way", "amount_yuan", "rate", "cost_in_all_rate", "outcome")]


def offer(way: Mapping[str, Told], language: str) -> list[str]:
    """A way to lend as a line of a table: what it is, amount, rate, all-in cost, and how it fared."""
    outcome = "taken" if way["taken"] else str(way["outcome"])
    possible = outcome in ("taken", "possible")
    return [
        way_name(way, language),
        money(way["amount_fen"], language) if way["amount_fen"] else "",
        annual(way["rate"]) if possible else "",
        annual(way["cost_in_all_rate"]) if possible else "",
        OUTCOME_NAMES["nothing" if outcome == "too_small" and not way["amount_fen"] else outcome][language],
    ]


def _renewals(counts: Mapping[str, int], language: str) -> str:
    used = {kind: count for kind, count in counts.items() if count}
    if len(used) == 1:
        return word(f"each.{next(iter(used))}", language)
    return word("comma", language).join(word(f"times.{kind}", language, count=count) for kind, count in used.items())


def _labelled(code: str, language: str) -> str:
    return LABELS[code][language]


def _plain(value: Told, _: str) -> str:
    return f"{value:,}"


def _ratio(value: float, _: str) -> str:
    return f"{value:.2f}"


def _effort(value: float, _: str) -> str:
    return f"{value:.1f}"


def _security(code: int, language: str) -> str:
    return SECURITIES[code][language]


def _programme(name: Mapping[str, str], language: str) -> str:
    return word("programme", language, name=name[language])


def _party(party: str, language: str) -> str:
    return PARTY_NAMES[party][language]


def _cause(cause: int, language: str) -> str:
    return CAUSE_NAMES[CAUSES[cause]][language]


def _loan(loan: Mapping[str, Told], language: str) -> str:
    return loan_name(loan["product"], loan["opened"], language)


def _capital(show: Callable[[Told, str], str]) -> Callable[[Told, str], str]:
    def shown(value: Told, language: str) -> str:
        text = show(value, language)
        return text[:1].upper() + text[1:]

    return shown


#: For each placeholder of a sentence: the number of the event it shows, and how.
DISPLAY: dict[str, tuple[str, Callable[[Told, str], str]]] = {
    "size": ("size", _labelled),
    "sector": ("sector", _labelled),
    "region": ("region", _labelled),
    "rung": ("rung", _labelled),
    "product": ("product", _labelled),
    "security": ("security", _security),
    "age": ("age_months", _age),
    "workers": ("workers", _plain),
    "tenor": ("tenor", _plain),
    "months": ("months", _months),
    "count": ("count", _plain),
    "months_overdue": ("months_overdue", _months),
    "month_due": ("due", month_name),
    "until": ("until", month_name),
    "bank": ("bank", bank_name),
    "lender": ("lender", bank_name),
    "lender_capital": ("lender", _capital(bank_name)),
    "guarantor": ("guarantor", guarantor_name),
    "loan": ("loan", _loan),
    "loan_capital": ("loan", _capital(_loan)),
    "party": ("party", _party),
    "party_capital": ("party", _capital(_party)),
    "cause": ("cause", _cause),
    "agreement": ("agreement", _agreement),
    "programme": ("programme", _programme),
    "shares": ("shares", _parties("party_share", per_cent)),
    "paid": ("paid_fen", _parties("party_pays", exact)),
    "recovered": ("recovered_fen", _parties("party_gets", exact)),
    "borne": ("borne_fen", _parties("party_loses", exact)),
    "part_of_asked": ("part", _part_of_asked),
    "money_found": ("found", _money_found),
    "ways_weighed": ("ways", _ways),
    "ways_of_renewal": ("renewals", _renewals),
    "lowest": ("lowest_rate", annual),
    "highest": ("highest_rate", annual),
    "rate": ("rate", annual),
    "fee_rate": ("fee_rate", annual),
    "estimated_risk": ("estimated_risk", per_cent),
    "true_risk": ("true_risk", per_cent),
    "guarantor_risk": ("guarantor_risk", per_cent),
    "effort": ("effort", _effort),
    "conduct": ("conduct", _ratio),
    **{
        name: (f"{name}_fen", money)
        for name in (
            "amount", "asked", "balance", "cash", "sales", "bank_debt", "private", "own", "fee_paid", "bridge_fee",
            "total",
        )
    },
    **{
        f"{name}_exact": (f"{name}_fen", exact)
        for name in ("amount", "loss", "from_account", "written_off", "paid_part", "promised", "bank_part")
    },
}  # fmt: skip


def sentence(kind: str, numbers: Mapping[str, Told], language: str) -> str:
    """An event in words; KeyError names a number that the event lacks."""
    template = SENTENCES[kind][language]
    values = {}
    for name, (source, show) in DISPLAY.items():
        if f"{{{name}}}" in template:
            values[name] = show(numbers[source], language)
    told = template.format(**values)
    return told[:1].upper() + told[1:]
