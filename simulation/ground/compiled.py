"""Compilation of rules and kernels by numba, kept for the next run (`compiled_cache`).

`SMECREDIT_NOJIT=1` runs the same code as plain Python, to the same bits; so does numba's own switch.
"""

import functools
import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import numpy as np

from .compiled_cache import PACKAGE, KernelCache, cache_directory

Function = TypeVar("Function", bound=Callable[..., Any])


def _switched_off() -> bool:
    """Whether nothing is to be compiled: numba's decorators would leave functions as they are, in other arithmetic."""
    if os.environ.get("SMECREDIT_NOJIT", "0") not in ("", "0"):
        return True
    with suppress(ValueError):  # numba takes no notice of what is not a number
        if int(os.environ.get("NUMBA_DISABLE_JIT", "0")):
            return True
    # Also set in a file or by a program.
    from numba import config

    return bool(config.DISABLE_JIT)  # type: ignore[attr-defined]


#: True where kernels are compiled; False runs the same functions as plain Python.
COMPILED = not _switched_off()


class Calls:
    """Calls from outside into rules and kernels run as plain Python, told to `listener(function, arguments)`."""

    listener: Callable[[Any, tuple[Any, ...]], None] | None = None


if COMPILED:
    from numba.core.registry import CPUDispatcher

    def _dispatcher(kind: type, function: Function, **options: bool) -> Any:
        """A function that numba compiles when it is called, free of Python's lock while it runs."""
        # Nothing but other compiled code and Python calls these: a wrapper for C would only take time to compile.
        common = {"nopython": True, "nogil": True, "no_cfunc_wrapper": True, "boundscheck": False}
        return kind(function, targetoptions={"error_model": "numpy", **common, **options})

    def _cached(function: Function, **options: bool) -> Function:
        """A compiled function that is kept on disk where it belongs to the package and the cache can be written."""
        dispatcher = _dispatcher(CPUDispatcher, function, **options)
        # What a function closes over is in no source file.
        if function.__module__.startswith(f"{PACKAGE}.") and function.__closure__ is None:
            folder = cache_directory(function.__module__)
            if folder is not None:
                dispatcher._cache = KernelCache(function, folder)
        return dispatcher  # type: ignore[no-any-return]

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
        return _dispatcher(Rule, function, no_cpython_wrapper=True, _nrt=False, **options)  # type: ignore[no-any-return]

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


@compiled
def unsigned(position: int) -> int:
    """A place in a column as an unsigned number: compiled code then omits its check for places counted from the end."""
    return np.uint64(position)  # type: ignore[return-value]
