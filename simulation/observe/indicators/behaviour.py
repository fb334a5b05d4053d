"""How banks, guarantors and firms behave, and what support does to it."""

from ..indicator import IndicatorGroup, Measure, Split, Words

GROUP = IndicatorGroup("behaviour")

GROUP.declare(
    "screening_effort",
    Measure("index", "mean", +1),
    Words(
        "Screening effort",
        "审查努力",
        "Mean units of effort spent on a new loan",
        "每笔新贷款的平均审查努力",
    ),
    lambda counts: counts.effort_milli / 1000.0,
    lambda counts: counts.granted,
)

GROUP.declare(
    "evergreened_share",
    Measure("share", "mean", -1),
    Words(
        "Evergreened loans",
        "掩盖续贷占比",
        "Balance renewed to hide a loss over performing balance",
        "为掩盖损失而续贷的余额占比",
    ),
    lambda counts: counts.evergreened_fen,
    lambda counts: counts.performing,
)

GROUP.declare(
    "old_weak_share",
    Measure("share", "mean", -1),
    Words(
        "Old weak loans",
        "反复续贷的高风险贷款占比",
        "Balance of loans renewed twice or more with an estimated risk above 10% a year, over performing balance",
        "续贷两次及以上且估计年违约概率高于10%的余额占正常贷款比",
    ),
    lambda counts: counts.old_weak_fen,
    lambda counts: counts.performing,
)

GROUP.declare(
    "deferred_principal",
    Measure("yuan", "sum", 0),
    Words(
        "Principal deferred",
        "延期还本金额",
        "Principal due that a programme put off, counted once while it is put off month by month",
        "因政策安排延期偿还的到期本金，连续延期只计一次",
    ),
    lambda counts: counts.deferred_fen,
)

GROUP.declare(
    "renewed_without_repayment",
    Measure("share", "mean", 0),
    Words(
        "Renewed without repaying",
        "无还本续贷占比",
        "Renewals that needed no repayment first, over renewals",
        "无还本续贷占续贷比",
    ),
    lambda counts: counts.renewed_without_repayment,
    lambda counts: counts.renewed,
)

GROUP.declare(
    "liquidity_default_share",
    Measure("share", "mean", -1),
    Words(
        "Liquidity defaults",
        "流动性违约占比",
        "Defaulters with a sound margin (above 5%) that ran out of money, over defaulters",
        "利润率良好但资金链断裂的违约企业占比",
    ),
    lambda counts: counts.liquidity_defaults,
    lambda counts: counts.defaulters,
)

GROUP.declare(
    "informal_credit",
    Measure("yuan", "mean", -1),
    Words(
        "Private lending",
        "民间借贷余额",
        "Owed by enterprises to private lenders",
        "企业民间借贷余额",
    ),
    lambda counts: counts.informal_debt,
)

GROUP.declare(
    "additionality_at_decision",
    Measure("share", "mean", +1),
    Words(
        "Additional at the moment of decision",
        "决策时点的政策净增部分",
        "New supported lending that the same banks would not have made without any support at that moment and with the "
        "same luck (no loan, or less than half of it), less what repaid old loans at once, over all of it",
        "同一时点、同样运气下，若撤除全部支持则银行不会发放（或不足一半）的受支持新增贷款，扣除其中即时偿还旧贷的部分后，"
        "占全部受支持新增贷款的比例",
    ),
    lambda counts: counts.supported_additional_fen,
    lambda counts: counts.supported_fen,
)

GROUP.declare(
    "supported_share",
    Measure("share", "mean", 0),
    Words(
        "Supported share of new lending",
        "受支持新增贷款占比",
        "New lending with a public agreement or public money behind it, over new lending",
        "有公共分担协议或财政资金支持的新增贷款占比",
    ),
    lambda counts: counts.supported_fen,
    lambda counts: counts.granted_fen,
    by={
        "size": Split("supported_fen_size", "granted_fen_size"),
    },
)

GROUP.declare(
    "support_to_lenders_share",
    Measure("share", "mean", -1),
    Words(
        "Support that goes to lenders",
        "支持资金流向贷款机构占比",
        "Public payouts on claims and subsidies to banks and guarantors, over those plus subsidies and grants to firms",
        "公共代偿及对银行、担保机构的补贴占其与对企业补贴之和的比例",
    ),
    lambda counts: counts.public_payouts + counts.flow_to_lenders,
    lambda counts: counts.public_payouts + counts.flow_to_lenders + counts.flow_subsidy + counts.flow_grant,
)

GROUP.declare(
    "lender_support_passed_on",
    Measure("yuan", "sum", +1),
    Words(
        "Passed on by lenders",
        "银行让利",
        "Interest borrowers save over the life of loans granted or renewed because banks pass on what they expect of "
        "compensation, awards and cheap funds",
        "因银行让渡预期补偿、奖励与低成本资金，借款人在贷款存续期内少付的利息（新发放与续贷）",
    ),
    lambda counts: counts.passed_on,
)

GROUP.declare(
    "lender_support_passed_on_share",
    Measure("share", "mean", +1),
    Words(
        "Part of banks' support passed on",
        "银行所获支持的让利比例",
        "Interest borrowers save over the life of loans granted or renewed, over what banks get: subsidies and the "
        "interest that the central bank forgoes on relending. Above one where support of the loans is still to come",
        "借款人在贷款存续期内少付的利息，与银行所得支持（补贴及央行再贷款少收的利息）之比；支持尚待到位时可大于1",
    ),
    lambda counts: counts.passed_on,
    lambda counts: counts.flow_subsidy_to_banks + counts.relending_forgone,
)
