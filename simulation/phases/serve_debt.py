"""Service of debt: renewal, interest and principal, arrears."""

from __future__ import annotations

import numpy as np

from ..behaviour.debt_service import repayment
from ..behaviour.support import loan_support
from ..products import domestic_letter_of_credit, revolving_line
from ..state.counts import INTEREST_SUBSIDIES, LETTERS_DRAWN
from ..state.economy import Economy
from ..state.programme_columns import RATE_SUBSIDY
from ..state.structure import LETTER_OF_CREDIT


def serve_debt(economy: Economy) -> None:
    """Lines are used, maturing loans renewed or not, interest and principal paid or missed; some owners run away."""
    firm, loan, bank, institution = (
        economy.firm,
        economy.loan,
        economy.bank,
        economy.institution,
    )
    flows, rows = economy.flows, economy.loans.rows
    revolving_line.use_lines(rows, firm, loan, bank, flows)
    if economy.granted_by_product[LETTER_OF_CREDIT]:  # issued last month
        margin = economy.numbers.domestic_letter_of_credit.margin
        economy.counts[LETTERS_DRAWN] = domestic_letter_of_credit.present_documents(
            rows, firm, loan, bank, flows, margin, economy.month
        )
    economy.observer.loans_mature(economy)
    counters = np.zeros(repayment.RENEWAL_COUNTERS, np.int64)
    renew_loans(economy, counters)
    economy.keep(
        "matured renewed renewed_without_repayment not_renewed evergreened renewed_fen bridge_failed passed_on",
        counters,
    )
    p = economy.numbers.repayment
    due, debtors = economy.due, economy.listed
    count = repayment.add_up_due(rows, loan, due, debtors, economy.month)
    economy.observer.debt_falls_due(economy)
    repayment.find_payment(
        count,
        debtors,
        due,
        firm,
        loan,
        bank,
        flows,
        economy.seed,
        economy.month,
        p,
        economy.numbers.informal_finance,
        economy.numbers.moral_hazard,
    )
    economy.observer.interest_is_subsidised(economy)
    if economy.programme.real[RATE_SUBSIDY].any():
        economy.counts[INTEREST_SUBSIDIES] = loan_support.pay_interest_subsidies(
            rows, firm, loan, economy.programme, economy.accounts, flows, due, economy.policy_rate, economy.month
        )
    economy.observer.interest_was_subsidised(economy)
    for policy in economy.schedule.opened.values():
        policy.before_payment(economy)
    freed = np.empty(rows, np.int32)
    vat = economy.numbers.loan_pricing.interest_vat
    closed = repayment.pay_due(
        rows, firm, loan, bank, institution, flows, economy.accounts, due, vat, economy.month, freed
    )
    due[debtors[:count]] = 0
    economy.release_loans(freed[:closed])
    economy.schedule.call("after_service", economy)


def renew_loans(economy: Economy, counters: np.ndarray) -> None:
    """Maturing bullets and lines are renewed or not."""
    now = economy.numbers
    repayment.renew(
        economy.loan.rows,
        economy.loan,
        economy,
        economy.learned,
        economy.lgd_by_security,
        economy.accounts,
        economy.flows,
        economy.capital_short,
        economy.seed,
        economy.month,
        economy.policy_rate,
        now.repayment,
        now.loan_pricing,
        now.informal_finance,
        counters,
    )
