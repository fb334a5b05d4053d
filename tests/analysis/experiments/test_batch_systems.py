"""The page's scripts for SLURM and PBS: they are run as they stand, up to what only a batch system can do."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import smecredit as sc

BASH = shutil.which("bash")


def blocks(root: Path, language: str) -> list[str]:
    page = (root / "docs" / "sweeps.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", page, flags=re.DOTALL)


def is_valid(script: str) -> bool:
    assert BASH is not None
    return subprocess.run([BASH, "-n"], input=script, text=True, check=False).returncode == 0


@pytest.mark.parametrize(
    ("system", "lines"),
    [
        ("SLURMCluster", ["#SBATCH -p normal", "#SBATCH -t 02:00:00", "#SBATCH --cpus-per-task=1"]),
        ("PBSCluster", ["#PBS -q batch", "#PBS -l walltime=02:00:00", "#PBS -l select=1:ncpus=1:"]),
    ],
)
@pytest.mark.skipif(BASH is None, reason="no bash to read a job script with")
def test_each_worker_is_a_job_of_one_thread(root: Path, system: str, lines: list[str], monkeypatch) -> None:
    jobqueue = pytest.importorskip("dask_jobqueue", reason="dask-jobqueue is not installed: smecredit[cluster]")
    (script,) = [block for block in blocks(root, "python") if system in block]
    scaled: list[int] = []
    swept: list[tuple] = []
    made: list[str] = []

    def scale(cluster, jobs: int) -> None:
        """What would call sbatch or qsub."""
        scaled.append(jobs)
        made.append(cluster.job_script())

    monkeypatch.setattr(getattr(jobqueue, system), "scale", scale)
    monkeypatch.setattr(sc, "sweep", lambda file, store, how: swept.append((file, store, how)), raising=False)
    exec(compile(script, "docs/sweeps.md", "exec"), {"__name__": "__main__"})
    assert scaled == [64, 0]  # the cluster lets go of its jobs as it closes
    ((file, store, how),) = swept
    assert (file, store, how.engine) == ("shares.toml", "/shared/shares", "dask")
    job = made[0]
    assert is_valid(job)
    for line in lines:
        assert line in job
    (command,) = [line for line in job.splitlines() if "dask_worker" in line]
    assert how.scheduler in command and "--nthreads 1 " in command
    python, *rest = command.split()
    told = subprocess.run([python, *rest[:2], "--help"], capture_output=True, text=True, check=True)
    assert "--nthreads" in told.stdout


@pytest.mark.skipif(BASH is None, reason="no bash to read a job script with")
def test_job_arrays_name_shards_that_there_are(root: Path) -> None:
    from smecredit.analysis.commands.sweep import shard

    scripts = blocks(root, "bash")
    assert len(scripts) == 2
    for script in scripts:
        assert is_valid(script)
        first, last = map(int, re.search(r"(?:--array=|-J )(\d+)-(\d+)", script).groups())
        (of,) = re.findall(r'--shard "\$(?:SLURM_ARRAY_TASK_ID|PBS_ARRAY_INDEX)/(\d+)"', script)
        assert [shard(f"{number}/{of}") for number in (first, last)] == [(1, 20), (20, 20)]


def test_as_many_chunks_are_handed_out_as_there_are_workers_now(monkeypatch) -> None:
    """Jobs of a batch system begin one by one, after the sweep has."""
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: smecredit[cluster]")

    from smecredit.analysis.experiments.engines import DaskEngine

    there: dict[str, int] = {}

    class Client:
        def __init__(self, *_, **__) -> None:
            pass

        def nthreads(self) -> dict[str, int]:
            return there

    monkeypatch.setattr(distributed, "Client", Client)
    engine = DaskEngine("tcp://127.0.0.1:9")
    assert engine.workers == 1
    there |= {"one": 1, "other": 2}
    assert engine.workers == 3
