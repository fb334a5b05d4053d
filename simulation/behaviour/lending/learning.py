"""What lenders learn from a month: how often loans fail, how often owners run away, how much security is for sale."""

from __future__ import annotations

import numpy as np

from ...ground.parameters import ParameterGroup, assumption, calibrated, parameter
from ...state.counts import (
    COST_FEN,
    DISCOURAGED,
    GRANTED_FEN,
    IN_NEED,
    LOANS_DEFAULTED,
    OLDER_GRANTED,
    WILFUL_DEFAULTS,
    YOUNG_DISCOURAGED,
    YOUNG_GRANTED,
    YOUNG_IN_NEED,
)
from ...state.economy import Economy
from ..banking import totals
from . import lender_trust


class Learning(
    ParameterGroup, key="lender_learning", title={"en": "What lenders and owners learn", "zh": "银行与业主的经验"}
):
    """How slowly estimates follow what happens, and how far they can go."""

    default_memory: float = parameter(
        0.04,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Weight of the last month in lenders' memory of defaults, expected and seen",
        zh="违约经验（预期与实际）的月更新权重",
        source=assumption("a memory of about two years"),
    )
    default_months: int = parameter(
        18,
        unit="months",
        low=0,
        high=1200,
        meaning="Months from the start of an economy until lenders draw conclusions from defaults",
        zh="银行开始根据违约经验修正估计的月数",
        source=assumption("loans take a year to show what they are"),
    )
    usual_ratio: float = parameter(
        1.28,
        unit="ratio",
        low=0.01,
        high=100.0,
        meaning="Defaults over those expected, as lenders know them from long records: estimates are of the day of the "
        "loan, and borrowers move on; only what differs from it teaches them anything",
        zh="银行长期经验中的实际违约与预期违约之比（估计以放款日为准，此后借款人状况会变化）",
        source=calibrated("baseline's mean, over months 1 to 120"),
    )
    least_ratio: float = parameter(
        0.5,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="Defaults over those usual for what was expected, below which fewer teach a lender no more",
        zh="实际违约/预期违约的学习下限",
        source=assumption("one good spell proves little"),
    )
    most_ratio: float = parameter(
        2.0,
        unit="ratio",
        low=1.0,
        high=100.0,
        meaning="Defaults over those usual for what was expected, above which more teach a lender no more",
        zh="实际违约/预期违约的学习上限",
        source=assumption("one bad spell proves little"),
    )
    least_experience: float = parameter(
        0.3,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="Lowest factor of experience on a lender's estimates",
        zh="经验修正系数下限",
        source=assumption("scores are not off by more than a factor of three"),
    )
    most_experience: float = parameter(
        3.0,
        unit="ratio",
        low=1.0,
        high=100.0,
        meaning="Highest factor of experience on a lender's estimates",
        zh="经验修正系数上限",
        source=assumption("scores are not off by more than a factor of three"),
    )
    sale_months: float = parameter(
        12.0,
        unit="months",
        low=1.0,
        high=1200.0,
        meaning="Months over which security for sale is averaged",
        zh="待处置抵押物的平均月数",
        source=assumption("sales take about a year"),
    )
    usual_sale_months: float = parameter(
        60.0,
        unit="months",
        low=1.0,
        high=1200.0,
        meaning="Months over which it is averaged to tell what is usual",
        zh="待处置抵押物常态水平的平均月数",
        source=assumption("the memory of a cycle"),
    )
    cost_memory: float = parameter(
        0.1,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Weight of the month's new loans in what owners think a loan costs",
        zh="业主对借款成本认知的月更新权重",
        source=assumption("word gets round within a year"),
    )
    young_in_need: float = parameter(
        0.01,
        unit="share of firms",
        low=1e-6,
        high=1.0,
        meaning="Young firms in need of credit in a month from which founders learn in full what is to be had",
        zh="创业者据以充分了解信贷可得性的当月需要信贷的新设企业数（占企业总数）",
        source=assumption("about as many as there are in a usual month"),
    )
    young_months: int = parameter(
        24,
        unit="months",
        low=1,
        high=240,
        meaning="Age up to which firms show founders what credit is to be had",
        zh="向创业者显示信贷可得性的企业的最大月龄",
        source=assumption("founders ask those who have begun lately"),
    )
    return_memory: float = parameter(
        0.1,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Weight of the month's new loans in what banks think lending to small firms earns",
        zh="银行对小微贷款收益认知的月更新权重",
        source=assumption("plans are made anew each year"),
    )


def learn_defaults(economy: Economy) -> None:
    """Lenders compare defaults with what they had predicted and correct their estimates slowly."""
    p = economy.numbers.lender_learning
    predicted = economy.loan_counters[totals.L_PREDICTED_MICRO] / (12.0 * 1e6)
    realised = float(int(economy.counts[LOANS_DEFAULTED]))
    economy.predicted_defaults += p.default_memory * (predicted - economy.predicted_defaults)
    economy.realised_defaults += p.default_memory * (realised - economy.realised_defaults)
    lived = economy.past_months + economy.burn_in + economy.month
    if economy.predicted_defaults > 0.0 and lived > p.default_months:
        relative = economy.realised_defaults / (economy.predicted_defaults * p.usual_ratio)
        relative = min(max(relative, p.least_ratio), p.most_ratio)
        experience = economy.banks.column("experience")
        factor = 1.0 + economy.numbers.banking.learning * (relative - 1.0)
        experience[:] = [
            min(max(value * factor, p.least_experience), p.most_experience) for value in experience.tolist()
        ]


def learn_trust(economy: Economy) -> None:
    """Lenders see owners run away more often than usual, and fear those whose books show little."""
    trust = economy.numbers.lender_trust
    borrowers = max(int(economy.observed[totals.N_BORROWERS]), 1)
    rate = 12.0 * int(economy.counts[WILFUL_DEFAULTS]) / borrowers
    economy.flights = lender_trust.remembered(economy.flights, rate, trust.memory)
    economy.usual_flights = lender_trust.remembered(economy.usual_flights, rate, trust.long_memory)
    economy.suspicion = lender_trust.suspicion(economy.flights, economy.usual_flights, trust.fear)


def learn_sales(economy: Economy, volume: int) -> None:
    """Volume of security coming up for sale, over the last year and usually."""
    p = economy.numbers.lender_learning
    base = max(float(economy.loan_counters[totals.L_BALANCE]), 1.0)
    share = volume / base
    if economy.usually_for_sale == 0.0:
        # The first sales there are show what is usual: both averages start alike, so that no run opens in a glut.
        economy.for_sale = economy.usually_for_sale = share
    economy.for_sale += (share - economy.for_sale) / p.sale_months
    economy.usually_for_sale += (share - economy.usually_for_sale) / p.usual_sale_months


def weight_of_month(economy: Economy, firms: int) -> float:
    """What a month tells of credit: little where few firms were in it, up to what a usual number of the young tells."""
    p = economy.numbers.lender_learning
    usual = max(economy.firms_at_start * p.young_in_need, 1.0)
    return float(p.cost_memory * min(firms / usual, 1.0))


def learn_of_credit(economy: Economy) -> None:
    """Who thinks of founding a firm hears how many of the young firms in need of credit get it."""
    in_need = int(economy.counts[YOUNG_IN_NEED])
    if in_need > 0:
        got = min(int(economy.counts[YOUNG_GRANTED]) / in_need, 1.0)
        economy.credit_for_founders += weight_of_month(economy, in_need) * (got - economy.credit_for_founders)


def learn_of_refusals(economy: Economy) -> None:
    """Owners hear how many of those that asked, among firms of their age, were refused; slot 1 is the young."""
    counts = economy.counts
    need, dare_not = (
        (int(counts[everyone]) - int(counts[young]), int(counts[young]))
        for everyone, young in ((IN_NEED, YOUNG_IN_NEED), (DISCOURAGED, YOUNG_DISCOURAGED))
    )
    got = int(counts[OLDER_GRANTED]), int(counts[YOUNG_GRANTED])
    for slot in range(2):
        asked = need[slot] - dare_not[slot]
        if asked > 0:
            refused = 1.0 - min(got[slot] / asked, 1.0)
            economy.refusals_heard[slot] += weight_of_month(economy, asked) * (refused - economy.refusals_heard[slot])


def learn_prices(economy: Economy, returns: np.ndarray) -> None:
    """Owners learn what the month's new loans cost, banks what they earn: `returns` on capital, per year."""
    if economy.counts[GRANTED_FEN] == 0:
        return
    p = economy.numbers.lender_learning
    cost = economy.counts[COST_FEN] / economy.counts[GRANTED_FEN]
    economy.borrowing_cost += p.cost_memory * (cost - economy.borrowing_cost)
    # Added one after the other, from the smallest: the same sum whatever the order of rows.
    earned = np.cumsum(np.sort(returns))
    economy.sme_return += p.return_memory * (earned[-1] / len(earned) - economy.sme_return)
