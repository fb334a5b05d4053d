"""Service of debt: renewal, interest and principal, arrears."""

from __future__ import annotations

import numpy as np

from ..behaviour.debt_service import renewal, repayment
from ..behaviour.support import loan_support
from ..state.economy import Economy


def serve_debt(economy: Economy) -> None:
    """Lines are used, maturing loans renewed or not, interest and principal paid or missed; some owners run away."""
    use_products(economy)
    economy.observer.loans_mature(economy)
    renewal.renew(economy)
    debtors = repayment.add_up_due(economy)
    economy.observer.debt_falls_due(economy)
    repayment.find_payment(economy, debtors)
    subsidise_interest(economy)
    economy.schedule.call("before_payment", economy)
    freed = np.empty(economy.loans.rows, np.int32)
    paid_off = repayment.pay_due(economy, freed)
    economy.due[economy.listed[:debtors]] = 0
    economy.release_loans(freed[:paid_off])
    economy.schedule.call("after_service", economy)


def use_products(economy: Economy) -> None:
    """What each product does besides being repaid: lines are drawn and repaid, documents of letters of credit come."""
    for live_month in economy.product_months:
        live_month(economy)


def subsidise_interest(economy: Economy) -> None:
    """Government pays its part of the month's interest to those who are about to pay."""
    economy.observer.interest_is_subsidised(economy)
    loan_support.pay_interest_subsidies(economy)
    economy.observer.interest_was_subsidised(economy)
