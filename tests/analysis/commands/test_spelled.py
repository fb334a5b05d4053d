"""A terminal without our signs: numbers keep their sign, tables their columns."""

import os
import subprocess
import sys

import pytest

from smecredit.analysis.commands.spelled import SPELLED, spelled


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("−¥1.8 bn ≈ ✓ ✗ ▲▼ ⇄", "ascii", "-Y1.8 bn ~ + x ^v ="),
        ("−¥1.8 bn", "latin-1", "-¥1.8 bn"),
        ("贷款 −3", "ascii", "?? -3"),
        ("贷款 −3", "utf-8", "贷款 −3"),
    ],
)
def test_signs_that_an_encoding_lacks(text: str, encoding: str, shown: str) -> None:
    assert text.encode(encoding, SPELLED).decode(encoding) == shown
    assert len(shown) == len(text)


def test_other_faults_are_not_hidden() -> None:
    with pytest.raises(UnicodeDecodeError):
        spelled(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "wrong"))


def test_a_run_keeps_its_minus_signs() -> None:
    small = ["--firms", "300", "--months", "14", "--seeds", "2", "--set", "opening.settled=false"]
    command = [sys.executable, "-m", "smecredit", "compare", "baseline", "no_support", *small, "--only", "credit"]
    said = {
        encoding: subprocess.run(
            command, env={**os.environ, "PYTHONIOENCODING": encoding}, capture_output=True, check=True
        ).stdout.decode(encoding)
        for encoding in ("ascii", "utf-8")
    }
    assert said["ascii"].count("-") >= said["utf-8"].count("−") + said["utf-8"].count("-") > 0
    assert "?" not in said["ascii"].replace("?", "", said["utf-8"].count("?"))
