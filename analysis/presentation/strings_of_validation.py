"""Strings of calibration and validation, in English and in Chinese: bands, verdicts, facts, fitted parameters."""

from __future__ import annotations

from .pairs import pair as _pair

VALIDATION: dict[str, dict[str, str]] = {
    # The terminal.
    "band.both": _pair("{low} to {high}", "{low}至{high}"),
    "band.from": _pair("from {low}", "不低于 {low}"),
    "band.to": _pair("at most {high}", "不高于 {high}"),
    "column.calibration": _pair("Calibration", "校准"),
    "column.band": _pair("band", "范围"),
    "column.verdict": _pair("verdict", "判定"),
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
    "validation.smoke": _pair(
        "A smoke test: it shows that every experiment measures. So few seeds do not say whether a fact holds; without "
        "--smoke, validate does.",
        "冒烟测试：只检验各实验能否得出结果。种子太少，不足以判断事实是否成立；判断请运行 validate，不加 --smoke。",
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
}
