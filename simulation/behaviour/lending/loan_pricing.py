"""The break-even loan rate, and the return on capital by which applicants are ranked."""

import math

from ...ground.compiled import compiled, routine
from ...ground.mathematics import exponential, logarithm, normal_distribution, refined_normal_quantile
from ...ground.parameters import ParameterGroup, assumption, calibrated, paper, parameter, regulation, secondary
from ...ground.units import whole_fen
from ...state.bank_columns import REST_DEPOSITS
from ...state.economy import Economy
from ...state.enterprise_columns import BANK, CASH
from ...state.ledger import LOAN_FEE, PAYER
from ...state.structure import SMALL


class Pricing(ParameterGroup, key="loan_pricing", title={"en": "Loan pricing", "zh": "贷款定价"}):
    """Costs, capital, security and caps behind the loan rate."""

    processing_cost: float = parameter(
        5000.0,
        unit="yuan a loan",
        low=0.0,
        high=1e7,
        meaning="Fixed cost of making a loan",
        zh="单笔贷款固定处理成本",
        source=assumption("a week of staff over application, visit, committee and file; weighs on small loans"),
    )
    large_firm_spread: float = parameter(
        0.0033,
        unit="per year over the policy rate",
        low=-0.05,
        high=0.2,
        meaning="Rate of large firms over the policy rate",
        zh="大企业贷款利率相对LPR加点",
        source=secondary("F135", "new corporate loans 3.43% in December 2024, when the LPR stood at 3.10"),
    )
    return_on_equity: float = parameter(
        0.10,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Return on equity banks want",
        zh="银行目标净资产收益率",
        source=assumption("near the industry's return of about 9%"),
    )
    highest_rate: float = parameter(
        0.24,
        unit="per year",
        low=0.0,
        high=10.0,
        meaning="Highest rate a licensed lender may ask; four times the policy rate binds private lenders only",
        zh="持牌金融机构贷款利率上限（四倍LPR仅约束民间借贷）",
        source=regulation(
            "Supreme People's Court, Fafa [2017] 22: interest and penalties of a bank loan above 24% are cut on "
            "request (K-h); four times the LPR (2020) leaves out licensed lenders (search-cn.com.cn 2741)"
        ),
    )
    risk_weight_retail: float = parameter(
        0.75,
        unit="share",
        low=0.0,
        high=5.0,
        meaning="Risk weight of a micro or small firm's loan within the limit",
        zh="小微贷款风险权重",
        source=regulation("75% from 2024 up to 10m, and from 2012 up to 5m (K-h, K-m)"),
    )
    risk_weight_sme: float = parameter(
        0.85,
        unit="share",
        low=0.0,
        high=5.0,
        meaning="Risk weight of other SME loans",
        zh="其他中小企业贷款风险权重",
        source=regulation("85% from 2024 (K-m)"),
    )
    risk_weight_large: float = parameter(
        1.0,
        unit="share",
        low=0.0,
        high=5.0,
        meaning="Risk weight of loans to large firms",
        zh="大企业贷款风险权重",
        source=regulation("100% (K-m)"),
    )
    risk_weight_limit: float = parameter(
        10_000_000.0,
        unit="yuan",
        low=0.0,
        high=1e12,
        meaning="Debt of a borrower up to which the retail weight holds",
        zh="适用小微权重的授信上限",
        source=regulation("10m from 2024 (K-m)"),
    )
    supporting_factor: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=5.0,
        meaning="Factor on the risk weights of all SME loans",
        zh="中小企业贷款风险权重系数",
        source=assumption("none; the European one is 0.7619 (Mayordomo and Rodriguez-Moreno 2018)"),
    )
    internal_ratings: bool = parameter(
        False,
        unit="flag",
        meaning="Risk weights follow banks' own ratings instead of fixed ones",
        zh="风险权重采用内部评级法",
        source=assumption("standardised weights hold for most lenders to small firms; see `capital_rule`"),
    )
    rating_migration: float = parameter(
        1.0,
        unit="ratio",
        low=0.01,
        high=20.0,
        meaning="Probability of default of the moment over that at grant, for internal ratings",
        zh="内评法下当前违约概率相对放款时的倍数",
        source=assumption("1 unless a capital rule lets it move with the cycle"),
    )
    rated_years: float = parameter(
        1.0,
        unit="years",
        low=1.0,
        high=5.0,
        meaning="Maturity that internal ratings give a loan to a small or medium firm outside retail; 1: no maturity "
        "term",
        zh="内评法下零售以外中小企业贷款的有效期限；1为不作期限调整",
        source=assumption("most loans run for a year; the foundation approach has two and a half (Basel II, 318)"),
    )
    rated_sales: float = parameter(
        30_000_000.0,
        unit="yuan a year",
        low=0.0,
        high=1e12,
        meaning="Sales at which internal ratings read the relief in correlation of small and medium firms outside "
        "retail: in full up to 30 million yuan, none from 300 million",
        zh="内评法下读取零售以外中小企业相关系数规模调整的年营业收入：3000万元及以下全额调整，3亿元及以上不调整",
        source=assumption("most of them sell less than 30 million yuan a year"),
    )
    interest_vat: float = parameter(
        0.06,
        unit="share of interest before tax",
        low=0.0,
        high=0.5,
        meaning="Value-added tax on interest, unless a policy exempts the loan",
        zh="贷款利息增值税率（未获免税时）",
        source=regulation("6% on financial services; exemptions for small loans (F57) are a policy"),
    )
    fees_at_grant: float = parameter(
        0.008,
        unit="share of amount",
        low=0.0,
        high=0.5,
        meaning="What a borrower pays to valuers, notaries, insurers and registries at each grant and renewal",
        zh="每次放款或续贷时支付的评估、公证、保险、登记等费用（占贷款额）",
        source=secondary(
            "scorecard N3", "fees besides interest 1.3 to 1.8% of SME loans (OECD 2020, 2024), guarantee fees in"
        ),
    )
    pass_through: float = parameter(
        0.6,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Part of what lenders expect from guarantees, compensation, awards and cheap funds that lowers rates",
        zh="银行预期所得担保代偿、补偿、奖励与低成本资金让利于借款人的比例",
        source=assumption(
            "incomplete, and less where banks compete less, as Benetton and Fantino (2021), Journal of Financial "
            "Economics 142, find for cheap central-bank funds; guarantees that cover up to 80% lower rates by nothing "
            "to half a point (C8, C9); no figure for China was found"
        ),
    )
    lgd_unsecured: float = parameter(
        0.85,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Loss given default of unsecured loans",
        zh="信用贷款违约损失率",
        source=assumption("unsecured 85 (A), against sales of bad personal loans at 7-9% (F62)"),
    )
    lgd_pledged: float = parameter(
        0.35,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Loss given default of pledged loans",
        zh="抵质押贷款违约损失率",
        source=assumption("mortgage 35 (A)"),
    )
    lgd_guaranteed: float = parameter(
        0.55,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Loss given default of guaranteed loans before the guarantee",
        zh="担保贷款违约损失率（代偿前）",
        source=assumption("guaranteed 55 (A); post-payout recovery in China not found"),
    )
    own_loss_limit: float = parameter(
        0.09,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Expected loss on its own share above which a bank refuses",
        zh="银行自担预期损失的拒贷门槛",
        source=calibrated("rejections 4-20% of applications in normal times (SAFE 8-9%)"),
    )
    cover_counted: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Part of what guarantors owe in a default on which a bank counts when it decides whether to lend",
        zh="银行审批时计入的担保代偿比例",
        source=assumption(
            "claims take months and are disputed, and funds shut out banks whose claims are many: where banks bear a "
            "fifth of losses they still leave the riskiest out (C9), and their guaranteed clients default one to three "
            "points more often than others (C6), not five times as often"
        ),
    )
    riskiest_guaranteed: float = parameter(
        0.094,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Yearly defaults above which a bank puts no borrower forward to a guarantor, as it would see them if "
        "the whole loss were its own",
        zh="银行不再推荐担保的借款人年违约率（按损失全由银行自担时的审查程度估计）",
        source=assumption(
            "guarantors shut out banks whose clients fail often; the Italian fund takes no firm above 9.4% (K-m), "
            "where guarantees raise credit most for firms of middling risk (C9)"
        ),
    )
    limit_falls_with_cost: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=10.0,
        meaning="Fall of that limit per point by which funds and scarce capital make a loan dearer; 0: none",
        zh="资金与稀缺资本每推高成本一个百分点，拒贷门槛相应下降的幅度（0为不下降）",
        source=paper(
            "Stiglitz and Weiss (1981), American Economic Review 71: beyond some rate a lender earns less by asking "
            "more, so that dearer funds leave less of the rate for losses; Jimenez, Ongena, Peydro and Saurina (2012), "
            "the same 102: tighter money cuts approvals, most at weak banks"
        ),
    )
    guidance_discount: float = parameter(
        0.003,
        unit="per year",
        low=-0.1,
        high=0.1,
        meaning="Window guidance that lowers rates of small loans below break-even",
        zh="窗口指导压降的利率",
        source=calibrated(
            "guidance, not law, holds rates of small firms at 3 to 6% (levels); small less large firms -25 to +100 "
            "basis points (N6, a level, not an experiment)"
        ),
    )
    guidance_largest: float = parameter(
        10_000_000.0,
        unit="yuan",
        low=0.0,
        high=1e12,
        meaning="Largest loan that window guidance is about",
        zh="窗口指导适用的单笔贷款上限",
        source=regulation("inclusive loans: up to 10 million yuan of credit a borrower"),
    )


#: Basel II, paragraphs 272, 273, 285 and 330: bounds of correlation and how fast it falls with risk, retail and
#: corporate; relief of smaller firms, and the sales up to which it is full and from which there is none; bounds of the
#: probability of default; maturity adjustment; the ratio of 8% as a multiple.
RETAIL_LOW, RETAIL_HIGH, RETAIL_DECAY = 0.03, 0.16, 35.0
CORPORATE_LOW, CORPORATE_HIGH, CORPORATE_DECAY = 0.12, 0.24, 50.0
MOST_RELIEF, FULL_RELIEF_YUAN, NO_RELIEF_YUAN = 0.04, 30e6, 300e6
LEAST_PD, MOST_PD = 0.0003, 0.999
MATURITY_LEVEL, MATURITY_SLOPE, MATURITY_MEAN, MATURITY_YEAR = 0.11852, 0.05478, 2.5, 1.5
WEIGHT_OF_CAPITAL = 12.5
#: Normal quantile of 0.999, the confidence of the formulas.
WORST_QUANTILE = 3.090232306167813
#: Capital so small that a return on it says nothing more.
LEAST_CAPITAL = 1e-9


@compiled
def yearly_fees(months: int, pricing: Pricing) -> float:
    """Fees of a loan granted for so many months, per year and yuan."""
    return pricing.fees_at_grant * 12.0 / max(months, 1)


@compiled
def pay_loan_fees(economy: Economy, i: int, amount: int) -> None:
    """The firm in row `i` pays the fees of a loan of `amount` fen, as far as its cash goes."""
    firm, house = economy.firm, economy.firm.tag[BANK, i]
    fees = min(whole_fen(economy.numbers.loan_pricing.fees_at_grant * amount), max(firm.whole[CASH, i], 0))
    firm.whole[CASH, i] -= fees
    economy.bank.whole[REST_DEPOSITS, house] += fees
    economy.flows[LOAN_FEE, PAYER, house] += fees


@compiled
def loan_rate(
    funding: float,
    overhead: float,
    pd: float,
    expected_loss: float,
    capital_share: float,
    wanted_return: float,
    markup: float,
) -> float:
    """Rate per year at which a one-year loan breaks even.

    Funding + overhead per yuan (operating cost, and the fixed cost over the amount) + expected loss of principal on the
    bank's own share (per year) + extra cost of the capital it ties up (capital per yuan x wanted return above funding)
    + markup, all of it earned by the loans that pay: who defaults, with probability `pd` a year, pays no interest of
    that year. In a run a borrower pays until it defaults, and the bank then waits for the work-out without interest:
    the two come to about a year. Freixas and Rochet (2008), Microeconomics of Banking, chapter 8.
    """
    cost = funding + overhead + expected_loss + capital_share * (wanted_return - funding) + markup
    return cost / (1.0 - pd)


@compiled
def given_up(amount: int, by_programmes: float, pricing: Pricing) -> float:
    """Points a year below break-even at which a bank lends `amount` fen: guidance on small loans or what programmes and
    targets ask of it, whichever is more; guidance below zero makes loans dearer and stands beside them."""
    guided = pricing.guidance_discount if amount <= pricing.guidance_largest * 100.0 else 0.0
    return max(guided, by_programmes) if guided > 0.0 else guided + by_programmes


@compiled
def large_firm_rate(policy_rate: float, spread: float) -> float:
    """What large firms pay a year: a spread over the policy rate, never less than nothing."""
    return max(policy_rate + spread, 0.0)


@compiled
def return_on_capital(
    paid: float, funding: float, overhead: float, expected_loss: float, capital_share: float
) -> float:
    """What a yuan of capital earns in a year on this loan, by which applicants are ranked; `paid` is the interest that
    the bank expects to be paid, `expected_loss` what it expects to lose of the principal."""
    return (paid - funding - overhead - expected_loss) / max(capital_share, LEAST_CAPITAL) + funding


@compiled
def rate_before_tax(net_rate: float, interest_vat: float, tax_free: float) -> float:
    """Contract rate that leaves the bank `net_rate` after value-added tax on interest above the rate `tax_free`."""
    return net_rate + interest_vat * max(net_rate - tax_free, 0.0)


@compiled
def rate_after_tax(rate: float, interest_vat: float, tax_free: float) -> float:
    """What the bank keeps of a contract rate after value-added tax on interest above the rate `tax_free`."""
    return rate - max(rate - tax_free, 0.0) * interest_vat / (1.0 + interest_vat)


@compiled
def tax_on_interest(interest: int, rate: float, interest_vat: float, tax_free: float) -> int:
    """Value-added tax in fen contained in interest of `interest` fen at `rate`, of which `tax_free` bears none."""
    if rate <= tax_free:
        return 0
    return whole_fen(interest * ((rate - tax_free) / rate) * interest_vat / (1.0 + interest_vat))


@compiled
def asset_correlation(pd: float) -> float:
    """Correlation of other retail exposures with the economy (Basel II, paragraph 330): from 0.16 to 0.03, k = 35."""
    weight = (1.0 - exponential(-RETAIL_DECAY * pd)) / (1.0 - exponential(-RETAIL_DECAY))
    return RETAIL_LOW * weight + RETAIL_HIGH * (1.0 - weight)


@compiled
def corporate_correlation(pd: float, relief: float) -> float:
    """Correlation of corporate exposures (Basel II, paragraph 272): from 0.24 to 0.12, k = 50, less the SME relief.

    The relief (paragraph 273; China 2012, annex 3) is 0.04 for the smallest firms and falls to none with sales.
    """
    weight = (1.0 - exponential(-CORPORATE_DECAY * pd)) / (1.0 - exponential(-CORPORATE_DECAY))
    return CORPORATE_LOW * weight + CORPORATE_HIGH * (1.0 - weight) - relief


@compiled
def size_relief(yearly_sales: float) -> float:
    """Relief in correlation of a firm with these sales in yuan (Basel II, paragraph 273; China 2012, annex 3)."""
    sales = min(max(yearly_sales, FULL_RELIEF_YUAN), NO_RELIEF_YUAN)
    return MOST_RELIEF * (1.0 - (sales - FULL_RELIEF_YUAN) / (NO_RELIEF_YUAN - FULL_RELIEF_YUAN))


@routine
def unexpected_loss(pd: float, lgd: float, correlation: float) -> float:
    """Loss per yuan lent in the worst of a thousand years less the expected loss (Vasicek 2002, Risk 15)."""
    worst = (refined_normal_quantile(pd) + math.sqrt(correlation) * WORST_QUANTILE) / math.sqrt(1.0 - correlation)
    return lgd * max(normal_distribution(worst) - pd, 0.0)


@compiled
def maturity_factor(pd: float, years: float) -> float:
    """Factor on the capital of a corporate loan of a maturity in years; 1 for one year (Basel II, paragraph 272)."""
    root = MATURITY_LEVEL - MATURITY_SLOPE * logarithm(pd)
    slope = root * root
    return (1.0 + (years - MATURITY_MEAN) * slope) / (1.0 - MATURITY_YEAR * slope)


@compiled
def corporate_capital(pd: float, lgd: float, years: float, relief: float) -> float:
    """Capital per yuan lent to a firm for so many years (Basel II, paragraphs 272 and 273)."""
    pd = min(max(pd, LEAST_PD), MOST_PD)
    return unexpected_loss(pd, lgd, corporate_correlation(pd, relief)) * maturity_factor(pd, years)


@compiled
def capital_requirement(pd: float, lgd: float, retail: bool, years: float, yearly_sales: float) -> float:
    """Capital per yuan lent to a small or medium firm under internal ratings.

    Other retail (Basel II, paragraph 330), which knows no maturity, for small exposures; else the corporate formula.
    """
    if not retail:
        return corporate_capital(pd, lgd, years, size_relief(yearly_sales))
    pd = min(max(pd, LEAST_PD), MOST_PD)
    return unexpected_loss(pd, lgd, asset_correlation(pd))


@compiled
def risk_weight(size: int, debt: int, pd: float, lgd: float, p: Pricing) -> float:
    """Risk weight of a loan to a borrower that owes `debt` fen with it.

    Standard: the retail weight for micro and small firms up to the limit, else the SME one. Internal ratings: the
    capital requirement at the probability of default of the moment times 12.5; it swells in a slump.
    """
    retail = size <= SMALL and debt <= p.risk_weight_limit * 100.0
    if p.internal_ratings:
        capital = capital_requirement(pd * p.rating_migration, lgd, retail, p.rated_years, p.rated_sales)
        return min(capital * WEIGHT_OF_CAPITAL, WEIGHT_OF_CAPITAL) * p.supporting_factor
    return (p.risk_weight_retail if retail else p.risk_weight_sme) * p.supporting_factor
