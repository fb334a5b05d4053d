"""Sweeps in real processes, whose workers or main process are killed: the store comes out the same."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from smecredit.analysis.experiments.query import Query

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds worker processes by /proc"),
]

DESIGN = """
scenarios = ["baseline", "one_plus_n"]
firms = 300
months = 18
seeds = 24
set = { "opening.settled" = false }
"""
KILLER = '''
import os, signal
from typing import ClassVar
from smecredit.simulation.policy.instrument import Instrument

class Killer(Instrument):
    """Kills the process that runs seed 2."""

    kind: ClassVar[str] = "killer"
    label: ClassVar[dict[str, str]] = {"en": "killer", "zh": "终止"}
    spends: ClassVar[bool] = False

    def before_trade(self, economy):
        if economy.seed == 2:
            os.kill(os.getpid(), signal.SIGKILL)
'''


@pytest.fixture(scope="module")
def killing(program: Callable[[str], ModuleType]) -> ModuleType:
    """The benchmark that kills sweeps many times over: it starts them, and finds their workers, in the same way."""
    return program("benchmarks/sweeps.py")


@pytest.fixture(scope="module")
def command(folder: Path, killing: ModuleType) -> Callable[[str], list[str]]:
    return lambda store: killing.command(folder / "design.toml", folder / store)


def wait_for_chunks(running: subprocess.Popen, store: Path, chunks: int) -> None:
    until = time.monotonic() + 120
    while running.poll() is None and len([*(store / "index").glob("*")]) < chunks and time.monotonic() < until:
        time.sleep(0.01)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("killed")
    (folder / "design.toml").write_text(DESIGN)
    return folder


@pytest.fixture(scope="module")
def wanted(folder: Path, command: Callable[[str], list[str]]) -> str:
    """The store of an undisturbed sweep."""
    subprocess.run(command("calm"), stdout=subprocess.PIPE, check=True)
    return Query(folder / "calm").store.fingerprint()


def test_a_killed_worker_costs_nothing_but_time(folder: Path, wanted: str, command, killing) -> None:
    running = subprocess.Popen(command("worker"), stdout=subprocess.PIPE, text=True)
    for chunks in (1, 2):
        wait_for_chunks(running, folder / "worker", chunks)
        for worker in killing.workers_of(running.pid)[:1]:
            os.kill(worker, signal.SIGKILL)
    out, _ = running.communicate()
    told = json.loads(out)
    assert (running.returncode, told["stored"], told["failed"]) == (0, 48, [])
    assert Query(folder / "worker").store.fingerprint() == wanted


def test_a_killed_sweep_leaves_whole_files_and_goes_on(folder: Path, wanted: str, command, killing) -> None:
    running = subprocess.Popen(command("main"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for_chunks(running, folder / "main", 2)
    workers = killing.workers_of(running.pid)
    running.kill()
    running.wait()
    until = time.monotonic() + 20
    while any(map(killing.is_running, workers)) and time.monotonic() < until:
        time.sleep(0.1)
    assert len(workers) == 2 and not any(map(killing.is_running, workers))
    store = Query(folder / "main").store
    assert store.verify().damaged == {}
    kept = len(store.runs())
    assert 0 < kept < 48  # the blow fell while runs were left
    done = subprocess.run(command("main"), stdout=subprocess.PIPE, text=True, check=True)
    told = json.loads(done.stdout)
    assert (told["run_now"], told["stored"]) == (48 - kept, 48)
    assert Query(folder / "main").store.fingerprint() == wanted


def test_two_sweeps_at_once_share_a_store(folder: Path, wanted: str, command) -> None:
    both = [subprocess.Popen(command("both"), stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [json.loads(each.communicate()[0]) for each in both]
    assert [each.returncode for each in both] == [0, 0]
    assert [each["stored"] for each in told] == [48, 48]
    assert Query(folder / "both").store.fingerprint() == wanted
    assert Query(folder / "both").store.verify().damaged == {}


def test_ctrl_c_ends_it_at_once_and_says_how_to_go_on(folder: Path, command, ctrl_c_is_heard: None) -> None:
    running = subprocess.Popen(command("stopped"), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    wait_for_chunks(running, folder / "stopped", 1)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (130, "")
    assert "of 48 runs are stored in" in err and "The same command goes on from there" in err
    assert "Traceback" not in err


def test_the_run_that_kills_its_worker_is_quarantined_alone(folder: Path, killing) -> None:
    (folder / "killer.py").write_text(KILLER, encoding="utf-8")
    (folder / "killer.toml").write_text('title = "Killer"\nbase = "baseline"\n[[policy]]\nkind = "killer"\n')
    design = 'scenarios = ["killer.toml"]\nfirms = 200\nmonths = 2\nseeds = 6\nset = { "opening.settled" = false }\n'
    (folder / "design2.toml").write_text(design)
    ask = [*killing.command(folder / "design2.toml", folder / "killed"), "--plugin", str(folder / "killer.py")]
    done = subprocess.run(ask, capture_output=True, text=True, check=False)
    told = json.loads(done.stdout)
    assert (done.returncode, told["stored"]) == (1, 5)
    (failed,) = told["failed"]
    assert (failed["kind"], failed["seed"], failed["scenario"]) == ("killed", 2, "killer.toml")
    assert "1 of 6 runs failed" in done.stderr and "Traceback" not in done.stderr
