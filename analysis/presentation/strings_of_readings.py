"""Strings on the readings of what is additional, in English and in Chinese: which question each of them answers."""

from __future__ import annotations

from .pairs import pair

READINGS: dict[str, dict[str, str]] = {
    "readings.twin": pair(
        "“Additional” after all have looked elsewhere asks whether the firm got less than half as much bank credit "
        "within six months in the reference run; every other loan that it has there counts too, which lowers the "
        "share.",
        "“各自另寻贷款之后”的净增占比问的是：在参照运行中，同一企业前后六个月内所获银行贷款是否不足该笔贷款的一半；"
        "企业在那里的其他贷款也一并计入，因而压低占比。",
    ),
    "readings.decision": pair(
        "At the decision it asks whether the same banks, in that month and without any support, would have lent less "
        "than half of that one loan; no other loan counts and nobody looks elsewhere later, which raises the share.",
        "“决策时点”的净增占比问的是：若当月没有任何支持，同样的银行对这一笔贷款是否只肯发放不足一半；"
        "其他贷款不计入，企业也不能日后另寻贷款，因而抬高占比。",
    ),
    "readings.decision_of_all": pair(
        "At the decision all support is taken away, not only what {reference} lacks, so that this share answers "
        "another question and makes no range with the first.",
        "“决策时点”的净增占比撤除全部支持，而不只是{reference}所没有的支持，回答的是另一个问题，不与前者构成区间。",
    ),
    "readings.net": pair(
        "Fact M1 of `smecredit validate`, on today’s scheme against no support, asks whether the loan came on top: it "
        "leaves out of both worlds the other loans that the firm has with support too, which raises the share, and "
        "counts loans instead of yuan.",
        "`smecredit validate`的事实M1以现行体系与无政策支持相比，问的是该笔贷款是否为额外新增："
        "企业在有支持时同期也获得的其他贷款从两个世界中一并扣除，因而抬高占比；并按笔数而非金额计。",
    ),
}
