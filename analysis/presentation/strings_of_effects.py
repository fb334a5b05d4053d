"""Strings of what a policy does, in English and in Chinese: the effects of a comparison, sentences on them, caveats."""

from __future__ import annotations

from .pairs import pair as _pair

EFFECTS: dict[str, dict[str, str]] = {
    "effect.reference": _pair("the reference", "参照方案"),
    "effect.additionality": _pair("Additional to {reference}", "相对{reference}的政策净增部分"),
    "effect.additionality.definition": _pair(
        "Share of supported loans, by amount, whose firm got less than half that amount of bank credit from "
        "six months before to six months after it in the reference run of the same seed; over the whole run "
        "but its last six months.",
        "受支持贷款（按金额加权）中，同一企业在同一种子的参照运行里、于前后各六个月内所获银行贷款不足该金额一半的"
        "占比；覆盖整个运行期，最后六个月除外。",
    ),
    "effect.additionality_by_number": _pair("The same by number of loans", "同上，按笔数"),
    "effect.additionality_by_number.definition": _pair(
        "The same test, every supported loan counting once, however large.",
        "同一检验，每笔受支持贷款无论大小均计一次。",
    ),
    "effect.lost_without_support": _pair("Not lent under {reference}", "在{reference}下得不到的金额"),
    "effect.lost_without_support.definition": _pair(
        "Part of the amount of supported loans by which the same firms got less bank credit, from six months before to "
        "six months after, in the reference run of the same seed.",
        "受支持贷款金额中，同一企业在同一种子的参照运行里前后各六个月内少得的银行贷款所占比例。",
    ),
    "effect.dearer_without_support": _pair("Rest dearer under {reference}", "其余部分在{reference}下利率高出"),
    "effect.dearer_without_support.definition": _pair(
        "Rate and fee a year, less what programmes pay, that firms whose loans are not additional paid in the "
        "reference run for the same money, less what they paid here; weighted by amount.",
        "其余受支持贷款的企业在参照运行中为同样资金所付的年利率与费率（扣除政策补贴）高出本方案的部分，按金额加权。",
    ),
    "effect.deadweight": _pair("Lent under {reference} too", "在{reference}下也会发放"),
    "effect.deadweight.definition": _pair(
        "The rest of the supported loans: the same firm got at least half as much in the reference run.",
        "受支持贷款的其余部分：同一企业在参照运行中至少获得了一半金额。",
    ),
    "effect.additionality_placebo": _pair("Same test, loans without support", "同一检验用于未受支持的贷款"),
    "effect.additionality_placebo.definition": _pair(
        "The test of additionality put to the loans that no programme stood behind: what it finds is the drift "
        "of twin runs and indirect effects, and about as much of the figure for supported loans may be.",
        "对未受政策支持的贷款做同样的检验：所得比例来自两次运行逐渐分开以及间接效应，受支持贷款的数字中也可能包含大致"
        "同样多的此类成分。",
    ),
    "effect.firms_saved": _pair("Firms saved against {reference}", "净挽救企业（相对{reference}）"),
    "effect.firms_saved.definition": _pair(
        "Firms rescued less firms lost, at the end of the run, of those that entered in both runs.",
        "运行结束时挽救的企业数减去失去的企业数，仅计在两次运行中都存在过的企业。",
    ),
    "effect.firms_rescued": _pair("Failed only under {reference}", "仅在{reference}下倒闭"),
    "effect.firms_rescued.definition": _pair(
        "Firms alive at the end that had failed before it in the reference run of the same seed.",
        "期末存活、但在同一种子的参照运行中此前已倒闭的企业。",
    ),
    "effect.firms_lost": _pair("Alive only under {reference}", "仅在{reference}下存活"),
    "effect.firms_lost.definition": _pair(
        "Firms that failed before the end and are alive at the end of the reference run of the same seed.",
        "期末前倒闭、但在同一种子的参照运行期末仍存活的企业。",
    ),
    "effect.cost_per_firm_saved": _pair("Public cost per firm saved", "每挽救一户企业的公共成本"),
    "effect.cost_per_firm_saved.definition": _pair(
        "Difference in public cost over the whole run, over firms saved, net; given only where both are clearly "
        "positive.",
        "整个运行期内公共支持成本之差除以净挽救企业数；仅在两者都明确为正时给出。",
    ),
    "effect.credit_per_fiscal_yuan_gross": _pair("Lending per fiscal yuan, gross", "每元财政支出对应的贷款（总量）"),
    "effect.credit_per_fiscal_yuan_gross.definition": _pair(
        "Lending, renewals included, over fiscal outlay, over the whole run: an accounting figure, not an effect; "
        "given where outlay is at least a twentieth of the largest compared.",
        "整个运行期内贷款发放（含续贷）除以财政支出；为总量口径，不是政策效果；仅在财政支出不低于所比较方案中最大值的"
        "二十分之一时给出。",
    ),
    "effect.credit_per_fiscal_yuan_incremental": _pair(
        "Extra lending, renewals too, per ¥1 of public cost", "每1元公共成本多发放的贷款（含续贷）"
    ),
    "effect.credit_per_fiscal_yuan_incremental.definition": _pair(
        "Difference in lending, renewals included, over difference in public cost, over the whole run, against the "
        "reference; given only where both are clearly positive, and the second is at least a twentieth of the largest "
        "compared.",
        "整个运行期内贷款发放（含续贷）之差除以公共支持成本之差（均与参照方案相比）；仅在两者都明确为正、"
        "且后者不低于所比较方案中最大值的二十分之一时给出。",
    ),
    "effect.cost_per_job": _pair("Public cost per extra job", "每增加一个岗位的公共成本"),
    "effect.cost_per_job.definition": _pair(
        "Difference in public cost a year over difference in employment, over the whole run, against the reference; "
        "given only where both are clearly positive.",
        "整个运行期内公共支持年成本之差除以就业人数之差（均与参照方案相比）；仅在两者都明确为正时给出。",
    ),
    # Sentences on one policy.
    "sentence.higher": _pair(
        "{label}: up, {value} against {before}; the difference is {change} (95% interval {interval}).",
        "{label}：上升，{value}（参照{before}）；差异为{change}（95%区间{interval}）。",
    ),
    "sentence.lower": _pair(
        "{label}: down, {value} against {before}; the difference is {change} (95% interval {interval}).",
        "{label}：下降，{value}（参照{before}）；差异为{change}（95%区间{interval}）。",
    ),
    "sentence.unclear": _pair(
        "{label}: no clear effect; the difference is {change}, but its 95% interval, {interval}, covers zero.",
        "{label}：没有明确影响；差异为{change}，但其95%区间（{interval}）包含零。",
    ),
    "sentence.unchanged": _pair("{label}: unchanged at {value}.", "{label}：没有变化，为{value}。"),
    "sentence.no_interval": _pair(
        "{label}: {change} in one seed, {value} against {before}; one seed gives no interval.",
        "{label}：单一种子下为{change}（{value}，参照为{before}），无法给出区间。",
    ),
    "sentence.undefined": _pair("{label}: cannot be given, because {reason}.", "{label}：无法计算，因为{reason}。"),
    "sentence.effect.higher": _pair(
        "{label}: {change} (95% interval {interval}).", "{label}：{change}（95%区间{interval}）。"
    ),
    "sentence.effect.lower": _pair(
        "{label}: {change} (95% interval {interval}).", "{label}：{change}（95%区间{interval}）。"
    ),
    "sentence.effect.unclear": _pair(
        "{label}: indistinguishable from zero (95% interval {interval}).",
        "{label}：与零无法区分（95%区间{interval}）。",
    ),
    "sentence.effect.share": _pair(
        "{label}: {value} (95% interval {interval}).", "{label}：{value}（95%区间{interval}）。"
    ),
    "sentence.effect.share_one_seed": _pair(
        "{label}: {value} in one seed, which gives no interval.", "{label}：单一种子下为{value}，无法给出区间。"
    ),
    "sentence.effect.range": _pair(
        "{label}: between {decision} at the decision (95% interval {decision_interval}) and {value} after all have "
        "looked elsewhere (95% interval {interval}).",
        "{label}：介于决策时点的{decision}（95%区间{decision_interval}）与各自另寻贷款之后的{value}（95%区间{interval}）之间。",
    ),
    "sentence.effect.range_one_seed": _pair(
        "{label}: between {decision} at the decision and {value} after all have looked elsewhere, in one seed, which "
        "gives no interval.",
        "{label}：单一种子下介于决策时点的{decision}与各自另寻贷款之后的{value}之间，无法给出区间。",
    ),
    "sentence.effect.unchanged": _pair("{label}: unchanged.", "{label}：没有变化。"),
    "sentence.effect.no_interval": _pair(
        "{label}: {change} in one seed, which gives no interval.", "{label}：单一种子下为{change}，无法给出区间。"
    ),
    "sentence.parts": _pair("{label}: not given ({parts}).", "{label}：不予给出（{parts}）。"),
    "sentence.identical": _pair(
        "“{title}” changes nothing at all: every indicator equals “{reference}” in every seed and month.",
        "“{title}”没有任何作用：在每个种子、每个月份，所有指标都与“{reference}”相同。",
    ),
    "sentence.who_pays": _pair("Of each ¥1 of loss: {payers}.", "每损失1元，由谁承担：{payers}。"),
    "sentence.payer": _pair("{party} {share} (was {before})", "{party}{share}（原{before}）"),
    "sentence.no_loss": _pair("No loan was lost.", "没有贷款损失。"),
    "caveat.one_seed": _pair(
        "One seed: the differences have no interval and may be chance. Use --seeds 10 or more.",
        "只有一个随机种子：差异没有区间，可能出于偶然。请使用 --seeds 10 或更多。",
    ),
    "caveat.idle_policy": _pair(
        "{policy} does nothing in “{title}”: its figures leave everything as it is.",
        "{policy}在“{title}”中不起作用：其数值使一切保持不变。",
    ),
    "caveat.idle_stress": _pair(
        "The stress “{stress}” has nothing to act on under {title}: {reason}.",
        "压力情景“{stress}”在“{title}”下没有作用对象：{reason}。",
    ),
    "caveat.repeated": _pair(
        "“{title}” is the same scenario as “{earlier}”. To change one of them only, give it a setting of its own: "
        "{name},PATH=VALUE.",
        "“{title}”与“{earlier}”是同一情景。如只想更改其中一个，请给它自己的设定：{name},路径=值。",
    ),
    "caveat.few_seeds": _pair(
        "Only {seeds} seeds: the intervals are rough. Use --seeds 10 or more.",
        "只有{seeds}个随机种子：区间较为粗略。请使用 --seeds 10 或更多。",
    ),
}
