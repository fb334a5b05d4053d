"""Words of the reference pages, in English and Chinese; what is declared with an entry comes from its declaration."""

from __future__ import annotations


def _pair(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


WORDS: dict[str, dict[str, str]] = {
    "other_language": _pair("[中文]({page})", "[English]({page})"),
    "list": _pair(", ", "、"),
    "separator": _pair("; ", "；"),
    "named": _pair("{name}: {words}", "{name}：{words}"),
    "none": _pair("none", "无"),
    "yes": _pair("yes", "是"),
    "no": _pair("no", "否"),
    "value": _pair("Value", "取值"),
    "default": _pair("default", "默认"),
    "required": _pair("to be stated", "必须给出"),
    "range": _pair("from {low} to {high}", "{low} 至 {high}"),
    "at_least": _pair("at least {low}", "不低于 {low}"),
    "at_most": _pair("at most {high}", "不高于 {high}"),
    "one_of": _pair("one of {choices}", "可选：{choices}"),
    "mix": _pair("shares that sum to 1", "各项份额合计为 1"),
    "source": _pair("Source", "来源"),
    "unit": _pair("Unit", "单位"),
    "meaning": _pair("Meaning", "含义"),
    "definition": _pair("Definition", "定义"),
    "field": _pair("Field", "字段"),
    "bounds": _pair("Bounds", "范围"),
    "used_in": _pair("Used in", "用于"),
    "fields.none": _pair("It has no fields of its own.", "没有自身的字段。"),
    "parameters.title": _pair("Parameters", "参数"),
    "parameters.intro": _pair(
        "Every number of economic meaning in the model, as the baseline states it. A value can be changed with "
        "`--set PATH=VALUE`, in a scenario file, or in Python with `load(..., set={{path: value}})`. `smecredit "
        "parameters WORD` finds parameters by word. There are {count}: {kinds}. An assumption has no source and "
        "says why it has its value; a calibrated number is chosen so that the untouched baseline meets a stated fact.",
        "模型中每一个有经济含义的数，均为基准情景中的取值。可用 `--set 路径=值`、情景文件，或 Python 的 "
        "`load(..., set={{路径: 值}})` 修改；`smecredit parameters 关键词 --lang zh` 可查找。共 {count} 个：{kinds}。"
        "“假设”没有来源，并说明取值理由；“校准”是为使基准情景符合所列事实而选定的数。",
    ),
    "parameters.kinds": _pair("{count} of source “{kind}”", "{kind} {count} 个"),
    "indicators.title": _pair("Indicators", "指标"),
    "indicators.intro": _pair(
        "What a run reports each month and at its end. Ratios and rates are fractions of one in data and per cent on "
        "screen; money is yuan of the represented population.",
        "每月与期末报告的指标。数据中比率为小数，屏幕上为百分数；金额为所代表总体的元。",
    ),
    "indicators.effects": _pair("Effects, in comparisons only", "政策效果（仅在比较中）"),
    "group.credit": _pair("Credit", "信贷"),
    "group.loss": _pair("Loss", "损失"),
    "group.guarantee": _pair("Guarantees and funds", "担保与基金"),
    "group.banks": _pair("Banks", "银行"),
    "group.economy": _pair("Economy", "经济"),
    "group.public_purse": _pair("Public purse", "财政"),
    "group.behaviour": _pair("Behaviour", "行为"),
    "direction": _pair("Direction", "方向"),
    "direction.1": _pair("more is better", "越高越好"),
    "direction.-1": _pair("less is better", "越低越好"),
    "direction.0": _pair("neither is better", "无优劣之分"),
    "aggregate": _pair("Over the run", "期间汇总"),
    "aggregate.mean": _pair("mean over the months", "各月平均"),
    "aggregate.sum": _pair("sum over the months", "各月合计"),
    "aggregate.last": _pair("last month", "末月"),
    "broken_down": _pair("Broken down by", "可按以下维度细分"),
    "scenarios.title": _pair("Scenarios", "情景"),
    "scenarios.intro": _pair(
        "The library. A policy is run by its name, `smecredit compare baseline one_plus_n`; a stress is laid over any "
        "of them, `--under severe_recession`. Each file states only what differs from its base.",
        "情景库。政策按名称运行，如 `smecredit compare baseline one_plus_n`；压力情景可叠加于任一政策，如 "
        "`--under severe_recession`。每个文件只写与上级情景的差别。",
    ),
    "scenarios.policies": _pair("Policies", "政策"),
    "scenarios.stresses": _pair("Stresses", "压力情景"),
    "base": _pair("Base", "上级情景"),
    "changes": _pair("Changes", "改动"),
    "file": _pair("The file", "文件全文"),
    "path": _pair("Key", "键"),
    "before": _pair("before", "原值"),
    "after": _pair("after", "新值"),
    "sources_of": _pair("Sources of its values", "各项数值的来源"),
    "added": _pair("added", "新增"),
    "removed": _pair("removed", "移除"),
    "policies.title": _pair("Policy instruments", "政策工具"),
    "policies.intro": _pair(
        "Each `[[policy]]` of a scenario has one of these kinds. All share the fields under [every policy](#every).",
        "情景中每个 `[[policy]]` 属于以下一种。[所有政策](#every)共有的字段列在前面。",
    ),
    "policies.every": _pair("Every policy", "所有政策"),
    "stresses.title": _pair("Stress mechanisms", "压力机制"),
    "stresses.intro": _pair(
        "Each `[[stress]]` of a scenario has one of these kinds. All share the fields under [every stress](#every).",
        "情景中每个 `[[stress]]` 属于以下一种。[所有压力](#every)共有的字段列在前面。",
    ),
    "stresses.every": _pair("Every stress", "所有压力"),
    "products.title": _pair("Loan products", "贷款产品"),
    "products.intro": _pair(
        "What banks lend. The numbers of each are among the [parameters](parameters.md).",
        "银行提供的贷款。各产品的数值见[参数](parameters.md)。",
    ),
    "heading.eligibility": _pair("Eligibility", "准入条件"),
    "heading.size": _pair("Amount", "额度"),
    "heading.tenor": _pair("Tenor", "期限"),
    "heading.repayment": _pair("Repayment", "还款方式"),
    "heading.security": _pair("Security", "担保"),
    "heading.loss": _pair("Loss given default", "违约损失"),
    "heading.price": _pair("Price", "价格"),
    "heading.learns": _pair("What the bank learns", "银行获得的信息"),
}


def say(key: str, language: str, **values: object) -> str:
    """The words called `key`, their places filled in. Raises KeyError where there are none."""
    words = WORDS[key][language]
    return words.format(**values) if values else words
