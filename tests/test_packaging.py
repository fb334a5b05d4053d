"""What is installed is complete, and nothing of one machine is committed."""

import importlib
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

PACKAGES = ("simulation", "scenarios", "analysis")
DATA = {".toml", ".csv", ".json", ".html", ".css", ".js", ".txt", ".md", ".ttf", ".otf", ".woff2", ".svg"}


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_wheel_holds_every_module_and_data_file(root: Path, wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        f"smecredit/{path.relative_to(root).as_posix()}"
        for package in PACKAGES
        for path in (root / package).rglob("*")
        if path.suffix in DATA | {".py"} and "__pycache__" not in path.parts
    }
    assert expected | {f"smecredit/{name}" for name in ("__init__.py", "__main__.py", "py.typed")} <= names
    assert {f"smecredit/scenarios/{name}.toml" for name in ("baseline", "one_plus_n")} <= names


def test_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"smecredit"}
    below = {name.split("/")[1] for name in zipfile.ZipFile(wheel).namelist() if name.startswith("smecredit/")}
    assert below == {*PACKAGES, "__init__.py", "__main__.py", "py.typed"}
    assert not [name for name in zipfile.ZipFile(wheel).namelist() if name.endswith((".pyc", ".nbi", ".nbc"))]


def test_wheel_runs_where_it_is_unpacked(wheel: Path, tmp_path: Path) -> None:
    unpacked = tmp_path / "unpacked"
    zipfile.ZipFile(wheel).extractall(unpacked)
    (tmp_path / "analysis.py").write_text("raise SystemExit('a file of the user is in the way')\n", encoding="utf-8")
    code = "import smecredit; print(smecredit.__file__); print(*smecredit.library()); smecredit.compare"
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    place, names = done.stdout.splitlines()
    assert Path(place).is_relative_to(unpacked)
    assert {"baseline", "no_support", "one_plus_n", "anhui_4321", "severe_recession"} <= set(names.split())


def test_metadata(root: Path, wheel: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    archive = zipfile.ZipFile(wheel)
    (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
    metadata = archive.read(name).decode()
    assert f"Version: {project['version']}\n" in metadata
    assert "License-Expression: MIT\n" in metadata
    assert f"Requires-Python: {project['requires-python']}\n" in metadata
    (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/entry_points.txt")]
    assert "smecredit = smecredit.analysis.commands.cli:main" in archive.read(name).decode()
    module, function = project["scripts"]["smecredit"].split(":")
    assert callable(getattr(importlib.import_module(module), function))


def test_no_lock_file_and_no_index_is_committed(tracked_files: list[Path]) -> None:
    for path in tracked_files:
        assert not re.fullmatch(r".*\.lock|.*lock\.(json|toml|yaml)|requirements.*\.txt", path.name), path
    pip = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(pip, capture_output=True, text=True, check=False).stdout
    hosts = {host for host in re.findall(r"https?://(?:[^@/']*@)?([^/:' ]+)", listed) if host != "pypi.org"}
    named = [path for path in tracked_files if any(host in text_of(path) for host in hosts)]
    assert not named


def test_no_path_of_one_machine_is_committed(root: Path, tracked_files: list[Path]) -> None:
    personal = re.compile(r"/(?:home|root|Users)/[A-Za-z.]|[A-Z]:\\\\Users")
    own = {str(root) + "/", str(Path.home()) + "/"} - {"/"}
    named = []
    for path in tracked_files:
        text = text_of(path)
        if personal.search(text) or any(place in text for place in own):
            named.append(path.relative_to(root).as_posix())
    assert not named


def test_every_make_target_is_declared_and_described(root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    (declared,) = re.findall(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    assert targets == set(declared.split())
    for target in ("demo", "test", "check", "clean"):
        assert target in targets
        assert f"make {target}" in makefile.partition("VENV ?=")[0]


@pytest.mark.skipif(os.name != "posix", reason="a POSIX shell script")
@pytest.mark.parametrize(
    ("python", "message"),
    [("no-such-python", "is not a Python 3.11 or later"), ("true", "is not a Python 3.11 or later")],
)
def test_environment_script_names_what_is_missing(root: Path, tmp_path: Path, python: str, message: str) -> None:
    if python == "true":  # a program that is there and succeeds, but is no Python
        script = tmp_path / "python3"
        script.write_text("#!/bin/sh\nexit 1\n")
        script.chmod(0o755)
        python = str(script)
    done = subprocess.run(
        ["sh", str(root / ".ci" / "environment"), "run", str(tmp_path / "venv")],
        env={**os.environ, "PYTHON": python},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert message in done.stderr
    assert not (tmp_path / "venv").exists()


@pytest.mark.skipif(os.name != "posix", reason="a POSIX shell script")
def test_environment_script_spares_other_folders(root: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    done = subprocess.run(
        ["sh", str(root / ".ci" / "environment"), "run", str(tmp_path)],
        env={**os.environ, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "holds something else" in done.stderr
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
