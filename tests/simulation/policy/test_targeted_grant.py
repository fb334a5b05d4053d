"""Targeted grants: the best projects of the year, matched by the firm's own money, turned into fixed assets."""

import numpy as np
import pandas as pd
import pytest

from smecredit.simulation.behaviour.support.energy_saving import Retrofit, rows_with
from smecredit.simulation.policy.targeted_grant import (
    ENERGY,
    GROWTH,
    LABOUR_INTENSIVE,
    TECHNOLOGY,
    best_first,
    judged_scores,
    merit,
    own_part,
)

ROUND = 20_000_000_000
#: Half a model fen, grossed up.
ROUNDING = 1.0 + 1e-7


def grant(purpose: str, more: str = "") -> str:
    return (
        f'[[policy]]\nkind = "targeted_grant"\nname = "grants"\npurpose = "{purpose}"\nround_yuan = {ROUND}\n'
        f"evaluation_error = 0.0\n{more}\n"
    )


class TestRules:
    def test_a_project_is_shared_as_worked_by_hand(self) -> None:
        """30% of 1,000,000; held by the largest grant; with 350,000 to spare, that and 3/7 of it."""
        assert own_part(800_000, 1_000_000, 0.3, 500_000) == (300_000, 700_000)
        assert own_part(2_000_000, 1_000_000, 0.3, 100_000) == (100_000, 900_000)
        assert own_part(350_000, 1_000_000, 0.3, 500_000) == (150_000, 350_000)
        assert own_part(-5, 1_000_000, 0.3, 500_000) == (0, 0)

    def test_merit_is_what_the_purpose_measures(self) -> None:
        e = float(np.e)
        assert merit(TECHNOLOGY, e, 1.0, 1.0, 1.0) == pytest.approx(1.0)
        assert merit(GROWTH, 1.0, e, 1.0, 1.0) == pytest.approx(1.0)
        assert merit(LABOUR_INTENSIVE, 1.0, 1.0, e, 1.0) == pytest.approx(1.0)
        assert merit(ENERGY, 1.0, 1.0, 1.0, e) == pytest.approx(1.0)

    def test_scores_are_in_standard_deviations_with_the_evaluators_error(self) -> None:
        """Scores 1 and 3: mean 2, spread 1. Errors of one deviation, weight 0.5."""
        judged = judged_scores(np.array([1.0, 3.0]), np.array([1.0, -1.0]), 0.5)
        assert judged.tolist() == pytest.approx([-0.5, 0.5])
        assert judged_scores(np.array([2.0, 2.0]), np.array([0.0, 0.0]), 0.5).tolist() == [0.0, 0.0]

    def test_the_best_come_first_in_portions_and_equal_ones_in_the_order_given(self) -> None:
        judged = np.array([0.0, 2.0, 1.0, 2.0, -1.0, 1.0])
        assert [part.tolist() for part in best_first(judged, portion=1)] == [[1, 3], [2, 5, 0, 4]]
        assert [part.tolist() for part in best_first(judged, portion=10)] == [[1, 3, 2, 5, 0, 4]]
        assert list(best_first(judged[:0])) == []
        luck = np.random.default_rng(1).integers(0, 300, 5_000).astype(np.float64)
        assert np.concatenate(list(best_first(luck, 16))).tolist() == np.argsort(-luck, kind="stable").tolist()


def outlay(market) -> pd.Series:
    return market.indicators.get("fiscal_outlay.programme.targeted_grant", pd.Series([0.0])).fillna(0.0)


def both(market, other, name: str) -> tuple[np.ndarray, np.ndarray]:
    """A column in two markets, for the firms that live in both."""
    here, there = market.enterprises["id"], other.enterprises["id"]
    common = np.intersect1d(here, there)
    one, two = (
        m.enterprises[name][np.argsort(keys)][np.isin(np.sort(keys), common)]
        for m, keys in ((market, here), (other, there))
    )
    return one, two


@pytest.fixture(scope="module")
def one_month(market_with):
    return market_with(months=1)


@pytest.mark.parametrize("purpose", ["technology", "growth", "labour"])
def test_grants_become_fixed_assets_of_those_the_purpose_means(market_with, one_month, purpose: str) -> None:
    market = market_with(grant(purpose), months=1)
    row = market.indicators.iloc[0]
    paid = row["fiscal_outlay.programme.targeted_grant"]
    assert paid == row["grants_to_firms"] and 0.9 * ROUND < paid <= ROUND * ROUNDING
    assert row["granted_projects"] > 1.5 * paid
    after, before = both(market, one_month, "fixed_assets")
    won = after > before + 1000
    assert 3 < won.sum() < 0.3 * len(won)
    if purpose == "labour":
        labour, _ = both(market, one_month, "labour")
        assert np.median(labour[won]) > 1.5 * np.median(labour[~won])
    else:
        productivity, _ = both(market, one_month, "productivity")
        assert np.median(productivity[won]) > 1.15 * np.median(productivity[~won])
    quality, without = both(market, one_month, "quality")
    assert (quality[~won] == without[~won]).all()
    if purpose == "technology":
        # A project of at most 15% of capital at an elasticity of 0.08.
        gain = quality[won] - without[won]
        assert (gain > 0.0).all() and gain.max() <= 0.0121
    else:
        assert (quality == without).all()


def test_a_growth_grant_buys_customers_where_stated(market_with) -> None:
    with_customers = market_with(grant("growth", "market_elasticity = 0.5"), months=1)
    without = market_with(grant("growth"), months=1)
    wider, before = both(with_customers, without, "market")
    gain = wider / before - 1.0
    won = gain > 1e-4
    # A project of at most 15% of capital.
    assert 3 < won.sum() < 0.3 * len(gain) and gain.max() <= 0.0751
    assert gain[~won] == pytest.approx(0.0, abs=1e-5)


def test_an_energy_grant_lowers_overheads_and_adds_no_capacity(market_with, one_month) -> None:
    """A month later a twelfth of a fifth of the projects is saved, by those who won and nobody else."""
    at_once = market_with(grant("energy"), months=1)
    row = at_once.indicators.iloc[0]
    assert 0.9 * ROUND < row["grants_to_firms"] <= ROUND * ROUNDING
    assert row["granted_projects"] > 1.5 * row["grants_to_firms"]
    assets, before = both(at_once, one_month, "fixed_assets")
    assert (assets <= before + 1000).all()
    later, spared = market_with(grant("energy"), months=2), market_with(grant("energy", "energy_saved = 0.0"), months=2)
    margin, unsaved = both(later, spared, "margin")
    won = margin > unsaved + 1e-7
    assert 3 < won.sum() < 0.3 * len(won)
    assert margin[~won] == pytest.approx(unsaved[~won], abs=1e-7)
    purchases, more = (m.flow_matrix().loc[("purchases", "enterprise"), "rest_of_economy"] for m in (later, spared))
    assert more - purchases == pytest.approx(row["granted_projects"] * 0.2 / 12.0, rel=0.05)


def test_a_retrofit_is_forgotten_when_its_years_are_over_or_the_firm_is_gone(one_month) -> None:
    economy = one_month.economy
    lasting, over = sorted(one_month.enterprises["id"].tolist())[:2]
    retrofits = {over: Retrofit(5, economy.month - 1), lasting: Retrofit(7, economy.month), 1 << 50: Retrofit(9, 999)}
    rows, saved = rows_with(economy, retrofits)
    assert economy.firms.column("id")[rows].tolist() == [lasting] and saved.tolist() == [7]
    assert retrofits == {lasting: Retrofit(7, economy.month)}


def test_investment_rises_by_less_than_the_projects(market_with, baseline) -> None:
    """Some would have invested anyway: their own plans shrink."""
    market = market_with(grant("growth", "largest_yuan = 1e9"))
    invested, without = (
        m.flow_matrix().loc[("investment", "enterprise"), "rest_of_economy"] for m in (market, baseline)
    )
    projects = market.indicators["granted_projects"].sum()
    assert 0.2 * projects < invested - without < 1.05 * projects


class TestWhoWhenAndHowMuch:
    def test_a_round_a_year(self, market_with) -> None:
        spent = outlay(market_with(grant("growth", "start = 2"), months=15))
        assert list(spent[spent > 0.0].index) == [2, 14]

    def test_the_largest_grant_and_the_budget_hold(self, market_with) -> None:
        market = market_with(grant("growth", f"budget_yuan = {0.4 * ROUND}"))
        assert 0.9 * 0.4 * ROUND < outlay(market).sum() <= 0.4 * ROUND * ROUNDING
        none = market_with(grant("growth", "largest_yuan = 0.0"), months=1)
        assert outlay(none).sum() == 0.0

    def test_only_eligible_firms(self, market_with, one_month) -> None:
        market = market_with(grant("technology", 'eligible = { sector = ["software"] }'), months=1)
        after, before = both(market, one_month, "fixed_assets")
        sector, _ = both(market, one_month, "sector")
        assert set(sector[after > before + 1000]) == {2}

    def test_the_round_waits_for_its_trigger_and_ends(self, market_with) -> None:
        market = market_with(grant("growth", "trigger = { output_gap_below = 0.0 }"))
        below = market.indicators.index[market.indicators["output_gap"] < 0.0]
        spent = outlay(market)
        expected = list(below[:1]) + [m for m in below if len(below) and m >= below[0] + 12][:1]
        assert list(spent[spent > 0.0].index) == expected
        ended = outlay(market_with(grant("growth", "start = 1\nend = 12"), months=14))
        assert list(ended[ended > 0.0].index) == [1]
