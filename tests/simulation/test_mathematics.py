"""Elementary functions against the standard library and scipy, with the errors they state."""

import math
from collections.abc import Iterator
from decimal import Decimal, localcontext
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from smecredit.simulation.ground.mathematics import (
    exponential,
    logarithm,
    logistic,
    normal_distribution,
    normal_quantile,
    refined_normal_quantile,
)
from smecredit.simulation.ground.randomness import uniforms

#: Ten thousand fixed points between 0 and 1.
POINTS = [u for k in range(2_500) for u in uniforms(9, k, 0, 1)]
PI = Decimal("3.14159265358979323846264338327950288419716939937511")


def units_in_the_last_place(value: float, reference: float) -> float:
    return abs(value - reference) / math.ulp(reference)


class TestExponential:
    @pytest.mark.parametrize("span", [1e-8, 0.3, 1.0, 30.0, 700.0])
    def test_within_two_units_in_the_last_place(self, span: float) -> None:
        for u in POINTS:
            x = (2.0 * u - 1.0) * span
            # The library's own result may be off by up to one unit.
            assert units_in_the_last_place(exponential(x), math.exp(x)) <= 2.0

    def test_exact_at_zero(self) -> None:
        assert exponential(0.0) == 1.0
        assert exponential(-0.0) == 1.0

    @pytest.mark.parametrize(("x", "held_at"), [(710.0, 709.0), (1e300, 709.0), (-709.0, -708.0), (-1e300, -708.0)])
    def test_held_at_its_ends(self, x: float, held_at: float) -> None:
        assert exponential(x) == exponential(held_at)
        assert units_in_the_last_place(exponential(held_at), math.exp(held_at)) <= 2.0
        assert 0.0 < exponential(x) < math.inf

    @given(st.floats(-700.0, 700.0), st.floats(1e-6, 1.0))
    def test_rises(self, x: float, step: float) -> None:
        assert exponential(x + step) > exponential(x)


class TestLogarithm:
    @given(st.floats(min_value=2.3e-308, max_value=1.7e308))
    def test_within_two_units_in_the_last_place(self, x: float) -> None:
        reference = math.log(x)
        assert abs(logarithm(x) - reference) <= 2.0 * math.ulp(reference)

    @pytest.mark.parametrize("around", [0.5, math.sqrt(0.5), 0.99, 1.0, 1.01, math.sqrt(2.0), 2.0, 1e-9, 1e12])
    def test_close_to_the_joints(self, around: float) -> None:
        for u in POINTS[:2_000]:
            x = around * (1.0 + (2.0 * u - 1.0) * 1e-3)
            reference = math.log(x)
            assert abs(logarithm(x) - reference) <= 2.0 * math.ulp(reference)

    def test_exact_at_one(self) -> None:
        assert logarithm(1.0) == 0.0

    @pytest.mark.parametrize("x", [0.0, -0.0, -1.0, -math.inf, math.nan])
    def test_what_has_no_logarithm_gives_the_floor(self, x: float) -> None:
        assert logarithm(x) == -745.0

    @given(st.floats(-300.0, 300.0))
    def test_undoes_the_exponential(self, x: float) -> None:
        assert logarithm(exponential(x)) == pytest.approx(x, rel=4e-16, abs=1e-15)


class TestLogistic:
    @given(st.floats(-800.0, 800.0))
    def test_against_scipy(self, x: float) -> None:
        assert logistic(x) == pytest.approx(special.expit(x), rel=1e-15, abs=1e-307)

    @given(st.floats(0.0, 30.0))
    def test_symmetric(self, x: float) -> None:
        assert logistic(x) + logistic(-x) == pytest.approx(1.0, abs=3e-16)

    def test_fixed_points(self) -> None:
        assert logistic(0.0) == 0.5
        assert logistic(1e300) == 1.0
        assert 0.0 <= logistic(-1e300) < 1e-300


class TestNormalQuantile:
    def test_relative_error_below_the_stated(self) -> None:
        for p in POINTS:
            assert normal_quantile(p) == pytest.approx(special.ndtri(p), rel=1.2e-9)

    @given(st.floats(1e-300, 0.03))
    def test_the_lower_tail(self, p: float) -> None:
        assert normal_quantile(p) == pytest.approx(special.ndtri(p), rel=1.2e-9)

    @given(st.floats(0.97, 1.0 - 2.0**-33))
    def test_the_upper_tail(self, p: float) -> None:
        assert normal_quantile(p) == pytest.approx(special.ndtri(p), rel=1.2e-9)

    def test_the_extremes_a_draw_can_reach(self) -> None:
        smallest, largest = 0.5 / 2**32, 1.0 - 0.5 / 2**32
        assert normal_quantile(smallest) == pytest.approx(-normal_quantile(largest), rel=1e-9)
        assert -6.4 < normal_quantile(smallest) < -6.2
        assert math.isfinite(normal_quantile(0.0))

    @pytest.mark.parametrize("p", [0.02425, 1.0 - 0.02425])
    def test_no_step_at_the_joints(self, p: float) -> None:
        assert normal_quantile(p + 1e-12) - normal_quantile(p - 1e-12) == pytest.approx(0.0, abs=1e-8)

    def test_the_middle(self) -> None:
        assert normal_quantile(0.5) == 0.0


def distribution_in_decimals(x: float) -> Decimal:
    """The standard normal distribution to 25 digits: its Taylor series near the middle, a continued fraction beyond."""
    with localcontext(prec=50):
        z = abs(Decimal(x))
        density = (-z * z / 2).exp() / (2 * PI).sqrt()
        if z < 3:
            upper = Decimal("0.5") - density * sum(odd_series(z))
        else:
            fraction = z
            for k in range(400, 0, -1):
                fraction = z + k / fraction
            upper = density / fraction
        return 1 - upper if x > 0.0 else upper


def odd_series(z: Decimal) -> Iterator[Decimal]:
    """z, z**3 / 3, z**5 / 15 and so on, as far as they count."""
    term, odd = z, 1
    while term > Decimal("1e-48"):
        yield term
        odd += 2
        term *= z * z / odd


class TestNormalDistribution:
    @given(st.floats(-37.0, 9.0))
    def test_relative_error_below_the_stated(self, x: float) -> None:
        expected = distribution_in_decimals(x)
        assert abs(Decimal(normal_distribution(x)) - expected) <= Decimal("1e-14") * expected

    @given(st.floats(-8.0, 8.0))
    def test_against_scipy(self, x: float) -> None:
        assert normal_distribution(x) == pytest.approx(special.ndtr(x), rel=1e-13)

    def test_the_middle(self) -> None:
        assert normal_distribution(0.0) == 0.5

    @pytest.mark.parametrize("joint", [0.67448975, math.sqrt(32.0)])
    @pytest.mark.parametrize("sign", [-1.0, 1.0])
    def test_no_step_at_the_joints(self, joint: float, sign: float) -> None:
        below, above = (normal_distribution(sign * math.nextafter(joint, to)) for to in (0.0, 10.0))
        assert above == pytest.approx(below, rel=2e-14)

    @pytest.mark.parametrize(("x", "value"), [(38.0, 1.0), (-38.0, 0.0), (1e300, 1.0), (-1e300, 0.0)])
    def test_far_out(self, x: float, value: float) -> None:
        assert normal_distribution(x) == value

    def test_a_probability_throughout(self) -> None:
        values = [normal_distribution(x) for x in np.linspace(-40.0, 40.0, 2_001)]
        assert all(0.0 <= value <= 1.0 for value in values)
        assert all(later >= earlier for earlier, later in pairwise(values))


class TestRefinedNormalQuantile:
    @given(st.floats(1e-300, 0.5))
    def test_the_lower_half(self, p: float) -> None:
        assert refined_normal_quantile(p) == pytest.approx(special.ndtri(p), rel=1e-14, abs=1e-14)

    @given(st.floats(0.5, 1.0 - 2.0**-33))
    def test_the_upper_half_by_symmetry(self, p: float) -> None:
        assert refined_normal_quantile(p) == -refined_normal_quantile(1.0 - p)

    @given(st.floats(1e-12, 0.999))
    def test_undoes_the_distribution(self, p: float) -> None:
        assert normal_distribution(refined_normal_quantile(p)) == pytest.approx(p, rel=1e-13)

    def test_known_values(self) -> None:
        """The median, and the confidences of 97.5% and 99.9%."""
        assert refined_normal_quantile(0.5) == 0.0
        assert refined_normal_quantile(0.975) == pytest.approx(1.9599639845400542, rel=1e-15)
        assert refined_normal_quantile(0.999) == pytest.approx(3.0902323061678135, rel=1e-14)
