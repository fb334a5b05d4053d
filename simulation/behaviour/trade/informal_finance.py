"""The fallback of those without bank credit: the owner's own money, then private lenders at a much higher rate."""

from ...ground.compiled import compiled, routine
from ...ground.parameters import ParameterGroup, assumption, parameter, secondary
from ...ground.units import whole_fen
from ...state.bank_columns import REST_DEPOSITS
from ...state.economy import Economy
from ...state.enterprise_columns import (
    BANK,
    CASH,
    HOME,
    INFORMAL_DEBT,
    MARGIN,
    OWNER_WEALTH,
    YEAR_SALES,
)
from ...state.ledger import INFORMAL_LOAN, OWNER_CAPITAL, PAYER


class Informal(
    ParameterGroup,
    key="informal_finance",
    title={"en": "Owner's money and private lending", "zh": "自有资金与民间借贷"},
):
    """How far owners go to keep the firm alive, and what private lenders ask."""

    rate: float = parameter(
        0.16,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Private lending rate",
        zh="民间借贷利率",
        source=secondary("F16", "online 13%, Wenzhou private above 15%, microloans 15-20%"),
    )
    wealth_multiple: float = parameter(
        0.8,
        unit="times owner's wealth",
        low=0.0,
        high=10.0,
        meaning="Most that private lenders lend",
        zh="民间借贷上限（业主财富倍数）",
        source=assumption("they lend against the owner's property and name"),
    )
    sales_limit: float = parameter(
        0.04,
        unit="share of yearly sales",
        low=0.0,
        high=10.0,
        meaning="Most that private lenders lend to a firm, whatever its owner has",
        zh="民间借贷上限（占企业年销售额）",
        source=assumption(
            "private lenders know a few people and have little: half a month's sales; trade and household surveys put "
            "such loans far below bank loans of a firm that has both"
        ),
    )
    rescue_share: float = parameter(
        1.0,
        unit="share of owner's money",
        low=0.0,
        high=1.0,
        meaning="Own wealth an owner puts in at most to meet one month's bills or debt service",
        zh="业主为应付当月账单或还本付息最多投入的自有财富比例",
        source=assumption(
            "owners of unlimited firms lose all they have before the firm fails; limited ones vouch in person "
            "for its debts"
        ),
    )
    hopeless_margin: float = parameter(
        -0.12,
        unit="share of sales",
        low=-2.0,
        high=1.0,
        meaning="Cash margin below which the owner puts no more in",
        zh="业主放弃注资的现金利润率",
        source=assumption("losses of more than a month's sales a year"),
    )
    refused_share: float = parameter(
        0.4,
        unit="share of the amount refused",
        low=0.0,
        high=1.0,
        meaning="Part of a refused request that the owner covers elsewhere",
        zh="被拒后转向自筹与民间借贷的比例",
        source=secondary("F16", "formal to informal finance 60:40"),
    )
    own_money_share: float = parameter(
        0.15,
        unit="share of owner's money",
        low=0.0,
        high=1.0,
        meaning="Own wealth an owner puts in after a refusal",
        zh="被拒后业主投入自有财富的比例",
        source=assumption("owners keep most of their wealth outside the firm"),
    )
    interest_cover: float = parameter(
        3.0,
        unit="ratio",
        low=0.1,
        high=100.0,
        meaning="Yearly cash margin over the private interest it has to bear, at least",
        zh="年现金利润对民间借贷利息的最低倍数",
        source=assumption("private money is dear: no more than a third of what is earned goes into its interest"),
    )
    bridge_fee: float = parameter(
        0.015,
        unit="share of amount",
        low=0.0,
        high=0.3,
        meaning="Cost of bridging a maturity for ten days",
        zh="过桥资金成本",
        source=assumption("0.1 to 0.2% a day is commonly quoted; no figure in the facts"),
    )
    bridge_multiple: float = parameter(
        8.0,
        unit="times owner's wealth",
        low=0.0,
        high=50.0,
        meaning="Largest bridge: lenders are repaid from the renewed loan within days",
        zh="过桥资金上限（业主财富倍数）",
        source=assumption("short and secured by the renewal"),
    )


@compiled
def private_loan_limit(owner_wealth: int, year_sales: int, informal_debt: int, informal: Informal) -> int:
    """Fen that private lenders would still lend, by the owner's wealth and what the firm sells a year."""
    most = min(informal.wealth_multiple * owner_wealth, informal.sales_limit * max(year_sales, 0))
    return max(whole_fen(most) - informal_debt, 0)


@routine
def find_money(economy: Economy, i: int, need: int) -> bool:
    """Cover `need` fen from the owner, then private lenders; all of it or nothing. Returns whether it was found."""
    firm, flows, informal = economy.firm, economy.flows, economy.numbers.informal_finance
    whole = firm.whole
    if firm.real[MARGIN, i] < informal.hopeless_margin:
        return False
    own = min(need, whole_fen(informal.rescue_share * whole[OWNER_WEALTH, i]))
    borrowed = need - own
    wealth = whole[OWNER_WEALTH, i] + whole[HOME, i]
    if borrowed > private_loan_limit(wealth, whole[YEAR_SALES, i], whole[INFORMAL_DEBT, i], informal):
        return False
    house = firm.tag[BANK, i]
    whole[CASH, i] += need
    whole[OWNER_WEALTH, i] -= own
    whole[INFORMAL_DEBT, i] += borrowed
    economy.bank.whole[REST_DEPOSITS, house] -= need
    flows[OWNER_CAPITAL, PAYER, house] += own
    flows[INFORMAL_LOAN, PAYER, house] += borrowed
    return True


@routine
def fall_back(economy: Economy, i: int, refused: int) -> int:
    """After a refusal the owner puts in own money and borrows privately what the firm can bear. Returns fen found."""
    firm, flows, informal = economy.firm, economy.flows, economy.numbers.informal_finance
    whole = firm.whole
    if firm.real[MARGIN, i] <= 0.0:
        return 0
    wanted = whole_fen(informal.refused_share * refused)
    own = min(wanted, whole_fen(informal.own_money_share * whole[OWNER_WEALTH, i]))
    bearable = 0
    if informal.rate > 0.0:
        earned = firm.real[MARGIN, i] * whole[YEAR_SALES, i]
        bearable = max(whole_fen(earned / (informal.interest_cover * informal.rate)) - whole[INFORMAL_DEBT, i], 0)
    borrowed = min(
        wanted - own,
        private_loan_limit(
            whole[OWNER_WEALTH, i] + whole[HOME, i], whole[YEAR_SALES, i], whole[INFORMAL_DEBT, i], informal
        ),
        bearable,
    )
    house = firm.tag[BANK, i]
    whole[CASH, i] += own + borrowed
    whole[OWNER_WEALTH, i] -= own
    whole[INFORMAL_DEBT, i] += borrowed
    economy.bank.whole[REST_DEPOSITS, house] -= own + borrowed
    flows[OWNER_CAPITAL, PAYER, house] += own
    flows[INFORMAL_LOAN, PAYER, house] += borrowed
    return own + borrowed
