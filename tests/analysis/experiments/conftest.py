"""A sweep of tiny markets that is run once, and an engine that does everything in the test's own process."""

from collections.abc import Callable
from concurrent.futures import Executor, Future

import pytest

from smecredit.analysis.experiments import sweep as sweeping
from smecredit.analysis.experiments.query import SweepResult


class WorkerGone(Exception):
    """Stands for a worker that died."""


class Inline(Executor):
    """Does a job when it is handed out."""

    def submit(self, work, /, *arguments, **named) -> Future:
        future: Future = Future()
        try:
            future.set_result(work(*arguments, **named))
        except BaseException as error:
            future.set_exception(error)
        return future


class InlineEngine:
    """The test's own process as an engine; work that raises `WorkerGone` has lost its worker."""

    workers, falls_together = 2, True
    gone = WorkerGone

    def __init__(self) -> None:
        self.opened = 0

    def open(self, workers: int) -> Executor:
        self.opened += 1
        return Inline()

    def submit(self, executor: Executor, work: Callable, job: object) -> Future:
        return executor.submit(work, job)

    def died(self, error: BaseException) -> bool:
        return isinstance(error, WorkerGone)

    def stop(self, executor: Executor) -> None:
        executor.shutdown()

    def close(self) -> None:
        pass


@pytest.fixture
def engine() -> InlineEngine:
    return InlineEngine()


@pytest.fixture
def inline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sweeps of this test run in its own process."""
    monkeypatch.setattr(sweeping, "engine_named", lambda *_: InlineEngine())


#: Two scenarios, one of which has the lever; two values of what nobody knows; two seeds: 2 + 4 points, 12 runs.
SMALL = {
    "title": "Shares",
    "scenarios": ["no_support", "one_plus_n"],
    "firms": 200,
    "months": 3,
    "seeds": 2,
    "set": {"opening.settled": False},
    "levers": [{"design": "grid", "values": {"policy.one_plus_n.share.compensation_fund": [0.2, 0.3]}}],
    "uncertainties": [
        {"design": "list", "rows": [{"cycle.policy_rate": 0.02}, {"cycle.policy_rate": 0.03}]},
    ],
}


@pytest.fixture
def small() -> dict:
    return {**SMALL}


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> SweepResult:
    """The sweep `SMALL`, done; to be read, not changed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweeping, "engine_named", lambda *_: InlineEngine())
        return sweeping.sweep(SMALL, tmp_path_factory.mktemp("sweep") / "store")
