"""Sensitivity measures against functions whose indices are known."""

import numpy as np
import pytest

pytest.importorskip("SALib", reason="SALib is not installed: smecredit[analysis]")

from smecredit.analysis.statistics.sensitivity import MORRIS, SOBOL, Sensitivity, needed_points


def ishigami(points: np.ndarray) -> np.ndarray:
    """Ishigami and Homma (1990) with a = 7 and b = 0.1, on the unit cube."""
    one, two, three = (2.0 * np.pi * points - np.pi).T
    return np.sin(one) + 7.0 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one)


def test_sobol_indices_of_ishigami_are_the_published_ones() -> None:
    how = Sensitivity(SOBOL, ["one", "two", "three"], 1024)
    assert len(how.points()) == needed_points(SOBOL, 3, 1024)
    found = {each.factor: each for each in how.indices(ishigami(how.points())).factors}
    published = {"one": (0.3139, 0.5576), "two": (0.4424, 0.4424), "three": (0.0, 0.2437)}
    for name, (first, total) in published.items():
        each = found[name]
        assert each.value == pytest.approx(total, abs=0.03)
        assert each.first_order == pytest.approx(first, abs=0.04)
        assert each.low - 0.01 < total < each.high + 0.01
        assert abs(each.first_order - first) < each.first_order_error + 0.01


def test_the_ranking_of_ishigami_is_known_with_many_points_and_not_with_few() -> None:
    names = ["one", "two", "three"]
    many, few = Sensitivity(SOBOL, names, 8192), Sensitivity(SOBOL, names, 8)
    of_many = many.indices(ishigami(many.points()))
    assert [each.factor for each in of_many.factors] == ["one", "two", "three"]
    assert of_many.not_ranked == ()
    assert few.indices(ishigami(few.points())).not_ranked


def test_morris_finds_the_slopes_of_a_plane_and_their_sign() -> None:
    how = Sensitivity(MORRIS, ["a", "b", "c"], 8)
    points = how.points()
    assert len(points) == needed_points(MORRIS, 3, 8)
    found = how.indices(points @ np.array([1.0, -3.0, 0.0]))
    assert [each.factor for each in found.factors] == ["b", "a", "c"]
    assert [each.value for each in found.factors] == pytest.approx([3.0, 1.0, 0.0])
    assert [each.sign for each in found.factors] == pytest.approx([-3.0, 1.0, 0.0])


def test_sampler_and_analyser_cannot_disagree() -> None:
    how = Sensitivity(MORRIS, ["a", "b"], 4)
    assert np.array_equal(how.points(), Sensitivity(MORRIS, ["a", "b"], 4).points())
    assert not np.array_equal(how.points(), Sensitivity(MORRIS, ["a", "b"], 4, seed=2).points())
    with pytest.raises(ValueError, match="3 outcomes for 12 points"):
        how.indices(np.zeros(3))
