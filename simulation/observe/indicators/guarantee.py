"""Guarantees, their funds and what they pay."""

from ..indicator import IndicatorGroup, Measure, Words, over_a_year

GROUP = IndicatorGroup("guarantee")

GROUP.declare(
    "guarantee_balance",
    Measure("yuan", "mean", 0),
    Words(
        "Guaranteed loans",
        "担保贷款余额",
        "Balance of loans with a licensed guarantor",
        "由持牌担保机构担保的贷款余额",
    ),
    lambda counts: counts.guaranteed,
)

GROUP.declare(
    "guaranteed_share",
    Measure("share", "mean", 0),
    Words(
        "Guaranteed share of loans",
        "担保贷款占比",
        "Loans guaranteed by anybody (institutions, circles, relatives, affiliates) over the performing balance",
        "由任何第三方（担保机构、互保联保、亲友、关联企业）担保的贷款占正常贷款比",
    ),
    lambda counts: counts.guaranteed + counts.personal,
    lambda counts: counts.performing,
)

GROUP.declare(
    "licensed_guarantee_share",
    Measure("share", "mean", 0),
    Words(
        "Licensed guarantees over loans",
        "持牌机构担保占比",
        "Loans with a licensed guarantor over the performing balance",
        "由持牌担保机构担保的贷款占正常贷款比",
    ),
    lambda counts: counts.guaranteed,
    lambda counts: counts.performing,
)

GROUP.declare(
    "unlicensed_guarantee_share",
    Measure("share", "mean", 0),
    Words(
        "Guarantees without a licensed party",
        "无持牌机构的担保占比",
        "Loans guaranteed by relatives, affiliates or circles over all guaranteed loans",
        "亲友、关联企业或互保联保担保的贷款占全部担保贷款比",
    ),
    lambda counts: counts.personal,
    lambda counts: counts.guaranteed + counts.personal,
)

GROUP.declare(
    "refinanced_share",
    Measure("share", "mean", 0),
    Words(
        "Guaranteed lending that repays old loans",
        "担保贷款中偿还旧贷的比例",
        "Older loans without a guarantor that banks had firms repay out of new guaranteed ones, over these",
        "银行要求企业以新发持牌担保贷款偿还的原有无担保贷款，占新发持牌担保贷款的比例",
    ),
    lambda counts: counts.old_loans_repaid_fen,
    lambda counts: counts.newly_guaranteed_fen,
)

GROUP.declare(
    "guarantee_payout_rate",
    Measure("share per year", "mean", -1),
    Words(
        "Guarantee payout rate",
        "担保代偿率",
        "Payouts of 12 months over guarantees released in them, both on the partners' liability",
        "近12个月代偿额与同期解除担保额之比（按责任额）",
    ),
    lambda counts: over_a_year(counts.payouts),
    lambda counts: over_a_year(counts.released),
)

GROUP.declare(
    "recovery_rate",
    Measure("share", "mean", +1),
    Words(
        "Recovery after payout",
        "代偿追偿率",
        "What partners got back in the end over what they had paid, on the claims that were closed in the window",
        "窗口期内结案的代偿项目中，各分担方最终收回额与其代偿额之比",
    ),
    lambda counts: counts.closed_recovered,
    lambda counts: counts.closed_paid,
)

GROUP.declare(
    "guarantor_leverage",
    Measure("ratio", "mean", 0),
    Words(
        "Guarantor leverage",
        "担保放大倍数",
        "Guaranteed balance over guarantors' net assets",
        "担保余额与担保机构净资产之比",
    ),
    lambda counts: counts.guaranteed,
    lambda counts: counts.guarantor_assets,
)

GROUP.declare(
    "guarantors_active",
    Measure("count", "mean", +1, grossed=False),
    Words(
        "Guarantors in business",
        "在营担保机构",
        "Simulated guarantors still in business",
        "仍在经营的模拟担保机构数",
    ),
    lambda counts: counts.guarantors_active,
)

GROUP.declare(
    "guarantor_acceptance_rate",
    Measure("share", "mean", +1),
    Words(
        "Guarantor consent",
        "担保通过率",
        "Applicants a guarantor agreed to guarantee over those it was asked about",
        "担保机构同意担保的申请占比",
    ),
    lambda counts: counts.guarantor_agreed,
    lambda counts: counts.guarantor_asked,
)

GROUP.declare(
    "fund_balance",
    Measure("yuan", "mean", 0),
    Words(
        "Compensation funds",
        "补偿基金余额",
        "Money left in the compensation and local funds",
        "风险补偿基金与地方基金余额",
    ),
    lambda counts: counts.fund_balance,
)

GROUP.declare(
    "fund_exhaustion_share",
    Measure("share", "mean", -1),
    Words(
        "Promised but not paid",
        "应付未付占比",
        "Part of the partners' shares of claims that caps or empty funds left unpaid",
        "因封顶或基金耗尽未支付的分担额占比",
    ),
    lambda counts: counts.claims_short_fen,
    lambda counts: counts.payouts + counts.claims_short_fen,
)

GROUP.declare(
    "payout_delay_months",
    Measure("months", "mean", -1),
    Words(
        "Payout delay",
        "代偿时滞",
        "Mean months from claim to payment",
        "从索赔到支付的平均月数",
    ),
    lambda counts: counts.delay_months,
    lambda counts: counts.claims_settled,
)
