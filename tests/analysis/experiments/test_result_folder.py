"""One folder holds one result: whole or not at all, and what others put there stays."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from smecredit.analysis.experiments import files
from smecredit.analysis.experiments import result_folder as folders
from smecredit.analysis.experiments.result_folder import COMPARISON_FILES, MANIFEST, RUN_FILES, result_folder
from smecredit.simulation.ground.errors import RequestError, RunError

VERSIONS = {"versions": {"smecredit": "1"}, "hash": "x"}


def names_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def write(folder: Path, names: tuple[str, ...], words: str, **contents: object) -> None:
    """A result of these files, all with the same words, through the folder's own door."""
    with result_folder(folder, names) as place:
        for name in names:
            (place / name).parent.mkdir(exist_ok=True)
            if name != MANIFEST:
                (place / name).write_text(words)
        folders.write_manifest(place, {**VERSIONS, **contents})


def of_seeds(*seeds: int) -> tuple[str, ...]:
    return (*(f"seed_{seed}/flows.csv" for seed in seeds), MANIFEST)


def test_a_folder_is_made_and_kept_only_if_used(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b", (MANIFEST,), "x")
    assert names_in(tmp_path) == ["a/b/manifest.json"]
    with pytest.raises(ZeroDivisionError), result_folder(tmp_path / "c" / "d"):
        raise ZeroDivisionError
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    with result_folder(None) as place:
        assert place is None


def test_what_an_earlier_result_left_goes_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, (*RUN_FILES, "story.csv", "story.md"), "run")
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "seed_1").mkdir()
    (tmp_path / "seed_1" / "notes.txt").write_text("mine")
    write(tmp_path, COMPARISON_FILES, "comparison")
    assert names_in(tmp_path) == sorted([*COMPARISON_FILES, "notes.txt", "seed_1/notes.txt"])
    write(tmp_path, of_seeds(1, 2, 3), "seeds")
    write(tmp_path, of_seeds(2), "again")
    assert names_in(tmp_path) == ["manifest.json", "notes.txt", "seed_1/notes.txt", "seed_2/flows.csv"]
    assert not (tmp_path / "seed_3").exists()
    assert (tmp_path / "seed_2" / "flows.csv").read_text() == "again"
    write(tmp_path, RUN_FILES, "run")
    assert names_in(tmp_path) == sorted([*RUN_FILES, "notes.txt", "seed_1/notes.txt"])


@pytest.mark.parametrize("manifest", ["none", "of another program", "no JSON", "too deep"])
def test_a_file_of_the_same_name_that_is_not_ours_is_never_touched(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "report.html").write_text("mine")
    said = {"of another program": '{"files": ["report.html"], "name": "x"}', "no JSON": "{", "too deep": "[" * 100_000}
    if manifest in said:
        (tmp_path / MANIFEST).write_text(said[manifest])
    before = {name: (tmp_path / name).read_text() for name in names_in(tmp_path)}
    with (
        pytest.raises(RequestError, match=r"not known to be of an earlier run; move it or name another") as told,
        result_folder(tmp_path, COMPARISON_FILES),
    ):
        pytest.fail("it went on")
    assert "report.html" in str(told.value)
    assert "report.html" in told.value.in_language("zh")
    assert {name: (tmp_path / name).read_text() for name in names_in(tmp_path)} == before


def test_a_manifest_makes_it_remove_nothing_that_it_does_not_write_itself(tmp_path: Path) -> None:
    inside = tmp_path / "out"
    write(inside, COMPARISON_FILES, "x")
    for path in (tmp_path / "report.html", inside / "thesis.md", inside / "other" / "flows.csv"):
        path.parent.mkdir(exist_ok=True)
        path.write_text("years of work")
    manifest = json.loads((inside / MANIFEST).read_text())
    manifest["files"] += ["../report.html", "thesis.md", "other/flows.csv", str(tmp_path / "report.html"), 3]
    (inside / MANIFEST).write_text(json.dumps(manifest))
    write(inside, RUN_FILES, "y")
    assert names_in(inside) == sorted([*RUN_FILES, "thesis.md", "other/flows.csv"])
    assert (tmp_path / "report.html").read_text() == "years of work"


def test_results_of_a_version_without_the_list_are_replaced(tmp_path: Path) -> None:
    for name in COMPARISON_FILES:
        (tmp_path / name).write_text("old")
    (tmp_path / MANIFEST).write_text(json.dumps({**VERSIONS, "scenarios": {}}))
    write(tmp_path, RUN_FILES, "new")
    assert names_in(tmp_path) == sorted(RUN_FILES)
    (tmp_path / "seed_4").mkdir()
    for name in RUN_FILES:
        (tmp_path / "seed_4" / name).write_text("old")
    (tmp_path / "seed_4" / MANIFEST).write_text(json.dumps({**VERSIONS, "scenario": {}}))
    write(tmp_path, COMPARISON_FILES, "new")
    assert names_in(tmp_path) == sorted(COMPARISON_FILES)


STEPS = """
import os, signal, sys
from pathlib import Path
from smecredit.analysis.experiments import result_folder as folders
left = [int(sys.argv[2])]
def counted(action):
    def step(*arguments, **options):
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
        return action(*arguments, **options)
    return step
names = ("report.html", "comparison.csv", "seed_1/flows.csv", folders.MANIFEST)
with folders.result_folder(Path(sys.argv[1]), names) as place:
    for name in names[:3]:
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text("new")
    folders.write_manifest(place, {"versions": {"smecredit": "1"}, "hash": "x"})
    for name in ("unlink", "replace", "rmdir"):
        setattr(Path, name, counted(getattr(Path, name)))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_kill_at_any_step_leaves_nothing_that_looks_whole_and_is_not(tmp_path: Path) -> None:
    killed = 0
    for step in range(40):
        folder = tmp_path / str(step)
        old = ("report.html", "flows.csv", "seed_2/flows.csv", MANIFEST)
        write(folder, old, "old")
        (folder / "notes.txt").write_text("mine")
        done = subprocess.run([sys.executable, "-c", STEPS, str(folder), str(step)], check=False)
        there = {name for name in names_in(folder) if not name.startswith(".smecredit-")} - {"notes.txt"}
        if MANIFEST in there:
            named = set(json.loads((folder / MANIFEST).read_text())["files"])
            assert named == there
            assert len({(folder / name).read_text() for name in there - {MANIFEST}}) == 1
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
        killed += 1
        # The next one cleans up, whatever it writes.
        write(folder, RUN_FILES, "next")
        assert names_in(folder) == sorted([*RUN_FILES, "notes.txt"])
    assert killed > 8


def test_two_runs_do_not_move_files_at_once(tmp_path: Path) -> None:
    write(tmp_path, RUN_FILES, "one")
    note = {"files": [], "machine": files.machine_name(), "process": os.getppid()}
    (tmp_path / folders._NOTE).write_text(json.dumps(note))
    with pytest.raises(RunError, match="another run is writing"):
        write(tmp_path, RUN_FILES, "two")
    assert (tmp_path / "flows.csv").read_text() == "one"
    # A number of a process comes again, on a note that nobody removed.
    os.utime(tmp_path / folders._NOTE, (0.0, 0.0))
    write(tmp_path, RUN_FILES, "two")
    assert (tmp_path / "flows.csv").read_text() == "two"


def test_what_a_killed_run_left_goes_at_the_next(tmp_path: Path) -> None:
    """A run that dies over its files cannot remove them; the next one there does, and spares those of living runs."""
    killed = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from smecredit.analysis.experiments.result_folder import result_folder\n"
        "with result_folder(Path(sys.argv[1])) as place:\n"
        "    (place / 'flows.csv').write_text('half')\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", killed, str(tmp_path)], check=False)
    assert len(list(tmp_path.glob(".smecredit-*/flows.csv"))) == 1
    living = tmp_path / f".smecredit-{files.machine_name()}-{os.getppid()}-comparison.png-abc"
    elsewhere = tmp_path / ".smecredit-elsewhere-1-comparison.png-abc"
    for path in (living, elsewhere):
        path.write_text("half")
    write(tmp_path, (MANIFEST,), "x")
    assert names_in(tmp_path) == sorted([living.name, elsewhere.name, MANIFEST])
    # Of another machine only the age tells.
    os.utime(elsewhere, (0.0, 0.0))
    write(tmp_path, (MANIFEST,), "x")
    assert names_in(tmp_path) == sorted([living.name, MANIFEST])
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


def test_a_folder_in_which_nothing_can_be_written_is_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    reasons = {
        tmp_path / "file": ("a file, not a folder, has that name", "同名的是文件而非文件夹"),
        tmp_path / "file" / "below": ("part of the path is a file, not a folder", "路径中有一段是文件而非文件夹"),
        Path("/proc/nowhere"): ("no folder can be made there", "无法在该处新建文件夹"),
        Path("/dev/null"): ("a file, not a folder, has that name", "同名的是文件而非文件夹"),
        tmp_path / ("z" * 300): ("File name too long", "名称过长"),
        Path("a\0b"): ("the name is not valid", "名称无效"),
    }
    for folder, (english, chinese) in reasons.items():
        with pytest.raises(RequestError) as told, result_folder(folder):
            pytest.fail("it went on")
        assert str(told.value).endswith(f": nothing can be written there ({english}).")
        assert told.value.in_language("zh").endswith(f"：无法在此写入（{chinese}）。")
    assert names_in(tmp_path) == ["file"]
