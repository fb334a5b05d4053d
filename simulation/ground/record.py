"""A typed record that compiled code reads through one address.

A class below `Record` declares its fields by annotation. Those of a type that kernels know (a table's `Blocks`, an
array declared with `ArrayOf`, `int`, `float`, a named tuple of numbers, another record) are also written, as 8-byte
words, into memory of the record's own; a kernel gets the record's address and reads a field from its place there. So
handing over the whole economy costs a kernel what handing over one number costs, and a rule may take the economy and
read what it needs: what a field holds cannot change while a kernel runs, which the compiler is told, so that it reads
each once. Without the compiler the same names are plain attributes.

A field holds an array itself, not its values: changing the array in place changes what kernels read at once.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, get_args, get_origin

import numpy as np

from .columns import Blocks
from .compiled import COMPILED, as_compiled
from .errors import no_attribute

if TYPE_CHECKING:
    from collections.abc import Iterator


class ArrayOf:
    """The type of an array field: machine type and number of dimensions, C-contiguous."""

    def __init__(self, kind: type, dimensions: int) -> None:
        self.kind, self.dimensions = np.dtype(kind), dimensions


Whole1 = Annotated[np.ndarray, ArrayOf(np.int64, 1)]
Whole2 = Annotated[np.ndarray, ArrayOf(np.int64, 2)]
Whole3 = Annotated[np.ndarray, ArrayOf(np.int64, 3)]
Real1 = Annotated[np.ndarray, ArrayOf(np.float64, 1)]
Real2 = Annotated[np.ndarray, ArrayOf(np.float64, 2)]
Real3 = Annotated[np.ndarray, ArrayOf(np.float64, 3)]
Index1 = Annotated[np.ndarray, ArrayOf(np.int32, 1)]

_BLOCKS = (ArrayOf(np.int64, 2), ArrayOf(np.float32, 2), ArrayOf(np.int32, 2), ArrayOf(np.int8, 2), int)

#: How a field lies in memory: an array, a number, another record, or a sequence of such.
Layout = Any


def words_of(layout: Layout) -> int:
    """Number of 8-byte words a field takes."""
    if isinstance(layout, ArrayOf):
        return 1 + layout.dimensions
    if isinstance(layout, tuple):
        return sum(words_of(part) for part in (layout[1] if is_named(layout) else layout))
    return 1


def is_named(layout: Layout) -> bool:
    """Whether a layout is that of a named tuple: its class and the layouts of its parts."""
    return isinstance(layout, tuple) and len(layout) == 2 and isinstance(layout[0], type)


def layout_of(hint: Any) -> Layout | None:
    """Layout of a field with this annotation; None for one that only Python reads."""
    if get_origin(hint) is Annotated:
        return next((extra for extra in get_args(hint)[1:] if isinstance(extra, ArrayOf)), None)
    if hint is Blocks:
        return (Blocks, _BLOCKS)
    if hint in (int, float):
        return hint
    if isinstance(hint, type) and issubclass(hint, Record):
        return hint
    return None


def layout_of_value(value: Any) -> Layout:
    """Layout of a named tuple of numbers and arrays, of a number or of an array. Raises TypeError for others."""
    if hasattr(value, "_fields"):
        return (type(value), tuple(layout_of_value(part) for part in value))
    if isinstance(value, np.ndarray):
        return ArrayOf(value.dtype.type, value.ndim)
    if type(value) in (int, float):
        return type(value)
    raise TypeError(f"{type(value).__name__} cannot be a field that kernels read")


class Record:
    """Fields by annotation, written to memory that kernels read; see above.

    Setting a field of the declared type is all that is needed; a wrong type raises TypeError naming the field.
    """

    _declared: ClassVar[dict[str, Layout]]
    _places: dict[str, int]
    _layouts: dict[str, Layout]
    _words: np.ndarray
    _reals: np.ndarray  # the same words as numbers of double precision
    _address: int

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._declared = {}

    @classmethod
    def declared(cls) -> dict[str, Layout]:
        """Layout of each field that kernels read, in the order of declaration."""
        if not cls._declared:
            for parent in reversed(cls.__mro__[:-1]):
                known = vars(sys.modules[parent.__module__])
                for name, hint in vars(parent).get("__annotations__", {}).items():
                    if not name.startswith("_"):
                        # The annotations are text; those of fields that kernels read name what the module imports.
                        layout = layout_of(eval(hint, known) if isinstance(hint, str) else hint)
                        if layout is not None:
                            cls._declared[name] = layout
        return cls._declared

    def __new__(cls, *arguments: Any, **keywords: Any) -> Self:
        """A record with room for its fields, none of them set."""
        record = super().__new__(cls)
        record._lay_out(cls.declared())
        return record

    def _lay_out(self, layouts: dict[str, Layout]) -> None:
        places, end = {}, 0
        for name, layout in layouts.items():
            places[name] = end
            end += words_of(layout)
        words = np.zeros(max(end, 1), np.int64)
        vars(self).update(_places=places, _layouts=layouts, _words=words, _reals=words.view(np.float64))
        vars(self)["_address"] = self._words.ctypes.data

    def __setattr__(self, name: str, value: object) -> None:
        place = self._places.get(name)
        if place is not None:
            try:
                self._write(place, self._layouts[name], value)
            except (TypeError, ValueError, AttributeError) as error:
                raise TypeError(f"{type(self).__name__}.{name}: {error}") from None
            if not COMPILED:
                value = as_compiled(value)
        vars(self)[name] = value

    def __getattr__(self, name: str) -> Any:
        # Asked only for what is not there; what Python itself looks for is no mistake of anyone's.
        if name.startswith("_"):
            raise AttributeError(name)
        raise no_attribute(type(self).__name__, name, (*self._layouts, *vars(self)))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {sum(not name.startswith('_') for name in vars(self))} fields>"

    def _write(self, place: int, layout: Layout, value: Any) -> int:
        words = self._words
        if isinstance(layout, ArrayOf):
            if value.dtype != layout.kind or value.ndim != layout.dimensions or not value.flags.c_contiguous:
                raise TypeError(f"needs a contiguous {layout.kind} array of {layout.dimensions} dimensions")
            words[place] = value.__array_interface__["data"][0]
            for axis, length in enumerate(value.shape, place + 1):
                words[axis] = length
            return place + 1 + layout.dimensions
        if is_named(layout):
            for part, each in zip(layout[1], value, strict=True):
                place = self._write(place, part, each)
            return place
        if layout is float:
            self._reals[place] = value
        elif layout is int:
            words[place] = value
        elif isinstance(value, layout):
            words[place] = value._address
        else:
            raise TypeError(f"needs a {layout.__name__}")
        return place + 1

    def with_fields(self, **others: Any) -> Self:
        """A record that shares every field with this one but those given, which it does not check for Python's use."""
        twin = type(self).__new__(type(self))
        twin._lay_out(self._layouts)
        for name, value in self._fields_kept():
            if name not in others:
                Record.__setattr__(twin, name, value)
        for name, value in others.items():
            Record.__setattr__(twin, name, value)
        return twin

    # The words are addresses of this process and this copy: both are made anew for another.

    def _fields_kept(self) -> Iterator[tuple[str, Any]]:
        return ((name, value) for name, value in vars(self).items() if name not in _OF_THIS_COPY)

    def __getstate__(self) -> dict[str, Any]:
        return {"fields": dict(self._fields_kept()), "layouts": self._layouts}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._lay_out(state["layouts"])
        for name, value in state["fields"].items():
            setattr(self, name, value)


_OF_THIS_COPY = {"_places", "_layouts", "_words", "_reals", "_address", "_numba_type_"}
