"""What a lender knows of a borrower: risk as it is, the noisy signal of it, and the estimate made from both.

The lender sees the log odds of default plus noise. Noise falls with transparency, length of relationship and
effort (Petersen and Rajan 1994; Berger and Udell 1995); concealment pushes the signal to the good side. The
estimate shrinks the signal towards the mean of all borrowers, as a Bayesian does, and charges for what stays unknown.
"""

import math
from typing import Any

import numpy as np

from ...ground.compiled import compiled
from ...ground.mathematics import logistic, normal_quantile
from ...ground.parameters import ParameterGroup, assumption, calibrated, paper, parameter
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
    TAX_RECORD,
    TRANSPARENCY,
    YEAR_SALES,
)


class Scoring(ParameterGroup, key="credit_scoring", title={"en": "Credit scoring", "zh": "信用评分"}):
    """Weights of the drivers of default, and how badly lenders see them."""

    intercept: float = parameter(
        -3.6,
        unit="log odds",
        low=-20.0,
        high=20.0,
        meaning="Log odds of default within a year of a firm with every driver at zero",
        zh="各因素为零时一年内违约的对数几率",
        source=calibrated("mean default rate of borrowers 2.5% a year (anchored on NPL and payout series)"),
    )
    leverage_weight: float = parameter(
        1.2,
        unit="per yearly sales of debt",
        low=0.0,
        high=20.0,
        meaning="Weight of debt over yearly sales",
        zh="负债/年销售额的权重",
        source=paper("Altman and Sabato (2007), Abacus 43: leverage, profitability, liquidity drive SME default"),
    )
    margin_weight: float = parameter(
        9.0,
        unit="per unit of margin",
        low=0.0,
        high=100.0,
        meaning="Weight of the cash margin",
        zh="现金利润率的权重",
        source=paper("Altman and Sabato (2007): profitability"),
    )
    quality_weight: float = parameter(
        1.5,
        unit="per log point",
        low=0.0,
        high=50.0,
        meaning="Weight of hidden quality",
        zh="隐含质量的权重",
        source=assumption("what accounts do not show yet"),
    )
    buffer_weight: float = parameter(
        0.18,
        unit="per month of costs",
        low=0.0,
        high=5.0,
        meaning="Weight of cash in months of costs",
        zh="现金缓冲月数的权重",
        source=paper("Altman and Sabato (2007): liquidity"),
    )
    young_weight: float = parameter(
        0.4,
        unit="log odds",
        low=0.0,
        high=5.0,
        meaning="Extra log odds below three years of age",
        zh="三年以下企业的附加权重",
        source=paper("Knaup (2005): hazard falls with age"),
    )
    conduct_weight: float = parameter(
        0.8,
        unit="per unit of conduct",
        low=0.0,
        high=10.0,
        meaning="Weight of risky conduct",
        zh="冒险经营的权重",
        source=paper("Stiglitz and Weiss (1981), American Economic Review 71"),
    )
    spread: float = parameter(
        0.9,
        unit="log odds",
        low=0.01,
        high=10.0,
        meaning="Standard deviation of log odds among applicants, as lenders believe it",
        zh="申请人风险的标准差（银行信念）",
        source=calibrated("standard deviation over the baseline's applicants"),
    )
    believed_mean: float = parameter(
        -3.6,
        unit="log odds",
        low=-20.0,
        high=20.0,
        meaning="Mean log odds of applicants, as lenders believe it",
        zh="申请人平均对数几率（银行信念）",
        source=calibrated("log odds of a default rate of 2.3%"),
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


#: Said of a lender that has a relationship with the firm. Not the constant itself, for which `lender_view` would be
#: compiled once more.
KNOWN: bool = np.bool_(True)  # type: ignore[assignment]


@compiled
def default_score(
    leverage: float, margin: float, quality: float, buffer_months: float, young: bool, conduct: float, p: Any
) -> float:
    """Log odds of default in a year; `leverage` is debt over yearly sales, `buffer_months` cash over monthly costs."""
    return (
        p.intercept
        + p.leverage_weight * min(leverage, 3.0)
        - p.margin_weight * min(max(margin, -0.3), 0.4)
        - p.quality_weight * quality
        - p.buffer_weight * min(buffer_months, 6.0)
        + (p.young_weight if young else 0.0)
        + p.conduct_weight * (conduct - 1.0)
    )


@compiled
def score_of(i: int, extra_debt: int, firm: Any, month: int, p: Any) -> float:
    """Log odds of default of the firm in row `i` with `extra_debt` fen more of debt."""
    whole, real = firm.whole, firm.real
    sales = max(whole[YEAR_SALES, i], 1)
    leverage = (whole[BANK_DEBT, i] + whole[INFORMAL_DEBT, i] + extra_debt) / sales
    return default_score(
        leverage,
        real[MARGIN, i],
        real[QUALITY, i],
        13.0 * whole[CASH, i] / sales,
        month - firm.index[ENTRY_MONTH, i] < 36,
        real[CONDUCT, i],
        p,
    )


@compiled
def signal_noise(noise: float, transparency: float, relationship_years: float, effort: float, gain: float) -> float:
    """Standard deviation of the lender's error in log odds."""
    return noise * (1.1 - transparency) / math.sqrt((1.0 + gain * relationship_years) * (1.0 + effort))


@compiled
def estimated_pd(
    score: float, noise: float, bias: float, uniform: float, mean: float, spread: float, experience: float
) -> float:
    """Probability of default the lender estimates from a signal with standard error `noise` and concealment `bias`.

    The mean over the posterior of the log odds under a normal prior (mean, spread), to second order, scaled by the
    lender's experience. Doubt is dear: of two firms with the same middling signal the one that shows less is the
    riskier to lend to, because more of what it may be lies in the bad tail (Duffie and Lando 2001, Econometrica 69:
    spreads rise with incomplete information).
    """
    signal = score - bias + noise * normal_quantile(uniform)
    weight = spread * spread / (spread * spread + noise * noise)
    middle = mean + weight * (signal - mean)
    doubt = 0.5 * weight * noise * noise * (1.0 - 2.0 * logistic(middle))
    return min(max(logistic(middle + doubt) * experience, 0.0003), 0.9)


@compiled
def with_shared_record(noise: float, precision: float) -> float:
    """Standard error of two independent signals together: the lender's own, and a shared one of this precision."""
    if precision <= 0.0:
        return noise
    return noise / math.sqrt(1.0 + noise * noise * precision)


@compiled
def suspected(pd: float, transparency: float, suspicion: float) -> float:
    """Probability of default after lenders' fear of runaways: it falls on those whose books do not show who they are.

    A lender cannot tell the honest from the others where little shows (Akerlof 1970, Quarterly Journal of Economics
    84: the honest bear what the dishonest have done).
    """
    return min(pd + suspicion * (1.0 - transparency), 0.9)


@compiled
def lender_view(
    i: int,
    extra_debt: int,
    firm: Any,
    month: int,
    noise: float,
    knows: bool,
    effort: float,
    uniform: float,
    experience: float,
    precision: float,
    concealment: float,
    p: Any,
) -> float:
    """Estimated probability of default of row `i` by a lender with this noise; `knows` if it has a relationship.

    `precision` is that of records shared by others, `concealment` the part of it that programmes leave possible.
    """
    years = 0.0
    if knows and firm.tag[BORROWED, i]:
        years = min(month - firm.index[ENTRY_MONTH, i], 120) / 12.0
    own = signal_noise(noise, firm.real[TRANSPARENCY, i], years, effort, p.relationship_gain)
    error = with_shared_record(own, precision)
    bias = p.concealment_bias * concealment * (1.0 - firm.real[HONESTY, i]) * (1.0 - 0.15 * firm.tag[TAX_RECORD, i])
    pd = estimated_pd(
        score_of(i, extra_debt, firm, month, p), error, bias, uniform, p.believed_mean, p.spread, experience
    )
    return suspected(pd, firm.real[TRANSPARENCY, i], p.suspicion)
