"""The cycle: durations of regimes, the gap behind real growth figures, interpolation to months."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from smecredit.scenarios import load
from smecredit.simulation.behaviour.demography.population import Population
from smecredit.simulation.behaviour.trade.business_cycle import (
    BOOM,
    NORMAL,
    RECESSION,
    BusinessCycle,
    Cycle,
    gaps_of_growth,
    next_gap,
    next_regime,
)
from smecredit.simulation.ground.randomness import CYCLE, uniforms
from smecredit.simulation.state.economy import Economy
from smecredit.simulation.state.numbers import Numbers
from smecredit.simulation.state.structure import REGIONS, SECTORS
from smecredit.simulation.stresses.demand_shock import DemandShock

#: GDP of China, year on year, first quarter of 2018 to fourth of 2019 (near the trend), then 2020Q1 to 2021Q4.
CALM = (0.068, 0.067, 0.065, 0.064, 0.064, 0.062, 0.060, 0.060)
PANDEMIC = (-0.068, 0.032, 0.049, 0.065, 0.183, 0.079, 0.049, 0.040)
TREND = 0.064


STAYS = {RECESSION: Cycle().recession_stays, NORMAL: Cycle().normal_stays, BOOM: Cycle().boom_stays}


def stationary() -> dict[int, float]:
    """Part of all months that the declared chain spends in each regime, from the balance of flows."""
    leaves = 0.5 * (1.0 - STAYS[NORMAL])
    weights = {regime: leaves / (1.0 - STAYS[regime]) for regime in (RECESSION, BOOM)} | {NORMAL: 1.0}
    return {regime: weight / sum(weights.values()) for regime, weight in weights.items()}


def mid_month(quarter: int) -> int:
    """Position of the middle month of the quarter-th quarter (from 0)."""
    return 3 * quarter + 1


class TestRegimes:
    @pytest.mark.parametrize(
        ("regime", "uniform", "following"),
        [
            (RECESSION, 0.89, RECESSION), (RECESSION, 0.91, NORMAL), (BOOM, 0.79, BOOM), (BOOM, 0.81, NORMAL),
            (NORMAL, 0.94, NORMAL), (NORMAL, 0.951, RECESSION), (NORMAL, 0.974, RECESSION), (NORMAL, 0.976, BOOM),
        ],
    )  # fmt: skip
    def test_transitions_worked_by_hand(self, regime: int, uniform: float, following: int) -> None:
        """Recession stays with 0.90, boom with 0.80; normal with 0.95, else half of the rest to either side."""
        assert next_regime(regime, 0.90, 0.95, 0.80, uniform) == following

    def test_durations_and_shares_are_those_of_the_chain(self) -> None:
        """Mean stay 1 / (1 - p); shares from the balance of flows. 60,000 months at the declared values."""
        p = Cycle()
        regime, spell, months = NORMAL, 0, 60_000
        spells: dict[int, list[int]] = {RECESSION: [], NORMAL: [], BOOM: []}
        time: Counter[int] = Counter()
        for month in range(months):
            following = next_regime(
                regime, p.recession_stays, p.normal_stays, p.boom_stays, uniforms(3, 0, month, CYCLE)[0]
            )
            time[regime] += 1
            spell += 1
            if following != regime:
                spells[regime].append(spell)
                spell = 0
            regime = following
        for regime, stay in STAYS.items():
            duration = 1.0 / (1.0 - stay)
            # A geometric length has standard deviation duration * sqrt(stay).
            error = duration * math.sqrt(stay / len(spells[regime]))
            assert np.mean(spells[regime]) == pytest.approx(duration, abs=4.0 * error)
        for regime, share in stationary().items():
            assert time[regime] / months == pytest.approx(share, abs=0.03)

    def test_a_certain_regime_never_ends(self) -> None:
        for regime in (RECESSION, NORMAL, BOOM):
            assert all(next_regime(regime, 1.0, 1.0, 1.0, u) == regime for u in (1e-9, 0.5, 1.0 - 1e-9))


class TestGap:
    def test_worked_by_hand(self) -> None:
        """From +1% towards -9% keeping 0.92: -0.09 + 0.92 x 0.10 = 0.002; plus half a point times the quantile."""
        assert next_gap(0.01, -0.09, 0.92, 0.005, 0.5) == pytest.approx(0.002, abs=1e-15)
        shocked = next_gap(0.01, -0.09, 0.92, 0.005, 0.975)
        assert shocked == pytest.approx(0.002 + 0.005 * special.ndtri(0.975), rel=1e-8)

    def test_the_long_run_spread_is_that_of_the_autoregression(self) -> None:
        """Standard deviation noise / sqrt(1 - persistence**2) about the level."""
        gap, path = 0.0, []
        for month in range(40_000):
            gap = next_gap(gap, 0.0, 0.8, 0.005, uniforms(4, 0, month, CYCLE)[1])
            path.append(gap)
        assert np.std(path) == pytest.approx(0.005 / 0.6, rel=0.04)
        assert np.mean(path) == pytest.approx(0.0, abs=0.0006)
        assert np.corrcoef(path[:-1], path[1:])[0, 1] == pytest.approx(0.8, abs=0.02)


class TestLivedBefore:
    """Where the cycle stands when the books open, after so many months since normal times."""

    @staticmethod
    def lived(seed: int, months: int, cycle: Cycle | None = None, first: int = -11) -> BusinessCycle:
        stated = cycle or Cycle()
        found = BusinessCycle(stated, ())
        found.regime, found.gap = BOOM, 0.02  # whatever was there before
        found.live_before(stated, seed, first, months)
        return found

    def test_without_months_every_seed_opens_in_normal_times(self) -> None:
        for seed in range(1, 50):
            found = self.lived(seed, 0)
            assert (found.regime, found.gap) == (NORMAL, 0.0)

    def test_after_many_months_phases_are_as_frequent_as_ever(self) -> None:
        """Of 600 seeds, within three standard errors: 5 or 6 points."""
        found = [self.lived(seed, 120) for seed in range(1, 601)]
        time = Counter(each.regime for each in found)
        for regime, share in stationary().items():
            assert time[regime] / 600 == pytest.approx(share, abs=3.0 * math.sqrt(share * (1.0 - share) / 600)), regime
        assert np.mean([each.gap for each in found]) == pytest.approx(0.0, abs=0.005)

    def test_two_years_and_the_burn_in_are_enough(self) -> None:
        """The declared 24 months and a year: the law is within two points of the chain's, which begins thirty away."""
        p, shares = Cycle(), np.array([0.0, 1.0, 0.0])
        step = np.array(
            [
                [p.recession_stays, 1.0 - p.recession_stays, 0.0],
                [0.5 * (1.0 - p.normal_stays), p.normal_stays, 0.5 * (1.0 - p.normal_stays)],
                [0.0, 1.0 - p.boom_stays, p.boom_stays],
            ]
        )
        away = [np.abs(shares @ np.linalg.matrix_power(step, n) - _in_order(stationary())).max() for n in (0, 12, 36)]
        assert away[0] > 0.3 and away[1] > 0.05 and away[2] < 0.02

    def test_the_same_seed_has_the_same_phase_and_another_seed_another(self) -> None:
        one, again, other = (self.lived(seed, 60) for seed in (3, 3, 4))
        assert (one.regime, one.gap) == (again.regime, again.gap)
        assert one.gap != other.gap

    def test_the_months_are_those_before_the_first(self) -> None:
        """Month by month as the cycle goes on later: nothing is drawn twice, and no month is left out."""
        p = Cycle()
        at_once, by_month = self.lived(5, 30, first=-11), self.lived(5, 10, first=-31)
        for month in range(-31, -11):
            by_month.move_gap(p, 5, month)
        # Ten months of the second began 20 months earlier: both have lived months -41 to -12.
        assert (at_once.regime, at_once.gap) == (by_month.regime, by_month.gap)

    @pytest.mark.parametrize(("mode", "path"), [("gdp_path", PANDEMIC), ("gap_path", (-0.1, -0.05))])
    def test_a_stated_path_is_left_on_trend(self, mode: str, path: tuple[float, ...]) -> None:
        for seed in range(1, 20):
            found = self.lived(seed, 24, Cycle(mode=mode, path=path))
            assert (found.regime, found.gap) == (NORMAL, 0.0)

    def test_a_mirrored_cycle_stands_on_the_other_side(self) -> None:
        """Where chains leave normal times the other way, and shocks have the other sign."""
        for seed in (2, 9):
            found = BusinessCycle(Cycle(), ())
            found.mirrored = seed
            found.live_before(Cycle(recession_stays=0.0, normal_stays=1.0, boom_stays=0.0), seed, 1, 40)
            straight = self.lived(seed, 40, Cycle(recession_stays=0.0, normal_stays=1.0, boom_stays=0.0), first=1)
            assert found.gap == pytest.approx(-straight.gap) and straight.gap != 0.0


def _in_order(shares: dict[int, float]) -> np.ndarray:
    return np.array([shares[RECESSION], shares[NORMAL], shares[BOOM]])


class TestGrowthPath:
    def test_growth_at_trend_has_no_gap(self) -> None:
        assert gaps_of_growth((TREND,) * 12, TREND) == pytest.approx([0.0] * 36, abs=1e-15)

    def test_a_recovery_is_no_boom(self) -> None:
        """2021Q1 grew 18.3% from a quarter that had fallen 6.8%: two years at 5.0%, below two years of trend.

        log(0.932) + log(1.183) - 2 log(1.064) = -0.0704 + 0.1681 - 0.1241 = -0.0264.
        """
        gaps = gaps_of_growth(PANDEMIC, TREND)
        recovery = gaps[mid_month(4)]
        assert recovery == pytest.approx(math.log(0.932 * 1.183 / 1.064**2), abs=1e-12)
        assert recovery == pytest.approx(-0.0264, abs=5e-5)
        assert max(gaps) < 0.005

    def test_the_recovery_lies_near_the_years_before(self) -> None:
        """With 2018 and 2019 in front: the trough is over four times as far from 2019 as the recovery."""
        gaps = gaps_of_growth(CALM + PANDEMIC, TREND)
        before, trough, recovery = gaps[mid_month(7)], gaps[mid_month(8)], gaps[mid_month(12)]
        assert before == pytest.approx(0.0, abs=0.005)
        assert trough == pytest.approx(math.log(0.932 * 1.068 * 1.064 / 1.064**3), abs=1e-12)
        assert trough < -0.12
        assert abs(recovery - before) < 0.03
        assert abs(trough - before) > 4.0 * abs(recovery - before)

    def test_first_year_gaps_are_growth_against_trend(self) -> None:
        gaps = gaps_of_growth(PANDEMIC, TREND)
        for quarter in range(4):
            expected = math.log((1.0 + PANDEMIC[quarter]) / (1.0 + TREND))
            assert gaps[mid_month(quarter)] == pytest.approx(expected, abs=1e-12)

    @given(st.lists(st.floats(-0.3, 0.3), min_size=1, max_size=24), st.floats(-0.05, 0.12))
    def test_quarters_are_log_deviations_of_the_level(self, growth: list[float], trend: float) -> None:
        """Against an independent reckoning: the level is the product of its yearly factors."""
        gaps = gaps_of_growth(tuple(growth), trend)
        assert len(gaps) == 3 * len(growth)
        for quarter in range(len(growth)):
            years = growth[quarter % 4 : quarter + 1 : 4]
            level = math.prod((1.0 + rate) / (1.0 + trend) for rate in years)
            assert gaps[mid_month(quarter)] == pytest.approx(math.log(level), abs=1e-12)

    @given(st.lists(st.floats(-0.3, 0.3), min_size=2, max_size=12))
    def test_months_lie_on_straight_lines_between_mid_quarters(self, growth: list[float]) -> None:
        gaps = gaps_of_growth(tuple(growth), TREND)
        for quarter in range(len(growth) - 1):
            left, right = gaps[mid_month(quarter)], gaps[mid_month(quarter + 1)]
            for step in (1, 2):
                expected = left + (right - left) * step / 3.0
                assert gaps[mid_month(quarter) + step] == pytest.approx(expected, abs=1e-12)
        # The first month is two thirds of the way from the trend; the last holds the last quarter.
        assert gaps[0] == pytest.approx(gaps[1] * 2.0 / 3.0, abs=1e-12)
        assert gaps[-1] == gaps[-2]


class TestState:
    @staticmethod
    def economy(parameters: Cycle, month: int = 1) -> Economy:
        """One in which nothing but the cycle is known, before `month`."""
        economy = Economy(load("baseline"), seed=1)
        economy.numbers = Numbers((parameters, Population()))
        economy.crowding, economy.activity, economy.month = np.ones((len(SECTORS), len(REGIONS))), 0.0, month - 1
        return economy

    def run(self, parameters: Cycle, months: int, shocks: tuple = ()) -> tuple[list[float], Economy]:
        cycle, economy = BusinessCycle(parameters, shocks), self.economy(parameters)
        gaps = []
        for _ in range(months):
            economy.month += 1
            cycle.step(economy)
            gaps.append(cycle.gap)
        return gaps, economy

    def test_a_drawn_path_is_followed_and_then_left_without_a_jump(self) -> None:
        path = tuple(-0.01 * k for k in range(12))
        p = Cycle(mode="gap_path", path=path)
        gaps, _ = self.run(p, 14)
        assert gaps[:12] == list(path)
        # The chain goes on from the last point: one month of autoregression away.
        for before, after in ((gaps[11], gaps[12]), (gaps[12], gaps[13])):
            reachable = [level + p.gap_persistence * (before - level) for level in (p.recession_gap, 0.0, p.boom_gap)]
            assert min(abs(after - centre) for centre in reachable) < 5.0 * p.gap_noise

    def test_a_path_of_growth_is_read_as_a_level(self) -> None:
        gaps, _ = self.run(Cycle(mode="gdp_path", path=PANDEMIC), 24)
        assert gaps == gaps_of_growth(PANDEMIC, Cycle().trend_growth)

    def test_the_burn_in_is_before_the_path(self) -> None:
        parameters = Cycle(mode="gap_path", path=(-0.1,) * 6)
        cycle, economy = BusinessCycle(parameters, ()), self.economy(parameters, month=-2)
        for economy.month in (-2, -1, 0):
            cycle.step(economy)
            assert cycle.gap != -0.1
        economy.month = 1
        cycle.step(economy)
        assert cycle.gap == -0.1

    def test_the_path_depends_on_the_seed_alone(self) -> None:
        first, second = (self.run(Cycle(), 60)[0] for _ in range(2))
        assert first == second

    def test_demand_worked_by_hand(self) -> None:
        """Gap -5%, amplified 2.3: manufacturing (1.0) in the east (0.95) falls by 0.05 x 2.3 x 0.95 = 10.925%."""
        p = Cycle(mode="gap_path", path=(-0.05,))
        _, economy = self.run(p, 1)
        sector, region = SECTORS.index("manufacturing"), REGIONS.index("east")
        by_hand = 1.0 - 0.05 * p.sme_amplification * p.sector_sensitivity[sector] * p.region_loading[region]
        assert economy.demand[sector, region] == pytest.approx(by_hand, rel=1e-12)
        assert by_hand == pytest.approx(0.89075)
        assert economy.policy_rate == pytest.approx(p.policy_rate - 0.05 * p.policy_rate_reaction)

    def test_a_shock_hits_its_sector_and_region_only(self) -> None:
        shock = DemandShock.read(
            {"start": 1, "months": 3, "depth": -0.4, "sector": ["hotels_catering"], "region": ["west"]},
            "stress.s",
            lambda path: "file.toml",
        )
        still = Cycle(mode="gap_path", path=(0.0,) * 3)
        _, plain = self.run(still, 2)
        _, hit = self.run(still, 2, shocks=(shock,))
        ratio = hit.demand / plain.demand
        sector, region = SECTORS.index("hotels_catering"), REGIONS.index("west")
        assert ratio[sector, region] == pytest.approx(0.6)
        ratio[sector, region] = 1.0
        assert (ratio == 1.0).all()

    def test_demand_and_the_policy_rate_stay_above_a_floor(self) -> None:
        _, economy = self.run(Cycle(mode="gap_path", path=(-0.6,)), 1)
        assert economy.demand.min() == 0.05
        assert economy.policy_rate >= 0.001
