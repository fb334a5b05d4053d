"""The command line as a whole: help, how it ends, what it imports."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from smecredit.analysis.commands import cli, screen

SMALL = ("--firms", "300", "--months", "15")


def command(*arguments: str, **options) -> subprocess.Popen:
    """The same in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "smecredit", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def test_help_and_version(smecredit) -> None:
    for arguments in ((), ("--help",), ("compare", "--help"), ("-h",)):
        status, out, err = smecredit(*arguments)
        assert (status, err) == (0, "")
        assert "Usage: smecredit" in out
    status, out, _ = smecredit("--version")
    assert (status, bool(out.strip())) == (0, True)


def test_refusals_come_without_the_heavy_imports() -> None:
    program = (
        "import sys; from smecredit.analysis.commands.cli import main\n"
        "try: main(['comparre'])\n"
        "except SystemExit: pass\n"
        "print([name for name in ('numba', 'mesa', 'pandas', 'matplotlib', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_reader_that_leaves_is_no_failure() -> None:
    process = command("parameters")
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) == 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no process groups")
def test_workers_end_when_their_parent_is_killed() -> None:
    import os

    process = command(
        "compare", "baseline", "one_plus_n", *SMALL, "--seeds", "500", "--workers", "2", start_new_session=True
    )  # fmt: skip
    time.sleep(6)
    assert process.poll() is None
    process.kill()
    process.wait(10)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.2)
    pytest.fail("workers live on")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no process groups")
@pytest.mark.parametrize("to_all", [True, False], ids=["terminal", "parent only"])
def test_ctrl_c_ends_cleanly(tmp_path: Path, to_all: bool) -> None:
    import os

    folder = tmp_path / "out"
    process = command(
        "compare", "baseline", "one_plus_n", *SMALL, "--seeds", "500", "--workers", "2", "--out", str(folder),
        start_new_session=True,
    )  # fmt: skip
    time.sleep(6)
    assert process.poll() is None
    (os.killpg if to_all else os.kill)(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == b""
    assert err.decode().strip() == "interrupted"
    assert not folder.exists()


@pytest.mark.skipif(os.name != "posix", reason="a shell closes the stream")
@pytest.mark.parametrize(("words", "status"), [("scenarios", 0), ("run nope", 2)])
def test_a_closed_stream_is_no_fault(words: str, status: int, root: Path) -> None:
    for closed in (">&-", "2>&-"):
        done = subprocess.run(
            f"'{sys.executable}' -m smecredit {words} {closed}", shell=True, cwd=root, capture_output=True
        )
        assert done.returncode == status
        assert b"Traceback" not in done.stderr


def test_it_is_said_where_compiled_code_cannot_be_kept(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    from smecredit.simulation.ground import compiled

    monkeypatch.setattr(compiled, "can_be_kept", lambda: False)
    for language, word in (("en", "cannot be written"), ("zh", "无法写入")):
        screen.say_where_nothing_is_kept(language)
        err = capsys.readouterr().err
        assert word in err and "SMECREDIT_CACHE_DIR" in err


def test_a_signal_that_python_drops_is_heard_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a handler raises inside a finaliser is lost: the alarm asks again."""

    alarms: list[int] = []
    monkeypatch.setattr(signal, "alarm", alarms.append)
    before = signal.getsignal(signal.SIGALRM)
    try:
        with pytest.raises(SystemExit) as ended:
            cli._terminate()
        assert ended.value.code == 143
        assert alarms == [5] and signal.getsignal(signal.SIGALRM) is cli._terminate
    finally:
        signal.signal(signal.SIGALRM, before)
