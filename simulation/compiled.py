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

    def compiled(function: Function) -> Function:
        """A pure rule, left as plain Python."""
        return function

    kernel = compiled


def cache_is_warm() -> bool:
    """Whether compiled kernels for this very source lie in the cache."""
    return COMPILED and _CACHED and any(_CACHE.rglob("*.nbi"))
