"""What firms are born with: draws from mixes and medians."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from smecredit.simulation.behaviour.demography.birth import drawn, lognormal
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
