"""What the fields of a shared record show of a borrower, and what a lender makes of each.

A field speaks of a part of the firm: the tax office of the profit declared to it, the social security and housing fund
of staff and contributions, the electricity company of the activity of the month, the credit bureau of debts elsewhere
and past conduct. Each is read as a signal of default of its own, independent of the others, whose precision is that of
the part it speaks of; it narrows what a stranger may be before the lender takes its own look, so it tells most of
those who show least (Djankov, McLiesh and Shleifer 2007, Journal of Financial Economics 84; Jappelli and Pagano 2002,
Journal of Banking and Finance 26). What runs through an account or a meter shows trouble before yearly accounts do
(Norden and Weber 2010, Review of Financial Studies 23). A field also uncovers part of what owners hide.
"""

from typing import NamedTuple

from ...ground.compiled import compiled
from ...ground.parameters import ParameterGroup, assumption, calibrated, parameter
from ...state.economy import Economy
from ...state.enterprise_columns import (
    BANK_DEBT,
    EMPLOYEES,
    HONESTY,
    INFORMAL_DEBT,
    LABOUR,
    LATE_BILLS,
    MARGIN,
    REFUSED_MONTH,
    REGION,
    SECTOR,
    WAGE,
    YEAR_SALES,
)
from ...state.structure import PerField
from ..support.fields_shared import FieldsShared
from ..trade.shared_market import offered

#: Where the numbers that are estimated come from.
BORROWERS = (
    "145,348 firm-months of the settled baseline's borrowers: each third month of 3 years, 3 seeds of 10,000 firms"
)

#: Places of the fields in `FieldsShared` and in the numbers below.
TAX, SOCIAL_SECURITY, ELECTRICITY, CREDIT_BUREAU = range(len(FieldsShared._fields))


class RecordFields(
    ParameterGroup, key="record_fields", title={"en": "Fields of shared records", "zh": "共享信息的数据项"}
):
    """What each field shows. In order: tax, social security and housing fund, electricity, credit bureau."""

    usual: PerField = parameter(
        (0.082, 0.013, 0.031, 0.47),
        unit="as the field reads: share of sales, share of staff, share of sales, yearly sales of debt",
        low=-10.0,
        high=10.0,
        meaning="What a field shows of the mean borrower: profit declared over sales; staff missing; the month's sales "
        "over the year's, less one; debt and recent refusals over yearly sales",
        zh="各数据项对平均借款企业的读数：申报利润占销售额比例；缺员比例；当月销售相对全年平均的偏离；（负债加近期被拒折算额）/年销售额",
        source=calibrated(BORROWERS),
    )
    follows: PerField = parameter(
        (-30.5, 20.9, -2.9, 1.9),
        unit="log odds per unit of what the field shows",
        low=-100.0,
        high=100.0,
        meaning="How far log odds of default move with what a field shows, nothing else known",
        zh="仅知该数据项时，其读数每变动一单位对应的违约对数几率变动",
        source=calibrated(f"slope of the regression of log odds on the field alone, {BORROWERS}"),
    )
    told: PerField = parameter(
        (0.52, 0.14, 0.065, 0.15),
        unit="share of variance",
        low=0.001,
        high=0.95,
        meaning="Part of the variance of borrowers' log odds of default that a field tells alone",
        zh="单个数据项可解释的借款企业违约对数几率方差比例",
        source=calibrated(f"R squared of the same regressions, {BORROWERS}"),
    )
    uncovered: PerField = parameter(
        (0.30, 0.20, 0.15, 0.20),
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Part of what owners hide from lenders that a field uncovers",
        zh="各数据项可识破的隐瞒比例",
        source=assumption(
            "tax: as the scenario of bank-tax interaction has it; each of the others less than it; no figure was found"
        ),
    )
    sales_shown: PerField = parameter(
        (0.40, 0.15, 0.20, 0.0),
        unit="share of sales that accounts leave hidden",
        low=0.0,
        high=1.0,
        meaning="What a field verifies of the sales that a firm's own accounts do not show",
        zh="各数据项对企业账目未反映销售的核实比例",
        source=assumption(
            "tax slips show sales themselves, staff and power only that there is work; a bureau knows debts, not sales"
        ),
    )
    read_online: PerField = parameter(
        (0.20, 0.10, 0.05, 0.15),
        unit="share of the cost of a check",
        low=0.0,
        high=1.0,
        meaning="Part of a check of the file that is read in the field instead",
        zh="各数据项可替代的审查成本比例",
        source=assumption("tax: one of five checks of a file, as in the scenario of bank-tax interaction; no figure"),
    )
    staff_speaks: float = parameter(
        0.2,
        unit="share of sales",
        low=0.001,
        high=1.0,
        meaning="Wage bill from which on staff insured is a full check on sales; less of it checks as much less",
        zh="参保人员可充分核验销售的工资占比（低于此按比例减弱）",
        source=assumption("twice the mean of borrowers: a trader without staff has none to hold against its sales"),
    )
    contributions_late: float = parameter(
        0.3,
        unit="share of staff",
        low=0.0,
        high=1.0,
        meaning="Contributions in arrears as a sign of distress, in staff missing; firms pay them as late as suppliers",
        zh="欠缴社保公积金所示困境程度，折合缺员比例（企业欠缴与拖欠供应商同步）",
        source=assumption("the part of its staff that a firm without cash lets go (`staff.cut_when_short`)"),
    )
    activity_range: float = parameter(
        0.5,
        unit="share of sales",
        low=0.01,
        high=10.0,
        meaning="Change of the month's sales beyond which more of it tells nothing new",
        zh="当月销售偏离的计分范围",
        source=assumption("a month that is half or double the usual one is a stoppage or an order, not a trend"),
    )
    private_reported: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Part of debts to private lenders that the credit bureau and court records know",
        zh="征信与司法记录可反映的民间借贷比例",
        source=assumption("licensed small-loan companies report, relatives and lenders without licence do not"),
    )
    refusal_counts: float = parameter(
        1.2,
        unit="yearly sales of debt",
        low=0.0,
        high=10.0,
        meaning="A refusal in the months that the bureau shows, as a sign of risk, in debt; enquiries without a loan "
        "after them show it",
        zh="征信查询记录所示近期被拒的风险含义，折合负债/年销售额",
        source=calibrated(f"regression of log odds on debts and refusals, {BORROWERS}"),
    )
    refusals_shown: int = parameter(
        12,
        unit="months",
        low=0,
        high=120,
        meaning="How long a refusal shows in the bureau's record of enquiries",
        zh="征信查询记录可反映被拒贷款的月数",
        source=assumption("banks look at the enquiries of a year"),
    )
    usual_elsewhere: float = parameter(
        0.0002,
        unit="yearly sales of debt",
        low=0.0,
        high=10.0,
        meaning="Debts elsewhere that the bureau shows of the mean borrower to a lender that knows the firm",
        zh="征信向与企业有往来的机构显示的平均借款企业他处负债",
        source=calibrated(BORROWERS),
    )
    follows_elsewhere: float = parameter(
        185.0,
        unit="log odds per unit of what the field shows",
        low=0.0,
        high=1000.0,
        meaning="How far log odds of default move with them, nothing else known",
        zh="仅知他处负债时，其每变动一单位对应的违约对数几率变动",
        source=calibrated(f"slope of the regression of log odds on private debts as reported, {BORROWERS}"),
    )
    told_elsewhere: float = parameter(
        0.014,
        unit="share of variance",
        low=0.001,
        high=0.95,
        meaning="Part of the variance of borrowers' log odds of default that they tell alone",
        zh="他处负债可解释的借款企业违约对数几率方差比例",
        source=calibrated(f"R squared of the same regression, {BORROWERS}"),
    )


class News(NamedTuple):
    """What a field says of a firm: log odds over the mean borrower's, and the part of their variance that it tells."""

    log_odds: float
    told: float


class Pool(NamedTuple):
    """Log odds of default of those among whom a lender takes a firm to be, before it looks at the firm itself."""

    mean: float
    variance: float


@compiled
def declared_profit(economy: Economy, i: int) -> float:
    """Profit over sales as the tax office knows it: owners who hide profit from it are taken for less profitable."""
    scoring, firm = economy.numbers.credit_scoring, economy.firm
    margin = min(max(firm.real[MARGIN, i], scoring.least_margin), scoring.most_margin)
    if margin <= 0.0:
        return margin  # type: ignore[no-any-return]
    return margin * (1.0 - economy.numbers.cash_flow.concealment * (1.0 - firm.real[HONESTY, i]))  # type: ignore[no-any-return]


@compiled
def staff_missing(economy: Economy, i: int) -> float:
    """Part of the staff for the year's sales that is not insured, and contributions in arrears as part of the staff."""
    firm = economy.firm
    served = firm.real[EMPLOYEES, i] * 100.0 / firm.real[LABOUR, i]
    missing = max(1.0 - served / max(firm.whole[YEAR_SALES, i], 1), 0.0)
    late = economy.numbers.record_fields.contributions_late if firm.whole[LATE_BILLS, i] > 0 else 0.0
    return missing + late


@compiled
def activity_now(economy: Economy, i: int) -> float:
    """What the month's work brings over a month of the year's sales, less one: today, not last year's accounts."""
    firm, most = economy.firm, economy.numbers.record_fields.activity_range
    demand = economy.demand[firm.tag[SECTOR, i], firm.tag[REGION, i]]
    sells = 12.0 * demand * offered(economy, i, demand)
    return min(max(sells / max(firm.whole[YEAR_SALES, i], 1) - 1.0, -most), most)  # type: ignore[no-any-return]


@compiled
def debts_and_conduct(economy: Economy, i: int, extra_debt: int) -> float:
    """Debts over yearly sales that the bureau knows, with `extra_debt` fen more, and recent refusals in the same unit.

    Who is in arrears asks for no credit and is renewed nowhere, so that arrears tell a lender nothing here.
    """
    fields, firm = economy.numbers.record_fields, economy.firm
    known = firm.whole[BANK_DEBT, i] + fields.private_reported * firm.whole[INFORMAL_DEBT, i] + extra_debt
    debts = min(known / max(firm.whole[YEAR_SALES, i], 1), economy.numbers.credit_scoring.most_leverage)
    if economy.month - firm.index[REFUSED_MONTH, i] <= fields.refusals_shown:
        debts += fields.refusal_counts
    return debts  # type: ignore[no-any-return]


@compiled
def debts_elsewhere(economy: Economy, i: int) -> float:
    """What the bureau shows of the firm in row `i` that is news to who knows it: debts to others over yearly sales.

    Those to private lenders, as far as they are reported: few firms owe a second bank, and refusals are mostly its own.
    """
    firm = economy.firm
    known = economy.numbers.record_fields.private_reported * firm.whole[INFORMAL_DEBT, i]
    return min(known / max(firm.whole[YEAR_SALES, i], 1), economy.numbers.credit_scoring.most_leverage)  # type: ignore[no-any-return]


@compiled
def shown_in_field(economy: Economy, i: int, extra_debt: int, field: int) -> float:
    """What a field shows a stranger of the firm in row `i`, in the field's own unit."""
    if field == TAX:
        return declared_profit(economy, i)
    if field == SOCIAL_SECURITY:
        return staff_missing(economy, i)
    if field == ELECTRICITY:
        return activity_now(economy, i)
    return debts_and_conduct(economy, i, extra_debt)


@compiled
def news_in_field(economy: Economy, i: int, extra_debt: int, knows: bool, field: int) -> News:
    """What a lender that `knows` the firm in row `i`, or does not, learns of it from a field: who knows it knows its
    own loans and refusals without the bureau."""
    numbers = economy.numbers.record_fields
    if knows and field == CREDIT_BUREAU:
        surprise = debts_elsewhere(economy, i) - numbers.usual_elsewhere
        return News(numbers.follows_elsewhere * surprise, numbers.told_elsewhere)
    surprise = shown_in_field(economy, i, extra_debt, field) - numbers.usual[field]
    return News(numbers.follows[field] * surprise, numbers.told[field])


@compiled
def precision_of_field(shared: float, told: float, spread: float) -> float:
    """Precision of the signal of log odds that a field is which tells the part `told` of their variance."""
    part = shared * told
    return part / ((1.0 - part) * spread * spread)


@compiled
def precision_of_fields(economy: Economy, fields: FieldsShared) -> float:
    """Precision of all fields shared, as independent signals of the log odds of default."""
    told, spread, precision = economy.numbers.record_fields.told, economy.numbers.credit_scoring.spread, 0.0
    for field in range(len(fields)):
        precision += precision_of_field(fields[field], told[field], spread)
    return precision


@compiled
def pool_in_fields(
    economy: Economy, i: int, extra_debt: int, knows: bool, fields: FieldsShared, mean: float, spread: float
) -> Pool:
    """The pool among which the fields place the firm in row `i`, of one of this mean and standard deviation.

    Alone a field moves the mean by what follows from its surprise and takes its part of the variance; several add
    their precisions, as independent signals do. Without fields the pool is as it was.
    """
    prior, precision, pull = 1.0 / (spread * spread), 0.0, 0.0
    for field in range(len(fields)):
        if fields[field] > 0.0:
            news = news_in_field(economy, i, extra_debt, knows, field)
            each = precision_of_field(fields[field], news.told, spread)
            precision += each
            pull += each * news.log_odds / news.told
    if precision == 0.0:
        return Pool(mean, spread * spread)
    return Pool(mean + pull / (prior + precision), 1.0 / (prior + precision))


@compiled
def left_concealed(economy: Economy, i: int, fields: FieldsShared) -> float:
    """Part of what the owner of the firm in row `i` hides from lenders that stays hidden.

    Staff insured is held against sales, as far as the firm has staff.
    """
    numbers, firm, left = economy.numbers.record_fields, economy.firm, 1.0
    for field in range(len(fields)):
        uncovered = fields[field] * numbers.uncovered[field]
        if field == SOCIAL_SECURITY and uncovered > 0.0:
            wages = 12.0 * 100.0 * firm.real[EMPLOYEES, i] * firm.real[WAGE, i]
            uncovered *= min(wages / (numbers.staff_speaks * max(firm.whole[YEAR_SALES, i], 1)), 1.0)
        left *= 1.0 - uncovered
    return left


@compiled
def sales_left_hidden(fields: FieldsShared, numbers: RecordFields) -> float:
    """Part of the sales that accounts do not show which the fields do not show either."""
    left = 1.0
    for field in range(len(fields)):
        left *= 1.0 - fields[field] * numbers.sales_shown[field]
    return left


@compiled
def left_to_check(fields: FieldsShared, numbers: RecordFields) -> float:
    """Part of the cost of a check of the file that stays where the fields are read online."""
    left = 1.0
    for field in range(len(fields)):
        left *= 1.0 - fields[field] * numbers.read_online[field]
    return left
