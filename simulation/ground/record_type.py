"""How compiled code sees a `Record`: one address, from which it reads a field's words where they lie."""

from __future__ import annotations

import hashlib
from typing import Any

import numba
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.base import BaseContext
from numba.core.datamodel import DataModelManager, models
from numba.core.datamodel.registry import register_default
from numba.core.typing.templates import AttributeTemplate
from numba.extending import NativeValue, infer_getattr, lower_getattr_generic, typeof_impl, unbox
from numba.np.arrayobj import make_array

from .record import ArrayOf, Layout, Record, is_named

_WORD, _BYTES = ir.IntType(64), ir.IntType(8).as_pointer()


class RecordType(types.Type):
    """The compiler's type of a record: its name and fields by name, type and place."""

    def __init__(self, record_name: str, fields: tuple[tuple[str, Any, int], ...]) -> None:
        self.record_name, self.fields = record_name, fields
        self.by_name = {name: (kind, place) for name, kind, place in fields}
        # A short name: it becomes part of the name of every function compiled for it.
        mark = hashlib.sha256(repr(fields).encode()).hexdigest()[:12]
        super().__init__(name=f"{record_name}_{mark}")

    @property
    def key(self) -> Any:
        """What two equal types share."""
        return self.record_name, self.fields


@register_default(RecordType)
class _RecordModel(models.PrimitiveModel):
    def __init__(self, manager: DataModelManager, kind: types.Type) -> None:
        super().__init__(manager, kind, _BYTES)


def _type_of(layout: Layout, value: Any) -> Any:
    if isinstance(layout, ArrayOf):
        return types.Array(numba.from_dtype(layout.kind), layout.dimensions, "C")
    if is_named(layout):
        values = [None] * len(layout[1]) if value is None else value
        parts = [_type_of(part, each) for part, each in zip(layout[1], values, strict=True)]
        if len(set(parts)) == 1:
            return types.NamedUniTuple(parts[0], len(parts), layout[0])
        return types.NamedTuple(parts, layout[0])
    if layout is float:
        return types.float64
    if layout is int:
        return types.int64
    return record_type(value)


def record_type(record: Record) -> RecordType:
    """The compiler's type of a record, worked out once."""
    found = vars(record).get("_numba_type_")
    if found is None:
        fields = tuple(
            (name, _type_of(layout, vars(record).get(name)), record._places[name])
            for name, layout in record._layouts.items()
        )
        found = vars(record)["_numba_type_"] = RecordType(type(record).__name__, fields)
    return found  # type: ignore[no-any-return]


@typeof_impl.register(Record)
def _typeof_record(record: Record, context: Any) -> RecordType:
    return record_type(record)


@infer_getattr
class _RecordFields(AttributeTemplate):
    key = RecordType

    def generic_resolve(self, kind: RecordType, name: str) -> Any:
        return kind.by_name[name][0] if name in kind.by_name else None


def _read_word(builder: ir.IRBuilder, base: ir.Value, place: int) -> Any:
    word = builder.load(builder.gep(base, [ir.Constant(_WORD, place)]))
    # Nothing writes to a record while a kernel runs: read once, wherever it is asked for.
    word.set_metadata("invariant.load", builder.module.add_metadata([]))
    return word


def _words_of_type(kind: types.Type) -> int:
    if isinstance(kind, types.Array):
        return 1 + int(kind.ndim)
    if isinstance(kind, types.BaseTuple):
        return sum(_words_of_type(part) for part in kind.types)
    return 1


def _read_array(context: BaseContext, builder: ir.IRBuilder, kind: types.Type, base: ir.Value, place: int) -> Any:
    shape = [_read_word(builder, base, place + 1 + axis) for axis in range(kind.ndim)]
    itemsize = ir.Constant(_WORD, context.get_abi_sizeof(context.get_data_type(kind.dtype)))
    strides, count = [itemsize], ir.Constant(_WORD, 1)
    for length in reversed(shape):
        strides.insert(0, builder.mul(strides[0], length))
        count = builder.mul(count, length)
    array = make_array(kind)(context, builder)
    array.data = builder.inttoptr(_read_word(builder, base, place), array.data.type)
    array.shape = cgutils.pack_array(builder, shape)
    array.strides = cgutils.pack_array(builder, strides[1:])
    array.itemsize, array.nitems = itemsize, count
    array.meminfo = cgutils.get_null_value(array.meminfo.type)
    array.parent = cgutils.get_null_value(array.parent.type)
    return array._getvalue()


def _read(context: BaseContext, builder: ir.IRBuilder, kind: types.Type, base: ir.Value, place: int) -> Any:
    if isinstance(kind, types.Array):
        return _read_array(context, builder, kind, base, place)
    if isinstance(kind, types.BaseTuple):
        parts = []
        for part in kind.types:
            parts.append(_read(context, builder, part, base, place))
            place += _words_of_type(part)
        return context.make_tuple(builder, kind, parts)
    word = _read_word(builder, base, place)
    if isinstance(kind, types.Float):
        return builder.bitcast(word, ir.DoubleType())
    return builder.inttoptr(word, _BYTES) if isinstance(kind, RecordType) else word


@lower_getattr_generic(RecordType)
def _read_field(context: BaseContext, builder: ir.IRBuilder, kind: RecordType, record: ir.Value, name: str) -> Any:
    field, place = kind.by_name[name]
    return _read(context, builder, field, builder.bitcast(record, _WORD.as_pointer()), place)


@unbox(RecordType)
def _unbox_record(kind: RecordType, record: ir.Value, native: Any) -> Any:
    number = native.pyapi.object_getattr_string(record, "_address")
    address = native.pyapi.long_as_voidptr(number)
    native.pyapi.decref(number)
    return NativeValue(native.builder.bitcast(address, _BYTES))
