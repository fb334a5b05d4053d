"""The same sweep on a Dask cluster of two nodes, one of which is killed half-way."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from smecredit.analysis.experiments.query import Query

pytest.importorskip("distributed", reason="Dask is not installed: smecredit[cluster]")
pytestmark = [pytest.mark.slow, pytest.mark.long]

TOML = """
scenarios = ["baseline"]
firms = 200
months = 12
seeds = 40
set = { "opening.settled" = false }
"""
#: Two nodes of one thread each, without a nanny: a node that is killed does not come back.
WORKER = ("distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", "--no-dashboard")


def started(module: str, *arguments: str, folder: Path) -> subprocess.Popen:
    log = (folder / f"{module}.log").open("a")
    return subprocess.Popen([sys.executable, "-m", module, *arguments], stdout=log, stderr=log, cwd=folder)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """Address of a scheduler on the loopback interface, and its two worker nodes."""
    found = tmp_path / "scheduler.json"
    where = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(found))
    every = [started("distributed.cli.dask_scheduler", *where, folder=tmp_path)]
    try:
        until = time.monotonic() + 60
        while not found.exists() and time.monotonic() < until:
            time.sleep(0.1)
        address = json.loads(found.read_text())["address"]
        nodes = [started(*WORKER, address, "--host", "127.0.0.1", folder=tmp_path) for _ in range(2)]
        every += nodes
        yield address, nodes
    finally:
        for process in reversed(every):
            process.kill()
            process.wait()


def test_a_killed_node_changes_nothing(cluster, tmp_path: Path) -> None:
    address, nodes = cluster
    (tmp_path / "design.toml").write_text(TOML)
    named = [str(tmp_path / "design.toml"), "--out", str(tmp_path / "cluster"), "--json"]
    ask = [sys.executable, "-m", "smecredit", "sweep", *named, "--engine", "dask", "--scheduler", address]
    running = subprocess.Popen(ask, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 120
    while (
        len([*(tmp_path / "cluster" / "index").glob("*")]) < 2 and running.poll() is None and time.monotonic() < until
    ):
        time.sleep(0.01)
    nodes[0].kill()
    out, err = running.communicate(timeout=300)
    assert running.returncode == 0, err
    told = json.loads(out)
    assert (told["stored"], told["failed"]) == (40, [])
    # In a process of its own: an indicator that another test has declared here would be in its rows.
    alone = [str(tmp_path / "design.toml"), "--out", str(tmp_path / "here"), "--workers", "1", "--json"]
    subprocess.run([sys.executable, "-m", "smecredit", "sweep", *alone], stdout=subprocess.PIPE, check=True)
    assert Query(tmp_path / "cluster").store.fingerprint() == Query(tmp_path / "here").store.fingerprint()


def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path, monkeypatch) -> None:
    from smecredit.analysis.experiments import engines
    from smecredit.simulation.ground.errors import RunError

    monkeypatch.setattr(engines, "_PATIENCE", 1)
    with pytest.raises(RunError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        engines.engine_named("dask", None, "tcp://127.0.0.1:9")
