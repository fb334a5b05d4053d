"""Memory is estimated before a run, with the figure in the refusal."""

import tracemalloc
from pathlib import Path

import pytest

from smecredit.analysis.experiments import limits
from smecredit.analysis.experiments.run_files import write_run
from smecredit.analysis.experiments.runs import result_of, run_market
from smecredit.scenarios import load
from smecredit.simulation.ground.errors import RequestError


def test_what_fits_passes() -> None:
    limits.check_memory([load("baseline", firms=1000)], workers=1)


def test_workers_multiply(monkeypatch) -> None:
    from smecredit.simulation.memory import estimate_bytes

    scenario = load("baseline")
    one = estimate_bytes(scenario.firms, scenario.months, scenario.burn_in, False)
    monkeypatch.setattr(limits, "available_bytes", lambda: 3 * one)
    limits.check_memory([scenario], workers=3)
    with pytest.raises(RequestError, match=r"10,000 in 4 processes at once .* GB .* fewer firms or --workers"):
        limits.check_memory([scenario], workers=4)


def test_this_machine_has_some_memory() -> None:
    assert 2**26 < limits.available_bytes() < 2**50


def traced_peak(folder: Path, firms: int, months: int, burn_in: int, tape: bool) -> int:
    """Bytes allocated at the peak of a run, the writing of its files included where it keeps the tape."""
    scenario = load("baseline", firms=firms, months=months, set={"economy.burn_in": burn_in})
    tracemalloc.start()
    try:
        market = run_market(scenario, 1, tape=tape)
        if tape:
            write_run(folder, scenario, 1, market)
        else:
            result_of(scenario, 1, market)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("tape", [False, True], ids=["no tape", "tape"])
def test_the_estimate_holds_what_is_used_and_not_much_more(tape: bool, tmp_path: Path) -> None:
    """The programs themselves, loaded long since, are left out; they are the estimate for no firm and no month."""
    from smecredit.simulation.memory import estimate_bytes

    traced_peak(tmp_path, 4000, 12, 12, tape)  # what only the first run makes, kernels of rarer events too
    fixed = estimate_bytes(0, 0, 0, tape)
    for months, burn_in in ((12, 12), (12, 96), (60, 12)):
        used = traced_peak(tmp_path, 4000, months, burn_in, tape)
        estimated = estimate_bytes(4000, months, burn_in, tape) - fixed
        assert used < 1.15 * estimated + 2**20
        assert estimated < 2.5 * used


def test_months_of_the_burn_in_count(monkeypatch: pytest.MonkeyPatch) -> None:
    short, long = (load("baseline", firms=20_000, set={"economy.burn_in": months}) for months in (12, 600))
    monkeypatch.setattr(limits, "available_bytes", lambda: 450_000_000)
    limits.check_memory([short], workers=1)
    with pytest.raises(RequestError, match="GB of memory"):
        limits.check_memory([long], workers=1, tape=True)
