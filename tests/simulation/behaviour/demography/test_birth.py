"""What firms are born with: draws from mixes and medians."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from smecredit.simulation.behaviour.demography.birth import Birth, age_at_start, drawn, fill_traits
from smecredit.simulation.behaviour.demography.population import Population
from smecredit.simulation.ground.mathematics import lognormal
from smecredit.simulation.ground.randomness import uniforms


class TestDraws:
    MIX = np.cumsum([0.2, 0.0, 0.5, 0.3])

    @pytest.mark.parametrize(
        ("uniform", "position"), [(0.0, 0), (0.199, 0), (0.2, 2), (0.69, 2), (0.71, 3), (1.0 - 1e-12, 3)]
    )
    def test_position_in_a_mix(self, uniform: float, position: int) -> None:
        assert drawn(self.MIX, uniform) == position

    def test_a_mix_that_falls_short_of_one_by_rounding_still_answers(self) -> None:
        assert drawn(np.array([0.5, 1.0 - 1e-12]), 1.0 - 1e-15) == 1

    def test_shares_of_a_mix(self) -> None:
        counts = np.bincount([drawn(self.MIX, uniforms(6, k, 0, 1)[0]) for k in range(10_000)], minlength=4)
        assert counts[1] == 0
        assert stats.chisquare(counts[[0, 2, 3]], [2_000, 5_000, 3_000]).pvalue > 0.001

    @given(st.floats(1e-6, 1.0 - 1e-6), st.floats(0.1, 1e6), st.floats(0.0, 2.0))
    def test_lognormal_is_the_quantile(self, uniform: float, median: float, dispersion: float) -> None:
        expected = median * math.exp(dispersion * stats.norm.ppf(uniform))
        assert lognormal(median, dispersion, uniform) == pytest.approx(expected, rel=1e-7)


class TestAge:
    """49.4% younger than five years, 32.9% of five to ten, the rest up to 25."""

    @pytest.mark.parametrize(
        ("uniform", "months"),
        [(0.0, 0.0), (0.247, 30.0), (0.494 + 0.329 / 2.0, 90.0), (0.823 + 0.177 / 2.0, 210.0), (1.0, 300.0)],
    )
    def test_ages_are_even_within_their_class(self, uniform: float, months: float) -> None:
        population = Population(young_age_share=0.494, middle_age_share=0.329).numbers()
        assert age_at_start(uniform, population, Birth().numbers()) == pytest.approx(months)

    @given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
    def test_rises_with_the_draw(self, one: float, other: float) -> None:
        low, high = (age_at_start(u, Population().numbers(), Birth().numbers()) for u in sorted((one, other)))
        assert 0.0 <= low <= high <= 300.0


class TestTraits:
    def test_of_the_start_lie_within_their_bounds(self, small_market) -> None:
        economy = small_market().market.economy
        birth, born = economy.numbers.birth, economy.firms.column("entry_month") <= -economy.burn_in
        for column, low, high in (
            ("buffer_target", birth.least_buffer, birth.most_buffer),
            ("leverage_target", 0.0, birth.highest_leverage),
            ("honesty", birth.least_honesty, 1.0),
            ("transparency", 0.0, birth.transparency_cap),
            ("tax_record", 0, 4),
        ):
            values = economy.firms.column(column)[born]
            assert len(values) > 200
            assert (values >= np.float32(low)).all(), column
            assert (values <= np.float32(high)).all(), column
            assert len(np.unique(values)) > 4, column

    def test_the_same_key_is_the_same_firm_wherever_it_lies(self, small_market) -> None:
        """In another row, beside other firms, and among candidates that a programme may reach."""
        economy = small_market().market.economy
        keys = (np.int64(7) << 32) + np.arange(6)
        traits = []
        for chosen in (keys, keys[::-1], keys[2:4]):
            rows = economy.candidates.allocate(len(chosen))
            fill_traits(economy, economy.candidate, rows, chosen, False)
            found = {
                key: [economy.candidates.column(name)[row].item() for name in economy.candidates.table.columns]
                for key, row in zip(chosen.tolist(), rows.tolist(), strict=True)
            }
            traits.append(found)
        assert traits[0] == traits[1]
        assert all(traits[2][key] == traits[0][key] for key in keys[2:4].tolist())

    def test_neighbours_share_a_circle(self, small_market) -> None:
        economy = small_market(**{"population.circle_share": 1.0}).market.economy
        economy.numbers.restate("birth.circle_size", 3)
        keys = (np.int64(9) << 32) + np.arange(7)
        rows = economy.candidates.allocate(len(keys))
        fill_traits(economy, economy.candidate, rows, keys, False)
        circles = economy.candidates.column("circle")[rows] - economy.circles
        assert circles.tolist() == [0, 0, 0, 1, 1, 1, 2]

    def test_an_entrant_starts_with_some_months_of_costs(self, small_market) -> None:
        """Nobody wants to hold cash, but founders pay in two and a half months' costs, 92% of sales."""
        numbers = {"birth.least_buffer": 0.0, "population.buffer_median": 0.05, "birth.founder_means": 100.0}
        economy = small_market(**numbers).market.economy
        keys = (np.int64(9) << 32) + np.arange(50)
        rows = economy.candidates.allocate(len(keys))
        fill_traits(economy, economy.candidate, rows, keys, False)
        cash, sales = (economy.candidates.column(name)[rows] for name in ("cash", "year_sales"))
        assert cash == pytest.approx(2.5 * 0.92 / 12.0 * sales, rel=1e-6)
