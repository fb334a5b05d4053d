"""What a lender knows of a borrower: risk as it is, the noisy signal of it, and the estimate made from both.

The lender sees the log odds of default plus noise. Noise falls with transparency, length of relationship and
effort (Petersen and Rajan 1994; Berger and Udell 1995); concealment pushes the signal to the good side. The
estimate shrinks the signal towards the mean of all borrowers, as a Bayesian does, and charges for what stays unknown.
"""

import math
from typing import ClassVar, NamedTuple

import numpy as np

from ...ground.compiled import compiled
from ...ground.mathematics import logistic, normal_quantile
from ...ground.parameters import ParameterGroup, assumption, calibrated, paper, parameter, regulation
from ...state.economy import Economy
from ...state.enterprise_columns import (
    BANK_DEBT,
    BORROWED,
    CASH,
    CONDUCT,
    ENTRY_MONTH,
    HONESTY,
    INFORMAL_DEBT,
    MARGIN,
    QUALITY,
    SIZE,
    TAX_RECORD,
    TRANSPARENCY,
    YEAR_SALES,
)
from ...state.structure import PerSize
from ..support.fields_shared import FieldsShared
from .record_fields import Pool, left_concealed, pool_in_fields
from .strangers import punctual_months


class Scoring(ParameterGroup, key="credit_scoring", title={"en": "Credit scoring", "zh": "信用评分"}):
    """Weights of the drivers of default, and how badly lenders see them."""

    rising: ClassVar = (("least_pd", "most_pd"),)

    intercept: float = parameter(
        -3.1,
        unit="log odds",
        low=-20.0,
        high=20.0,
        meaning="Log odds of default within a year of a firm with every driver at zero",
        zh="各因素为零时一年内违约的对数几率",
        source=calibrated(
            "logistic regression of defaults within a year on the baseline's borrowers, 50,314 firm-years of 3 seeds"
        ),
    )
    leverage_weight: float = parameter(
        2.6,
        unit="per yearly sales of debt",
        low=0.0,
        high=20.0,
        meaning="Weight of debt over yearly sales",
        zh="负债/年销售额的权重",
        source=calibrated(
            "logistic regression on the baseline's borrowers; leverage, profitability and liquidity drive default of "
            "small firms (Altman and Sabato 2007, Abacus 43)"
        ),
    )
    margin_weight: float = parameter(
        23.0,
        unit="per unit of margin",
        low=0.0,
        high=100.0,
        meaning="Weight of the cash margin",
        zh="现金利润率的权重",
        source=calibrated("as the weight of debt; Altman and Sabato (2007): profitability"),
    )
    quality_weight: float = parameter(
        0.9,
        unit="per log point",
        low=0.0,
        high=50.0,
        meaning="Weight of hidden quality",
        zh="隐含质量的权重",
        source=calibrated("as the weight of debt; what accounts do not show yet"),
    )
    buffer_weight: float = parameter(
        0.9,
        unit="per month of costs",
        low=0.0,
        high=5.0,
        meaning="Weight of cash in months of costs",
        zh="现金缓冲月数的权重",
        source=calibrated("as the weight of debt; Altman and Sabato (2007): liquidity"),
    )
    young_weight: float = parameter(
        0.6,
        unit="log odds",
        low=0.0,
        high=5.0,
        meaning="Extra log odds below three years of age",
        zh="三年以下企业的附加权重",
        source=calibrated("as the weight of debt; Knaup (2005): hazard falls with age"),
    )
    conduct_weight: float = parameter(
        1.5,
        unit="per unit of conduct",
        low=0.0,
        high=10.0,
        meaning="Weight of risky conduct",
        zh="冒险经营的权重",
        source=calibrated("as the weight of debt; Stiglitz and Weiss (1981), American Economic Review 71"),
    )
    spread: float = parameter(
        2.3,
        unit="log odds",
        low=0.01,
        high=10.0,
        meaning="Standard deviation of log odds among applicants, as lenders believe it",
        zh="申请人风险的标准差（银行信念）",
        source=calibrated("standard deviation of the fitted log odds over the baseline's borrowers"),
    )
    believed_mean: float = parameter(
        -5.4,
        unit="log odds",
        low=-20.0,
        high=20.0,
        meaning="Mean log odds of applicants, as lenders believe it",
        zh="申请人平均对数几率（银行信念）",
        source=calibrated("mean of the fitted log odds over the baseline's borrowers"),
    )
    outlook: float = parameter(
        2.3,
        unit="ratio",
        low=0.1,
        high=10.0,
        meaning="Yearly defaults over the life of a loan that lenders expect over those of the day's score: borrowers "
        "are at their best when they borrow",
        zh="银行预期的贷款存续期年违约率与放款日评分之比（借款人放款时状况最佳）",
        source=calibrated("what lenders of the baseline learn: with it their experience stays about one"),
    )
    odds_by_size: PerSize = parameter(
        (1.0, 0.70, 0.55, 0.40),
        unit="ratio",
        low=0.01,
        high=100.0,
        meaning="Odds of default of firms of a size over those of like firms of mean size; everybody sees the size",
        zh="各规模企业违约几率相对平均规模同类企业的倍数（规模为公开信息）",
        source=calibrated(
            "logistic regression of defaults within a year on the baseline's borrowers, 50,314 firm-years of 3 seeds; "
            "risk falls with size among small and medium firms, as in Dietsch and Petey (2004), Journal of Banking "
            "and Finance 28"
        ),
    )
    concealment_bias: float = parameter(
        0.9,
        unit="log odds",
        low=0.0,
        high=10.0,
        meaning="How far the least honest owner pushes the signal to the good side",
        zh="隐瞒造成的信号偏差",
        source=assumption("multiple books are common; size not sourced"),
    )
    suspicion: float = parameter(
        0.0,
        unit="probability a year",
        low=0.0,
        high=1.0,
        meaning="Fear of runaways added to the risk of a wholly opaque firm; moves with the defaults lenders see",
        zh="银行对失信逃废债的戒备（对完全不透明企业的附加违约概率）",
        source=assumption("none at the start; lenders learn it, see `lender_trust`"),
    )
    relationship_gain: float = parameter(
        0.25,
        unit="per year",
        low=0.0,
        high=10.0,
        meaning="Gain in precision per year of relationship",
        zh="银企关系年限带来的精度提升",
        source=paper("Petersen and Rajan (1994), Journal of Finance 49"),
    )
    most_leverage: float = parameter(
        3.0,
        unit="times yearly sales",
        low=0.1,
        high=100.0,
        meaning="Debt over yearly sales beyond which more of it tells a lender nothing new",
        zh="负债/年销售额的计分上限",
        source=assumption("scores cut the tails of ratios, which small accounts make extreme"),
    )
    least_margin: float = parameter(
        -0.3,
        unit="share of sales",
        low=-5.0,
        high=0.0,
        meaning="Cash margin below which a worse one tells a lender nothing new",
        zh="现金利润率的计分下限",
        source=assumption("no sourced figure; such a firm is gone within the year, and a worse one no sooner"),
    )
    most_margin: float = parameter(
        0.4,
        unit="share of sales",
        low=0.0,
        high=5.0,
        meaning="Cash margin above which a better one tells a lender nothing new",
        zh="现金利润率的计分上限",
        source=assumption("no sourced figure; eight times the margin of micro firms (F18): more of it is luck"),
    )
    most_buffer: float = parameter(
        6.0,
        unit="months of costs",
        low=0.1,
        high=120.0,
        meaning="Cash beyond which more of it tells a lender nothing new",
        zh="现金缓冲的计分上限",
        source=assumption("no sourced figure; twice the three months that firms call normal (F18)"),
    )
    young_until: int = parameter(
        36,
        unit="months",
        low=0,
        high=600,
        meaning="Age below which a firm counts as young",
        zh="视为年轻企业的年限",
        source=paper("Knaup (2005): hazard is highest in the first three years"),
    )
    longest_relationship: int = parameter(
        120,
        unit="months",
        low=0,
        high=1200,
        meaning="Relationship beyond which more years tell a lender nothing new",
        zh="银企关系年限的计分上限",
        source=assumption("accounts of ten years show a whole cycle"),
    )
    opacity: float = parameter(
        1.1,
        unit="ratio",
        low=1.001,
        high=5.0,
        meaning="Noise of a lender's view of a wholly opaque firm, in units of its own noise; falls one for one with "
        "transparency, so that a tenth stays for a wholly transparent firm",
        zh="对完全不透明企业的噪声倍数（随透明度等量下降）",
        source=assumption("accounts never show all"),
    )
    record_check: float = parameter(
        0.15,
        unit="share a grade",
        low=0.0,
        high=0.25,
        meaning="Part of the concealment that each grade of a tax record uncovers",
        zh="每级纳税信用可识破的隐瞒比例",
        source=assumption("the best of four grades leaves 40% of it"),
    )
    least_pd: float = parameter(
        0.0003,
        unit="probability a year",
        low=0.0,
        high=1.0,
        meaning="Lowest probability of default a lender believes in",
        zh="银行估计违约概率的下限",
        source=regulation("floor of 3 basis points (Basel II, paragraph 285)"),
    )
    most_pd: float = parameter(
        0.9,
        unit="probability a year",
        low=0.0,
        high=0.99,
        meaning="Highest probability of default a lender believes in",
        zh="银行估计违约概率的上限",
        source=assumption("nobody is sure of a failure; refused long before"),
    )


#: Said of a lender that has a relationship with the firm. Not the constant itself, for which `lender_view` would be
#: compiled once more.
KNOWN: bool = np.bool_(True)  # type: ignore[assignment]


class Sight(NamedTuple):
    """How a lender looks at a borrower."""

    noise: float  # of its view of an opaque stranger, log odds
    knows: bool  # whether it has a relationship with the firm
    effort: float  # units of screening
    luck: float  # of this look, uniform
    experience: float  # defaults as they came over defaults as it had expected them
    precision: float  # of records that others share
    concealment: float  # part of what owners hide that programmes leave hidden
    turned_away: float  # log odds of the pool it takes the firm to be from, over those of all applicants
    fields: FieldsShared  # of records that others share


@compiled
def default_score(
    leverage: float, margin: float, quality: float, buffer_months: float, young: bool, conduct: float, p: Scoring
) -> float:
    """Log odds of default in a year; `leverage` is debt over yearly sales, `buffer_months` cash over monthly costs."""
    return (
        p.intercept
        + p.leverage_weight * min(leverage, p.most_leverage)
        - p.margin_weight * min(max(margin, p.least_margin), p.most_margin)
        - p.quality_weight * quality
        - p.buffer_weight * min(buffer_months, p.most_buffer)
        + (p.young_weight if young else 0.0)
        + p.conduct_weight * (conduct - 1.0)
    )


@compiled
def score_of(economy: Economy, i: int, extra_debt: int) -> float:
    """Log odds of default of the firm in row `i` with `extra_debt` fen more of debt."""
    p, whole, real = economy.numbers.credit_scoring, economy.firm.whole, economy.firm.real
    sales = max(whole[YEAR_SALES, i], 1)
    leverage = (whole[BANK_DEBT, i] + whole[INFORMAL_DEBT, i] + extra_debt) / sales
    return default_score(
        leverage,
        real[MARGIN, i],
        real[QUALITY, i],
        economy.numbers.cash_flow.months_of_costs * whole[CASH, i] / sales,
        economy.month - economy.firm.index[ENTRY_MONTH, i] < p.young_until,
        real[CONDUCT, i],
        p,
    )


@compiled
def default_probability(economy: Economy, i: int, extra_debt: int) -> float:
    """Probability that the firm in row `i` defaults within a year, with `extra_debt` fen more of debt: as it is."""
    odds = economy.numbers.credit_scoring.odds_by_size[economy.firm.tag[SIZE, i]]
    return at_odds(logistic(score_of(economy, i, extra_debt)), odds)


@compiled
def at_odds(pd: float, ratio: float) -> float:
    """Probability of default whose odds are `ratio` times those of `pd`."""
    return pd * ratio / (1.0 - pd + pd * ratio)


@compiled
def signal_noise(
    noise: float, transparency: float, relationship_years: float, effort: float, gain: float, opacity: float
) -> float:
    """Standard deviation of the lender's error in log odds."""
    return noise * (opacity - transparency) / math.sqrt((1.0 + gain * relationship_years) * (1.0 + effort))


@compiled
def estimated_pd(
    score: float, noise: float, bias: float, luck: float, experience: float, pool: Pool, p: Scoring
) -> float:
    """Probability of default the lender estimates from a signal with standard error `noise` and concealment `bias`.

    `pool` is what it takes the firm to be from before it looks.

    The mean over the posterior of the log odds under the prior it believes in, to second order, scaled by the
    lender's experience. Doubt is dear: of two firms with the same middling signal the one that shows less is the
    riskier to lend to, because more of what it may be lies in the bad tail (Duffie and Lando 2001, Econometrica 69:
    spreads rise with incomplete information).
    """
    signal = score - bias + noise * normal_quantile(luck)
    weight = pool.variance / (pool.variance + noise * noise)
    middle = pool.mean + weight * (signal - pool.mean)
    doubt = 0.5 * weight * noise * noise * (1.0 - 2.0 * logistic(middle))
    return min(max(logistic(middle + doubt) * p.outlook * experience, p.least_pd), p.most_pd)


@compiled
def with_shared_record(noise: float, precision: float) -> float:
    """Standard error of two independent signals together: the lender's own, and a shared one of this precision."""
    if precision <= 0.0:
        return noise
    return noise / math.sqrt(1.0 + noise * noise * precision)


@compiled
def suspected(pd: float, transparency: float, p: Scoring) -> float:
    """Probability of default after lenders' fear of runaways: it falls on those whose books do not show who they are.

    A lender cannot tell the honest from the others where little shows (Akerlof 1970, Quarterly Journal of Economics
    84: the honest bear what the dishonest have done).
    """
    return min(pd + p.suspicion * (1.0 - transparency), p.most_pd)


@compiled
def years_together(economy: Economy, i: int, knows: bool) -> float:
    """Years of relationship that tell a lender something of the firm in row `i`, or what its record is worth of them.

    A lender that does not know it reads in the credit bureau for how long it has met its payments.
    """
    firm = economy.firm
    if not firm.tag[BORROWED, i]:
        return 0.0
    longest = economy.numbers.credit_scoring.longest_relationship
    if not knows:
        return economy.numbers.strangers.record_shared * min(punctual_months(economy, i), longest) / 12.0
    return min(economy.month - firm.index[ENTRY_MONTH, i], longest) / 12.0


@compiled
def lender_view(economy: Economy, i: int, extra_debt: int, sight: Sight) -> float:
    """Probability of default of the firm in row `i`, with `extra_debt` fen more of debt, as a lender estimates it."""
    p, firm = economy.numbers.credit_scoring, economy.firm
    transparency, years = firm.real[TRANSPARENCY, i], years_together(economy, i, sight.knows)
    own = signal_noise(sight.noise, transparency, years, sight.effort, p.relationship_gain, p.opacity)
    bias = p.concealment_bias * sight.concealment * (1.0 - firm.real[HONESTY, i])
    bias *= 1.0 - p.record_check * firm.tag[TAX_RECORD, i]
    bias *= left_concealed(economy, i, sight.fields)
    error = with_shared_record(own, sight.precision)
    score = score_of(economy, i, extra_debt)
    mean = p.believed_mean + sight.turned_away
    pool = pool_in_fields(economy, i, extra_debt, sight.knows, sight.fields, mean, p.spread)
    pd = estimated_pd(score, error, bias, sight.luck, sight.experience, pool, p)
    pd = at_odds(pd, p.odds_by_size[firm.tag[SIZE, i]])
    return suspected(pd, transparency, p)
