"""Strings of the brief, in English and in Chinese."""

from __future__ import annotations

from .pairs import pair

BRIEF: dict[str, dict[str, str]] = {
    "brief.title": pair("SME credit policy brief", "中小企业信贷政策简报"),
    "brief.against": pair("Against {reference}: ", "与{reference}相比："),
    "brief.against_named": pair("Against {reference} (“{title}”): ", "与{reference}（“{title}”）相比："),
    "brief.care": pair("Read with care.", "使用提示。"),
    "brief.payers_note": pair(
        "all loans, over the whole run; later recoveries not deducted", "全部贷款，整个运行期合计，未扣除其后的追偿"
    ),
    "brief.enlarged": pair("what banks do not pay, enlarged", "银行以外各方承担的部分（放大）"),
    "brief.part": pair("{party} ¥{number}", "{party}{number}元"),
    "brief.pays_more": pair("more of each ¥1 is paid by: {parts}", "多承担：{parts}"),
    "brief.pays_less": pair("less by: {parts}", "少承担：{parts}"),
    "brief.shift": pair("Under {name} {parts}.", "每损失1元，{name}下{parts}。"),
    "brief.no_shift": pair(
        "{name} changes no payer’s part of a lost yuan by a fen or more.", "{name}下各方承担份额的变化均不足1分。"
    ),
    "brief.gains": pair("Who gains and who loses under {name}", "{name}下谁受益，谁受损"),
    "brief.gains_note": pair(
        "firms with a bank loan, points against “{reference}”; bar: 95% interval",
        "有贷企业占比，与“{reference}”之差，百分点；线段为95%区间",
    ),
    "brief.by_size": pair("By size", "按规模"),
    "brief.by_region": pair("By region", "按地区"),
    "brief.by_sector": pair("By sector", "按行业"),
    "brief.size.micro": pair("Micro", "微型"),
    "brief.size.small": pair("Small", "小型"),
    "brief.size.medium": pair("Medium", "中型"),
    "brief.rescued": pair(
        "By the end, {name} has rescued {rescued} firms that fail under “{reference}”, and lost {lost} that survive "
        "under it; saved, net: {net}.",
        "至期末，{name}挽救了{rescued}在“{reference}”下倒闭的企业，也失去了{lost}在其下存活的企业；净挽救：{net}。",
    ),
    "brief.cost": pair("Public cost over time", "公共成本的变化"),
    "brief.cost_note": pair(
        "in all since month 1, less that of the reference, {unit}; band: 95% interval; grey: the other policies",
        "自第1个月起的累计值与参照之差，{unit}；色带为95%区间；灰线为其他方案",
    ),
    "brief.cost_said": pair("{number} ({interval})", "{number}（{interval}）"),
    "brief.cost_level": pair(
        "{label}, {reference}: {level}. Over each panel: the difference a year, with its interval.",
        "{reference}的{label}为{level}。各图上方为每年差异及其区间。",
    ),
    "brief.purse": pair("What the public purse pays", "公共支出构成"),
    "brief.purse_note": pair(
        "{unit}; outlay by programme, less what comes back or is gained, plus the cost of public capital",
        "{unit}；先列各项目支出，扣除收回与净增，再加公共资本成本",
    ),
    "brief.purse_back": pair("Recoveries and gains, deducted", "收回与增值（扣除）"),
    "brief.purse_back_rescue": pair("Recoveries, gains and rescue of banks, deducted", "收回、增值与银行救助（扣除）"),
    "brief.policies": pair(
        "The policies: what they are, what is assumed, where they come from", "各方案：内容、假设与来源"
    ),
    "brief.assumed": pair("Assumed:", "假设："),
    "brief.source": pair("Source, ", "来源，"),
    "brief.semicolon": pair("; ", "；"),
    "brief.limits": pair("Limits", "局限"),
    "brief.limit_start": pair(
        "The economy at the start is drawn from documented distributions, not from records of firms; sizes of the "
        "weaker-documented instruments are assumptions: read signs and orders of magnitude.",
        "期初经济依据公开的分布生成，并非企业微观数据；部分政策工具的规模为假设，宜看方向与量级。",
    ),
    "brief.limit_outside": pair(
        "Households, prices of goods and the central bank’s reaction are outside the model; the cycle is given.",
        "居民部门、商品价格与央行的反应不在模型之内；经济周期由外部给定。",
    ),
    "brief.readings": pair("“Additional”, and its question", "“净增”回答什么问题"),
    "brief.repeat": pair("To repeat this", "如何复现"),
    "brief.repeat_note": pair(
        "The same command gives the same numbers on any machine; --out DIR adds every table.",
        "同一命令在任何机器上得到相同的数字；加 --out DIR 可得到全部表格。",
    ),
    "brief.footer": pair(
        "{firms} simulated enterprises, months {first} to {months}, {seeds} (economies with their luck, the same "
        "under every policy). Sources: page 2.",
        "模拟企业{firms}户，第{first}至{months}个月，{seeds}（每个种子是一个经济体及其运气，各方案相同）。"
        "来源、局限与复现方法见第2页。",
    ),
}
