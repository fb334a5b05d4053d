"""Two light logs, kept with the tape and in a comparison: every grant of new credit, and every firm that left.

They are what a comparison needs to ask of one firm what it got, and whether it lived, in another run of the same
seed. A log only reads the columns: nothing of the economy depends on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
import pandas as pd

from ..behaviour.support.loan_support import costs_to_borrowers
from ..state import enterprise_columns as ec
from ..state import loan_columns as lc
from ..state.economy import Economy
from ..state.observer import Observer
from ..state.structure import CAUSES, PRODUCTS, REGIONS, SECTORS, SIZES

#: Months before month 1 whose grants are kept too, so that the first loans of a run have a year around them.
LEAD_MONTHS = 12

#: How a firm left, by the codes of `behaviour/distress/departure.py`.
OUTCOMES = ("closed", "failed", "defaulted", "absconded", "outgrown")


#: Values of a column of rows that are added: one for each, or one for all.
Values = np.ndarray | int | bool


class Log(Observer):
    """Rows that are only ever added at the end, kept as they came until someone asks for a column."""

    kinds: ClassVar[dict[str, type[np.generic]]]

    def __init__(self) -> None:
        self.rows = 0
        self._added: list[tuple[int, dict[str, Values]]] = []

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        # What has been added never changes afterwards: only the list grows.
        twin = type(self)()
        twin.rows, twin._added = self.rows, list(self._added)
        return twin

    def append(self, count: int, **values: Values) -> None:
        """Add `count` rows; each column gets an array of that length, which nobody may change, or one value for all.

        Raises KeyError for a column without values.
        """
        self._added.append((count, {name: values[name] for name in self.kinds}))
        self.rows += count

    def __getitem__(self, name: str) -> np.ndarray:
        """The rows of one column, put together anew at every call. Raises KeyError."""
        column = np.empty(self.rows, self.kinds[name])
        start = 0
        for count, values in self._added:
            column[start : start + count] = values[name]
            start += count
        return column

    def table(self) -> pd.DataFrame:
        """The log with names for codes."""
        raise NotImplementedError

    @classmethod
    def row_bytes(cls) -> int:
        """Bytes one row takes."""
        return sum(np.dtype(kind).itemsize for kind in cls.kinds.values())


class GrantLog(Log):
    """One row a grant of new credit from `LEAD_MONTHS` before month 1 on; renewals and the opening book left out.

    `amount` is in model fen, for a revolving line its limit; `supported` is what the loan's own column said when it
    was granted; `size`, `sector` and `region` are the firm's at the time; `cost` is rate and fee a year, less what
    programmes pay for the borrower.
    """

    kinds: ClassVar[dict[str, type[np.generic]]] = {
        "month": np.int32, "enterprise": np.int64, "amount": np.int64, "supported": np.int8, "product": np.int8,
        "size": np.int8, "sector": np.int8, "region": np.int8, "cost": np.float32,
    }  # fmt: skip

    def loans_granted(self, economy: Economy, rows: np.ndarray) -> None:
        """Log the loans just paid out into `rows` of the loan book."""
        month, loan, firm = economy.month, economy.loan, economy.firm
        if month <= -LEAD_MONTHS:
            return
        firms = loan.index[lc.FIRM].take(rows)
        cost = np.zeros(len(rows))
        costs_to_borrowers(economy, np.asarray(rows), cost)
        self.append(
            len(rows),
            month=month,
            enterprise=firm.whole[ec.ID].take(firms),
            amount=loan.whole[lc.AMOUNT].take(rows),
            supported=loan.tag[lc.SUPPORTED].take(rows) != 0,
            product=loan.tag[lc.PRODUCT].take(rows),
            size=firm.tag[ec.SIZE].take(firms),
            sector=firm.tag[ec.SECTOR].take(firms),
            region=firm.tag[ec.REGION].take(firms),
            cost=cost.astype(np.float32),
        )

    def table(self) -> pd.DataFrame:
        """The log with names for codes, by month and firm; amounts in model fen."""
        table = pd.DataFrame(
            {
                "month": self["month"].astype(np.int64),
                "enterprise": self["enterprise"],
                "amount_fen": self["amount"],
                "supported": self["supported"] != 0,
                "product": _named(self["product"], PRODUCTS),
                "size": _named(self["size"], SIZES),
                "sector": _named(self["sector"], SECTORS),
                "region": _named(self["region"], REGIONS),
                "cost": self["cost"],
            }
        )
        return table.sort_values(["month", "enterprise", "product"], kind="stable", ignore_index=True)


class DepartureLog(Log):
    """One row a firm that left from month 1 on: when, how, its size then and, where it failed, the cause."""

    kinds: ClassVar[dict[str, type[np.generic]]] = {
        "month": np.int32, "enterprise": np.int64, "outcome": np.int8, "size": np.int8, "cause": np.int8,
    }  # fmt: skip

    def firms_leave(self, economy: Economy, rows: np.ndarray, ways: np.ndarray, causes: np.ndarray) -> None:
        """Log the firms that have just left: how and why, as `distress.departure.leave` lists them."""
        month, firm = economy.month, economy.firm
        if month >= 1:
            self.append(
                len(rows),
                month=month,
                enterprise=firm.whole[ec.ID, rows],
                outcome=ways.copy(),
                size=firm.tag[ec.SIZE, rows],
                cause=causes.copy(),
            )

    def table(self) -> pd.DataFrame:
        """The log with names for codes, by month and firm; a firm that closed has no cause."""
        table = pd.DataFrame(
            {
                "month": self["month"].astype(np.int64),
                "enterprise": self["enterprise"],
                "outcome": _named(self["outcome"], OUTCOMES),
                "size": _named(self["size"], SIZES),
                "cause": _named(self["cause"], CAUSES),
            }
        )
        return table.sort_values(["month", "enterprise"], kind="stable", ignore_index=True)


def _named(codes: np.ndarray, names: Sequence[str]) -> pd.Series:
    """Names of codes; a code that stands for nothing is empty."""
    return pd.Series(codes.astype(np.int64)).map(dict(enumerate(names))).astype(object)
