"""The compiled cache heals what is damaged, and is used only where it is this user's alone."""

import errno
import os
import pickle
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from smecredit.simulation.ground import compiled, compiled_cache
from smecredit.simulation.ground.units import monthly, whole_fen

needs_compiler = pytest.mark.skipif(not compiled.COMPILED, reason="nothing is compiled in plain Python")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="files of another user can be made by root alone")
not_as_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everywhere")

#: Rounds with a rule, and prints how often it was found compiled, how often compiled anew.
ROUNDS = """
from smecredit.simulation.ground.compiled import called_from_python
from smecredit.simulation.ground.units import whole_fen
rounded, rule = whole_fen(2.5), called_from_python(whole_fen)
print(rounded, sum(rule.stats.cache_hits.values()), sum(rule.stats.cache_misses.values()))
"""
FOUND, COMPILED_ANEW = "3 1 0", "3 0 1"


def child(program: str, **environment: str) -> str:
    """What a program prints in a Python of its own, without an error and without a word on standard error."""
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a process has seen of folders is forgotten, before and after."""
    compiled_cache.fault_of_folder.cache_clear()
    yield
    compiled_cache.fault_of_folder.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own; where it cannot be used, the files beside it are the temporary ones."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("SMECREDIT_CACHE_DIR", str(tmp_path / "cache"))
    # As if whatever lies there were older than this process.
    monkeypatch.setattr(compiled_cache, "_STARTED", time.time() + 3600.0)
    return tmp_path / "cache"


@pytest.fixture
def fallback(folder: Path) -> Path:
    return folder.parent / "temporary" / f"smecredit-{os.geteuid()}"


def rule() -> Any:
    """The rule that rounds, as a new process would meet it: nothing of it compiled yet."""
    return compiled._cached(whole_fen.py_func, _nrt=False)


def found(kernel: Any) -> bool:
    """Whether the kernel rounds rightly with what lay in the cache."""
    assert [kernel(2.5), kernel(-7.6)] == [3, -8]
    return sum(kernel.stats.cache_hits.values()) == 1


def files(folder: Path) -> list[str]:
    """Endings of all files below a folder, in order."""
    return sorted(path.name.rpartition(".")[2] for path in folder.rglob("*") if not path.is_dir())


class Raises:
    """Unpickled, it raises an exception of a kind."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __reduce__(self) -> tuple[Any, ...]:
        return exec, (f"raise {self.kind}",)


def sealed(content: bytes) -> bytes:
    return compiled_cache._digest(content).encode() + b"\n" + content


def put_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "file").write_text("in the way")


def put_link(path: Path, to: str) -> None:
    path.unlink()
    path.symlink_to(to)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], Any]] = {
    "empty": lambda path: path.write_bytes(b""),
    "garbage": lambda path: path.write_bytes(b"xyz"),
    "noise": lambda path: path.write_bytes(bytes(range(256)) * 200),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-100]),
    "one bit": flip,
    "something else": lambda path: path.write_bytes(pickle.dumps({"a": 1})),
    "another version's": lambda path: path.write_bytes(pickle.dumps("0.1") + pickle.dumps(("stamp", {}))),
    "an error": lambda path: path.write_bytes(pickle.dumps(Raises("EOFError"))),
    "an interruption": lambda path: path.write_bytes(pickle.dumps(Raises("KeyboardInterrupt"))),
    "an end": lambda path: path.write_bytes(pickle.dumps(Raises("SystemExit(3)"))),
    "missing": lambda path: path.unlink(),
    "folder": put_folder,
    "link to nothing": lambda path: put_link(path, "nowhere"),
    "link to a device": lambda path: put_link(path, "/dev/zero"),
    "pipe": lambda path: (path.unlink(), os.mkfifo(path)),
    "others may write it": lambda path: path.chmod(0o666),
    "unreadable": lambda path: path.chmod(0),
}


@needs_compiler
class TestWhatIsDamaged:
    @pytest.mark.parametrize("ending", ["nbi", "nbc"])
    @pytest.mark.parametrize("damage", DAMAGES)
    def test_is_dropped_and_compiled_anew(self, damage: str, ending: str, folder: Path) -> None:
        assert not found(rule())
        assert found(rule())
        (damaged,) = folder.rglob(f"*.{ending}")
        DAMAGES[damage](damaged)
        harmless = damage == "unreadable" and os.geteuid() == 0
        assert found(rule()) == harmless
        assert found(rule())
        assert files(folder) == ["nbc", "nbi"]

    @pytest.mark.parametrize("damage", ["empty", "garbage"])
    def test_in_every_file(self, damage: str, folder: Path) -> None:
        found(rule())
        for path in folder.rglob("*.nb?"):
            DAMAGES[damage](path)
        assert not found(rule())
        assert found(rule())

    @pytest.mark.parametrize("content", [(1, 2), [1, 2], None, Raises("LookupError"), Raises("RecursionError")])
    def test_though_it_fits_its_hash(self, content: Any, folder: Path) -> None:
        """A file that was kept well may still not load, as one of a library that has changed since."""
        found(rule())
        (index,), (old,) = folder.rglob("*.nbi"), folder.rglob("*.nbc")
        data = pickle.dumps(content)
        named = old.with_name(old.name.replace(old.name.split(".")[-2], compiled_cache._digest(data)[:32]))
        old.rename(named)
        named.write_bytes(data)
        key = next(iter(pickle.loads(index.read_bytes().partition(b"\n")[2])))
        index.write_bytes(sealed(pickle.dumps({key: named.name})))
        assert not found(rule())
        assert found(rule())
        index.write_bytes(sealed(data))
        assert not found(rule())
        assert found(rule())
        assert files(folder) == ["nbc", "nbi"]

    def test_of_another_kernel_is_not_taken_for_its_own(self, folder: Path) -> None:
        other = compiled._cached(monthly.py_func, _nrt=False)
        other(0.5)
        found(rule())
        data = {path.name.split(".")[2]: path for path in folder.rglob("*.nbc")}
        mine, foreign = (next(path for name, path in data.items() if name.startswith(k)) for k in ("whole", "monthly"))
        mine.write_bytes(foreign.read_bytes())
        assert not found(rule())
        assert found(rule())

    def test_a_user_who_interrupts_is_heard(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        found(rule())

        def interrupted(path: Path) -> bytes:
            raise KeyboardInterrupt

        monkeypatch.setattr(compiled_cache, "_read", interrupted)
        with pytest.raises(KeyboardInterrupt):
            rule()(2.5)
        monkeypatch.undo()
        assert files(folder) == ["nbc", "nbi"]

    def test_in_processes_of_their_own(self, folder: Path) -> None:
        assert [child(ROUNDS) for _ in range(2)] == [COMPILED_ANEW, FOUND]
        for ending, damage in (("nbi", "empty"), ("nbi", "garbage"), ("nbc", "missing"), ("nbc", "one bit")):
            for path in folder.rglob(f"*.{ending}"):
                DAMAGES[damage](path)
            assert [child(ROUNDS) for _ in range(2)] == [COMPILED_ANEW, FOUND]


@needs_compiler
class TestAFullDisk:
    @pytest.mark.parametrize("allowed", [0, 1, 2, 3])
    @pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO])
    def test_leaves_nothing_half_written(
        self, allowed: int, number: int, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Two files are written and renamed: each of the four steps may be the one that fails."""
        done = []

        def limited(step: Callable[..., Any]) -> Callable[..., Any]:
            def act(*arguments: Any, **options: Any) -> Any:
                if len(done) == allowed:
                    raise OSError(number, os.strerror(number))
                done.append(step)
                return step(*arguments, **options)

            return act

        monkeypatch.setattr(os, "fdopen", limited(os.fdopen))
        monkeypatch.setattr(Path, "replace", limited(Path.replace))
        assert not found(rule())
        monkeypatch.undo()
        monkeypatch.setenv("SMECREDIT_CACHE_DIR", str(folder))
        assert files(folder) == []
        assert not found(rule())
        assert found(rule())

    @pytest.mark.parametrize("limit", [0, 64, 1024])
    def test_runs_uncached_in_a_process_that_may_write_little(self, limit: int, folder: Path) -> None:
        limits = f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        assert [child(limits + ROUNDS) for _ in range(2)] == [COMPILED_ANEW] * 2
        assert files(folder) == []
        assert [child(ROUNDS) for _ in range(2)] == [COMPILED_ANEW, FOUND]

    def test_the_signal_of_a_file_too_large_does_not_kill(self, folder: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-c", ROUNDS],
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64)),
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stdout.strip(), done.stderr) == (0, COMPILED_ANEW, "")

    @as_root
    def test_a_disk_that_is_full(self, tmp_path: Path) -> None:
        disk = tmp_path / "disk"
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "none", str(disk)], capture_output=True).returncode:
            pytest.skip("nothing can be mounted here")
        try:
            assert [child(ROUNDS, SMECREDIT_CACHE_DIR=str(disk / "c")) for _ in range(2)] == [COMPILED_ANEW] * 2
            assert files(disk) == []
        finally:
            subprocess.run(["umount", str(disk)], check=True)


def shared(path: Path) -> None:
    path.mkdir()
    path.chmod(0o777)


def linked_to_shared(path: Path) -> None:
    shared(path.with_name("shared"))
    path.symlink_to("shared")


UNUSABLE: dict[str, tuple[Callable[[Path], Any], str]] = {
    "others may write it": (shared, "shared"),
    "others may write it, not remove": (lambda path: (path.mkdir(), path.chmod(0o1777)), "shared"),
    "a link to such a one": (linked_to_shared, "shared"),
    "a file": (lambda path: path.write_text("in the way"), "unwritable"),
    "in a file": (lambda path: path.write_text("in the way"), "unwritable"),
    "a link to nothing": (lambda path: path.symlink_to("nowhere"), "unwritable"),
    "a link to itself": (lambda path: path.symlink_to(path), "unwritable"),
    "too long": (lambda path: None, "unwritable"),
}


@needs_compiler
class TestTheFolder:
    @pytest.mark.parametrize("reason", UNUSABLE)
    def test_that_cannot_be_used_gives_way(
        self, reason: str, folder: Path, fallback: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make, fault = UNUSABLE[reason]
        make(folder)
        wanted = {"in a file": folder / "below", "too long": folder / ("z" * 300)}.get(reason, folder)
        monkeypatch.setenv("SMECREDIT_CACHE_DIR", str(wanted))
        before = files(folder.parent)
        assert [found(rule()), found(rule())] == [False, True]
        assert files(fallback) == ["nbc", "nbi"]
        assert len(files(folder.parent)) == len(before) + 2  # nothing elsewhere
        assert stat.S_IMODE(fallback.stat().st_mode) == 0o700
        assert compiled_cache.unused_folder() == (wanted, fault)
        assert compiled_cache.can_be_kept()

    def test_that_others_may_write_is_not_read(self, folder: Path) -> None:
        found(rule())
        folder.chmod(0o777)
        compiled_cache.fault_of_folder.cache_clear()
        assert not found(rule())
        folder.chmod(0o700)
        (below,) = (path for path in folder.iterdir() if any(path.iterdir()))
        below.chmod(0o777)
        compiled_cache.fault_of_folder.cache_clear()
        assert found(rule())  # among the temporary files, where the last one was kept
        shutil.rmtree(folder.parent / "temporary")
        (folder.parent / "temporary").mkdir()
        compiled_cache.fault_of_folder.cache_clear()
        assert not found(rule())

    def test_of_another_user_is_neither_read_nor_written(
        self, folder: Path, fallback: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found(rule())
        before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
        compiled_cache.fault_of_folder.cache_clear()
        me = os.geteuid()
        monkeypatch.setattr(os, "geteuid", lambda: me + 1)
        assert compiled_cache.unused_folder() == (folder, "foreign")
        assert not compiled_cache.can_be_kept()  # what is made is not that user's either
        assert not found(rule())
        assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before

    @as_root
    @pytest.mark.parametrize("what", ["folder", "folder below", "file"])
    def test_of_another_user(self, what: str, folder: Path, fallback: Path) -> None:
        found(rule())
        (path,) = folder.rglob("*.nbi")
        os.chown({"folder": folder, "folder below": path.parent, "file": path}[what], 12345, -1)
        compiled_cache.fault_of_folder.cache_clear()
        assert [found(rule()), found(rule())] == [False, True]
        assert (files(fallback) == []) == (what == "file")

    @not_as_root
    def test_that_is_closed_gives_way(self, folder: Path, fallback: Path) -> None:
        folder.mkdir(mode=0o500)
        assert [found(rule()), found(rule())] == [False, True]
        assert files(fallback) == ["nbc", "nbi"]

    def test_of_a_home_that_cannot_be_written(self, folder: Path, fallback: Path) -> None:
        folder.write_text("in the way")
        settings = {"HOME": str(folder), "SMECREDIT_CACHE_DIR": "", "XDG_CACHE_HOME": ""}
        assert [child(ROUNDS, **settings) for _ in range(2)] == [COMPILED_ANEW, FOUND]
        assert files(fallback) == ["nbc", "nbi"]

    @pytest.mark.parametrize("trap", ["link", "open", "readable", "file"])
    def test_a_trap_among_the_temporary_files_is_not_used(self, trap: str, folder: Path, fallback: Path) -> None:
        folder.write_text("in the way")
        if trap == "link":
            (folder.parent / "elsewhere").mkdir(mode=0o700)
            fallback.symlink_to(folder.parent / "elsewhere")
        elif trap == "file":
            fallback.write_text("in the way")
        else:
            fallback.mkdir()
            fallback.chmod(0o777 if trap == "open" else 0o755)
        assert [found(rule()), found(rule())] == [False, False]
        assert not compiled_cache.can_be_kept()
        assert list(folder.parent.rglob("*.nb?")) == []

    def test_where_nothing_temporary_can_be_written(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def nowhere() -> str:
            raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

        folder.write_text("in the way")
        monkeypatch.setattr(tempfile, "gettempdir", nowhere)
        monkeypatch.setattr(compiled_cache.os, "sep", str(folder))
        assert not compiled_cache.can_be_kept()
        assert not found(rule())

    def test_may_be_of_a_group_with_nobody_else_in_it(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        import grp
        import pwd

        folder.mkdir()
        folder.chmod(0o770)
        name, members, user = "someone", ["someone"], 1000
        monkeypatch.setattr(pwd, "getpwuid", lambda _: SimpleNamespace(pw_uid=user, pw_name="someone"))
        monkeypatch.setattr(grp, "getgrgid", lambda _: SimpleNamespace(gr_name=name, gr_mem=members))

        def fault() -> str | None:
            compiled_cache.fault_of_folder.cache_clear()
            return compiled_cache.fault_of_folder(folder)

        assert fault() is None
        members = ["someone", "another"]
        assert fault() == "shared"
        name, members = "users", []
        assert fault() == "shared"
        name, user = "someone", 0
        assert fault() == "shared"

    def test_is_named_by_the_source(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SMECREDIT_CACHE_DIR", str(tmp_path))
        below = compiled_cache.cache_directory()
        assert below is not None
        assert below.parent == tmp_path
        assert below.name.startswith(compiled_cache.source_hash())
        monkeypatch.delenv("SMECREDIT_CACHE_DIR")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
        assert compiled_cache.wanted_folder() == tmp_path / "user" / "smecredit"
        monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        assert compiled_cache.wanted_folder() == tmp_path / "home" / ".cache" / "smecredit"
        monkeypatch.setenv("SMECREDIT_CACHE_DIR", "below")
        monkeypatch.chdir(tmp_path)
        assert compiled_cache.wanted_folder() == tmp_path / "below"


@needs_compiler
class TestSettingsOfNumba:
    @pytest.mark.parametrize(("name", "value"), [("BOUNDSCHECK", 1), ("OPT", 0), ("SLP_VECTORIZE", 1)])
    def test_that_shape_code_are_told_apart(
        self, name: str, value: int, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import numba

        found(rule())
        monkeypatch.setattr(numba.config, name, value)
        assert [found(rule()), found(rule())] == [False, True]
        monkeypatch.undo()
        monkeypatch.setenv("SMECREDIT_CACHE_DIR", str(folder))
        assert found(rule())
        assert files(folder) == ["nbc", "nbc", "nbi"]

    def test_of_its_own_cache_do_not_reach_this_one(self, folder: Path, tmp_path: Path) -> None:
        elsewhere = tmp_path / "elsewhere"
        settings = {"NUMBA_CACHE_DIR": str(elsewhere), "NUMBA_CACHE_LOCATOR_CLASSES": "InTreeCacheLocator"}
        assert [child(ROUNDS, **settings), child(ROUNDS)] == [COMPILED_ANEW, FOUND]
        assert not elsewhere.exists()
        assert child("import smecredit.simulation.ground.units, numba; print(numba.config.CACHE_DIR)") == ""


#: Keeps two compiled forms of a rule again and again, from nothing each time.
KEEPS = """
from smecredit.simulation.ground import compiled
from smecredit.simulation.ground.units import whole_fen
rule = compiled._cached(whole_fen.py_func, _nrt=False)
rule(2.5), rule(2)
print("ready", flush=True)
while True:
    rule._cache.flush()
    for signature, overload in rule.overloads.items():
        rule._cache.save_overload(signature, overload)
"""


@needs_compiler
class TestSeveralProcesses:
    def test_that_compile_at_once_agree(self, folder: Path) -> None:
        several = [
            subprocess.Popen([sys.executable, "-c", ROUNDS], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        for process in several:
            said, complaint = process.communicate()
            assert (process.returncode, complaint) == (0, "")
            assert said.strip() in (COMPILED_ANEW, FOUND)
        assert child(ROUNDS) == FOUND

    def test_that_are_killed_while_they_write_damage_nothing(self, folder: Path) -> None:
        for _ in range(3):
            several = [
                subprocess.Popen([sys.executable, "-c", KEEPS], stdout=subprocess.PIPE, text=True) for _ in range(2)
            ]
            try:
                for process in several:
                    assert process.stdout is not None
                    assert process.stdout.readline().strip() == "ready"
                until = time.monotonic() + 0.5
                while time.monotonic() < until:
                    kernel = rule()
                    assert (kernel(2.5), kernel(2)) == (3, 2)
                several[0].send_signal(signal.SIGKILL)
                kernel = rule()
                assert (kernel(-7.6), kernel(-2)) == (-8, -2)
            finally:
                for process in several:
                    process.kill()
                    process.communicate()
            assert child(ROUNDS) in (COMPILED_ANEW, FOUND)
            assert child(ROUNDS) == FOUND

    def test_what_one_was_killed_over_is_removed(self, folder: Path) -> None:
        found(rule())
        (index,) = folder.rglob("*.nbi")
        left = index.with_name(f"{index.name}.0123.part")
        left.write_bytes(b"half")
        index.unlink()
        found(rule())
        assert files(folder) == ["nbc", "nbi"]


@needs_compiler
@pytest.mark.slow
def test_a_run_heals_what_is_damaged(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "smecredit", "run", "baseline", "--firms", "200", "--months", "3", "--json"]

    def run() -> str:
        settings = {**os.environ, "SMECREDIT_CACHE_DIR": str(tmp_path), "SMECREDIT_COMPILE_AHEAD": "0"}
        done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    warm = compiled_cache.cache_directory()
    assert warm is not None
    shutil.copytree(warm.parent, tmp_path, dirs_exist_ok=True)
    tmp_path.chmod(0o700)
    right = run()
    # The smallest ones, of which the run needs some: a large kernel takes half a minute to compile.
    for ending, content in (("nbi", b""), ("nbi", b"xyz"), ("nbc", b"xyz")):
        damaged = sorted(tmp_path.rglob(f"*.{ending}"), key=lambda path: path.stat().st_size)[:12]
        for path in damaged:
            path.write_bytes(content)
        assert run() == right
        left = [path for path in damaged if path.exists() and path.read_bytes() == content]
        assert len(left) < len(damaged)
        healed = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
        assert run() == right
        assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == healed
        for path in left:
            path.unlink()
