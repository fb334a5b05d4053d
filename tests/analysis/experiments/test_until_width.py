"""`compare --until-width`: a pilot of at least fifty seeds, the seeds it asks for, one interval."""

import json

import numpy as np
import pytest

from smecredit.analysis.experiments import until_width
from smecredit.analysis.experiments.request import Request
from smecredit.analysis.experiments.until_width import Aim, complete, pilot, seeds_for
from smecredit.analysis.presentation.comparison import Comparison
from smecredit.analysis.statistics.bootstrap_t import PairedRatios, seeds_needed
from smecredit.simulation.ground.errors import RequestError

from ..conftest import LEVELS, made_up_result

KEYS = tuple(LEVELS)


@pytest.fixture
def ran(monkeypatch) -> list[int]:
    """Runs that no engine computes; the seeds that were asked for."""
    seeds: list[int] = []

    def made_up(scenarios, numbers, workers=None, progress=None):
        seeds.extend(numbers)
        return [tuple(made_up_result(scenario, seed, KEYS) for scenario in scenarios) for seed in numbers]

    monkeypatch.setattr(until_width, "run_seeds", made_up)
    monkeypatch.setattr(until_width, "settle", lambda *_: None)
    return seeds


ASKED = Request(seeds=10, months=24, firms=200)


def test_the_pilot_fixes_the_number_and_no_seed_is_run_twice(ran) -> None:
    aim = Aim("credit_outstanding", 4e10)
    stage = pilot(["baseline", "one_plus_n"], ASKED, aim)
    assert ran == [*range(1, 51)]
    needed = seeds_for(stage, aim)
    assert needed > 50
    complete(stage, needed, ASKED)
    assert ran == [*range(1, needed + 1)]
    (found,) = stage.intervals(aim).values()
    assert found.low < 0.02 * 60e12 < found.high
    assert found.high - found.low == pytest.approx(4e10, rel=0.25)
    runs = stage.runs(Comparison)
    assert len(runs.seeds) == needed
    assert runs.difference("one_plus_n", "credit_outstanding").value == pytest.approx(found.value)


def test_a_flow_is_meant_by_the_year(ran) -> None:
    stage = pilot(["baseline", "one_plus_n"], ASKED, Aim("fiscal_outlay", 1e9))
    (found,) = stage.intervals(Aim("fiscal_outlay", 1e9)).values()
    _, change = stage.runs(Comparison).shown("one_plus_n", "fiscal_outlay")
    assert found.value == pytest.approx(change.value)


def test_pairing_by_luck_needs_fewer_seeds(ran) -> None:
    stage = pilot(["baseline", "one_plus_n"], ASKED, Aim("credit_outstanding", 1e9))
    (ratios,) = stage.ratios(Aim("credit_outstanding", 1e9))
    shuffled = np.random.default_rng(1).permutation(50)
    apart = ratios._replace(reference_top=ratios.reference_top[shuffled])
    assert until_width.seeds_needed(apart, 1e10) > 100 * until_width.seeds_needed(ratios, 1e10) / 50


def test_what_cannot_be_aimed_at_is_refused(ran) -> None:
    with pytest.raises(RequestError, match="did you mean default_rate"):
        pilot(["baseline", "one_plus_n"], ASKED, Aim("default_rat", 1.0))
    assert ran == []
    stage = pilot(["baseline", "no_support"], ASKED, Aim("guarantee_payout_rate", 0.1))
    with pytest.raises(RequestError, match="not defined in every one"):
        seeds_for(stage, Aim("guarantee_payout_rate", 0.1))
    with pytest.raises(RequestError, match="there are at most 100,000"):
        seeds_for(stage, Aim("credit_outstanding", 1.0))


def test_the_command_says_the_interval_and_how_it_came_about(ran, smecredit) -> None:
    arguments = ("compare", "baseline", "one_plus_n", "--firms", "200", "--months", "24", "--until-width")
    status, out, err = smecredit(*arguments, "credit_outstanding=4e10")
    assert (status, err) == (0, "")
    said = " ".join(out.split())
    assert "a number fixed after a pilot of 50 or more" in said and "by chance alone" in said
    status, out, _ = smecredit(*arguments, "credit_outstanding=4e10", "--json")
    told = json.loads(out)["until_width"]
    assert (told["indicator"], told["width"]) == ("credit_outstanding", 4e10)
    assert told["scenarios"]["one_plus_n"]["ci_low"] < told["scenarios"]["one_plus_n"]["difference"]
    for wrong in ("credit_outstanding", "credit_outstanding=0", "=3", "credit_outstanding=wide"):
        status, out, err = smecredit(*arguments, wrong)
        assert (status, out) == (2, "") and "must read indicator=width" in err


def test_a_width_beyond_all_reach_asks_for_more_seeds_than_there_are() -> None:
    ones, noise = np.ones(50), np.arange(50.0)
    ratios = PairedRatios(noise, ones, ones, ones)
    assert seeds_needed(ratios, 1e-300) > 10**9
