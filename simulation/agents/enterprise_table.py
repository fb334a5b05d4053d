"""The living enterprises as a table: `market.enterprises`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np
import pandas as pd

from ..ground.given import whole_number
from ..state.enterprise_columns import ALIVE, ENTERPRISE
from ..state.structure import BANK_TYPES, PRODUCTS
from .enterprise import CODED, Enterprise
from .model import EconomyModel

#: By code: a wish to close is acted on next month; who failed leaves within the month.
OUTCOMES = ("alive", "wishes_to_close", "closed", "failed", "defaulted", "absconded")
#: By bit of the column `mark`.
MARKS = ("hurt_by_buyer", "hurt_by_circle", "hurt_by_credit_cut", "buyer_just_lost")
#: Columns of months that may be those of something that never happened, which is long ago.
_MAY_BE_NEVER, _LONG_AGO = ("refused_month", "last_loan", "punctual_since", "rung_month"), -10_000
_FLAGS = ("borrowed", "awarded", "listed")


class EnterpriseColumns:
    """Columns by name and views by key, of living firms only."""

    def __init__(self, market: EconomyModel) -> None:
        self._market = market

    @overload
    def __getitem__(self, name: str) -> np.ndarray: ...

    @overload
    def __getitem__(self, name: int) -> Enterprise: ...

    def __getitem__(self, name: str | int) -> np.ndarray | Enterprise:
        """A column, with codes as numbers, or the view of the firm with this key.

        Raises KeyError naming the nearest column, DepartedError for a firm that has left, RequestError for what is no
        key.
        """
        if isinstance(name, str):
            store = self._market.economy.firms
            column: np.ndarray = store.column(name)[store.column("state") == ALIVE]
            return column
        return Enterprise(self._market, whole_number("enterprise", name, 0))

    def __len__(self) -> int:
        return int((self._market.economy.firms.column("state") == ALIVE).sum())

    def __iter__(self) -> Iterator[Enterprise]:
        return (Enterprise(self._market, int(key)) for key in self["id"])

    def __contains__(self, key: object) -> bool:
        return isinstance(key, int | np.integer) and bool((self["id"] == key).any())

    def __repr__(self) -> str:
        return f"<{len(self):,} enterprises; .frame() shows them>"

    def frame(self) -> pd.DataFrame:
        """One row a firm, index its key, one column a column of the table, codes as words.

        Units are those declared (money in model fen), in `frame.attrs["units"]`. Lists are words separated by blanks:
        loan products `held`, programmes that have chosen the firm (`served`), what has hurt it (`mark`). What never
        happened is empty; `buyer` is a firm's key and `line` a loan's.
        """
        units = {name: column.unit for name, column in ENTERPRISE.columns.items() if name != "state"}
        columns = {name: self._words(name) for name in units}
        units["bank_type"] = "code"
        types = self._market.economy.banks.column("type")
        columns["bank_type"] = _named(types[self["bank"]], BANK_TYPES)
        table = pd.DataFrame(columns)
        table.index = pd.Index(self["id"].copy(), name="enterprise")
        table.attrs["units"] = units
        return table

    def _words(self, name: str) -> np.ndarray | pd.arrays.IntegerArray:
        codes, economy = self[name], self._market.economy
        if name in CODED:
            return _named(codes, CODED[name])
        if name == "outcome":
            return _named(codes, OUTCOMES)
        if name in _FLAGS:
            return codes != 0
        if name in _MAY_BE_NEVER:
            return _or_empty(codes.astype(np.int64), codes > _LONG_AGO)
        if name == "circle":
            return _or_empty(codes.astype(np.int64), codes >= 0)
        if name in ("buyer", "line"):
            keys = (economy.firms if name == "buyer" else economy.loans).column("id")
            return _or_empty(keys[np.maximum(codes, 0)], codes >= 0)
        if name == "held":
            return _listed(codes, PRODUCTS)
        if name == "mark":
            return _listed(codes, MARKS)
        if name == "served":
            policies = economy.schedule.programme_policies
            names = [policies[row].name if row in policies else "" for row in range(economy.programmes.rows)]
            return _listed(codes, names)
        return codes.copy()


def _named(codes: np.ndarray, names: Sequence[str]) -> np.ndarray:
    words: np.ndarray = np.array(names, object)[codes]
    return words


def _or_empty(values: np.ndarray, there: np.ndarray) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray(np.where(there, values, 0), ~there)


def _listed(bits: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """Names of the bits that are set, separated by blanks."""
    different, places = np.unique(bits, return_inverse=True)
    told = [" ".join(name for place, name in enumerate(names) if (int(bit) >> place) & 1) for bit in different]
    found: np.ndarray = np.array(told, object)[places]
    return found
