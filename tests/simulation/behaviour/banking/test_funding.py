"""What money costs banks: how much of a step of the policy rate reaches new funds and deposits, and when."""

import pytest

from smecredit.simulation.behaviour.banking.funding import (
    BankFunding,
    dearer_new_funds,
    moved_towards,
    price_new_funds,
    rate_of_advances,
    rate_of_deposits,
)
from smecredit.simulation.phases.move_cycle import banks_look_round

CUT = -0.01


@pytest.fixture
def funding() -> BankFunding:
    numbers: BankFunding = (
        BankFunding()
        .numbers()
        ._replace(
            reference_rate=0.03, new_funds_follow=1.0, at_once=0.4, curve_closing=0.2,
            deposits_follow=0.6, deposits_closing=0.05,
        )
    )  # fmt: skip
    return numbers


def followed(months: int, closing: float) -> float:
    """Where a rate of 3% stands so many months after the policy rate fell to 2%."""
    rate = 0.03
    for _ in range(months):
        rate = moved_towards(rate, 0.02, closing)
    return rate


def test_new_funds_at_the_reference_rate_cost_what_is_stated(funding: BankFunding) -> None:
    assert dearer_new_funds(0.03, 0.03, funding) == 0.0


@pytest.mark.parametrize(("months", "part"), [(1, 0.4 + 0.6 * 0.2), (3, 1.0 - 0.6 * 0.8**3), (12, 1.0 - 0.6 * 0.8**12)])
def test_a_cut_reaches_new_funds_by_part_at_once_and_nearly_whole_in_a_year(
    funding: BankFunding, months: int, part: float
) -> None:
    assert dearer_new_funds(0.02, followed(months, 0.2), funding) == pytest.approx(part * CUT)


def test_deposit_rates_follow_late_and_in_part(funding: BankFunding) -> None:
    """1.9% less six tenths of a point times what has fallen due: 0.28 after a year, 0.51 after three."""
    for months in (12, 36):
        due = 1.0 - 0.95**months
        assert rate_of_deposits(0.019, followed(months, 0.05), funding) == pytest.approx(0.019 + 0.6 * due * CUT)


def test_no_depositor_pays_for_deposits(funding: BankFunding) -> None:
    assert rate_of_deposits(0.005, 0.0, funding) == 0.0


def test_advances_move_one_for_one(funding: BankFunding) -> None:
    assert rate_of_advances(0.025, 0.04, funding) == pytest.approx(0.035)
    assert rate_of_advances(0.025, 0.0, funding) == 0.0


def rates_after_a_cut(small_market, **numbers: float) -> tuple[float, float, float]:
    """Cost of new funds and rate of deposits before, and the former twelve months after a cut of two points."""
    made = small_market(**{f"bank_funding.{name}": value for name, value in numbers.items()})
    economy = made.market.economy
    economy.numbers.restate("cycle.policy_rate_reaction", 0.0)
    made.live("move_cycle")
    before = made.bank(0)["funding_cost"]
    economy.numbers.restate("cycle.policy_rate", 0.0135)
    made.live("move_cycle")
    at_once = made.bank(0)["funding_cost"]
    for _ in range(11):
        made.live("move_cycle")
    return before, at_once, made.bank(0)["funding_cost"]


def test_a_bank_prices_new_loans_at_the_new_cost_of_funds(small_market) -> None:
    before, at_once, later = rates_after_a_cut(small_market)
    assert 0.1 * 0.02 < before - at_once < 0.7 * 0.02
    assert before - later == pytest.approx(min(0.02, before), rel=0.06)


def test_nothing_follows_where_that_is_turned_off(small_market) -> None:
    before, at_once, later = rates_after_a_cut(small_market, new_funds_follow=0.0)
    assert before == at_once == later


def test_cheaper_money_squeezes_margins(small_market) -> None:
    """Large firms pay less as their loans are priced anew, depositors get next to as much: profit falls, and further.

    Before any loan is priced anew it does not fall.
    """
    change = []
    for months in (0, 1, 12):
        profits = []
        for rate in (0.0335, 0.0235):
            made = small_market()
            made.market.economy.policy_rate = rate
            for _ in range(months):
                banks_look_round(made.market.economy)
            made.live("run_banks")
            profits.append(made.market.economy.counted("bank_profit"))
        change.append(profits[1] - profits[0])
    assert change[0] >= 0 > change[1] > change[2]


def test_a_bank_short_of_reserves_or_capital_pays_more_for_new_funds(small_market) -> None:
    """All its reserves are borrowed and half its buffer is gone: what lacks, and half of the other, count."""
    made = small_market(**{"bank_funding.illiquid_premium": 0.2, "bank_funding.weak_premium": 0.004})
    economy = made.market.economy
    price_new_funds(economy)
    before = [made.bank(b)["funding_cost"] for b in (0, 1)]
    made.bank(0)["advances"] = made.bank(0)["reserves"]
    economy.capital_short[0] += 0.5
    price_new_funds(economy)
    bank, kept = made.bank(0), economy.numbers.banking.reserves_kept * economy.numbers.banking.reserve_share
    lacking = kept * (bank["firm_deposits"] + bank["rest_deposits"]) / (bank["sme_loans"] + bank["large_loans"])
    assert made.bank(0)["funding_cost"] - before[0] == pytest.approx(0.2 * lacking + 0.002, rel=1e-3)
    assert made.bank(1)["funding_cost"] == before[1]


def test_weak_and_illiquid_banks_pay_the_same_where_that_is_turned_off(small_market) -> None:
    made = small_market(**{"bank_funding.illiquid_premium": 0.0, "bank_funding.weak_premium": 0.0})
    price_new_funds(made.market.economy)
    before = made.bank(0)["funding_cost"]
    made.bank(0)["advances"] = made.bank(0)["reserves"]
    made.market.economy.capital_short[0] = 1.0
    price_new_funds(made.market.economy)
    assert made.bank(0)["funding_cost"] == before
