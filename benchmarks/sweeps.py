"""What sweeps cost beside the model, and whether they survive being killed.

python benchmarks/sweeps.py overhead [RUNS] [FIRMS] [MONTHS]     CPU of running and storing against the bare model loop
python benchmarks/sweeps.py kills [KILLS]                        kill -9 of workers, then of the main process
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from multiprocessing import forkserver
from pathlib import Path

import numpy as np

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


def overhead(runs: int, firms: int, months: int) -> None:
    design = {"scenarios": ["one_plus_n"], "firms": firms, "months": months, "seeds": runs}
    scenario = load("one_plus_n", firms=firms, months=months)
    compile_kernels()
    CreditMarket(scenario, seed=1, tape=False).run()  # its long past is settled and kept

    def bare(seeds: range) -> float:
        begun = time.process_time()
        for seed in seeds:
            CreditMarket(scenario, seed=seed, threads=1, tape=False).run()
        return time.process_time() - begun

    half = runs // 2
    alone = bare(range(1, half + 1))
    with tempfile.TemporaryDirectory() as folder:
        begun, used = time.perf_counter(), time.process_time()
        sweep(design, Path(folder) / "store", workers=2)
        wall, here = time.perf_counter() - begun, time.process_time() - used
        server = forkserver._forkserver._forkserver_pid
        time.sleep(1.0)  # the workers end, and the server of the workers counts them
        workers = cpu_of(server)
        query = Query(Path(folder) / "store")
        size = sum(path.stat().st_size for path in (Path(folder) / "store").rglob("*") if path.is_file())
        files = len(query.store.paths("outcomes"))
    alone += bare(range(half + 1, runs + 1))
    total = here + workers
    print(f"{runs} runs of {firms:,} firms x {months} months")
    print(f"  bare model loop      {alone:8.1f} s of CPU, {1e3 * alone / runs:.0f} ms a run")
    print(
        f"  sweep, 2 workers     {total:8.1f} s of CPU: workers {workers:.1f}, main process {here:.1f}; wall {wall:.1f}"
    )
    print(f"  overhead             {100.0 * (total / alone - 1.0):8.1f} %")
    print(f"  store                {size / 1e6:8.1f} MB in {files} chunks, {size / runs / 1e3:.0f} kB a run")


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


def wait_for_some(running: subprocess.Popen, store: Path, luck: np.random.Generator, chunks: int) -> int:
    """Until a random number of chunks is stored, and a random part of a second more."""
    wanted = int(luck.integers(0, chunks))
    while running.poll() is None and len([*(store / "index").glob("*")]) < wanted:
        time.sleep(0.01)
    time.sleep(luck.uniform(0.0, 1.0))
    return wanted


def killed_worker(design: Path, store: Path, luck: np.random.Generator, chunks: int) -> str:
    running = subprocess.Popen(command(design, store), stdout=subprocess.PIPE, text=True)
    wait_for_some(running, store, luck, chunks)
    hit = workers_of(running.pid)[:1]
    for each in hit:
        os.kill(each, signal.SIGKILL)
    out, _ = running.communicate()
    told = json.loads(out)
    assert running.returncode == 0 and not told["failed"], told
    return f"worker {'killed' if hit else 'not there yet'}, {told['stored']} of {told['runs']} stored"


def killed_main(design: Path, store: Path, luck: np.random.Generator, chunks: int) -> str:
    running = subprocess.Popen(command(design, store), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for_some(running, store, luck, chunks)
    below = workers_of(running.pid)
    running.kill()
    running.wait()
    time.sleep(2.0)
    left = [each for each in below if Path(f"/proc/{each}").exists()]
    kept = len(Query(store).store.runs()) if (store / "store.json").exists() else 0
    again = subprocess.run(command(design, store), stdout=subprocess.PIPE, text=True, check=True)
    told = json.loads(again.stdout)
    then = f"{told['run_now']} made, {told['stored']} stored"
    return f"main killed with {kept} stored, {len(left)} workers left over; then {then}"


def kills(count: int) -> None:
    luck = np.random.default_rng(int(time.time()))
    with tempfile.TemporaryDirectory() as folder:
        design = Path(folder) / "design.toml"
        design.write_text(DESIGN)
        begun = time.perf_counter()
        subprocess.run(command(design, Path(folder) / "calm"), stdout=subprocess.DEVNULL, check=True)
        span = time.perf_counter() - begun
        wanted = Query(Path(folder) / "calm").store.fingerprint()
        chunks = len(Query(Path(folder) / "calm").store.paths("index"))
        print(f"undisturbed: {span:.1f} s, {chunks} chunks, content {wanted[:16]}")
        for what in (killed_worker, killed_main):
            for number in range(count):
                store = Path(folder) / f"{what.__name__}{number}"
                said = what(design, store, luck, chunks)
                same = Query(store).store.fingerprint() == wanted
                left = [*(store / "staging").glob("*")]
                print(
                    f"{number + 1:3d} {said}; content {'equal' if same else 'DIFFERENT'}, {len(left)} staged files left"
                )
                assert same


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[2:]]
    if sys.argv[1:2] == ["kills"]:
        kills(*(numbers or [20]))
    else:
        overhead(*(numbers or []), *[200, 1000, 120][len(numbers) :])
