"""What a sweep is said to take: counted without running, and no less for a cold cache, a past or a busy machine."""

from pathlib import Path

import pytest

from smecredit.analysis.experiments import forecast
from smecredit.analysis.experiments.forecast import (
    COMPILE_SECONDS,
    PAST_SECONDS,
    START_SECONDS,
    estimate,
    processor_time,
)
from smecredit.analysis.experiments.query import SweepResult
from smecredit.analysis.experiments.run_cost import seconds_by_rule
from smecredit.analysis.experiments.sweep import How
from smecredit.analysis.experiments.sweep_plan import plan


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine of two processors that does nothing else, with all kernels compiled."""
    monkeypatch.setattr(forecast, "processor_time", lambda threads: float(min(threads, 2)))
    monkeypatch.setattr(forecast, "compiled_already", lambda: True)


def test_it_counts_without_running(small, tmp_path: Path, finished: SweepResult) -> None:
    before = estimate(plan(small), tmp_path / "nothing", How(workers=2))
    assert (before.runs, before.stored, before.points, before.measured) == (12, 0, 4, False)
    assert not (tmp_path / "nothing").exists()
    assert before.disk_bytes > 10_000 and before.memory_bytes > 10**8
    after = estimate(plan({**small, "seeds": 3}), finished.store.folder, How(workers=2))
    assert (after.runs, after.stored, after.measured) == (18, 12, True)


def test_a_sweep_that_is_done_takes_no_time(small, finished: SweepResult) -> None:
    assert estimate(plan(small), finished.store.folder, How(workers=2)).seconds == 0.0


def test_runs_share_the_processors_and_the_start_does_not(small, tmp_path: Path, idle: None) -> None:
    planned = plan(small)
    runs = 12 * seconds_by_rule(planned.largest)
    taken = {count: estimate(planned, tmp_path / "store", How(workers=count)).seconds for count in (1, 2, 8)}
    assert taken[1] == pytest.approx(START_SECONDS + runs)
    assert taken[2] == taken[8] == pytest.approx(START_SECONDS + runs / 2.0)


def test_kernels_that_are_not_compiled_count(small, tmp_path: Path, idle: None, monkeypatch) -> None:
    warm = estimate(plan(small), tmp_path / "store", How(workers=2)).seconds
    monkeypatch.setattr(forecast, "compiled_already", lambda: False)
    cold = estimate(plan(small), tmp_path / "store", How(workers=2)).seconds
    assert cold - warm == pytest.approx(COMPILE_SECONDS)


@pytest.mark.parametrize(("pasts", "rounds"), [(1, 1), (2, 1), (3, 2)])
def test_runs_wait_for_their_past(small, tmp_path: Path, idle: None, monkeypatch, pasts: int, rounds: int) -> None:
    without = estimate(plan(small), tmp_path / "store", How(workers=2)).seconds
    monkeypatch.setattr(forecast, "_pasts_to_settle", lambda *_: pasts)
    waiting = estimate(plan(small), tmp_path / "store", How(workers=2)).seconds
    assert waiting - without == pytest.approx(rounds * PAST_SECONDS)


def test_a_machine_half_taken_by_others_takes_twice_as_long(small, tmp_path: Path, idle: None, monkeypatch) -> None:
    free = estimate(plan(small), tmp_path / "store", How(workers=2))
    monkeypatch.setattr(forecast, "processor_time", lambda threads: 0.5 * threads)
    busy = estimate(plan(small), tmp_path / "store", How(workers=2))
    assert (free.processors, busy.processors) == (2.0, 1.0)
    assert busy.seconds == pytest.approx(2.0 * free.seconds)


def test_the_processor_time_tried_out_is_no_more_than_the_threads_can_have() -> None:
    assert 0.0 < processor_time(1, 0.05) < 1.1
    assert 0.0 < processor_time(3, 0.05) < 3.3
