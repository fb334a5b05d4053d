"""Cells of a table that a question gave, whatever DuckDB knows: as JSON tells them, and as Stata keeps them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .files import replacing

if TYPE_CHECKING:
    import pandas as pd

#: Largest whole number that every reader of JSON keeps, and that Stata's numbers hold: 2^53.
_WHOLE = 2**53
#: Largest number in a Stata file.
_LARGEST = 8.9e307
#: Characters of a text that Stata keeps in a cell, and letters of the name of one of its variables.
_LONGEST_TEXT, _LONGEST_NAME = 2000, 32


def plain(cell: object) -> object:
    """A cell as a number, truth value, text, list, table or None, which is also what is undefined or infinite."""
    if isinstance(cell, np.generic | np.ndarray):
        cell = cell.tolist()
    if isinstance(cell, Mapping):
        return {str(key): plain(value) for key, value in cell.items()}
    if isinstance(cell, list | tuple):
        return [plain(value) for value in cell]
    if cell is None or isinstance(cell, bool | str):
        return cell
    if isinstance(cell, int):
        return cell if abs(cell) <= _WHOLE else str(cell)
    if isinstance(cell, float):
        return cell if np.isfinite(cell) else None
    if isinstance(cell, bytes | bytearray):
        return bytes(cell).hex()
    shown = str(cell)
    return None if shown in ("NaT", "<NA>", "nan") else shown


def write_stata(path: Path, frame: pd.DataFrame) -> None:
    """Write a Stata file: numbers as they are, all else as text; a name has letters, digits and _, at most 32.

    The full name becomes the label of the variable.
    """
    import pandas as pd

    told: dict[str, pd.Series] = {}
    labels: dict[str, str] = {}
    for place, column in enumerate(frame.columns):
        name = _name(str(column), told)
        labels[name] = str(column)[-80:]
        series = frame.iloc[:, place]
        told[name] = _as_number(series) if _is_number(series) else series.map(_as_cell).astype(object)
    with replacing(path) as temporary:
        pd.DataFrame(told, index=frame.index).to_stata(
            temporary, write_index=False, version=118, variable_labels=labels
        )


def _is_number(series: pd.Series) -> bool:
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    return is_numeric_dtype(series) and not is_bool_dtype(series)


def _as_number(series: pd.Series) -> pd.Series:
    """Whole numbers that Stata can hold, else floating ones; what is beyond its largest is missing."""
    if series.dtype == "int64" and (len(series) == 0 or series.abs().max() <= _WHOLE):
        return series
    numbers = series.astype(float)
    return numbers.where(numbers.abs() <= _LARGEST)


def _as_cell(cell: object) -> str:
    found = plain(cell)
    return "" if found is None else str(found)[:_LONGEST_TEXT]


def _name(column: str, taken: Mapping[str, object]) -> str:
    short = re.sub(r"\W", "_", column) or "_"
    short = short if not short[0].isdigit() else f"_{short}"
    short = short if len(short) <= _LONGEST_NAME else short[:10] + "_" + short[-21:]
    while short in taken:
        short = f"{short[:28]}_{len(taken) % 1000}"
    return short
