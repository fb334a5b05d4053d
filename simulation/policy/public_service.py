"""Programmes that provide a service to lenders and borrowers: the budget pays for running it, not for loans.

What is bought (offices, clerks, data centres, visits) is government purchases from the rest of the economy.
"""

from __future__ import annotations

from ..behaviour.support.public_purse import book_outlay, budget_left, parts_of_budgets, spread_to_rest
from ..ground.parameters import parameter
from ..state.economy import Economy
from ..state.ledger import GOVERNMENT_PURCHASES
from ..state.structure import REGIONS
from .credit_programme import CreditProgramme
from .instrument import LARGEST_YUAN


class PublicService(CreditProgramme):
    """Base of the instruments that cost a sum to set up and a sum a year to run, however much they are used.

    Nothing is paid in months in which the trigger does not hold. When the budget is gone the service stops.
    """

    setup_yuan: float = parameter(
        0.0,
        unit="yuan of the population",
        low=0.0,
        high=LARGEST_YUAN,
        meaning="Paid once, when it opens",
        zh="一次性建设费用",
    )
    yearly_yuan: float = parameter(
        0.0,
        unit="yuan of the population a year",
        low=0.0,
        high=LARGEST_YUAN,
        meaning="Running cost",
        zh="年运行费用",
    )

    def open(self, economy: Economy) -> None:
        """Write its row and set the service up."""
        super().open(economy)
        pay_for_service(economy, self, economy.fen_of_model(self.setup_yuan))

    def before_trade(self, economy: Economy) -> None:
        """Serve this month if there is money left, and pay the month's running cost."""
        super().before_trade(economy)
        if self.in_force(economy):
            pay_for_service(economy, self, economy.fen_of_model(self.yearly_yuan / 12.0))


def pay_for_service(economy: Economy, policy: CreditProgramme, amount: int) -> int:
    """Government buys `amount` fen of services for a programme; returns what the programme's budget allowed.

    The localities' part is shared equally by the regions that it reaches.
    """
    amount = budget_left(economy, policy, amount)
    if amount <= 0:
        return 0
    regions = [REGIONS.index(name) for name in policy.eligible.region]
    economy.accounts[:] -= parts_of_budgets(amount, policy.central_share, regions)
    spread_to_rest(economy, GOVERNMENT_PURCHASES, amount)
    book_outlay(economy, policy, amount)
    return amount
