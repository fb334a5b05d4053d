"""Default, what is lost and who bears it."""

from ...state.structure import CAUSES, PARTIES
from ..indicator import IndicatorGroup, Measure, Split, Words, over_a_year, year_mean

GROUP = IndicatorGroup("loss")

GROUP.declare(
    "default_rate",
    Measure("share per year", "mean", -1),
    Words(
        "Default rate",
        "违约率",
        "Borrowers defaulting in the last 12 months over the mean number of performing borrowers in them",
        "近12个月违约借款企业数与同期平均正常借款企业数之比",
    ),
    lambda counts: over_a_year(counts.defaulters),
    lambda counts: year_mean(counts.borrowers),
    by={
        "size": Split("defaulters_size", "borrowers_size", over=over_a_year, denominator_over=year_mean),
    },
)

GROUP.declare(
    "default_rate_by_balance",
    Measure("share per year", "mean", -1),
    Words(
        "Default rate by balance",
        "违约率（按余额）",
        "Principal defaulting in the last 12 months over the mean performing balance",
        "近12个月违约本金与平均正常余额之比",
    ),
    lambda counts: over_a_year(counts.defaulted_fen),
    lambda counts: year_mean(counts.performing),
)

GROUP.declare(
    "default_rate_supported",
    Measure("share per year", "mean", -1),
    Words(
        "Default rate of supported loans",
        "受支持贷款违约率",
        "Supported principal defaulting in the last 12 months over the mean supported performing balance",
        "近12个月受支持贷款违约本金与其平均正常余额之比",
    ),
    lambda counts: over_a_year(counts.supported_defaulted_fen),
    lambda counts: year_mean(counts.supported),
)

GROUP.declare(
    "npl_ratio",
    Measure("share", "mean", -1),
    Words(
        "Nonperforming loan ratio",
        "不良贷款率",
        "Nonperforming over gross balance",
        "不良贷款余额占贷款余额比",
    ),
    lambda counts: counts.bad,
    lambda counts: counts.loan_balance,
)

GROUP.declare(
    "loss_given_default",
    Measure("share", "mean", -1),
    Words(
        "Loss given default",
        "违约损失率",
        "Principal not expected back from security and debtor, at default, before any guarantee",
        "违约时预计无法从抵押物和债务人收回的本金占比（代偿前）",
    ),
    lambda counts: counts.defaulted_fen - counts.recoverable_fen,
    lambda counts: counts.defaulted_fen,
)

GROUP.declare(
    "wilful_default_share",
    Measure("share", "mean", -1),
    Words(
        "Absconding among defaults",
        "跑路违约占比",
        "Defaulters whose owner ran away over all defaulters",
        "业主跑路的违约企业占比",
    ),
    lambda counts: counts.wilful,
    lambda counts: counts.defaulters,
)

GROUP.declare(
    "failures_by_cause",
    Measure("count", "sum", -1),
    Words(
        "Failures",
        "倒闭企业",
        "Failures of firms, with and without bank debt",
        "倒闭企业数（含无贷企业）",
    ),
    lambda counts: counts.sum_of(f"cause_{cause}" for cause in CAUSES),
    by={
        "cause": Split("cause"),
    },
)

GROUP.declare(
    "losses_by_payer",
    Measure("yuan", "sum", -1, whole_run=True),
    Words(
        "Losses at claim",
        "损失分担",
        "Outstanding principal at claim, by the party that paid or bears it",
        "按分担方列示的索赔时未偿本金",
    ),
    lambda counts: counts.sum_of(f"paid_{party}" for party in PARTIES),
    by={
        "payer": Split("paid"),
    },
)

GROUP.declare(
    "recoveries_by_payer",
    Measure("yuan", "sum", +1, whole_run=True),
    Words(
        "Recoveries",
        "追偿收回",
        "Later recoveries, by the party that gets them back",
        "按分担方列示的追偿收回",
    ),
    lambda counts: counts.sum_of(f"recovered_{party}" for party in PARTIES),
    by={
        "payer": Split("recovered"),
    },
)
