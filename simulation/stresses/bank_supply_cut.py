"""Some banks want to lend less to small firms, for reasons of their own (部分银行收缩信贷供给).

The supply of credit falls while what firms want and are worth stays as it is: interbank markets froze for some banks
and not for others (Berton, Mocetti, Presbitero and Richiardi 2018, Review of Financial Studies 31; Cingano, Manaresi
and Sette 2016, the same 29). The bank lets its loans to small firms fall to a part of what they were, grants new ones
only as far as they stay below, and renews the others in part; nothing is called in before it falls due.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..ground.units import whole_fen
from ..policy.some_banks import SomeBanks
from ..state.economy import Economy
from .stress import Stress


class BankSupplyCut(Stress):
    """A ceiling on loans to small firms at some banks that comes down in equal monthly steps, then stays."""

    kind: ClassVar[str] = "bank_supply_cut"
    label: ClassVar[dict[str, str]] = {"en": "fewer loans from some banks", "zh": "部分银行收缩信贷供给"}
    example: ClassVar[Stated] = {"months": 12, "cut": 0.2, "over_months": 6}
    nulls: ClassVar[Nulls] = ({"cut": 0.0}, {"banks": SomeBanks(share=0.0)})

    banks: SomeBanks = parameter(SomeBanks(), unit="table", meaning="Which banks", zh="所涉银行")
    cut: float = parameter(
        unit="share of loans", low=0.0, high=1.0, meaning="Fall of the loans that they supply", zh="信贷供给收缩幅度"
    )
    over_months: int = parameter(
        12, unit="months", low=1, high=120, meaning="Months in which it comes about", zh="收缩所历月数"
    )

    def strike(self, economy: Economy) -> None:
        """Note what each bank has lent."""
        economy.stress_notes[self.name] = economy.banks.column("sme_loans").copy()

    def ceiling(self, lent: np.ndarray, month: int) -> np.ndarray:
        """Largest loans of each bank in `month`, fen, of what it had lent before."""
        part = min((month - self.start + 1) / self.over_months, 1.0)
        return (1.0 - self.cut * part) * lent

    def last(self, economy: Economy) -> None:
        """Every client whose loan is renewed has the part of it to repay that the bank has lent above the ceiling."""
        owed = lent_now(economy)
        above = 1.0 - self.ceiling(economy.stress_notes[self.name], economy.month) / np.maximum(owed, 1)
        struck = self.banks.struck(economy)
        economy.unwanted_loans[struck] = np.maximum(economy.unwanted_loans[struck], np.maximum(above[struck], 0.0))

    def before_underwriting(self, economy: Economy) -> None:
        """Room for new loans is what is left below the ceiling after the month's repayments, by its usual weight."""
        struck, whole = self.banks.struck(economy), economy.banks.column
        owed = lent_now(economy)
        room = np.maximum(self.ceiling(economy.stress_notes[self.name], economy.month) - owed, 0.0)
        for bank in np.flatnonzero(struck):
            weight = whole("risk_weighted_sme")[bank] / max(whole("sme_loans")[bank], 1)
            whole("budget")[bank] = min(whole("budget")[bank], whole_fen(weight * room[bank]))


def lent_now(economy: Economy) -> np.ndarray:
    """Loans to enterprises by bank as they stand, in fen, shape (banks,)."""
    loans, owed = economy.loans, np.zeros(economy.banks.rows, np.int64)
    live = loans.column("status") > 0
    np.add.at(owed, loans.column("bank")[live], loans.column("balance")[live])
    return owed
