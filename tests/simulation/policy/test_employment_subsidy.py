"""Employment subsidy: paid for net hires, each once; cheaper labour is wanted more and replaces other inputs."""

import numpy as np
import pandas as pd
import pytest

from smecredit.simulation.month import live_burn_in
from smecredit.simulation.policy.employment_subsidy import cost_cut, subsidy_per_hire, support_hiring
from smecredit.simulation.state.enterprise_columns import EMPLOYEES, EXTRA_WORKERS, PAID_WORKERS, SIZE

HEAD = '[[policy]]\nkind = "employment_subsidy"\nname = "jobs"\n'
GENEROUS = HEAD + "wage_share = 0.5\nelasticity = 0.5\n"
BONUS = HEAD + "yuan_per_hire = 1500\nelasticity = 0.0\n"


def test_worked_by_hand() -> None:
    """1,500 and 10% of twelve months at 5,000 are 7,500; over 24 months of 5,000, that is 6.25% of labour cost."""
    assert subsidy_per_hire(5_000.0, 1_500.0, 0.1) == pytest.approx(7_500.0)
    assert cost_cut(5_000.0, 7_500.0, 24) == pytest.approx(0.0625)
    assert cost_cut(100.0, 1e6, 24) == 1.0


def outlay(market) -> pd.Series:
    return market.indicators.get("fiscal_outlay.programme.employment_subsidy", pd.Series([0.0])).fillna(0.0)


@pytest.fixture(scope="module")
def generous(market_with):
    return market_with(GENEROUS)


def test_cheaper_labour_means_more_workers(generous, baseline) -> None:
    """A cut of 25% at an elasticity of 0.5: up to 12.5% more workers, most of the way after fourteen months."""
    # All living firms: a firm that grows past the limits of an SME leaves the indicator.
    workers, without = (np.sum(market.enterprises["employees"]) for market in (generous, baseline))
    assert 1.05 < workers / without < 1.14
    first = generous.indicators["employment"].iloc[0] / baseline.indicators["employment"].iloc[0]
    assert 1.005 < first < 1.02
    assert generous.indicators["wage_bill"].iloc[-1] > baseline.indicators["wage_bill"].iloc[-1]


def test_extra_workers_are_those_the_subsidy_added(generous, baseline) -> None:
    """After one month, firm by firm: workers with the subsidy less those without."""
    market = generous.enterprises
    ratio = np.sum(market["extra_workers"]) / np.sum(market["employees"])
    assert 0.06 < ratio < 0.12


def test_extra_workers_save_what_they_cost(market_with) -> None:
    """Margins rise by the subsidy; a month's wages and savings differ where the month is not the year's average.

    Firms share no market: what all their extra workers offer would take customers from each.
    """
    alone = {"cash_flow.crowding": 0.0}
    with_it, without = market_with(GENEROUS, months=3, **alone), market_with(months=3, **alone)
    more = with_it.enterprises["margin"] - without.enterprises["margin"]
    assert (with_it.enterprises["id"] == without.enterprises["id"]).all()
    assert more.mean() > 2e-4
    assert (more > -5e-4).mean() > 0.98


def test_without_an_elasticity_it_is_a_gift_to_those_who_grow(market_with, baseline) -> None:
    market = market_with(BONUS, months=1)
    alone = market_with(months=1)
    assert market.indicators["employment"].iloc[0] == alone.indicators["employment"].iloc[0]


class TestNetHires:
    def test_every_head_is_paid_once(self, market_with) -> None:
        """Heads above the highest number so far: a firm that shrinks and comes back is not paid again."""
        market = market_with(BONUS, run=False)
        live_burn_in(market.economy)
        highest: dict[int, float] = {}
        while market.month < 13:
            firms = market.enterprises
            for key, workers in zip(firms["id"].tolist(), firms["employees"].tolist(), strict=True):
                highest[key] = max(highest.get(key, 0.0), workers)
            market.step()
        firms = market.enterprises
        seen = np.array([highest.get(key, -1.0) for key in firms["id"].tolist()])
        counted = firms["paid_workers"]
        old = (firms["entry_month"] < 1) & (firms["size"] < 3)
        assert np.mean(counted[old] >= seen[old] - 1e-4) > 0.995  # one may have been large for a year
        assert np.mean(np.abs(counted[old] - seen[old]) < 1e-4) > 0.99
        hires = market.indicators["supported_hires"].sum()
        assert hires > 0.0 and outlay(market).sum() == pytest.approx(1_500.0 * hires, rel=2e-3)

    def test_who_leaves_is_forgotten_and_met_anew_on_coming_back(self, market_with, programme_row) -> None:
        """Whom a firm hires while it counts as medium is its own affair."""
        market = market_with(BONUS.replace("0.0", "0.3") + 'eligible = { size = ["micro", "small"] }\n', run=False)
        for _ in range(3):
            market.step()
        firms, row = market.economy.firm, programme_row(market, "jobs")
        small = (market.economy.firms.column("state") == 1) & (market.economy.firms.column("size") <= 1)
        i = int(np.flatnonzero(small & (market.economy.firms.column("paid_workers") > 0.0))[0])
        assert firms.real[EXTRA_WORKERS, i] > 0.0

        def pay() -> int:
            before = market.economy.counted("employment_subsidies")
            support_hiring(market.economy, row, 1_500.0, 0.0, 24, 0.0)
            return market.economy.counted("employment_subsidies") - before

        pay()
        firms.tag[SIZE, i] = 2
        pay()
        assert firms.real[PAID_WORKERS, i] == -1.0 and firms.real[EXTRA_WORKERS, i] == 0.0
        firms.real[EMPLOYEES, i] += 10.0
        firms.tag[SIZE, i] = 1
        assert pay() == 0
        assert firms.real[PAID_WORKERS, i] == firms.real[EMPLOYEES, i]
        firms.real[EMPLOYEES, i] += 1.0
        assert pay() == 150_000

    def test_nothing_is_paid_in_the_month_a_firm_is_met(self, market_with) -> None:
        assert outlay(market_with(BONUS, months=1, burn_in=0)).sum() == 0.0


class TestWhoWhenAndHowMuch:
    def test_the_budget_holds(self, market_with) -> None:
        free = outlay(market_with(BONUS)).sum()
        capped = outlay(market_with(BONUS + f"budget_yuan = {free / 3}"))
        assert capped.sum() <= free / 3
        assert capped.sum() == pytest.approx(free / 3, rel=1e-3)

    def test_only_eligible_firms(self, market_with) -> None:
        firms = market_with(BONUS + 'eligible = { size = ["small"], max_age_months = 60 }', months=4).enterprises
        met = firms["paid_workers"] >= 0.0
        assert met.any()
        assert (firms["size"][met] <= 2).all() and not met[firms["entry_month"] < 4 - 64].any()

    def test_ends_and_forgets(self, market_with) -> None:
        market = market_with(GENEROUS + "start = 2\nend = 5")
        spent = outlay(market)
        assert spent.loc[3:5].sum() > 0.0 and spent.sum() == spent.loc[3:5].sum()
        assert (market.enterprises["extra_workers"] == 0.0).all()
        assert (market.enterprises["paid_workers"] == -1.0).all()

    def test_waits_for_its_trigger(self, market_with, baseline) -> None:
        never = market_with(GENEROUS + "trigger = { output_gap_below = -0.99 }")
        assert outlay(never).sum() == 0.0
        pd.testing.assert_series_equal(never.indicators["employment"], baseline.indicators["employment"])
