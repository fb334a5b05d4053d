"""Columns copied to a room for work and back, a stretch of rows at a time."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from smecredit.simulation.ground.blocks import copy_column, write_real, write_whole

#: Whole numbers that `float64` holds exactly.
FEN = st.integers(-(2**53), 2**53)


@given(st.lists(st.tuples(FEN, st.booleans()), min_size=1, max_size=30), st.integers(0, 5), st.data())
def test_whole_numbers_go_there_and_back_and_only_rows_that_count_change(rows: list, first: int, data) -> None:
    before = np.array([0] * first + [fen for fen, _ in rows] + [9], np.int64)
    column, room = before.copy(), np.full(40, np.nan)
    counts = np.array([float(each) for _, each in rows])
    copy_column(first, len(rows), column, room)
    assert room[: len(rows)].tolist() == before[first : first + len(rows)].tolist()
    later = np.array(data.draw(st.lists(FEN, min_size=len(rows), max_size=len(rows))), np.float64)
    write_whole(first, len(rows), column, later, counts)
    wanted = before.copy()
    wanted[first : first + len(rows)] = np.where(
        counts > 0.0, later.astype(np.int64), wanted[first : first + len(rows)]
    )
    assert column.tolist() == wanted.tolist()


def test_real_numbers_are_written_in_single_precision_to_the_rows_that_count() -> None:
    column = np.array([1.0, 2.0, 3.0, 4.0], np.float32)
    write_real(1, 2, column, np.array([0.1, 0.2]), np.array([1.0, 0.0]))
    assert column.tolist() == [1.0, float(np.float32(0.1)), 3.0, 4.0]
