"""Who gets credit, how much and at what price."""

from ..hard_to_serve import without_pledge_or_record
from ..indicator import IndicatorGroup, Measure, Split, Words, of_a_year, over_a_year

GROUP = IndicatorGroup("credit")

GROUP.declare(
    "credit_outstanding",
    Measure("yuan", "mean", +1),
    Words(
        "Credit outstanding",
        "贷款余额",
        "Loans to SMEs, bad ones included, at the end of the month",
        "月末中小企业贷款余额（含不良）",
    ),
    lambda counts: counts.loan_balance,
    by={
        "size": Split("debt_size"),
        "sector": Split("debt_sector"),
        "region": Split("debt_region"),
    },
)

GROUP.declare(
    "lending",
    Measure("yuan", "sum", +1),
    Words(
        "Lending",
        "贷款发放",
        "New loans and limits granted, and loans renewed",
        "新发放贷款及授信，加续贷",
    ),
    lambda counts: counts.granted_fen + counts.renewed_fen,
)

GROUP.declare(
    "new_lending",
    Measure("yuan", "sum", +1),
    Words(
        "New lending",
        "新增贷款",
        "Loans and limits granted, renewals not counted",
        "新发放贷款及授信（不含续贷）",
    ),
    lambda counts: counts.granted_fen,
    by={
        "size": Split("granted_fen_size"),
        "product": Split("granted_fen_product"),
    },
)

GROUP.declare(
    "borrower_share",
    Measure("share", "mean", +1),
    Words(
        "Firms with a bank loan",
        "有贷企业占比",
        "SMEs with a live bank loan or line over all SMEs",
        "有存量贷款或授信的企业占比",
    ),
    lambda counts: counts.borrowers,
    lambda counts: counts.sme,
    by={
        "size": Split("borrowers_size", "firms_size"),
        "sector": Split("borrowers_sector", "firms_sector"),
        "region": Split("borrowers_region", "firms_region"),
    },
)

GROUP.declare(
    "hard_to_serve_borrower_share",
    Measure("share", "mean", +1),
    Words(
        "Firms without pledge or record that have a bank loan",
        "无抵押、信息不透明企业的有贷占比",
        "SMEs that have nothing to pledge and of which less than half shows: those with a live bank loan or line, over "
        "all of them",
        "无抵押物且信息透明度低于一半的中小微企业中，有存量贷款或授信者占比",
    ),
    lambda counts: counts.hard_to_serve_borrowers,
    lambda counts: counts.hard_to_serve,
    reads={
        "hard_to_serve_borrowers": lambda economy: float(without_pledge_or_record(economy, True)),
        "hard_to_serve": lambda economy: float(without_pledge_or_record(economy, False)),
    },
)

GROUP.declare(
    "first_time_borrowers",
    Measure("count", "sum", +1),
    Words(
        "First-time borrowers",
        "首贷户",
        "Firms granted their first bank loan",
        "首次获得银行贷款的企业数",
    ),
    lambda counts: counts.first_loans,
)

GROUP.declare(
    "applications",
    Measure("count", "sum", 0),
    Words(
        "Applications",
        "贷款申请",
        "Firms applying for new credit",
        "提出新增融资申请的企业数",
    ),
    lambda counts: counts.applications,
    by={
        "size": Split("applications_size"),
    },
)

GROUP.declare(
    "approval_rate",
    Measure("share", "mean", +1),
    Words(
        "Approval rate",
        "获批率",
        "Applications ending in a loan over applications",
        "获得贷款的申请占比",
    ),
    lambda counts: counts.granted,
    lambda counts: counts.applications,
)

GROUP.declare(
    "rejection_rate",
    Measure("share", "mean", -1),
    Words(
        "Rejection rate",
        "拒贷率",
        "Applications ending without any loan after guarantor and all banks, over applications",
        "经担保机构与所有银行后仍未获贷的申请占比",
    ),
    lambda counts: counts.refused,
    lambda counts: counts.applications,
    by={
        "size": Split("refused_size", "applications_size"),
    },
)

GROUP.declare(
    "rejection_rate_honest",
    Measure("share", "mean", -1),
    Words(
        "Rejection rate of honest owners",
        "诚信业主拒贷率",
        "Applications of wholly honest owners ending without any loan, over all of theirs",
        "完全诚信业主的申请中未获贷占比",
    ),
    lambda counts: counts.honest_refused,
    lambda counts: counts.honest_applications,
)

GROUP.declare(
    "rejection_rate_opaque",
    Measure("share", "mean", -1),
    Words(
        "Rejection rate of opaque firms",
        "不透明企业拒贷率",
        "Applications of firms of which less than half shows, ending without any loan, over all of theirs",
        "信息透明度低于一半的企业申请中未获贷占比",
    ),
    lambda counts: counts.opaque_refused,
    lambda counts: counts.opaque_applications,
)

GROUP.declare(
    "rationed_share",
    Measure("share", "mean", -1),
    Words(
        "Rationed by capital",
        "因银行资本不足被配给",
        "Applications with an offer that the bank had no capital left for, over applications",
        "已获报价但因银行资本不足未能放款的申请占比",
    ),
    lambda counts: counts.rationed,
    lambda counts: counts.applications,
    by={
        "size": Split("rationed_size", "applications_size"),
    },
)

GROUP.declare(
    "partial_share",
    Measure("share", "mean", -1),
    Words(
        "Granted in part",
        "部分满足率",
        "Loans smaller than asked over loans granted",
        "获批额度低于申请的占比",
    ),
    lambda counts: counts.partial,
    lambda counts: counts.granted,
)

GROUP.declare(
    "discouraged_share",
    Measure("share", "mean", -1),
    Words(
        "Discouraged borrowers",
        "有需求但不敢申请的企业占比",
        "Firms in need that do not ask, over firms in need that reviewed their finance",
        "因预期被拒而不申请的有需求企业，占审视过融资的有需求企业的比例",
    ),
    lambda counts: counts.discouraged,
    lambda counts: counts.in_need,
)

GROUP.declare(
    "credit_gap",
    Measure("yuan", "sum", -1),
    Words(
        "Unmet demand",
        "融资缺口",
        "Amounts not asked for by the discouraged and asked for but not granted",
        "有需求但不敢申请的金额，及申请未获批的金额",
    ),
    lambda counts: counts.unmet_fen + counts.asked_fen - counts.granted_fen,
)

GROUP.declare(
    "mean_loan_rate",
    Measure("share per year", "mean", -1),
    Words(
        "Rate of new loans",
        "新发贷款利率",
        "Mean contract rate of new loans, weighted by amount",
        "新发放贷款加权平均利率",
    ),
    lambda counts: counts.rate_fen,
    lambda counts: counts.granted_fen,
    by={
        "size": Split("rate_fen_size", "granted_fen_size"),
    },
)

GROUP.declare(
    "mean_borrowing_cost",
    Measure("share per year", "mean", -1),
    Words(
        "Cost of new loans with fee",
        "综合融资成本",
        "Rate plus guarantee fee, weighted by amount",
        "利率加担保费的加权平均",
    ),
    lambda counts: counts.cost_fen,
    lambda counts: counts.granted_fen,
)

GROUP.declare(
    "spread_over_large_firms",
    Measure("share per year", "mean", -1),
    Words(
        "Spread over large firms",
        "与大企业利差",
        "Mean rate of new loans less the rate of large firms",
        "新发贷款利率与大企业贷款利率之差",
    ),
    lambda counts: counts.rate_fen - counts.granted_fen * counts.large_rate,
    lambda counts: counts.granted_fen,
)

GROUP.declare(
    "unsecured_share",
    Measure("share", "mean", 0),
    Words(
        "Unsecured loans",
        "信用贷款占比",
        "Unsecured balance over performing balance",
        "信用贷款余额占正常贷款比",
    ),
    lambda counts: counts.unsecured,
    lambda counts: counts.performing,
)

GROUP.declare(
    "loans_to_sales",
    Measure("share", "mean", 0),
    Words(
        "Loans over yearly sales",
        "贷款/年销售额",
        "Credit outstanding over the sales of the last 12 months",
        "贷款余额与近12个月销售额之比",
    ),
    lambda counts: counts.loan_balance,
    lambda counts: over_a_year(counts.sme_sales) * of_a_year(counts.sme_sales),
)
