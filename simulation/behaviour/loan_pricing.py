"""The break-even loan rate, and the return on capital by which applicants are ranked."""

from simulation.compiled import compiled
from simulation.parameters import ParameterGroup, assumption, calibrated, parameter, regulation, secondary
from simulation.structure import SMALL


class Pricing(ParameterGroup, key="loan_pricing", title={"en": "Loan pricing", "zh": "贷款定价"}):
    """Costs, capital, security and caps behind the loan rate."""

    processing_cost: float = parameter(
        2400.0,
        unit="yuan a loan",
        low=0.0,
        high=1e7,
        meaning="Fixed cost of making a loan",
        zh="单笔贷款固定处理成本",
        source=assumption("two to three days of staff; weighs on small loans"),
    )
    large_firm_spread: float = parameter(
        0.0015,
        unit="per year over the policy rate",
        low=-0.05,
        high=0.2,
        meaning="Rate of large firms over the policy rate",
        zh="大企业贷款利率相对LPR加点",
        source=secondary("F135", "new corporate loans 3.43% in December 2024 with an LPR of 3.10 to 3.35"),
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
    rate_cap_multiple: float = parameter(
        4.0,
        unit="times the policy rate",
        low=0.5,
        high=20.0,
        meaning="Highest lawful loan rate",
        zh="贷款利率上限（LPR倍数）",
        source=regulation("judicial ceiling of four times the one-year LPR (2020)"),
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
        0.08,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Expected loss on its own share above which a bank refuses",
        zh="银行自担预期损失的拒贷门槛",
        source=calibrated("rejections 4-20% of applications in normal times (SAFE 8-9%)"),
    )
    guidance_discount: float = parameter(
        0.0,
        unit="per year",
        low=-0.1,
        high=0.1,
        meaning="Window guidance that lowers small-loan rates below break-even",
        zh="窗口指导压降的利率",
        source=assumption("none unless a scenario states it"),
    )


@compiled
def loan_rate(
    funding: float,
    operating: float,
    fixed_cost: float,
    amount: float,
    expected_loss: float,
    capital_share: float,
    wanted_return: float,
    markup: float,
) -> float:
    """Rate per year at which a one-year loan breaks even.

    Funding + operating cost + fixed cost per yuan + expected loss on the bank's own share (per year) + extra cost of
    the capital it ties up (capital per yuan x wanted return above funding) + markup.
    `fixed_cost` and `amount` are in one unit.
    """
    return (
        funding + operating + fixed_cost / amount + expected_loss + capital_share * (wanted_return - funding) + markup
    )


@compiled
def return_on_capital(
    rate: float,
    funding: float,
    operating: float,
    fixed_cost: float,
    amount: float,
    expected_loss: float,
    capital_share: float,
) -> float:
    """What a yuan of capital earns in a year on this loan, by which applicants are ranked."""
    return (rate - funding - operating - fixed_cost / amount - expected_loss) / max(capital_share, 1e-9) + funding


@compiled
def loss_given_default(security: int, unsecured: float, pledged: float, guaranteed: float) -> float:
    """Loss given default by security: 0 none, 1 pledge, 2 guarantor, 3 guarantee circle."""
    if security == 1:
        return pledged
    return guaranteed if security >= 2 else unsecured


@compiled
def risk_weight(size: int, debt: int, limit: int, retail: float, sme: float) -> float:
    """Risk weight of a loan: the retail one for micro and small firms up to the limit (fen), else the SME one."""
    return retail if size <= SMALL and debt <= limit else sme
