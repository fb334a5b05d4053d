"""What workers share is loaded where it lies ready, and nothing there may keep the page from opening."""

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from smecredit.analysis.web.offered import ECONOMIES
from smecredit.simulation.ground.compiled import COMPILED
from smecredit.simulation.ground.compiled_cache import wanted_folder
from smecredit.simulation.settled.kept import FOLDER

from .conftest import Server

needs_compiler = pytest.mark.skipif(not COMPILED, reason="nothing is compiled")
#: Does first what is put before it, then imports what workers are copied from, and tells what came of it.
LOOK = """
import gc, json
from numba.core import event
from smecredit.simulation.behaviour.lending.credit_rationing import ration
compiled = event.RecordingListener()
with event.install_listener("numba:compile", compiled):
    from smecredit.analysis.web import ready
print(json.dumps({
    "loaded": len(getattr(ration, "overloads", ())),
    "begun": sum(each.is_start for _, each in compiled.buffer),
    "shared": gc.get_freeze_count() > 10_000,
}))
"""
#: Lives the markets, so that everything lies in the cache.
MADE = """
from smecredit.analysis.web import ready
from smecredit.scenarios import load
from smecredit.simulation.market import CreditMarket
for economy in ready.ECONOMIES:
    market = CreditMarket(load("one_plus_n", under=None if economy == "normal" else economy, firms=ready.FIRMS), 1)
    for _ in range(ready.LIVED):
        market.step()
"""
#: As if each kernel in the cache were damaged.
NO_KERNEL = """
from smecredit.simulation.ground import compiled_cache
compiled_cache.KernelCache.load_overload = lambda *_: None
"""
#: A fault where nobody expects one.
FAULT = """
import smecredit.scenarios
def load(*_, **__):
    raise RuntimeError("no scenario can be read")
smecredit.scenarios.load = load
"""


def tells(before: str = "", **environment: str) -> dict[str, object]:
    """What is told of the import in a process of its own, after what is put before it."""
    done = subprocess.run(
        [sys.executable, "-c", before + LOOK], env={**os.environ, **environment}, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    told: dict[str, object] = json.loads(done.stdout)
    return told


@pytest.fixture(scope="module")
def all_made() -> None:
    """Kernels and settled economies lie in the cache."""
    subprocess.run([sys.executable, "-c", MADE], check=True)


@pytest.fixture
def plugin(tmp_path: Path) -> dict[str, str]:
    """The environment in which a plug-in is installed that notes each process that imports it."""
    notes = tmp_path / "notes"
    (tmp_path / "noting_plugin.py").write_text(
        f"import os\nwith open({str(notes)!r}, 'a') as file:\n    file.write(f'{{os.getpid()}}\\n')\n"
    )
    information = tmp_path / "noting-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: noting\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text("[smecredit.plugins]\nnoting = noting_plugin\n")
    return {"PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])}


@needs_compiler
def test_kernels_are_loaded_and_none_is_compiled(all_made: None) -> None:
    assert tells() == {"loaded": 1, "begun": 0, "shared": True}


@needs_compiler
def test_a_kernel_that_is_damaged_is_not_compiled_here(all_made: None) -> None:
    # Each market is given up as its first kernel is about to be compiled.
    assert tells(NO_KERNEL) == {"loaded": 0, "begun": len(ECONOMIES), "shared": True}


@needs_compiler
def test_a_fault_goes_no_further(all_made: None) -> None:
    assert tells(FAULT) == {"loaded": 0, "begun": 0, "shared": True}


def test_nothing_is_loaded_beside_a_plugin(plugin: dict[str, str], tmp_path: Path) -> None:
    assert tells(**plugin) == {"loaded": 0, "begun": 0, "shared": True}
    assert not (tmp_path / "notes").exists()


def test_nothing_is_loaded_in_plain_python() -> None:
    assert tells(SMECREDIT_NOJIT="1") == {"loaded": 0, "begun": 0, "shared": True}


# The page itself ----------------------------------------------------------------------------------------------------


def opens() -> Server:
    """A page that opened and answers; it is still to be ended."""
    server = Server()
    for place in ("/", "/api/choices"):
        with urllib.request.urlopen(f"{server.address}{place}", timeout=60) as answer:
            assert answer.status == 200
    return server


def served_from(server: Server) -> list[str]:
    """The processes from which workers are copied."""
    listed = subprocess.run(["ps", "-eww", "-o", "ppid=,pid=,args="], capture_output=True, text=True, check=True).stdout
    lines = [line.split(maxsplit=2) for line in listed.splitlines()]
    return [pid for parent, pid, words in lines if parent == str(server.process.pid) and "forkserver" in words]


@needs_compiler
def test_a_page_opens_where_settled_economies_are_damaged(
    tmp_path: Path, all_made: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cache"
    shutil.copytree(wanted_folder(), folder)
    pools = [*(folder / FOLDER).glob("*.pool")]
    assert pools
    for path in pools:
        path.write_bytes(b"damaged")
    monkeypatch.setenv("SMECREDIT_CACHE_DIR", str(folder))
    server = opens()
    # None has been made before the page was open; the damaged ones that were read are gone.
    left = {path.read_bytes() for path in (folder / FOLDER).glob("*.pool")}
    assert server.end() == (0, "")
    assert left <= {b"damaged"}


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="asks for the process from which workers are copied")
def test_a_page_opens_beside_a_plugin(tmp_path: Path, plugin: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in plugin.items():
        monkeypatch.setenv(name, value)
    server = opens()
    copied = served_from(server)
    assert server.end() == (0, "")
    importers = (tmp_path / "notes").read_text().split()
    assert len(copied) == 1 and importers and not {*copied} & {*importers}


def test_a_page_opens_in_plain_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMECREDIT_NOJIT", "1")
    assert opens().end() == (0, "")


def test_a_page_opens_though_sharing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process from which workers are copied meets a fault in the first thing it asks for."""
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.metadata, sys\n"
        "real, faults = importlib.metadata.entry_points, [RuntimeError('no list of plug-ins')]\n"
        "def asked(**given):\n"
        "    if given.get('group') == 'smecredit.plugins' and faults:\n"
        "        raise faults.pop()\n"
        "    return real(**given)\n"
        "if any('forkserver' in each for each in sys.orig_argv):\n"
        "    importlib.metadata.entry_points = asked\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    assert opens().end() == (0, "")
