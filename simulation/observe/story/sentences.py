"""What can happen to a firm, in English and in Chinese: one template for each kind of event.

A template's placeholders are numbers of its event, shown as `story_text.DISPLAY` says.
"""

from __future__ import annotations

from .story_words import Pair
from .story_words import pair as _pair

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
    "refused_again": _pair(
        "Up to {until} it asks again {times} and is refused for the same reasons.",
        "至{until}又申请{times}，均因同样原因被拒。",
    ),
    "refused_again_instead": _pair(
        "Up to {until} it asks again {times} and is refused for the same reasons; instead, the owner {money_found} in "
        "all.",
        "至{until}又申请{times}，均因同样原因被拒；业主转而共{money_found}。",
    ),
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
    "old_loan_repaid": _pair(
        "{lender} has {amount} of it repay an older loan for which it has no guarantor: {loan}.",
        "{lender}要求以其中{amount}偿还一笔无担保机构担保的旧贷：{loan}。",
    ),
    "old_loan_ended": _pair(
        "{lender} has {amount} of it pay off an older loan for which it has no guarantor: {loan}.",
        "{lender}要求以其中{amount}还清一笔无担保机构担保的旧贷：{loan}。",
    ),
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
    "renewal_refused_in_parts": _pair(
        "{loan_capital} falls due; {lender} sees too much risk and does not renew it: {amount} is to be repaid in "
        "equal monthly parts.",
        "{loan}到期，{lender}认为风险过高，不予续贷，{amount}改为按月等额偿还。",
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
