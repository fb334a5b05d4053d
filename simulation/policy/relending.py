"""The central bank refinances part of banks' loans to small firms at a low rate, up to a quota (支农支小再贷款).

The stock of every bank is its refinanced share of the live loans made under the programme, loans in arrears left
out, cut down in proportion where all banks together would exceed the quota; it is drawn and repaid month by month
with them and bears the low rate. Banks whose own funds are no dearer do not draw. What the cheap funds are worth
lowers the rate as far as banks pass it on (`loan_pricing.pass_through`; Benetton and Fantino 2021, Journal of
Financial Economics 142, on the euro area's targeted operations).

Cost: the interest that the central bank forgoes against its ordinary advances. It lowers the profit that it passes on
to government, counts as outlay, and is what a budget limits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from pydantic import AfterValidator

from ..behaviour.support.public_purse import book_outlay
from ..ground.compiled import kernel
from ..ground.parameters import parameter
from ..ground.registry import Nulls, Stated
from ..ground.units import whole_fen
from ..state.bank_columns import FUNDING, OWN_CASH
from ..state.bank_columns import RELENDING as OWED
from ..state.counts import RELENDING_FEN, RELENDING_FORGONE
from ..state.economy import Economy
from ..state.ledger import RELENDING_DRAWN, RELENDING_INTEREST, RELENDING_REPAID
from ..state.loan_columns import ARREARS, BALANCE, LENDER, PERFORMING, PROGRAMME_BITS, STATUS
from ..state.programme_columns import CHEAP_RATE
from .credit_programme import LoanProgramme
from .instrument import BASIS_POINTS, LARGEST_YUAN, whole_basis_points

if TYPE_CHECKING:
    from ..ground.columns import Row


class Relending(LoanProgramme):
    """Cheap central-bank funds for part of each eligible loan, as long as the quota lasts."""

    kind: ClassVar[str] = "relending"
    label: ClassVar[dict[str, str]] = {"en": "central-bank relending", "zh": "央行再贷款"}
    example: ClassVar[Stated] = {"quota_yuan": 1e12, "rate": 0.015}
    nulls: ClassVar[Nulls] = ({"quota_yuan": 0.0}, {"share": 0.0})

    quota_yuan: float = parameter(
        unit="yuan of the population",
        low=0.0,
        high=LARGEST_YUAN,
        meaning="Largest stock of all banks together",
        zh="再贷款额度（余额上限）",
    )
    rate: float = parameter(unit="per year", low=0.0, high=0.2, meaning="Rate banks pay on it", zh="再贷款利率")
    share: Annotated[float, AfterValidator(whole_basis_points)] = parameter(
        1.0,
        unit="share of the loan",
        low=0.0,
        high=1.0,
        meaning="Part of a loan that is refinanced",
        zh="再贷款支持比例",
    )

    @dataclass
    class Memory:
        """What each bank owes under the programme, fen."""

        held: list[int] = field(default_factory=list)

    def write(self, economy: Economy, terms: Row) -> None:
        """Its share of a loan and its rate."""
        terms.cheap_funds = self.share
        terms.cheap_rate = self.rate

    def before_trade(self, economy: Economy) -> None:
        """Refinance new loans this month if quota and budget have room."""
        super().before_trade(economy)
        if sum(economy.schedule.memory(self).held) >= economy.fen_of_model(self.quota_yuan):
            self.terms_in(economy).in_force = False

    def bank_merged(self, economy: Economy, failed: int, acquirer: int) -> None:
        """The acquirer owes what the failed bank owed."""
        held = economy.schedule.memory(self).held
        if held:
            held[acquirer] += held[failed]
            held[failed] = 0

    def settle_with_banks(self, economy: Economy) -> None:
        """Banks pay interest on what they owe, and draw or repay with their refinanced loans."""
        row, banks = economy.schedule.programme_row(self, economy), economy.banks.rows
        whole, ledger = economy.bank.whole, economy.ledger
        memory = economy.schedule.memory(self)
        held = memory.held or [0] * banks
        loans = np.zeros(banks, np.int64)
        refinanced_loans(economy, row, loans)
        points = round(self.share * BASIS_POINTS)
        cheaper = economy.bank.real[FUNDING] > economy.programme.real[CHEAP_RATE, row]
        wanted = [int(loans[b]) * points // BASIS_POINTS if cheaper[b] else 0 for b in range(banks)]
        wanted = within_quota(wanted, economy.fen_of_model(self.quota_yuan))
        forgone = max(economy.numbers.banking.advance_rate - self.rate, 0.0)
        for b in range(banks):
            interest = whole_fen(held[b] * self.rate / 12.0)
            drawn = wanted[b] - held[b]
            whole[OWED, b] += drawn
            whole[OWN_CASH, b] += drawn - interest
            ledger.post(RELENDING_INTEREST, b, 0, interest)
            if drawn >= 0:
                ledger.post(RELENDING_DRAWN, 0, b, drawn)
            else:
                ledger.post(RELENDING_REPAID, b, 0, -drawn)
            worth = whole_fen(held[b] * forgone / 12.0)
            book_outlay(economy, self, worth)
            economy.counts[RELENDING_FORGONE] += worth
        memory.held = wanted
        economy.counts[RELENDING_FEN] += sum(wanted)


def within_quota(wanted: list[int], quota: int) -> list[int]:
    """What each bank may owe, in fen: what it wants, or its proportional part of the quota, rounded down."""
    total = sum(wanted)
    return wanted if total <= quota else [amount * quota // total for amount in wanted]


@kernel
def refinanced_loans(economy: Economy, r: int, by_bank: np.ndarray) -> None:
    """Add to `by_bank`, fen of shape (banks,), the balances served in time of loans under programme `r`."""
    loan = economy.loan
    for row in range(loan.rows):
        served = loan.tag[STATUS, row] == PERFORMING and loan.tag[ARREARS, row] == 0
        if served and (loan.index[PROGRAMME_BITS, row] >> r) & 1:
            by_bank[loan.tag[LENDER, row]] += loan.whole[BALANCE, row]
