"""Instruments that change the terms of loans: each has a row in the table of programmes that lenders read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..behaviour.support.public_purse import book_outlay, budget_left
from ..ground.parameters import parameter
from ..state.economy import Economy
from ..state.eligibility_columns import write_eligibility
from ..state.programme_columns import SPENT
from .instrument import ELIGIBILITY_LISTS, Instrument

if TYPE_CHECKING:
    from ..ground.columns import Row

NO_LIMIT = 1 << 60


class LoanProgramme(Instrument):
    """Base of the instruments whose terms stand in the table of programmes: a subclass says in `write` what they are.

    Loans keep the programmes they came under: what was promised is paid to their end, as far as the budget goes.
    """

    needs_money: ClassVar[bool] = True

    def write(self, economy: Economy, terms: Row) -> None:
        """Write what it changes into its row: `terms.rate_subsidy = self.points` (`state/programme_columns.py`)."""
        raise NotImplementedError(self.kind)

    def terms_in(self, economy: Economy) -> Row:
        """Its row of the table of programmes, columns as attributes."""
        return economy.programmes.row(economy.schedule.programme_row(self, economy))

    def in_force(self, economy: Economy) -> bool:
        """Whether it takes loans and serves firms this month: open, triggered, with money left."""
        return bool(self.terms_in(economy).in_force)

    def open(self, economy: Economy) -> None:
        """Write its terms and whom it reaches into its row."""
        terms = self.terms_in(economy)
        write_eligibility(self.eligible, economy.programme, terms.number, ELIGIBILITY_LISTS)
        terms.in_force = True
        self.write(economy, terms)

    def before_trade(self, economy: Economy) -> None:
        """Take new loans this month if there is money left; the table is told how much."""
        terms, left = self.terms_in(economy), budget_left(economy, self, NO_LIMIT)
        terms.budget_left = left
        terms.in_force = left > 0 and terms.spent_up == 0

    def idle(self, economy: Economy) -> None:
        """Take no new loans while the trigger does not hold; what was promised to earlier ones is still paid."""
        terms = self.terms_in(economy)
        terms.in_force = False
        terms.budget_left = budget_left(economy, self, NO_LIMIT)

    def close(self, economy: Economy) -> None:
        """Take no new loans; what was promised is paid to the loans' end."""
        self.terms_in(economy).in_force = False


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
        self.terms_in(economy).central_share = self.central_share
        super().open(economy)


def book_programmes(economy: Economy) -> None:
    """Count what each programme spent this month as its outlay, ended ones included."""
    spent = economy.programme.whole[SPENT]
    for row, policy in economy.schedule.programme_policies.items():
        amount = int(spent[row])
        if amount:
            book_outlay(economy, policy, amount)
            spent[row] = 0
