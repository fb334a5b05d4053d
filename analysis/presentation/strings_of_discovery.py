"""What scenario discovery says, in English and in Chinese; `strings.py` takes it in."""

from __future__ import annotations

DISCOVERY_STRINGS: dict[str, tuple[str, str]] = {
    "discovery.title": ("When does {scenario} miss its goal?", "{scenario} 在何种条件下达不到目标？"),
    "discovery.title_difference": (
        "When does {scenario}, compared with {reference}, miss its goal?",
        "与 {reference} 相比，{scenario} 在何种条件下达不到目标？",
    ),
    "discovery.lead": (
        "{missed} of {cases} cases miss it ({share}), each a point of the sweep with the mean of {seeds} seeds",
        "{cases} 个案例中有 {missed} 个未达目标（{share}）；每个案例为扫描的一个点，取 {seeds} 个种子的均值",
    ),
    "discovery.goal": ("Goal: {targets}", "目标：{targets}"),
    "discovery.and": (" and ", "，且"),
    "discovery.at_least": ("{label} at least {value}", "{label}不低于 {value}"),
    "discovery.at_most": ("{label} at most {value}", "{label}不高于 {value}"),
    "discovery.undefined": (
        "{count} cases are left out, because an outcome has no value there.",
        "{count} 个案例的结果无定义，已剔除。",
    ),
    "discovery.box": ("Box {number}", "条件框 {number}"),
    "discovery.limit": ("In the box", "框内"),
    "discovery.range": ("Looked at", "考察范围"),
    "discovery.chance": ("Chance alone", "偶然的概率"),
    "discovery.from": ("{low} and above", "不低于 {low}"),
    "discovery.to": ("{high} and below", "不高于 {high}"),
    "discovery.between": ("{low} to {high}", "{low} 至 {high}"),
    "discovery.said": (
        "Where these hold, {wrong} of {cases} cases miss the goal: density {density}. They are {coverage} of all that "
        "miss it: coverage.",
        "在上述条件同时成立时，{cases} 个案例中有 {wrong} 个未达目标（密度 {density}），"
        "占全部未达目标案例的 {coverage}（覆盖率）。",
    ),
    "discovery.everywhere": (
        "No condition tells when: the goal is missed in {density} of all cases that are left, wherever one looks.",
        "没有任何条件能区分：在其余全部案例中，无论何处均有 {density} 未达目标。",
    ),
    "discovery.thin": (
        "The box is less dense than the {asked} asked for: other things than these conditions play a part, or luck; "
        "more seeds lessen luck.",
        "该条件框的密度低于要求的 {asked}：另有这些条件以外的因素或运气起作用；增加种子数可减少运气的影响。",
    ),
    "discovery.narrow": (
        "{missed} of the misses lie in no box shown: --boxes looks for more of them, a lower --density for wider ones.",
        "有 {missed} 的未达目标案例不在所示的任何条件框内：--boxes 可寻找更多条件框，降低 --density 可使条件框更宽。",
    ),
    "discovery.doubtful": (
        "The limit on {condition} may be there by chance.",
        "对 {condition} 的限制可能出于偶然。",
    ),
    "discovery.note": (
        "Found by PRIM. Chance alone: how likely so many misses would be in the box if the limit did nothing. Limits "
        "are where the cases lie, not thresholds to the last digit; a box tells where to look, not why.",
        "用 PRIM 求得。偶然的概率：若该限制不起作用，框内出现这么多未达目标案例的可能性。"
        "界限取决于案例所在位置，并非精确阈值；条件框指出何处值得关注，并不说明原因。",
    ),
    "discovery.plot.tradeoff": ("Which boxes there are", "可选的条件框"),
    "discovery.plot.coverage": ("Coverage: part of all misses that lie in the box", "覆盖率：框内占全部未达目标的比例"),
    "discovery.plot.density": ("Density: part of the box that misses the goal", "密度：框内未达目标的比例"),
    "discovery.plot.without": ("without conditions", "不设条件"),
    "discovery.plot.conditions": ("conditions", "条件数"),
    "discovery.plot.limits": (
        "Box {number}: coverage {coverage}, density {density}",
        "条件框 {number}：覆盖率 {coverage}，密度 {density}",
    ),
    "discovery.plot.range": ("range looked at, lowest to highest", "考察范围，由低至高"),
}
