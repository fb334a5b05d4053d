"""What money costs banks: the price of new funds follows the policy rate within a year, deposit rates follow it slowly.

A bank prices a new loan at what another yuan of funds costs it, not at what its depositors get on average. Part of new
funds is raised at market rates, which move with the policy rate at once; the rest is priced by an internal curve that
follows in some months. So at most half of a step reaches new loans at once and nearly all of it in the end (de Bondt
2005, Applied Economics Letters 12; Marotta 2009, Economics Bulletin 29). Deposit rates are administered: they move by a
part of the step only, as deposits fall due, so that a cut squeezes margins (Drechsler, Savov and Schnabl 2017,
Quarterly Journal of Economics 132). What the central bank lends costs as much more as its policy rate is higher.
"""

from __future__ import annotations

from ...ground.compiled import compiled
from ...ground.parameters import ParameterGroup, assumption, paper, parameter, secondary
from ...state.bank_columns import BANK_TYPE, FUNDING, LARGE_LOANS, SHADOW, SME_LOANS
from ...state.economy import Economy
from .bank_balance import reserves_lacking


class BankFunding(ParameterGroup, key="bank_funding", title={"en": "Funding of banks", "zh": "银行资金来源"}):
    """How far and how fast the cost of new funds and the rates of deposits follow the policy rate."""

    reference_rate: float = parameter(
        0.0335,
        unit="per year",
        low=0.0,
        high=0.3,
        meaning="Policy rate at which banks' stated costs of funds and deposit rates hold",
        zh="银行资金成本与存款利率设定值所对应的政策利率",
        source=secondary("F150", "the loan prime rate of 2024, to whose year the stated costs belong"),
    )
    new_funds_follow: float = parameter(
        1.0,
        unit="share",
        low=0.0,
        high=2.0,
        meaning="Part of a change of the policy rate that reaches the cost of new funds in the end; 0: none",
        zh="政策利率变动最终传导至新增资金成本的比例（0为不传导）",
        source=paper("de Bondt (2005), Applied Economics Letters 12: near 100% in the long run"),
    )
    at_once: float = parameter(
        0.35,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Part of new funds raised at market rates, which move with the policy rate in the same month",
        zh="按市场利率筹集（当月随政策利率变动）的新增资金比例",
        source=paper("de Bondt (2005), Applied Economics Letters 12: at most half of a change is passed on at once"),
    )
    curve_closing: float = parameter(
        0.2,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Part of the distance to the policy rate by which the price of the other new funds moves in a month",
        zh="其余新增资金内部定价每月向政策利率靠拢的比例",
        source=paper("Marotta (2009), Economics Bulletin 29: a mean lag of about three months for loans since 1999"),
    )
    deposits_follow: float = parameter(
        0.6,
        unit="share",
        low=0.0,
        high=2.0,
        meaning="Part of a change of the policy rate that reaches the rates of deposits in the end; 0: none",
        zh="政策利率变动最终传导至存款利率的比例（0为不传导）",
        source=secondary(
            "K3",
            "listed one-year rates 1.75 to 0.95 while the LPR fell by 1.25 points, 2019-25; US 0.35-0.40",
        ),
    )
    deposits_closing: float = parameter(
        0.045,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Part of the distance by which the rate paid on deposits moves in a month, as they fall due",
        zh="存款到期重定价每月完成的比例",
        source=assumption("household deposits run for nearly two years on average; banks change listed rates late"),
    )

    illiquid_premium: float = parameter(
        0.3,
        unit="per year per unit of lacking reserves over loans",
        low=0.0,
        high=10.0,
        meaning="What a bank short of reserves pays for new funds on top; 0: nothing",
        zh="准备金不足的银行为新增资金多付的利率（按缺口占贷款比例；0为不加价）",
        source=assumption(
            "a bank that lacks five per cent of its loans pays 1.5 points more, as weak banks did in the interbank "
            "market of 2008; Kashyap and Stein (2000): banks with few liquid assets react most to tight money"
        ),
    )
    weak_premium: float = parameter(
        0.005,
        unit="per year",
        low=0.0,
        high=0.2,
        meaning="Paid for new funds on top by a bank at the minimum of capital, less by one above it; 0: nothing",
        zh="资本充足率降至最低要求的银行为新增资金多付的利率（按缺口比例；0为不加价）",
        source=assumption("half a point, as between sound and weak local banks' certificates of deposit"),
    )


@compiled
def moved_towards(rate: float, policy_rate: float, closing: float) -> float:
    """A rate per year after a month in which it closes this part of its distance to the policy rate."""
    return rate + closing * (policy_rate - rate)


@compiled
def dearer_new_funds(policy_rate: float, curve: float, funding: BankFunding) -> float:
    """How much dearer new funds are than stated, per year; `curve` is the policy rate as the internal curve has it."""
    felt = funding.at_once * policy_rate + (1.0 - funding.at_once) * curve
    return funding.new_funds_follow * (felt - funding.reference_rate)


@compiled
def rate_of_deposits(stated: float, felt: float, funding: BankFunding) -> float:
    """What deposits earn per year, never less than nothing; `felt` is the policy rate as their rates have followed."""
    return max(stated + funding.deposits_follow * (felt - funding.reference_rate), 0.0)


@compiled
def rate_of_advances(stated: float, policy_rate: float, funding: BankFunding) -> float:
    """What the central bank asks per year for advances: it moves with its policy rate one for one."""
    return max(stated + policy_rate - funding.reference_rate, 0.0)


@compiled
def dearer_funds(economy: Economy, b: int) -> float:
    """How much dearer new funds are to bank `b` than at the reference policy rate, per year."""
    stated = economy.numbers.banking.funding_cost[economy.bank.tag[BANK_TYPE, b]]
    return economy.bank.real[FUNDING, b] - stated  # type: ignore[no-any-return]


@compiled
def return_wanted(economy: Economy, b: int) -> float:
    """Return on capital per year that bank `b` wants: the usual one, as much more as money is dearer, and its scarcity.

    What owners ask moves with what their money earns elsewhere (Sharpe 1964, Journal of Finance 19).
    """
    usual = economy.numbers.loan_pricing.return_on_equity
    return usual + dearer_funds(economy, b) + economy.bank.real[SHADOW, b]  # type: ignore[no-any-return]


def follow_policy_rate(economy: Economy) -> None:
    """The internal curve and the rates of deposits move a month towards the policy rate; banks' costs of new funds."""
    funding = economy.numbers.bank_funding
    economy.curve_rate = moved_towards(economy.curve_rate, economy.policy_rate, funding.curve_closing)
    economy.deposits_felt = moved_towards(economy.deposits_felt, economy.policy_rate, funding.deposits_closing)
    price_new_funds(economy)


def price_new_funds(economy: Economy) -> None:
    """What new funds cost each bank this month: by its type, the policy rate, and its want of reserves and capital."""
    funding, banking, bank = economy.numbers.bank_funding, economy.numbers.banking, economy.bank
    dearer = dearer_new_funds(economy.policy_rate, economy.curve_rate, funding)
    for b in range(economy.banks.rows):
        stated = banking.funding_cost[bank.tag[BANK_TYPE, b]]
        premium = funding.weak_premium * economy.capital_short[b]
        loans = int(bank.whole[SME_LOANS, b] + bank.whole[LARGE_LOANS, b])
        if loans > 0:  # none before the opening books are closed
            premium += funding.illiquid_premium * reserves_lacking(b, bank, banking) / loans
        bank.real[FUNDING, b] = max(stated + dearer + premium, 0.0)
