"""Memory is estimated before a run, with the figure in the refusal."""

import pytest

from smecredit.analysis.experiments import limits
from smecredit.scenarios import load
from smecredit.simulation.ground.errors import RequestError


def test_what_fits_passes() -> None:
    limits.check_memory([load("baseline", firms=1000)], workers=1)


def test_workers_multiply(monkeypatch) -> None:
    from smecredit.simulation.memory import estimate_bytes

    scenario = load("baseline")
    one = estimate_bytes(scenario.firms, scenario.months, False)
    monkeypatch.setattr(limits, "available_bytes", lambda: 3 * one)
    limits.check_memory([scenario], workers=3)
    with pytest.raises(RequestError, match=r"10,000 in 4 processes at once .* GB .* fewer firms or --workers"):
        limits.check_memory([scenario], workers=4)


def test_this_machine_has_some_memory() -> None:
    assert 2**26 < limits.available_bytes() < 2**50
