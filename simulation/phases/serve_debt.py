"""Service of debt: renewal, interest and principal, arrears."""

from __future__ import annotations

import numpy as np

from ..behaviour.debt_service import renewal, repayment
from ..behaviour.support import loan_support
from ..products import domestic_letter_of_credit, revolving_line
from ..state.counts import LETTERS_DRAWN
from ..state.economy import Economy
from ..state.structure import LETTER_OF_CREDIT


def serve_debt(economy: Economy) -> None:
    """Lines are used, maturing loans renewed or not, interest and principal paid or missed; some owners run away."""
    use_products(economy)
    economy.observer.loans_mature(economy)
    renewal.renew(economy)
    debtors = repayment.add_up_due(economy)
    economy.observer.debt_falls_due(economy)
    repayment.find_payment(economy, debtors)
    subsidise_interest(economy)
    for policy in economy.schedule.opened.values():
        policy.before_payment(economy)
    freed = np.empty(economy.loans.rows, np.int32)
    paid_off = repayment.pay_due(economy, freed)
    economy.due[economy.listed[:debtors]] = 0
    economy.release_loans(freed[:paid_off])
    economy.schedule.call("after_service", economy)


def use_products(economy: Economy) -> None:
    """Lines are drawn and repaid; the documents of letters of credit issued last month come in."""
    revolving_line.use_lines(economy)
    if economy.granted_by_product[LETTER_OF_CREDIT]:  # issued last month
        margin = economy.numbers.domestic_letter_of_credit.margin
        economy.counts[LETTERS_DRAWN] = domestic_letter_of_credit.present_documents(
            economy.loans.rows, economy.firm, economy.loan, economy.bank, economy.flows, margin, economy.month
        )


def subsidise_interest(economy: Economy) -> None:
    """Government pays its part of the month's interest to those who are about to pay."""
    economy.observer.interest_is_subsidised(economy)
    loan_support.pay_interest_subsidies(economy)
    economy.observer.interest_was_subsidised(economy)
