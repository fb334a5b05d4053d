"""The compiled cache heals what is damaged, and is used only where it is this user's alone."""

import errno
import os
import pickle
import shutil
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from smecredit.simulation.ground import compiled, compiled_cache
from smecredit.simulation.ground.units import monthly, whole_fen

needs_compiler = pytest.mark.skipif(not compiled.COMPILED, reason="nothing is compiled in plain Python")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="files of another user can be made by root alone")
not_as_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everywhere")


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
    def test_is_dropped_and_compiled_anew(self, damage: str, ending: str, cache_folder: Path) -> None:
        assert not found(rule())
        assert found(rule())
        (damaged,) = cache_folder.rglob(f"*.{ending}")
        DAMAGES[damage](damaged)
        harmless = damage == "unreadable" and os.geteuid() == 0
        assert found(rule()) == harmless
        assert found(rule())
        assert files(cache_folder) == ["nbc", "nbi"]

    @pytest.mark.parametrize("damage", ["empty", "garbage"])
    def test_in_every_file(self, damage: str, cache_folder: Path) -> None:
        found(rule())
        for path in cache_folder.rglob("*.nb?"):
            DAMAGES[damage](path)
        assert not found(rule())
        assert found(rule())

    @pytest.mark.parametrize("content", [(1, 2), [1, 2], None, Raises("LookupError"), Raises("RecursionError")])
    def test_though_it_fits_its_hash(self, content: Any, cache_folder: Path) -> None:
        """A file that was kept well may still not load, as one of a library that has changed since."""
        found(rule())
        (index,), (old,) = cache_folder.rglob("*.nbi"), cache_folder.rglob("*.nbc")
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
        assert files(cache_folder) == ["nbc", "nbi"]

    def test_is_told_from_what_only_another_process_can_read(self, cache_folder: Path) -> None:
        """A plugin's own types are in the index of a process that has it; one without it uses and keeps the rest."""
        found(rule())
        (index,) = cache_folder.rglob("*.nbi")
        entries = pickle.loads(index.read_bytes().partition(b"\n")[2])
        strange = {b"cno_such_plugin%d\nTerms\n." % k: f"strange{k}" for k in range(10)}
        index.write_bytes(sealed(pickle.dumps({**strange, **entries})))
        assert found(rule())
        (old,) = cache_folder.rglob("*.nbc")
        old.unlink()
        assert not found(rule())
        assert found(rule())
        entries = pickle.loads(index.read_bytes().partition(b"\n")[2])
        assert [name for name in entries.values() if name.startswith("strange")] == [
            f"strange{k}" for k in range(2, 10)
        ]

    def test_of_another_kernel_is_not_taken_for_its_own(self, cache_folder: Path) -> None:
        other = compiled._cached(monthly.py_func, _nrt=False)
        other(0.5)
        found(rule())
        data = {path.name.split(".")[2]: path for path in cache_folder.rglob("*.nbc")}
        mine, foreign = (next(path for name, path in data.items() if name.startswith(k)) for k in ("whole", "monthly"))
        mine.write_bytes(foreign.read_bytes())
        assert not found(rule())
        assert found(rule())

    def test_a_user_who_interrupts_is_heard(self, cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        found(rule())

        def interrupted(path: Path) -> bytes:
            raise KeyboardInterrupt

        monkeypatch.setattr(compiled_cache, "_read", interrupted)
        with pytest.raises(KeyboardInterrupt):
            rule()(2.5)
        monkeypatch.undo()
        assert files(cache_folder) == ["nbc", "nbi"]


@needs_compiler
class TestAFullDisk:
    @pytest.mark.parametrize("allowed", [0, 1, 2, 3])
    @pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO])
    def test_leaves_nothing_half_written(
        self, allowed: int, number: int, cache_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Two files are written and renamed: each of the four steps may be the one that fails."""
        done, told = [], []
        monkeypatch.setattr(compiled_cache.Unkept, "listener", lambda folder, error: told.append(error.errno))

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
        assert told == [number]
        monkeypatch.undo()
        monkeypatch.setenv("SMECREDIT_CACHE_DIR", str(cache_folder))
        assert files(cache_folder) == []
        assert not found(rule())
        assert found(rule())


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
        self, reason: str, cache_folder: Path, cache_fallback: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make, fault = UNUSABLE[reason]
        make(cache_folder)
        wanted = {"in a file": cache_folder / "below", "too long": cache_folder / ("z" * 300)}.get(reason, cache_folder)
        monkeypatch.setenv("SMECREDIT_CACHE_DIR", str(wanted))
        before = files(cache_folder.parent)
        assert [found(rule()), found(rule())] == [False, True]
        assert files(cache_fallback) == ["nbc", "nbi"]
        assert len(files(cache_folder.parent)) == len(before) + 2  # nothing elsewhere
        assert stat.S_IMODE(cache_fallback.stat().st_mode) == 0o700
        assert compiled_cache.unused_folder() == (wanted, fault)
        assert compiled_cache.can_be_kept()

    def test_that_others_may_write_is_not_read(self, cache_folder: Path) -> None:
        found(rule())
        cache_folder.chmod(0o777)
        compiled_cache.fault_of_folder.cache_clear()
        assert not found(rule())
        cache_folder.chmod(0o700)
        (below,) = (path for path in cache_folder.iterdir() if any(path.iterdir()))
        below.chmod(0o777)
        compiled_cache.fault_of_folder.cache_clear()
        assert found(rule())  # among the temporary files, where the last one was kept
        shutil.rmtree(cache_folder.parent / "temporary")
        (cache_folder.parent / "temporary").mkdir()
        compiled_cache.fault_of_folder.cache_clear()
        assert not found(rule())

    def test_of_another_user_is_neither_read_nor_written(
        self, cache_folder: Path, cache_fallback: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found(rule())
        before = {path: path.stat().st_mtime_ns for path in cache_folder.rglob("*")}
        compiled_cache.fault_of_folder.cache_clear()
        me = os.geteuid()
        monkeypatch.setattr(os, "geteuid", lambda: me + 1)
        assert compiled_cache.unused_folder() == (cache_folder, "foreign")
        assert not compiled_cache.can_be_kept()  # what is made is not that user's either
        assert not found(rule())
        assert {path: path.stat().st_mtime_ns for path in cache_folder.rglob("*")} == before

    @as_root
    @pytest.mark.parametrize("what", ["folder", "folder below", "file"])
    def test_of_another_user(self, what: str, cache_folder: Path, cache_fallback: Path) -> None:
        found(rule())
        (path,) = cache_folder.rglob("*.nbi")
        os.chown({"folder": cache_folder, "folder below": path.parent, "file": path}[what], 12345, -1)
        compiled_cache.fault_of_folder.cache_clear()
        assert [found(rule()), found(rule())] == [False, True]
        assert (files(cache_fallback) == []) == (what == "file")

    @not_as_root
    def test_that_is_closed_gives_way(self, cache_folder: Path, cache_fallback: Path) -> None:
        cache_folder.mkdir(mode=0o500)
        assert [found(rule()), found(rule())] == [False, True]
        assert files(cache_fallback) == ["nbc", "nbi"]

    @pytest.mark.parametrize("trap", ["link", "open", "readable", "file"])
    def test_a_trap_among_the_temporary_files_is_not_used(
        self, trap: str, cache_folder: Path, cache_fallback: Path
    ) -> None:
        cache_folder.write_text("in the way")
        if trap == "link":
            (cache_folder.parent / "elsewhere").mkdir(mode=0o700)
            cache_fallback.symlink_to(cache_folder.parent / "elsewhere")
        elif trap == "file":
            cache_fallback.write_text("in the way")
        else:
            cache_fallback.mkdir()
            cache_fallback.chmod(0o777 if trap == "open" else 0o755)
        assert [found(rule()), found(rule())] == [False, False]
        assert not compiled_cache.can_be_kept()
        assert list(cache_folder.parent.rglob("*.nb?")) == []

    def test_where_nothing_temporary_can_be_written(self, cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def nowhere() -> str:
            raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

        cache_folder.write_text("in the way")
        monkeypatch.setattr(tempfile, "gettempdir", nowhere)
        monkeypatch.setattr(compiled_cache.os, "sep", str(cache_folder))
        assert not compiled_cache.can_be_kept()
        assert not found(rule())

    def test_may_be_of_a_group_with_nobody_else_in_it(
        self, cache_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import grp
        import pwd

        cache_folder.mkdir()
        cache_folder.chmod(0o770)
        name, members, user = "someone", ["someone"], 1000
        monkeypatch.setattr(pwd, "getpwuid", lambda _: SimpleNamespace(pw_uid=user, pw_name="someone"))
        monkeypatch.setattr(grp, "getgrgid", lambda _: SimpleNamespace(gr_name=name, gr_mem=members))

        def fault() -> str | None:
            compiled_cache.fault_of_folder.cache_clear()
            return compiled_cache.fault_of_folder(cache_folder)

        assert fault() is None
        members = ["someone", "another"]
        assert fault() == "shared"
        name, members = "users", []
        assert fault() == "shared"
        name, user = "someone", 0
        assert fault() == "shared"

    def test_is_named_by_the_source(self, cache_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
        self, name: str, value: int, cache_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import numba

        found(rule())
        monkeypatch.setattr(numba.config, name, value)
        assert [found(rule()), found(rule())] == [False, True]
        monkeypatch.undo()
        monkeypatch.setenv("SMECREDIT_CACHE_DIR", str(cache_folder))
        assert found(rule())
        assert files(cache_folder) == ["nbc", "nbc", "nbi"]
