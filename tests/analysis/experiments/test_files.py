"""Files are whole or absent, and what they say is text."""

import csv
import errno
import json
from pathlib import Path

import pandas as pd
import pytest

from smecredit.analysis.experiments import files
from smecredit.analysis.experiments.run_files import versions


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


def test_no_cell_of_a_table_is_a_formula_to_a_spreadsheet(tmp_path: Path) -> None:
    names = ["=1+1", "+x", "-x", "@x", "\tx", "\rx", "x=1", "plain"]
    frame = pd.DataFrame(
        {"name": names, "=head": range(8), "value": [-1.5] * 8}, index=pd.Index(names, name="scenario")
    )
    files.write_table(tmp_path / "a.csv", frame, index=True)
    with (tmp_path / "a.csv").open(newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["scenario", "name", "'=head", "value"]
    for name, row in zip(names, rows, strict=True):
        shown = name if name in ("x=1", "plain") else "'" + name.replace("\t", "\\t").replace("\r", "\\r")
        assert row[:2] == [shown, shown]
        assert row[3] == "-1.5"


def test_nothing_in_a_document_acts_on_a_terminal() -> None:
    said = {"a": "\x1b[31m \x9b \u202e \u2028 \udcff 中文 ×", "\x85": 1}
    text = files.json_text(said)
    assert json.loads(text) == said
    assert all(each.isprintable() or each == "\n" for each in text)
    assert "中文 ×" in text


def test_versions_name_python_and_what_computes() -> None:
    assert {"python", "numpy", "numba", "mesa", "smecredit"} <= set(versions())
