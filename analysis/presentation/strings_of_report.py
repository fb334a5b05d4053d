"""Strings of the report and its figures, in English and in Chinese."""

from __future__ import annotations

from .pairs import pair as _pair

REPORT: dict[str, dict[str, str]] = {
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
    "question.price": _pair("At what price?", "贷款价格如何？"),
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
    "report.sizes": _pair(
        "Who gains, who loses? By size of firm, without those grown large",
        "谁受益，谁受损？按企业规模（不含已成长为大型的企业）",
    ),
    "saved.note": _pair(
        "Firms saved and failures count different firms: the first those that entered in both worlds, by who is alive "
        "at the end; the second every failure of a year, also of firms founded in one world alone.",
        "“净挽救企业”与“倒闭企业”口径不同：前者只计在两个世界中都存在过的企业，看期末是否存活；"
        "后者计每年的全部倒闭，包括只在其中一个世界新设的企业。",
    ),
    "balance.note": _pair(
        "Fiscal balance is taxes, and what comes back (recoveries, stakes sold, capital of abolished funds), less "
        "outlay, so more of it (+) is better for the budgets; of outlay and public cost more (+) is worse.",
        "财政收支差额为税费收入加收回款项（追偿、股权退出、撤销基金退回的资本）减支出，增加（+）表示财政改善；"
        "财政支出与公共支持成本增加（+）则表示负担加重。",
    ),
    "window.note": _pair(
        "What is additional, firms saved, ratios per ¥1, per job and per firm, and losses by payer are of the whole "
        "run; all else is of months {first} to {last}. Rows by size leave out firms grown large.",
        "政策净增部分、净挽救企业、每1元、每个岗位、每户企业的比率以及各方承担的损失均指整个运行期；"
        "其余为第{first}至{last}个月。按企业规模的各行不含已成长为大型的企业。",
    ),
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
        "(percentile bootstrap, widened for few seeds; of a difference, no narrower than Student's). A ratio is the "
        "ratio of the means over seeds.",
        "区间为95%，由种子的{resamples}次重抽样得到，各政策使用相同的抽样（百分位自助法，种子少时加宽；差异的区间"
        "不窄于 t 区间）。比率为种子均值之比。",
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
        "Twin runs drift apart after the first difference, as refusals, rates and failures spread, so part of what is "
        "called additional is credit that only moved in time; docs/attribution.md tells how far to trust it.",
        "两次运行自第一处差异起便逐渐分开（拒贷、利率、倒闭会相互传导），因此记为政策净增的部分中有一些只是时间上的移动；"
        "可信程度见 docs/attribution.md。",
    ),
    "method.limits": _pair(
        "Intervals show the spread over seeds, not the uncertainty of parameters or of the model itself.",
        "区间只反映随机种子之间的差异，不反映参数和模型本身的不确定性。",
    ),
}
