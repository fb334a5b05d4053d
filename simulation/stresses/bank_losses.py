"""Banks lose equity, some much and some none (银行资本损失).

Losses on assets that have nothing to do with small firms, as on mortgage securities in 2008, hit lenders unevenly;
firms with lenders that lost much got less credit than like firms with others (Chodorow-Reich 2014, Quarterly Journal of
Economics 129).
"""

from __future__ import annotations

from typing import ClassVar

from ..behaviour.banking.bank_balance import equities_of_banks
from ..ground.parameters import parameter
from ..ground.randomness import BANK_STRUCK, uniforms
from ..ground.registry import Nulls, Stated
from ..ground.units import whole_fen
from ..state.bank_columns import BANK_OPEN, EQUITY_BEFORE, OWN_CASH, REST_DEPOSITS
from ..state.economy import Economy
from ..state.ledger import BANK_COST
from .stress import Stress


class BankLosses(Stress):
    """In its first month each bank loses a part of its equity: drawn in equal steps from the least to the most."""

    kind: ClassVar[str] = "bank_losses"
    label: ClassVar[dict[str, str]] = {"en": "losses of banks", "zh": "银行资本损失"}
    example: ClassVar[Stated] = {"months": 1, "most": 0.5}
    nulls: ClassVar[Nulls] = ({"least": 0.0, "most": 0.0},)

    least: float = parameter(
        0.0, unit="share of equity", low=0.0, high=1.0, meaning="Lost by the bank that loses least", zh="损失最小者"
    )
    most: float = parameter(
        unit="share of equity", low=0.0, high=1.0, meaning="Lost by the bank that loses most", zh="损失最大者"
    )

    def strike(self, economy: Economy) -> None:
        """What is lost is paid to the rest of the economy, at the bank itself."""
        equities, w = equities_of_banks(economy), economy.bank.whole
        for bank, share in losses(economy, self.least, self.most).items():
            lost = whole_fen(share * max(int(equities[bank]), 0))
            w[OWN_CASH, bank] -= lost
            w[REST_DEPOSITS, bank] += lost
            # It is no profit or loss of the month's business, of which owners are paid a part.
            w[EQUITY_BEFORE, bank] -= lost
            economy.ledger.post(BANK_COST, bank, bank, lost)


def losses(economy: Economy, least: float, most: float) -> dict[int, float]:
    """Share of its equity that each open bank loses: equal steps from the least to the most, in a drawn order."""
    there = [bank for bank in range(economy.banks.rows) if economy.bank.tag[BANK_OPEN, bank]]
    there.sort(key=lambda bank: (uniforms(economy.seed, bank, 0, BANK_STRUCK)[1], bank))
    steps = max(len(there) - 1, 1)
    return {bank: least + (most - least) * place / steps for place, bank in enumerate(there)}
