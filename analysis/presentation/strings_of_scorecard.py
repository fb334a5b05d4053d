"""Strings of the scorecard, its verdict and its caveats, in English and in Chinese."""

from __future__ import annotations

from .pairs import pair

SCORECARD: dict[str, dict[str, str]] = {
    # A difference in a cell of the scorecard, then in a sentence.
    "score.yuan": pair("{sign}¥{number} {scale}", "{sign}{number}{scale}元"),
    "score.yuan per year": pair("{sign}¥{number} {scale}", "{sign}{number}{scale}元"),
    "score.share per year": pair("{sign}{number} pts", "{sign}{number}个百分点"),
    "score.workers": pair("{sign}{number} {scale}", "{sign}{number}{scale}人"),
    "score.yuan per yuan": pair("{sign}¥{number}", "{sign}{number}元"),
    "said.yuan": pair("{sign}¥{number} {scale}", "{sign}{number}{scale}元"),
    "said.yuan per year": pair("{sign}¥{number} {scale}", "{sign}{number}{scale}元"),
    "said.share per year": pair("{sign}{number} points", "{sign}{number}个百分点"),
    "said.workers": pair("{sign}{number} {scale}", "{sign}{number}{scale}人"),
    "said.yuan per yuan": pair("{sign}¥{number}", "{sign}{number}元"),
    "scorecard.none": pair("none", "无"),
    "scorecard.jobs.unit": pair("thousand", "千人"),
    "scorecard.payers.unit": pair("¥ of each ¥1", "每1元中"),
    "scorecard.additionality.unit": pair("% of its loans", "占受支持贷款%"),
    "scorecard.range": pair("{low} to {high}%", "{low}%至{high}%"),
    "scorecard.title": pair("Seven questions", "七个问题"),
    "scorecard.note": pair("difference from {reference}, with its 95% interval", "与{reference}的差异及其95%区间"),
    "scorecard.credit": pair("Who gets credit?", "谁得到贷款？"),
    "scorecard.price": pair("At what price?", "贷款价格如何？"),
    "scorecard.defaults": pair("Who defaults?", "谁违约？"),
    "scorecard.jobs": pair("Are jobs kept?", "就业保住了吗？"),
    "scorecard.cost": pair("What public cost?", "公共成本多少？"),
    "scorecard.payers": pair("Who pays ¥1 lost?", "每损失1元由谁承担？"),
    "scorecard.additionality": pair("What is additional?", "多少是净增？"),
    "scorecard.credit.what": pair("credit outstanding", "贷款余额"),
    "scorecard.price.what": pair("rate of new loans", "新发放贷款利率"),
    "scorecard.defaults.what": pair("default rate", "违约率"),
    "scorecard.jobs.what": pair("employment", "就业人数"),
    "scorecard.cost.what": pair("public cost a year", "每年公共成本"),
    "scorecard.payers.what": pair("public funds’ part", "公共资金份额"),
    "scorecard.additionality.what": pair("of supported loans", "占受支持贷款"),
    "scorecard.credit.head": pair("Credit", "贷款"),
    "scorecard.price.head": pair("Price", "价格"),
    "scorecard.defaults.head": pair("Defaults", "违约"),
    "scorecard.jobs.head": pair("Jobs", "就业"),
    "scorecard.cost.head": pair("Public cost", "公共成本"),
    "scorecard.payers.head": pair("Who pays", "谁承担"),
    "scorecard.additionality.head": pair("Additional", "净增部分"),
    "mark.better": pair("better", "改善"),
    "mark.worse": pair("worse", "变差"),
    "mark.indistinguishable": pair("indistinguishable from zero, or too small to show", "与零无法区分，或过小"),
    "mark.shifted": pair("shifted between payers", "承担方转移"),
    "mark.share": pair("a share", "占比"),
    "mark.range": pair(
        "a share, between “at the decision” and “after all have looked elsewhere”",
        "占比，介于“决策时点”与“各自另寻贷款之后”之间",
    ),
    "mark.one_seed": pair("one seed, no interval", "只有一个种子，没有区间"),
    "mark.none": pair("none", "无"),
    "verdict.label": pair("Verdict", "结论"),
    "verdict.caveat": pair("Caveat", "提示"),
    "verdict.range": pair("{number} ({interval})", "{number}（{interval}）"),
    "verdict.between": pair(" ", ""),
    "verdict.one_seed": pair(
        "With one seed no difference can be told from chance.", "只有一个随机种子，任何差异都无法与偶然区分。"
    ),
    "verdict.nothing": pair(
        "No clear difference in {what}: {names}.",
        "{names}在{what}上均无明确差异。",
    ),
    "verdict.little": pair("No clear difference: {names}.", "{names}无明确差异。"),
    "verdict.too_few_to_rank": pair(
        "{seeds} seeds are too few to rank policies whose intervals overlap.",
        "{seeds}个种子太少，不足以为区间重叠的方案排序。",
    ),
    "verdict.lends_most": pair("{name} lends most, {number} more", "{name}贷款最多，增加{number}"),
    "verdict.lends_most_jobs": pair(
        "{name} lends most, {number} more, keeps most jobs, {jobs} more",
        "{name}贷款最多，增加{number}；保住就业最多，增加{jobs}",
    ),
    "verdict.leading": pair("{parts}, and {last}.", "{parts}，{last}。"),
    "verdict.clauses": pair("{name} {parts}.", "{name}：{parts}。"),
    "verdict.credit.up": pair("raises credit by {number}", "贷款增加{number}"),
    "verdict.credit.down": pair("lowers credit by {number}", "贷款减少{number}"),
    "verdict.price.up": pair("makes loans {number} dearer", "贷款利率上升{number}"),
    "verdict.price.down": pair("makes loans {number} cheaper", "贷款利率下降{number}"),
    "verdict.defaults.up": pair("raises the default rate by {number}", "违约率上升{number}"),
    "verdict.defaults.down": pair("lowers the default rate by {number}", "违约率下降{number}"),
    "verdict.jobs.up": pair("adds {number} jobs", "就业增加{number}"),
    "verdict.jobs.down": pair("loses {number} jobs", "就业减少{number}"),
    "verdict.cost.up": pair("costs the public {number} a year more", "公共成本每年增加{number}"),
    "verdict.cost.down": pair("saves the public {number} a year", "公共成本每年减少{number}"),
    "verdict.cost.unclear": pair("does not clearly change public cost", "公共成本无明确变化"),
    "opening.title": pair("{count} policies against {reference}", "{count}种方案与{reference}的比较"),
    "opening.title_under": pair(
        "{count} policies against {reference}, under “{under}”", "在“{under}”情景下：{count}种方案与{reference}的比较"
    ),
    "opening.more": pair("More", "更多"),
    "opening.brief": pair("two pages to print", "两页简报"),
    "opening.reference": pair("against another policy", "换一个参照方案"),
    "opening.out": pair("report, figure, tables", "报告、图、表"),
    "opening.only": pair("one group of the tables", "只看一组表格"),
    "opening.tables": pair("Tables", "表格"),
    "opening.pairs": pair("Policy against policy", "方案两两比较"),
    "opening.pairs_note": pair(
        "Each line less the column, with the number of seeds in which the policy of the line does better.",
        "每行减去每列，并列出该行方案较优的种子数。",
    ),
    "opening.seeds_won": pair("{won} of {seeds} seeds", "{seeds}个种子中{won}个"),
    "list.last": pair("{first} and {last}", "{first}、{last}"),
    "caveat.unclear": pair(
        "The effect of {name} on {what}, {number}, may be chance: its 95% interval ({interval}) covers zero.",
        "{name}对{what}的影响（{number}）可能出于偶然：其95%区间（{interval}）包含零。",
    ),
    "caveat.split": pair("How {name} splits a loss is an assumption.", "{name}的损失分担比例为假设。"),
    "caveat.split.again": pair("How it splits a loss is an assumption.", "其损失分担比例为假设。"),
    "caveat.capital": pair("{name} starts with {money} of new public money.", "{name}另需投入公共资金{money}。"),
    "caveat.capital.again": pair("It starts with {money} of new public money.", "它另需投入公共资金{money}。"),
    "caveat.exemption": pair(
        "{reference} lacks the tax exemption of interest on small loans too; no_guarantees leaves it in place.",
        "{reference}还取消了小微贷款利息免税；no_guarantees保留这项免税。",
    ),
    "caveat.exemption_known": pair(
        "{reference} lacks the tax exemption of interest on small loans too: {part} of the {whole} by which outlay "
        "under {name} differs; no_guarantees leaves it in place.",
        "{reference}还取消了小微贷款利息免税：{name}的财政支出相差{whole}，其中该项免税为{part}；"
        "no_guarantees保留这项免税。",
    ),
    "caveat.exemption_gone": pair(
        "{name} also ends the tax exemption of interest on small loans that {reference} has: the differences are not "
        "of guarantees alone; for those compare with no_guarantees.",
        "{name}还取消了{reference}中的小微贷款利息免税，差异并非仅由担保造成；只看担保的作用请与 no_guarantees 比较。",
    ),
    "caveat.guarantees_alone": pair(
        "{name} ends guarantees alone and keeps the tax exemption of interest on small loans. How much of the "
        "guaranteed lending of {reference} would have been made anyway is told only with {name} as the reference.",
        "{name}只取消担保，保留小微贷款利息免税；{reference}的担保贷款中有多少没有担保也会发放，须以{name}为参照才能得出。",
    ),
    "caveat.anyway": pair(
        "Of the loans that {name} supports, {share} by amount would have been made anyway.",
        "{name}所支持的贷款中，按金额计有{share}没有该政策也会发放。",
    ),
    "caveat.anyway.again": pair(
        "Of the loans it supports, {share} by amount would have been made anyway.",
        "它所支持的贷款中，按金额计有{share}没有该政策也会发放。",
    ),
    "caveat.anyway_range": pair(
        "Of the loans that {name} supports, between {decision} (at the decision) and {elsewhere} (after all have "
        "looked elsewhere) by amount would have been made anyway.",
        "{name}所支持的贷款中，按金额计，没有该政策也会发放的介于{decision}（决策时点）与{elsewhere}（各自另寻贷款之后）"
        "之间。",
    ),
    "caveat.anyway_range.again": pair(
        "Of the loans it supports, between {decision} (at the decision) and {elsewhere} (after all have looked "
        "elsewhere) by amount would have been made anyway.",
        "它所支持的贷款中，按金额计，没有该政策也会发放的介于{decision}（决策时点）与{elsewhere}（各自另寻贷款之后）之间。",
    ),
}
