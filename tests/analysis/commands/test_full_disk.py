"""A full disk costs the files of a command and never its answer; and what keeps the next run quick, once said."""

import errno
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from smecredit.analysis.experiments import result_folder as folders
from smecredit.analysis.experiments.query import Query
from smecredit.analysis.presentation.strings import LANGUAGES
from smecredit.analysis.validation.trials.levels_of_china import PaymentTerms

SMALL = (
    "--firms", "300", "--months", "14", "--set", "opening.settled=false", "--set", "economy.burn_in=0",
    "--workers", "1",
)  # fmt: skip
CALIBRATED = ("--firms", "300", "--months", "14", "--set", "opening.settled=false", "--workers", "1")
#: The loan rate that half of the points do not exceed.
MIDDLE = """
SELECT median(value) AS middle FROM results WHERE scenario = 'one_plus_n' AND indicator = 'mean_loan_rate'
"""
FULL = {"en": "could not be written (No space left on device).\n", "zh": "（磁盘空间不足）。\n"}
DESIGN = """
scenarios = ["no_support", "one_plus_n"]
firms = 200
months = 2
set = { "opening.settled" = false, "economy.burn_in" = 0 }

[[levers]]
design = "sobol"
points = 1
ranges = { "policy.one_plus_n.share.compensation_fund" = { low = 0.1, high = 0.3, step = 0.01 } }

[[uncertainties]]
design = "latin_hypercube"
points = 32
ranges = { "cycle.policy_rate" = { low = 0.01, high = 0.05 } }
"""


@pytest.fixture(autouse=True)
def in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Path]:
    """A disk, `disk`, on which a folder can be made and no more than a page or two written."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "none", str(disk)], capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.fixture
def full_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full when the files of a result are to take their places."""

    def move(place: Path, folder: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(place / folders.MANIFEST))

    monkeypatch.setattr(folders, "_move", move)


@pytest.mark.parametrize(
    "more", [(), ("--seeds", "2"), ("--follow", "0"), ("--json",), ("--seeds", "3", "--workers", "2")]
)
def test_a_run_is_told_where_its_files_have_no_room(smecredit, full: Path, more: tuple[str, ...]) -> None:
    asked = ("run", "baseline", *SMALL, *more)
    _, told, _ = smecredit(*asked)
    for language in LANGUAGES:
        status, out, err = smecredit(*asked, "--out", "disk/out", "--lang", language)
        assert (status, err.count("\n")) == (1, 1)
        assert err.endswith(FULL[language]) and "disk/out/" in err
        if language == "en":
            assert out == told
    assert list(full.iterdir()) == []


@pytest.mark.parametrize("option", ["--out", "--brief"])
def test_a_comparison_is_told_where_its_files_have_no_room(smecredit, full: Path, option: str) -> None:
    asked = ("compare", "baseline", "one_plus_n", *SMALL, "--seeds", "2")
    _, told, _ = smecredit(*asked)
    place = "disk/brief.html" if option == "--brief" else "disk"
    status, out, err = smecredit(*asked, option, place)
    assert (status, out, err.count("\n")) == (1, told, 1)
    assert err.startswith(place) and err.endswith(FULL["en"])
    assert list(full.iterdir()) == []


def test_what_lies_on_another_disk_is_written_all_the_same(smecredit, full: Path, tmp_path: Path) -> None:
    asked = ("compare", "baseline", "one_plus_n", *SMALL, "--seeds", "2", "--out", "out")
    status, out, err = smecredit(*asked, "--brief", "disk/brief.html")
    assert status == 1 and err.startswith("disk/brief.html")
    assert "report.html" in out.splitlines()[-1] and (tmp_path / "out" / "report.html").is_file()


def test_a_validation_is_told_where_its_page_has_no_room(smecredit, full: Path, monkeypatch) -> None:
    monkeypatch.setattr(PaymentTerms, "measure", lambda self, seed, firms: {"days": (50.0 + seed, 1.0)})
    asked = ("validate", "--only", "O4", "--seeds", "1", "--workers", "1")
    _, told, _ = smecredit(*asked)
    status, out, err = smecredit(*asked, "--out", str(full))
    assert (status, out, err.count("\n")) == (1, told, 1)
    assert err.endswith(FULL["en"])


@pytest.mark.parametrize(
    ("asked", "needed"),
    [
        (("fund", "one_plus_n", *SMALL, "--seeds", "2"), "scipy"),
        (("sensitivity", "design.toml", "--indicator", "default_rate", "--points", "4"), "SALib"),
        (("search", "design.toml", "--goal", "lending=max", "--goal", "public_cost=min", "--candidates", "4"), "scipy"),
        (("discover", "design.results", "--at-most", "mean_loan_rate={middle}"), "ema_workbench"),
        (("calibrate", "--parameter", "guarantors.reach", "--evaluations", "2", "--seeds", "1", *CALIBRATED), "scipy"),
    ],
    ids=lambda given: given[0] if isinstance(given, tuple) else "",
)
def test_every_study_is_told_where_its_files_have_no_room(
    smecredit, full_at_the_end, in_this_process, asked: tuple[str, ...], needed: str
) -> None:
    pytest.importorskip(needed, reason=f"{needed} is not installed: smecredit[analysis]")
    Path("design.toml").write_text(DESIGN, encoding="utf-8")
    if asked[0] == "discover":
        assert smecredit("sweep", "design.toml")[0] == 0
        middle = Query(Path("design.results")).sql(MIDDLE)["middle"].iloc[0]
        asked = tuple(word.format(middle=middle) for word in asked)
    status, out, err = smecredit(*asked, "--out", "out", "--json")
    assert (status, err) == (1, f"{Path('out') / 'manifest.json'} {FULL['en']}")
    assert json.loads(out)
    assert not Path("out", "manifest.json").exists()
