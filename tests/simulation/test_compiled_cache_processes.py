"""The compiled cache in processes of their own: damaged, without room, without a home, several at once, killed."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from smecredit.simulation.ground import compiled, compiled_cache
from smecredit.simulation.ground.units import whole_fen

pytestmark = pytest.mark.skipif(not compiled.COMPILED, reason="nothing is compiled in plain Python")

#: Rounds with a rule, and prints how often it was found compiled, how often compiled anew.
ROUNDS = """
from smecredit.simulation.ground.compiled import called_from_python
from smecredit.simulation.ground.units import whole_fen
rounded, rule = whole_fen(2.5), called_from_python(whole_fen)
print(rounded, sum(rule.stats.cache_hits.values()), sum(rule.stats.cache_misses.values()))
"""
FOUND, COMPILED_ANEW = "3 1 0", "3 0 1"


def child(program: str, **environment: str) -> str:
    """What a program prints in a Python of its own, without an error and without a word on standard error."""
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def rule() -> Any:
    """The rule that rounds, as a new process would meet it: nothing of it compiled yet."""
    return compiled._cached(whole_fen.py_func, _nrt=False)


def files(folder: Path) -> list[str]:
    """Endings of all files below a folder, in order."""
    return sorted(path.name.rpartition(".")[2] for path in folder.rglob("*") if not path.is_dir())


def test_what_is_damaged_is_compiled_anew(cache_folder: Path) -> None:
    assert [child(ROUNDS) for _ in range(2)] == [COMPILED_ANEW, FOUND]
    for ending, content in (("nbi", b""), ("nbi", b"xyz"), ("nbc", b""), ("nbc", b"xyz")):
        for path in cache_folder.rglob(f"*.{ending}"):
            path.write_bytes(content)
        assert child(ROUNDS) == COMPILED_ANEW
    assert child(ROUNDS) == FOUND


@pytest.mark.parametrize("limit", [0, 64, 1024])
def test_a_process_that_may_write_little_runs_uncached(limit: int, cache_folder: Path) -> None:
    limits = f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
    assert [child(limits + ROUNDS) for _ in range(2)] == [COMPILED_ANEW] * 2
    assert files(cache_folder) == []
    assert [child(ROUNDS) for _ in range(2)] == [COMPILED_ANEW, FOUND]


def test_the_signal_of_a_file_too_large_does_not_kill(cache_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ROUNDS],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64)),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, COMPILED_ANEW, "")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a disk")
def test_a_full_disk_costs_the_cache_alone(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "none", str(disk)], capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        assert [child(ROUNDS, SMECREDIT_CACHE_DIR=str(disk / "c")) for _ in range(2)] == [COMPILED_ANEW] * 2
        assert files(disk) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_home_that_cannot_be_written_gives_way(cache_folder: Path, cache_fallback: Path) -> None:
    cache_folder.write_text("in the way")
    settings = {"HOME": str(cache_folder), "SMECREDIT_CACHE_DIR": "", "XDG_CACHE_HOME": ""}
    assert [child(ROUNDS, **settings) for _ in range(2)] == [COMPILED_ANEW, FOUND]
    assert files(cache_fallback) == ["nbc", "nbi"]


def test_settings_of_numba_for_its_own_cache_do_not_reach_this_one(cache_folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    settings = {"NUMBA_CACHE_DIR": str(elsewhere), "NUMBA_CACHE_LOCATOR_CLASSES": "InTreeCacheLocator"}
    assert [child(ROUNDS, **settings), child(ROUNDS)] == [COMPILED_ANEW, FOUND]
    assert not elsewhere.exists()
    assert child("import smecredit.simulation.ground.units, numba; print(numba.config.CACHE_DIR)") == ""


#: Keeps two compiled forms of a rule again and again, from nothing each time.
KEEPS = """
from smecredit.simulation.ground import compiled
from smecredit.simulation.ground.units import whole_fen
rule = compiled._cached(whole_fen.py_func, _nrt=False)
rule(2.5), rule(2)
print("ready", flush=True)
while True:
    rule._cache.flush()
    for signature, overload in rule.overloads.items():
        rule._cache.save_overload(signature, overload)
"""


class TestSeveralProcesses:
    def test_that_compile_at_once_agree(self, cache_folder: Path) -> None:
        several = [
            subprocess.Popen([sys.executable, "-c", ROUNDS], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        for process in several:
            said, complaint = process.communicate()
            assert (process.returncode, complaint) == (0, "")
            assert said.strip() in (COMPILED_ANEW, FOUND)
        assert child(ROUNDS) == FOUND

    def test_that_are_killed_while_they_write_damage_nothing(self, cache_folder: Path) -> None:
        for _ in range(2):
            several = [
                subprocess.Popen([sys.executable, "-c", KEEPS], stdout=subprocess.PIPE, text=True) for _ in range(2)
            ]
            try:
                for process in several:
                    assert process.stdout is not None
                    assert process.stdout.readline().strip() == "ready"
                until = time.monotonic() + 0.5
                while time.monotonic() < until:
                    kernel = rule()
                    assert (kernel(2.5), kernel(2)) == (3, 2)
                several[0].send_signal(signal.SIGKILL)
                kernel = rule()
                assert (kernel(-7.6), kernel(-2)) == (-8, -2)
            finally:
                for process in several:
                    process.kill()
                    process.communicate()
            assert child(ROUNDS) in (COMPILED_ANEW, FOUND)
            assert child(ROUNDS) == FOUND

    def test_what_one_was_killed_over_is_removed(self, cache_folder: Path) -> None:
        rule()(2.5)
        (index,) = cache_folder.rglob("*.nbi")
        left = index.with_name(f"{index.name}.0123.part")
        left.write_bytes(b"half")
        index.unlink()
        rule()(2.5)
        assert files(cache_folder) == ["nbc", "nbi"]


#: Runs the command line and writes the name of each file that it opens in the folder of compiled kernels.
WATCHED = """
import os, runpy, sys

folder, names = os.environ["SMECREDIT_CACHE_DIR"], open(sys.argv.pop(1), "a")

def watch(event, details):
    if event == "open" and str(details[0]).startswith(folder):
        names.write(f"{details[0]}\\n")

sys.addaudithook(watch)
runpy.run_module("smecredit", run_name="__main__", alter_sys=True)
"""


@pytest.mark.slow
def test_a_run_heals_what_is_damaged(tmp_path: Path) -> None:
    cache, opened = tmp_path / "cache", tmp_path / "opened"
    command = ["run", "baseline", "--firms", "200", "--months", "3", "--json", "--set", "opening.settled=false"]

    def run(*start: str) -> str:
        settings = {**os.environ, "SMECREDIT_CACHE_DIR": str(cache), "SMECREDIT_COMPILE_AHEAD": "0"}
        done = subprocess.run(
            [sys.executable, *start, *command], env=settings, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    # What this very code was compiled to: other versions may lie beside it.
    import smecredit.simulation.market  # noqa: F401 - with it all that has kernels

    modules = [
        name
        for name, module in sys.modules.items()
        if name.startswith("smecredit.simulation.") and not hasattr(module, "__path__")
    ]
    cache.mkdir(mode=0o700)
    for warm in {compiled_cache.cache_directory(name) for name in modules}:
        if warm is not None and warm.exists():
            shutil.copytree(warm, cache / warm.name, dirs_exist_ok=True)
    right = run("-m", "smecredit")  # compiles what is missing
    assert run("-c", WATCHED, str(opened)) == right
    used = {path for line in opened.read_text().splitlines() if (path := Path(line)).is_file()}
    # The smallest kernels of those the run uses: a large one takes half a minute to compile.
    smallest = sorted((path for path in used if path.suffix == ".nbc"), key=lambda path: (path.stat().st_size, path))
    damaged: dict[Path, bytes] = {}
    for number, code in enumerate(smallest[:12]):
        (index,) = (path for path in used if path.suffix == ".nbi" and code.name.startswith(f"{path.stem}."))
        damaged |= ({index: b""}, {index: b"xyz"}, {code: b"xyz"})[number % 3]
    assert {(path.suffix, content) for path, content in damaged.items()} == {
        (".nbi", b""),
        (".nbi", b"xyz"),
        (".nbc", b"xyz"),
    }
    for path, content in damaged.items():
        path.write_bytes(content)
    assert run("-m", "smecredit") == right
    for path, content in damaged.items():
        assert not path.exists() or path.read_bytes() != content
    healed = {path: path.stat().st_mtime_ns for path in cache.rglob("*")}
    assert run("-m", "smecredit") == right
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*")} == healed
