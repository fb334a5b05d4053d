"""Compilation of rules and kernels by numba, with a cache that cannot go stale.

numba keys its cache by the file of the outermost function and does not notice a change in a function that
another file's kernel calls. Here the cache folder carries a hash of every source file of `simulation/`, so a
change anywhere starts a fresh folder. `SMECREDIT_NOJIT=1` runs the same code as plain Python.
"""

import hashlib
import os
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

Function = TypeVar("Function", bound=Callable[..., Any])

#: True where kernels are compiled; False runs the same functions as plain Python.
COMPILED = os.environ.get("SMECREDIT_NOJIT", "0") in ("", "0")


def source_hash() -> str:
    """Hexadecimal hash of every Python source file of the package, independent of where it is installed."""
    root = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_directory() -> Path:
    """Folder of compiled code: `$SMECREDIT_CACHE_DIR`, else the user's cache folder."""
    base = os.environ.get("SMECREDIT_CACHE_DIR")
    root = Path(base) if base else Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "smecredit"
    return root / f"{source_hash()}-{platform.python_version()}"


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


if COMPILED:
    import numba

    _CACHE = cache_directory()
    _CACHED = _writable(_CACHE)
    if _CACHED:
        numba.config.CACHE_DIR = str(_CACHE)  # type: ignore[attr-defined]

    def compiled(function: Function) -> Function:
        """A pure rule, compiled and inlined into the kernels that call it; not cached on its own."""
        return numba.njit(nogil=True, error_model="numpy")(function)  # type: ignore[return-value]

    def kernel(function: Function) -> Function:
        """A loop over columns, compiled, cached on disk and free of Python's lock while it runs."""
        return numba.njit(nogil=True, error_model="numpy", cache=_CACHED)(function)  # type: ignore[return-value]

else:
    import functools

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

    def _as_compiled(value: Any) -> Any:
        """An argument as compiled code would see it."""
        if type(value) is np.float32:
            return Single(value)
        if type(value) is np.ndarray and value.dtype == np.float32:
            return value.view(Singles)
        if hasattr(value, "_fields") and isinstance(getattr(value, "real", None), np.ndarray):
            return value._replace(real=_as_compiled(value.real))
        return value

    def compiled(function: Function) -> Function:
        """A pure rule, run as plain Python with the arithmetic of compiled code."""

        @functools.wraps(function)
        def plain(*arguments: Any) -> Any:
            return function(*[_as_compiled(argument) for argument in arguments])

        return plain  # type: ignore[return-value]

    kernel = compiled


def cache_is_warm() -> bool:
    """Whether compiled kernels for this very source lie in the cache."""
    return COMPILED and _CACHED and any(_CACHE.rglob("*.nbi"))


@compiled
def unsigned(position: int) -> int:
    """A place in a column as an unsigned number: compiled code then omits its check for places counted from the end."""
    return np.uint64(position)  # type: ignore[return-value]
