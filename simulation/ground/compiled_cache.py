"""Where compiled kernels are kept between runs, and how what is damaged there heals.

A folder a module: its name carries a hash of the module's own source file and of every file of the package that it
imports, directly or through others. numba does not notice a change in a function that another file's kernel calls;
here a change in any of them starts a fresh folder, and a change elsewhere compiles nothing anew.

In it a kernel has an index, which names a file for each list of types that the kernel was compiled for. A file is
named by a hash of its content, and the index begins with a hash of its own: whatever was cut short, overwritten or
put there by others does not fit its hash, is removed unread, and the kernel is compiled anew. A file appears whole or
not at all, and before the index that names it, so any number of processes may write at once, and be killed.

What is read is run: so only folders and files are used that belong to this user and that nobody else may write.
"""

from __future__ import annotations

import functools
import glob
import hashlib
import os
import pickle
import platform
import re
import shutil
import stat
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

#: The package whose kernels are kept.
PACKAGE = __name__.removesuffix(".ground.compiled_cache")
#: An import within the package: `from .x import y` or `from .. import x, y`. Not an indented one: compiled code sees
#: only what its module imports at the top.
_IMPORT = re.compile(r"^from\s+(\.+)\s*([\w.]*)\s+import\s*(\((?:[^)#]|#[^\n]*)*\)|(?:[^\n\\]|\\\r?\n)*)", re.MULTILINE)
#: The module whose kernel takes longest to compile; it imports nearly every rule.
_SLOWEST = f"{PACKAGE}.behaviour.lending.credit_rationing"
#: Settings of numba's that shape machine code and are no part of what numba says of its target.
_SETTINGS = (
    "OPT",
    "LOOP_VECTORIZE",
    "SLP_VECTORIZE",
    "BOUNDSCHECK",
    "DEBUGINFO_DEFAULT",
    "EXTEND_VARIABLE_LIFETIMES",
    "ENABLE_PROFILING",
    "JIT_COVERAGE",
    "LLVM_REFPRUNE_PASS",
    "LLVM_REFPRUNE_FLAGS",
    "DISABLE_INTEL_SVML",
)
#: How many files of a kernel are kept that were compiled for what this process does not know, such as a plugin's.
_STRANGE_KEPT = 8
#: When this process began, as files tell the time.
_STARTED = time.time()
#: Why a folder is not used: it cannot be written, it belongs to another user, others may write it.
Fault = Literal["unwritable", "foreign", "shared"]


class Unkept:
    """Whoever wants to hear that a file could not be kept, as on a full disk, says so here: its folder, and why."""

    listener: Callable[[Path, OSError], None] | None = None


def _root() -> Path:
    return Path(__file__).resolve().parents[1]


@functools.cache
def _source(root: Path, path: str) -> tuple[bytes, tuple[str, ...]]:
    """Content of a source file of the package and the files of the package it imports, as paths below `root`."""
    content = (root / path).read_bytes()
    found: dict[str, None] = {}
    folders = path.split("/")[:-1]
    for dots, module, names in _IMPORT.findall(content.decode()):
        if len(dots) > len(folders) + 1:
            continue  # beyond the package
        stem = "/".join([*folders[: len(folders) + 1 - len(dots)], *filter(None, module.split("."))])
        if (root / f"{stem}.py").is_file():
            found[f"{stem}.py"] = None
            continue
        below = re.split(r"\W+", re.sub(r"#[^\n]*", "", names))
        for name in ("__init__", *filter(None, below)):
            for candidate in (f"{stem}/{name}.py".strip("/"), f"{stem}/{name}/__init__.py".strip("/")):
                if (root / candidate).is_file():
                    found[candidate] = None
    return content, tuple(found)


@functools.cache
def _closure(root: Path, start: str) -> str:
    waiting, seen = [start], {start}
    while waiting:
        for other in _source(root, waiting.pop())[1]:
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    digest = hashlib.sha256()
    for path in sorted(seen):
        digest.update(path.encode())
        digest.update(_source(root, path)[0])
    return digest.hexdigest()[:16]


def source_hash(module: str = _SLOWEST) -> str:
    """Hexadecimal hash of a module's source and of all of the package it imports, wherever that is installed."""
    return _closure(_root(), f"{module.removeprefix(f'{PACKAGE}.').replace('.', '/')}.py")


def wanted_folder() -> Path:
    """Folder where compiled kernels are meant to be kept: `$SMECREDIT_CACHE_DIR`, else in the user's cache folder."""
    try:
        if own := os.environ.get("SMECREDIT_CACHE_DIR"):
            return Path(own).absolute()
        of_user = Path(os.environ.get("XDG_CACHE_HOME", ""))
        return (of_user if of_user.is_absolute() else Path.home() / ".cache") / "smecredit"
    except (OSError, RuntimeError):  # the working folder is gone, the user has no home
        return _temporary_folder()


def _temporary_folder() -> Path:
    """A folder of this user's among the temporary files, which is used where the one wanted cannot be."""
    user = os.geteuid() if hasattr(os, "geteuid") else "cache"
    try:
        return Path(tempfile.gettempdir()) / f"smecredit-{user}"
    except OSError:  # nothing temporary can be written: this cannot either
        return Path(os.sep, "tmp", f"smecredit-{user}")


@functools.cache
def fault_of_folder(folder: Path) -> Fault | None:
    """Why compiled kernels cannot be kept in a folder; None where they can.

    It is made if it is not there. What lies at the place for temporary files must be a folder and not a link to one,
    and be closed to others: anyone may put something there.
    """
    among_others = folder == _temporary_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat() if among_others else folder.stat()
        fault = _fault_of_status(status)
        if fault is None and among_others and not stat.S_ISDIR(status.st_mode):
            fault = "foreign"
        if fault is None and among_others and os.name == "posix" and status.st_mode & 0o077:
            fault = "shared"
        if fault is None:
            with tempfile.TemporaryFile(dir=folder):
                pass
    except OSError:
        return "unwritable"
    return fault


def _fault_of_status(status: os.stat_result) -> Fault | None:
    """Why a file or a folder is not to be trusted, None where it belongs to this user and only this user may write."""
    if not hasattr(os, "geteuid"):
        return None
    if status.st_uid != os.geteuid():
        return "foreign"
    if status.st_mode & stat.S_IWOTH or (status.st_mode & stat.S_IWGRP and not _group_of_one(status.st_gid)):
        return "shared"
    return None


def _group_of_one(group: int) -> bool:
    """Whether a group is the one that many systems give each user, of the same name and with nobody else in it."""
    import grp
    import pwd

    try:
        user, members = pwd.getpwuid(os.geteuid()), grp.getgrgid(group)
    except KeyError:
        return False
    return user.pw_uid != 0 and members.gr_name == user.pw_name and set(members.gr_mem) <= {user.pw_name}


def _name_of_folder(module: str = _SLOWEST) -> str:
    return f"{source_hash(module)}-{platform.python_version()}"


def cache_directory(module: str = _SLOWEST) -> Path | None:
    """Folder of a module's compiled kernels, None where they cannot be kept anywhere."""
    return folder_for(_name_of_folder(module))


def folder_for(name: str) -> Path | None:
    """The folder of this name where compiled kernels are kept, None where nothing can be kept anywhere."""
    for folder in (wanted_folder(), _temporary_folder()):
        below = folder / name
        if fault_of_folder(folder) is None and fault_of_folder(below) is None:
            return below
    return None


def unused_folder() -> tuple[Path, Fault] | None:
    """The folder wanted for compiled kernels and why it is not used; None if it is used."""
    wanted = wanted_folder()
    fault = fault_of_folder(wanted) or fault_of_folder(wanted / _name_of_folder())
    return None if fault is None else (wanted, fault)


def can_be_kept() -> bool:
    """Whether what is compiled can be kept for the next run."""
    return cache_directory() is not None


def cache_is_warm() -> bool:
    """Whether the kernel that takes longest to compile lies in the cache for this very source."""
    folder = cache_directory()
    return folder is not None and any(folder.glob("*.nbi"))


class KernelCache:
    """What a kernel was compiled to, kept on disk: what numba's dispatcher asks of a cache."""

    def __init__(self, function: Any, folder: Path) -> None:
        import numba

        self.cache_path = str(folder)
        self._folder = folder
        module = function.__module__.removeprefix(f"{PACKAGE}.")
        line = function.__code__.co_firstlineno
        name = f"{module}.{function.__qualname__}-{line}.numba{numba.__version__}{getattr(sys, 'abiflags', '')}"
        self._name = re.sub(r"[<>]", "", name)
        self._index_path = folder / f"{self._name}.nbi"

    def load_overload(self, signature: Any, target_context: Any) -> Any:
        """The kernel as compiled for these types, None where it is not there or damaged; what is damaged is removed."""
        from numba.core.compiler import CompileResult

        target_context.refresh()
        file_name = _readable(self._index()).get(_key(signature, target_context.codegen()))
        if file_name is None:
            return None
        path = self._folder / file_name
        try:
            content = _read(path)
            if self._file_name(content) != file_name:
                raise ValueError("damaged")
            return CompileResult._rebuild(target_context, *pickle.loads(content))
        except MemoryError:
            raise
        except Exception:
            # Whatever a damaged or foreign file may cause: only that it must not stop a run.
            _remove(path)
            return None

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Keep the kernel as compiled for these types, or nothing of it where that fails, as on a full disk."""
        from numba.core.serialize import dumps

        if compiled.lifted or compiled.library.has_dynamic_globals:
            return
        with suppress(Exception):
            # What another process was killed over. One that is still at it cannot finish, and ours counts.
            for left in self._beside("part"):
                _remove(left)
            content = dumps(compiled._reduce())
            path = self._folder / self._file_name(content)
            _write(path, content)
            try:
                key, index = _key(signature, compiled.codegen), self._index()
                known = dict(_unpickled(index))
                strange = [written for written in index if written not in known]
                for written in (*strange[:-_STRANGE_KEPT], *(each for each, its in known.items() if its == key)):
                    del index[written]
                index[dumps(key)] = path.name
                content = dumps(index)
                _write(self._index_path, _digest(content).encode() + b"\n" + content)
            except BaseException:
                _remove(path)
                raise
            for path in self._beside("nbc"):
                # Named by an index that was damaged; of a younger one another process may be about to write the name.
                if path.name not in index.values() and path.stat().st_mtime < _STARTED:
                    _remove(path)

    def flush(self) -> None:
        """Forget whatever is kept of the kernel."""
        for path in (self._index_path, *self._beside("nbc")):
            _remove(path)

    def _index(self) -> dict[bytes, str]:
        """Names of the files by what they were compiled for, as bytes; a damaged index is removed."""
        try:
            digest, _, content = _read(self._index_path).partition(b"\n")
            if _digest(content).encode() != digest:
                raise ValueError("damaged")
            index = pickle.loads(content)
            if not isinstance(index, dict):
                raise ValueError("no index")
            return index
        except FileNotFoundError:
            return {}
        except MemoryError:
            raise
        except Exception:
            _remove(self._index_path)
            return {}

    def _file_name(self, content: bytes) -> str:
        return f"{self._name}.{_digest(content)[:32]}.nbc"

    def _beside(self, ending: str) -> Iterator[Path]:
        return self._folder.glob(f"{glob.escape(self._name)}.*.{ending}")


def keep(path: Path, content: bytes) -> None:
    """Keep `content` in a file, whole or not at all, with its own hash before it. Raises OSError."""
    _write(path, _digest(content).encode() + b"\n" + content)


def kept(path: Path) -> bytes | None:
    """What `keep` has written to a file; None where there is none, or a damaged one, which is removed."""
    try:
        digest, _, content = _read(path).partition(b"\n")
    except FileNotFoundError:
        return None
    except OSError:
        digest, content = b"", b""
    if _digest(content).encode() == digest:
        return content
    _remove(path)
    return None


def _unpickled(index: dict[bytes, str]) -> Iterator[tuple[bytes, Any]]:
    """What files were compiled for, as bytes and as it is; without what names a class of a plugin that is not here."""
    for written in index:
        try:
            yield written, pickle.loads(written)
        except MemoryError:
            raise
        except Exception:
            continue


def _readable(index: dict[bytes, str]) -> dict[Any, str]:
    return {known: index[written] for written, known in _unpickled(index)}


def _key(signature: Any, codegen: Any) -> tuple[Any, ...]:
    """All that machine code depends on but for its source, which the folder is named by."""
    from numba import config

    return signature, codegen.magic_tuple(), tuple(str(getattr(config, name, None)) for name in _SETTINGS)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read(path: Path) -> bytes:
    """Content of a file that nobody else can have written. Raises OSError for any other."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise PermissionError(path)  # a folder; or a pipe, which would be waited for
    with path.open("rb") as file:
        # Of the file that is open: another one may have been put in its place meanwhile.
        if _fault_of_status(os.fstat(file.fileno())) is not None:
            raise PermissionError(path)
        return file.read()


def _write(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all, for this user alone. Raises OSError."""
    beside = path.with_name(f"{path.name}.{uuid.uuid4().hex[:16]}.part")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(beside, flags, 0o600), "wb") as file:
            file.write(content)
        if path.is_dir():
            _remove(path)
        beside.replace(path)
    except BaseException as error:
        _remove(beside)
        if isinstance(error, OSError) and Unkept.listener is not None:
            Unkept.listener(path.parent, error)
        raise


def _remove(path: Path) -> None:
    """Remove whatever lies at a place in the cache, a folder too; what cannot be removed stays."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        shutil.rmtree(path, ignore_errors=True)
