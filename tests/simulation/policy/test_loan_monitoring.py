"""Monitoring: cheaper checks before, restraint during, warning after; who pays for the watch."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.behaviour.debt_service.early_warning import in_trouble, is_viable
from smecredit.simulation.behaviour.support.loan_support import terms_at_default
from smecredit.simulation.ground.columns import Store
from smecredit.simulation.state.programme_columns import EARLY_RECOVERY, PROGRAMMES

HEAD = '[[policy]]\nkind = "loan_monitoring"\nname = "watch"\n'
LONG = {"firms": 2_000, "months": 36}
GRACE = HEAD + "warning = 0.5\ngrace_months = 6\ncash_months = 0.5\nviable_margin = 0.05\n"
SECURE = HEAD + "warning = 0.5\nearly_recovery = 1.6\nviable_margin = 0.05\n"


def total(market, count: str) -> int:
    return int(market.recorder.raw().loc[1:, count].sum())


def value(market, key: str) -> float:
    return float(market.summary.loc[key, "value"])


def outlay(market) -> pd.Series:
    return market.indicators.get("fiscal_outlay.programme.loan_monitoring", pd.Series([0.0])).fillna(0.0)


class TestRules:
    def test_little_cash_or_a_loss_is_trouble(self) -> None:
        """Half a month of sales of 1.2 million a year is 50,000."""
        assert in_trouble(4_999_999, 120_000_000, 0.1, 0.5)
        assert not in_trouble(5_000_000, 120_000_000, 0.1, 0.5)
        assert in_trouble(90_000_000, 120_000_000, -0.001, 0.5)

    @given(st.floats(-0.3, 0.3), st.floats(-0.3, 0.3))
    def test_viable_is_a_matter_of_margin(self, margin: float, needed: float) -> None:
        assert is_viable(margin, needed) == (margin >= needed)

    def test_recoveries_of_several_programmes_multiply(self) -> None:
        table = Store(PROGRAMMES, 3)
        table.allocate(3)
        table.blocks.real[EARLY_RECOVERY, 0], table.blocks.real[EARLY_RECOVERY, 2] = 1.5, 1.2
        assert terms_at_default(0b101, table.blocks)[2] == pytest.approx(1.8)
        assert terms_at_default(0b010, table.blocks)[2] == 1.0


def test_cheaper_checks_before_the_loan(market_with, baseline) -> None:
    market = market_with(HEAD + "effort_cost = 0.4\n")
    assert value(market, "screening_effort") > 1.2 * value(baseline, "screening_effort")


def test_checks_on_the_use_of_funds_restrain_conduct(market_with) -> None:
    held, free = (market_with(text, months=24) for text in (HEAD + "conduct_drift = 0.0\n", ""))
    means = []
    for market in (held, free):
        enterprises = market.enterprises
        recent = enterprises["last_loan"] >= 1
        means.append(float(np.mean(enterprises["conduct"][recent])))
    assert means[0] < means[1] - 0.003


def test_viable_firms_get_time(market_with) -> None:
    """Fewer sound borrowers fail for lack of a bridge or run out of money; by instalments there is much to put off."""
    saved = np.zeros(2)
    instalments = {"simple_loan.bullet_months": 0}
    for seed in (1, 2, 3):
        with_it, without = (market_with(text, seed=seed, **LONG, **instalments) for text in (GRACE, ""))
        assert total(with_it, "given_time") > 20
        assert value(with_it, "deferred_principal") > 0.0
        for side, market in enumerate((with_it, without)):
            saved[side] += total(market, "bridge_failed") + total(market, "liquidity_defaults")
    assert saved[0] < 0.8 * saved[1]


def test_time_is_given_at_most_once_a_year_and_to_the_viable(market_with) -> None:
    market = market_with(GRACE, months=10, run=False)
    last: dict[int, int] = {}
    given_time = 0
    while market.running:
        market.step()
        loans = market.economy.loans
        for row in np.flatnonzero((loans.column("status") == 1) & (loans.column("deferred") == market.month + 6)):
            key = int(loans.column("id")[row])
            assert market.month - last.get(key, -100) >= 12
            last[key] = market.month
            given_time += 1
            assert loans.column("maturity")[row] > market.month + 6
            assert loans.column("product")[row] != 3
    assert given_time == total(market, "given_time") > 5


def test_assets_of_the_hopeless_are_secured_and_yield_more(market_with, loans_under) -> None:
    with_it, without = (market_with(text, seed=2, **LONG) for text in (SECURE, ""))
    assert total(with_it, "secured_early") > 20
    assert total(with_it, "given_time") == 0
    assert value(with_it, "loss_given_default") < value(without, "loss_given_default") - 0.01
    loans = with_it.economy.loans
    secured = (loans.column("status") > 0) & (loans.column("secured_early") == 1)
    assert loans_under(with_it, "watch")[secured].all()


def test_without_warnings_nothing_is_seen(market_with, baseline, fingerprints) -> None:
    market = market_with(HEAD + "grace_months = 6\nearly_recovery = 1.5\n")
    assert total(market, "given_time") == total(market, "secured_early") == 0
    left = [name for name in fingerprints.differences(market, baseline) if name != "loan.programmes"]
    assert left == []


class TestCost:
    def test_banks_pay_for_each_loan_watched(self, market_with, baseline) -> None:
        market = market_with(HEAD + "cost_a_loan_yuan = 1200\n", months=1)
        alone = market_with(months=1)
        watched = total(market, "loans_watched")
        assert watched > 100

        def cost(of) -> int:
            flows = of.flows
            return int(flows[flows["purpose"] == "bank_operating_cost"]["fen"].sum())

        assert cost(market) - cost(alone) == watched * 10_000
        assert outlay(market).sum() == 0.0

    def test_or_the_budget_does(self, market_with) -> None:
        text = HEAD + 'cost_a_loan_yuan = 1200\npaid_by = "budget"\n'
        market = market_with(text, months=3)
        watched = market.recorder.raw().loc[1:, "loans_watched"]
        assert outlay(market).tolist() == pytest.approx((watched * 100.0 * market.economy.weight).tolist(), rel=1e-6)
        cap = 1.5 * float(outlay(market).iloc[0])
        capped = market_with(text + f"budget_yuan = {cap}\n", months=4)
        assert outlay(capped).sum() == pytest.approx(cap, rel=1e-4)
        assert outlay(capped).iloc[2:].sum() == 0.0
        assert (capped.recorder.raw().loc[3:, "loans_watched"] == 0).all()


def test_end_trigger_and_eligibility(market_with, baseline, fingerprints) -> None:
    ended = market_with(GRACE + "start = 2\nend = 4\n", months=6)
    watched = ended.recorder.raw().loc[1:, "loans_watched"]
    assert (watched.fillna(0) > 0).tolist() == [False, True, True, True, False, False]
    never = market_with(GRACE + "trigger = { output_gap_below = -0.9 }\n")
    assert fingerprints.differences(never, baseline) == []
    some = market_with(GRACE + 'eligible = { product = ["revolving_line"] }\n', firms=4_000)
    loans = some.economy.loans
    put_off = loans.column("deferred") > 0
    assert put_off.any()
    assert set(loans.column("product")[put_off].tolist()) == {1}
