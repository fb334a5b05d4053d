"""Instruments that change the terms of loans: each has a row in the table of programmes that lenders read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..behaviour.support.public_purse import book_outlay, budget_left
from ..ground.parameters import parameter
from ..state.economy import Economy
from ..state.eligibility_columns import IN_FORCE, write_eligibility
from ..state.programme_columns import BUDGET_LEFT, CENTRAL_SHARE, SPENT, SPENT_UP
from .instrument import ELIGIBILITY_LISTS, Instrument

if TYPE_CHECKING:
    from ..ground.columns import Blocks

NO_LIMIT = 1 << 60


class LoanProgramme(Instrument):
    """Base of the instruments whose terms stand in the table of programmes: a subclass says in `write` what they are.

    Loans keep the programmes they came under: what was promised is paid to their end, as far as the budget goes.
    """

    needs_money: ClassVar[bool] = True

    def write(self, economy: Economy, programme: Blocks, row: int) -> None:
        """Write the terms into row `row` of the table of programmes (`simulation.programme_columns`)."""
        raise NotImplementedError(self.kind)

    def open(self, economy: Economy) -> None:
        """Write its terms and whom it reaches into its row."""
        row, programme = economy.schedule.programme_row(self, economy), economy.programme
        write_eligibility(self.eligible, programme, row, ELIGIBILITY_LISTS)
        programme.tag[IN_FORCE, row] = 1
        self.write(economy, programme, row)

    def before_trade(self, economy: Economy) -> None:
        """Take new loans this month if there is money left; the table is told how much."""
        row, programme = economy.schedule.programme_row(self, economy), economy.programme
        left = budget_left(economy, self, NO_LIMIT)
        programme.whole[BUDGET_LEFT, row] = left
        programme.tag[IN_FORCE, row] = 1 if left > 0 and programme.tag[SPENT_UP, row] == 0 else 0

    def idle(self, economy: Economy) -> None:
        """Take no new loans while the trigger does not hold; what was promised to earlier ones is still paid."""
        row, programme = economy.schedule.programme_row(self, economy), economy.programme
        programme.tag[IN_FORCE, row] = 0
        programme.whole[BUDGET_LEFT, row] = budget_left(economy, self, NO_LIMIT)

    def close(self, economy: Economy) -> None:
        """Take no new loans; what was promised is paid to the loans' end."""
        economy.programme.tag[IN_FORCE, economy.schedule.programme_row(self, economy)] = 0


class CreditProgramme(LoanProgramme):
    """Base of the loan programmes that government pays for."""

    central_share: float = parameter(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Part of its cost from the central budget, the rest from the region's",
        zh="中央财政承担比例，其余由地方承担",
    )

    def open(self, economy: Economy) -> None:
        """Write its terms, whom it reaches, and who pays."""
        economy.programme.real[CENTRAL_SHARE, economy.schedule.programme_row(self, economy)] = self.central_share
        super().open(economy)


def book_programmes(economy: Economy) -> None:
    """Count what each programme spent this month as its outlay, ended ones included."""
    spent = economy.programme.whole[SPENT]
    for row, policy in economy.schedule.programme_policies.items():
        amount = int(spent[row])
        if amount:
            book_outlay(economy, policy, amount)
            spent[row] = 0
