"""Work on the rows of a table in blocks: columns are copied to a room of `float64`, where loops become vectors.

Loops over columns themselves do not: for all the compiler knows any column may lie over another. Amounts in the room
are whole numbers, exact below 2**53 fen. Rows that do not count pass too; what comes out of them is thrown away.
"""

import numpy as np

from .compiled import compiled, unsigned

#: Rows that pass together: their room for work stays in the second cache, and columns are read in stretches long
#: enough for the processor to read ahead. No power of two: rows of the room would fall on the same lines of the cache.
BLOCK = 1000


@compiled
def copy_column(first: int, size: int, column: np.ndarray, to: np.ndarray) -> None:
    """The `size` cells of one column from row `first` on."""
    for k in range(size):
        to[unsigned(k)] = column[unsigned(first + k)]


@compiled
def write_whole(first: int, size: int, column: np.ndarray, source: np.ndarray, counts: np.ndarray) -> None:
    """Whole numbers back to a column, for the rows that count: those where `counts` is not 0."""
    for k in range(size):
        j, i = unsigned(k), unsigned(first + k)
        column[i] = np.int64(source[j]) if counts[j] > 0.0 else column[i]


@compiled
def write_real(first: int, size: int, column: np.ndarray, source: np.ndarray, counts: np.ndarray) -> None:
    """Real numbers back to a column, for the rows that count: those where `counts` is not 0."""
    for k in range(size):
        j, i = unsigned(k), unsigned(first + k)
        column[i] = source[j] if counts[j] > 0.0 else column[i]
