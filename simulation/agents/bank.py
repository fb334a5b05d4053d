"""A bank: a Mesa agent that reads its row of the bank table."""

from ..behaviour.banking.bank_balance import equity_of
from ..state.structure import BANK_TYPES
from .few import RowAgent


class Bank(RowAgent):
    """A bank; `bank.value("reserves")` reads a column in fen."""

    table = "banks"

    @property
    def type(self) -> str:
        """Large state, joint-stock, city or rural."""
        return BANK_TYPES[self.whole("type")]

    @property
    def capital_ratio(self) -> float:
        """Regulatory capital over risk-weighted assets at the end of last month."""
        return float(self.model.economy.capital_ratios[self.row])

    @property
    def equity(self) -> int:
        """Assets less liabilities in model fen."""
        return int(equity_of(self.row, self.model.economy.bank, self.model.economy.deposits_before))

    @property
    def nonperforming_ratio(self) -> float:
        """Loans to enterprises in default over all its loans to enterprises; 0 without loans."""
        loans = self.whole("sme_loans")
        return self.whole("bad_loans") / loans if loans else 0.0
