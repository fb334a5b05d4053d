"""Strings on the readings of what is additional, in English and in Chinese: which question each of them answers."""

from __future__ import annotations

from .pairs import pair

READINGS: dict[str, dict[str, str]] = {
    "readings.twin": pair(
        "“After all have looked elsewhere” asks whether the firm got less than half as much bank credit within six "
        "months in the reference run; its other loans count too, which lowers the share.",
        "“各自另寻贷款之后”问的是：参照运行中，同一企业前后六个月内所获银行贷款是否不足一半；企业的其他贷款也计入，"
        "因而压低占比。",
    ),
    "readings.twin_alone": pair(
        "Additional is a loan whose firm got less than half as much bank credit within six months in the reference "
        "run; the firm’s other loans count too, which lowers the share.",
        "“净增”指的是：参照运行中，同一企业在该笔贷款前后六个月内所获银行贷款不足其一半；企业的其他贷款也计入，"
        "因而压低占比。",
    ),
    "readings.decision": pair(
        "“At the decision” asks whether the same banks would then have lent less than half without any support; no "
        "other loan counts and nobody looks elsewhere later, which raises the share.",
        "“决策时点”问的是：若当时没有任何支持，同样的银行是否只肯发放不足一半；其他贷款不计入，企业也不能日后另寻贷款，"
        "因而抬高占比。",
    ),
    "readings.decision_of_all": pair(
        "“{row}” takes away all support, not only what {reference} lacks: that share answers another question and "
        "makes no range with the first.",
        "“{row}”撤除全部支持，而不只是{reference}所没有的支持：该占比回答的是另一个问题，不与前者构成区间。",
    ),
    "readings.net": pair(
        "Fact M1 of smecredit validate, on today’s scheme, asks whether the loan came on top of those that the firm "
        "has with support too; they are left out, which raises the share, and loans count instead of yuan.",
        "事实M1（smecredit validate，针对现行体系）问的是：该笔贷款是否在企业同期其他贷款之外新增；后者被扣除，"
        "因而抬高占比，并按笔数而非金额计。",
    ),
}
