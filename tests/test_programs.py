"""The programs in benchmarks/ and docs/: each says what it does on request, and refuses what it does not know."""

import runpy
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

import pytest

from smecredit.analysis.commands.program import count, one_of

ROOT = Path(__file__).parents[1]
PROGRAMS = sorted([*ROOT.glob("benchmarks/*.py"), *ROOT.glob("docs/*.py")])


def ended(program: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> object:
    """The exit status of a program with these options."""
    for module in ("mesa", "playwright"):
        pytest.importorskip(module)
    monkeypatch.setattr(sys, "argv", [program.name, *options])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(program), run_name="__main__")
    return end.value.code


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_help_says_what_it_does_and_how_long_it_takes_and_a_wrong_option_is_refused(
    program: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    assert ended(program, monkeypatch, "--help") == 0
    said = capsys.readouterr().out
    assert f"python {program.parent.name}/{program.name}" in said
    assert any(unit in said for unit in ("second", "minute", "hour"))
    assert ended(program, monkeypatch, "--no-such-option") == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1


@pytest.mark.parametrize(
    ("program", "options", "said"),
    [
        ("docs/validation.py", ["--seed", "3"], "--seed: there is no such option; did you mean --seeds"),
        ("docs/mechanisms.py", ["--seeds", "0"], "must be a whole number of at least 1, the nearest is 1"),
        ("benchmarks/same_luck.py", ["1"], "at least 2, the nearest is 2"),
        ("docs/pictures.py", ["labs"], "'labs' is given; did you mean lab"),
        ("benchmarks/sweeps.py", ["kill"], "choose from"),
        ("benchmarks/sweeps.py", ["kills", "2.6"], "the nearest is 3"),
        ("benchmarks/mutations.py", ["--only", "999"], "numbered from 1 to"),
    ],
)
def test_what_is_wrong_is_told_with_what_is_allowed(
    program: str, options: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    assert ended(ROOT / program, monkeypatch, *options) == 2
    assert said in capsys.readouterr().err


@pytest.fixture(scope="module")
def faults() -> dict[str, Any]:
    """What benchmarks/mutations.py holds."""
    return runpy.run_path(str(ROOT / "benchmarks/mutations.py"))


def test_each_of_the_fifty_faults_stands_once_and_is_one(faults: dict[str, Any]) -> None:
    assert len({(fault.file, fault.old) for fault in faults["FAULTS"]}) == 50
    assert all(fault.old != fault.new for fault in faults["FAULTS"])
    numbers = range(1, 51)
    assert [reason for number in numbers if (reason := faults["does_not_stand"](number, ROOT)) is not None] == []


def test_a_fault_that_no_longer_stands_is_named_before_anything_runs(
    faults: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    third = faults["FAULTS"][2]
    changed = [third._replace(old="no such text"), third._replace(tests=("tests/no_such_test.py",))]
    main = faults["main"]
    monkeypatch.setitem(main.__globals__, "FAULTS", (third, *changed))
    monkeypatch.setattr(main.__globals__["shutil"], "copytree", lambda *_, **__: pytest.fail("it ran"))
    monkeypatch.setattr(sys, "argv", ["mutations.py"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"fault 2 no longer stands: {third.file} must hold 'no such text' exactly once, it does 0 times" in said
    assert "fault 3 no longer stands: there is no tests/no_such_test.py" in said
    assert "fault 1" not in said


def test_counts_and_names_are_read() -> None:
    assert count("10_000") == 10_000
    assert one_of(("lab", "firm"))("firm") == "firm"
    for wrong in ("-1", "1e3x", "", "inf"):
        with pytest.raises(ArgumentTypeError):
            count(wrong)
