"""Lending target: banks behind a year ago are pressed to cut rates and take risks, at the cost of their profits."""

from collections.abc import Callable

import numpy as np
import pytest

from smecredit.simulation import CreditMarket
from smecredit.simulation.policy.lending_target import LendingTarget, growth, pressure, shortfall

#: Growth that nobody reaches: every bank is under full pressure from its second month on.
OUT_OF_REACH = """
[[policy]]
kind = "lending_target"
name = "target"
growth_annual = 1.5
npl_tolerance = 1.0
full_pressure_at = 0.01
"""
CUT = "concession = 0.01\ntolerance = 0.0\n"
LENIENT = "concession = 0.0\ntolerance = 0.05\n"


def value(market: CreditMarket, key: str) -> float:
    return float(market.summary.loc[key, "value"])


class TestRules:
    def test_worked_by_hand(self) -> None:
        """100 were to become 110 and are 99: a tenth short. A shortfall of half of what counts as full presses half."""
        assert growth(110, 100) == pytest.approx(0.1)
        assert growth(110, 0) == 0.0
        assert shortfall(99, 100, 0.10) == pytest.approx(0.1)
        assert shortfall(120, 100, 0.10) == 0.0
        assert shortfall(0, 0, 0.10) == 0.0
        assert pressure(0.05, 0.10, 0.01, 0.03) == pytest.approx(0.5)
        assert pressure(0.50, 0.10, 0.01, 0.03) == 1.0

    def test_no_pressure_beyond_the_tolerance(self) -> None:
        assert pressure(0.50, 0.10, 0.031, 0.03) == 0.0
        assert pressure(0.50, 0.10, 0.030, 0.03) == 1.0


@pytest.fixture(scope="module")
def cut(market_with: Callable[..., CreditMarket]) -> CreditMarket:
    return market_with(OUT_OF_REACH + CUT, firms=2_000, months=24)


@pytest.fixture(scope="module")
def without(market_with: Callable[..., CreditMarket]) -> CreditMarket:
    return market_with(firms=2_000, months=24)


def histories(market: CreditMarket) -> list[list]:
    """What the lending targets of a market remember."""
    memories = market.economy.schedule.memories.values()
    return [memory.history for memory in memories if isinstance(memory, LendingTarget.Memory)]


def test_banks_far_behind_cut_rates_and_earn_less(cut: CreditMarket, without: CreditMarket) -> None:
    assert (cut.economy.banks.column("pressure") == 1.0).all()
    assert not without.economy.banks.column("pressure").any()
    # A point off for firms within SME policy; lines, renewals and large firms differ.
    fall = value(without, "mean_loan_rate") - value(cut, "mean_loan_rate")
    assert 0.006 < fall < 0.011
    assert value(cut, "bank_return_on_equity") < value(without, "bank_return_on_equity")
    assert value(cut, "fiscal_outlay") == pytest.approx(value(without, "fiscal_outlay"), rel=0.2)


def test_banks_far_behind_take_risks_they_would_have_refused(market_with: Callable[..., CreditMarket]) -> None:
    """At grant and at renewal, in the first month under pressure, when nothing else differs yet."""
    strict = {"loan_pricing.own_loss_limit": 0.012, "repayment.renewal_loss_limit": 0.02, "banking.growth_fade": 0.0}
    strict |= {"loan_pricing.limit_falls_with_cost": 0.0, "bank_funding.illiquid_premium": 0.0}
    lenient, without = (
        market_with(text, firms=2_000, months=2, burn_in=12, **strict) for text in (OUT_OF_REACH + LENIENT, "")
    )
    for key in ("refused", "not_renewed"):
        first, second = (market.recorder.raw()[key].iloc[-2:].tolist() for market in (lenient, without))
        assert first[0] == second[0] and first[1] < second[1], key
    risk = []
    for market in (lenient, without):
        loans = market.economy.loans
        recent = (loans.column("status") == 1) & (loans.column("maturity") == market.month + 12)
        risk.append(loans.column("estimated_pd")[recent].max())
    assert risk[0] > risk[1]


def test_each_bank_is_measured_on_its_own(market_with: Callable[..., CreditMarket]) -> None:
    """Against all its loans; some banks are behind, some are not."""
    market = market_with(OUT_OF_REACH.replace("growth_annual = 1.5\n", ""), months=14)
    found = market.economy.banks.column("pressure")
    assert (found == 0.0).any() and (found > 0.0).any()
    (history,) = histories(market)
    assert len(history) == 13
    small, borrowers, in_all = (np.array(part, float) for part in history[-1])
    before = [np.array(part, float) for part in history[0]]
    behind = np.maximum(1.0 - (small / before[0]) / (in_all / before[2]), 1.0 - borrowers / before[1])
    np.testing.assert_allclose(found, np.clip(behind / 0.01, 0.0, 1.0), atol=1e-5)


def test_bad_loans_beyond_the_tolerance_end_the_pressure(market_with: Callable[..., CreditMarket]) -> None:
    # Of 2,000 firms no bank has so few that one large loan more than doubles what it lends.
    strict = OUT_OF_REACH.replace("npl_tolerance = 1.0", "npl_tolerance = 0.0")
    market = market_with(strict, firms=2_000, months=14, run=False)
    while market.month < 13:
        market.step()
    bad = market.economy.banks.column("bad_loans").copy()
    market.step()
    found = market.economy.banks.column("pressure")
    assert (bad > 0).any() and (bad == 0).any()
    assert (found[bad > 0] == 0.0).all() and (found[bad == 0] == 1.0).all()


def test_end_trigger_and_eligibility_hold(market_with: Callable[..., CreditMarket], without: CreditMarket) -> None:
    ended = market_with(OUT_OF_REACH + CUT + "start = 2\nend = 6\n", months=10)
    assert not ended.economy.banks.column("pressure").any() and not histories(ended)
    never = market_with(OUT_OF_REACH + CUT + "trigger = { output_gap_below = -0.9 }\n", months=6)
    assert not never.economy.banks.column("pressure").any()
    micro = market_with(OUT_OF_REACH + CUT + 'eligible = { size = ["micro"] }\n', firms=2_000, months=24)
    falls = []
    for market in (micro, without):
        loans, sizes = market.economy.loans, market.economy.firms.column("size")
        new = (loans.column("status") == 1) & (loans.column("opened") >= 6)
        is_micro = sizes[loans.column("firm")] == 0
        rates = loans.column("rate")
        falls.append((rates[new & is_micro].mean(), rates[new & ~is_micro].mean()))
    assert falls[0][0] < falls[1][0] - 0.005
    assert abs(falls[0][1] - falls[1][1]) < 0.003
