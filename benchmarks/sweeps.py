"""What sweeps cost beside the model, and whether they survive being killed and a full disk.

    python benchmarks/sweeps.py overhead [RUNS] [FIRMS] [MONTHS]  CPU of running and storing beside the bare model loop
    python benchmarks/sweeps.py kills [COUNT]                     kill -9 of workers, then of the main process
    python benchmarks/sweeps.py full [KILOBYTES]                  a disk that fills up, and is given room

The first takes some minutes on two processors, the second about as long, the third half a minute. Linux alone; the
third mounts a file system, as root.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from multiprocessing import forkserver
from pathlib import Path
from typing import NamedTuple

import numpy as np

from smecredit.analysis.commands.program import ProgramOptions, count
from smecredit.analysis.experiments.query import Query
from smecredit.analysis.experiments.sweep import compile_kernels, sweep
from smecredit.scenarios import load
from smecredit.simulation import CreditMarket

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_of(process: int) -> float:
    """CPU seconds of a process and of all children it has seen end."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS


def children_of(process: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = path.read_text().rpartition(")")
        except OSError:
            continue
        if int(rest.split()[1]) == process:
            found.append(int(name.split()[0]))
    return found


def bare(firms: int, months: int, first: int, last: int) -> None:
    """The model loop by itself: prints the CPU seconds of its runs, seed `first` to `last`, after two to warm up."""
    scenario = load("one_plus_n", firms=firms, months=months)
    for seed in (1, 2):
        CreditMarket(scenario, seed=seed, threads=1, tape=False).run()
    print("warm", flush=True)
    begun = time.process_time()
    for seed in range(first, last + 1):
        CreditMarket(scenario, seed=seed, threads=1, tape=False).run()
    print(time.process_time() - begun, flush=True)


class TakingTurns:
    """Two groups of processes take turns of some seconds, so that both meet the same machine at its best and worst."""

    def __init__(self, ours: Callable[[], list[int]], others: Sequence[int], seconds: float = 2.0) -> None:
        self._ours, self._others, self._seconds = ours, others, seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._take_turns, daemon=True)

    def __enter__(self) -> None:
        self._signal(self._others, signal.SIGSTOP)
        self._thread.start()

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()
        self._signal([*self._ours(), *self._others], signal.SIGCONT)

    def _take_turns(self) -> None:
        while not self._over.wait(self._seconds):
            if ours := self._ours():
                self._signal(ours, signal.SIGSTOP)
                self._signal(self._others, signal.SIGCONT)
                self._over.wait(self._seconds)
                self._signal(self._others, signal.SIGSTOP)
                self._signal(ours, signal.SIGCONT)

    @staticmethod
    def _signal(processes: Iterable[int], number: signal.Signals) -> None:
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, number)


def overhead(runs: int, firms: int, months: int) -> None:
    """A sweep on two workers, and the same runs in two bare loops, each pair at work while the other waits."""
    design = {"scenarios": ["one_plus_n"], "firms": firms, "months": months, "seeds": runs}
    compile_kernels()
    CreditMarket(load("one_plus_n", firms=firms, months=months), seed=1, tape=False).run()  # its long past is kept
    half = runs // 2
    parts = [(1, half), (half + 1, runs)]
    loops = [
        subprocess.Popen(
            [sys.executable, __file__, "bare", *map(str, (firms, months, *part))], stdout=subprocess.PIPE, text=True
        )
        for part in parts
    ]
    for loop in loops:
        assert loop.stdout is not None and loop.stdout.readline() == "warm\n"
    with tempfile.TemporaryDirectory() as folder:
        begun, used = time.perf_counter(), time.process_time()
        with TakingTurns(workers_of_this_process, [loop.pid for loop in loops]):
            sweep(design, Path(folder) / "store", workers=2)
        wall, here = time.perf_counter() - begun, time.process_time() - used
        alone = sum(float(loop.communicate()[0]) for loop in loops)
        workers = cpu_of(forkserver._forkserver._forkserver_pid)  # the server of the workers counts those that ended
        query = Query(Path(folder) / "store")
        inside = float(query.sql("SELECT sum(cpu_seconds) AS s FROM runs")["s"].iloc[0])
        size = sum(path.stat().st_size for path in (Path(folder) / "store").rglob("*") if path.is_file())
        files = len(query.store.paths("outcomes"))
    total = here + workers
    print(f"{runs} runs of {firms:,} firms x {months} months, sweep and bare loops taking turns of two seconds")
    print(f"  two bare loops       {alone:8.1f} s of CPU, {1e3 * alone / runs:.1f} ms a run")
    print(
        f"  sweep, 2 workers     {total:8.1f} s of CPU, {1e3 * total / runs:.1f} ms a run: "
        f"runs {inside:.1f}, else in workers and their server {workers - inside:.1f}, main process {here:.1f}"
    )
    print(f"  overhead             {100.0 * (total / alone - 1.0):8.1f} %")
    print(f"  store                {size / 1e6:8.1f} MB in {files} chunks, {size / runs / 1e3:.0f} kB a run")
    print(f"  wall                 {wall:8.1f} s of the sweep, half of it waiting")


def workers_of_this_process() -> list[int]:
    """Worker processes of a sweep of this process, once they are there."""
    server = forkserver._forkserver._forkserver_pid
    return [] if server is None else children_of(server)


DESIGN = """
scenarios = ["baseline", "one_plus_n"]
firms = 500
months = 24
seeds = 24
set = { "opening.settled" = false }
[[levers]]
design = "grid"
values = { "policy.one_plus_n.share.compensation_fund" = [0.2, 0.3, 0.4] }
"""


def command(design: Path, store: Path) -> list[str]:
    return [sys.executable, "-m", "smecredit", "sweep", str(design), "--out", str(store), "--workers", "2", "--json"]


def workers_of(process: int) -> list[int]:
    """Worker processes of a sweep: those below the process that starts them."""
    return [each for child in children_of(process) for each in children_of(child)]


def wait_for_some(running: subprocess.Popen, store: Path, luck: np.random.Generator, chunks: int) -> list[int]:
    """Until there are workers, a random number of chunks is stored, and a random part of a second more has passed.

    Gives the workers there are then: none where the sweep was done sooner.
    """
    wanted = int(luck.integers(0, chunks))
    while running.poll() is None and (len([*(store / "index").glob("*")]) < wanted or len(workers_of(running.pid)) < 2):
        time.sleep(0.01)
    time.sleep(luck.uniform(0.0, 1.0))
    return workers_of(running.pid)


class Calm(NamedTuple):
    """An undisturbed sweep: its runs, its chunks and what they hold."""

    runs: int
    chunks: int
    content: str


def stored_runs(store: Path) -> int:
    return len(Query(store).store.runs()) if (store / "store.json").exists() else 0


def killed_worker(design: Path, store: Path, luck: np.random.Generator, calm: Calm) -> str | None:
    """What came of it; None where no run was left when the blow fell."""
    running = subprocess.Popen(command(design, store), stdout=subprocess.PIPE, text=True)
    hit = wait_for_some(running, store, luck, calm.chunks)[:1]
    for each in hit:
        os.kill(each, signal.SIGKILL)
    # What is stored is counted after the blow: what the other worker has stored since only makes it more.
    kept = stored_runs(store)
    out, _ = running.communicate()
    told = json.loads(out)
    assert running.returncode == 0 and not told["failed"], told
    if not hit or kept == calm.runs:
        return None
    return f"worker killed with {calm.runs - kept} runs left, then {told['stored']} of {told['runs']} stored"


def is_running(process: int) -> bool:
    """Whether a process is there and not only waits to be buried."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def killed_main(design: Path, store: Path, luck: np.random.Generator, calm: Calm) -> str | None:
    """What came of it; None where no run was left when the blow fell."""
    running = subprocess.Popen(command(design, store), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    below = wait_for_some(running, store, luck, calm.chunks)
    running.kill()
    running.wait()
    begun = time.perf_counter()
    while any(map(is_running, below)):
        assert time.perf_counter() - begun < 60.0, "a worker outlives its sweep"
        time.sleep(0.01)
    lasted = time.perf_counter() - begun
    kept = stored_runs(store)
    again = subprocess.run(command(design, store), stdout=subprocess.PIPE, text=True, check=True)
    told = json.loads(again.stdout)
    assert told["run_now"] == calm.runs - kept, told
    if kept == calm.runs:
        return None
    then = f"{told['run_now']} made, {told['stored']} stored"
    return f"main killed with {calm.runs - kept} runs left, its {len(below)} workers gone after {lasted:.2f} s; {then}"


def undisturbed(design: Path, store: Path) -> Calm:
    begun = time.perf_counter()
    subprocess.run(command(design, store), stdout=subprocess.DEVNULL, check=True)
    span, found = time.perf_counter() - begun, Query(store).store
    calm = Calm(len(found.runs()), len(found.paths("index")), found.fingerprint())
    print(
        f"undisturbed: {span:.1f} s, {calm.runs} runs in {calm.chunks} chunks, content {calm.content[:16]}", flush=True
    )
    return calm


def kills(count: int) -> None:
    """As many blows of each kind as asked that fall while runs are left; those that come later are counted apart."""
    luck = np.random.default_rng(int(time.time()))
    with tempfile.TemporaryDirectory() as folder:
        design, store = Path(folder) / "design.toml", Path(folder) / "killed"
        design.write_text(DESIGN)
        calm = undisturbed(design, Path(folder) / "calm")
        for what in (killed_worker, killed_main):
            number = late = 0
            while number < count:
                said = what(design, store, luck, calm)
                assert Query(store).store.fingerprint() == calm.content
                left = [*(store / "staging").glob("*")]
                shutil.rmtree(store)
                if said is None:
                    late += 1
                    continue
                number += 1
                print(f"{number:3d} {said}; content equal, {len(left)} staged files left", flush=True)
            print(f"{number} blows fell while runs were left; {late} more came too late and do not count", flush=True)


def full(kilobytes: int) -> None:
    """A sweep into a file system in memory that is too small; then it is given room, and the sweep goes on."""
    with tempfile.TemporaryDirectory() as folder:
        design, disk = Path(folder) / "design.toml", Path(folder) / "disk"
        design.write_text(DESIGN)
        disk.mkdir()
        wanted = undisturbed(design, Path(folder) / "calm").content
        size = sum(path.stat().st_size for path in (Path(folder) / "calm").rglob("*") if path.is_file())
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", disk], check=True)
        try:
            done = subprocess.run(command(design, disk / "store"), capture_output=True, text=True, check=False)
            store = Query(disk / "store").store
            damaged, kept = store.verify().damaged, len(store.runs())
            print(f"a disk of {kilobytes} kB for a store of {size / 1e3:.0f} kB: status {done.returncode}, it says")
            print(f"  {done.stderr.strip()}")
            print(f"  {kept} runs stored, damaged files: {len(damaged)}")
            subprocess.run(["mount", "-o", f"remount,size={10 * kilobytes}k", disk], check=True)
            again = subprocess.run(command(design, disk / "store"), stdout=subprocess.PIPE, text=True, check=True)
            told = json.loads(again.stdout)
            same = Query(disk / "store").store.fingerprint() == wanted
            print(f"  with room: {told['run_now']} made, {told['stored']} stored, content equal: {same}")
            assert same and not damaged and done.returncode == 1 and "Traceback" not in done.stderr
        finally:
            subprocess.run(["umount", disk], check=True)


#: What is measured, by name, with the numbers that it takes and what they are where none is given.
MEASURES: dict[str, tuple[Callable[..., None], dict[str, int]]] = {
    "overhead": (overhead, {"runs": 2000, "firms": 1000, "months": 120}),
    "kills": (kills, {"count": 20}),
    "full": (full, {"kilobytes": 400}),
}


def main() -> None:
    if sys.argv[1:2] == ["bare"]:  # as `overhead` starts it
        bare(*map(int, sys.argv[2:]))
        return
    options = ProgramOptions(__doc__)
    measures = options.add_subparsers(dest="measure", required=True, metavar="{overhead,kills,full}")
    for name, (run, numbers) in MEASURES.items():
        of_measure = measures.add_parser(name, about=run.__doc__)
        for number, usual in numbers.items():
            of_measure.add_argument(number, nargs="?", type=count, default=usual, help=f"({usual})")
    asked = vars(options.asked())
    run, numbers = MEASURES[asked.pop("measure")]
    run(**asked)


if __name__ == "__main__":
    main()
