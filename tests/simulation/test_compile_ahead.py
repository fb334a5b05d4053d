"""What the second process compiles is what the first one needs, and it never outlives it."""

import importlib
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket, compile_ahead, learner
from smecredit.simulation.ground.compiled import COMPILED, called_from_python

#: A process that begins to compile ahead, says who does it, and waits.
STARTS = """
import sys, time
from smecredit.scenarios import load
from smecredit.simulation import compile_ahead
started = []
popen = compile_ahead.subprocess.Popen
def noted(*arguments, **options):
    started.append(popen(*arguments, **options))
    return started[0]
compile_ahead.subprocess.Popen = noted
compile_ahead.start(load("baseline"))
compile_ahead.start(load("baseline"))
print(len(started), *[process.pid for process in started], flush=True)
if sys.argv[1:] == ["wait"]:
    time.sleep(60)
"""


def learned(scenario: object) -> list[compile_ahead.Signature]:
    """What a learner of its own notes."""
    found = subprocess.run(
        [sys.executable, "-m", "smecredit.simulation.learner"],
        input=pickle.dumps(scenario),
        stdout=subprocess.PIPE,
        env={**os.environ, "SMECREDIT_NOJIT": "1"},
        check=True,
    )
    return pickle.loads(found.stdout)  # type: ignore[no-any-return]


def runs(process: int) -> bool:
    """Whether a process of this id is there and not only waiting to be forgotten."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled in plain Python")
def test_kernels_are_learned_with_the_types_that_the_model_calls_them_with() -> None:
    scenario = load("one_plus_n")
    signatures = learned(scenario)
    CreditMarket(learner.small(scenario), seed=1, tape=False).run()
    names = {name for _, name, _ in signatures}
    assert {
        "find_offers",
        "ration",
        "disburse",
        "trade",
        "renew_loans",
        "sum_loans",
        "default_loans",
        "settle_claims",
    } <= names
    unused = [
        (name, types)
        for module, name, types in signatures
        if types not in called_from_python(getattr(importlib.import_module(module), name)).signatures
    ]
    assert unused == []


def test_in_the_small_economy_everything_acts_from_the_first_month() -> None:
    scenario = load("one_plus_n", under="severe_recession")
    small = learner.small(scenario)
    assert (small.firms, small.months) == (learner.FIRMS, learner.MONTHS)
    assert [policy.name for policy in small.policies] == [policy.name for policy in scenario.policies]
    assert {item.start for item in (*small.policies, *small.stresses)} == {1}
    assert all(policy.end is None and policy.trigger is None for policy in small.policies)
    assert scenario.firms == 10_000


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled in plain Python")
def test_what_is_compiled_is_found_in_the_cache(tmp_path: Path) -> None:
    program = """
from numba import typeof
from smecredit.simulation import compile_ahead
from smecredit.simulation.ground.compiled import called_from_python
from smecredit.simulation.ground.units import whole_fen
{action}
print(whole_fen(2.5), sum(called_from_python(whole_fen).stats.cache_hits.values()))
"""
    environment = {**os.environ, "SMECREDIT_CACHE_DIR": str(tmp_path)}
    ahead = "compile_ahead.compile_all([('smecredit.simulation.ground.units', 'whole_fen', (typeof(1.0),))])"
    outcomes = [
        subprocess.run(
            [sys.executable, "-c", program.format(action=action)], env=environment, check=True, capture_output=True
        ).stdout.split()
        for action in (ahead, "")
    ]
    assert [int(hits) for _, hits in outcomes] == [0, 1]


def test_learning_needs_plain_python() -> None:
    if COMPILED:
        with pytest.raises(RuntimeError, match="SMECREDIT_NOJIT=1"):
            learner.learn(load("baseline"))


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled in plain Python")
@pytest.mark.parametrize("reason", ["off", "warm", "one processor"])
def test_nothing_starts_without_need(reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compile_ahead, "cache_is_warm", lambda: reason == "warm")
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0} if reason == "one processor" else {0, 1})
    monkeypatch.setenv("SMECREDIT_COMPILE_AHEAD", "0" if reason == "off" else "1")
    assert not compile_ahead._useful()
    monkeypatch.undo()
    monkeypatch.setattr(compile_ahead, "cache_is_warm", lambda: False)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1})
    monkeypatch.setenv("SMECREDIT_COMPILE_AHEAD", "1")
    assert compile_ahead._useful()


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled in plain Python")
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
@pytest.mark.parametrize("end", ["of its own", "killed"])
def test_the_second_process_ends_with_the_first(end: str, tmp_path: Path) -> None:
    environment = {**os.environ, "SMECREDIT_CACHE_DIR": str(tmp_path), "SMECREDIT_COMPILE_AHEAD": "1"}
    if len(os.sched_getaffinity(0)) < 2:
        pytest.skip("one processor: nothing is compiled ahead")
    first = subprocess.Popen(
        [sys.executable, "-c", STARTS, *(["wait"] if end == "killed" else [])],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdout is not None
    count, second = map(int, first.stdout.readline().split())
    assert count == 1  # asked twice, started once
    if end == "killed":
        assert runs(second)
        first.send_signal(signal.SIGKILL)
    first.communicate()
    give_up = time.monotonic() + 20.0
    while runs(second) and time.monotonic() < give_up:
        time.sleep(0.05)
    assert not runs(second)


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled in plain Python")
def test_where_no_process_can_be_started_this_one_compiles_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def refused(command: object, **_: object) -> None:
        asked.append(command)
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(compile_ahead, "_asked", False)
    monkeypatch.setattr(compile_ahead, "_useful", lambda: True)
    monkeypatch.setattr(compile_ahead.subprocess, "Popen", refused)
    monkeypatch.setattr(compile_ahead.atexit, "register", lambda *_: pytest.fail("there is nothing to end"))
    for _ in range(2):
        compile_ahead.start(load("baseline"))
    assert len(asked) == 1  # and not again at every run
