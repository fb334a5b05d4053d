"""The budget and the central bank: what is planned is spent, bonds make up the difference."""

import math

import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.behaviour.support.public_purse import in_proportion, net_debt
from smecredit.simulation.behaviour.support.treasury import next_plan, ordinary_spending

FIRMS = 600


def market(name: str = "baseline", months: int = 24, **sets: object) -> CreditMarket:
    return CreditMarket(load(name, firms=FIRMS, months=months, set=sets), seed=2).run()


def flow(run: CreditMarket, purpose: str) -> int:
    flows = run.flows
    return int(flows.loc[flows["purpose"] == purpose, "fen"].sum())


def test_the_plan_is_a_mean_while_it_is_learned_and_follows_slowly_then() -> None:
    assert next_plan(math.nan, 90.0, 0.02, 1, True) == 90.0
    assert next_plan(90.0, 110.0, 0.02, 2, True) == 100.0
    assert next_plan(100.0, 200.0, 0.02, 36, False) == 102.0
    assert next_plan(100.0, 200.0, 0.0, 36, False) == 100.0
    assert next_plan(100.0, 200.0, 1.0, 36, False) == 200.0


def test_spending_answers_to_debt_and_is_never_below_zero() -> None:
    assert ordinary_spending(1_000.0, 5_000, 5_000, 0.06) == 1_000
    # 1,200 fen more debt than its goal: 72 fen a year, 6 a month.
    assert ordinary_spending(1_000.0, 6_200, 5_000, 0.06) == 994
    assert ordinary_spending(1_000.0, 6_200, 5_000, 0.0) == 1_000
    assert ordinary_spending(10.0, 10_000_000, 0, 0.06) == 0


def test_parts_are_whole_and_none_exceeds_its_weight() -> None:
    assert in_proportion(10, [1, 1, 1]) == [4, 3, 3]
    assert in_proportion(11, [0, 5, 7]) == [0, 5, 6]
    assert in_proportion(7, [0, 0]) == [7, 0]
    for amount in range(60):
        parts = in_proportion(amount, [0, 17, -3, 1, 41])
        assert sum(parts) == amount
        assert all(part <= weight for part, weight in zip(parts, [0, 17, 0, 1, 41], strict=True))


def test_a_programme_is_borrowed_for_and_higher_revenue_lowers_debt() -> None:
    """Grants that the plan does not know: debt rises by about what they cost, less what spending has followed."""
    plain, dear = market(), market("targeted_grant")
    more = (net_debt(dear.economy) - net_debt(plain.economy)) * dear.economy.weight / 100.0
    cost = dear.indicators["fiscal_outlay.programme.targeted_grant"].sum()
    assert 0.4 * cost < more < 1.1 * cost
    assert flow(dear, "bond_issue") - flow(dear, "bond_redeemed") > flow(plain, "bond_issue") - flow(
        plain, "bond_redeemed"
    )


def test_what_comes_in_can_be_spent_at_once() -> None:
    """The switch: a plan that follows at full speed and no answer to debt leave debt where it was."""
    at_once = market(**{"treasury.plan_follows": 1.0, "treasury.debt_response": 0.0})
    assert market().indicators["government_debt"].std() > 1.2 * at_once.indicators["government_debt"].std()


def test_the_central_bank_s_assets_stand_against_its_debts() -> None:
    run = market()
    sheet = run.balance_sheets.set_index(["month", "item", "sector"])["fen"]
    worth = sheet.xs(("net_worth", "central_bank"), level=("item", "sector"))
    # Its profit of a month is passed on in that month; nothing but a loss stays with it.
    assert (worth >= 0).all()
    assert -int(worth.iloc[-1]) == run.economy.profit_kept <= 0
    assert (sheet.xs(("foreign_assets", "central_bank"), level=("item", "sector")) > 0).all()
    interest = flow(run, "foreign_interest") + flow(run, "advance_interest") - flow(run, "reserve_interest")
    flows = run.flows
    coupons = flows[(flows["purpose"] == "bond_interest") & (flows["payee"] == "central_bank")]["fen"].sum()
    assert flow(run, "central_bank_profit") + run.economy.profit_kept == pytest.approx(interest + coupons, rel=1e-9)


def test_a_loss_of_the_central_bank_is_carried_and_made_good() -> None:
    run = market(**{"central_bank.foreign_return": 0.0})
    assert flow(run, "central_bank_profit") == 0
    assert run.economy.profit_kept < 0
