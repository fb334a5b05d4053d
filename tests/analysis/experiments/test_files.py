"""Files are whole or absent, and a folder is tried before anything runs."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from smecredit.analysis.presentation import files, outputs
from smecredit.analysis.presentation.comparison import Comparison
from smecredit.analysis.presentation.outputs import versions, write_comparison
from smecredit.simulation.ground.errors import RequestError


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    files.write_text(path, "one")
    files.write_text(path, "二\n")
    assert path.read_bytes() == "二\n".encode()
    assert names_in(tmp_path) == ["a.txt"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), files.replacing(path) as temporary:
        temporary.write_text("half")
        raise KeyboardInterrupt
    assert path.read_text() == "old"
    assert names_in(tmp_path) == ["a.csv"]


def test_a_full_disk_is_told_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    with pytest.raises(OSError, match=r"file\.csv"), files.replacing(path):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_json_holds_no_nan(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Out of range"):
        files.write_json(tmp_path / "a.json", {"a": float("nan")})
    assert names_in(tmp_path) == []


def test_tables_leave_the_undefined_empty(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1.0, float("nan")]})
    files.write_table(tmp_path / "a.csv", frame)
    assert (tmp_path / "a.csv").read_text() == 'a\n1.0\n""\n'
    files.write_table(tmp_path / "a.parquet", frame)
    assert pd.read_parquet(tmp_path / "a.parquet").equals(frame)


def test_a_folder_is_made_and_kept_only_if_used(tmp_path: Path) -> None:
    with files.output_folder(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b").is_dir()
    with pytest.raises(ZeroDivisionError), files.output_folder(tmp_path / "c" / "d"):
        raise ZeroDivisionError
    assert names_in(tmp_path) == ["a"]
    with files.output_folder(None):
        pass


def test_a_failure_clears_what_a_worker_left_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "seed_1").mkdir()
    with pytest.raises(KeyboardInterrupt), files.output_folder(tmp_path):
        for name in ("seed_2", "seed_3"):
            (tmp_path / name).mkdir()
        (tmp_path / "seed_2" / "flows.csv").write_text("whole")
        (tmp_path / "seed_2" / f"{files._prefix()}loans.parquet-abc").write_text("half")
        (tmp_path / "seed_3" / f"{files._prefix()}flows.csv-abc").write_text("half")
        # Another run writes into the same folder.
        other = tmp_path / f".smecredit-{files._machine()}-{os.getppid()}-report.html-abc"
        other.write_text("half")
        raise KeyboardInterrupt
    assert names_in(tmp_path) == [other.name, "mine", "seed_1", "seed_2"]
    assert names_in(tmp_path / "seed_2") == ["flows.csv"]


def test_what_a_killed_run_left_goes_at_the_next(tmp_path: Path) -> None:
    """A run that dies over a file cannot remove it; the next one there does, and spares those of living runs."""
    killed = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from smecredit.analysis.presentation.files import replacing\n"
        "with replacing(Path(sys.argv[1]) / 'comparison.png') as temporary:\n"
        "    temporary.write_text('half')\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    (tmp_path / "seed_1").mkdir()
    for folder in (tmp_path, tmp_path / "seed_1"):
        subprocess.run([sys.executable, "-c", killed, str(folder)], check=False)
        assert len(list(folder.glob(".smecredit-*"))) == 1
    living = tmp_path / f".smecredit-{files._machine()}-{os.getppid()}-comparison.png-abc"
    elsewhere = tmp_path / ".smecredit-elsewhere-1-comparison.png-abc"
    for path in (living, elsewhere):
        path.write_text("half")
    with files.output_folder(tmp_path):
        pass
    assert names_in(tmp_path) == sorted([living.name, elsewhere.name, "seed_1"])
    assert names_in(tmp_path / "seed_1") == []
    # Of another machine only the age tells.
    os.utime(elsewhere, (0.0, 0.0))
    with files.output_folder(tmp_path):
        pass
    assert names_in(tmp_path) == sorted([living.name, "seed_1"])


def test_a_folder_in_which_nothing_can_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/nowhere")):
        with pytest.raises(RequestError, match="nothing can be written there"), files.output_folder(folder):
            pytest.fail("it went on")
    assert names_in(tmp_path) == ["file"]


def test_a_comparison_is_written_whole(comparison: Comparison, tmp_path: Path) -> None:
    names = write_comparison(tmp_path, comparison, "en")
    assert names_in(tmp_path) == sorted(names)
    assert json.loads((tmp_path / "comparison.json").read_text()) == comparison.document()
    table = pd.read_csv(tmp_path / "comparison.csv")
    assert list(table.columns[:3]) == ["indicator", "scenario", "unit"]
    assert (tmp_path / "comparison.png").read_bytes()[1:4] == b"PNG"
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert set(manifest) == {"scenarios", "seeds", "hash", "versions", "time"}
    assert manifest["hash"]["one_plus_n"] == comparison.scenario("one_plus_n").hash


def test_a_manifest_never_stands_beside_files_of_two_runs(
    comparison: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full half way through the second time: what lies there is told by no manifest."""
    write_comparison(tmp_path, comparison, "en")

    def full(path: Path, *_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(outputs, "write_table", full)
    with pytest.raises(OSError, match="No space left"):
        write_comparison(tmp_path, comparison, "en")
    assert "manifest.json" not in names_in(tmp_path)


def test_versions_name_python_and_what_computes() -> None:
    assert {"python", "numpy", "numba", "mesa", "smecredit"} <= set(versions())
