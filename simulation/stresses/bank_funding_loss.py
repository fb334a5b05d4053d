"""Some banks lose deposits to others (部分银行资金流失).

Depositors and other banks move their money to banks they trust more; those left behind owe the central bank what they
lack (Iyer, Peydró, da-Rocha-Lopes and Schoar 2014, Review of Financial Studies 27: the freeze of the interbank market
in 2007 cut the credit of Portuguese banks that relied on it). While it lasts no money moves to where reserves lack.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import numpy as np

from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..ground.units import whole_fen
from ..policy.some_banks import SomeBanks
from ..state.bank_columns import BANK_OPEN, REST_DEPOSITS
from ..state.economy import Economy
from ..state.ledger import REBALANCING
from ..state.numbers import Change, times
from .stress import Stress


class BankFundingLoss(Stress):
    """Deposits of the rest of the economy leave some banks for the others, and stay away while it lasts."""

    kind: ClassVar[str] = "bank_funding_loss"
    label: ClassVar[dict[str, str]] = {"en": "loss of funding at some banks", "zh": "部分银行资金流失"}
    example: ClassVar[Stated] = {"months": 6, "share": 0.1}
    nulls: ClassVar[Nulls] = ({"share": 0.0}, {"banks": SomeBanks(share=0.0)}, {"banks": SomeBanks(share=1.0)})

    banks: SomeBanks = parameter(SomeBanks(), unit="table", meaning="Which banks lose it", zh="所涉银行")
    share: float = parameter(
        unit="share of deposits", low=0.0, high=1.0, meaning="Part of their deposits that leaves", zh="流失存款比例"
    )
    over_months: int = parameter(
        3, unit="months", low=1, high=120, meaning="Months in which it leaves, in equal parts", zh="流失所历月数"
    )

    def changes(self, economy: Economy) -> Iterable[Change]:
        """The market that evens out reserves between banks is frozen."""
        return (times("banking.reserves_evened", 0.0),)

    def strike(self, economy: Economy) -> None:
        """Note what each bank's depositors had."""
        economy.stress_notes[self.name] = economy.deposits_before.copy()

    def last(self, economy: Economy) -> None:
        """A month's part moves, as far as there are deposits of the rest of the economy to move."""
        if economy.month >= self.start + self.over_months:
            return
        rest, is_open = economy.bank.whole[REST_DEPOSITS], economy.bank.tag[BANK_OPEN] == 1
        struck = self.banks.struck(economy)
        losing = np.flatnonzero(struck & is_open[: len(struck)])
        gaining = np.flatnonzero(~struck & is_open[: len(struck)])
        had = economy.stress_notes[self.name]
        if not len(gaining):
            return
        weights = [max(int(had[bank]), 0) for bank in gaining]
        for bank in losing:
            left = min(whole_fen(self.share * max(int(had[bank]), 0) / self.over_months), max(int(rest[bank]), 0))
            behind = sum(weights)
            for other, weight in zip(gaining, weights, strict=True):
                part = left * weight // behind if behind else left
                rest[bank] -= part
                rest[other] += part
                economy.ledger.post(REBALANCING, int(bank), int(other), part)
                left, behind = left - part, behind - weight
