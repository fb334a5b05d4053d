"""The books are closed and audited."""

from __future__ import annotations

from ..behaviour.banking import reserves, sums, totals
from ..behaviour.support.public_purse import public_money
from ..policy.credit_programme import book_programmes
from ..state.counts import GRANTED_FEN
from ..state.economy import Economy
from ..state.ledger import WAGES


def record(economy: Economy) -> None:
    """Every stock is re-summed, reserves settle, the books are audited, the month's indicators kept."""
    economy.schedule.call("before_record", economy)
    book_programmes(economy)
    totals.sum_firms(economy)
    totals.sum_loans(economy)
    reserves.settle_reserves(economy, sums.institution_deposits(economy))
    economy.ledger.mirror()
    economy.ledger.audit(economy.month, sums.closing_stocks(economy))
    economy.observer.books_closed(economy)
    begin_anew(economy)


def begin_anew(economy: Economy) -> None:
    """The month's counts and flows are over; what the next month needs of them is kept."""
    wages = int(economy.ledger.totals()[WAGES])
    economy.activity = float(wages + int(economy.counts[GRANTED_FEN]))
    economy.public_money = public_money(economy)
    economy.outlays = {}
    economy.counts[:] = 0
    economy.ledger.close(economy.month)
