"""Compilation of rules and kernels by numba, with a cache that cannot go stale.

numba keys its cache by the file of the outermost function and does not notice a change in a function that
another file's kernel calls. Here the cache folder of a kernel carries a hash of its own source file and of every
file of the package that it imports, directly or through others: a change in any of them starts a fresh folder,
and a change elsewhere, such as a new policy instrument, compiles nothing anew. `SMECREDIT_NOJIT=1` runs the same
code as plain Python.
"""

import functools
import hashlib
import os
import platform
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

Function = TypeVar("Function", bound=Callable[..., Any])

#: True where kernels are compiled; False runs the same functions as plain Python.
COMPILED = os.environ.get("SMECREDIT_NOJIT", "0") in ("", "0")


class Calls:
    """Calls from outside into rules and kernels run as plain Python, told to `listener(function, arguments)`."""

    listener: Callable[[Any, tuple[Any, ...]], None] | None = None


#: The package whose modules are compiled.
PACKAGE = __name__.removesuffix(".ground.compiled")
#: An import within the package: `from .x import y` or `from .. import x, y`. Not an indented one: compiled code sees
#: only what its module imports at the top.
_IMPORT = re.compile(r"^from\s+(\.+)([\w.]*)\s+import\s+(\([^)]*\)|[^\n]*)", re.MULTILINE)
#: The module whose kernel takes longest to compile; it imports nearly every rule.
_SLOWEST = f"{PACKAGE}.behaviour.lending.credit_rationing"


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
        below = [word for word in re.split(r"[\s,()]+", names) if word.isidentifier()]
        for candidate in (stem, *(f"{stem}/{name}".strip("/") for name in below)):
            if candidate and (root / f"{candidate}.py").is_file():
                found[f"{candidate}.py"] = None
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


def cache_directory(module: str = _SLOWEST) -> Path:
    """Folder of a module's compiled kernels: in `$SMECREDIT_CACHE_DIR`, else in the user's cache folder."""
    return _cache_directory(module, os.environ.get("SMECREDIT_CACHE_DIR"), os.environ.get("XDG_CACHE_HOME"))


@functools.cache
def _cache_directory(module: str, own: str | None, of_user: str | None) -> Path:
    root = Path(own) if own else (Path(of_user) if of_user else Path.home() / ".cache") / "smecredit"
    return root / f"{source_hash(module)}-{platform.python_version()}"


@functools.cache
def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


if COMPILED:
    import numba
    from numba.core.registry import CPUDispatcher

    def _cached(function: Function, **options: bool) -> Function:
        """A function compiled by numba, on disk where the cache can be written, free of Python's lock while it runs."""
        cached = function.__module__.startswith(f"{PACKAGE}.")
        if cached:
            folder = cache_directory(function.__module__)
            if cached := _writable(folder):
                numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
        # Nothing but other compiled code and Python calls these: a wrapper for C would only take time to compile.
        options = {"nogil": True, "no_cfunc_wrapper": True, "cache": cached, **options}
        return numba.njit(error_model="numpy", **options)(function)  # type: ignore[call-overload, no-any-return]

    class Rule(CPUDispatcher):  # type: ignore[misc]
        """A rule as kernels call it, kept on disk only within them.

        Its way in from Python, which takes longer to compile than most rules, is made and kept when one first asks.
        """

        @functools.cached_property
        def way_in(self) -> Any:
            """The same rule compiled to be called from Python."""
            return _cached(self.py_func, _nrt=False)

        def __call__(self, *arguments: Any) -> Any:
            """The rule as Python calls it."""
            return self.way_in(*arguments)

    def _rule(function: Function, **options: bool) -> Function:
        options = {"nopython": True, "nogil": True, "no_cfunc_wrapper": True, "no_cpython_wrapper": True, **options}
        return Rule(function, targetoptions={"error_model": "numpy", "_nrt": False, **options})  # type: ignore[return-value]

    def compiled(function: Function) -> Function:
        """A pure rule, compiled and inlined into every kernel that calls it: a call would keep a loop from vectors."""
        return _rule(function, forceinline=True)

    def kernel(function: Function) -> Function:
        """A loop over columns, compiled and cached on disk. It makes no arrays: see `allocating_kernel`."""
        return _cached(function, _nrt=False)

    def allocating_kernel(function: Function) -> Function:
        """A kernel that makes arrays of its own.

        Only such a one runs with numba's counts of references to arrays: counted at every call of a rule, they took
        half the time of deciding on loans.
        """
        return _cached(function)

    def routine(function: Function) -> Function:
        """A long rule, compiled once and called: inlined, it would be compiled again wherever it is used."""
        return _rule(function)

    def as_compiled(value: Any) -> Any:
        """A value as compiled code sees it: itself."""
        return value

else:

    class Single(float):
        """A number of single precision under the compiler's rules: single with single stays single, else double.

        NumPy's own scalars would round a product with a Python float to single precision.
        """

        __slots__ = ()

    def _operation(name: str) -> Any:
        single, double = getattr(np.float32, name), getattr(float, name)

        def operate(self: Any, other: Any) -> Any:
            if type(other) is Single:
                return Single(single(np.float32(self), np.float32(other)))
            return double(self, other)

        return operate

    for _name in ("__add__", "__sub__", "__mul__", "__truediv__"):
        setattr(Single, _name, _operation(_name))
    Single.__neg__ = lambda self: Single(float.__neg__(self))  # type: ignore[method-assign, assignment]

    class Singles(np.ndarray):
        """A column block of single precision whose cells read as `Single`."""

        def __getitem__(self, place: Any) -> Any:
            value = super().__getitem__(place)
            return Single(value) if type(value) is np.float32 else value

    def as_compiled(value: Any) -> Any:
        """An argument as compiled code would see it."""
        if type(value) is np.float32:
            return Single(value)
        if type(value) is np.ndarray and value.dtype == np.float32:
            return value.view(Singles)
        if hasattr(value, "_fields"):
            if isinstance(getattr(value, "real", None), np.ndarray):
                return value._replace(real=as_compiled(value.real))
            if hasattr(value, "holds_blocks"):
                return value._replace(**{name: as_compiled(part) for name, part in value._asdict().items()})
        return value

    def compiled(function: Function) -> Function:
        """A pure rule, run as plain Python with the arithmetic of compiled code."""

        @functools.wraps(function)
        def plain(*arguments: Any) -> Any:
            seen = [as_compiled(argument) for argument in arguments]
            listener, Calls.listener = Calls.listener, None
            if listener is None:
                return function(*seen)
            try:
                listener(function, arguments)
                return function(*seen)
            finally:
                Calls.listener = listener

        return plain  # type: ignore[return-value]

    kernel = allocating_kernel = routine = compiled


def called_from_python(function: Any) -> Any:
    """What Python runs when it calls a kernel or a rule: the rule's way in, the kernel itself."""
    return getattr(function, "way_in", function)


def can_be_kept() -> bool:
    """Whether what is compiled can be kept for the next run."""
    return _writable(cache_directory())


def cache_is_warm() -> bool:
    """Whether the kernel that takes longest to compile lies in the cache for this very source."""
    return COMPILED and any(cache_directory().rglob("*.nbi"))


@compiled
def unsigned(position: int) -> int:
    """A place in a column as an unsigned number: compiled code then omits its check for places counted from the end."""
    return np.uint64(position)  # type: ignore[return-value]
