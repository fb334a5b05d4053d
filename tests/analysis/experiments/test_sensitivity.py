"""A sensitivity study from a sweep file: the same runs and store, outcomes placed where they belong."""

import numpy as np
import pytest

pytest.importorskip("SALib", reason="SALib is not installed: smecredit[analysis]")

from smecredit.analysis.experiments import sensitivity as studying
from smecredit.analysis.experiments.sensitivity import Asked, sensitivity_plan, study
from smecredit.analysis.presentation.sensitivity import document, sensitivity_figure, sensitivity_tables
from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.ground.errors import RequestError

RATE, SHARE = "cycle.policy_rate", "policy.one_plus_n.share.compensation_fund"
FILE = {
    "title": "What drives credit?",
    "scenarios": ["no_support", "one_plus_n"],
    "firms": 200,
    "months": 2,
    "set": {"opening.settled": False, "economy.burn_in": 0},
    "levers": [{"design": "sobol", "points": 1, "ranges": {SHARE: {"low": 0.1, "high": 0.4, "step": 0.01}}}],
    "uncertainties": [{"design": "sobol", "points": 1, "ranges": {RATE: {"low": 0.01, "high": 0.05}}}],
}
ASKED = Asked("morris", 4)


def test_outcomes_stand_at_their_points_and_are_differences(inline, tmp_path) -> None:
    found = study(FILE, ("credit_outstanding",), ASKED, tmp_path / "store")
    assert len(found.points) == 12 and found.difference
    place = 7
    values = {
        path: each.at(float(part)) for (path, each), part in zip(found.ranges.items(), found.points[place], strict=True)
    }
    own = load("one_plus_n", firms=200, months=2, set={**FILE["set"], **values})
    other = load("no_support", firms=200, months=2, set={**FILE["set"], RATE: values[RATE]})
    one, two = (
        CreditMarket(each, seed=1, tape=False).run().summary.loc["credit_outstanding", "value"] for each in (own, other)
    )
    assert found.outcomes["credit_outstanding"][place] == pytest.approx(one - two, rel=1e-12, abs=1e-3)
    told = document(found)["indicators"]["credit_outstanding"]
    assert {each["factor"] for each in told["factors"]} == {RATE, SHARE}
    low, high = found.low_and_high("credit_outstanding", RATE)
    rate = found.points[:, [*found.ranges].index(RATE)]
    assert low == pytest.approx(found.outcomes["credit_outstanding"][rate <= 1 / 3].mean())
    assert np.isfinite(high)
    assert len([*sensitivity_tables(found, "zh")]) > 3
    assert len(sensitivity_figure(found).axes) == 2


MISTAKES = [
    ({"levers": [], "uncertainties": []}, ASKED, "sensitivity needs ranges"),
    ({"levers": [{"design": "grid", "values": {SHARE: [0.1]}}]}, ASKED, "sensitivity needs ranges"),
    ({"scenarios": ["baseline", "one_plus_n", "no_support"]}, ASKED, "names 3 scenarios"),
    ({}, Asked("sobol", 12), "a power of two such as 16"),
    ({}, Asked("morris", 2), "morris needs at least 4"),
]


@pytest.mark.parametrize(("changed", "asked", "words"), MISTAKES, ids=[words for _, _, words in MISTAKES])
def test_a_study_that_makes_no_sense_is_refused(changed, asked, words) -> None:
    with pytest.raises(RequestError, match=words):
        sensitivity_plan({**FILE, **changed}, asked)


def test_without_salib_it_says_what_to_install(monkeypatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "SALib.sample.morris", None)
    with pytest.raises(RequestError, match=r"smecredit\[analysis\]"):
        studying.sensitivity_plan(FILE, ASKED)


def test_more_runs_than_a_sweep_holds_are_refused_before_a_sample_is_drawn() -> None:
    with pytest.raises(RequestError, match=r"would make 6,000,000 runs; .* ask for 833,333 or fewer"):
        sensitivity_plan(FILE, Asked("morris", 1_000_000))
