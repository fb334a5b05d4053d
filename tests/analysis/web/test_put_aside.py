"""A run that is put aside for something more urgent goes on to the same numbers, in the same worker or anew."""

import gzip
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from smecredit.analysis.web import work
from smecredit.analysis.web.setting import Setting
from smecredit.analysis.web.sizes import FULL, QUICK, Size, World
from smecredit.analysis.web.store import Store
from smecredit.analysis.web.workers import Paused

SETTINGS = (Setting("baseline"), Setting("one_plus_n", 60))


class Switch:
    """A switch that is on at some looks, counted from 1."""

    def __init__(self, *at: int) -> None:
        self.looks, self.at = 0, at

    @property
    def value(self) -> bool:
        self.looks += 1
        return self.looks in self.at


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """This process as a worker: call it with a switch to begin with a folder of its own and nothing put aside."""

    def begin(pause: object) -> None:
        monkeypatch.setattr(work, "_here", [Store(tmp_path / str(len(list(tmp_path.iterdir()))))])
        work._here[0].folder.mkdir()
        monkeypatch.setattr(work, "_pauses", [pause])
        work._aside.clear()

    yield begin
    work._aside.clear()
    work._pasts.clear()


@pytest.mark.parametrize("kind", [QUICK, FULL])
def test_a_run_goes_on_where_it_stopped(kind: str, worker) -> None:
    world = World("severe_recession", Size(200, 30), kind)

    def runs() -> list[bytes]:
        kept = [work.live(work._here[0], setting, world, 1) for setting in SETTINGS]
        return [b"".join(part.tobytes() for part in (run.states, run.ends, run.result.numerators)) for run in kept]

    worker(SimpleNamespace(value=False))
    whole = runs()
    switch = Switch(5, 20)
    worker(switch)
    for put_aside in (1, 1):
        with pytest.raises(Paused):
            runs()
        assert len(work._aside) == put_aside
    assert runs() == whole
    assert not work._aside
    assert switch.looks == 2 * 30 + 2  # no month of either run was lived twice


def test_a_quick_line_is_the_same_after_a_pause(worker) -> None:
    world = World(None, Size(200, 30))
    worker(SimpleNamespace(value=False))
    whole = work.quick(SETTINGS, world, 1)
    worker(Switch(40))
    with pytest.raises(Paused):
        work.quick(SETTINGS, world, 1)
    assert work.quick(SETTINGS, world, 1) == whole
    assert json.loads(gzip.decompress(whole))["firms"] == 200


def test_few_runs_wait_at_once(worker) -> None:
    worker(SimpleNamespace(value=True))
    for seed in range(1, work.MOST_ASIDE + 2):
        with pytest.raises(Paused):
            work.live(work._here[0], SETTINGS[0], World(None, Size(200, 30)), seed)
    assert [seed for _, seed, _ in work._aside] == [2, 3]
