"""What an indicator is made of by seed, and how sure luck leaves its mean."""

import pytest

from smecredit.analysis.experiments.by_seed import intervals_by_luck, parts_by_seed
from smecredit.analysis.experiments.query import SweepResult
from smecredit.analysis.experiments.sweep_plan import plan


def test_the_parts_are_those_of_the_runs(finished: SweepResult, small: dict) -> None:
    planned = plan(small)
    parts = parts_by_seed(finished, "default_rate")
    assert parts.keys() == {*planned.at.values()}
    own = planned.at["one_plus_n", 0]
    of_run = f"SELECT run FROM runs WHERE seed = 2 AND scenario_hash = '{own}'"
    asked = f"SELECT value FROM outcomes WHERE indicator = 'default_rate' AND run = ({of_run})"
    value = finished.sql(asked)["value"].iloc[0]
    top, bottom = parts[own][2]
    assert top / bottom == pytest.approx(float(value)) if bottom else value != value


def test_the_interval_of_a_difference_holds_the_differences_of_its_seeds(finished: SweepResult, small: dict) -> None:
    planned = plan(small)
    groups = [range(2), range(2, 4)]
    found = intervals_by_luck(finished, planned, "credit_outstanding", groups)
    parts = parts_by_seed(finished, "credit_outstanding")
    for points, interval in zip(groups, found, strict=True):
        assert interval is not None
        by_seed = [
            sum(
                parts[planned.at["one_plus_n", point]][seed][0] - parts[planned.at["no_support", point]][seed][0]
                for point in points
            )
            / len(points)
            for seed in planned.seeds
        ]
        mean = sum(by_seed) / len(by_seed)
        assert interval[0] - 1.0 <= mean <= interval[1] + 1.0
        assert interval[1] - interval[0] > 0.0 or by_seed[0] == pytest.approx(by_seed[1])
