"""Worlds of experiments: twins, firms followed by their keys, and estimates against known answers."""

import numpy as np
import pytest

from smecredit.analysis.validation.trials.additionality import got_around
from smecredit.analysis.validation.trials.supply_cut import supply_cut
from smecredit.analysis.validation.trials.use_of_credit import placed
from smecredit.analysis.validation.worlds import (
    BEFORE,
    POOLS,
    TRIALS,
    TWIN,
    Cohort,
    Investment,
    grown,
    instrumented,
    live_to,
    log_ratio,
    mean_of,
    own_past,
    regressed,
    slope,
    value,
    worlds,
)
from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.ground.given import LARGEST_SEED
from smecredit.simulation.ground.parameters import declaration
from smecredit.simulation.opening import Opening

FIRMS = 400


@pytest.fixture(scope="module")
def pair() -> list[CreditMarket]:
    """The cut of supply and its twin, up to the month before it."""
    markets = worlds(2, FIRMS, 40, "supply_cut", TWIN)
    live_to(BEFORE, *markets)
    return markets


def test_twins_are_alike_until_something_is_tried(pair: list[CreditMarket]) -> None:
    one, other = (market.copy() for market in pair)
    assert one.enterprises.frame().equals(other.enterprises.frame())
    live_to(30, one, other)
    assert not one.enterprises.frame().equals(other.enterprises.frame())
    assert set(one.recorder.raw()["regime"]) == {1.0}


def test_a_world_may_be_a_scenario_of_the_library_under_a_stress() -> None:
    calm, struck = worlds(1, 300, 30, TWIN, f"{TWIN}+severe_recession", calm=False)
    assert not calm.conditions.stresses and struck.conditions.stresses
    assert calm.conditions.group("cycle").normal_stays < 1.0


class TestPasts:
    """Each seed opens from economies of its own; its worlds share them."""

    def test_seed_one_opens_as_runs_do_and_each_other_has_a_pool_of_its_own(self) -> None:
        assert own_past(1) == {"opening.pool_seed": Opening().pool_seed}
        assert len({own_past(seed)["opening.pool_seed"] for seed in range(300)}) == 300

    @pytest.mark.parametrize("seed", [0, 1, POOLS, POOLS + 1, LARGEST_SEED])
    def test_every_seed_has_one(self, seed: int) -> None:
        assert load("baseline", set=own_past(seed)).group("opening").pool_seed == own_past(seed)["opening.pool_seed"]

    def test_there_are_no_more(self) -> None:
        assert declaration(Opening, "pool_seed")["maximum"] == POOLS - 1

    def test_worlds_of_one_seed_share_their_past(self) -> None:
        one, other = worlds(5, 300, 20, TWIN, "no_support", calm=False)
        assert one.conditions.group("opening").pool_seed == 4
        assert one.conditions.same_past(other.conditions) and one.month == other.month == 0
        assert one.enterprises.frame().equals(other.enterprises.frame())
        (apart,) = worlds(6, 300, 20, TWIN, calm=False)
        assert not one.conditions.same_past(apart.conditions)

    def test_calm_times_do_not_take_it_away(self) -> None:
        (market,) = worlds(5, 300, 20, TWIN)
        assert market.conditions.group("opening").pool_seed == 4
        assert market.conditions.group("cycle").normal_stays == 1.0


class TestACohort:
    def test_columns_come_by_key_and_are_unknown_of_the_departed(self, pair: list[CreditMarket]) -> None:
        market = pair[1].copy()
        cohort = Cohort(market)
        frame = market.enterprises.frame()
        assert np.array_equal(cohort.read(market, "cash"), frame["cash"].sort_index().to_numpy(float))
        live_to(30, market)
        later, lives = cohort.read(market, "cash"), cohort.lives(market)
        assert 0 < (~lives).sum() < len(cohort)
        assert np.isnan(later[~lives]).all() and np.isfinite(later[lives]).all()
        assert np.array_equal(later[lives], market.enterprises.frame()["cash"].reindex(cohort.keys[lives]).to_numpy())

    def test_debt_is_that_of_the_firm_and_adds_up_over_banks(self, pair: list[CreditMarket]) -> None:
        market = pair[1]
        cohort = Cohort(market)
        assert np.array_equal(cohort.debt(market), cohort.read(market, "bank_debt"))
        some = np.arange(market.economy.banks.rows) % 2 == 0
        assert np.array_equal(cohort.debt(market, some) + cohort.debt(market, ~some), cohort.debt(market))

    def test_rows_are_those_of_its_firms(self, pair: list[CreditMarket]) -> None:
        market = pair[0]
        cohort = Cohort(market).chosen(Cohort(market).read(market, "size") == 1)
        assert np.array_equal(market.economy.firms.column("id")[cohort.rows(market)], cohort.keys)

    def test_investment_is_growth_of_assets_with_wear_made_good(self, pair: list[CreditMarket]) -> None:
        market = pair[1].copy()
        cohort = Cohort(market)
        invested, before = Investment(market, cohort), cohort.read(market, "fixed_assets")
        wear = market.economy.numbers.cash_flow.depreciation / 12.0
        invested.live_to(BEFORE + 1)
        after = cohort.read(market, "fixed_assets")
        lives = np.isfinite(after)
        assert invested.total[lives] == pytest.approx((after - (1.0 - wear) * before)[lives])
        assert (invested.total[lives] > -2.0).all()


def test_growth_over_the_middle_is_known_at_zero() -> None:
    found = grown(np.array([100.0, 100.0, 0.0, 0.0]), np.array([110.0, 0.0, 50.0, 0.0]))
    assert found == pytest.approx([10.0 / 105.0, -2.0, 2.0, 0.0])


def test_a_log_ratio_is_unknown_where_either_is_not_positive() -> None:
    found = log_ratio(np.array([2.0, 0.0, 1.0, np.nan]), np.array([1.0, 1.0, 0.0, 1.0]))
    assert found[0] == pytest.approx(np.log(2.0)) and np.isnan(found[1:]).all()


class TestEstimates:
    """A cause that is itself driven by what drives the effect: least squares is wrong, the instrument right."""

    luck = np.random.default_rng(1)
    instrument = luck.integers(0, 2, 20_000).astype(float)
    hidden = luck.standard_normal(20_000)
    cause = -0.2 * instrument + 0.1 * hidden
    effect = 0.3 * cause + hidden + 0.01 * luck.standard_normal(20_000)

    def test_two_stages_find_the_effect(self) -> None:
        assert value(instrumented(self.effect, self.cause, self.instrument)) == pytest.approx(0.3, abs=0.15)
        assert value(slope(self.effect, self.cause)) > 2.0

    def test_what_is_unknown_is_left_out(self) -> None:
        effect = self.effect.copy()
        effect[:100] = np.nan
        among = np.arange(len(effect)) >= 100
        assert instrumented(effect, self.cause, self.instrument) == instrumented(
            self.effect, self.cause, self.instrument, among
        )
        assert mean_of(effect, among) == pytest.approx(self.effect[100:].mean())
        assert np.isnan(mean_of(effect, ~among))

    def test_several_causes(self) -> None:
        effect = 1.0 + 2.0 * self.instrument - 3.0 * self.hidden
        assert regressed(effect, self.instrument, self.hidden) == pytest.approx([2.0, -3.0])
        assert np.isnan(regressed(effect[:2], self.instrument[:2])).all()


def test_what_was_granted_around_a_month() -> None:
    log = {
        "month": np.array([10, 20, 16, 12]),
        "enterprise": np.array([1, 1, 1, 2]),
        "amount": np.array([5, 7, 9, 11]),
    }
    assert got_around(log, np.array([14, 14, 40]), np.array([1, 2, 1])).tolist() == [21, 11, 0]


def test_values_are_placed_by_key(pair: list[CreditMarket]) -> None:
    cohort = Cohort(pair[1])
    keys = cohort.keys[[3, 1]]
    found = placed(cohort, np.append(keys, 10**15), np.array([0.5, 0.25, 1.0]))
    assert found[[1, 3]].tolist() == [0.25, 0.5] and np.isnan(found[[0, 2]]).all()


def test_the_cut_reaches_those_exposed_and_no_others() -> None:
    cut = supply_cut(1, 2_000)
    assert 0.3 < cut.exposed.mean() < 0.7
    top, bottom = slope(cut.after[24].debt, cut.exposed)
    assert -0.3 < top / bottom < -0.03


def test_no_scenario_of_an_experiment_is_left_unused() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in TRIALS.glob("*.py"))
    unused = [path.stem for path in TRIALS.glob("*.toml") if f'"{path.stem}' not in code]
    assert unused == []
