"""The field of firms: what each of a sample of firms is at the end of every month of a run."""

from __future__ import annotations

import numpy as np

from ...simulation.state import enterprise_columns as ec
from ...simulation.state.economy import Economy
from ...simulation.state.observer import Observer

#: Firms shown: as many as fill the field, a third of a thousand or so, evenly spaced among the keys of the start.
SHOWN = 364
#: What a firm can be, by the code sent to the page.
NO_LOAN, BORROWING, REFUSED, ARREARS, FAILED, CLOSED = range(6)
#: Months for which a firm without a loan that a bank has turned down counts as refused.
REFUSED_FOR = 3
#: What becomes of a firm that leaves, by the codes of `observe.grants.OUTCOMES`.
_ENDS = np.array([CLOSED, FAILED, FAILED, FAILED, CLOSED], np.uint8)


def sample_of(firms: int) -> np.ndarray:
    """Keys of the firms shown, of so many at the start."""
    shown = min(SHOWN, firms)
    return np.arange(shown) * firms // shown


class Field(Observer):
    """Notes each month what the firms of the sample are; `months` has a row a month from month 0 on."""

    def __init__(self, economy: Economy) -> None:
        self.keys = sample_of(economy.scenario.firms)
        self.months: list[np.ndarray] = []
        #: How each firm of the start has ended: 0 while it lives, else FAILED or CLOSED.
        self.ends = np.zeros(economy.scenario.firms, np.uint8)
        #: Row of each firm of the sample, -1 for one that has left before; a firm keeps its row as long as it lives.
        self._rows = rows = self._living(economy)
        firm = economy.firm
        #: Size, sector and region of each firm at the start, by their codes.
        self.traits = np.array([firm.tag[column, rows] for column in (ec.SIZE, ec.SECTOR, ec.REGION)], np.uint8)
        self._note(economy)

    def firms_leave(self, economy: Economy, rows: np.ndarray, ways: np.ndarray, causes: np.ndarray) -> None:
        """Remember which firms of the start have left, and whether they failed."""
        left = economy.firm.whole[ec.ID, rows]
        ours = left < len(self.ends)
        self.ends[left[ours]] = _ENDS[ways[ours]]

    def books_closed(self, economy: Economy) -> None:
        """Note what each firm is as the month ends."""
        if economy.month >= 1:
            self._note(economy)

    @property
    def states(self) -> np.ndarray:
        """Codes of the states, shape (months + 1, firms of the sample)."""
        return np.array(self.months, np.uint8)

    def _living(self, economy: Economy) -> np.ndarray:
        """Row of each firm of the sample, -1 for one that has left."""
        firm = economy.firm
        living = np.flatnonzero(firm.tag[ec.STATE, : firm.rows] == ec.ALIVE)
        keys = firm.whole[ec.ID, living]
        ours = keys < len(self.ends)
        rows = np.full(len(self.ends), -1, np.int64)
        rows[keys[ours]] = living[ours]
        return rows[self.keys]

    def _note(self, economy: Economy) -> None:
        firm, rows, gone = economy.firm, self._rows, self.ends[self.keys]
        borrowing = firm.tag[ec.LOANS, rows] > 0
        refused = firm.index[ec.REFUSED_MONTH, rows] > economy.month - REFUSED_FOR
        late = firm.tag[ec.MISSED, rows] > 0
        state = np.where(borrowing, np.where(late, ARREARS, BORROWING), np.where(refused, REFUSED, NO_LOAN))
        self.months.append(np.where((rows < 0) | (gone > 0), gone, state).astype(np.uint8))
