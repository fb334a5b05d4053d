"""Every sentence, label and message a user sees, in English and in Chinese.

The labels of indicators, scenarios and parameters are declared beside them; everything else is here. A
missing entry is a `KeyError`, and a test looks for every key that the code names.
"""

from __future__ import annotations

import re

from .experiment_strings import EXPERIMENT_STRINGS
from .pairs import pair as _pair
from .strings_of_brief import BRIEF
from .strings_of_discovery import DISCOVERY_STRINGS
from .strings_of_scorecard import SCORECARD

LANGUAGES = ("en", "zh")
#: A value and the plural behind it.
_COUNTED = re.compile(r"\{(\w+)\} (candidate|enterprise|file|month|point|run|scenario|seed|sweep|value|worker)s\b")


def text(key: str, language: str, /, **values: object) -> str:
    """The string called `key` in `language`, its placeholders filled in: one month is a month, two are months.

    Raises `KeyError` if there is none.
    """
    string = STRINGS[key][language]
    if not values:
        return string
    if language == "en":
        string = _COUNTED.sub(lambda found: found[0][: -1 if str(values[found[1]]) == "1" else None], string)
    return string.format(**values)


def shortened(words: str, most: int = 80) -> str:
    """What a message repeats of a very long path or word: its beginning and, longer, its end."""
    if len(words) <= most:
        return words
    beginning = most // 4
    return f"{words[:beginning]}...{words[beginning + 3 - most :]}"


STRINGS: dict[str, dict[str, str]] = {
    **SCORECARD,
    **BRIEF,
    # Numbers.
    "undefined": _pair("–", "–"),
    "interval": _pair("{low} to {high}", "{low}至{high}"),
    "scale.3": _pair("k", "千"),
    "scale.4": _pair("×10⁴", "万"),
    "scale.6": _pair("m", "百万"),
    "scale.8": _pair("×10⁸", "亿"),
    "scale.9": _pair("bn", "十亿"),
    "scale.12": _pair("tn", "万亿"),
    "unit.": _pair("", ""),
    "unit.share": _pair("%", "%"),
    "unit.share per year": _pair("%/yr", "%/年"),
    "unit.yuan": _pair("¥ {scale}", "{scale}元"),
    "unit.yuan per year": _pair("¥ {scale}/yr", "{scale}元/年"),
    "unit.count": _pair("number {scale}", "{scale}户"),
    "unit.count per year": _pair("number {scale}/yr", "{scale}户/年"),
    "unit.workers": _pair("{scale} workers", "{scale}人"),
    "unit.workers per year": _pair("{scale} workers/yr", "{scale}人/年"),
    "unit.points per year": _pair("points", "百分点"),
    "unit.months": _pair("months", "月"),
    "unit.days": _pair("days", "天"),
    "unit.ratio": _pair("times", "倍"),
    "unit.index": _pair("index", "指数"),
    "unit.yuan per yuan": _pair("¥ per ¥", "元/元"),
    "unit.yuan per yuan of public cost": _pair("¥ per ¥", "元/元"),
    "unit.yuan per firm": _pair("¥ {scale} per firm", "{scale}元/户"),
    "unit.yuan per job-year": _pair("¥ {scale}/yr per job", "{scale}元/岗位·年"),
    "amount.": _pair("{sign}{number}", "{sign}{number}"),
    "amount.share": _pair("{sign}{number}%", "{sign}{number}%"),
    "amount.share per year": _pair("{sign}{number}%/yr", "{sign}{number}%/年"),
    "amount.yuan": _pair("{sign}¥{number} {scale}", "{sign}{number}{scale}元"),
    "amount.yuan per year": _pair("{sign}¥{number} {scale}/yr", "{sign}{number}{scale}元/年"),
    "amount.count": _pair("{sign}{number} {scale}", "{sign}{number}{scale}户"),
    "amount.count per year": _pair("{sign}{number} {scale}/yr", "{sign}{number}{scale}户/年"),
    "amount.workers": _pair("{sign}{number} {scale}", "{sign}{number}{scale}人"),
    "amount.workers per year": _pair("{sign}{number} {scale}/yr", "{sign}{number}{scale}人/年"),
    "amount.points per year": _pair("{sign}{number} points", "{sign}{number}个百分点"),
    "amount.months": _pair("{sign}{number} months", "{sign}{number}个月"),
    "amount.days": _pair("{sign}{number} days", "{sign}{number}天"),
    "amount.ratio": _pair("{sign}{number}", "{sign}{number}"),
    "amount.index": _pair("{sign}{number}", "{sign}{number}"),
    "amount.yuan per yuan": _pair("{sign}¥{number} per ¥1", "{sign}{number}元（每1元财政支出）"),
    "amount.yuan per yuan of public cost": _pair("{sign}¥{number} per ¥1", "{sign}{number}元（每1元公共成本）"),
    "amount.yuan per firm": _pair("{sign}¥{number} {scale}", "{sign}{number}{scale}元"),
    "amount.yuan per job-year": _pair("{sign}¥{number} {scale}/yr", "{sign}{number}{scale}元/年"),
    "change.": _pair("{sign}{number}", "{sign}{number}"),
    "change.share": _pair("{sign}{number} points", "{sign}{number}个百分点"),
    "change.share per year": _pair("{sign}{number} points", "{sign}{number}个百分点"),
    "change.yuan": _pair("{sign}¥{number} {scale}", "{sign}{number}{scale}元"),
    "change.yuan per year": _pair("{sign}¥{number} {scale}/yr", "{sign}{number}{scale}元/年"),
    "change.count": _pair("{sign}{number} {scale}", "{sign}{number}{scale}户"),
    "change.count per year": _pair("{sign}{number} {scale}/yr", "{sign}{number}{scale}户/年"),
    "change.workers": _pair("{sign}{number} {scale}", "{sign}{number}{scale}人"),
    "change.workers per year": _pair("{sign}{number} {scale}/yr", "{sign}{number}{scale}人/年"),
    "change.points per year": _pair("{sign}{number} points", "{sign}{number}个百分点"),
    "change.months": _pair("{sign}{number} months", "{sign}{number}个月"),
    "change.ratio": _pair("{sign}{number}", "{sign}{number}"),
    "change.index": _pair("{sign}{number}", "{sign}{number}"),
    "change.yuan per yuan": _pair("{sign}¥{number} per ¥1", "{sign}{number}元（每1元财政支出）"),
    "change.yuan per yuan of public cost": _pair("{sign}¥{number} per ¥1", "{sign}{number}元（每1元公共成本）"),
    "change.yuan per firm": _pair("{sign}¥{number} {scale}", "{sign}{number}{scale}元"),
    "change.yuan per job-year": _pair("{sign}¥{number} {scale}/yr", "{sign}{number}{scale}元/年"),
    "unit.points": _pair("points", "百分点"),
    "amount.loss": _pair("¥{number}", "{number}元"),
    # Parties of a loss-sharing agreement.
    "party.bank": _pair("Banks", "银行"),
    "party.guarantor": _pair("Guarantors", "担保机构"),
    "party.provincial_reguarantor": _pair("Provincial re-guarantor", "省级再担保"),
    "party.national_fund": _pair("National fund", "国家融资担保基金"),
    "party.compensation_fund": _pair("Compensation fund", "风险补偿基金"),
    "party.local_fund": _pair("Local fund", "地方基金"),
    "party.local_government": _pair("Local government", "地方政府"),
    "party.insurer": _pair("Insurer", "保险公司"),
    "party.total": _pair("All losses", "损失合计"),
    # Why a number is missing.
    "reason.one_seed": _pair("one seed gives no interval", "只有一个随机种子，无法给出区间"),
    "reason.denominator_zero": _pair("the denominator is zero", "分母在每个种子中都为零"),
    "reason.denominator_covers_zero": _pair("the denominator is indistinguishable from zero", "分母与零无法区分"),
    "reason.undefined": _pair("not defined in every seed", "并非每个种子都有定义"),
    "reason.reference": _pair("the reference adds nothing to itself", "参照方案与自身相比没有增量"),
    "reason.other_reference": _pair("it is measured against the first scenario only", "仅相对第一个方案计算"),
    "reason.no_loans": _pair("there are no such loans", "没有这类贷款"),
    "reason.few_loans": _pair("too few such loans", "这类贷款过少"),
    "reason.difference_only": _pair("only the difference means anything", "仅差额有意义"),
    "reason.not_both_positive": _pair("its two parts are not both clearly positive", "两个组成部分并非都明确为正"),
    # A ratio that would mislead: its two parts, and why.
    "part.lending": _pair("lending", "贷款发放"),
    "part.cost": _pair("public cost", "公共成本"),
    "part.jobs": _pair("jobs", "就业"),
    "part.firms": _pair("firms", "企业"),
    "part.said": _pair("{name} {change} {symbol}", "{name}{change}{symbol}"),
    "parts.said": _pair("{parts}: {word}", "{parts}：{word}"),
    "parts.more_for_less": _pair("more for less money", "花费更少而所得更多"),
    "parts.less_for_more": _pair("less for more money", "花费更多而所得更少"),
    "parts.both_lower": _pair("less of both", "两者均减少"),
    "parts.unclear": _pair("not both clear of zero", "至少一项与零无法区分"),
    "parts.one_seed": _pair("one seed cannot tell", "单一种子无法判断"),
    "zero.note": _pair("Zero everywhere: {labels}.", "各方案均为零：{labels}。"),
    "quoted": _pair("“{name}”", "“{name}”"),
    # Effects, which only a comparison has.
    "label.before_value": _pair("{heading}: ", "{heading}："),
    "label.part": _pair("{label}: {part}", "{label}：{part}"),
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
    "effect.dearer_without_support": _pair("Rest dearer under {reference}", "其余部分在{reference}下贵"),
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
        "Firms rescued less firms lost, at the end of the run.", "运行结束时挽救的企业数减去失去的企业数。"
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
        "Lending, renewals included, over fiscal outlay, over the whole run: an accounting figure, not an effect.",
        "整个运行期内贷款发放（含续贷）除以财政支出；为总量口径，不是政策效果。",
    ),
    "effect.credit_per_fiscal_yuan_incremental": _pair(
        "Extra lending per ¥1 of public cost", "每1元公共成本多发放的贷款"
    ),
    "effect.credit_per_fiscal_yuan_incremental.definition": _pair(
        "Difference in lending, renewals included, over difference in public cost, over the whole run, against the "
        "reference; given only where both are clearly positive.",
        "整个运行期内贷款发放（含续贷）之差除以公共支持成本之差（均与参照方案相比）；仅在两者都明确为正时给出。",
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
    "list.separator": _pair(", ", "，"),
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
    # Figures.
    "figure.subtitle": _pair(
        "{title}: mean over seeds and 95% interval; below, paired differences",
        "{title}：种子均值与95%区间；下方为配对差异",
    ),
    "panel.run": _pair("{label}, so far", "{label}（累计）"),
    "panel.year": _pair("{label}, last 12 months", "{label}（近12个月）"),
    "axis.month": _pair("month", "月份"),
    "axis.difference": _pair("difference, {unit}", "差异，{unit}"),
    "axis.difference_stretched": _pair("difference, {unit}, stretched near zero", "差异，{unit}（近零处放大）"),
    "losses.title": _pair("Who pays each ¥1 of lost loans", "每损失1元贷款由谁承担"),
    "losses.total": _pair("{total} lost", "损失{total}"),
    # The report.
    "question.credit": _pair("Who gets credit?", "谁得到贷款？"),
    "question.price": _pair("At what price?", "价格多少？"),
    "question.default": _pair("Who defaults?", "谁违约？"),
    "question.failures": _pair("Why do firms fail?", "企业因何倒闭？"),
    "question.anyway": _pair("How much would have happened anyway?", "没有政策也会发生多少？"),
    "question.purse": _pair("What does it cost the public purse?", "财政付出多少？"),
    "question.lenders": _pair("How do lenders and guarantors stand?", "银行与担保机构状况如何？"),
    "question.economy": _pair("What does the economy gain?", "经济得到什么？"),
    "size.micro": _pair("micro firms", "微型企业"),
    "size.small": _pair("small firms", "小型企业"),
    "size.medium": _pair("medium firms", "中型企业"),
    "source.regulation": _pair("regulation", "法规"),
    "source.dataset": _pair("dataset", "统计数据"),
    "source.paper": _pair("paper", "论文"),
    "source.secondary": _pair("secondary source", "二手资料"),
    "source.calibrated": _pair("calibrated", "校准"),
    "source.assumption": _pair("assumption", "假设"),
    "column.path": _pair("key", "键"),
    "column.value": _pair("value", "取值"),
    "column.layer": _pair("set by", "设定者"),
    "column.source": _pair("source", "来源"),
    "report.title": _pair("{others} against {reference}", "{others}与{reference}的比较"),
    "report.title_under": _pair(
        "{others} against {reference}, under {under}", "在“{under}”情景下：{others}与{reference}的比较"
    ),
    "report.title_one": _pair("{reference}", "{reference}"),
    "report.title_one_under": _pair("{reference}, under {under}", "在“{under}”情景下：{reference}"),
    "report.lead": _pair(
        "{firms} simulated enterprises, {months} months, {seeds} seeds for each policy, the same luck "
        "under each; "
        "results are means over months {first} to {months}.",
        "模拟企业{firms}户，{months}个月，每项政策{seeds}个随机种子，各政策面对同样的“运气”；"
        "结果为第{first}至{months}个月的均值。",
    ),
    "report.contents": _pair("Contents", "目录"),
    "report.reference": _pair("(reference)", "（参照）"),
    "report.findings": _pair("In short", "要点"),
    "report.findings_note": _pair(
        "▲ higher, ▼ lower, ≈ the interval covers zero, = unchanged; every difference is against the reference.",
        "▲ 上升，▼ 下降，≈ 区间包含零，= 没有变化；所有差异均相对于参照方案。",
    ),
    "report.marks_note": _pair(
        "✓ an improvement, ✗ the opposite; % a share that stands for itself, ¥ who pays, – cannot be given, "
        "? one seed, no interval.",
        "✓ 改善，✗ 恶化；% 本身即为占比，¥ 由谁承担，– 无法给出，? 只有一个种子、没有区间。",
    ),
    "report.losses_note": _pair(
        "Principal lost a year, on average over the whole run, by who paid it when the claim was made; later "
        "recoveries are not deducted. All loans count, also those under no guarantee or a private one and those from "
        "before month 1. In the table: of each ¥1, in all a year, the difference from the reference, its 95% interval.",
        "整个运行期内平均每年的本金损失，按代偿时的承担者划分，未扣除其后的追偿。无担保、民间担保及期初前发放的贷款均计入。"
        "表中依次为：每1元中的份额、每年总额、与参照的差异及其95%区间。",
    ),
    "report.sideways": _pair(
        "Where the table is wider than the screen, move it sideways.", "表格宽于屏幕时可左右滑动。"
    ),
    "report.months": _pair("Month by month", "逐月走势"),
    "report.months_note": _pair(
        "Above, every policy with the mean over seeds and its 95% interval. The bands are wide because "
        "economies differ; "
        "whether a policy matters shows below, in the paired difference and its own interval.",
        "上图为各政策的种子均值及95%区间。区间较宽是因为各次模拟的经济不同；政策是否有效要看下图的配对差异及其区间。",
    ),
    "report.headlines": _pair("Headline figures", "主要指标"),
    "report.headlines_note": _pair(
        "For each policy: the level, the difference from the reference, and its 95% interval.",
        "每项政策依次为：水平、与参照的差异、95%区间。",
    ),
    "report.sizes": _pair("Who gains, who loses? By size of firm", "谁受益，谁受损？按企业规模"),
    "report.sectors": _pair("By sector", "按行业"),
    "report.products": _pair("By loan product", "按贷款产品"),
    "report.programmes": _pair("Fiscal outlay by programme", "财政支出（按项目）"),
    "report.every": _pair("Every indicator", "全部指标"),
    "report.scenarios": _pair("The policies and where they come from", "政策方案及其来源"),
    "report.source": _pair("Source ({kind}): {note}", "来源（{kind}）：{note}"),
    "report.settings": _pair("{count} values set", "共设定{count}项"),
    "report.method": _pair("Method", "方法"),
    "method.pairs": _pair(
        "Seeds {first} to {last}. With one seed, every policy meets the same enterprises with the same "
        "luck, so "
        "differences are taken seed by seed.",
        "随机种子{first}至{last}。同一种子下，各政策面对同样的企业和同样的运气，差异按种子逐一计算。",
    ),
    "method.intervals": _pair(
        "Intervals are 95%, from {resamples} resamples of the seeds, drawn alike for all policies "
        "(percentile bootstrap, "
        "widened for few seeds). A ratio is the ratio of the means over seeds.",
        "区间为95%，由种子的{resamples}次重抽样得到，各政策使用相同的抽样（百分位自助法，种子少时加宽）。"
        "比率为种子均值之比。",
    ),
    "method.zero": _pair(
        "An effect whose interval covers zero is not evidence of an effect. A ratio of two effects is given only where "
        "both are clearly positive; elsewhere the two stand in its place.",
        "区间包含零的差异不能作为有效果的证据。两项效果之比仅在两者都明确为正时给出，否则列出这两项本身。",
    ),
    "method.window": _pair(
        "Indicators cover months {first} to {last}; effects and losses by payer cover the whole run. Flows are per "
        "year. A burn-in under the base policy comes before month 1.",
        "指标覆盖第{first}至{last}个月；政策效果与按承担者划分的损失覆盖整个运行期。流量均为每年数。"
        "期初前有一段在基础政策下的预热期。",
    ),
    "method.money": _pair(
        "Money is yuan of the whole population of firms that the simulated ones stand for, at the prices of the model.",
        "金额为模拟企业所代表的全体企业的人民币金额，按模型价格计。",
    ),
    "method.attribution": _pair(
        "A supported loan is additional where the same firm got less than half as much bank credit from six "
        "months before to six months after it in the reference run of the same seed. Twin runs drift apart "
        "after the first difference, as refusals, rates and failures spread, so part of what is called "
        "additional is credit that only moved in time; docs/attribution.md tells how far to trust it.",
        "若同一企业在同一种子的参照运行中，于前后各六个月内获得的银行贷款不足该笔受支持贷款的一半，则该贷款记为政策净增。"
        "两次运行自第一处差异起便逐渐分开（拒贷、利率、倒闭会相互传导），因此记为政策净增的部分中有一些只是时间上的移动；"
        "可信程度见 docs/attribution.md。",
    ),
    "method.limits": _pair(
        "Intervals show the spread over seeds, not the uncertainty of parameters or of the model itself.",
        "区间只反映随机种子之间的差异，不反映参数和模型本身的不确定性。",
    ),
    # The terminal.
    "band.both": _pair("{low} to {high}", "{low}至{high}"),
    "band.from": _pair("from {low}", "不低于 {low}"),
    "band.to": _pair("at most {high}", "不高于 {high}"),
    "column.name": _pair("name", "名称"),
    "column.title": _pair("title", "标题"),
    "column.changes": _pair("what it changes", "改变了什么"),
    "column.level": _pair("level", "水平"),
    "column.reference_first": _pair("{reference}, then the others", "{reference}，其下为其他方案"),
    "column.unit": _pair("unit", "单位"),
    "column.difference": _pair("difference", "差异"),
    "column.interval": _pair("95% interval", "95%区间"),
    "column.calibration": _pair("Calibration", "校准"),
    "column.band": _pair("band", "范围"),
    "column.verdict": _pair("verdict", "判定"),
    "column.measure": _pair("measure", "项目"),
    "column.target": _pair("target", "目标"),
    "verdict.pass": _pair("pass", "通过"),
    "verdict.near": _pair("near", "接近"),
    "verdict.fail": _pair("fail", "未通过"),
    "column.fact": _pair("fact", "事实"),
    "calibrate.lead": _pair(
        "{parameters} parameters of the baseline fitted to {moments} levels over {seeds} seeds, the same in each of "
        "{evaluations} evaluations ({firms} enterprises, {months} months)",
        "以{seeds}个随机种子将基准情景的{parameters}个参数拟合至{moments}项水平；{evaluations}次评估均用相同种子"
        "（{firms}家企业，{months}个月）",
    ),
    "calibrate.refused": _pair(
        "{count} more sets of values contradict themselves and were not run.", "另有{count}组取值自相矛盾，未运行。"
    ),
    "calibrate.misfit": _pair(
        "Sum of squared distances from the bands, in half-widths, with a small pull to their middles: {before} before, "
        "{after} after.",
        "与可接受范围的距离（以半宽计）的平方和，并含向中点的微弱引力：拟合前{before}，拟合后{after}。",
    ),
    "calibrate.met": _pair(
        "{before} of {count} levels in their bands before, {after} after.",
        "拟合前{before}项、拟合后{after}项在范围之内，共{count}项。",
    ),
    "calibrate.note": _pair(
        "Levels before and after are of seeds {first} to {last}, which the search has not seen. The interval says what "
        "other seeds would have found. A level is 0 half-widths off inside its band. Reactions are never targets: they "
        "are what the model is judged by.",
        "拟合前后的水平取自搜索未用过的种子{first}至{last}。区间表示换用其他种子时的结果。范围之内距离为 0。"
        "反应类事实从不作为目标，仅用于检验模型。",
    ),
    "calibrate.no_interval": _pair(
        "There is no interval with one seed, or with fewer evaluations than parameters and two.",
        "只有一个种子，或评估次数少于参数个数加二时，没有区间。",
    ),
    "calibrate.repeat": _pair("To repeat: {command}", "重复此结果：{command}"),
    "column.parameter": _pair("parameter", "参数"),
    "column.stated": _pair("stated", "设定值"),
    "column.found": _pair("found", "拟合值"),
    "column.range": _pair("sought in", "搜索范围"),
    "column.moment": _pair("level", "水平"),
    "column.before": _pair("before", "拟合前"),
    "column.after": _pair("after", "拟合后"),
    "column.off": _pair("off", "距离"),
    "levels.changed": _pair("{before} → {after}", "{before} → {after}"),
    "validation.title": _pair("The model against the facts", "模型与事实对照"),
    "validation.done": _pair("With {firms} enterprises; what the source says", "模拟企业{firms}户；来源与做法"),
    "validation.lead": _pair("{count} facts tried over {seeds} seeds", "检验{count}项事实，每项{seeds}个随机种子"),
    "validation.fact": _pair("{id}  {title}: {verdict}", "{id}  {title}：{verdict}"),
    "validation.count": _pair(
        "{passed} pass, {near} near, {failed} fail", "通过{passed}项，接近{near}项，未通过{failed}项"
    ),
    "validation.untried": _pair(
        "{count} facts of the scorecard have no experiment yet: {ids}.", "记分卡中尚有{count}项事实没有实验：{ids}。"
    ),
    "validation.note": _pair(
        "A fact has the worst verdict of its figures. near: outside the band by at most a tenth of its width, and at "
        "least half of the bound nearer to zero. A trend also passes where its interval covers zero; an effect whose "
        "sign is the fact passes only where it does not. A figure without a band is shown for comparison.",
        "一项事实取其各指标中最差的判定。“接近”指超出范围不多于范围宽度的十分之一，且不低于较近界限的一半。"
        "趋势的区间覆盖零时亦为通过；以方向为内容的事实，区间覆盖零时不为通过。没有范围的指标仅供对照。",
    ),
    "calibration.note": _pair(
        "Means over the summary window and all seeds. near: outside the band by at most a tenth of its "
        "width. "
        "The bands are those of the untouched baseline.",
        "取汇总期与全部种子的均值。“接近”指超出范围不多于范围宽度的十分之一。范围针对未改动的基准情景。",
    ),
    "console.lead": _pair(
        "{firms} enterprises, {months} months (results from month {first}), {seeds}",
        "企业{firms}户，{months}个月（自第{first}个月起统计），{seeds}",
    ),
    "console.one_seed": _pair("seed {seed}", "种子{seed}"),
    "console.seeds": _pair("seeds {first} to {last}", "种子{first}至{last}"),
    "console.anyway": _pair(
        "Additional: the same firm got less than half as much within six months in the reference run of the "
        "same seed. Twin runs drift apart; docs/attribution.md tells what that does.",
        "政策净增：同一企业在同一种子的参照运行中，前后六个月内所获不足一半。"
        "两次运行会逐渐分开，其影响见 docs/attribution.md。",
    ),
    "console.written": _pair("Written to {folder}: {files}", "已写入{folder}：{files}"),
    "console.ended": _pair(
        "The run failed: code of a plugin ended the program (exit {code}).",
        "运行失败：插件代码终止了程序（exit {code}）。",
    ),
    "console.compiling": _pair(
        "First run of this version: compiling the model, once, takes about a minute.",
        "首次运行此版本：正在编译模型，仅此一次，约需一分钟。",
    ),
    "console.settling": _pair(
        "First run with this past: settling the opening books, once, takes some seconds.",
        "首次以此过去运行：正在生成稳态期初账面，仅此一次，约需数秒。",
    ),
    "console.not_kept": _pair(
        "{folder} {fault}: every run compiles the model anew. "
        "Set SMECREDIT_CACHE_DIR to a folder that only you can write.",
        "{folder} {fault}：每次运行都将重新编译模型。请将 SMECREDIT_CACHE_DIR 设为仅您可写的文件夹。",
    ),
    "console.kept_elsewhere": _pair(
        "SMECREDIT_CACHE_DIR is not used, because {folder} {fault}: the compiled model is kept in {other}.",
        "未使用 SMECREDIT_CACHE_DIR，因为 {folder} {fault}：编译后的模型保存在 {other}。",
    ),
    "cache.unwritable": _pair("cannot be written", "无法写入"),
    "cache.foreign": _pair("belongs to another user", "属于其他用户"),
    "cache.shared": _pair("may be written by others", "可被他人写入"),
    "console.running": _pair("running", "运行中"),
    "console.interrupted": _pair("interrupted", "已中断"),
    "scenarios.policy": _pair("Policies", "政策情景"),
    "scenarios.stress": _pair("Stresses", "压力情景"),
    "scenarios.under": _pair(
        "A stress is laid over any policy with --under; `smecredit scenarios NAME` shows one scenario in full.",
        "压力情景可用 --under 叠加于任一政策；smecredit scenarios 名称 显示某一情景的全部内容。",
    ),
    "scenarios.against": _pair("Against {base}: {changes}.", "与 {base} 相比：{changes}。"),
    "scenarios.alone": _pair(
        "{title} names no base: a market with no policies but its own.",
        "“{title}”没有写 base：除自身所写之外没有任何政策。",
    ),
    "scenarios.marks": _pair(
        "+ not in {base}, ~ another value than in {base}, − no longer there",
        "+ {base} 中没有，~ 取值不同于 {base}，− 已取消",
    ),
    "parameters.mix": _pair("sum 1", "合计为 1"),
    "scenarios.overridden": _pair("* set by the stress or by an option", "* 由压力情景或选项设定"),
    "change.root": _pair("what others change: {names}", "其他情景的起点：{names}"),
    "change.policy.added": _pair("adds {names}", "新增{names}"),
    "change.policy.removed": _pair("removes {names}", "取消 {names}"),
    "change.stress.added": _pair("strikes with {names}", "施加{names}"),
    "change.values": _pair("sets {values}", "设定 {values}"),
    "change.of_kind": _pair("{kind} {names}", "{kind} {names}"),
    "change.more": _pair("{count} more", "另{count}项"),
    "change.nothing": _pair("nothing", "无变化"),
    "change.was": _pair("was {value}", "原为 {value}"),
    "change.separator": _pair("; ", "；"),
    "list.enumerated": _pair(", ", "、"),
    # Help of the command line; what the commands and options do is declared with them.
    "help.usage": _pair("Usage: {usage}", "用法：{usage}"),
    "help.options_word": _pair("[OPTIONS]", "[选项]"),
    "help.command_word": _pair("COMMAND ...", "命令 ..."),
    "help.options": _pair("Options:", "选项："),
    "help.arguments": _pair("Arguments:", "参数："),
    "help.commands": _pair("Commands:", "命令："),
    "help.default": _pair("[default: {value}]", "[默认：{value}]"),
    # Refusals of the command line. The messages about scenarios are the loader's.
    "error.command": _pair("There is no command {word}; {choices}.", "没有命令 {word}；{choices}。"),
    "error.option": _pair("There is no option {word}; {choices}.", "没有选项 {word}；{choices}。"),
    "error.nearest": _pair("did you mean {nearest}? Allowed are {allowed}", "您是否想用 {nearest}？可用的有 {allowed}"),
    "error.allowed": _pair("allowed are {allowed}", "可用的有 {allowed}"),
    "error.value": _pair("{option}: {problem}", "{option}：{problem}"),
    "error.not_one_of": _pair("{given} is not one of {allowed}.", "{given} 不在可用值之列：{allowed}。"),
    "error.takes_no_value": _pair("{option} takes no value.", "{option} 不接受值。"),
    "error.no_value": _pair("{option} needs a value.", "{option} 需要一个值。"),
    "error.extra": _pair(
        "Too many words: {words}; quote a name that has blanks.", "多余的词：{words}；含空格的名称请加引号。"
    ),
    "error.missing": _pair("{name} is missing; see {command}.", "缺少 {name}，参见 {command}。"),
    "error.run": _pair("The run failed: {problem}", "运行失败：{problem}"),
    "error.memory": _pair(
        "The run failed for lack of memory; ask for fewer firms or fewer workers.",
        "内存不足，运行失败；请减少企业数或进程数。",
    ),
    "error.system": _pair("The run failed ({problem}).", "运行失败（{problem}）。"),
    "error.file": _pair(
        "The run failed: {path} could not be written ({problem}).", "运行失败：无法写入{path}（{problem}）。"
    ),
    # The speed table.
    "bench.run_cpu_seconds": _pair(
        "one run, 10,000 firms x 120 months, warm, CPU time", "一次运行，10,000户×120个月，已编译，CPU时间"
    ),
    "bench.ns_per_firm_month": _pair("per firm and month, 100,000 firms, 1 thread", "每户每月，100,000户，单线程"),
    "bench.ns_per_firm_month_large": _pair(
        "per firm and month, 10 million firms, 1 thread", "每户每月，1,000万户，单线程"
    ),
    "bench.large_over_small": _pair("the last two, 10 million over 100,000 firms", "上两项之比（1,000万户/100,000户）"),
    "bench.bytes_per_enterprise": _pair("state of an enterprise, live loans included", "每户企业状态（含存续贷款）"),
    "bench.first_result_warm_seconds": _pair(
        "import and first result, compiled cache warm", "导入并得到首个结果（已有编译缓存）"
    ),
    "bench.first_result_cold_seconds": _pair(
        "import and first result, nothing compiled yet", "导入并得到首个结果（尚未编译）"
    ),
    "bench.comparison_seconds": _pair(
        "paired comparison, 2 scenarios x 30 seeds x 10,000 firms x 120 months, 2 workers",
        "配对比较，2个情景×30个种子×10,000户×120个月，2个进程",
    ),
    "bench.unit.s": _pair("s", "秒"),
    "bench.unit.ns": _pair("ns", "纳秒"),
    "bench.unit.bytes": _pair("bytes", "字节"),
    "bench.unit.times": _pair("times", "倍"),
    # The page.
    "web.starting": _pair("Starting the page; the first start takes some seconds.", "正在启动页面；首次启动需要数秒。"),
    "web.ready": _pair("The page is at {address} (Ctrl-C ends it)", "页面地址：{address}（按 Ctrl-C 结束）"),
    "web.written": _pair("Written: {file} ({size} MB)", "已写入：{file}（{size} MB）"),
    **{key: _pair(en, zh) for key, (en, zh) in {**EXPERIMENT_STRINGS, **DISCOVERY_STRINGS}.items()},
}
