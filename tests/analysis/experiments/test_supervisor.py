"""Whoever kills its worker is found and named; everybody else's work is done."""

import pytest

from smecredit.analysis.experiments.supervisor import Supervisor

from .conftest import InlineEngine, WorkerGone


class Numbers:
    """Chunks of numbers."""

    def __init__(self, *chunks: tuple[int, ...]) -> None:
        self.todo = list(chunks)
        self.found: list[int] = []
        self.dead: list[int] = []

    def next_job(self):
        return self.todo.pop(0) if self.todo else None

    def parts(self, job):
        return [(number,) for number in job]

    def done(self, job, found) -> None:
        self.found.extend(found)

    def failed(self, job, error) -> None:
        raise error

    def killed(self, job) -> None:
        self.dead.extend(job)


def squares(job):
    if 13 in job:
        raise WorkerGone
    return [number * number for number in job]


@pytest.mark.parametrize("falls_together", [True, False])
def test_the_one_that_kills_is_found_and_its_neighbours_are_done(engine: InlineEngine, falls_together: bool) -> None:
    engine.falls_together = falls_together
    source = Numbers((1, 2), (3, 13, 4), (5,), (6, 7))
    Supervisor(engine, squares, source).run()
    assert source.dead == [13]
    assert sorted(source.found) == [1, 4, 9, 16, 25, 36, 49]


def test_a_worker_that_is_killed_once_blames_nobody(engine: InlineEngine) -> None:
    killed = []

    def once(job):
        if 3 in job and len(killed) < 2:  # once in its chunk, once alone
            killed.append(job)
            raise WorkerGone
        return list(job)

    source = Numbers((1, 2), (3, 4))
    Supervisor(engine, once, source).run()
    assert killed == [(3, 4), (3,)]
    assert (source.dead, sorted(source.found)) == ([], [1, 2, 3, 4])


def test_an_error_ends_it_at_once(engine: InlineEngine) -> None:
    def wrong(job):
        raise ValueError("no number")

    source = Numbers((1,), (2,), (3,), (4,), (5,), (6,))
    with pytest.raises(ValueError, match="no number"):
        Supervisor(engine, wrong, source).run()
    assert source.todo  # no more than those in flight were handed out


def test_a_source_may_have_nothing_for_now(engine: InlineEngine) -> None:
    class Waiting(Numbers):
        def next_job(self):
            return None if self.todo and self.todo[0] == (2,) and 1 not in self.found else super().next_job()

    source = Waiting((1,), (2,))
    Supervisor(engine, squares, source).run()
    assert source.found == [1, 4]
