"""Runs over seeds: the same for any number of workers, from any script."""

import subprocess
import sys
from pathlib import Path

import pytest

from smecredit.analysis.experiments import runs
from smecredit.analysis.presentation.comparison import compare
from smecredit.scenarios import load
from smecredit.simulation.ground.errors import RunError

SIZE = {"firms": 300, "months": 15}


@pytest.fixture(scope="module")
def alone():
    return compare(["baseline", "one_plus_n"], seeds=3, workers=1, **SIZE)


@pytest.mark.slow
def test_results_are_the_same_for_one_worker_and_two(alone) -> None:
    together = compare(["baseline", "one_plus_n"], seeds=3, workers=2, **SIZE)
    assert together.document() == alone.document()
    for name in alone.names:
        for one, other in zip(alone.results[name], together.results[name], strict=True):
            assert one.same_outcome(other)
            assert one.seed == other.seed


def test_a_seed_is_the_same_whoever_else_runs(alone) -> None:
    scenario = load("one_plus_n", **SIZE)
    (result,) = runs.run_seed([scenario], 2)
    assert result.same_outcome(alone.results["one_plus_n"][1])
    assert not result.same_outcome(alone.results["one_plus_n"][0])


def test_scenarios_that_differ_from_month_1_share_their_burn_in(monkeypatch: pytest.MonkeyPatch) -> None:
    from smecredit.simulation import CreditMarket

    opened: list[str] = []
    open_market = CreditMarket.__init__

    def counted(self, scenario, *arguments, **options) -> None:
        opened.append(scenario.name)
        open_market(self, scenario, *arguments, **options)

    monkeypatch.setattr(CreditMarket, "__init__", counted)
    other = load("one_plus_n", set={"cash_flow.deposit_rate": 0.004}, **SIZE)
    three = [load("baseline", **SIZE), load("one_plus_n", **SIZE), other]
    together = runs.run_seed(three, 2)
    assert opened == ["baseline", "one_plus_n"]
    for scenario, result in zip(three, together, strict=True):
        assert result.same_outcome(runs.run_seed([scenario], 2)[0])


@pytest.mark.slow
def test_an_unguarded_script_does_not_start_itself_again(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from smecredit.analysis import compare\n"
        "print('once')\n"
        f"compare(['baseline', 'one_plus_n'], seeds=2, workers=2, **{SIZE})\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "once\n", "")


INDICATOR = """
from operator import attrgetter
from smecredit.simulation.observe.indicator import IndicatorGroup, Measure, Words
IndicatorGroup("wages").declare(
    "KEY", Measure("yuan", "mean", 0), Words("Wages", "工资", "Wages", "工资"), FUNCTION
)
"""
SEEDS = """
from smecredit.analysis.experiments.run_files import circumstances
from smecredit.analysis.experiments.runs import run_seeds
from smecredit.scenarios import load
from smecredit.simulation.ground.errors import RequestError
drawn = load("baseline", firms=200, months=2, set={"opening.settled": False})
for workers in (1, 2):
    try:
        results = run_seeds([drawn], [1, 2], workers=workers)
        print(*("KEY" in result.keys for (result,) in results))
    except RequestError as error:
        print(error)
print(*(each["name"] for each in circumstances().get("plugins", [])))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("function", "in_a_file", "with_two"),
    [
        ("lambda counts: counts.flow_wages", True, "True True"),
        ("lambda counts: counts.flow_wages", False, "what is declared in the script or notebook itself (__main__) is"),
        ("attrgetter('flow_wages')", True, "the indicators own_wages are declared where worker processes do not find"),
    ],
)
def test_an_indicator_of_ones_own_is_in_every_worker_or_refused(
    tmp_path: Path, function: str, in_a_file: bool, with_two: str
) -> None:
    declared = INDICATOR.replace("KEY", "own_wages").replace("FUNCTION", function)
    (tmp_path / "own.py").write_text(declared, encoding="utf-8")
    script = ("import own\n" if in_a_file else declared) + SEEDS.replace("KEY", "own_wages")
    (tmp_path / "study.py").write_text(script, encoding="utf-8")
    done = subprocess.run([sys.executable, "study.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    one, two, named = done.stdout.splitlines()
    assert one == "True True"
    assert two.startswith(with_two)
    assert named == ("own" if in_a_file else "__main__") or function.startswith("attrgetter")


def failing_task(scenarios, seed):
    if seed == 2:
        raise RunError(f"seed {seed} broke")
    return ()


def dying_task(scenarios, seed):
    import os

    os._exit(9)


@pytest.mark.slow
def test_a_failed_seed_fails_the_whole_and_a_dead_worker_is_told(monkeypatch) -> None:
    monkeypatch.setattr(runs, "compiled_already", lambda: True)
    with pytest.raises(RunError, match="seed 2 broke"):
        runs.run_seeds([], range(1, 9), workers=2, task=failing_task)
    with pytest.raises(RunError, match="worker process ended"):
        runs.run_seeds([], range(1, 9), workers=2, task=dying_task)


def test_progress_is_told_after_every_seed() -> None:
    told = []
    runs.run_seeds([], range(5), workers=1, progress=lambda: told.append(1), task=lambda scenarios, seed: ())
    assert len(told) == 5


def test_results_keep_the_order_of_the_seeds(alone) -> None:
    assert [result.seed for result in alone.results["baseline"]] == [1, 2, 3]
    assert alone.seeds == (1, 2, 3)


def test_what_a_run_lacks_counts_as_nothing(alone) -> None:
    result = alone.results["baseline"][0]
    numerators, denominators = result.aligned(["fiscal_outlay.programme.nobody", "borrower_share"])
    assert (numerators[0], denominators[0]) == (0.0, 1.0)
    assert denominators[1] > 1.0
