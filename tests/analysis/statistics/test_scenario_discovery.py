"""Boxes of PRIM: planted regions are found again, and what is said of them can be counted by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from smecredit.analysis.statistics import scenario_discovery
from smecredit.analysis.statistics.scenario_discovery import Limit, Step, boxes, choose
from smecredit.simulation.ground.errors import RequestError

pytest.importorskip("ema_workbench", reason="the EMA Workbench is not installed: smecredit[analysis]")


@pytest.fixture(scope="module")
def cases() -> pd.DataFrame:
    luck = np.random.default_rng(1)
    found = pd.DataFrame(luck.random((300, 4)), columns=["rate", "share", "noise", "idle"])
    found["cycle"] = np.where(luck.random(300) < 0.5, "bust", "boom")
    found["still"] = 1.0
    return found


@pytest.fixture(scope="module")
def wrong(cases: pd.DataFrame) -> np.ndarray:
    """Two regions: three conditions at once, and one alone."""
    first = (cases["rate"] > 0.6) & (cases["share"] < 0.4) & (cases["cycle"] == "bust")
    return (first | (cases["noise"] > 0.9)).to_numpy()


@pytest.fixture(scope="module")
def found(cases: pd.DataFrame, wrong: np.ndarray) -> tuple:
    return boxes(cases, wrong, 0.9, 3)


def test_planted_regions_are_found_and_what_is_there_by_chance_is_dropped(found, cases, wrong) -> None:
    first, second = found
    limits = {limit.condition: limit for limit in first.limits}
    assert limits.keys() == {"rate", "share", "cycle"}
    assert limits["cycle"].members == ("bust",)
    assert limits["rate"].low == pytest.approx(0.6, abs=0.05) and limits["rate"].high is None
    assert limits["share"].high == pytest.approx(0.4, abs=0.05) and limits["share"].low is None
    (alone,) = second.limits
    assert alone.condition == "noise" and alone.low == pytest.approx(0.9, abs=0.05)
    assert not (first.inside & second.inside).any()
    assert first.step.coverage + second.step.coverage == pytest.approx(1.0)


def test_coverage_and_density_are_those_of_the_limits(found, cases, wrong) -> None:
    box = found[0]
    inside = np.ones(len(cases), bool)
    for limit in box.limits:
        column = cases[limit.condition]
        if limit.members:
            inside &= column.isin(limit.members).to_numpy()
            continue
        inside &= ((column >= (limit.low or -np.inf)) & (column <= (limit.high or np.inf))).to_numpy()
    assert np.array_equal(inside, box.inside)
    assert box.step.cases == inside.sum() and box.wrong == (inside & wrong).sum()
    assert box.step.coverage == pytest.approx(box.wrong / wrong.sum())
    assert box.step.density == pytest.approx(box.wrong / inside.sum()) and box.step.density >= 0.9


def test_a_quasi_p_value_is_the_binomial_test_of_bryant_and_lempert(found, cases, wrong) -> None:
    """Against the density of the box without that limit."""
    box = found[0]
    limit = next(each for each in box.limits if each.condition == "rate")
    most = next(each.high for each in box.limits if each.condition == "share")
    without = (cases["share"] <= most) & (cases["cycle"] == "bust")
    expected = stats.binomtest(
        box.wrong, box.step.cases, wrong[without.to_numpy()].mean(), alternative="greater"
    ).pvalue
    assert limit.low_chance == pytest.approx(expected) and limit.high_chance is None
    assert limit.chance == limit.low_chance < 1e-4


def test_of_noise_no_condition_is_left(cases) -> None:
    luck = np.random.default_rng(5)
    (box, *_) = boxes(cases[["rate", "share"]], luck.random(300) < 0.3, 0.95)
    assert all(min(e for e in (x.low_chance, x.high_chance) if e is not None) <= 0.05 for x in box.limits)
    assert box.step.density < 0.95


def test_the_box_that_covers_most_of_the_dense_ones_is_chosen() -> None:
    steps = [Step(1.0, 0.3, 100, 0), Step(0.9, 0.7, 40, 1), Step(0.8, 0.85, 30, 2), Step(0.8, 0.82, 31, 1)]
    assert choose(steps, 0.8) == 3
    assert choose(steps, 0.84) == 2
    assert choose(steps, 0.95) == 2  # none is: the densest


def test_where_nothing_varies_there_is_no_box(cases, wrong) -> None:
    assert boxes(cases[["still"]], wrong, 0.8) == ()


def test_without_the_workbench_it_says_what_to_install(cases, wrong, monkeypatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(scenario_discovery, "import_module", missing)
    with pytest.raises(RequestError, match=r"smecredit\[analysis\]"):
        boxes(cases, wrong, 0.8)


def test_of_whole_numbers_a_limit_is_one_of_them() -> None:
    months = Limit("months", 2.5, 5.5, 0.01, 0.01)
    assert months.within(pd.Series([1.0, 2.0, 6.0])).low == 3 and months.within(pd.Series([1.0, 6.0])).high == 5
    assert months.within(pd.Series([1.0, 2.5])) == months
