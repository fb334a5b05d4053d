"""The command line as a whole: help, how it ends, what it imports."""

import errno
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from smecredit.analysis.commands import cli, screen
from smecredit.simulation.ground import compiled_cache
from smecredit.simulation.ground.compiled import COMPILED

SMALL = ("--firms", "300", "--months", "15")
#: A process of its own would first make the long past from which users' runs open.
DRAWN = ("--set", "opening.settled=false")


def command(*arguments: str, **options) -> subprocess.Popen:
    """The same in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "smecredit", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def wait_for_workers(process: subprocess.Popen, count: int = 2) -> None:
    """Until that many worker processes of it have worked for a while; fails where it ends before.

    The fork server counts for one more. Where nothing is compiled yet this process compiles first, and hears no Ctrl-C
    while the compiler has a kernel in hand; what it starts to compile ahead is no worker.
    """
    until = time.monotonic() + 240
    while process.poll() is None and time.monotonic() < until:
        words = ["ps", "-ww", "-eo", "ppid=,pid=,cputimes=,args="]
        listed = subprocess.run(words, capture_output=True, text=True, check=True)
        lines = [line.split(maxsplit=3) for line in listed.stdout.splitlines()]
        family = {str(process.pid)}
        while more := {pid for parent, pid, *_ in lines if parent in family} - family:
            family |= more
        served = [pid for _, pid, _, words in lines if pid in family and "forkserver" in words]
        if len(served) > count:
            time.sleep(3)
            return
        time.sleep(0.1)
    pytest.fail(
        f"no {count} workers: {process.communicate(timeout=60)}" if process.poll() is not None else "no workers"
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
        "compare", "baseline", "one_plus_n", *SMALL, "--seeds", "500", "--workers", "2", *DRAWN, start_new_session=True
    )  # fmt: skip
    wait_for_workers(process)
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
def test_ctrl_c_ends_cleanly(tmp_path: Path, ctrl_c_is_heard: None, to_all: bool) -> None:
    import os

    folder = tmp_path / "out"
    process = command(
        "compare", "baseline", "one_plus_n", *SMALL, "--seeds", "500", "--workers", "2", *DRAWN, "--out", str(folder),
        start_new_session=True,
    )  # fmt: skip
    wait_for_workers(process)
    (os.killpg if to_all else os.kill)(process.pid, signal.SIGINT)
    try:
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert out == b""
    assert err.decode().strip() == "interrupted"
    assert not folder.exists()


@pytest.mark.skipif(os.name != "posix", reason="a shell closes the stream")
@pytest.mark.parametrize(
    ("words", "closed", "status"),
    [
        ("scenarios baseline", ">&-", 0),
        ("run --help", ">&-", 0),
        ("run --help", "2>&-", 0),
        ("run nope", ">&-", 2),
        ("run nope", "2>&-", 2),
    ],
)
def test_a_closed_stream_is_no_fault(words: str, closed: str, status: int, root: Path) -> None:
    done = subprocess.run(
        f"'{sys.executable}' -m smecredit {words} {closed}", shell=True, cwd=root, capture_output=True
    )
    assert done.returncode == status
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled in plain Python")
class TestItIsSaidWhereCompiledCodeIsKept:
    @pytest.mark.parametrize(
        ("fault", "words"),
        [
            ("unwritable", ("cannot be written", "无法写入")),
            ("foreign", ("belongs to another user", "属于其他用户")),
            ("shared", ("may be written by others", "可被他人写入")),
        ],
    )
    def test_or_that_it_is_not(self, fault: str, words: tuple, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(compiled_cache, "fault_of_folder", lambda folder: fault)
        for language, word in zip(("en", "zh"), words, strict=True):
            screen.say_where_nothing_is_kept(language)
            err = capsys.readouterr().err
            assert word in err and "SMECREDIT_CACHE_DIR" in err

    @pytest.mark.parametrize(
        ("language", "words"), [("en", "(No space left on device)"), ("zh", "（磁盘空间不足）；缺少的部分每次运行")]
    )
    def test_or_that_its_disk_is_full_once(
        self, language: str, words: str, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SMECREDIT_CACHE_DIR", str(tmp_path))
        monkeypatch.setattr(compiled_cache.Unkept, "listener", None)
        screen.say_where_nothing_is_kept(language)

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        (tmp_path / "settled").mkdir()
        monkeypatch.setattr(os, "fdopen", full)
        for _ in range(2):
            with pytest.raises(OSError, match="No space left"):
                compiled_cache.keep(tmp_path / "settled" / "a.pool", b"economy")
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith(str(tmp_path)) and words in line and "SMECREDIT_CACHE_DIR" in line

    @pytest.mark.parametrize("asked", ["open", ""])
    def test_where_the_folder_asked_for_is_not_used(
        self, asked: str, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "open").mkdir()
        (tmp_path / "open").chmod(0o777)
        monkeypatch.setenv("SMECREDIT_CACHE_DIR", asked and str(tmp_path / asked))
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "open"))
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        screen.say_where_nothing_is_kept("en")
        err = capsys.readouterr().err
        if asked:
            assert f"{tmp_path}/open may be written by others" in err and "is kept in" in err
        else:
            assert err == ""  # below a folder that others may write lies one that they may not


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_standard_output_that_cannot_be_written_is_named(unbuffered: str) -> None:
    for arguments in (["scenarios", "baseline", "--json"], ["scenarios", "baseline", "--lang", "zh"]):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [sys.executable, "-m", "smecredit", *arguments],
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
            )
        assert done.returncode == 1
        named = "标准输出" if "zh" in arguments else "standard output"
        assert named in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_failure_that_names_no_file_is_not_laid_on_one(smecredit, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("smecredit.analysis.experiments.paired_runs.run_seeds", fails)
    status, out, err = smecredit("run", "baseline", *SMALL)
    assert (status, out, err) == (1, "", "The run failed (Resource temporarily unavailable).\n")
    status, _, err = smecredit("run", "baseline", *SMALL, "--lang", "zh")
    assert (status, err) == (1, "运行失败（系统错误 11）。\n")


def test_the_end_of_a_file_is_no_interruption(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise EOFError("Ran out of input")

    monkeypatch.setattr("smecredit.analysis.experiments.paired_runs.run_seeds", fails)
    with pytest.raises(EOFError, match="Ran out of input"):
        cli.main(["run", "baseline", *SMALL])
    assert "interrupted" not in capsys.readouterr().err


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
