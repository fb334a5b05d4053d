"""Relending: the stock follows the refinanced loans up to the quota, bears interest, and lowers rates."""

from collections.abc import Callable

import numpy as np
import pytest

from smecredit.simulation import CreditMarket
from smecredit.simulation.policy.relending import Relending, within_quota
from smecredit.simulation.state.economy import Economy
from smecredit.simulation.state.ledger import ROUTES

RELENDING = """
[[policy]]
kind = "relending"
name = "relending"
quota_yuan = 1e14
rate = 0.005
share = 0.6
"""


def stock(market: CreditMarket) -> float:
    return float(market.indicators["relending_outstanding"].iloc[-1])


@pytest.fixture(scope="module")
def refinanced(market_with: Callable[..., CreditMarket]) -> CreditMarket:
    return market_with(RELENDING)


def test_a_quota_is_shared_in_proportion() -> None:
    assert within_quota([60, 40], 100) == [60, 40]
    assert within_quota([60, 40], 50) == [30, 20]
    assert within_quota([1, 1, 1], 2) == [0, 0, 0]
    assert within_quota([0, 0], 0) == [0, 0]


def test_the_stock_is_the_refinanced_share_of_live_loans(market_with: Callable[..., CreditMarket]) -> None:
    """At the moment of drawing; closing firms repay later in the month."""
    seen: list[tuple[list[int], list[int]]] = []
    settle = Relending.settle_with_banks

    def watched(policy: Relending, economy: Economy) -> None:
        settle(policy, economy)
        if economy.month < 1:
            return
        row = economy.schedule.programme_row(policy, economy)
        loans = economy.loans
        under = (loans.column("status") == 1) & (loans.column("arrears") == 0)
        under &= (loans.column("programmes") >> row) & 1 == 1
        by_bank = np.zeros(economy.banks.rows, np.int64)
        np.add.at(by_bank, loans.column("bank")[under], loans.column("balance")[under])
        seen.append(([int(b) * 6_000 // 10_000 for b in by_bank], economy.banks.column("relending").tolist()))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Relending, "settle_with_banks", watched)
        market_with(RELENDING, months=8)
    assert len(seen) == 8
    assert all(wanted == owed for wanted, owed in seen)
    assert sum(seen[-1][1]) > sum(seen[0][1]) > 0


def test_it_stands_in_both_balance_sheets_and_bears_its_rate(refinanced: CreditMarket) -> None:
    sheet = refinanced.balance_sheet()
    assert sheet.loc["relending", "central_bank"] == -sheet.loc["relending", "bank"] == pytest.approx(stock(refinanced))
    assert sheet.loc["relending"].sum() == 0.0 and stock(refinanced) > 0.0
    owed = refinanced.indicators["relending_outstanding"].to_numpy()
    position = [k for k, route in enumerate(ROUTES) if route.purpose == "advance_interest"][0]
    history, weight = refinanced.economy.ledger.history, refinanced.economy.weight
    paid = np.array([month[position] for month in history])[-14:] * weight / 100.0
    np.testing.assert_allclose(paid[1:], owed[:-1] * 0.005 / 12.0, rtol=1e-5)


def test_rates_fall_and_banks_pass_something_on(refinanced: CreditMarket, baseline: CreditMarket) -> None:
    assert refinanced.summary.loc["mean_loan_rate", "value"] < baseline.summary.loc["mean_loan_rate", "value"] - 0.001
    assert refinanced.summary.loc["lender_support_passed_on", "value"] > 0.0
    assert stock(baseline) == 0.0


def test_what_the_central_bank_forgoes_is_outlay(refinanced: CreditMarket) -> None:
    """2% a year less than ordinary advances bear, on what banks owed in the month before."""
    cost = refinanced.indicators["fiscal_outlay.programme.relending"].to_numpy()
    owed = refinanced.indicators["relending_outstanding"].to_numpy()
    np.testing.assert_allclose(cost[1:], owed[:-1] * 0.02 / 12.0, rtol=1e-5)


def test_dear_funds_are_not_drawn(market_with: Callable[..., CreditMarket]) -> None:
    market = market_with(RELENDING.replace("rate = 0.005", "rate = 0.03"), months=4)
    assert stock(market) == 0.0


def test_quota_and_budget_hold(market_with: Callable[..., CreditMarket], refinanced: CreditMarket) -> None:
    quota = stock(refinanced) / 3.0
    capped = market_with(RELENDING.replace("1e14", str(quota)))
    most = float(capped.indicators["relending_outstanding"].max())
    assert 0.99 * quota < most <= quota
    # The interest forgone, two points against ordinary advances, is what a budget limits.
    forgone = float(refinanced.indicators["relending_outstanding"].sum()) * 0.02 / 12.0
    poor = market_with(RELENDING + f"budget_yuan = {forgone / 5.0}\n")
    assert 0.0 < stock(poor) < 0.8 * stock(refinanced)


def test_it_winds_down_with_its_loans(market_with: Callable[..., CreditMarket]) -> None:
    market = market_with(RELENDING + "start = 2\nend = 5\n", months=24)
    owed = market.indicators["relending_outstanding"].to_numpy()
    assert owed[0] == 0.0 and owed[4] > 0.0
    assert 0.0 < owed[8] < owed[4] and owed[-1] < 0.4 * owed[4]


def test_only_the_eligible_are_refinanced_and_only_when_triggered(market_with: Callable[..., CreditMarket]) -> None:
    micro = market_with(RELENDING + 'eligible = { size = ["micro"] }\n', months=6)
    everyone = market_with(RELENDING, months=6)
    assert 0.0 < stock(micro) < 0.5 * stock(everyone)
    assert stock(market_with(RELENDING + "trigger = { output_gap_below = -0.9 }\n", months=4)) == 0.0
