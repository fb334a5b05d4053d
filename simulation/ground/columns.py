"""A columnar store: each column declares once its name, kind, unit and meaning.

A table keeps its columns in four blocks by machine type, `whole` (int64), `real` (float32), `index` (int32) and
`tag` (int8), each an array of shape (columns, rows). A kernel takes the four as one `Blocks` tuple and names a
cell `firm.whole[CASH, row]`. Rows are storage: they are recycled, and nothing of the economy depends on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from .compiled import compiled, kernel
from .errors import NoAttributeError, NoColumnError, Sentence, lacking

KINDS = {"whole": np.int64, "real": np.float32, "index": np.int32, "tag": np.int8}


class Blocks(NamedTuple):
    """The four blocks of a table, each of shape (columns, capacity), and how many rows are in use."""

    whole: np.ndarray
    real: np.ndarray
    index: Any  # an array; `tuple` has a method of this name
    tag: np.ndarray
    rows: int


def blocks_of(parts: Iterable[np.ndarray], rows: int) -> Blocks:
    """Blocks made of four arrays in the order of KINDS, of which `rows` rows are in use."""
    whole, real, index, tag = parts
    return Blocks(whole, real, index, tag, rows)


@dataclass(frozen=True)
class Column:
    """One declared column: where it lies, its unit, what a fresh row holds and what it means."""

    name: str
    kind: str
    position: int
    unit: str
    default: float
    meaning: str


class Table:
    """The declaration of a table; each method declares a column and returns its position in its block."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.columns: dict[str, Column] = {}

    def _declare(self, kind: str, name: str, unit: str, meaning: str, default: float) -> int:
        position = sum(column.kind == kind for column in self.columns.values())
        self.columns[name] = Column(name, kind, position, unit, default, meaning)
        return position

    def whole(self, name: str, unit: str, meaning: str, default: int = 0) -> int:
        """Declare a column of int64: money in fen, or a key."""
        return self._declare("whole", name, unit, meaning, default)

    def real(self, name: str, unit: str, meaning: str, default: float = 0.0) -> int:
        """Declare a column of float32: a ratio, a rate, a trait."""
        return self._declare("real", name, unit, meaning, default)

    def index(self, name: str, unit: str, meaning: str, default: int = -1) -> int:
        """Declare a column of int32: a month or the row of something else."""
        return self._declare("index", name, unit, meaning, default)

    def tag(self, name: str, unit: str, meaning: str, default: int = 0) -> int:
        """Declare a column of int8: a category, a flag or a small count."""
        return self._declare("tag", name, unit, meaning, default)

    def row_bytes(self) -> int:
        """Bytes one row takes."""
        return sum(np.dtype(KINDS[column.kind]).itemsize for column in self.columns.values())

    def lacks(self, name: str) -> Sentence:
        """What is said of a column that the table does not have, with the nearest one that it has."""
        return lacking(Sentence("table {name!r}", "表 {name!r} ", name=self.name), name, self.columns)


class Row:
    """One row of a table for Python, which reads and sets columns by name: `terms.rate_subsidy = 0.01`.

    A name that is no column raises NoAttributeError, an AttributeError which names the nearest one.
    """

    __slots__ = ("number", "store")

    def __init__(self, store: Store, number: int) -> None:
        object.__setattr__(self, "store", store)
        object.__setattr__(self, "number", int(number))

    def _cell(self, name: str) -> tuple[np.ndarray, int]:
        column = self.store.table.columns.get(name)
        if column is None:
            raise NoAttributeError(self.store.table.lacks(name))
        return getattr(self.store.blocks, column.kind), column.position

    def __getattr__(self, name: str) -> Any:
        if name in self.__slots__ or name.startswith("__"):
            raise AttributeError(name)
        block, position = self._cell(name)
        return block[position, self.number].item()

    def __setattr__(self, name: str, value: float) -> None:
        block, position = self._cell(name)
        block[position, self.number] = value


class Store:
    """Rows of a table. `rows` is the high-water mark; rows that fell free wait on a stack to be used again."""

    def __init__(self, table: Table, capacity: int) -> None:
        self.table = table
        self.changed: Callable[[Blocks], None] | None = None
        self.capacity = max(int(capacity), 16)
        self.free = np.empty(16, np.int32)
        self.free_count = np.zeros(1, np.int64)
        self.defaults = blocks_of((self._fresh(kind, 1) for kind in KINDS), 1)
        self.blocks = blocks_of((self._fresh(kind, self.capacity) for kind in KINDS), 0)

    @property
    def rows(self) -> int:
        """Rows in use, free ones below the highest included."""
        return self.blocks.rows

    def watch(self, changed: Callable[[Blocks], None]) -> None:
        """Call `changed` with the blocks now and whenever they are others or their rows more."""
        self.changed = changed
        changed(self.blocks)

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "changed": None}  # whoever watches a copy says so anew

    def _now(self, blocks: Blocks) -> None:
        self.blocks = blocks
        if self.changed is not None:
            self.changed(blocks)

    def _fresh(self, kind: str, capacity: int) -> Any:
        columns = [column for column in self.table.columns.values() if column.kind == kind]
        block = np.zeros((max(len(columns), 1), capacity), KINDS[kind])
        for column in columns:
            if column.default:
                block[column.position] = column.default
        return block

    def column(self, name: str) -> Any:
        """The rows in use of one column, as a view; NoColumnError, a KeyError, names the nearest column."""
        column = self.table.columns.get(name)
        if column is None:
            raise NoColumnError(self.table.lacks(name))
        return getattr(self.blocks, column.kind)[column.position, : self.rows]

    def row(self, number: int) -> Row:
        """One row, its columns as attributes: `banks.row(3).reserves`."""
        return Row(self, number)

    def ensure(self, rows: int) -> None:
        """Make room for `rows` rows in all, by at least an eighth as much again."""
        if rows <= self.capacity:
            return
        capacity = max(rows, self.capacity + self.capacity // 8)
        grown = []
        for kind, old in zip(KINDS, self.blocks[:-1], strict=True):
            block = self._fresh(kind, capacity)
            block[:, : self.capacity] = old
            grown.append(block)
        self.capacity = capacity
        self._now(blocks_of(grown, self.rows))

    def allocate(self, count: int) -> Any:
        """Rows for `count` newcomers (int32), recycled ones first, each set to the declared defaults."""
        recycled = min(count, int(self.free_count[0]))
        rows = self.take(count)
        if recycled:
            set_rows(rows[:recycled], self.blocks, self.defaults)
        return rows

    def take(self, count: int) -> Any:
        """Rows for `count` newcomers (int32), recycled ones first and as they were left, for who fills them whole."""
        recycled = min(count, int(self.free_count[0]))
        fresh = count - recycled
        self.ensure(self.rows + fresh)
        left = int(self.free_count[0]) - recycled
        rows = np.empty(count, np.int32)
        rows[:recycled] = self.free[left : left + recycled]
        rows[recycled:] = np.arange(self.rows, self.rows + fresh)
        self.free_count[0] = left
        if fresh:
            self._now(self.blocks._replace(rows=self.rows + fresh))
        return rows

    def release(self, rows: np.ndarray) -> None:
        """Put rows on the stack of free ones."""
        start = int(self.free_count[0])
        stop = start + len(rows)
        if stop > len(self.free):
            # Few rows are free at a time: the stack grows with what waits on it, not with the table.
            taller = np.empty(stop + stop // 2, np.int32)
            taller[:start] = self.free[:start]
            self.free = taller
        self.free[start:stop] = rows
        self.free_count[0] = stop

    def reorder(self, order: np.ndarray) -> np.ndarray:
        """Keep the rows listed in `order`, in that order, and forget all others; the table gets no smaller.

        Returns where each former row lies now, -1 for one forgotten, shape (rows before,).
        """
        before, kept = self.rows, len(order)
        for block, default in zip(self.blocks[:-1], self.defaults[:-1], strict=True):
            for column in range(len(block)):
                block[column, :kept] = block[column].take(order)
                block[column, kept:before] = default[column, 0]
        moved_to = np.full(before, -1, np.int32)
        moved_to[order] = np.arange(kept, dtype=np.int32)
        self.free_count[0] = 0
        self._now(self.blocks._replace(rows=kept))
        return moved_to

    def bytes(self) -> int:
        """Bytes held."""
        return sum(block.nbytes for block in self.blocks[:-1]) + self.free.nbytes


@kernel
def set_rows(rows: np.ndarray, blocks: Blocks, values: Blocks) -> None:
    """Set `rows` of a table's blocks to what the single row of `values` holds."""
    _set_cells(rows, blocks.whole, values.whole)
    _set_cells(rows, blocks.real, values.real)
    _set_cells(rows, blocks.index, values.index)
    _set_cells(rows, blocks.tag, values.tag)


@compiled
def _set_cells(rows: np.ndarray, block: np.ndarray, values: np.ndarray) -> None:
    for column in range(block.shape[0]):
        for row in rows:
            block[column, row] = values[column, 0]


@kernel
def copy_rows(source: Blocks, source_rows: np.ndarray, blocks: Blocks, rows: np.ndarray) -> None:
    """Set each of `rows` of a table's blocks to the row of `source`, blocks of the same columns, in its place."""
    _copy_cells(source.whole, source_rows, blocks.whole, rows)
    _copy_cells(source.real, source_rows, blocks.real, rows)
    _copy_cells(source.index, source_rows, blocks.index, rows)
    _copy_cells(source.tag, source_rows, blocks.tag, rows)


@compiled
def _copy_cells(source: np.ndarray, source_rows: np.ndarray, block: np.ndarray, rows: np.ndarray) -> None:
    for column in range(block.shape[0]):
        for k in range(len(rows)):
            block[column, rows[k]] = source[column, source_rows[k]]
