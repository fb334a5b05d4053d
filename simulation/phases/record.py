"""The books are closed and audited."""

from __future__ import annotations

from ..behaviour.banking import bank_balance, sums
from ..behaviour.support.public_purse import public_money
from ..ground.errors import RunError, Sentence
from ..policy.credit_programme import book_programmes
from ..state.counts import GRANTED_FEN
from ..state.economy import Economy
from ..state.ledger import WAGES


def record(economy: Economy) -> None:
    """Every stock is re-summed, reserves settle, the books are audited, the month's indicators kept."""
    economy.schedule.call("before_record", economy)
    book_programmes(economy)
    sums.sum_firms(economy)
    sums.sum_loans(economy)
    bank_balance.settle_reserves(
        economy.banks.rows,
        economy.bank,
        economy.deposits_before,
        sums.institution_deposits(economy),
        economy.flows,
        economy.numbers.banking,
    )
    check_rest_deposits(economy)
    economy.ledger.mirror()
    economy.ledger.audit(economy.month, sums.closing_stocks(economy))
    economy.observer.books_closed(economy)
    begin_anew(economy)


def check_rest_deposits(economy: Economy) -> None:
    """The rest of the economy cannot owe deposits. Raises RunError naming the month and the amount."""
    total = sum(economy.banks.column("rest_deposits").tolist())
    if total < 0:
        raise RunError(
            Sentence(
                "month {month}: deposits of the rest of the economy are {total} fen; they must not be negative.",
                "第 {month} 个月：其他部门的存款为 {total} 分，不得为负。",
                month=economy.month,
                total=total,
            )
        )


def begin_anew(economy: Economy) -> None:
    """The month's counts and flows are over; what the next month needs of them is kept."""
    wages = int(economy.ledger.totals()[WAGES])
    economy.activity = float(wages + int(economy.counts[GRANTED_FEN]))
    economy.public_money = public_money(economy)
    economy.outlays = {}
    for counters in (economy.counts, economy.exits, economy.paid, economy.recovered):
        counters[:] = 0
    economy.ledger.close(economy.month)
